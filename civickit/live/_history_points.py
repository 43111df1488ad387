"""Where vehicles were, as the public may know it: by alias, thinned, without stands and depots."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, Row, and_, func, or_, select

from civickit.live.tables import aliases, fixes, storms
from civickit.tracks._plane import metres_per_degree

if TYPE_CHECKING:
    from civickit.live.site import Site

STEP_S = 10
"""Positions are at least so far apart."""
GAP_S = 300.0
"""After so long without one, a new drive begins."""
MOVED_M = 30.0
LEAD_S = 600.0


FixColumns = tuple[int, float, float, float | None, float | None, str]


class Storm(NamedTuple):
    """A row of `storms`."""

    id: int
    started_ms: int
    last_ms: int
    simulated: bool


class Point(NamedTuple):
    """A position of a drive; `drive` counts the drives of an alias on a day from 1."""

    alias: int
    drive: int
    at_ms: int
    lat: float
    lon: float
    speed_m_s: float | None
    heading_deg: float | None
    state: str


def all_storms(site: Site) -> list[Storm]:
    """Every storm, the newest first."""
    row = storms.c
    asked = select(row.id, row.started_ms, row.last_ms, row.simulated)
    with site.storage.read() as connection:
        found = connection.execute(asked.order_by(row.started_ms.desc(), row.id.desc()))
        return [Storm(*one) for one in found]


def devices_of(site: Site, storm: Storm) -> list[tuple[int, int]]:
    """(alias, device) in the order of aliases: that of devices would tell who is who."""
    asked = select(aliases.c.number, aliases.c.device_id).where(aliases.c.storm_id == storm.id)
    with site.storage.read() as connection:
        return sorted((number, device) for number, device in connection.execute(asked))


def points(site: Site, alias: int, device_id: int, from_ms: int, until_ms: int) -> Iterator[Point]:
    """The public positions of a device from a time until before another."""
    settings = site.settings
    lead_ms = round((settings.hide_standing_s + LEAD_S) * 1000)
    with site.storage.read() as connection:
        rows = _rows(connection, device_id, from_ms - lead_ms, until_ms)
        hiding = Hiding(settings.hide_standing_s, settings.depots)
        drive, last, hidden = 0, None, True
        for row in rows:
            was_hidden, hidden = hidden, hiding.hides(row)
            if hidden or row.fixed_ms < from_ms:
                hidden = True
                continue
            apart_ms = row.fixed_ms - last.at_ms if last else 0
            if was_hidden or last is None or apart_ms > GAP_S * 1000:
                drive += 1
            elif apart_ms < STEP_S * 1000 and row.state == last.state:
                continue
            last = Point(alias, drive, *row)
            yield last


def _rows(
    connection: Connection, device_id: int, from_ms: int, until_ms: int
) -> Iterator[Row[*FixColumns]]:
    """Of a phone that sends each second, the database gives no more than is wanted."""
    row = fixes.c
    places = (row.fixed_ms, row.lat, row.lon, row.speed_m_s, row.heading_deg, row.state)
    bit = row.fixed_ms // (STEP_S * 1000 // 2)
    bit_before, state_before = (
        func.lag(one).over(order_by=row.fixed_ms) for one in (bit, row.state)
    )
    mine = and_(row.device_id == device_id, row.fixed_ms >= from_ms, row.fixed_ms < until_ms)
    columns = bit.label("bit"), bit_before.label("bit_before"), state_before.label("state_before")
    told = select(*places, *columns).where(mine).subquery().c
    is_first = or_(
        told.bit_before.is_(None), told.bit_before != told.bit, told.state_before != told.state
    )
    asked = select(*(told[one.name] for one in places)).where(is_first).order_by(told.fixed_ms)
    yield from connection.execute(asked)


class Hiding:
    """Who stands for long or is in a depot is not shown, as on the live map."""

    def __init__(self, standing_s: float, depots: tuple[tuple[float, float, float], ...]) -> None:
        self._standing_ms = standing_s * 1000
        self._depots = depots
        self._anchor: tuple[float, float, int] | None = None
        self._scale: tuple[float, float] | None = None

    def hides(self, row: Row[*FixColumns]) -> bool:
        """Takes the fixes of a device in their order."""
        at_ms, lat, lon = row[0], row[1], row[2]
        if self._scale is None:
            self._scale = metres_per_degree(lat)  # of the city; for each place it would be slow
        north, east = self._scale
        anchor = self._anchor
        if anchor is None or hypot((anchor[0] - lat) * north, (anchor[1] - lon) * east) >= MOVED_M:
            anchor = self._anchor = lat, lon, at_ms
        if at_ms - anchor[2] >= self._standing_ms:
            return True
        return any(
            hypot((depot_lat - lat) * north, (depot_lon - lon) * east) <= radius_m
            for depot_lat, depot_lon, radius_m in self._depots
        )
