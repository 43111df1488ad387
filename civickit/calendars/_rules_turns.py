"""The turns of a regular rule: the day it is planned for, and where closures put it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from civickit.calendars.rules import (
    EVERY_MONTH,
    Closure,
    EveryWeeks,
    NthWeekday,
    Weekly,
    WhenClosed,
    Why,
)

LAST = date.max.toordinal()
MONTH = 31
Closed = list[tuple[int, int]]


class Turn(NamedTuple):
    """A collection: the day it was planned for, the day it is on, and why."""

    planned: date
    day: date
    why: Why


def turns(
    rule: Weekly | NthWeekday | EveryWeeks,
    closures: Sequence[Closure],
    when_closed: WhenClosed,
    first: date,
    last: date,
) -> Iterator[Turn]:
    """The turns of a rule whose days lie from `first` to `last`, in order."""
    shut = closures if when_closed is not WhenClosed.COLLECT else ()
    later = when_closed is WhenClosed.LATER_WEEK
    if isinstance(rule, Weekly):
        return _weekly(rule, shut, first, last)
    if isinstance(rule, NthWeekday):
        return _nth(rule, shut, later and rule.nth > 0, first, last)
    if rule.open_weeks_only:
        return _every_open_weeks(rule, closures, first, last)
    return _every_weeks(rule, shut, later, first, last)


def _near(closures: Iterable[Closure], low: int, high: int) -> Closed:
    """The closures that touch the days from `low` to `high`, as ordinals."""
    found = ((one.first.toordinal(), one.last.toordinal()) for one in closures)
    return [(first, last) for first, last in found if first <= high and last >= low]


def _inside(number: int, closed: Closed) -> bool:
    return any(first <= number <= last for first, last in closed)


def _weekly(rule: Weekly, closures: Sequence[Closure], first: date, last: date) -> Iterator[Turn]:
    """Weekly turns. A closed one is left out, also where it may be later: the next is there."""
    why = weekly_why(rule.weekday)
    start = first.toordinal() + (rule.weekday - first.weekday()) % 7
    closed = _near(closures, start, last.toordinal())
    all_year = rule.months == EVERY_MONTH
    for number in range(start, last.toordinal() + 1, 7):
        if closed and _inside(number, closed):
            continue
        day = date.fromordinal(number)
        if all_year or day.month in rule.months:
            yield Turn(day, day, why)


def _nth(
    rule: NthWeekday, closures: Sequence[Closure], later: bool, first: date, last: date
) -> Iterator[Turn]:
    """Of each month the nth such weekday; where closed weeks do not count, the nth open one."""
    why = nth_why(rule.weekday, rule.nth)
    closed = _near(closures, first.toordinal() - MONTH, last.toordinal() + MONTH)
    for year, month in _months(first, last):
        all_days = _weekdays(year, month, rule.weekday) if month in rule.months else ()
        planned = _pick(all_days, rule.nth)
        if planned is None:
            continue
        open_days = [one for one in all_days if not _inside(one, closed)] if closed else all_days
        number = _pick(open_days, rule.nth) if later else planned
        if number not in open_days or number is None:
            continue
        day = date.fromordinal(number)
        if first <= day <= last:
            shut = [one for one in all_days if one not in open_days]
            told = why if number == planned else _later_why(planned, number, shut)
            yield Turn(day if number == planned else date.fromordinal(planned), day, told)


def _every_weeks(
    rule: EveryWeeks, closures: Sequence[Closure], later: bool, first: date, last: date
) -> Iterator[Turn]:
    why = every_why(rule.base.weekday(), rule.weeks)
    step = 7 * max(rule.weeks, 1)
    base, start, end = rule.base.toordinal(), first.toordinal(), last.toordinal()
    skipped = max((start - base) // step - 1, 0)  # one before: it may come later
    closed = _near(closures, start - step, end + step)
    stop = end if rule.times is None else min(end, base + step * (rule.times - 1))
    for planned in range(base + step * skipped, stop + 1, step):
        number: int | None = planned
        if closed and _inside(planned, closed):
            number = _next_open(planned, step, closed) if later else None
        if number is None or not start <= number <= end:
            continue
        plan = date.fromordinal(planned)
        if plan.month in rule.months:
            told = why if number == planned else _later_why(planned, number, [planned])
            yield Turn(plan, date.fromordinal(number), told)


def _next_open(planned: int, step: int, closed: Closed) -> int | None:
    """The next open day of the same weekday before the next turn."""
    others = range(planned + 7, min(planned + step, LAST + 1), 7)
    return next((one for one in others if not _inside(one, closed)), None)


def _every_open_weeks(
    rule: EveryWeeks, closures: Sequence[Closure], first: date, last: date
) -> Iterator[Turn]:
    why = every_why(rule.base.weekday(), rule.weeks)
    base, end = rule.base.toordinal(), last.toordinal()
    closed = _near(closures, base, end)
    open_days = (one for one in range(base, end + 1, 7) if not _inside(one, closed))
    stop = None if rule.times is None else rule.weeks * max(rule.times, 0)
    for number in islice(open_days, 0, stop, max(rule.weeks, 1)):
        day = date.fromordinal(number)
        if day >= first and day.month in rule.months:
            yield Turn(day, day, why)


def _months(first: date, last: date) -> Iterator[tuple[int, int]]:
    low, high = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return ((number // 12, number % 12 + 1) for number in range(low, high + 1))


@lru_cache(maxsize=128)
def _weekdays(year: int, month: int, weekday: int) -> tuple[int, ...]:
    """Every such weekday of a month, 4 or 5, as ordinals."""
    starts, length = monthrange(year, month)
    before = date(year, month, 1).toordinal() - 1
    return tuple(range(before + 1 + (weekday - starts) % 7, before + length + 1, 7))


def _pick(all_days: Sequence[int], nth: int) -> int | None:
    number = nth - 1 if nth > 0 else len(all_days) + nth
    return all_days[number] if 0 <= number < len(all_days) else None


def _later_why(planned: int, number: int, closed: Sequence[int]) -> Why:
    shut = next(one for one in closed if one <= number)
    told = {"from": planned, "closed": shut}
    return Why("later", tuple((name, date.fromordinal(n).isoformat()) for name, n in told.items()))


@lru_cache(maxsize=64)
def weekly_why(weekday: int) -> Why:
    return Why("weekly", (("weekday", weekday),))


@lru_cache(maxsize=64)
def nth_why(weekday: int, nth: int) -> Why:
    if nth < 0:
        return Why("last", (("weekday", weekday),))
    return Why("nth", (("weekday", weekday), ("nth", nth)))


@lru_cache(maxsize=64)
def every_why(weekday: int, weeks: int) -> Why:
    return Why("every_weeks", (("weekday", weekday), ("weeks", weeks)))
