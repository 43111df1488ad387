"""The likeliest way through the candidates of fix after fix (Viterbi), settled in parts."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from math import exp, hypot, inf, sqrt
from typing import NamedTuple

from civickit.tracks._matching_candidates import Candidate, Tuning, candidates
from civickit.tracks._matching_graph import Graph
from civickit.tracks._matching_moving import Spot
from civickit.tracks._matching_routes import Reached, Stretch, between, reach, stretches

_MARGIN = 8.0
_CORNER_M = 15.0
_ERRORS_LAST_S = 10.0
_LONGEST_DETOUR_M = 80.0
_LEAST_HEED = 0.25
_SLIGHT = 1e-4
_OFF_STREET = 2
"""So many fixes far from any street, and the vehicle has left the streets: no way is guessed."""
_NOISE_BY_OFFSET = 1.3
"""The error by what is seen of it: a chain runs along the streets that lie nearer to the fixes."""
_NOISE_OF_FIXES = 20


class Step(NamedTuple):
    """A fix with its candidates, what the best chain to each costs, and where that came from."""

    spot: Spot
    candidates: list[Candidate]
    costs: list[float]
    back: list[int]
    links: list[tuple[int, int, float]]
    """(candidate before, candidate, what the way and the place cost) of all that was possible."""
    reached: dict[int, Reached]
    """By candidate before."""
    left: Spot
    """The last that was seen of the vehicle there: at a light it stays for some time."""


class Move(NamedTuple):
    """From a fix to the next: what was driven between the two, and how sure the two places are."""

    before: Spot
    after: Spot
    stretches: list[Stretch]
    sure: float


class Chain:
    """Takes spots one by one; gives moves once `tuning.lag` further spots have come."""

    def __init__(self, graph: Graph, tuning: Tuning) -> None:
        self.graph = graph
        self.tuning = tuning
        self.steps: list[Step] = []
        self._offset = (tuning.noise_m / _NOISE_BY_OFFSET) ** 2
        """The square of how far from the street the fixes lie, of late."""
        self._off_street = 0

    def fork(self) -> Chain:
        twin = copy(self)
        twin.steps = self.steps.copy()
        return twin

    def push(self, spot: Spot) -> tuple[list[Move], str]:
        """The moves settled now, and why the spot was dropped or the chain broke, or ''."""
        noise_m = _NOISE_BY_OFFSET * sqrt(self._offset)
        found = candidates(self.graph, spot, self.tuning, noise_m)
        self._off_street = 0 if found else self._off_street + 1
        if not found:
            return self.finish() if self._off_street >= _OFF_STREET else [], "off_street"
        if not self.steps:
            self.steps = [_first(spot, found)]
            return [], ""
        step = self._step(self.steps[-1], spot, found)
        if step is None:
            last = self.steps[-1]
            moves = self.finish()
            self.steps = self._anew(last, spot, found)
            return moves, "no_way"
        self._learn(step, spot.t - self.steps[-1].spot.t)
        self.steps.append(step)
        if len(self.steps) > 2 * self.tuning.lag:
            return self._settle(self.tuning.lag), ""
        return [], ""

    def _anew(self, last: Step, spot: Spot, found: list[Candidate]) -> list[Step]:
        """A chain on other streets: from the fix before, if it lay on them, too."""
        first = _first(last.spot, last.candidates)._replace(left=last.left)
        step = self._step(first, spot, found)
        return [first, step] if step else [_first(spot, found)]

    def _learn(self, step: Step, apart_s: float) -> None:
        likeliest = step.candidates[step.costs.index(min(step.costs))]
        self._offset += (likeliest.away - self._offset) * _heed(apart_s) / _NOISE_OF_FIXES

    def stay(self, spot: Spot) -> None:
        """The vehicle is still where it was last."""
        if self.steps and not self._off_street:
            self.steps[-1] = self.steps[-1]._replace(left=spot)

    def finish(self) -> list[Move]:
        """All moves that are left; the chain is empty then."""
        moves = self._moves(len(self.steps) - 1)
        self.steps = []
        return moves

    def _settle(self, until: int) -> list[Move]:
        """Settles everything up to a step. What does not come from there is no longer possible."""
        chosen = self._trace()[until]
        moves = self._moves(until)
        head = self.steps[-1]
        costs = [
            cost if self._ancestor(number, until) == chosen else inf
            for number, cost in enumerate(head.costs)
        ]
        least = min(costs)
        costs = [cost - least for cost in costs]
        self.steps = [*self.steps[until:-1], head._replace(costs=costs)]
        return moves

    def _ancestor(self, number: int, until: int) -> int:
        for step in reversed(self.steps[until + 1 :]):
            if number < 0:
                return -1
            number = step.back[number]
        return number

    def _step(self, before: Step, spot: Spot, found: list[Candidate]) -> Step | None:
        """None where all ways are so much longer than the straight line that none was driven."""
        straight = hypot(spot.x - before.spot.x, spot.y - before.spot.y)
        apart_s = spot.t - before.spot.t
        detour_m = self.tuning.detour_m + self.tuning.detour_m_s * apart_s
        detour_m = min(_LONGEST_DETOUR_M, detour_m)
        longest = straight + _MARGIN * detour_m
        farthest = sqrt(max(one.away for one in found))
        costs = [inf] * len(found)
        back = [-1] * len(found)
        links: list[tuple[int, int, float]] = []
        ways: dict[int, Reached] = {}
        least = min(before.costs)
        heed = _heed(apart_s)
        for i, a in enumerate(before.candidates):
            so_far = before.costs[i]
            limit = longest - (so_far - least) * detour_m
            if so_far - least > self.tuning.beam or limit <= 0:
                continue
            ways[i] = reached = reach(self.graph, a, limit, spot.x, spot.y, farthest)
            known, piece = reached.metres.get, a.way >> 1
            for j, (way, along, _, _, place_cost) in enumerate(found):
                if way >> 1 == piece:
                    metres, _ = between(a, found[j], reached)
                else:
                    metres = known(way, inf) + along
                if metres > limit:
                    continue
                cost = abs(metres - straight) / detour_m + heed * place_cost
                links.append((i, j, cost))
                if so_far + cost < costs[j]:
                    costs[j], back[j] = so_far + cost, i
        if not links:
            return None
        return Step(spot, found, costs, back, links, ways, spot)

    def _trace(self) -> list[int]:
        """The candidate of each step on the likeliest chain."""
        costs = self.steps[-1].costs
        number = costs.index(min(costs))
        chosen = [number]
        for step in reversed(self.steps[1:]):
            number = step.back[number]
            chosen.append(number)
        return chosen[::-1]

    def _moves(self, until: int) -> list[Move]:
        if until < 1:
            return []
        chosen = self._trace()
        driven = self._driven(chosen, until)
        sure = self._sure(chosen, driven, until)
        moves = []
        for k in range(1, until + 1):
            a, b = self.steps[k - 1], self.steps[k]
            moves.append(Move(a.left, b.spot, driven[k], min(sure[k - 1], sure[k])))
        return moves

    def _driven(self, chosen: Sequence[int], until: int) -> list[list[Stretch]]:
        last = min(until + 1, len(self.steps) - 1)
        found: list[list[Stretch]] = [[]]
        for k in range(1, last + 1):
            i, j = chosen[k - 1], chosen[k]
            step = self.steps[k]
            a, b = self.steps[k - 1].candidates[i], step.candidates[j]
            found.append(stretches(self.graph, a, b, step.reached[i]))
        return found

    def _sure(
        self, chosen: Sequence[int], driven: Sequence[list[Stretch]], until: int
    ) -> list[float]:
        """For each step, the weight of places on the chosen way among all."""
        after = self._costs_after()
        sure = []
        for k in range(until + 1):
            step = self.steps[k]
            here = {way for moves in driven[k : k + 2] for way, _, _ in moves}
            here.add(step.candidates[chosen[k]].way)
            corners = {node for way in here for node in self.graph.ends(way)}
            best = step.costs[chosen[k]] + after[k][chosen[k]]
            on = off = 0.0
            for j, one in enumerate(step.candidates):
                weight = exp(min(0.0, best - step.costs[j] - after[k][j]))
                if weight < _SLIGHT:
                    continue
                if self._elsewhere(one, here, corners):
                    off += weight
                else:
                    on += weight
            sure.append(on / (on + off))
        return sure

    def _elsewhere(self, one: Candidate, here: set[int], corners: set[int]) -> bool:
        """Whether a place is off the way that was driven: not beside one of its corners either."""
        if one.way in here or one.way ^ 1 in here:
            return False
        first, last = self.graph.ends(one.way)
        at_first = one.along < _CORNER_M and first in corners
        return not (at_first or (one.rest < _CORNER_M and last in corners))

    def _costs_after(self) -> list[list[float]]:
        """What the best rest of the chain costs from each candidate of each step."""
        rest = [[0.0] * len(self.steps[-1].candidates)]
        head = self.steps[-1].costs
        rest[0] = [0.0 if cost < inf else inf for cost in head]
        for before, step in zip(self.steps[-2::-1], self.steps[:0:-1], strict=True):
            costs = [inf] * len(before.candidates)
            known = rest[-1]
            for i, j, cost in step.links:
                if cost + known[j] < costs[i]:
                    costs[i] = cost + known[j]
            rest.append(costs)
        return rest[::-1]


def _heed(apart_s: float) -> float:
    """What a fix counts: errors hang together for some seconds, and fixes closer in time than that
    say the same thing twice."""
    return min(1.0, max(_LEAST_HEED, apart_s / _ERRORS_LAST_S))


def _first(spot: Spot, found: list[Candidate]) -> Step:
    return Step(spot, found, [one.cost for one in found], [-1] * len(found), [], {}, spot)
