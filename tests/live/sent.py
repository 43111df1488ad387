"""Fixes and rows for the tests of what is sent and kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, select

from civickit.live.site import Site
from civickit.tracks.fixes import Fix

STORM_S = 1_796_000_000.0


def fix(at_s: float = 0.0, *, lat: float = 38.40, lon: float = 145.90, **more: Any) -> Fix:
    """A fix of so many seconds after the beginning."""
    return Fix("", STORM_S + at_s, STORM_S + at_s, lat, lon, **more)


def drive(count: int, *, start_s: float = 0.0, every_s: float = 15.0) -> list[Fix]:
    """A vehicle on its way to the north, 55 m between two fixes."""
    return [
        fix(start_s + number * every_s, lat=38.40 + (start_s / every_s + number) * 0.0005)
        for number in range(count)
    ]


def rows(site: Site, table: Table, *columns: str) -> list[Any]:
    """The columns of all rows, in the order of the first ones."""
    asked = [table.c[name] for name in columns] if columns else [*table.c]
    with site.storage.read() as connection:
        found = connection.execute(select(*asked).order_by(*asked)).all()
    return [row[0] if len(asked) == 1 else tuple(row) for row in found]
