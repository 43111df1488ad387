"""The streets as a vehicle drives them: from junction to junction, in one direction at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import accumulate
from math import atan2, degrees, dist, inf
from typing import NamedTuple

from civickit.core.errors import CivicKitError
from civickit.tracks.matching import Streets

XY = tuple[float, float]
"""Metres east and north of the middle of the network."""
NO_PRIORITY = 2
LEAST_PRIORITY = 3
TURN_BACK_M = 150.0
"""To turn round on the street is worth so long a way round."""


class Way(NamedTuple):
    """A piece of street between two junctions; way `number ^ 1` is the same against its line."""

    number: int
    start: int
    end: int
    line: tuple[XY, ...]
    metres: tuple[float, ...]
    priority: int

    @property
    def length_m(self) -> float:
        return self.metres[-1]

    @property
    def middle(self) -> XY:
        return self.at(self.length_m / 2)[0]

    def at(self, along_m: float) -> tuple[XY, float]:
        """The place so many metres on, and the heading there."""
        i = min(max(bisect_right(self.metres, along_m) - 1, 0), len(self.line) - 2)
        (ax, ay), (bx, by) = self.line[i], self.line[i + 1]
        whole = self.metres[i + 1] - self.metres[i]
        share = (along_m - self.metres[i]) / whole if whole else 0.0
        there = ax + share * (bx - ax), ay + share * (by - ay)
        return there, degrees(atan2(bx - ax, by - ay)) % 360


class Roads:
    """The part of a network in which one can go from everywhere to everywhere.

    Raises CivicKitError where there is none.
    """

    def __init__(self, streets: Streets) -> None:
        graph = streets.graph
        self.plane = graph.plane
        self.nodes: list[XY] = graph.nodes
        self.ways = dict(_ways(streets))
        self.leaving: dict[int, list[Way]] = {}
        for way in self.ways.values():
            self.leaving.setdefault(way.start, []).append(way)
        self._keep(self._core())

    def _core(self) -> set[int]:
        """The largest set of junctions that all reach each other."""
        arriving: dict[int, list[int]] = {}
        for way in self.ways.values():
            arriving.setdefault(way.end, []).append(way.start)
        leaving = {node: [way.end for way in ways] for node, ways in self.leaving.items()}
        best: set[int] = set()
        left = set(leaving)
        while len(left) > len(best):
            node = min(left)
            mutual = _reached(node, leaving) & _reached(node, arriving)
            left -= mutual
            best = max(best, mutual, key=len)
        return best

    def _keep(self, core: set[int]) -> None:
        self.ways = {n: w for n, w in self.ways.items() if w.start in core and w.end in core}
        self.leaving = {
            node: kept
            for node, ways in self.leaving.items()
            if (kept := [way for way in ways if way.number in self.ways])
        }

        if not self.leaving:
            raise CivicKitError(
                "on these streets nobody can drive on and on: every way back is against a one-way "
                "street. Look at `one_way` in the file."
            )

    def nearest(self, xy: XY) -> int:
        """The junction nearest to a place."""
        return min(self.leaving, key=lambda node: dist(self.nodes[node], xy))

    def spread(self, count: int, first: int) -> list[int]:
        """So many junctions, each as far as can be from those before it."""
        chosen = [first]
        away = {node: dist(xy, self.nodes[first]) for node, xy in self._places()}
        while len(chosen) < count:
            node = max(away, key=lambda one: (away[one], one))
            chosen.append(node)
            x = self.nodes[node]
            away = {one: min(far, dist(self.nodes[one], x)) for one, far in away.items()}
        return chosen

    def _places(self) -> Iterator[tuple[int, XY]]:
        return ((node, self.nodes[node]) for node in self.leaving)

    def route(
        self, start: int, after: Way | None, cost_there_m: Callable[[Way], float]
    ) -> list[Way]:
        """The ways to the cheapest way to work on, itself the last; none where all cost too much.

        `cost_there_m` says what a way costs beside the metres to it, inf where it is not wanted.
        """
        best, best_cost = None, inf
        metres = {start: 0.0}
        before: dict[int, Way] = {}
        waiting = [(0.0, start)]
        while waiting and waiting[0][0] < best_cost:
            so_far, node = heappop(waiting)
            if so_far > metres[node]:
                continue
            for way in self.leaving[node]:
                back = after is not None and node == start and way.number == after.number ^ 1
                there = so_far + (TURN_BACK_M if back else 0.0)
                if (cost := there + cost_there_m(way)) < best_cost:
                    best, best_cost = way, cost
                if there + way.length_m < metres.get(way.end, inf):
                    metres[way.end] = there + way.length_m
                    before[way.end] = way
                    heappush(waiting, (metres[way.end], way.end))
        return [] if best is None else [*_back(best.start, start, before), best]

    def to(self, start: int, goal: int) -> list[Way]:
        """The shortest way from one junction to another."""
        if start == goal:
            return []
        return self.route(start, None, lambda way: way.length_m if way.end == goal else inf)


def _back(node: int, start: int, before: dict[int, Way]) -> list[Way]:
    path: list[Way] = []
    while node != start:
        path.append(before[node])
        node = before[node].start
    return path[::-1]


def _reached(start: int, onward: dict[int, list[int]]) -> set[int]:
    found, waiting = {start}, [start]
    while waiting:
        for node in onward.get(waiting.pop(), ()):
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found


def _ways(streets: Streets) -> Iterator[tuple[int, Way]]:
    graph = streets.graph
    for number, piece in enumerate(graph.pieces):
        street = streets.network.segments[piece.segment]
        line = [graph.plane.xy(*point) for point in street.line]
        cut = _between(line, piece.start, piece.end)
        priority = min(max(street.priority or NO_PRIORITY, 1), LEAST_PRIORITY)
        there = _way(2 * number, piece.first, piece.last, cut, priority)
        yield there.number, there
        if not graph.one_way[number]:
            back = _way(2 * number + 1, piece.last, piece.first, cut[::-1], priority)
            yield back.number, back


def _way(number: int, start: int, end: int, line: list[XY], priority: int) -> Way:
    metres = accumulate(map(dist, line, line[1:]), initial=0.0)
    return Way(number, start, end, tuple(line), tuple(metres), priority)


def _between(line: list[XY], start_m: float, end_m: float) -> list[XY]:
    whole = _way(0, 0, 0, line, NO_PRIORITY)
    inner = [xy for xy, m in zip(line, whole.metres, strict=True) if start_m < m < end_m]
    return [whole.at(start_m)[0], *inner, whole.at(end_m)[0]]
