"""What is collected in one area, as far as a page, a phone or a program looks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from civickit.calendars.city import Area, City
from civickit.calendars.grid import Mark, begins, marks_of
from civickit.calendars.instead import Instead, instead_of

WARN_DAYS = 60
"""So many days before the data ends people are told."""


class Plan(NamedTuple):
    """The collection days of an area from `first` to `last`; only days with something.

    Outside `begins` to `ends` (None: no such limit) the data says nothing, which is not the
    same as no collection; `kind_ends` says it of each kind whose days come to an end.
    `instead` says of the days that are otherwise than usual what happens.
    """

    area: Area
    first: date
    last: date
    marks: Mapping[date, tuple[Mark, ...]]
    instead: Mapping[date, tuple[Instead, ...]]
    begins: date | None
    ends: date | None
    kind_ends: Mapping[str, date]

    def on(self, day: date) -> tuple[Mark, ...]:
        return self.marks.get(day, ())

    def known(self, day: date) -> bool:
        """Whether the data says anything about this day."""
        after = self.begins is None or day >= self.begins
        return after and (self.ends is None or day <= self.ends)

    def ended(self, today: date) -> list[str]:
        """The kinds about which the data says nothing any more, while others go on."""
        if not self.known(today):
            return []
        return [kind for kind, end in self.kind_ends.items() if end < today]

    def next_days(self, today: date) -> list[tuple[date, Mark]]:
        """The first day after `today` of each kind that has one, in order."""
        found: dict[str, tuple[date, Mark]] = {}
        for day, marks in self.marks.items():
            for mark in marks if day > today else ():
                found.setdefault(mark.kind, (day, mark))
        return sorted(found.values(), key=lambda one: one[0])

    def next_of(self, kind: str, today: date) -> date | None:
        """The first day of this kind, today included."""
        days = (
            day
            for day, marks in self.marks.items()
            if day >= today and any(mark.kind == kind for mark in marks)
        )
        return next(days, None)


def plan_of(city: City, area: Area, first: date, last: date) -> Plan:
    """The area's days from `first` to `last`, both included."""
    marks = marks_of(city, area, first, last)
    otherwise = instead_of(area, marks, first, last)
    ends = {kind: area.ends(kind) for kind in area.schedules}
    kind_ends = {kind: end for kind, end in ends.items() if end is not None}
    return Plan(area, first, last, marks, otherwise, begins(area), area.ends(), kind_ends)
