"""Readings of a home's meter as one tidy series, and what was wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from civickit.tables import Problem

Direction = Literal["from_grid", "to_grid", "net"]
DAY_MIN = 1440


class Reading(NamedTuple):
    """Energy that flowed from `start` on for so many minutes. `cost` in the series' currency."""

    start: datetime
    minutes: int
    kwh: float
    direction: Direction = "from_grid"
    cost: float | None = None

    @property
    def end(self) -> datetime:
        """In UTC, where an hour is always an hour long."""
        return self.start.astimezone(UTC) + timedelta(minutes=self.minutes)


class Gap(NamedTuple):
    """No reading between the two times."""

    start: datetime
    end: datetime
    direction: Direction


class Draft(NamedTuple):
    """A reading with the line, or the number of the record, that it comes from."""

    line: int
    reading: Reading


class Level(NamedTuple):
    """What a counter showed; energy is the difference between two of them."""

    line: int
    at: datetime
    kwh: float
    direction: Direction


@dataclass(frozen=True)
class Series:
    """`readings` by direction and time, without overlaps; `form` is what the file was.

    `gaps`, `problems` (by line: refused or kept) and `notes` tell what must be known before
    the numbers are believed. `currency` is ISO 4217, '' where no costs are given.
    """

    form: str
    readings: tuple[Reading, ...]
    gaps: tuple[Gap, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    currency: str = ""


def tidy(
    form: str,
    drafts: Iterable[Draft],
    problems: Sequence[Problem] = (),
    notes: Sequence[str] = (),
    currency: str = "",
) -> Series:
    """The series: sorted, each moment once, with its gaps."""
    told = list(problems)
    kept: list[Reading] = []
    ordered = sorted(drafts, key=_order)
    for _, group in groupby(ordered, key=lambda draft: draft.reading.direction):
        kept += _without_overlaps(group, told)
    gaps = [
        Gap(before.end.astimezone(before.start.tzinfo), after.start, before.direction)
        for before, after in pairwise(kept)
        if before.direction == after.direction and before.end < after.start
    ]
    told.sort(key=lambda problem: problem.line)
    return Series(form, tuple(kept), tuple(gaps), tuple(told), tuple(notes), currency)


def differences(levels: Iterable[Level], told: list[Problem]) -> list[Draft]:
    """Readings from a counter. Where it goes back it was changed or began anew: that is a gap."""
    found = []
    ordered = sorted(levels, key=lambda level: (level.direction, level.at))
    for before, after in pairwise(ordered):
        minutes = int((after.at - before.at) / timedelta(minutes=1))
        if before.direction != after.direction:
            continue
        if minutes < 1:
            told.append(problem(after.line, after.kwh, "the counter was read twice at this time"))
        elif after.kwh < before.kwh:
            why = f"the counter went back from {before.kwh:g}: changed, or begun anew"
            told.append(problem(after.line, after.kwh, why))
        else:
            kwh = round(after.kwh - before.kwh, 6)
            found.append(Draft(after.line, Reading(before.at, minutes, kwh, before.direction)))
    return found


def usual_step_min(starts: Iterable[datetime]) -> int:
    """The commonest distance of two times in minutes; 0 where there are fewer than two."""
    ordered = sorted(set(starts))
    steps = Counter(
        int((after - before) / timedelta(minutes=1)) for before, after in pairwise(ordered)
    )
    return steps.most_common(1)[0][0] if steps else 0


def problem(line: int, value: object, reason: str, action: str = "refused") -> Problem:
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return Problem(line, "", shown, reason, action, shown if action == "kept" else "")


def _order(draft: Draft) -> tuple[str, datetime, int]:
    return (draft.reading.direction, draft.reading.start.astimezone(UTC), draft.reading.minutes)


def _without_overlaps(drafts: Iterable[Draft], told: list[Problem]) -> list[Reading]:
    kept: list[Reading] = []
    for line, reading in drafts:
        if kept and reading.start < kept[-1].end:
            told.append(problem(line, reading.kwh, _why(kept[-1], reading)))
            continue
        if reading.kwh < 0 and reading.direction != "net":
            told.append(problem(line, reading.kwh, "less than nothing flowed", "kept"))
        kept.append(reading)
    return kept


def _why(kept: Reading, other: Reading) -> str:
    if (kept.start, kept.minutes) != (other.start, other.minutes):
        return f"overlaps the reading from {kept.start.isoformat()}"
    same = "the same" if kept.kwh == other.kwh else f"{kept.kwh:g} kWh"
    return f"a second reading for {kept.start.isoformat()}; the first said {same}"
