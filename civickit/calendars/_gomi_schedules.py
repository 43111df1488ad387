"""From what a cell means to schedules: the closures of its centre, and what becomes of a day."""

from __future__ import annotations

from datetime import date

from civickit.calendars._gomi_cell import Parsed
from civickit.calendars._gomi_centres import Match
from civickit.calendars._gomi_settings import Settings
from civickit.calendars._gomi_strict import Closed
from civickit.calendars.rules import Closure, EveryWeeks, Schedule, WhenClosed

Schedules = tuple[Schedule, ...]


class Planner:
    """Makes the schedules of cells, each distinct pair of cell and centre once."""

    def __init__(self, settings: Settings) -> None:
        self.shifts = settings.week_shift and not settings.skip_suspend
        self._regular = WhenClosed.LATER_WEEK if self.shifts else WhenClosed.SKIP
        self._weeks = WhenClosed.SKIP if settings.skip_suspend else WhenClosed.COLLECT
        self._known: dict[tuple[int, tuple[Closure, ...]], Schedules] = {}
        self._kept: list[Parsed] = []

    def schedules(self, parsed: Parsed, centre: Match) -> Schedules:
        """No schedule for a cell without days; the same value for the same cell and centre."""
        key = (id(parsed), centre.closures)
        found = self._known.get(key)
        if found is None:
            self._kept.append(parsed)  # so that its id stays its own
            found = self._known[key] = self.made(parsed, centre.closures)
        return found

    def as_script(self, parsed: Parsed, closed: Closed) -> Schedules:
        """The same rules with the one closure that the original knows."""
        first, last = closed or (1, 0)
        first, last = max(first, 1), min(last, date.max.toordinal())  # `2017/122017/12` is far off
        if first > last:
            return self.made(parsed, ())
        closure = Closure(date.fromordinal(first), date.fromordinal(last))
        return self.made(parsed, (closure,))

    def made(self, parsed: Parsed, closures: tuple[Closure, ...]) -> Schedules:
        """New schedules: every other week, where it goes on through closures, has its own."""
        if parsed.only_dates:
            return (Schedule(parsed.rules, closures, self._regular),) if parsed.rules else ()
        apart = self._weeks is not self._regular
        weeks = tuple(one for one in parsed.rules if apart and _plain_weeks(one))
        rest = tuple(one for one in parsed.rules if one not in weeks)
        found = []
        if rest:
            found.append(Schedule(rest, closures, self._regular))
        if weeks:
            found.append(Schedule(weeks, closures, self._weeks))
        return tuple(found)


def _plain_weeks(rule: object) -> bool:
    return isinstance(rule, EveryWeeks) and not rule.open_weeks_only
