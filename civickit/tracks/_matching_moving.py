"""Which fixes are of a vehicle that gets on: a parked one jumps about, and must clear nothing.

A fix is of a moving vehicle when, within 90 s on either side, the vehicle spread over 150 m, or the
middle of where it was after lies clear of the middle of where it was before. What moves must
then go 150 m between two rests, or say its speed again and again. Single jumps count for neither.
All is decided by the fixes around a moment, never by when they came, so that a fix at a time and a
whole trace give the same.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from copy import copy
from math import hypot
from statistics import median
from typing import NamedTuple

from civickit.tracks.fixes import State

LONGEST_GAP_S = 300.0
LONGEST_GAP_M = 1_000.0
FASTEST_M_S = 45.0
_SLACK_M = 60.0
_SPIKE_M = 80.0
_SPIKE_BY_SPEED = 1.2
_TOWN_M_S = 8.0
_SPIKE_SHARE = 0.4
_HALF_S = 90.0
_SPREAD_M = 150.0
_TRIP_M = 150.0
_SHORT_TRIP_M = 40.0
_SLOWEST_M_S = 1.0
_DRIVES_M_S = 2.0
_CLOSE_S = 3.5
_CLOSE_M = 10.0
_MOST_WAITING = 300
_ENOUGH_TO_DRIVE = 4
_ENOUGH_TO_LEAVE_OUT = 6


class Spot(NamedTuple):
    """A fix in the plane. `stays`: the vehicle is where it was at the spot before, and of that only
    the time is news."""

    t: float
    x: float
    y: float
    speed: float | None
    heading: float | None
    accuracy: float | None
    state: State
    stays: bool = False


class Moving:
    """Takes spots in the order of time; gives back those that move, and None for a gap."""

    def __init__(self, dropped: Counter[str]) -> None:
        self.dropped = dropped
        self._before: Spot | None = None
        self._newest: Spot | None = None
        self._held: Spot | None = None
        self._close: Spot | None = None
        self._window: deque[Spot] = deque()
        self._undecided = 0
        self._trip: list[Spot] = []
        self._accepted = False
        self._rested = False
        self._last: Spot | None = None

    def fork(self, dropped: Counter[str]) -> Moving:
        """The same state once more, to look ahead without losing it."""
        twin = copy(self)
        twin.dropped = dropped
        twin._window, twin._trip = self._window.copy(), self._trip.copy()
        return twin

    def push(self, spot: Spot) -> list[Spot | None]:
        """What a further spot decides."""
        one, self._newest = self._newest, spot
        if one is None:
            return []
        if self._before is not None and _is_spike(self._before, one, spot):
            self.dropped["outlier"] += 1
            return []
        self._before = one
        return self._push(one)

    def _push(self, spot: Spot) -> list[Spot | None]:
        before = self._window[-1] if self._window else None
        if self._held is not None:
            return self._after_a_jump(spot, before)
        if before is not None and not _plausible(before, spot):
            self._held = spot
            return []
        return self._take(spot, before)

    def _after_a_jump(self, spot: Spot, before: Spot | None) -> list[Spot | None]:
        held, self._held = self._held, None
        if before is None or held is None or _plausible(before, spot):
            self.dropped["outlier"] += 1
            return self._take(spot, before)
        out = [*self._end_of_chain(), *self._take(held, None)]
        return [*out, *self._push(spot)]

    def _take(self, spot: Spot, before: Spot | None) -> list[Spot | None]:
        if before is not None:
            away = _apart(before, spot)
            if spot.t - before.t < _CLOSE_S and away < 3 * _CLOSE_M:
                self.dropped["too_close"] += 1
                self._close = spot
                return []
            if spot.t - before.t > LONGEST_GAP_S or away > LONGEST_GAP_M:
                return [*self._end_of_chain(), *self._take(spot, None)]
        self._close = None
        self._window.append(spot)
        self._undecided += 1
        return self._decide(finished=False)

    def _take_the_end(self) -> None:
        """Where the way ends nothing is too close to the one before: it ends there."""
        if self._close is not None:
            self.dropped["too_close"] -= 1
            self._window.append(self._close)
            self._undecided += 1
            self._close = None

    def finish(self) -> list[Spot | None]:
        """What is left once no further spot comes."""
        out = [] if self._newest is None else self._push(self._newest)
        self._before = self._newest = None
        out += self._end_of_chain()
        if self._held is not None:
            self.dropped["outlier"] += 1
            self._held = None
        return out

    def _end_of_chain(self) -> list[Spot | None]:
        self._take_the_end()
        if len(self._window) == self._undecided == 1:
            self._window.clear()
            self._undecided = 0
            self.dropped["alone"] += 1
        out = self._decide(finished=True)
        out += self._end_of_trip(resting=False)
        self._window.clear()
        self._last = None
        return [*out, None]

    def _decide(self, finished: bool) -> list[Spot | None]:
        """Passes on every spot about which no later one can say more."""
        out: list[Spot | None] = []
        newest = self._window[-1].t if self._window else 0.0
        while self._undecided:
            at = len(self._window) - self._undecided
            spot = self._window[at]
            complete = finished or newest - spot.t >= _HALF_S
            moves = self._moves(at, complete)
            if moves is None:
                break
            self._undecided -= 1
            out += self._on_the_way(spot) if moves else self._resting()
        self._forget()
        return out

    def _forget(self) -> None:
        if self._undecided:
            oldest = self._window[-self._undecided].t - _HALF_S
        else:
            oldest = self._window[-1].t - _HALF_S if self._window else 0.0
        keep = max(2, self._undecided + 1)
        while len(self._window) > keep and self._window[0].t < oldest:
            self._window.popleft()

    def _moves(self, at: int, complete: bool) -> bool | None:
        """None while a later spot may still change it."""
        spot = self._window[at]
        if spot.speed is not None and spot.speed >= _DRIVES_M_S:
            return True
        before = [one for one in self._window if spot.t - _HALF_S <= one.t <= spot.t]
        after = [one for one in self._window if spot.t <= one.t <= spot.t + _HALF_S]
        if len(before) < 2 and at:
            before.insert(0, self._window[at - 1])
        if len(after) < 2 and at + 1 < len(self._window):
            after.append(self._window[at + 1])
        if _spread([*before, *after]) >= _SPREAD_M:
            return True
        return _drifts(before, after) if complete else None

    def _on_the_way(self, spot: Spot) -> list[Spot | None]:
        if self._accepted:
            return self._pass_on([spot])
        self._trip.append(spot)
        if _spread(self._trip) >= _TRIP_M:
            self._accepted = True
            trip, self._trip = self._trip, []
            return self._pass_on(trip)
        return self._end_of_trip(resting=True) if len(self._trip) > _MOST_WAITING else []

    def _resting(self) -> list[Spot | None]:
        self.dropped["standing"] += 1
        return self._end_of_trip(resting=True)

    def _end_of_trip(self, resting: bool) -> list[Spot | None]:
        trip, self._trip = self._trip, []
        self._accepted = False
        between_rests = resting or self._rested
        moved = _says_so(trip) if between_rests else bool(trip) and _gets_on(trip)
        self._rested = resting
        if moved:
            return self._pass_on(trip)
        self.dropped["standing"] += len(trip)
        return []

    def _pass_on(self, spots: list[Spot]) -> list[Spot | None]:
        out: list[Spot | None] = []
        for spot in spots:
            last = self._last
            if last is not None and _apart(spot, last) < _CLOSE_M:
                self.dropped["too_close"] += 1
                out.append(spot._replace(stays=True))
                continue
            self._last = spot
            out.append(spot)
        return out


def _apart(a: Spot, b: Spot) -> float:
    return hypot(a.x - b.x, a.y - b.y)


def _plausible(before: Spot, spot: Spot) -> bool:
    return _apart(before, spot) <= _SLACK_M + FASTEST_M_S * (spot.t - before.t)


def _is_spike(before: Spot, spot: Spot, after: Spot) -> bool:
    """Whether the way over a spot leads off and back, faster than the vehicle goes."""
    way = _apart(before, spot) + _apart(spot, after)
    speed = max(_TOWN_M_S, *(one.speed or 0.0 for one in (before, spot, after)))
    if way <= _SPIKE_M + _SPIKE_BY_SPEED * speed * (after.t - before.t):
        return False
    return way - _apart(before, after) > _SPIKE_SHARE * way


def _spread(spots: Sequence[Spot]) -> float:
    """How far apart they lie, but for a few: a jump is no way."""
    few = max(len(spots) // 10, len(spots) >= _ENOUGH_TO_LEAVE_OUT)
    xs = sorted(one.x for one in spots)[few : len(spots) - few]
    ys = sorted(one.y for one in spots)[few : len(spots) - few]
    return hypot(xs[-1] - xs[0], ys[-1] - ys[0])


def _drifts(before: list[Spot], after: list[Spot]) -> bool:
    """Whether the middle of the later ones is clear of that of the earlier ones."""
    dx = median(one.x for one in after) - median(one.x for one in before)
    dy = median(one.y for one in after) - median(one.y for one in before)
    apart_s = median(one.t for one in after) - median(one.t for one in before)
    return hypot(dx, dy) >= min(40.0, max(15.0, 0.5 * apart_s))


def _gets_on(trip: list[Spot]) -> bool:
    """Of a short trace without a rest: whether it is a drive and no jitter."""
    lasted = trip[-1].t - trip[0].t
    return _spread(trip) >= max(_SHORT_TRIP_M, _SLOWEST_M_S * lasted)


def _says_so(trip: list[Spot]) -> bool:
    """Whether it is a drive by what the receiver measured: no jitter gives speeds again and
    again."""
    driven = [one for one in trip if one.speed is not None and one.speed >= _DRIVES_M_S]
    return len(driven) >= _ENOUGH_TO_DRIVE and _gets_on(driven)
