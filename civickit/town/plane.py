"""Flat geometry in metres east and north of the town's centre.

The town is four kilometres wide, so a plane through its centre is exact to a few
centimetres. Everything is drawn here and turned into latitude and longitude at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atan2, cos, degrees, hypot, radians, sin

Point = tuple[float, float]
Line = list[Point]

CENTRE_LAT, CENTRE_LON = 38.4, 146.0
METRES_PER_LAT = 111_004.0  # one degree on the WGS84 ellipsoid at 38.4° north
METRES_PER_LON = 87_352.8


def to_lat_lon(point: Point) -> tuple[float, float]:
    """Latitude and longitude in degrees, six decimals (0.1 m)."""
    x, y = point
    return round(CENTRE_LAT + y / METRES_PER_LAT, 6), round(CENTRE_LON + x / METRES_PER_LON, 6)


def tidy(point: Point) -> Point:
    """The point on a 10 cm raster, so that equal places are equal numbers."""
    return round(point[0], 1) + 0.0, round(point[1], 1) + 0.0


def distance(a: Point, b: Point) -> float:
    """Metres between two points."""
    return hypot(a[0] - b[0], a[1] - b[1])


def bearing(a: Point, b: Point) -> float:
    """Degrees clockwise from north, looking from `a` to `b`."""
    return degrees(atan2(b[0] - a[0], b[1] - a[1])) % 360


def shift(point: Point, bearing_deg: float, distance_m: float) -> Point:
    """The point this far away in this direction."""
    angle = radians(bearing_deg)
    return point[0] + distance_m * sin(angle), point[1] + distance_m * cos(angle)


def length(line: Sequence[Point]) -> float:
    """Metres along a line."""
    return sum(distance(a, b) for a, b in pairs(line))


def pairs(line: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """The straight pieces of a line, in order."""
    return pairwise(line)


def at(line: Sequence[Point], along_m: float) -> tuple[Point, float]:
    """The place this far along a line and the bearing of the line there."""
    left = along_m
    for a, b in pairs(line):
        piece = distance(a, b)
        if left <= piece and piece > 0:
            share = left / piece
            return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share), bearing(a, b)
        left -= piece
    return line[-1], bearing(line[-2], line[-1])


def foot(a: Point, b: Point, point: Point) -> Point:
    """The place on the straight piece a-b nearest to a point."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    if square == 0:
        return a
    share = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / square
    share = min(1.0, max(0.0, share))
    return a[0] + share * dx, a[1] + share * dy


def distance_to_line(line: Sequence[Point], point: Point) -> float:
    """Metres from a point to a line."""
    return min(distance(foot(a, b, point), point) for a, b in pairs(line))


