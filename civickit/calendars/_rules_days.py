"""From rules to days: each rule a lazy stream in order, changes applied, streams merged."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from heapq import merge
from operator import attrgetter

from civickit.calendars._rules_turns import Turn, turns
from civickit.calendars.rules import (
    Day,
    EveryWeeks,
    Extra,
    Moved,
    OnDates,
    Removed,
    Rule,
    Schedule,
    WhenClosed,
    Why,
)

ON_DATE = Why("on_date")
_BY_DAY = attrgetter("day")


def merged(schedule: Schedule, first: date, last: date) -> Iterator[Day]:
    """See `rules.days`."""
    streams = [_of_rule(schedule, rule, first, last) for rule in schedule.rules]
    if schedule.changes:
        changed = _changed_days(schedule)
        streams = [_without(stream, changed) for stream in streams]
        streams.append(iter(_added(schedule, first, last)))
    return _once(streams[0] if len(streams) == 1 else merge(*streams, key=_BY_DAY))


def _once(turns: Iterable[Turn]) -> Iterator[Day]:
    before: date | None = None
    for _, day, why in turns:
        if day != before:
            before = day
            yield Day(day, why)


def end_of(schedule: Schedule) -> date | None:
    """See `rules.ends`."""
    known = [
        one.to if isinstance(one, Moved) else one.day
        for one in schedule.changes
        if not isinstance(one, Removed)
    ]
    for rule in schedule.rules:
        end = _rule_end(schedule, rule)
        if end is None and schedule.last is None:
            return None
        known.append(min(end or date.max, schedule.last or date.max))
    return max(known, default=date.min)


def _of_rule(schedule: Schedule, rule: Rule, first: date, last: date) -> Iterator[Turn]:
    """What the rule gives within the asked days, by where it comes from within its validity."""
    if isinstance(rule, OnDates):
        low, high = bisect_left(rule.days, first), bisect_right(rule.days, last)
        found: Iterator[Turn] = (Turn(day, day, ON_DATE) for day in rule.days[low:high])
    else:
        found = turns(rule, schedule.closures, schedule.when_closed, first, last)
    if schedule.first is None and schedule.last is None:
        return found
    valid_from, valid_to = schedule.first or date.min, schedule.last or date.max
    return (turn for turn in found if valid_from <= turn.planned <= valid_to)


def _changed_days(schedule: Schedule) -> frozenset[date]:
    return frozenset(one.day for one in schedule.changes if not isinstance(one, Extra))


def _without(stream: Iterator[Turn], changed: frozenset[date]) -> Iterator[Turn]:
    return (turn for turn in stream if turn.planned not in changed and turn.day not in changed)


def _added(schedule: Schedule, first: date, last: date) -> list[Turn]:
    """Extra days, and days moved into what was asked, wherever they come from."""
    found = []
    for change in schedule.changes:
        day = change.to if isinstance(change, Moved) else change.day
        if not first <= day <= last:
            continue
        if isinstance(change, Extra):
            found.append(Turn(day, day, _why("extra", change)))
        elif isinstance(change, Moved) and _collects(schedule, change.day):
            why = _why("moved", change, ("from", change.day.isoformat()))
            found.append(Turn(day, day, why))
    return sorted(found, key=_BY_DAY)


def _collects(schedule: Schedule, day: date) -> bool:
    """Whether a rule means this day, closed or not, and nothing else removes it."""
    removed = any(isinstance(one, Removed) and one.day == day for one in schedule.changes)
    plain = schedule._replace(when_closed=WhenClosed.COLLECT)
    planned = (_of_rule(plain, rule, day, day) for rule in schedule.rules)
    kept = (_of_rule(schedule, rule, day, day) for rule in schedule.rules)
    return not removed and any(
        turn.day == day for streams in (planned, kept) for stream in streams for turn in stream
    )


def _why(code: str, change: Extra | Moved, *values: tuple[str, str]) -> Why:
    told = (("reason", change.reason),) if change.reason else ()
    further = ((f"reason_{lang}", words) for lang, words in change.reasons)
    return Why(code, (*values, *told, *further))


def _rule_end(schedule: Schedule, rule: Rule) -> date | None:
    if isinstance(rule, OnDates):
        return max(rule.days, default=date.min)
    if not isinstance(rule, EveryWeeks) or rule.times is None:
        return None
    found = turns(rule, schedule.closures, schedule.when_closed, rule.base, date.max)
    return max((turn.day for turn in found), default=date.min)
