"""The streets as the matcher needs them: pieces between junctions, who meets whom, what is near.

A piece driven in one direction is a number: piece `p` in the order of its line is `2 * p`, against
it `2 * p + 1`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from math import atan2, degrees, dist, floor
from typing import NamedTuple

from civickit.tracks._junctions import TOUCH_M, XY, Cuts, cut, place_along
from civickit.tracks.streets import Network

CELL_M = 64.0
_LONGEST_M = 150.0
_SHORTEST_M = 5.0
"""Finer than that is no street's bend, and would be looked at once more for each fix."""
_MOST_CELLS = 20_000


class Piece(NamedTuple):
    """Part of a segment between two junctions, from metre `start` to `end` of it."""

    segment: int
    start: float
    end: float
    first: int
    last: int
    length: float


Bit = tuple[int, float, float, float, float, float, float, float]
"""Of a piece, a straight bit: piece, ax, ay, dx, dy, length squared, metre along, bearing."""
Onward = tuple[int, float, float, float, float]
"""What can follow: piece with direction, its metres, what the turn counts for in metres, and the
x and y of where it leads."""

TURN_BACK_M = 70.0
"""Turning round in the road counts as so many metres of detour, at a dead end as none."""
_CORNER_M = 20.0
_STRAIGHT_DEG = 20.0


class Graph:
    """Everything about a network that does not depend on a trace."""

    def __init__(self, network: Network, radius_m: float) -> None:
        self.network = network
        self.radius_m = radius_m
        cuts = cut(network)
        self.plane = cuts.plane
        self.nodes = cuts.nodes
        self.pieces: list[Piece] = []
        self.one_way: list[bool] = []
        self.true_metre: list[float] = []
        """For each segment, its length on the ellipsoid by that in the plane."""
        self.leaving: list[list[int]] = [[] for _ in cuts.nodes]
        self._bearings: list[tuple[float, float]] = []
        self._bits: list[Bit] = []
        self._cells: dict[tuple[int, int], list[int]] = {}
        self._near: dict[tuple[int, int], list[Bit]] = {}
        for number, one in enumerate(network.segments):
            self.true_metre.append(one.length_m / cuts.metres[number][-1])
            self._add(cuts, number, one.one_way)
        self._part_directions(cuts)
        self._leave()
        self.onward = [self._following(way) for way in range(2 * len(self.pieces))]
        """What can follow each directed piece."""

    def _add(self, cuts: Cuts, number: int, one_way: bool) -> None:
        for (start, first), (end, last) in pairwise(cuts.cuts[number]):
            if end - start < 1e-6:
                continue
            piece = len(self.pieces)
            self.pieces.append(Piece(number, start, end, first, last, end - start))
            self.one_way.append(one_way)
            bits = list(_bits(cuts, number, piece, start, end))
            self._bearings.append((bits[0][-1], bits[-1][-1]))
            for bit in bits:
                self._place(bit)

    def _part_directions(self, cuts: Cuts) -> None:
        """Some files have a line for each direction of a street: each is driven along its line."""
        both: dict[tuple[int, int], list[int]] = {}
        for number, piece in enumerate(self.pieces):
            if not self.one_way[number]:
                both.setdefault((piece.first, piece.last), []).append(number)
        for (first, last), numbers in both.items():
            for a, b in product(numbers, both.get((last, first), ())):
                if a != b and _is_way_back(cuts, self.pieces[a], self.pieces[b]):
                    self.one_way[a] = True

    def _leave(self) -> None:
        for number, piece in enumerate(self.pieces):
            self.leaving[piece.first].append(2 * number)
            if not self.one_way[number]:
                self.leaving[piece.last].append(2 * number + 1)

    def _place(self, bit: Bit) -> None:
        _, ax, ay, dx, dy, *_ = bit
        number = len(self._bits)
        self._bits.append(bit)
        left, right = sorted((ax, ax + dx))
        low, high = sorted((ay, ay + dy))
        for column in range(floor(left / CELL_M), floor(right / CELL_M) + 1):
            for row in range(floor(low / CELL_M), floor(high / CELL_M) + 1):
                self._cells.setdefault((column, row), []).append(number)

    def near(self, x: float, y: float) -> list[Bit]:
        """The bits that may lie within the radius of a place; each once."""
        cell = floor(x / CELL_M), floor(y / CELL_M)
        found = self._near.get(cell)
        if found is None:
            if len(self._near) >= _MOST_CELLS:
                self._near.clear()
            found = self._near[cell] = self._gather(cell)
        return found

    def _gather(self, cell: tuple[int, int]) -> list[Bit]:
        reach = floor(self.radius_m / CELL_M) + 1
        around = range(-reach, reach + 1)
        column, row = cell
        numbers: set[int] = set()
        for dx in around:
            for dy in around:
                numbers.update(self._cells.get((column + dx, row + dy), ()))
        x, y = (column + 0.5) * CELL_M, (row + 0.5) * CELL_M
        limit = self.radius_m + CELL_M * 0.7072
        return [
            self._bits[number] for number in sorted(numbers) if self._comes(number, x, y, limit)
        ]

    def _comes(self, number: int, x: float, y: float, limit: float) -> bool:
        """Whether a bit may come within so many metres: whether the box around it does."""
        _, ax, ay, dx, dy, *_ = self._bits[number]
        left, right = (ax, ax + dx) if dx > 0 else (ax + dx, ax)
        low, high = (ay, ay + dy) if dy > 0 else (ay + dy, ay)
        return left - limit <= x <= right + limit and low - limit <= y <= high + limit

    def ends(self, way: int) -> tuple[int, int]:
        """The nodes at which a directed piece starts and ends."""
        piece = self.pieces[way >> 1]
        return (piece.last, piece.first) if way & 1 else (piece.first, piece.last)

    def _following(self, way: int) -> list[Onward]:
        leaving = self.leaving[self.ends(way)[1]]
        dead_end = len(leaving) < 2
        return [self._turn(way, after, dead_end) for after in leaving]

    def _turn(self, way: int, after: int, dead_end: bool) -> Onward:
        x, y = self.nodes[self.ends(after)[1]]
        length = self.pieces[after >> 1].length
        if after == way ^ 1:
            return after, length, 0.0 if dead_end else TURN_BACK_M, x, y
        turn = abs((self._heading(after, 0) - self._heading(way, 1) + 180) % 360 - 180)
        share = min(1.0, max(0.0, (turn - _STRAIGHT_DEG) / (90 - _STRAIGHT_DEG)))
        return after, length, share * _CORNER_M, x, y

    def _heading(self, way: int, end: int) -> float:
        """Where one heads at the start (0) or the end (1) of a directed piece."""
        if way & 1:
            return (self._bearings[way >> 1][1 - end] + 180) % 360
        return self._bearings[way >> 1][end]


