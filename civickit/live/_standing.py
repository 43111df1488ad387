"""Since when a vehicle stands: a function of its fixes, in whatever order they come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import cos, hypot, radians
from typing import Any

from sqlalchemy import Connection, text

MOVED_M = 30.0
DEGREE_M = 111_195.0

_MOVED = text(
    "UPDATE latest SET moved_ms = coalesce((SELECT min(stood.fixed_ms) FROM fixes stood"
    " WHERE stood.device_id = latest.device_id AND stood.fixed_ms <= latest.fixed_ms"
    " AND stood.fixed_ms > coalesce((SELECT far.fixed_ms FROM fixes far"
    " WHERE far.device_id = latest.device_id AND far.fixed_ms < latest.fixed_ms"
    " AND ((far.lat - latest.lat) * (far.lat - latest.lat) * :lat_m2"
    " + (far.lon - latest.lon) * (far.lon - latest.lon) * :lon_m2 >= :moved_m2"
    " OR (far.fixed_ms < latest.fixed_ms - :back_ms"
    " AND far.fixed_ms < (SELECT max(before.fixed_ms) FROM fixes before WHERE"
    " before.device_id = latest.device_id AND before.fixed_ms < latest.fixed_ms)))"
    " ORDER BY far.fixed_ms DESC LIMIT 1), -1)), moved_ms) WHERE device_id = :device_id"
)


def find_moved(connection: Connection, rows: Iterable[Mapping[str, Any]], back_ms: int) -> None:
    """Set `moved_ms` of the devices of these rows: since when every fix is within 30 m of the last.

    It is looked for as far back as `back_ms`, or, where a device says little, to its fix before.
    """
    asked = []
    for row in rows:
        lat_m, lon_m = _metres(1.0, 1.0, row["lat"])
        squares = {"lat_m2": lat_m**2, "lon_m2": lon_m**2, "moved_m2": MOVED_M**2}
        asked.append({"device_id": row["device_id"], "back_ms": back_ms, **squares})
    connection.execute(_MOVED, asked)


def is_near(lat: float, lon: float, other_lat: float, other_lon: float) -> bool:
    """Whether it is less than 30 m from one place to the other."""
    return hypot(*_metres(lat - other_lat, lon - other_lon, other_lat)) < MOVED_M


def _metres(lat: float, lon: float, at_lat: float) -> tuple[float, float]:
    """Degrees to the north and to the east, near a latitude."""
    return lat * DEGREE_M, lon * DEGREE_M * cos(radians(at_lat))
