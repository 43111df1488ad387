"""What the original 5374 script makes of a city's files as a whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from civickit.calendars import _gomi_js as js
from civickit.calendars._gomi_copies import ORIGINAL, Copy, copy_of
from civickit.calendars._gomi_settings import Layout, Scope, Settings, layout_of
from civickit.calendars._gomi_strict import Closed, Script

Rows = Sequence[tuple[int, list[str]]]
"""Rows with their lines."""


class Dead(NamedTuple):
    """Why areas are not shown: a code of `findings.WORDS`, the file, and the cell if it is one.

    `column` counts from 1. `lines` are those of the areas that are lost, None for all of them.
    """

    code: str
    file: str
    line: int = 0
    column: int = 0
    cell: str = ""
    lines: frozenset[int] | None = None


class Area(NamedTuple):
    """A row of `area_days.csv` as the original takes it: its line, name, centre and cells."""

    line: int
    label: str
    closed: Closed
    cells: tuple[tuple[int, str, str], ...]
    """Of each kind the column (from 0), the label, and the cell."""
    stops: bool = False
    """Whether the script stops when the area is chosen, and shows no day of it."""

    def days(self, script: Script, cell: str) -> Sequence[int]:
        """The days that the script shows for one of the cells."""
        return () if self.stops else script.days(cell, self.closed)


class Shown(NamedTuple):
    """The areas that are shown, why others are not, and by which copy of the script.

    `unsure`: columns or cells are not made for the original, and no copy made for them is known.
    """

    areas: tuple[Area, ...] = ()
    dead: tuple[Dead, ...] = ()
    copy: Copy = ORIGINAL
    unsure: bool = False


def rows_of(text: str) -> list[tuple[int, list[str]]]:
    """The original's rows with their lines: no quoting, every CR dropped, only empty lines not."""
    lines = text.replace("\r", "").split("\n")
    return [(n, line.split(",")) for n, line in enumerate(lines, 1) if line]


def shown(texts: Mapping[str, str], settings: Settings) -> Shown:
    """The areas in the files `area_days`, `center`, `area_master` (of `texts`, by name)."""
    if "area_days" not in texts:
        return Shown(dead=(Dead("strict_no_file", FILE),))
    sheet = _sheet_of(texts, settings)
    rows, dead = sheet.listed()
    if dead and not rows and sheet.layout.group is None:
        return Shown((), dead, sheet.copy)
    if "center" not in texts:
        return Shown((), (*dead, Dead("strict_no_file", "center.csv")), sheet.copy)
    centres = _centres(rows_of(texts["center"])[1:])
    if isinstance(centres, Dead):
        return Shown((), (*dead, centres), sheet.copy)
    return Shown(tuple(sheet.areas(rows, centres)), dead, sheet.copy, sheet.is_unsure())


FILE = "area_days.csv"
_MONTHS_TWICE = re.compile(r"[^:;]+:[0-9 ]+ [^:;]+:[0-9]")


