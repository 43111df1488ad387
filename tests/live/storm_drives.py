"""Drives over the streets of an app, kept as the phones' fixes are kept."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from tracks.drives import START, Drive, Noise, Roads

from civickit.live import _street_tables as tables
from civickit.live.devices import Device
from civickit.live.site import Site
from civickit.live.tables import aliases
from civickit.tracks.fixes import Fix, State

HOUR = 3600.0
_ROADS: dict[str, Roads] = {}


def roads_of(site: Site) -> Roads:
    """The streets of an app, to be driven on; made once."""
    if site.network_version not in _ROADS:
        _ROADS[site.network_version] = Roads(site.network)
    return _ROADS[site.network_version]


def drive(
    site: Site,
    seed: int,
    at: float,
    *,
    count: int = 30,
    every_s: float = 15,
    state: State = "plowing",
    noise_m: float = 6,
    heading: bool = True,
) -> Drive:
    """A drive over so many streets from a time on."""
    roads = roads_of(site)
    chance = random.Random(seed)
    noise = Noise(noise_m, every_s, heading, state)
    made = roads.drive(roads.walk(chance, count), noise, chance)
    truth = {n: one._replace(last=one.last + at - START) for n, one in made.truth.items()}
    return Drive([moved(fix, at - START) for fix in made.fixes], truth)


def moved(fix: Fix, by_s: float) -> Fix:
    """The same place at another time."""
    return fix._replace(fixed_at=fix.fixed_at + by_s, received_at=fix.received_at + by_s)


def plow(site: Site, name: str, **about: Any) -> Device:
    device, _ = site.devices.add(name, **about)
    return device


def send(site: Site, device: Device, fixes: Iterable[Fix]) -> None:
    """Through the one who writes, as the doors do."""
    site.writer.take(device, list(fixes))


def rows(site: Site, table: Any) -> list[dict[str, Any]]:
    """All rows of a table in the order of its key, aliases as the device they stand for: they are
    drawn by chance."""
    with site.storage.read() as connection:
        found = connection.execute(select(table).order_by(*table.primary_key)).mappings().all()
        named = {
            row.number: row.device_id for row in connection.execute(select(aliases))
        }  # one storm
    names = {**named, **{str(number): f"device {id_}" for number, id_ in named.items()}}
    return [
        {**row, "alias": names.get(row["alias"], row["alias"])} if "alias" in row else {**row}
        for row in found
    ]


def kept(site: Site) -> dict[str, list[dict[str, Any]]]:
    """Everything that was counted, without when that was, and without what was taken back."""
    left_out = {"changed_ms", "edition", "kept_until_ms"}
    return {
        table.name: [
            {name: value for name, value in row.items() if name not in left_out}
            for row in rows(site, table)
            if row.get("claim") != ""
        ]
        for table in (tables.runs, tables.spans, tables.hours, tables.cleared)
    }
