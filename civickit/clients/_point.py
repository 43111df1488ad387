"""Points as services write them, and as the kit has them: (lat, lon)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civickit.core.earth import check_point


def point(lat: float, lon: float) -> dict[str, Any]:
    """A GeoJSON point, whose order is (lon, lat). Raises ValueError outside the globe."""
    check_point(lat, lon)
    return {"type": "Point", "coordinates": [lon, lat]}


def point_of(value: Any) -> tuple[float, float] | None:
    """(lat, lon) of a GeoJSON point, of a feature with one, or of an old "lat, lon" text.

    None for any other geometry and for a point that is not on the globe.
    """
    if isinstance(value, Mapping):
        if value.get("type") == "Feature":
            return point_of(value.get("geometry"))
        if value.get("type") != "Point" or not isinstance(value.get("coordinates"), list):
            return None
        return _on_globe(value["coordinates"][1::-1])
    if isinstance(value, str):
        return _on_globe(value.split(","))
    return None


def is_geometry(value: Any) -> bool:
    """Whether a value is GeoJSON: a geometry, or a feature around one."""
    return isinstance(value, Mapping) and bool(
        {"coordinates", "geometries", "geometry", "features"} & value.keys()
    )


def _on_globe(pair: list[Any]) -> tuple[float, float] | None:
    if len(pair) != 2 or any(isinstance(number, bool | None) for number in pair):
        return None
    try:
        lat, lon = map(float, pair)
        check_point(lat, lon)
    except (TypeError, ValueError, OverflowError):
        return None
    return lat, lon
