"""The rows of `center.csv`: on which days which centre takes nothing in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from civickit.calendars._gomi_report import Report
from civickit.calendars._gomi_script import written_day
from civickit.calendars._gomi_table import cell
from civickit.calendars._gomi_tokens import day_of
from civickit.calendars.rules import Closure
from civickit.core.text import clean
from civickit.tables.model import Row

FILE = "center.csv"
ALWAYS = range(2000, 2100)
_NO_YEAR = re.compile(r"([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_LOOSE = re.compile(r"[\sー\-・()「」]+")


class Match(NamedTuple):
    """The centre a row names: how it was found, and its closures. `how` says if it was not."""

    name: str
    closures: tuple[Closure, ...] = ()
    how: str = ""
    """'' (as written), `near`, `unknown`, `blank`."""


class Centres:
    """All closures by the name of the centre; those without a year in each of `years`."""

    def __init__(self, rows: Iterable[Row], report: Report, years: Iterable[int] = ALWAYS) -> None:
        self._report = report
        self._years = years
        self._closures: dict[str, list[Closure]] = {}
        self._names: dict[str, set[str]] = defaultdict(set)
        self._written: set[str] = set()
        for number, row in enumerate(rows):
            if number == 0 and not day_of(clean(cell(row, 1))):
                continue
            if number == 0:
                report.tell("repaired", "no_header", FILE, row.line)
            self._add(row)
        self.any = any(self._closures.values())
        self._found: dict[str, Match] = {}

    def match(self, written: str) -> Match:
        """The centre of an area's cell; a name that differs in a dash or a space is the same."""
        found = self._found.get(written)
        if found is None:
            found = self._found[written] = self._match(written)
        return found

    def _match(self, written: str) -> Match:
        name = clean(written)
        if name in self._closures:
            exact = written in {name, *self._written} or not self._closures[name]
            return Match(name, tuple(self._closures[name]), "" if exact else "near")
        if not name:
            return Match("", how="blank")
        near = self._names.get(_loose(name), set())
        if len(near) == 1:
            (one,) = near
            return Match(one, tuple(self._closures[one]), "near")
        return Match(name, how="unknown")

    def _add(self, row: Row) -> None:
        name = clean(cell(row, 0))
        self._written.add(cell(row, 0))
        known = self._closures.setdefault(name, [])
        self._names[_loose(name)].add(name)
        written = [cell(row, 1), cell(row, 2)]
        if not any(map(clean, written)):
            return
        known += [one for one in self._read(row, written, name) if one not in known]

    def _read(self, row: Row, written: Sequence[str], name: str) -> list[Closure]:
        yearly = [_NO_YEAR.fullmatch(clean(one)) for one in written]
        if all(yearly) and (found := list(_each_year(yearly, self._years, name))):
            self._report.tell(
                "doubtful", "closure_every_year", FILE, row.line, 2, cell=", ".join(written)
            )
            return found
        first, last = (self._day(row, at) for at in (1, 2))
        if first and last and first <= last:
            return [Closure(first, last, name)]
        if first and last:
            self._report.tell(
                "refused", "closure_backwards", FILE, row.line, 2, cell=", ".join(written)
            )
        return []

    def _day(self, row: Row, at: int) -> date | None:
        written = cell(row, at)
        day = day_of(clean(written))
        if day is None:
            code = "closure_date" if written.strip() else "closure_open"
            self._report.tell("refused", code, FILE, row.line, at + 1, cell=written)
        elif written_day(written) != day.toordinal():
            self._report.tell(
                "repaired", "date_form", FILE, row.line, at + 1, cell=written,
                read_as=day.isoformat(),
            )  # fmt: skip
        return day


def _each_year(
    written: Sequence[re.Match[str] | None], years: Iterable[int], name: str
) -> Iterator[Closure]:
    """`12/29` to `1/3` in every year; none where a day is in no calendar."""
    first, last = ((int(one[1]), int(one[2])) for one in written if one)
    for year in years:
        with suppress(ValueError):
            yield Closure(date(year, *first), date(year + (last < first), *last), name)


def _loose(name: str) -> str:
    return _LOOSE.sub("", name).casefold()
