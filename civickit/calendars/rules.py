"""Collection rules as plain values, and the days they mean, lazily.

```python
bottles = Schedule((NthWeekday(2, 2), NthWeekday(2, 4)), closures=(new_year,))
for day in days(bottles, date(2026, 12, 1), date(2027, 1, 31)):
    print(day.day, said(day.why, "en"))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

Months = frozenset[int]
EVERY_MONTH: Months = frozenset(range(1, 13))


class Weekly(NamedTuple):
    """Every week on this weekday (0 Monday to 6 Sunday), in these months."""

    weekday: int
    months: Months = EVERY_MONTH


class NthWeekday(NamedTuple):
    """The nth such weekday of the month (1 to 5; -1 the last), in these months."""

    weekday: int
    nth: int
    months: Months = EVERY_MONTH


class EveryWeeks(NamedTuple):
    """Every so many weeks from the base day on, `times` times (None: without end).

    `open_weeks_only`: weeks whose day falls into a closure are not counted.
    """

    base: date
    weeks: int = 2
    times: int | None = None
    months: Months = EVERY_MONTH
    open_weeks_only: bool = False


class OnDates(NamedTuple):
    """Exactly these days, sorted. Closures do not change them: whoever wrote a date meant it."""

    days: tuple[date, ...]


Rule = Weekly | NthWeekday | EveryWeeks | OnDates


class Closure(NamedTuple):
    """Days on which a centre takes nothing in, first and last included.

    `reasons`: the reason in further languages, (language, words).
    """

    first: date
    last: date
    centre: str = ""
    reason: str = ""
    reasons: tuple[tuple[str, str], ...] = ()


class WhenClosed(StrEnum):
    """What becomes of a regular day that falls into a closure."""

    SKIP = "skip"
    LATER_WEEK = "later_week"
    """Closed weeks do not count: the 2nd Friday is the second one in the month that is open, and
    there is none where the month ends before. A day of `EveryWeeks` goes to the next open week
    before its next turn; the turns after it stay."""
    COLLECT = "collect"


@dataclass(frozen=True, slots=True)
class Extra:
    """One more day. `reasons`: the reason in further languages, (language, words)."""

    day: date
    reason: str = ""
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Removed:
    """No collection on this day."""

    day: date
    reason: str = ""
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """What would be collected on `day` is collected on `to`."""

    day: date
    to: date
    reason: str = ""
    reasons: tuple[tuple[str, str], ...] = ()


Change = Extra | Removed | Moved
"""No tuples: an extra day is never equal to a day off, though their fields may be."""


class Why(NamedTuple):
    """Why a day is a collection day: a code of `why.WORDS`, and what is filled into its words."""

    code: str
    values: tuple[tuple[str, str | int], ...] = ()


class Day(NamedTuple):
    """A collection day and its reason."""

    day: date
    why: Why


class Schedule(NamedTuple):
    """When one kind is collected: rules that hold from `first` to `last` (None: no such end).

    A day that is moved counts by the day it is moved from; an extra day counts always.
    """

    rules: tuple[Rule, ...]
    closures: tuple[Closure, ...] = ()
    when_closed: WhenClosed = WhenClosed.SKIP
    changes: tuple[Change, ...] = ()
    first: date | None = None
    last: date | None = None


def days(schedule: Schedule, first: date, last: date) -> Iterator[Day]:
    """The collection days from `first` to `last`, both included, in order, each once.

    Nothing is held but one day of each rule, so a century costs no more than a week. Where two
    rules name a day, the reason is that of the rule listed first; an explicit change comes last.
    """
    from civickit.calendars._rules_days import merged

    return merged(schedule, first, last)


def ends(schedule: Schedule) -> date | None:
    """The last day the schedule says anything about; None where it goes on without end.

    `date.min` for one that says nothing at all.
    """
    from civickit.calendars._rules_days import end_of

    return end_of(schedule)
