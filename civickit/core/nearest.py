"""The points nearest to a place, out of a handful or out of millions, with nothing to install.

An index is one block of bytes, in memory or mapped from a file: a k-d tree over the points
as they lie in space (metres from the centre of the earth, on WGS84). There neither the poles
nor the 180th meridian are special, so no part of the search knows about them.

    header   magic, then as 8-byte integers: version, leaves, points, bytes in all
    splits   one double a leaf: where the points left and right of that leaf part
    axes     one byte a leaf: on which axis they part (0, 1, 2); filled up to 8 bytes
    points   leaves of 16 points, each four doubles: x, y, z and the row number

Numbers are in the byte order of the machine; elsewhere the version is unknown. The leaves lie
in a row, and the branch between two runs of leaves is numbered by the first leaf of the right
one, so the tree needs no pointers.
"""

from __future__ import annotations

from math import atan2, cos, degrees, pi, radians, sin, sqrt

from civickit.core.earth import EQUATOR_RADIUS_M, FLATTENING, check_point

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    Place = tuple[float, float, float]
    Candidate = tuple[float, float, float, float, float]  # chord², row, way there: x, y, z
    Turn = tuple[float, float, float, float]  # sines and cosines of latitude and longitude

MAGIC = b"civickit nearest"
VERSION = 1
HEADER = 48
LEAF = 16

_POLE2 = (1 - FLATTENING) ** 2
_RADIUS = 6_371_008.8
_GRAIN = 1.5 * 2.0**33  # adding and taking this away rounds to 2 µm, so that 180 meets -180
_NEAR_M2 = 20_000.0**2
_BULGE = 1 / (24 * _RADIUS**2)  # way = chord + chord³ / 24 r²: 8 mm at 20 km, right to 0.1 mm


class Hit(tuple[int, float, float]):
    """A point found: its row in the input, the distance to it, the bearing towards it."""

    __slots__ = ()

    @property
    def index(self) -> int:  # type: ignore[override]  # a hit has no use for tuple.index
        return self[0]

    @property
    def distance_m(self) -> float:
        return self[1]

    @property
    def bearing_deg(self) -> float:
        return self[2]

    def __repr__(self) -> str:
        return f"Hit(index={self[0]}, distance_m={self[1]}, bearing_deg={self[2]})"


