"""Degrees to metres where the ground may be taken for flat: right to 0.1 % within 25 km."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians, sin, sqrt
from typing import NamedTuple

from civickit.core.earth import EQUATOR_RADIUS_M, FLATTENING

_E2 = FLATTENING * (2 - FLATTENING)


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Metres of a degree of latitude and of longitude there, on the ellipsoid."""
    phi = radians(lat)
    w = 1 - _E2 * sin(phi) ** 2
    north = EQUATOR_RADIUS_M * (1 - _E2) / (w * sqrt(w))
    east = EQUATOR_RADIUS_M / sqrt(w) * cos(phi)
    return radians(north), radians(east)


def length_m(line: Sequence[tuple[float, float]]) -> float:
    """Metres along a line of (lat, lon); street by street right to a few parts in a million."""
    if len(line) < 2:
        return 0.0
    north, east = metres_per_degree((line[0][0] + line[-1][0]) / 2)
    return sum(hypot((b[0] - a[0]) * north, (b[1] - a[1]) * east) for a, b in pairwise(line))


class Plane(NamedTuple):
    """Metres east and north of a place."""

    lat: float
    lon: float
    north: float
    east: float

    @classmethod
    def around(cls, lat: float, lon: float) -> Plane:
        return cls(lat, lon, *metres_per_degree(lat))

    def xy(self, lat: float, lon: float) -> tuple[float, float]:
        return (lon - self.lon) * self.east, (lat - self.lat) * self.north

    def lat_lon(self, x: float, y: float) -> tuple[float, float]:
        return self.lat + y / self.north, self.lon + x / self.east
