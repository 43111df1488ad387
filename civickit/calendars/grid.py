"""What a printed calendar shows, as plain values: the PDF sheets and the HTML pages draw the same.

```python
shapes = shapes_of(city.kinds)
for week in month_grid(city, area, date(2026, 4, 1)):
    for cell in week:
        print(cell.day, [shapes[mark.kind] for mark in cell.marks])
```
"""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from civickit.calendars._grid_days import (
    Mark,
    begins,
    changes_of,
    closures_of,
    is_unusual,
    marks_of,
    notices_of,
)
from civickit.calendars._grid_shapes import OUTLINES, colours_of, shapes_of
from civickit.calendars._grid_words import short_words
from civickit.calendars.city import Area, City
from civickit.calendars.instead import shut_of

__all__ = [
    "OUTLINES",
    "Cell",
    "Mark",
    "Week",
    "begins",
    "changes_of",
    "closures_of",
    "colours_of",
    "is_unusual",
    "marks_of",
    "month_grid",
    "months_from",
    "next_month",
    "notices_of",
    "shapes_of",
    "short_words",
]

SUNDAY = 6


class Cell(NamedTuple):
    """A day of a month's grid. `inside`: it is of this month; `known`: the data speaks of it.

    `closed`: a centre is closed on it, or all kinds are taken out. `marks` are in the city's
    order of kinds; none where the day is not inside.
    """

    day: date
    inside: bool
    known: bool
    closed: bool
    marks: tuple[Mark, ...]


Week = tuple[Cell, ...]
"""Seven cells, Sunday first."""


def month_grid(
    city: City,
    area: Area,
    month: date,
    marks: Mapping[date, tuple[Mark, ...]] | None = None,
) -> tuple[Week, ...]:
    """The month that `month` lies in: four to six weeks. `marks` saves counting them again."""
    weeks = Calendar(SUNDAY).monthdatescalendar(month.year, month.month)
    if marks is None:
        marks = marks_of(city, area, month.replace(day=1), _last_of(month))
    ends = area.ends()
    starts = begins(area)
    closed = shut_of(area, weeks[0][0], weeks[-1][-1])

    def cell(day: date) -> Cell:
        inside = day.month == month.month
        return Cell(
            day,
            inside,
            (starts is None or day >= starts) and (ends is None or day <= ends),
            any(one.first <= day <= one.last for one in closed),
            marks.get(day, ()) if inside else (),
        )

    return tuple(tuple(map(cell, week)) for week in weeks)


def _last_of(month: date) -> date:
    return next_month(month) - timedelta(days=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_from(first: date, count: int = 12) -> Iterator[date]:
    """The first days of so many months, beginning with the month of `first`."""
    month = first.replace(day=1)
    for _ in range(count):
        yield month
        month = next_month(month)
