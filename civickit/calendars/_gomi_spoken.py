"""The days of one kind in one area as a cell that the original 5374 script understands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from civickit.calendars._native_rule import WEEKDAYS
from civickit.calendars.city import Area
from civickit.calendars.rules import (
    EVERY_MONTH,
    Closure,
    EveryWeeks,
    NthWeekday,
    OnDates,
    Rule,
    Schedule,
    Weekly,
    WhenClosed,
)

TIMES = 27
"""So many days of every other week the script shows."""


class Cell(NamedTuple):
    """What to write, and a code of `findings.WORDS` for what it does not say ('' for nothing)."""

    text: str
    lost: str = ""


def cell_of(area: Area, kind: str, closures: tuple[Closure, ...], first: date, last: date) -> Cell:
    """The cell for a kind whose centre is closed so; days from `first` to `last` if by date."""
    schedules = [one for one in area.schedules[kind] if _says(one)]
    lost = _cannot(schedules, closures)
    if not lost:
        rules = [_begun(rule, first) for rule in schedules[0].rules] if schedules else []
        told = "gomi_weeks_end" if any(_endless(rule) for rule in rules) else ""
        return Cell(_written(rules), told)
    days = [day.day for day in area.days(kind, first, last)]
    return Cell(" ".join(f"{day:%Y%m%d}" for day in days), lost)


def _begun(rule: Rule, first: date) -> Rule:
    """Every other week from its last day before `first` on: the script counts its turns."""
    if not isinstance(rule, EveryWeeks) or rule.times is not None:
        return rule
    step = timedelta(weeks=rule.weeks)
    return rule._replace(base=rule.base + step * max((first - rule.base) // step, 0))


def _says(schedule: Schedule) -> bool:
    rules = (isinstance(one, OnDates) or one.months for one in schedule.rules)
    return bool(schedule.changes) or any(rules)


def _cannot(schedules: Sequence[Schedule], closures: tuple[Closure, ...]) -> str:
    """Why no cell says this but as dates; '' where one does."""
    if not schedules:
        return ""
    one = schedules[0]
    if len(schedules) > 1 or one.first or one.last:
        return "gomi_validity"
    if one.changes:
        return "gomi_changes"
    kinds = {type(rule) for rule in one.rules}
    if kinds == {OnDates}:
        return ""
    if _closed(one) != closures or (one.closures and one.when_closed is WhenClosed.LATER_WEEK):
        return "gomi_closed"
    regular = kinds <= {Weekly, NthWeekday} and _same_months(one.rules)
    biweekly = kinds == {EveryWeeks}
    return "" if (regular or biweekly) and all(map(_plain, one.rules)) else "gomi_rule"


def _closed(schedule: Schedule) -> tuple[Closure, ...]:
    return () if schedule.when_closed is WhenClosed.COLLECT else schedule.closures


def _same_months(rules: Sequence[Rule]) -> bool:
    return len({one.months for one in rules if not isinstance(one, OnDates)}) == 1


def _plain(rule: Rule) -> bool:
    """Whether the script has a token for the rule."""
    match rule:
        case NthWeekday(_, nth):
            return nth > 0
        case EveryWeeks(_, weeks, times, months, open_weeks_only):
            ends = times is None or times == TIMES
            return weeks == 2 and ends and months == EVERY_MONTH and not open_weeks_only
        case _:
            return True


def _endless(rule: Rule) -> bool:
    return isinstance(rule, EveryWeeks) and rule.times is None


def _written(rules: Sequence[Rule]) -> str:
    months = next((one.months for one in rules if not isinstance(one, OnDates)), EVERY_MONTH)
    text = " ".join(map(_token, rules))
    return text if months == EVERY_MONTH else f"{text}:{' '.join(map(str, sorted(months)))}"


def _token(rule: Rule) -> str:
    match rule:
        case Weekly(weekday):
            return WEEKDAYS[weekday]
        case NthWeekday(weekday, nth):
            return f"{WEEKDAYS[weekday]}{nth}"
        case EveryWeeks(base):
            return f"隔{WEEKDAYS[base.weekday()]}{base:%Y%m%d}"
        case OnDates(days):
            return " ".join(f"{day:%Y%m%d}" for day in days)
