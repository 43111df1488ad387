"""A fix: where a vehicle was, when, and whether it was working; and which fixes are taken.

Times are seconds since 1970 in UTC. A device has one fix a time: the time is right to the
millisecond. None is "the device did not say".
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Literal, NamedTuple, get_args

State = Literal["plowing", "salting", "driving", "unknown"]
STATES: tuple[State, ...] = get_args(State)
WORKING: frozenset[str] = frozenset({"plowing", "salting"})

Arrival = Literal["new", "late", "duplicate"]
DAY_S = 86_400.0
AHEAD_S = 3_600.0
"""What is of a later time than that is kept, and waits until its time has come."""


class Fix(NamedTuple):
    """One position of one device. `heading_deg` is clockwise from north, 0 <= heading < 360."""

    device: str
    fixed_at: float
    received_at: float
    lat: float
    lon: float
    speed_m_s: float | None = None
    heading_deg: float | None = None
    accuracy_m: float | None = None
    state: State = "unknown"

    @property
    def key(self) -> tuple[str, float]:
        """What is unique: the device and the fix time, to the millisecond."""
        return self.device, round(self.fixed_at, 3)


def refusal(fix: Fix) -> str:
    """Why a fix is never taken, as a word of `dropped`; '' when it is.

    `position`: not on the globe, or 0, 0, which is what a receiver without a signal says.
    `time`: before 1970, or no number. `future`: more than 24 hours after it was received.
    """
    on_globe = -90 <= fix.lat <= 90 and -180 <= fix.lon <= 180
    if not on_globe or (fix.lat == 0 and fix.lon == 0):
        return "position"
    if not (isfinite(fix.fixed_at) and fix.fixed_at >= 0):
        return "time"
    return "future" if fix.fixed_at > fix.received_at + DAY_S else ""


def is_ahead(fix: Fix) -> bool:
    """Whether it is of a time that is far from having come: its clock or its zone is wrong."""
    return fix.fixed_at > fix.received_at + AHEAD_S


def arrival(fix: Fix, known: Iterable[float], latest: float | None) -> Arrival:
    """How a fix that was not refused stands to those of its device that are kept already.

    `known`: their fix times; `latest`: the newest, or None. A `duplicate` changes nothing, a `late`
    one is kept and its hours are counted again, only a `new` one moves "where it is now".
    """
    at = fix.key[1]
    if any(round(one, 3) == at for one in known):
        return "duplicate"
    return "new" if latest is None or at > round(latest, 3) else "late"


def newest(first: Fix, second: Fix) -> Fix:
    """Where the device is now: the later fix time, whichever came first."""
    return max(first, second, key=lambda fix: (fix.key[1], _rank(second, fix)))


def _rank(second: Fix, fix: Fix) -> bool:
    return fix is not second  # of two with one time the one that is there stays


def in_order(fixes: Iterable[Fix]) -> list[Fix]:
    """By device and fix time, one each, whatever order they came in.

    Where two disagree about one moment, the one received first stands; received together, the
    smaller as a tuple, so that the choice never hangs on the order.
    """
    kept: dict[tuple[str, float], Fix] = {}
    for fix in fixes:
        there = kept.get(fix.key)
        if there is None or _choice(fix) < _choice(there):
            kept[fix.key] = fix
    return [kept[key] for key in sorted(kept)]


def _choice(fix: Fix) -> tuple[float, str]:
    return fix.received_at, repr(fix)
