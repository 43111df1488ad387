"""One position for a GeoJSON geometry, as text, the digits of a point untouched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from civickit.tables.json_stream import NumberText


class Place(NamedTuple):
    """A position; `exact` when the geometry is a point, else the mean of its vertices."""

    lat: str
    lon: str
    exact: bool


def place_of(geometry: Any) -> Place | None:
    """Where a geometry is; None when it has no position that can be read."""
    positions = list(_positions(geometry))
    if not positions:
        return None
    if len(positions) == 1:
        lon, lat = positions[0]
        return Place(lat, lon, exact=True)
    if positions[0] == positions[-1]:
        positions.pop()  # a ring ends where it starts
    lat, lon = (_mean([float(position[axis]) for position in positions]) for axis in (1, 0))
    return Place(lat, lon, exact=False)


def _mean(values: list[float]) -> str:
    return format(sum(values) / len(values), ".7f")


def _positions(geometry: Any) -> Iterator[tuple[str, str]]:
    """(longitude, latitude) of every vertex, in the order they are written."""
    waiting = [geometry]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting.append(part.get("geometries") or part.get("coordinates"))
        elif isinstance(part, list):
            numbers = len(part) >= 2 and all(isinstance(n, NumberText) for n in part[:2])
            if numbers:
                yield str(part[0]), str(part[1])
            else:
                waiting += reversed(part)
