"""What happens on days that are otherwise than usual: nothing, or not on this day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from civickit.calendars._grid_days import Mark, changes_of, closures_of
from civickit.calendars.city import Area
from civickit.calendars.rules import Moved, Removed, days


class Instead(NamedTuple):
    """What happens instead of a usual collection: `how` is removed, moved or is_closed.

    `why` is the reason as the city writes it, else the name of the centre, `whys` the same in
    further languages; `to` is the day it is moved to.
    """

    kind: str
    how: str
    why: str = ""
    to: date | None = None
    whys: tuple[tuple[str, str], ...] = ()


class Shut(NamedTuple):
    """Days on which nothing is collected, first and last included, and the city's reason."""

    first: date
    last: date
    why: str = ""
    whys: tuple[tuple[str, str], ...] = ()


def why_in(one: Instead | Shut, lang: str) -> str:
    """The reason in that language, else as the city writes it."""
    return dict(one.whys).get(lang, one.why)


def instead_of(
    area: Area, marks: Mapping[date, tuple[Mark, ...]], first: date, last: date
) -> dict[date, tuple[Instead, ...]]:
    """What happens from `first` to `last` instead of usual collections, in order of days.

    `marks` are the days that are collected: what comes all the same is not told.
    """
    found: dict[date, tuple[Instead, ...]] = {}
    for day, one in (*_changed(area, first, last), *_closed(area, first, last)):
        collected = any(mark.kind == one.kind for mark in marks.get(day, ()))
        told = found.get(day, ())
        if not collected and one.kind not in {other.kind for other in told}:
            found[day] = (*told, one)
    return dict(sorted(found.items()))


def _changed(area: Area, first: date, last: date) -> Iterator[tuple[date, Instead]]:
    """Usual days that the city has taken out or moved."""
    for change, kinds in changes_of(area, first, last).items():
        if isinstance(change, Removed | Moved) and first <= change.day <= last:
            to = change.to if isinstance(change, Moved) else None
            how = "moved" if to else "removed"
            for kind in kinds:
                if _usual(area, kind, change.day, change.day):
                    yield change.day, Instead(kind, how, change.reason, to, change.reasons)


def _closed(area: Area, first: date, last: date) -> Iterator[tuple[date, Instead]]:
    """Usual days on which a centre takes nothing in."""
    for closure in closures_of(area, first, last):
        within = max(closure.first, first), min(closure.last, last)
        why = closure.reason or closure.centre
        for kind, schedules in area.schedules.items():
            if any(closure in schedule.closures for schedule in schedules):
                for day in _usual(area, kind, *within):
                    yield day, Instead(kind, "is_closed", why, whys=closure.reasons)


def _usual(area: Area, kind: str, first: date, last: date) -> list[date]:
    """The days that the rules alone would give."""
    always = [one._replace(closures=(), changes=()) for one in area.schedules.get(kind, ())]
    return [one.day for schedule in always for one in days(schedule, first, last)]


def shut_of(area: Area, first: date, last: date) -> tuple[Shut, ...]:
    """When nothing is collected that would be: the closures, and days that all kinds lose."""
    found = {
        Shut(one.first, one.last, one.reason or one.centre, one.reasons)
        for one in closures_of(area, first, last)
    }
    changes = changes_of(area, first, last)
    away: dict[date, set[str]] = {}
    for change, kinds in changes.items():
        if isinstance(change, Removed | Moved):
            away.setdefault(change.day, set()).update(kinds)
    reasons = {one.day: one for one in changes if isinstance(one, Removed)}
    for day, one in reasons.items():
        if away[day] >= set(area.schedules):
            found.add(Shut(day, day, one.reason, one.reasons))
    return tuple(_joined(sorted(found)))


def _joined(found: list[Shut]) -> Iterator[Shut]:
    """Days that follow each other for the same reason as one."""
    before: Shut | None = None
    for one in found:
        if before and one[2:] == before[2:] and one.first <= before.last + timedelta(days=1):
            before = before._replace(last=max(before.last, one.last))
            continue
        if before:
            yield before
        before = one
    if before:
        yield before
