"""The streets around a place, by the distance to their lines."""

from __future__ import annotations

from itertools import pairwise

from civickit.core.nearest import PointIndex
from civickit.tracks._junctions import on_line
from civickit.tracks._plane import Plane
from civickit.tracks.streets import Network, SegmentId

APART_M = 40.0
"""Every street has a point in the index at least so often."""


class Near:
    """An index over points along the lines; the distance is then measured to the bit of line."""

    def __init__(self, network: Network) -> None:
        self._bits: list[tuple[SegmentId, tuple[float, float], tuple[float, float]]] = []
        lats, lons = [], []
        for segment in network.segments:
            for a, b in pairwise(segment.line):
                for bit in _bits(a, b):
                    self._bits.append((segment.id, *bit))
                    lats.append((bit[0][0] + bit[1][0]) / 2)
                    lons.append((bit[0][1] + bit[1][1]) / 2)
        self._index = PointIndex.build(lats, lons)

    def holds(self, lat: float, lon: float, radius_m: float) -> bool:
        """Whether there is a street within the radius; most often one look at the index says so."""
        hits = self._index.nearest(lat, lon, 1, radius_m + APART_M)
        if not hits or hits[0].distance_m <= radius_m:
            return bool(hits)
        return bool(self.streets(lat, lon, radius_m))

    def streets(self, lat: float, lon: float, radius_m: float) -> list[tuple[SegmentId, float]]:
        plane = Plane.around(lat, lon)
        found: dict[SegmentId, float] = {}
        for hit in self._index.nearest(lat, lon, len(self._bits), radius_m + APART_M):
            id_, a, b = self._bits[hit.index]
            _, away = on_line((0.0, 0.0), plane.xy(*a), plane.xy(*b))
            if away <= radius_m and away < found.get(id_, float("inf")):
                found[id_] = away
        return sorted(found.items(), key=lambda one: (one[1], str(one[0])))


def _bits(
    a: tuple[float, float], b: tuple[float, float]
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """A straight line in pieces no longer than twice APART_M."""
    x, y = Plane.around(*a).xy(*b)
    parts = int((x * x + y * y) ** 0.5 / (2 * APART_M)) + 1
    dlat, dlon = (b[0] - a[0]) / parts, (b[1] - a[1]) / parts
    points = [(a[0] + dlat * n, a[1] + dlon * n) for n in range(parts)] + [b]
    return list(pairwise(points))
