"""Ways from one place on the streets to others, no longer than is worth looking at."""

from __future__ import annotations

from heapq import heappop, heappush
from math import hypot, inf
from typing import NamedTuple

from civickit.tracks._matching_candidates import Candidate
from civickit.tracks._matching_graph import TURN_BACK_M, Graph

BACK_M = 30.0
"""So far back along its street a fix may lie by error alone."""


class Reached(NamedTuple):
    """What can be reached from a place: metres to the start of each directed piece, with what the
    turns count for, and the directed piece that came before it."""

    metres: dict[int, float]
    before: dict[int, int]


def reach(
    graph: Graph, start: Candidate, limit_m: float, x: float, y: float, slack_m: float
) -> Reached:
    """Everything on a way to (x, y) within the limit: what only leads away is left out."""
    metres: dict[int, float] = {}
    before: dict[int, int] = {}
    done: set[int] = set()
    waiting = [(start.rest, start.way)]
    limit = limit_m + slack_m
    onward, known = graph.onward, metres.get
    while waiting:
        so_far, way = heappop(waiting)
        if way in done:
            continue
        done.add(way)
        for after, length, turn, end_x, end_y in onward[way]:
            there = so_far + turn
            if there < known(after, inf):
                metres[after] = there
                before[after] = way
                total = there + length
                if total < limit and total + hypot(end_x - x, end_y - y) <= limit:
                    heappush(waiting, (total, after))
    return Reached(metres, before)


def between(a: Candidate, b: Candidate, reached: Reached) -> tuple[float, bool]:
    """Metres of the way from a to b, and whether it leaves a's piece; inf where there is none."""
    found = reached.metres.get(b.way, inf) + b.along
    if a.way == b.way:
        on = b.along - a.along
        if on >= -BACK_M and on < found:
            return on, False
    elif a.way == b.way ^ 1:
        turned = abs(b.rest - a.along) + TURN_BACK_M
        if turned < found:
            return turned, False
    return found, True


Stretch = tuple[int, float, float]
"""A directed piece, driven from metre to metre of that direction."""


def stretches(graph: Graph, a: Candidate, b: Candidate, reached: Reached) -> list[Stretch]:
    """What was driven from a to b, in order."""
    _, leaves = between(a, b, reached)
    if not leaves:
        return _on_one_piece(a, b)
    middle: list[Stretch] = []
    way = reached.before[b.way]
    while way != a.way:
        middle.append((way, 0.0, graph.pieces[way >> 1].length))
        way = reached.before[way]
    return [(a.way, a.along, a.along + a.rest), *reversed(middle), (b.way, 0.0, b.along)]


def _on_one_piece(a: Candidate, b: Candidate) -> list[Stretch]:
    if a.way == b.way:
        return [(a.way, a.along, b.along)] if b.along > a.along else []
    there = b.rest  # where b lies, in the direction of a
    if there >= a.along:
        return [(a.way, a.along, there)]
    return [(b.way, a.rest, b.along)]
