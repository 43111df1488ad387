"""Tables of meter readings: long (a row for each time) and wide (a row for each day)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from civickit.clients._household_energy_series import (
    DAY_MIN,
    Direction,
    Draft,
    Level,
    Reading,
    Series,
    differences,
    problem,
    tidy,
    usual_step_min,
)
from civickit.clients._household_energy_times import Clock, clock_min, moment
from civickit.core.errors import UnreadableTable
from civickit.core.text import clean, header_key
from civickit.tables import Problem, Row, Table

MOMENT = re.compile(r"日時|datetime|timestamp|開始時刻と日付|^start(time)?$|年月日時")
DAY = re.compile(r"日付|年月日|^date$|対象日|使用日|利用日|計測日|^日$")
CLOCK = re.compile(r"時刻|時間|^time$|starttime|開始時")
ENERGY = re.compile(r"wh|使用量|電力量|買電|売電|消費|usage|consumption|energy|積算|指示数")
TO_GRID = re.compile(r"売電|逆方向|逆潮流|余剰|export|togrid|feedin|発電売")
COUNTER = re.compile(r"積算|指示|累積|cumulative|counter|register")
NOT_ENERGY = re.compile(r"料金|金額|円|cost|price|単価|co2|flag|区分|単位")
SLOTS = {24, 48, 96}
NUMBERED = re.compile(r"(?:コマ|no|時間帯|slot)?(\d{1,2})(?:コマ|番目?)?")
SHOWN = 8
ENDS = re.compile(r"終了|end")
EMPTY = {"", "-", "--", "*", "−", "null", "None"}


def known(name: str) -> bool:
    """Whether a text is the name of a column here; sharpens the search for the header."""
    key = header_key(name)
    kinds = (MOMENT, DAY, CLOCK, ENERGY)
    return clock_min(name) is not None or any(kind.search(key) for kind in kinds)


@dataclass
class Told:
    """What is found on the way through a table."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, line: int, value: str, why: object) -> None:
        self.problems.append(problem(line, value, str(why)))


class Energy(NamedTuple):
    """One column of energy: `factor` makes kWh of it."""

    column: int
    direction: Direction
    is_counter: bool
    factor: float


def read_table(table: Table, zone: tzinfo) -> Series:
    """The series in a table of either kind. Raises UnreadableTable where it is neither."""
    told = Told(notes=list(table.notes))
    slots = _slots(table.header)
    if len(slots) in SLOTS:
        named = _named_by(table.header, slots)
        if not named:
            raise UnreadableTable(
                f"the {len(slots)} columns of times do not go through the day in equal steps: "
                f"{', '.join(table.header[i] for i in slots[:SHOWN])} …"
            )
        told.notes.append(f"the columns are named by {named}")
        return _wide(table, zone, slots, told)
    if not table.header and table.columns - 1 in SLOTS:
        told.notes.append("there is no header; the columns after the day are taken in their order")
        return _wide(table, zone, list(range(1, table.columns)), told)
    return _long(table, zone, told)


def is_day_header(header: list[str]) -> bool:
    """Whether it names the parts of a day, maybe by numbers only, which look like no header."""
    slots = _slots(header)
    return len(slots) in SLOTS and bool(_named_by(header, slots))


def _slots(header: list[str]) -> list[int]:
    return [
        i
        for i, name in enumerate(header)
        if clock_min(name) is not None or NUMBERED.fullmatch(header_key(name))
    ]


def _named_by(header: list[str], slots: list[int]) -> str:
    """What the columns of a day are named by; '' where they do not go through it."""
    step = DAY_MIN // len(slots)
    begins = [i * step for i in range(len(slots))]
    clocks = [clock_min(header[i]) for i in slots]
    if clocks == begins:
        return "the beginning of their time"
    if [one or DAY_MIN for one in clocks] == [one + step for one in begins]:
        return "the end of their time"
    numbers = [NUMBERED.fullmatch(header_key(header[i])) for i in slots]
    in_order = [int(one[1]) for one in numbers if one] == list(range(1, len(slots) + 1))
    return "their number" if in_order else ""


def _wide(table: Table, zone: tzinfo, slots: list[int], told: Told) -> Series:
    day = next((i for i, name in enumerate(table.header) if DAY.search(header_key(name))), 0)
    other = [i for i in range(table.columns) if i not in slots]
    step = DAY_MIN // len(slots)
    place = Clock(zone).place
    drafts = []
    for row in table.rows():
        cells = _filled(row, table.columns)
        way = _direction(" ".join(cells[i] for i in other))
        try:
            first = moment(cells[day])
        except ValueError as error:
            told.refuse(row.line, cells[day], error)
            continue
        for number, i in enumerate(slots):
            kwh = _number(cells[i], row, told)
            if kwh is not None:
                start = _placed(place, first + timedelta(minutes=number * step), row, told)
                if start:
                    drafts.append(Draft(row.line, Reading(start, step, kwh, way)))
    return _done(f"a table with {len(slots)} columns a day", drafts, told)


