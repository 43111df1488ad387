"""What is told once about a whole row of `area_days.csv`: names, centre, cells too many or few."""

from __future__ import annotations

import re
from collections import Counter

from civickit.calendars._gomi_book import FILE, Book
from civickit.calendars._gomi_names import Named
from civickit.calendars._gomi_report import Values
from civickit.calendars._gomi_table import cell
from civickit.calendars._gomi_tokens import Note
from civickit.calendars.city import Fate
from civickit.tables.model import Row

OF_THE_CENTRE = frozenset({"centre_near", "all_closures"})
"""Why days differ in all cells of a row alike: it is told once for the row."""
LOST = re.compile(r"(?<=[0-9\u3040-\u9fff])\?(?=[0-9\u3040-\u9fff])")
UNREADABLE = "\ufffd\0"  # what browsers make of other encodings than UTF-8


class RowTold:
    """Tells about one row; `dates` gathers by code on how many days its cells differ."""

    def __init__(self, row: Row, key: str, name: Named, book: Book) -> None:
        self.row, self.key, self.name, self.book = row, key, name, book
        self.dates: Counter[str] = Counter()

    def cause(self, seen: str, written: str) -> str:
        """Why the original sees another cell, where that is about all of the row; '' if not."""
        if self.row.line in self.book.cut:
            return "row_comma"
        apart = seen != written and not any(sign in seen for sign in f'"{UNREADABLE}')
        return "shifted" if apart else ""

    def tell_of_other_cells(self) -> None:
        """Cells outside the columns of days: names, and what is too much or too little."""
        columns = {column.at for column in self.book.columns}
        for at in range(len(self.row.cells)):
            if at not in columns:
                self._other_cell(at)
        if max(columns, default=0) >= len(self.row.cells):
            cells = (("cells", len(self.row.cells)), ("columns", len(self.book.header)))
            self._tell("repaired", "short_row", -1, ",".join(self.row.cells)[:200], values=cells)

    def tell_of_name(self, fate: Fate, code: str) -> None:
        """Tell something about the name's cell."""
        at = self.book.layout.label
        self._tell(fate, code, at, cell(self.row, at), self.name.label)

    def tell_of_all(self, centre: str, how: str) -> None:
        """A row that commas cut or shift, and a centre that was guessed or has no row."""
        if before := self.book.cut.get(self.row.line):
            cells = self.row.cells
            at = next(n for n, one in enumerate(cells) if one != before.cells[n])
            was, now = ",".join(before.cells[at:]).rstrip(", "), ",".join(cells[at:])
            self._tell("repaired", "row_comma", at, was, now)
        if self.dates["shifted"]:
            at = next((n for n, one in enumerate(self.row.cells) if "," in one), 0)
            self._tell("repaired", "shifted", at, cell(self.row, at))
        at = self.book.layout.centre
        if self.dates["all_closures"]:
            self._tell("repaired", "all_closures", at, cell(self.row, at))
        if self.book.centres.any and how == "near":
            self._tell("repaired", "centre_near", at, cell(self.row, at), centre)
        elif self.book.centres.any and how == "unknown":
            self._tell("doubtful", "centre_unknown", at, cell(self.row, at))

    def _other_cell(self, at: int) -> None:
        book, written = self.book, self.row.cells[at]
        notes: tuple[Note, ...] = ()
        if at in book.unnamed and written.strip():
            notes = (Note("refused", "unnamed_column"),)  # told once for the column
        elif at >= len(book.header) and written.strip():
            notes = (Note("refused", "extra_cells"),)
            self._tell("refused", "extra_cells", at, written)
        elif at == book.layout.label and self.name.label != written:
            notes = (Note("repaired", "name_cleaned"),)
            self.tell_of_name("repaired", "name_cleaned")
        if at == book.layout.label and LOST.search(written):
            notes += (Note("doubtful", "lost_sign"),)
            self.tell_of_name("doubtful", "lost_sign")
        book.report.count(notes)

    def _tell(
        self, fate: Fate, code: str, at: int, written: str, read_as: str = "", values: Values = ()
    ) -> None:
        self.book.report.tell(
            fate,
            code,
            FILE,
            self.row.line,
            at + 1,
            header=self.book.header_of(at),
            cell=written,
            read_as=read_as,
            area=self.key,
            dates=self.dates[code],
            values=values,
        )
