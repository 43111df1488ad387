"""The days the original 5374 script computes for one cell, bugs included.

What looks wrong here is meant: a double space that makes a cell forget its weekdays, an unknown
weekday that lands on Saturday, 30 February that becomes 2 March. The tests compare with dates the
script itself gave. The repaired reading is where it is put right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cmp_to_key
from typing import NamedTuple

from civickit.calendars import _gomi_js as js
from civickit.calendars._gomi_copies import ORIGINAL, Copy, Taken, Turn, week_of, weekday_of
from civickit.calendars._gomi_settings import Scope, Settings

Closed = tuple[int, int] | None
WEEK = 7
BIWEEKLY_TIMES = 27
MISTAKEN = js.first_of_month(2000, 1)
"""What a copy that knows `;` shows for a cell it cannot take apart."""


class _Month(NamedTuple):
    """A month to compute: its ordinal, weekday (0 Sunday) of the first, and length."""

    month: int
    first: int
    weekday: int
    end: int


class _Dates(dict[str, int | None]):
    """The day that a token names in the irregular mode, each worked out once."""

    def __missing__(self, token: str) -> int | None:
        plain = js.units(token)
        year, month = js.parse_int(plain[:4]), js.parse_int(plain[4:6])
        found = js.day(year, None if month is None else month - 1, js.parse_int(plain[6:8]))
        self[token] = found
        return found


class Script:
    """The original's days within what is asked, as ordinals, in its order, duplicates kept."""

    def __init__(self, settings: Settings, scope: Scope, copy: Copy = ORIGINAL) -> None:
        self.settings, self.copy = settings, copy
        self.first, self.last = scope.first.toordinal(), scope.last.toordinal()
        self._year = scope.today.year
        self._months = _months(max(scope.today.replace(day=1), scope.first), scope.last)
        self._dates = _Dates()
        self._known: dict[tuple[str, Closed], list[int]] = {}

    def days(self, cell: str, closed: Closed) -> list[int]:
        """The days of a cell whose centre is closed from and to these ordinals."""
        key = (cell, closed)
        found = self._known.get(key)
        if found is None:
            found = [one for one in self._all(cell, closed) if self.first <= one <= self.last]
            self._known[key] = found
        return found

    def _all(self, cell: str, closed: Closed) -> Iterable[int]:
        if ";" in cell and not self.copy.name:
            return sorted(self._grouped(js.units(cell)))
        taken = self.copy.taken(js.units(cell))
        if taken.weeks:
            return self._every_other(taken.weeks, closed)
        dates = (one for one in map(self._dates.__getitem__, taken.dates) if one is not None)
        return sorted((*self._regular(taken, closed), *dates))

    def _regular(self, taken: Taken, closed: Closed) -> Iterable[int]:
        """Weekly and nth days of every month, each token with its own shifting."""
        for month in self._months if taken.turns else ():
            if month.month in taken.months:
                for turn in taken.turns:
                    yield from self._month_of(turn, month, closed)

    def _month_of(self, turn: Turn, month: _Month, closed: Closed) -> Iterable[int]:
        weekday, wanted = turn
        shift = 0
        day = month.first + (weekday - month.weekday) % WEEK
        for week in range(5):
            planned = day + week * WEEK
            if closed and closed[0] <= planned <= closed[1]:
                if self.settings.skip_suspend or not self.settings.week_shift:
                    continue
                shift = WEEK
            if planned + shift < month.end and wanted in (None, week):
                yield planned + shift

    def _every_other(self, tokens: Sequence[str], closed: Closed) -> list[int]:
        found: list[int | None] = []
        for token in tokens:
            base = self._dates[token[2:10]]
            for turn in range(BIWEEKLY_TIMES):
                day = None if base is None else base + 2 * WEEK * turn
                inside = closed and day is not None and closed[0] <= day <= closed[1]
                if not (self.settings.skip_suspend and inside):
                    found.append(day)
        # No day compares equal to everything: the order then depends on where they stand.
        ordered = found if len(tokens) == 1 else sorted(found, key=cmp_to_key(_compared))
        return [one for one in ordered if one is not None]

    def _grouped(self, cell: str) -> Iterable[int]:
        """The `tokens:months; tokens:months` of some copies: dates of this year and the next."""
        found: list[int] = []
        for piece in cell.split(";"):
            if not piece:
                continue
            parts = piece.split(":")
            if len(parts) != 2:
                return [MISTAKEN]
            for year in (self._year, self._year + 1):
                for month in (int(one) for one in map(js.number, parts[1].split()) if one):
                    found += _of_group(parts[0].split(), year, month)
        return found


def _of_group(tokens: Iterable[str], year: int, month: int) -> Iterable[int]:
    if not 1 <= month <= 12:
        return
    first = js.first_of_month(year, month)
    for token in tokens:
        day = first + (weekday_of(token) - first) % WEEK  # ordinal 7 was a Sunday
        week = week_of(token)
        if week is None:
            yield from (day + WEEK * n for n in range(5))
        elif week >= 0:
            yield day + WEEK * week


def _months(first: date, last: date) -> list[_Month]:
    low, high = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    found = []
    for number in range(low, high + 1):
        year, month = number // 12, number % 12 + 1
        start = js.first_of_month(year, month)
        end = js.first_of_month(year + month // 12, month % 12 + 1)
        found.append(_Month(month, start, start % WEEK, end))
    return found


def _compared(one: int | None, other: int | None) -> int:
    if one is None or other is None:
        return 0
    return (one > other) - (one < other)
