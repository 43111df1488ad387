"""Where devices are, or were some time ago, as the storage has it."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, select, text

from civickit.core.geo import distance_m
from civickit.live.tables import aliases, devices, latest, storms

STORM_BREAK_MS = 12 * 3_600_000
MOVED_M = 30.0
"""Who is nearer to where it was has stood, as in `latest.moved_ms`."""


class Place(NamedTuple):
    """A device and where it is. `stood_ms`: for so long it had not moved when it said so."""

    device_id: int
    name: str
    contractor: str
    kind: str
    simulated: bool
    alias: int | None
    fixed_ms: int
    received_ms: int
    lat: float
    lon: float
    speed_m_s: float | None
    heading_deg: float | None
    accuracy_m: float | None
    state: str
    stood_ms: int


_FIX = Place._fields[Place._fields.index("fixed_ms") : -1]
_AT = text(
    f"SELECT fixes.device_id, {', '.join(f'fixes.{name}' for name in _FIX)}"  # noqa: S608 - ours
    " FROM latest CROSS JOIN fixes WHERE fixes.device_id = latest.device_id AND fixes.fixed_ms ="
    " (SELECT max(until.fixed_ms) FROM fixes until"
    " WHERE until.device_id = latest.device_id AND until.fixed_ms <= :at_ms)"
)
"""CROSS JOIN: SQLite goes from device to device then, instead of through all fixes."""


def places_now(connection: Connection) -> list[Place]:
    """Where each device is now."""
    device, now = devices.c, latest.c
    own = device.id, device.name, device.contractor, device.kind, device.simulated
    with_alias = and_(aliases.c.device_id == now.device_id, aliases.c.storm_id == now.storm_id)
    asked = select(
        *own, aliases.c.number, *(now[name] for name in _FIX), now.fixed_ms - now.moved_ms
    ).select_from(latest.join(devices).outerjoin(aliases, with_alias))
    return [Place._make(row) for row in connection.execute(asked)]


def places_then(
    connection: Connection, now: list[Place], then_ms: int, standing_ms: int
) -> list[Place]:
    """Where they were at a time before; without those that had no place yet.

    Who was within 30 m of there `standing_ms` earlier has stood for so long.
    """
    then, before = _fixes_at(connection, then_ms), _fixes_at(connection, then_ms - standing_ms)
    found = []
    for one in now:
        if fix := then.get(one.device_id):
            stood = _is_same_place(fix, before.get(one.device_id))
            place = one._replace(**fix, stood_ms=standing_ms if stood else 0)
            found.append(place)
    return found


def _fixes_at(connection: Connection, at_ms: int) -> dict[int, dict[str, Any]]:
    """The last fix of each device until then."""
    found = map(dict, connection.execute(_AT, {"at_ms": at_ms}).mappings())
    return {row.pop("device_id"): row for row in found}


def _is_same_place(fix: dict[str, Any], before: dict[str, Any] | None) -> bool:
    if before is None:
        return False
    return distance_m(fix["lat"], fix["lon"], before["lat"], before["lon"]) < MOVED_M


def storm_at(connection: Connection, now_ms: int) -> tuple[int | None, bool]:
    """The storm that lasts, and whether it is simulated; of two such storms always the same."""
    row = storms.c
    lasts = row.last_ms >= now_ms - STORM_BREAK_MS
    order = row.simulated.desc(), row.last_ms.desc()
    asked = select(row.id, row.simulated).where(lasts).order_by(*order).limit(1)
    found = connection.execute(asked).first()
    return (found.id, bool(found.simulated)) if found else (None, False)
