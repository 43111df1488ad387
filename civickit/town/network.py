"""From roads that cross each other to a network: junctions, and segments between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from civickit.town.plan import Way
from civickit.town.plane import (
    Line,
    Point,
    Spread,
    at,
    crossing,
    distance,
    distance_to_line,
    length,
    pairs,
)

CELL_M = 60
SNAP_M = 3  # corners nearer than this are the same corner
CLOSEST_M = 30  # junctions nearer than this become one
SHORTEST_DEAD_END_M = 66
SHORTEST_LOOP_M = 120
BESIDE_M = 26  # two roads closer than this leave no room for houses
LEVELS = {"arterial": 0, "collector": 1, "residential": 2, "lane": 3}


class Segment(NamedTuple):
    """A piece of road between two junctions; its line runs from the one to the other."""

    line: Line
    way: Way

    @property
    def ends(self) -> tuple[Point, Point]:
        """The two junctions."""
        return self.line[0], self.line[-1]


def build(ways: list[Way], blocked: Callable[[Point, Point, Way], bool]) -> list[Segment]:
    """The connected network of the ways; pieces for which `blocked` says yes are left out."""
    segments = _without_stubs(joined(_pieces(ways, blocked)))
    segments = _without_doubles(_without_close_junctions(segments))
    return connected(_without_stubs(segments))


def _cells(a: Point, b: Point) -> Iterator[tuple[int, int]]:
    (x1, x2), (y1, y2) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    for i in range(int(x1 // CELL_M), int(x2 // CELL_M) + 1):
        for j in range(int(y1 // CELL_M), int(y2 // CELL_M) + 1):
            yield i, j


def _pieces(ways: list[Way], blocked: Callable[[Point, Point, Way], bool]) -> list[Segment]:
    """Straight pieces cut wherever two roads meet."""
    straight = [(a, b, way) for way in ways for a, b in pairs(way.line) if a != b]
    cuts = _cuts(straight)
    corners = Spread(SNAP_M)
    for way in ways:
        for point in way.line:
            _snapped(point, corners)
    segments: dict[tuple[Point, Point], Segment] = {}
    for (a, b, way), met in zip(straight, cuts, strict=True):
        stops = sorted({a, b, *met}, key=lambda place, a=a: distance(a, place))  # type: ignore[misc]  # mypy cannot infer a default
        for p, q in pairs([_snapped(stop, corners) for stop in stops]):
            ends = (min(p, q), max(p, q))
            if p != q and ends not in segments and not blocked(p, q, way):
                segments[ends] = Segment([p, q], way)
    return list(segments.values())


def _snapped(point: Point, corners: Spread) -> Point:
    """The corner that is already there, or this point as a new one."""
    for known in corners.near(point):
        if distance(known, point) < SNAP_M:
            return known
    corners.add(point)
    return point


def _cuts(straight: list[tuple[Point, Point, Way]]) -> list[list[Point]]:
    """For every straight piece the places where others meet it."""
    near: dict[tuple[int, int], list[int]] = defaultdict(list)
    cuts: list[list[Point]] = [[] for _ in straight]
    for number, (a, b, _) in enumerate(straight):
        met = {other for cell in _cells(a, b) for other in near[cell]}
        for other in sorted(met):
            found = crossing(a, b, straight[other][0], straight[other][1])
            if found:
                cuts[number].append(found)
                cuts[other].append(found)
        for cell in _cells(a, b):
            near[cell].append(number)
    return cuts


def degrees(segments: Iterable[Segment]) -> Counter[Point]:
    """How many segment ends meet at each place."""
    return Counter(end for segment in segments for end in segment.ends)


def joined(segments: list[Segment]) -> list[Segment]:
    """Segments of one road that meet where nothing else does become one."""
    at_end: dict[Point, list[int]] = defaultdict(list)
    alive = dict(enumerate(segments))
    for number, segment in alive.items():
        for end in segment.ends:
            at_end[end].append(number)
    for place in list(at_end):
        numbers = at_end[place]
        if len(numbers) != 2 or numbers[0] == numbers[1]:
            continue
        first, second = alive[numbers[0]], alive[numbers[1]]
        if first.way.name != second.way.name:
            continue
        left = first.line if first.line[-1] == place else first.line[::-1]
        right = second.line if second.line[0] == place else second.line[::-1]
        alive[numbers[0]] = Segment([*left, *right[1:]], first.way)
        del alive[numbers[1]]
        end = right[-1]
        at_end[end] = [numbers[0] if n == numbers[1] else n for n in at_end[end]]
    return list(alive.values())


def _without_stubs(segments: list[Segment]) -> list[Segment]:
    """Short dead ends are dropped, also those that appear when others go."""
    while True:
        count = degrees(segments)
        kept = [
            s for s in segments
            if length(s.line) >= SHORTEST_DEAD_END_M or min(count[end] for end in s.ends) > 1
        ]  # fmt: skip
        if len(kept) == len(segments):
            return joined(kept)
        segments = joined(kept)


def _without_close_junctions(segments: list[Segment]) -> list[Segment]:
    """Two junctions joined by a very short segment become one, on the greater road."""
    moved: dict[Point, Point] = {}
    rank = _ranks(segments)
    for segment in sorted(segments, key=lambda s: (length(s.line), s.ends)):
        ends = (_now(end, moved) for end in segment.ends)
        a, b = sorted(ends, key=lambda end: (rank[end], end))
        if a != b and length(segment.line) < CLOSEST_M:
            moved[b] = a
    return joined([s for segment in segments for s in _redrawn(segment, moved)])


def _now(place: Point, moved: dict[Point, Point]) -> Point:
    while place in moved:
        place = moved[place]
    return place


def _redrawn(segment: Segment, moved: dict[Point, Point]) -> list[Segment]:
    """The segment between its moved ends, without a hook near them; none if nothing is left."""
    start, end = (_now(place, moved) for place in segment.ends)
    near_m = [CLOSEST_M * (new != old) for new, old in zip((start, end), segment.ends, strict=True)]
    between = [
        point
        for point in segment.line[1:-1]
        if distance(start, point) >= near_m[0] and distance(end, point) >= near_m[1]
    ]
    line = [start, *between, end]
    if start == end and length(line) < SHORTEST_LOOP_M:
        return []
    return [Segment(line, segment.way)]


def _ranks(segments: list[Segment]) -> dict[Point, tuple[int, ...]]:
    """How many lanes, streets ... main roads end at each junction; less is more important."""
    meeting: dict[Point, list[int]] = defaultdict(lambda: [0] * len(LEVELS))
    for segment in segments:
        for end in segment.ends:
            meeting[end][LEVELS[segment.way.level]] -= 1
    return {place: tuple(counts) for place, counts in meeting.items()}


def _without_doubles(segments: list[Segment]) -> list[Segment]:
    """Of two roads that run side by side closer than houses fit, the lesser one goes."""
    ranked = sorted(segments, key=lambda s: (LEVELS[s.way.level], -length(s.line), s.ends))
    kept: list[Segment] = []
    near: dict[tuple[int, int], list[Segment]] = defaultdict(list)
    for segment in ranked:
        if not _hugs(segment, _neighbours(segment, near)):
            kept.append(segment)
            for a, b in pairs(segment.line):
                for cell in _cells(a, b):
                    near[cell].append(segment)
    return joined(kept)


def _neighbours(segment: Segment, near: dict[tuple[int, int], list[Segment]]) -> list[Segment]:
    found = {}
    for a, b in pairs(segment.line):
        low = (min(a[0], b[0]) - 30, min(a[1], b[1]) - 30)
        high = (max(a[0], b[0]) + 30, max(a[1], b[1]) + 30)
        for cell in _cells(low, high):
            for other in near[cell]:
                found[id(other)] = other
    return list(found.values())


def _hugs(segment: Segment, others: list[Segment]) -> bool:
    """Whether the segment keeps close to other roads all along; too short ones may."""
    total_m = length(segment.line)
    lines = [other.line for other in others if other.way.name != segment.way.name]
    spots = [at(segment.line, total_m * share)[0] for share in (0.3, 0.5, 0.7)]
    return total_m > SHORTEST_DEAD_END_M and all(
        any(distance_to_line(line, spot) < BESIDE_M for line in lines) for spot in spots
    )


def connected(segments: list[Segment]) -> list[Segment]:
    """The largest part of the network in which every place can be reached."""
    at_end: dict[Point, list[int]] = defaultdict(list)
    for number, segment in enumerate(segments):
        for end in segment.ends:
            at_end[end].append(number)
    left = set(range(len(segments)))
    best: set[int] = set()
    for start in range(len(segments)):
        if start not in left:
            continue
        part, queue = {start}, [start]
        while queue:
            for end in segments[queue.pop()].ends:
                for other in at_end[end]:
                    if other not in part:
                        part.add(other)
                        queue.append(other)
        left -= part
        if len(part) > len(best):
            best = part
    return [segments[number] for number in sorted(best)]
