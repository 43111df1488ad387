"""Fixes on streets: which stretches were driven, when, in which direction, and how sure that is.

The likeliest way is looked for (a hidden Markov model, solved by Viterbi): a fix lies near its
street, heads along it, and the way from fix to fix is about as long as the straight line. How near
is learned from the trace. Standing vehicles are left out; long gaps, ways far longer than the
straight line and fixes off the streets split the way. A fix at a time and a whole trace give the
same runs, because both go through the same window.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from civickit.tracks._matching_candidates import Tuning
from civickit.tracks._matching_chain import Chain, Move
from civickit.tracks._matching_graph import Graph
from civickit.tracks._matching_moving import LONGEST_GAP_S, Moving, Spot
from civickit.tracks.fixes import WORKING, Fix, State, in_order, refusal
from civickit.tracks.streets import Network

DEFAULT_TUNING = Tuning()
LEAST_ACCURATE_M = 100.0
"""A fix that calls itself less accurate is of a mast or of somebody's Wi-Fi, and says no street."""
_UNSEEN_M = 6_000.0
"""Where no fix lies on a stretch, the way was guessed: measured, it is wrong by one part in six on
moves of 1,000 m, and by less on shorter ones, in proportion."""


class Run(NamedTuple):
    """A stretch of one segment, driven without a break.

    `segment` is the position in `Network.segments`. Metres are from the start of its line, with
    `start_m` < `end_m` whatever the direction. `confidence` is 0 to 1.
    """

    segment: int
    forward: bool
    start_m: float
    end_m: float
    started_at: float
    ended_at: float
    state: State
    confidence: float


class Matched(NamedTuple):
    """The runs in the order of time, and the fixes that say nothing: {why: how many}."""

    runs: list[Run]
    dropped: dict[str, int]


class Streets:
    """A network made ready for matching. One is enough for all vehicles."""

    def __init__(self, network: Network, tuning: Tuning = DEFAULT_TUNING) -> None:
        self.network = network
        self.tuning = tuning
        self.graph = Graph(network, tuning.radius_m)


class Matcher:
    """The fixes of one device as they come, in the order of fix time.

    `push` gives the runs that are settled by a further fix, `close` the rest. `ahead` says what
    `close` would give, without closing. Memory does not grow with the trace.
    """

    def __init__(self, streets: Streets) -> None:
        self.streets = streets
        self.dropped: Counter[str] = Counter()
        self._moving = Moving(self.dropped)
        self._chain = Chain(streets.graph, streets.tuning)
        self._last_s: float | None = None

    def push(self, fix: Fix) -> list[Run]:
        """Runs that are settled now. A fix no later than the one before is dropped as `late`."""
        why = refusal(fix)
        if why or (self._last_s is not None and fix.fixed_at <= self._last_s):
            self.dropped[why or "late"] += 1
            return []
        self._last_s = fix.fixed_at
        if fix.accuracy_m is not None and fix.accuracy_m > LEAST_ACCURATE_M:
            self.dropped["inaccurate"] += 1
            return []
        x, y = self.streets.graph.plane.xy(fix.lat, fix.lon)
        spot = Spot(fix.fixed_at, x, y, fix.speed_m_s, fix.heading_deg, fix.accuracy_m, fix.state)
        return self._match(self._moving.push(spot))

    def close(self) -> list[Run]:
        """The runs that are left, as if no further fix came."""
        return [*self._match(self._moving.finish()), *self._runs(self._chain.finish())]

    def ahead(self) -> list[Run]:
        """What `close` would give now."""
        twin = Matcher(self.streets)
        twin._moving = self._moving.fork(twin.dropped)
        twin._chain = self._chain.fork()
        return twin.close()

    def _match(self, spots: Iterable[Spot | None]) -> list[Run]:
        runs: list[Run] = []
        for spot in spots:
            steps = self._chain.steps
            if spot is None or (steps and spot.t - steps[-1].spot.t > LONGEST_GAP_S):
                runs += self._runs(self._chain.finish())
            if spot is None:
                continue
            if spot.stays and self._chain.steps:
                self._chain.stay(spot)
                continue
            moves, why = self._chain.push(spot)
            if why and not spot.stays:
                self.dropped[why] += 1
            runs += self._runs(moves)
        return runs

    def _runs(self, moves: Iterable[Move]) -> list[Run]:
        return [run for move in moves for run in _of_move(self.streets.graph, move)]


def match(streets: Streets, fixes: Iterable[Fix]) -> Matched:
    """The runs of one device's fixes, in whatever order they are given."""
    given = list(fixes)
    ordered = in_order(given)
    matcher = Matcher(streets)
    matcher.dropped["duplicate"] = len(given) - len(ordered)
    runs = [run for fix in ordered for run in matcher.push(fix)]
    runs += matcher.close()
    return Matched(runs, {why: count for why, count in sorted(matcher.dropped.items()) if count})


def _of_move(graph: Graph, move: Move) -> Iterator[Run]:
    """The runs of a move; the time goes evenly over its metres."""
    whole = sum(end - start for _, start, end in move.stretches)
    if whole <= 0:
        return
    pace = (move.after.t - move.before.t) / whole
    state = state_between(move.before.state, move.after.state)
    metres = 0.0
    unseen = move.sure * max(0.5, 1 - whole / _UNSEEN_M)
    last = len(move.stretches) - 1
    for number, (way, start, end) in enumerate(move.stretches):
        if end - start < 1e-9:
            continue
        piece = graph.pieces[way >> 1]
        forward = not way & 1
        low, high = (start, end) if forward else (piece.length - end, piece.length - start)
        begun = move.before.t + metres * pace
        metres += end - start
        done = move.before.t + metres * pace
        true = graph.true_metre[piece.segment]
        yield Run(
            piece.segment,
            forward,
            (piece.start + low) * true,
            (piece.start + high) * true,
            begun,
            done,
            state,
            unseen if 0 < number < last else move.sure,
        )


def state_between(before: State, after: State) -> State:
    """What a vehicle did between two fixes: it worked when it worked at both."""
    if before in WORKING and after in WORKING:
        return before
    if "unknown" in (before, after):
        return "unknown"
    return "driving"