class PointIndex:
    """Points to be asked for the nearest; made by `build` or `open`, kept by `write`."""

    __slots__ = ("_axes", "_block", "_count", "_leaves", "_points", "_splits")

    def __init__(self, block: memoryview) -> None:
        """Takes the bytes of an index. Raises ValueError when they are not one."""
        self._block = block
        self._leaves, self._count = _read_header(block)
        axes = HEADER + 8 * self._leaves
        points = axes + filled(self._leaves)
        self._splits: memoryview[float] = block[HEADER:axes].cast("d")
        self._axes = block[axes:points]
        self._points: memoryview[float] = block[points:].cast("d")

    def __len__(self) -> int:
        return self._count

    @classmethod
    def build(cls, lats: Iterable[float], lons: Iterable[float]) -> PointIndex:
        """An index of the points, whose row numbers count from 0.

        Raises ValueError for a coordinate outside the globe, or when one has more items.
        """
        from civickit.core.nearest_build import build

        return cls(memoryview(build(lats, lons)))

    @classmethod
    def open(cls, path: str | Path) -> PointIndex:
        """An index kept in a file, which is mapped: only what a question touches is read.

        Raises UnreadableTable.
        """
        from mmap import ACCESS_READ, mmap

        try:
            with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes longer than all the rest
                return cls(memoryview(mmap(file.fileno(), 0, access=ACCESS_READ)))
        except (OSError, ValueError) as error:
            from civickit.core.errors import UnreadableTable

            raise UnreadableTable(
                f"{path} is no index of points: {error}. Build the index again."
            ) from error

    def write(self, path: str | Path) -> None:
        """Keep the index in a file. Readers find the old file or the new one, never a part."""
        import os
        from pathlib import Path

        part = Path(f"{path}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                file.write(self._block)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def nearest(self, lat: float, lon: float, n: int = 10, within_m: float = 2000.0) -> list[Hit]:
        """At most n points not farther than that, the nearest first; ties in row order.

        Distances are right to 0.1 mm. Raises ValueError for a place outside the globe, and for
        n or within_m below 0.
        """
        check_point(lat, lon)
        if not (n >= 0 and within_m >= 0):
            raise ValueError(f"n={n} and within_m={within_m} must be 0 or more")
        if n == 0:
            return []
        place, turn = stand(lat, lon)
        found = self._search(place, n, within_m * within_m * (1 + 1e-12))
        if found and found[-1][0] > _NEAR_M2:
            if len(found) == n:
                farthest = _measure_far(lat, lon, place, found)[-1].distance_m
                found = self._search(place, self._count, _chord2(min(farthest, within_m)))
            hits = _measure_far(lat, lon, place, found)
        else:
            hits = _measure(found, turn)
        while hits and hits[-1].distance_m > within_m:
            hits.pop()
        return hits[:n]

    def _search(self, place: Place, n: int, bound: float) -> list[Candidate]:
        """The n points of least chord² up to the bound, sorted."""
        splits, axes, points = self._splits, self._axes, self._points
        here_x, here_y, here_z = place
        found: list[Candidate] = []
        waiting = [(0.0, 0, self._leaves)]
        while waiting:
            gap, low, high = waiting.pop()
            if gap > bound:
                continue
            while (middle := (low + high) >> 1) > low:
                gap = place[axes[middle]] - splits[middle]
                left = gap < 0
                gap *= gap
                if left:
                    if gap <= bound:
                        waiting.append((gap, middle, high))
                    high = middle
                else:
                    if gap <= bound:
                        waiting.append((gap, low, middle))
                    low = middle
            numbers: Iterator[float] = iter(points[4 * LEAF * low : 4 * LEAF * high].tolist())
            for x, y, z, row in zip(numbers, numbers, numbers, numbers, strict=True):
                x -= here_x
                y -= here_y
                z -= here_z
                chord2 = x * x + y * y + z * z
                if chord2 <= bound:
                    found.append((chord2, row, x, y, z))
            if len(found) > n:
                found.sort()
                del found[n:]
                bound = found[-1][0]
        found.sort()
        return found


def stand(lat: float, lon: float) -> tuple[Place, Turn]:
    """Where a point lies in space, and how the ground is turned there."""
    phi = radians(lat)
    lam = radians(lon)
    sin_lat, cos_lat, sin_lon, cos_lon = sin(phi), cos(phi), sin(lam), cos(lam)
    normal = EQUATOR_RADIUS_M / sqrt(cos_lat * cos_lat + _POLE2 * sin_lat * sin_lat)
    x = normal * cos_lat * cos_lon + _GRAIN - _GRAIN
    y = normal * cos_lat * sin_lon + _GRAIN - _GRAIN
    z = normal * _POLE2 * sin_lat + _GRAIN - _GRAIN
    return (x, y, z), (sin_lat, cos_lat, sin_lon, cos_lon)


def _measure(found: list[Candidate], turn: Turn) -> list[Hit]:
    sin_lat, cos_lat, sin_lon, cos_lon = turn
    hits = []
    for chord2, row, x, y, z in found:
        chord = sqrt(chord2)
        east = cos_lon * y - sin_lon * x
        north = cos_lat * z - sin_lat * (cos_lon * x + sin_lon * y)
        bearing = degrees(atan2(east, north)) % 360.0 % 360.0  # once leaves 360.0 for -1e-20
        hits.append(Hit((int(row), chord + chord * chord2 * _BULGE, bearing)))
    hits.sort(key=_rank)
    return hits


def _measure_far(lat: float, lon: float, place: Place, found: list[Candidate]) -> list[Hit]:
    """The chord no longer tells the way over the ellipsoid: take the geodesic."""
    from civickit.core.geo import inverse

    hits = []
    for _, row, x, y, z in found:
        x, y, z = x + place[0], y + place[1], z + place[2]
        there = degrees(atan2(z, _POLE2 * sqrt(x * x + y * y))), degrees(atan2(y, x))
        hits.append(Hit((int(row), *inverse(lat, lon, *there))))
    hits.sort(key=_rank)
    return hits


def _rank(hit: Hit) -> tuple[float, int]:
    return hit[1], hit[0]


def _chord2(way_m: float) -> float:
    """The square of a chord that no two points so far apart can exceed.

    A straight line is the shortest; on a sphere the chord is 2 r sin(way / 2 r), and the
    ellipsoid is nowhere flatter or rounder than the sphere by more than a part in 290.
    """
    half = min(way_m / (2 * _RADIUS), pi / 2)
    chord = min(way_m, 2 * _RADIUS * sin(half) * (1 + 1 / 290))
    return (chord + 1e-5) ** 2


def filled(size: int) -> int:
    """The next multiple of 8, so that the doubles behind stand in line."""
    return (size + 7) // 8 * 8


def _read_header(block: memoryview) -> tuple[int, int]:
    """Leaves and points, once everything the header says about the block holds."""
    if block[:16] != MAGIC:
        raise ValueError("it is something else")
    if len(block) < HEADER:
        raise ValueError("it is cut off")
    version, leaves, count, size = block[16:HEADER].cast("Q")
    if version != VERSION:
        raise ValueError("it was made by another version, or on another kind of machine")
    if size != len(block) or size != size_of(leaves, count):
        raise ValueError(f"it has {len(block)} bytes and should have {size_of(leaves, count)}")
    return leaves, count


def size_of(leaves: int, count: int) -> int:
    """The bytes of an index."""
    return HEADER + 8 * leaves + filled(leaves) + 32 * count
