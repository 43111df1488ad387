"""What the data of an area says of a span of days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from civickit.calendars.city import Area, City, Notice
from civickit.calendars.rules import (
    Closure,
    EveryWeeks,
    Extra,
    Moved,
    OnDates,
    Removed,
    Schedule,
    Why,
)

UNUSUAL = frozenset({"extra", "moved", "later"})


class Mark(NamedTuple):
    """One kind that is collected on a day, and why on this day."""

    kind: str
    why: Why


def is_unusual(mark: Mark) -> bool:
    """Whether it is collected on this day for once only, so that a reader must be told."""
    return mark.why.code in UNUSUAL


def marks_of(city: City, area: Area, first: date, last: date) -> dict[date, tuple[Mark, ...]]:
    """What is collected from `first` to `last`: only days with something, in order."""
    found: dict[date, tuple[Mark, ...]] = {}
    for kind in city.kinds:
        if kind.key in area.schedules:
            for day, why in area.days(kind.key, first, last):
                found[day] = (*found.get(day, ()), Mark(kind.key, why))
    return dict(sorted(found.items()))


def begins(area: Area) -> date | None:
    """The first day the data says anything about; None where it has no such beginning."""
    starts = [_start(one) for one in _schedules(area)]
    known = [day for day in starts if day is not None]
    return min(known) if known and len(known) == len(starts) else None


def _start(schedule: Schedule) -> date | None:
    if schedule.first is not None:
        return schedule.first
    starts: list[date | None] = []
    for rule in schedule.rules:
        if isinstance(rule, OnDates):
            starts += rule.days
        else:
            starts.append(rule.base if isinstance(rule, EveryWeeks) else None)
    known = [day for day in starts if day is not None]
    return min(known) if known and len(known) == len(starts) else None


def closures_of(area: Area, first: date, last: date) -> Iterator[Closure]:
    """The closures that touch the time from `first` to `last`, each once, in order."""
    found = {one for schedule in _schedules(area) for one in schedule.closures}
    yield from sorted(one for one in found if one.first <= last and one.last >= first)


def changes_of(
    area: Area, first: date, last: date
) -> dict[Extra | Removed | Moved, tuple[str, ...]]:
    """The single days that are otherwise than usual, in order, and the kinds they are for."""
    found: dict[Extra | Removed | Moved, tuple[str, ...]] = {}
    for kind, schedules in area.schedules.items():
        for one in (change for schedule in schedules for change in schedule.changes):
            if any(first <= day <= last for day in _days(one)) and kind not in found.get(one, ()):
                found[one] = (*found.get(one, ()), kind)
    return dict(sorted(found.items(), key=lambda item: _days(item[0])))


def _days(change: Extra | Removed | Moved) -> tuple[date, ...]:
    return (change.day, change.to) if isinstance(change, Moved) else (change.day,)


def _schedules(area: Area) -> Iterator[Schedule]:
    for schedules in area.schedules.values():
        yield from schedules


def notices_of(city: City, area: Area, first: date, last: date) -> tuple[Notice, ...]:
    """The notices for this area that hold on some day from `first` to `last`."""
    return tuple(
        one
        for one in city.notices
        if (not one.areas or area.key in one.areas)
        and (one.first is None or one.first <= last)
        and (one.last is None or one.last >= first)
    )