def crossing(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    """Where the straight pieces a-b and c-d meet; None when they do not or are parallel."""
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = ux * vy - uy * vx
    if abs(cross) < 1e-9:
        return None
    wx, wy = c[0] - a[0], c[1] - a[1]
    s = (wx * vy - wy * vx) / cross
    t = (wx * uy - wy * ux) / cross
    if -1e-9 <= s <= 1 + 1e-9 and -1e-9 <= t <= 1 + 1e-9:
        return tidy((a[0] + s * ux, a[1] + s * uy))
    return None


def inside(point: Point, ring: Sequence[Point]) -> bool:
    """Whether a point lies in a polygon; the ring need not be closed."""
    x, y = point
    result = False
    previous = ring[-1]
    for corner in ring:
        (x1, y1), (x2, y2) = previous, corner
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            result = not result
        previous = corner
    return result


def area(ring: Sequence[Point]) -> float:
    """Square metres of a polygon; positive when it runs anticlockwise."""
    total = 0.0
    for (x1, y1), (x2, y2) in pairs([*ring, ring[0]]):
        total += x1 * y2 - x2 * y1
    return total / 2


def middle(ring: Sequence[Point]) -> Point:
    """The centre of gravity of a polygon."""
    x = y = 0.0
    for (x1, y1), (x2, y2) in pairs([*ring, ring[0]]):
        cross = x1 * y2 - x2 * y1
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    six = 6 * area(ring)
    return x / six, y / six


class Spread:
    """Points on a raster, so that those near a place are found without looking at all."""

    def __init__(self, cell_m: float) -> None:
        self._cell_m = cell_m
        self._points: dict[tuple[int, int], list[Point]] = {}

    def add(self, point: Point) -> None:
        """Remember a point."""
        self._points.setdefault(self._cell(point), []).append(point)

    def near(self, place: Point) -> Iterator[Point]:
        """At least the points within one cell's width of a place."""
        i, j = self._cell(place)
        for di in (-1, 0, 1):
            for dj in (-1, 0, 1):
                yield from self._points.get((i + di, j + dj), ())

    def _cell(self, point: Point) -> tuple[int, int]:
        return int(point[0] // self._cell_m), int(point[1] // self._cell_m)


def curve(points: Sequence[Point], steps: int = 5, *, closed: bool = False) -> Line:
    """A smooth line through all points (Catmull-Rom): point i is at index i * steps."""
    n = len(points)
    spans = n if closed else n - 1
    line: Line = []
    for i in range(spans):
        p0 = points[(i - 1) % n] if closed else points[max(0, i - 1)]
        p1, p2 = points[i], points[(i + 1) % n]
        p3 = points[(i + 2) % n] if closed else points[min(n - 1, i + 2)]
        line += [tidy(_spline(p0, p1, p2, p3, k / steps)) for k in range(steps)]
    line.append(tidy(points[0] if closed else points[-1]))
    return line


def _spline(p0: Point, p1: Point, p2: Point, p3: Point, t: float) -> Point:
    def blend(a: float, b: float, c: float, d: float) -> float:
        square, cube = t * t, t * t * t
        return (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * square
            + (3 * b - a - 3 * c + d) * cube
        ) / 2

    return blend(p0[0], p1[0], p2[0], p3[0]), blend(p0[1], p1[1], p2[1], p3[1])


def beside(line: Sequence[Point], offset_m: float) -> Line:
    """A parallel line, on the right for a positive offset."""
    result = []
    for i, point in enumerate(line):
        before, after = line[max(0, i - 1)], line[min(len(line) - 1, i + 1)]
        result.append(tidy(shift(point, bearing(before, after) + 90, offset_m)))
    return result


def clipped(line: Sequence[Point], ring: Sequence[Point]) -> list[Line]:
    """The parts of a line inside a polygon."""
    parts: list[Line] = []
    for a, b in pairs(line):
        cuts = [x for c, d in pairs([*ring, ring[0]]) if (x := crossing(a, b, c, d))]
        stops = sorted({a, b, *cuts}, key=lambda p: distance(a, p))
        for p, q in pairs(stops):
            if not inside(((p[0] + q[0]) / 2, (p[1] + q[1]) / 2), ring):
                continue
            if parts and parts[-1][-1] == p:
                parts[-1].append(q)
            else:
                parts.append([p, q])
    return parts


def overlap(ring: Sequence[Point], window: Sequence[Point]) -> Line:
    """The part of a polygon inside a window that bulges nowhere inwards and runs anticlockwise."""
    result = list(ring)
    for a, b in pairs([*window, window[0]]):
        corners, result = result, []
        for p, q in zip([corners[-1:], *zip(corners)], corners, strict=False):
            p_in, q_in = _left_of(a, b, p[0]), _left_of(a, b, q)
            if (p_in < 0) != (q_in < 0):
                share = p_in / (p_in - q_in)
                result.append(
                    (p[0][0] + share * (q[0] - p[0][0]), p[0][1] + share * (q[1] - p[0][1]))
                )
            if q_in >= 0:
                result.append(q)
        if not result:
            return []
    return [tidy(point) for point in result]


def _left_of(a: Point, b: Point, point: Point) -> float:
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])


def simplified(line: Sequence[Point], tolerance_m: float) -> Line:
    """The line with fewer points, nowhere further away than the tolerance."""
    if len(line) < 3:
        return list(line)
    first, last = line[0], line[-1]
    far, index = max(
        (distance(foot(first, last, p), p), i) for i, p in enumerate(line[1:-1], start=1)
    )
    if far <= tolerance_m:
        return [first, last]
    left = simplified(line[: index + 1], tolerance_m)
    return left[:-1] + simplified(line[index:], tolerance_m)
