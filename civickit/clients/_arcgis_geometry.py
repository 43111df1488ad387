"""Geometries as ArcGIS writes them, as GeoJSON."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from civickit.clients._point import point
from civickit.clients._shape import expect
from civickit.core.errors import SourceChanged

Ring = list[list[float]]


def geojson_of(geometry: Any, where: str) -> dict[str, Any] | None:
    """The GeoJSON of a point, points, lines or polygons in WGS84; None where there is none.

    Raises SourceChanged for anything else, such as coordinates in metres.
    """
    if geometry is None:
        return None
    told = expect(geometry, dict, where)
    if "x" in told:
        return _point(told, where)
    if "points" in told:
        return _shape("MultiPoint", _line(told["points"], where))
    if "paths" in told:
        lines = [_line(one, where) for one in expect(told["paths"], list, where)]
        return _one_or_many("LineString", lines)
    if "rings" in told:
        rings = [_line(one, where) for one in expect(told["rings"], list, where)]
        return _one_or_many("Polygon", polygons(rings))
    raise SourceChanged(
        f"{where} is of no known kind", expected="x, points, paths or rings", found=str(list(told))
    )


def polygons(rings: Sequence[Ring]) -> list[list[Ring]]:
    """Rings in one list as polygons with holes: outer rings go clockwise, holes do not.

    A hole belongs to the smallest outer ring around it; one that lies in none is an area of
    its own, for that is how such files are drawn. GeoJSON turns both the other way round.
    """
    whole = [ring for ring in rings if len(ring) >= 4]
    made = [[ring[::-1]] for ring in whole if _area(ring) < 0]
    for hole in (ring for ring in whole if _area(ring) >= 0):
        around = [one for one in made if _inside(hole[0], one[0])]
        if around:
            min(around, key=lambda one: _area(one[0])).append(hole[::-1])
        else:
            made.append([hole])
    return made


def _point(told: dict[str, Any], where: str) -> dict[str, Any] | None:
    if told["x"] is None or told["x"] == "NaN":
        return None
    lon, lat = _pair([told["x"], told.get("y")], where)
    return point(lat, lon)


def _line(line: Any, where: str) -> Ring:
    return [_pair(pair, where) for pair in expect(line, list, where)]


def _pair(pair: Any, where: str) -> list[float]:
    """[lon, lat] in degrees."""
    lon, lat = (*expect(pair, list, where), None, None)[:2]
    for value, most in ((lon, 180), (lat, 90)):
        known = isinstance(value, int | float) and isfinite(value)
        if not known or abs(value) > most:
            raise SourceChanged(
                f"{where} is not on the globe", expected="degrees", found=f"{lon!r}, {lat!r}"
            )
    return [lon, lat]


def _one_or_many(kind: str, parts: list[Any]) -> dict[str, Any] | None:
    if not parts:
        return None
    return _shape(kind, parts[0]) if len(parts) == 1 else _shape(f"Multi{kind}", parts)


def _shape(kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": kind, "coordinates": coordinates}


def _area(ring: Ring) -> float:
    """Twice the area in square degrees, below zero for a ring that goes clockwise."""
    return sum(
        x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)
    )


def _inside(place: list[float], ring: Ring) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    x, y = place
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside
