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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    Place = tuple[float, float, float]
    Candidate = tuple[float, float, float, float, float]  # chord², row, way there: x, y, z
    Turn = tuple[float, float, float, float]  # sines and cosines of latitude and longitude

_MAGIC = b"civickit nearest"
_VERSION = 1
_HEADER = 48
_LEAF = 16
_BRANCH_SAMPLE = 24

_A = 6_378_137.0
_POLE2 = (1 - 1 / 298.257223563) ** 2
_RADIUS = 6_371_008.8
_GRAIN = 1.5 * 2.0**33  # adding and taking this away rounds to 2 µm, so that 180 meets -180
_NEAR_M2 = 20_000.0**2
_BULGE = 1 / (24 * _RADIUS**2)  # way = chord + chord³ / 24 r²: 8 mm at 20 km, right to 0.1 mm


class Hit(tuple[int, float, float]):
    """A point found: its row in the input, the distance to it, the bearing towards it."""

    __slots__ = ()

    @property
    def index(self) -> int:  # type: ignore[override]
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
        """Takes the bytes of an index. Raises UnreadableTable when they are not one."""
        self._block = block
        self._leaves, self._count = _read_header(block)
        axes = _HEADER + 8 * self._leaves
        points = axes + _filled(self._leaves)
        self._splits: memoryview[float] = block[_HEADER:axes].cast("d")
        self._axes = block[axes:points]
        self._points: memoryview[float] = block[points:].cast("d")

    def __len__(self) -> int:
        return self._count

    @classmethod
    def build(cls, lats: Iterable[float], lons: Iterable[float]) -> PointIndex:
        """An index of the points, whose row numbers count from 0.

        Raises ValueError for a coordinate outside the globe, or when one has more items.
        """
        return cls(memoryview(_build(lats, lons)))

    @classmethod
    def open(cls, path: str | Path) -> PointIndex:
        """An index kept in a file, which is mapped: only what a question touches is read.

        Raises UnreadableTable.
        """
        from mmap import ACCESS_READ, mmap

        try:
            with open(path, "rb") as file:  # noqa: PTH123 - pathlib costs 5 ms of the start
                block = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
        except (OSError, ValueError) as error:
            raise _unreadable(str(error)) from error
        return cls(block)

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
        _check(lat, lon)
        if not (n >= 0 and within_m >= 0):
            raise ValueError(f"n={n} and within_m={within_m} must be 0 or more")
        if n == 0:
            return []
        place, turn = _stand(lat, lon)
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
            numbers: Iterator[float] = iter(points[4 * _LEAF * low : 4 * _LEAF * high].tolist())
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


def _check(lat: float, lon: float) -> None:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        from civickit.core.geo import check_point

        check_point(lat, lon)


def _stand(lat: float, lon: float) -> tuple[Place, Turn]:
    """Where a point lies in space, and how the ground is turned there."""
    phi = radians(lat)
    lam = radians(lon)
    sin_lat, cos_lat, sin_lon, cos_lon = sin(phi), cos(phi), sin(lam), cos(lam)
    normal = _A / sqrt(cos_lat * cos_lat + _POLE2 * sin_lat * sin_lat)
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


def _filled(size: int) -> int:
    return (size + 7) // 8 * 8


def _read_header(block: memoryview) -> tuple[int, int]:
    """Leaves and points, once everything the header says about the block holds."""
    if block[:16] != _MAGIC:
        raise _unreadable("it is something else")
    if len(block) < _HEADER:
        raise _unreadable("it is cut off")
    version, leaves, count, size = block[16:_HEADER].cast("Q")
    if version != _VERSION:
        raise _unreadable("it was made by another version, or on another kind of machine")
    if size != len(block) or size != _size(leaves, count):
        raise _unreadable(f"it has {len(block)} bytes and should have {_size(leaves, count)}")
    return leaves, count


def _size(leaves: int, count: int) -> int:
    return _HEADER + 8 * leaves + _filled(leaves) + 32 * count


def _unreadable(why: str) -> Exception:
    from civickit.core.errors import UnreadableTable

    return UnreadableTable(f"this is no index of points: {why}. Build the index again.")


def _build(lats: Iterable[float], lons: Iterable[float]) -> bytearray:
    from array import array

    axes = _spread(lats, lons)
    count = len(axes[0])
    leaves = -(-count // _LEAF)
    order = list(range(count))
    splits = array("d", bytes(8 * leaves))
    split_axes = bytearray(_filled(leaves))
    for middle, axis in _branches(order, axes, leaves):
        splits[middle] = axes[axis][order[middle * _LEAF]]
        split_axes[middle] = axis
    header = array("Q", (_VERSION, leaves, count, _size(leaves, count)))
    block = bytearray(_MAGIC + header.tobytes() + splits.tobytes() + split_axes)
    for start in range(0, count, 4096):
        block += _records(order[start : start + 4096], axes)
    return block


def _spread(lats: Iterable[float], lons: Iterable[float]) -> tuple[array[float], ...]:
    """The points' x, y and z."""
    from array import array

    xs, ys, zs = array("d"), array("d"), array("d")
    for row, (lat, lon) in enumerate(zip(lats, lons, strict=True)):
        try:
            _check(lat, lon)
        except ValueError as error:
            raise ValueError(f"point {row}: {error}") from None
        (x, y, z), _ = _stand(lat, lon)
        xs.append(x)
        ys.append(y)
        zs.append(z)
    return xs, ys, zs


def _branches(
    order: list[int], axes: tuple[array[float], ...], leaves: int
) -> Iterator[tuple[int, int]]:
    """Sorts the rows into their leaves; yields each branch and its axis, in its final order.

    A sorted run is parted twice, into four, before its parts are sorted on an axis of their own.
    """
    waiting = [(0, leaves)]
    while waiting:
        low, high = waiting.pop()
        if high - low < 2:
            continue
        rows = order[low * _LEAF : high * _LEAF]
        axis = _widest(rows, axes)
        rows.sort(key=axes[axis].__getitem__)
        order[low * _LEAF : high * _LEAF] = rows
        middle = (low + high) >> 1
        yield middle, axis
        for part_low, part_high in ((low, middle), (middle, high)):
            if part_high - part_low > 1:
                part_middle = (part_low + part_high) >> 1
                yield part_middle, axis
                waiting += (part_low, part_middle), (part_middle, part_high)


def _widest(rows: list[int], axes: tuple[array[float], ...]) -> int:
    """The axis on which a sample of the rows lies farthest apart."""
    sample = rows[:: len(rows) // _BRANCH_SAMPLE + 1]
    extents = []
    for axis in axes:
        values = [axis[row] for row in sample]
        extents.append(max(values) - min(values))
    return extents.index(max(extents))


def _records(rows: list[int], axes: tuple[array[float], ...]) -> bytes:
    from array import array

    xs, ys, zs = axes
    records = array("d")
    for row in rows:
        records.extend((xs[row], ys[row], zs[row], row))
    return records.tobytes()