def _is_way_back(cuts: Cuts, there: Piece, back: Piece) -> bool:
    return all(
        dist(_along(cuts, there, share), _along(cuts, back, 1 - share)) <= TOUCH_M
        for share in (0.25, 0.5, 0.75)
    )


def _along(cuts: Cuts, piece: Piece, share: float) -> XY:
    metre = piece.start + share * piece.length
    return place_along(cuts.lines[piece.segment], cuts.metres[piece.segment], metre)


def _bits(cuts: Cuts, number: int, piece: int, start: float, end: float) -> Iterator[Bit]:
    line, metres = cuts.lines[number], cuts.metres[number]
    inner = [(m, xy) for m, xy in zip(metres, line, strict=True) if start < m < end]
    first, last = (place_along(line, metres, metre) for metre in (start, end))
    for (m, a), (n, b) in pairwise(_thinned([(start, first), *inner, (end, last)])):
        if n - m < 1e-9:
            continue
        parts = int((n - m) / _LONGEST_M) + 1  # so that a long line does not fill a square of cells
        dx, dy = (b[0] - a[0]) / parts, (b[1] - a[1]) / parts
        bearing = degrees(atan2(dx, dy)) % 360
        for part in range(parts):
            along = m - start + (n - m) * part / parts
            x, y = a[0] + dx * part, a[1] + dy * part
            yield piece, x, y, dx, dy, dx * dx + dy * dy, along, bearing


def _thinned(points: list[tuple[float, XY]]) -> list[tuple[float, XY]]:
    """Without vertices that are closer than a bend; with all, where the line turns back at once."""
    kept = points[:1]
    for one in points[1:-1]:
        if one[0] - kept[-1][0] >= _SHORTEST_M:
            kept.append(one)
    kept.append(points[-1])
    turns_back = any(dist(a, b) < (n - m) / 2 for (m, a), (n, b) in pairwise(kept))
    return points if turns_back else kept
