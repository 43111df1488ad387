"""What a home's readings tell: when electricity flows, how much, and what never stops flowing.

Needs no Streamlit. Averages count only what was measured whole: an hour or a day that lacks
readings is not in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from civickit.clients._household_energy_series import DAY_MIN, Reading
from civickit.clients.household_energy import always_on_w

HOUR_MIN = 60
K = TypeVar("K")


class Amount(NamedTuple):
    """The mean kWh of an hour of the day, a weekday, or the days of a month; of how many."""

    key: int
    mean_kwh: float
    measured: int


class Day(NamedTuple):
    """The kWh of a day, and the minutes of it that were measured."""

    day: date
    kwh: float
    minutes: int


class Home(NamedTuple):
    """A home's readings in one direction, summed up. A month's key is like 202611.

    `base_w` is None without a whole night.
    """

    days: list[Day]
    by_hour: list[Amount]
    by_weekday: list[Amount]
    by_month: list[Amount]
    total_kwh: float
    base_w: float | None
    peak_kw: float
    peak_at: datetime

    @property
    def whole_days(self) -> int:
        return sum(1 for one in self.days if one.minutes == DAY_MIN)


def summed_up(readings: Sequence[Reading]) -> Home:
    """What there is to say of at least one reading."""
    days = [Day(day, *found) for day, found in _summed(readings, lambda one: one.start.date())]
    whole = [one for one in days if one.minutes == DAY_MIN]
    hours = _summed(readings, lambda one: (one.start.date(), one.start.hour))
    peak = max(readings, key=_kw)
    return Home(
        days=days,
        by_hour=_averaged((key[1], kwh) for key, (kwh, minutes) in hours if minutes == HOUR_MIN),
        by_weekday=_averaged((one.day.weekday(), one.kwh) for one in whole),
        by_month=_averaged((one.day.year * 100 + one.day.month, one.kwh) for one in whole),
        total_kwh=round(sum(one.kwh for one in readings), 3),
        base_w=always_on_w(one._replace(direction="from_grid") for one in readings),
        peak_kw=round(_kw(peak), 3),
        peak_at=peak.start,
    )


def _kw(one: Reading) -> float:
    return one.kwh / one.minutes * 60


def _summed(
    readings: Iterable[Reading], part: Callable[[Reading], K]
) -> list[tuple[K, tuple[float, int]]]:
    """kWh and measured minutes of each part of the time, in order."""
    kwh: defaultdict[K, float] = defaultdict(float)
    minutes: defaultdict[K, int] = defaultdict(int)
    for one in readings:
        kwh[part(one)] += one.kwh
        minutes[part(one)] += one.minutes
    return [(key, (round(kwh[key], 6), minutes[key])) for key in kwh]


def _averaged(pairs: Iterable[tuple[int, float]]) -> list[Amount]:
    found: defaultdict[int, list[float]] = defaultdict(list)
    for key, kwh in pairs:
        found[key].append(kwh)
    return [
        Amount(key, round(sum(one) / len(one), 6), len(one)) for key, one in sorted(found.items())
    ]
