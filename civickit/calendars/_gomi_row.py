"""One row of `area_days.csv` on its way to an area."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from civickit.calendars._gomi_book import FILE, Book
from civickit.calendars._gomi_cell import Parsed
from civickit.calendars._gomi_kinds import Column
from civickit.calendars._gomi_names import Named
from civickit.calendars._gomi_row_told import OF_THE_CENTRE, RowTold
from civickit.calendars._gomi_table import cell
from civickit.calendars._gomi_tokens import Note
from civickit.calendars.city import Area, Texts
from civickit.calendars.rules import Schedule
from civickit.tables.model import Row

Schedules = tuple[Schedule, ...]
Plain = tuple[Schedules, tuple[str, ...]]
NOT_PLAIN: Plain = ((), ("",))
OFF = re.compile(
    "(?:祝|休日|年末|年始|盆|[0-9]日).{0,20}"
    "(?:収集し(?:ません|ない)|収集は?(?:ありません|ない)|休み|休止|除く|除き|行いません)"
    "|収集(?:が|の)?(?:ない|しない)日"
)
"""Words of a remark that name days off: `収集日が祝日の場合、収集しません`."""
WORDS = "\0"  # before words of a cell that are kept as a remark: no id of one begins so


class RowReader:
    """Reads one row; every cell is counted, and what is odd about it is told."""

    def __init__(self, row: Row, key: str, name: Named, book: Book) -> None:
        self.row, self.key, self.name, self.book = row, key, name, book
        self.told = RowTold(row, key, name, book)
        self.centre = book.centres.match(cell(row, book.layout.centre))
        self._remarks: list[tuple[str, str]] = []
        self._regular = False
        self._plain = book.plain.setdefault(id(self.centre), {})

    def area(self) -> Area:
        """The area with the schedules of all its kinds."""
        book, name = self.book, self.name
        self.told.tell_of_other_cells()
        found = {column.key: self._cell(column) for column in book.columns}
        self.told.tell_of_all(self.centre.name, self.centre.how)
        cells = (cell(self.row, column.at) for column in book.columns)
        if found and not any(found.values()) and not any(map(str.strip, cells)):
            self.told.tell_of_name("doubtful", "no_days")
        lost = self._regular and (
            (self.centre.how in {"unknown", "blank"} and book.centres.any) or self._off_in_words()
        )
        return Area(
            self.key,
            {book.lang: name.shown},
            {book.lang: name.group} if name.group else {},
            name.reading,
            name.searched,
            self.centre.name,
            self._remark_texts(),
            ("closures_unknown",) if lost else (),
            {key: schedules for key, schedules in found.items() if schedules},
        )

    def _cell(self, column: Column) -> Schedules:
        """The schedules of one kind."""
        written = cell(self.row, column.at)
        plain = self._plain.get(written)
        if plain is None:
            plain = self._plain[written] = self._made_plain(written)
        if plain is NOT_PLAIN or not self._is_as_seen(column, written):
            return self._looked_at(column, written)
        schedules, remarks = plain
        if remarks:
            self._remarks += [(one, column.key) for one in remarks]
        self.book.report.count(())
        return schedules

    def _made_plain(self, written: str) -> Plain:
        """The schedules and remarks of a list of dates with nothing odd about it."""
        book, parsed = self.book, self.book.reader.parsed(written)
        odd = parsed.notes or parsed.words or not parsed.only_dates
        if odd or not all(one in book.remarks for one in parsed.remarks):
            return NOT_PLAIN
        return book.planner.made(parsed, self.centre.closures), parsed.remarks

    def _is_as_seen(self, column: Column, written: str) -> bool:
        """Whether the original sees the same cell, if it is asked."""
        comparison = self.book.comparison
        return comparison is None or comparison.cell(self.row.line, column.at) == written

    def _looked_at(self, column: Column, written: str) -> Schedules:
        """The schedules of a cell that is more than a plain list of dates."""
        book = self.book
        parsed = book.reader.parsed(written)
        self._remarks += [(one, column.key) for one in parsed.remarks]
        if parsed.words:
            self._remarks.append((WORDS + parsed.words, column.key))
        schedules = book.planner.schedules(parsed, self.centre)
        self._regular = self._regular or not parsed.only_dates
        notes, dates = self._notes(column, written, parsed, schedules)
        for note in notes:
            book.report.tell(
                note.fate,
                note.code,
                FILE,
                self.row.line,
                column.at + 1,
                header=column.header,
                cell=written,
                read_as=parsed.read_as,
                area=self.key,
                kind=column.key,
                dates=dates,
                values=note.values,
            )
        before = book.cut.get(self.row.line)
        moved = before is not None and cell(before, column.at) != written
        book.report.count((*notes, Note("repaired", "row_comma")) if moved else notes)
        return schedules

    def _notes(
        self, column: Column, written: str, parsed: Parsed, schedules: Schedules
    ) -> tuple[tuple[Note, ...], int]:
        """What is odd about a cell, and on how many days the original differs."""
        notes, comparison = parsed.notes, self.book.comparison
        for one in parsed.remarks:
            if one not in self.book.remarks:
                notes += (Note("doubtful", "no_such_remark", (("text", one),)),)
        if comparison is None:
            return notes, 0
        if comparison.copy.mixes:
            notes = tuple(note for note in notes if note.code != "mixed")
        seen = comparison.cell(self.row.line, column.at)
        if seen == written and parsed.only_dates and not parsed.notes:
            return notes, 0  # the same list of dates
        dates = comparison.changed(self.row.line, column.at, schedules)
        if not dates or seen is None:  # what the original does not see is told for the whole file
            return notes, dates
        if whole := self.told.cause(seen, written):
            self.told.dates[whole] += dates
            return notes, 0
        causes = tuple(self._causes(seen, written, parsed, schedules))
        notes += tuple(one for one in causes if one.code not in OF_THE_CENTRE)
        if notes or not causes:
            return notes or (Note("doubtful", "differs"),), dates
        self.told.dates[causes[0].code] += dates
        return (), 0

    def _causes(
        self, seen: str, written: str, parsed: Parsed, schedules: Schedules
    ) -> Iterator[Note]:
        """Why the original shows other days, apart from how the cell is written."""
        book, comparison = self.book, self.book.comparison
        assert comparison is not None
        if seen != written:
            yield Note("repaired", "quoted" if '"' in seen else "encoded", (("text", seen),))
        if comparison.copy.name:
            yield Note("repaired", "own_days", (("text", comparison.copy.name),))
            return
        closed = comparison.rows[self.row.line].closed
        if comparison.apart(book.planner.as_script(parsed, closed), schedules):
            yield Note("repaired", "centre_near" if self.centre.how == "near" else "all_closures")
        if comparison.goes_on(schedules):
            yield Note("repaired", "goes_on")
        if ";" in written:
            yield Note("repaired", "real_months")
        if book.planner.shifts and self.centre.closures:
            yield Note("repaired", "closed_twice")

    def _off_in_words(self) -> bool:
        """Whether a remark says in words that nothing is collected on some days."""
        told = (
            one[1:] if one[0] == WORDS else self.book.remarks.get(one, "")
            for one, _ in self._remarks
        )
        return any(map(OFF.search, told))

    def _remark_texts(self) -> tuple[Texts, ...]:
        """Each remark once, after the kinds it is about, unless it is about all of them."""
        book, told = self.book, tuple(self._remarks)
        found = book.remark_texts.get(told)
        if found is None:
            found = book.remark_texts[told] = tuple(_texts(told, book))
        return found


def _texts(remarks: Sequence[tuple[str, str]], book: Book) -> Iterator[Texts]:
    kinds: dict[str, list[str]] = {}
    for one, kind in remarks:
        kinds.setdefault(one, []).append(kind)
    for one, keys in kinds.items():
        words = one[1:] if one[0] == WORDS else book.remarks.get(one, "")
        if words:
            about = "・".join(book.labels[key] for key in keys)
            alone = len(book.columns) == len(keys)
            yield {book.lang: words if alone else f"{about}: {words}"}
