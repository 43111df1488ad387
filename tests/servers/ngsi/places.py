"""Whether a stored GeoJSON point is near or within what was asked for. Everything is lon, lat."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]


class NotSupported(Exception):
    """A georel that this broker cannot answer."""


def on_globe(lon: float, lat: float) -> Point:
    if abs(lat) > 90 or abs(lon) > 180:
        raise ValueError(f"not on the globe: lon {lon}, lat {lat}")
    return lon, lat


def metres(one: Point, other: Point) -> float:
    lon1, lat1, lon2, lat2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_009 * asin(sqrt(half))


def fits(location: object, georel: dict[str, str], corners: list[Point]) -> bool:
    if not isinstance(location, dict) or location.get("type") != "Point":
        return False
    here = tuple(location["coordinates"][:2])
    if "near" in georel:
        away = metres(here, corners[0])
        most = float(georel.get("maxDistance", "inf"))
        return float(georel.get("minDistance", 0)) <= away <= most
    if "coveredBy" in georel or "within" in georel:
        lons, lats = zip(*corners, strict=True)
        return min(lons) <= here[0] <= max(lons) and min(lats) <= here[1] <= max(lats)
    raise NotSupported(", ".join(georel))


def georel_of(written: str, separator: str) -> dict[str, str]:
    """`near;maxDistance:1000` as {"near": "", "maxDistance": "1000"}."""
    parts = (part.partition(separator) for part in written.split(";"))
    return {name: value for name, _, value in parts}
