"""The WGS84 ellipsoid, and what lies on it."""

from __future__ import annotations

EQUATOR_RADIUS_M = 6_378_137.0
FLATTENING = 1 / 298.257223563


def check_point(lat: float, lon: float) -> None:
    """Raises ValueError unless -90 <= lat <= 90 and -180 <= lon <= 180 (NaN is outside too)."""
    if not -90 <= lat <= 90:
        raise ValueError(
            f"latitude {lat} is not between -90 and 90; are latitude and longitude swapped?"
        )
    if not -180 <= lon <= 180:
        raise ValueError(f"longitude {lon} is not between -180 and 180")
