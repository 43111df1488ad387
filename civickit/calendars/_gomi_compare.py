"""How many days of a cell differ between what the original shows and what is read with care."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from civickit.calendars._gomi_script import Area, shown
from civickit.calendars._gomi_settings import Scope, Settings
from civickit.calendars._gomi_strict import Closed, Script
from civickit.calendars.rules import EveryWeeks, Schedule, days

BIWEEKLY_DAYS = 26 * 14


class Comparison:
    """The original's days of each cell of `area_days.csv`, to hold others against."""

    def __init__(self, texts: Mapping[str, str], settings: Settings, scope: Scope) -> None:
        # The script computes months from that of today on; earlier ones are nobody's mistake.
        first = max(scope.first, scope.today.replace(day=1))
        self.scope = scope._replace(first=first)
        found = shown(texts, settings)
        self.dead, self.copy, self.unsure = found.dead, found.copy, found.unsure
        self.rows = {area.line: area for area in found.areas}
        self._cells = {(area.line, at): cell for area in found.areas for at, _, cell in area.cells}
        self._script = Script(settings, self.scope, found.copy)
        self._ours: dict[tuple[Schedule, ...], list[int]] = {}
        self._changed: dict[tuple[str | None, Closed, bool, tuple[Schedule, ...]], int] = {}

    def cell(self, line: int, at: int) -> str | None:
        """What the original takes for the cell at a line and column; None where it takes none."""
        return self._cells.get((line, at))

    def changed(self, line: int, at: int, schedules: tuple[Schedule, ...]) -> int:
        """On how many days what the original shows for a cell differs from these schedules."""
        area = self.rows.get(line)
        cell = self._cells.get((line, at))
        key = (cell, area and area.closed, bool(area and area.stops), schedules)
        found = self._changed.get(key)
        if found is None:
            found = self._changed[key] = difference(self._days(schedules), self._shown(line, at))
        return found

    def shown_days(self, line: int, at: int) -> tuple[date, ...]:
        """The days that the original shows for a cell, in order, each once."""
        return tuple(map(date.fromordinal, sorted(set(self._shown(line, at)))))

    def apart(self, one: tuple[Schedule, ...], other: tuple[Schedule, ...]) -> bool:
        """Whether two ways to schedule a cell give different days."""
        return self._days(one) != self._days(other)

    def strict_count(self, area: Area) -> int:
        """How many days the original shows for an area."""
        return sum(len(area.days(self._script, cell)) for _, _, cell in area.cells)

    def count(self, schedules: tuple[Schedule, ...]) -> int:
        return len(self._days(schedules))

    def goes_on(self, schedules: Sequence[Schedule]) -> bool:
        """Whether a rule of every other week reaches beyond the 27 turns the original computes."""
        return any(
            isinstance(rule, EveryWeeks)
            and not rule.open_weeks_only
            and rule.base.toordinal() + BIWEEKLY_DAYS < self.scope.last.toordinal()
            for schedule in schedules
            for rule in schedule.rules
        )

    def _shown(self, line: int, at: int) -> Sequence[int]:
        cell = self._cells.get((line, at))
        return () if cell is None else self.rows[line].days(self._script, cell)

    def _days(self, schedules: tuple[Schedule, ...]) -> list[int]:
        found = self._ours.get(schedules)
        if found is None:
            each = {
                day.day.toordinal()
                for schedule in schedules
                for day in days(schedule, self.scope.first, self.scope.last)
            }
            found = self._ours[schedules] = sorted(each)
        return found


def difference(ours: Sequence[int], theirs: Sequence[int]) -> int:
    """How many days are only in one of two lists; a day shown twice counts as one too many."""
    if ours == theirs:
        return 0
    one, other = Counter(ours), Counter(theirs)
    return (one - other).total() + (other - one).total()