class _Sheet(NamedTuple):
    """The rows of `area_days.csv`, and how they are read. `districts` are names by their keys."""

    header: Sequence[str]
    rows: Rows
    layout: Layout
    columns: Sequence[int]
    districts: Mapping[str, str]
    copy: Copy

    def listed(self) -> tuple[Rows, tuple[Dead, ...]]:
        """The rows that come on to a list, and why others do not.

        There is one list for each district, and none if the script stops at any row of it.
        """
        lists: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
        for row in self.rows:
            lists[self._district(row[1])].append(row)
        found = {key: self._stop(key, rows) for key, rows in lists.items()}
        rows = sorted(row for key, rows in lists.items() if not found[key] for row in rows)
        return rows, tuple(filter(None, found.values()))

    def _district(self, row: Sequence[str]) -> str:
        at = self.layout.group
        return row[at] if at is not None and at < len(row) else ""

    def _stop(self, key: str, rows: Rows) -> Dead | None:
        """Where the script stops on its way through the rows of a list."""
        lost = None if self.layout.group is None else frozenset(line for line, _ in rows)
        if self.districts and key not in self.districts:
            return Dead("strict_no_district", FILE, rows[0][0], 1, key, lost)
        for line, row in rows:
            if self.columns and len(row) <= self.columns[-1]:
                return Dead("strict_short_row", FILE, line, lines=lost)
            for at in self.columns if self.copy.name else ():
                if self.copy.stops(row[at]):
                    return Dead("strict_cell", FILE, line, at + 1, row[at], lost)
        return None

    def is_unsure(self) -> bool:
        """As in `Shown`."""
        if self.copy.name:
            return False
        cells = (row[at] for _, row in self.rows for at in self.columns if at < len(row))
        return self.layout != Layout() or any(map(_MONTHS_TWICE.match, cells))

    def areas(self, rows: Rows, centres: Mapping[str, Closed]) -> Iterator[Area]:
        """The areas of the rows with the closed days of their centres."""
        layout = self.layout
        for line, row in rows:
            label = row[layout.label] if layout.label < len(row) else ""
            centre = row[layout.centre] if layout.centre < len(row) else ""
            cells = tuple((at, self.header[at], row[at]) for at in self.columns)
            lost = bool(self.copy.name) and centre not in centres
            stops = lost and any(self.copy.taken(cell).asks_for_centre for _, _, cell in cells)
            yield Area(line, label, centres.get(centre), cells, stops)


def _sheet_of(texts: Mapping[str, str], settings: Settings) -> _Sheet:
    rows = rows_of(texts["area_days"])
    header = rows[0][1] if rows else []
    layout = layout_of(header, "area_master" in texts, [row for _, row in rows[1:]])
    last = min(layout.first + max(settings.max_labels, 0), len(header))
    columns = [at for at in range(layout.first, last) if header[at]]
    if layout.group is None:
        return _Sheet(header, rows[1:], layout, columns, {}, ORIGINAL)
    masters, centres = (rows_of(texts.get(name, ""))[1:] for name in ("area_master", "center"))
    districts = {row[0]: row[1] if len(row) > 1 else "" for _, row in masters}
    cells = (row[at] for _, row in rows[1:] for at in columns if at < len(row))
    copy = copy_of({*districts.values(), *(row[0] for _, row in centres)}, header, cells)
    return _Sheet(header, rows[1:], layout, columns, districts, copy)


def _centres(rows: Iterable[tuple[int, list[str]]]) -> dict[str, Closed] | Dead:
    """The closed days of each centre: those of the last row of its name."""
    found: dict[str, Closed] = {}
    for line, row in rows:
        if len(row) < 3:
            return Dead("strict_short_row", "center.csv", line)
        first, last = written_day(row[1]), written_day(row[2])
        found[row[0]] = None if first is None or last is None else (first, last)
    return found


def written_day(text: str) -> int | None:
    """The day of a cell of `center.csv` as the original takes it: only `2026/12/29` is sure."""
    parts = js.units(text).split("/")
    if len(parts) < 3:
        return None
    month = js.number(parts[1])
    return js.day(js.number(parts[0]), None if month is None else month - 1, js.number(parts[2]))


def strict_days(
    texts: Mapping[str, str], settings: Settings, scope: Scope
) -> dict[str, dict[str, list[str]]]:
    """Area → label → ISO dates as the original shows them; `#2` for a second one of its name."""
    told = shown(texts, settings)
    script = Script(settings, scope, told.copy)
    iso = _Iso()
    found: dict[str, dict[str, list[str]]] = {}
    for area in told.areas:
        kinds: dict[str, list[str]] = {}
        found[free_name(area.label, found)] = kinds
        for _, label, cell in area.cells:
            days = area.days(script, cell)
            kinds[free_name(label, kinds)] = [iso[day] for day in days]
    return found


def free_name(name: str, taken: Container[str]) -> str:
    """The name, or `name#2` where it is taken."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}#{number}"
    return free


class _Iso(dict[int, str]):
    """Days as ISO dates, each made once."""

    def __missing__(self, day: int) -> str:
        self[day] = said = date.fromordinal(day).isoformat()
        return said
