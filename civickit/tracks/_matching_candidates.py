"""Where on the streets a fix may have been, and what each place costs."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from civickit.tracks._matching_graph import Graph
from civickit.tracks._matching_moving import Spot


class Tuning(NamedTuple):
    """The few numbers of the matcher, set by simulated drives (benchmarks/matching.py)."""

    radius_m: float = 60.0
    """How far from a street a fix may lie."""
    noise_m: float = 15.0
    """The error across the street that a trace starts with; then it is learned from the trace."""
    detour_m: float = 12.0
    detour_m_s: float = 0.8
    """A route longer than the straight line by `detour_m`, and so much more for each second
    between the fixes, is e times less likely."""
    most_candidates: int = 12
    beam: float = 10.0
    """Chains that are exp(beam) times less likely than the best are given up."""
    lag: int = 12
    """Fixes that must follow before a street is settled."""


class Candidate(NamedTuple):
    """A place on a piece in one direction: metres from its start, metres to its end, and the square
    of the metres from the fix to it."""

    way: int
    along: float
    rest: float
    away: float
    cost: float


_LEAST_NOISE_M = 8.0
_MOST_NOISE_M = 25.0
_HEADING_SD_DEG = 20.0
_HEADING_CAP = 5.0
_FAR_CAP = 9.0
_CRAWLS_M_S = 1.0


def candidates(graph: Graph, spot: Spot, tuning: Tuning, noise_m: float) -> list[Candidate]:
    """The likeliest places first; none where no street is within the radius."""
    best: dict[int, tuple[float, float, float]] = {}
    x, y = spot.x, spot.y
    limit = tuning.radius_m * tuning.radius_m
    for piece, ax, ay, dx, dy, square, along, bearing in graph.near(x, y):
        px, py = x - ax, y - ay
        share = (px * dx + py * dy) / square
        share = 0.0 if share < 0.0 else min(share, 1.0)
        px -= share * dx
        py -= share * dy
        away = px * px + py * py
        if away <= limit and (piece not in best or away < best[piece][0]):
            best[piece] = (away, along + share * sqrt(square), bearing)
    found = _directed(graph, spot, best, noise_m)
    found.sort(key=_cost)
    return found[: tuning.most_candidates]


def _cost(one: Candidate) -> float:
    return one.cost


def _directed(
    graph: Graph, spot: Spot, best: dict[int, tuple[float, float, float]], noise_m: float
) -> list[Candidate]:
    noise = min(_MOST_NOISE_M, max(_LEAST_NOISE_M, noise_m, spot.accuracy or 0.0))
    scale = 1 / (2 * noise * noise)
    heading = spot.heading
    if spot.speed is not None and spot.speed < _CRAWLS_M_S:
        heading = None
    found = []
    for number, (away, along, bearing) in best.items():
        cost = min(_FAR_CAP, away * scale)
        off = 0.0 if heading is None else abs((heading - bearing + 180) % 360 - 180)
        rest = graph.pieces[number].length - along
        found.append(Candidate(2 * number, along, rest, away, cost + _heading_cost(off)))
        if not graph.one_way[number]:
            against = 0.0 if heading is None else 180 - off
            found.append(
                Candidate(2 * number + 1, rest, along, away, cost + _heading_cost(against))
            )
    return found


def _heading_cost(off_deg: float) -> float:
    return min(_HEADING_CAP, off_deg * off_deg / (2 * _HEADING_SD_DEG * _HEADING_SD_DEG))
