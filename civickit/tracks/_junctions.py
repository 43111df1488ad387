"""Where segments meet: ends close to each other, shared vertices, ends that touch another line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise, product
from math import dist, floor
from typing import NamedTuple

from civickit.tracks._plane import Plane
from civickit.tracks.streets import Junction, Network

XY = tuple[float, float]
TOUCH_M = 1.5
"""Ends of two lines this close are one junction: files are drawn by hand and rounded."""
_CELL_M = 60.0
_BACK_M = 4 * TOUCH_M


class Cuts(NamedTuple):
    """The network in the plane. `cuts[s]` are the (metre, node) of segment s in its order."""

    plane: Plane
    lines: list[list[XY]]
    metres: list[list[float]]
    """For each vertex of a line, how far along it lies."""
    nodes: list[XY]
    cuts: list[list[tuple[float, int]]]


def junctions_of(network: Network) -> tuple[Junction, ...]:
    found = cut(network)
    meet: list[set[int]] = [set() for _ in found.nodes]
    for number, cuts in enumerate(found.cuts):
        for _, node in cuts:
            meet[node].add(number)
    return tuple(
        Junction(*found.plane.lat_lon(*xy), tuple(sorted(segments)))
        for xy, segments in zip(found.nodes, meet, strict=True)
    )


def cut(network: Network) -> Cuts:
    """The network in metres, each segment with the junctions along it."""
    plane = _plane(network)
    lines = [[plane.xy(*point) for point in one.line] for one in network.segments]
    metres = [list(accumulate(map(dist, line, line[1:]), initial=0.0)) for line in lines]
    nodes = _Nodes()
    cuts = [
        [(0.0, nodes.at(line[0])), (along[-1], nodes.at(line[-1]))]
        for line, along in zip(lines, metres, strict=True)
    ]
    for number, vertex, node in _shared(lines, nodes):
        _insert(cuts[number], metres[number][vertex], node)
    for number, along, node in _touching(lines, metres, nodes):
        _insert(cuts[number], along, node)
    return Cuts(plane, lines, metres, nodes.places, [_ordered(one) for one in cuts])


def _ordered(cuts: list[tuple[float, int]]) -> list[tuple[float, int]]:
    first, last, *inner = cuts
    return [first, *sorted(inner), last]


def _insert(cuts: list[tuple[float, int]], along: float, node: int) -> None:
    """A junction once where a line passes it, and again where the line comes back to it."""
    if all(node != other or abs(along - metre) > _BACK_M for metre, other in cuts):
        cuts.append((along, node))


def _plane(network: Network) -> Plane:
    points = [point for one in network.segments for point in (one.line[0], one.line[-1])]
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    if not points:
        return Plane.around(0.0, 0.0)
    return Plane.around((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)


class _Nodes:
    """Places that are one when they are within TOUCH_M."""

    def __init__(self) -> None:
        self.places: list[XY] = []
        self._cells: dict[tuple[int, int], list[int]] = {}

    def at(self, xy: XY) -> int:
        """The node there, a new one if need be."""
        near = min(self.near(xy), key=lambda node: dist(self.places[node], xy), default=None)
        if near is not None:
            return near
        self._cells.setdefault(_cell(xy, TOUCH_M), []).append(len(self.places))
        self.places.append(xy)
        return len(self.places) - 1

    def near(self, xy: XY) -> Iterator[int]:
        column, row = _cell(xy, TOUCH_M)
        for dx, dy in product((-1, 0, 1), repeat=2):
            for node in self._cells.get((column + dx, row + dy), ()):
                if dist(self.places[node], xy) <= TOUCH_M:
                    yield node


def _cell(xy: XY, size: float) -> tuple[int, int]:
    return floor(xy[0] / size), floor(xy[1] / size)


def _shared(lines: Sequence[list[XY]], nodes: _Nodes) -> Iterator[tuple[int, int, int]]:
    """(segment, vertex, node) of inner vertices that lines have in common, or pass twice."""
    uses: dict[XY, list[tuple[int, int]]] = {}
    for number, line in enumerate(lines):
        for vertex, xy in enumerate(line[1:-1], 1):
            uses.setdefault(xy, []).append((number, vertex))
    for xy, found in uses.items():
        if len(found) > 1:
            node = nodes.at(xy)
            for number, vertex in found:
                yield number, vertex, node


def _touching(
    lines: Sequence[list[XY]], metres: Sequence[list[float]], nodes: _Nodes
) -> Iterator[tuple[int, float, int]]:
    """(segment, metre, node) where a node lies on the inside of a line."""
    cells: dict[tuple[int, int], list[int]] = {}
    for node, xy in enumerate(nodes.places):
        cells.setdefault(_cell(xy, _CELL_M), []).append(node)
    for number, line in enumerate(lines):
        for vertex, (a, b) in enumerate(pairwise(line)):
            for node in _around(a, b, cells):
                share, away = on_line(nodes.places[node], a, b)
                if away <= TOUCH_M:
                    yield number, metres[number][vertex] + share * dist(a, b), node


def _around(a: XY, b: XY, cells: dict[tuple[int, int], list[int]]) -> Iterator[int]:
    steps = int(dist(a, b) / _CELL_M) + 1  # a long straight line is looked at bit by bit
    seen: set[tuple[int, int]] = set()
    for step in range(steps):
        p, q = (_between(a, b, (step + extra) / steps) for extra in (0, 1))
        low = _cell((min(p[0], q[0]) - TOUCH_M, min(p[1], q[1]) - TOUCH_M), _CELL_M)
        high = _cell((max(p[0], q[0]) + TOUCH_M, max(p[1], q[1]) + TOUCH_M), _CELL_M)
        seen.update(product(range(low[0], high[0] + 1), range(low[1], high[1] + 1)))
    for cell in seen:
        yield from cells.get(cell, ())


def _between(a: XY, b: XY, share: float) -> XY:
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def on_line(p: XY, a: XY, b: XY) -> tuple[float, float]:
    """The share of the way from a to b that is nearest to p, and how far away that is."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    share = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square if square else 0.0
    share = min(1.0, max(0.0, share))
    return share, dist(p, _between(a, b, share))


def place_along(line: Sequence[XY], metres: Sequence[float], along: float) -> XY:
    """The point of a line so many metres from its start."""
    i = min(max(bisect_right(metres, along) - 1, 0), len(line) - 2)
    whole = metres[i + 1] - metres[i]
    return _between(line[i], line[i + 1], (along - metres[i]) / whole if whole else 0.0)