def _long(table: Table, zone: tzinfo, told: Told) -> Series:
    day, clock = _time_columns(table)
    columns = _energy_columns(table, told)
    place = Clock(zone).place
    levels: list[Level] = []
    found: list[tuple[int, datetime, float, Direction]] = []
    for row in table.rows():
        cells = _filled(row, table.columns)
        try:
            start = place(moment(cells[day], cells[clock] if clock is not None else ""))
        except ValueError as error:
            told.refuse(row.line, cells[day], error)
            continue
        for energy in columns:
            value = _number(cells[energy.column], row, told)
            if value is None:
                continue
            kwh = round(value * energy.factor, 6)
            if energy.is_counter:
                levels.append(Level(row.line, start, kwh, energy.direction))
            else:
                found.append((row.line, start, kwh, energy.direction))
    drafts = differences(levels, told.problems)
    if found:
        step = _step_min([start for _, start, _, _ in found], told)
        drafts += [Draft(line, Reading(start, step, kwh, way)) for line, start, kwh, way in found]
    return _done("a table with a row for each time", drafts, told)


def _time_columns(table: Table) -> tuple[int, int | None]:
    """The column of the time or the day, and the one of the clock where that is another."""
    keys = [header_key(name) for name in table.header]
    if not keys and table.columns == 2:
        return 0, None

    def first(kind: re.Pattern[str]) -> int | None:
        fits = [i for i, key in enumerate(keys) if kind.search(key) and not ENDS.search(key)]
        return fits[0] if fits else None

    at, day, clock = first(MOMENT), first(DAY), first(CLOCK)
    if at is not None:
        return at, None
    if day is not None:
        return day, clock
    if clock is not None:
        return clock, None
    raise UnreadableTable(
        f"no column of times (日時, datetime, 日付 with 時刻) among: {_shown(table.header)}"
    )


def _energy_columns(table: Table, told: Told) -> list[Energy]:
    """One column for each direction; a second one is left aside and told."""
    if not table.header:
        return [Energy(1, "from_grid", False, 1.0)]
    found: dict[Direction, Energy] = {}
    for i, name in enumerate(table.header):
        key = header_key(name)
        if not ENERGY.search(key) or NOT_ENERGY.search(key) or DAY.search(key):
            continue
        way = _direction(key)
        if way in found:
            told.notes.append(f"left aside: the column {name}")
            continue
        if "wh" not in key:
            told.notes.append(f"the column {name} names no unit; it is taken for kWh")
        found[way] = Energy(i, way, bool(COUNTER.search(key)), _factor(key))
    if not found:
        raise UnreadableTable(
            f"no column of energy (kWh, 使用量, usage) among: {_shown(table.header)}"
        )
    return list(found.values())


def _factor(key: str) -> float:
    if "mwh" in key:
        return 1000.0
    return 0.001 if "wh" in key and "kwh" not in key else 1.0


def _step_min(starts: list[datetime], told: Told) -> int:
    step = usual_step_min(starts)
    if step > DAY_MIN:
        raise UnreadableTable(
            f"there are {step:,} minutes between two rows; readings of a day or less are wanted"
        )
    if step == 0:
        told.notes.append("one time alone does not tell how long it lasts; taken for 30 minutes")
    return step or 30


def _direction(said: str) -> Direction:
    return "to_grid" if TO_GRID.search(header_key(said)) else "from_grid"


def _filled(row: Row, columns: int) -> list[str]:
    return [*row.cells, *[""] * (columns - len(row.cells))]


def _number(cell: str, row: Row, told: Told) -> float | None:
    """The number in a cell; None for an empty one and, told, for what is no number."""
    written = clean(cell).removesuffix("kWh").strip()
    if written in EMPTY:
        return None
    try:
        found = float(written.replace(",", ""))
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or "_" in written:
        told.refuse(row.line, cell, "not a number")
        return None
    return found


def _placed(
    place: Callable[[datetime], datetime], local: datetime, row: Row, told: Told
) -> datetime | None:
    try:
        return place(local)
    except ValueError as error:
        told.refuse(row.line, local.isoformat(), error)
        return None


def _done(form: str, drafts: list[Draft], told: Told) -> Series:
    if told.problems and not drafts:
        first = told.problems[0]
        raise UnreadableTable(f"no row can be read; line {first.line}: {first.reason}")
    return tidy(form, drafts, told.problems, told.notes)


def _shown(header: list[str]) -> str:
    return ", ".join(header[:SHOWN]) or "a table without a header"
