"""One file of the native format as rows whose cells are asked for by the column's key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from civickit.calendars._native_columns import FILES, OWN, Column, column_of
from civickit.calendars.city import Fate, Finding, Texts
from civickit.core.errors import UnreadableTable
from civickit.core.formulas import unshield
from civickit.core.text import clean, clean_name
from civickit.tables import Limits, Row, Table, open_table

OTHER_SHEETS = "left aside: the sheets "
SUFFIXES = (".csv", ".xlsx", ".tsv")
LIMITS = Limits(max_bytes=64_000_000, max_rows=500_000, max_columns=200, max_cell_chars=100_000)


class Place(NamedTuple):
    """Where the cells of a column are: position from 0, the header as written."""

    position: int
    header: str


class Line:
    """One row: its cells by column, and what was found in it."""

    def __init__(self, sheet: Sheet, row: Row) -> None:
        self.sheet = sheet
        self.number = row.line
        self.cells = row.cells
        self.key = ""
        """Of the area that this row makes."""
        self.findings: list[Finding] = []

    def cell(self, key: str, lang: str = "") -> str:
        """The cell word for word, '' where there is none."""
        place = self.sheet.places.get((key, lang))
        if place is None or place.position >= len(self.cells):
            return ""
        return self.cells[place.position]

    def get(self, key: str) -> str:
        """The cell in one width, without spaces around it."""
        return clean(unshield(self.cell(key)))

    def name(self, key: str) -> str:
        """The cell as its owner writes it; of a column in several languages the first."""
        return _text(self.cell(key, self.first_language(key)))

    def first_language(self, key: str) -> str:
        """The language of the first column of that key."""
        return next(iter(self.sheet.languages.get(key, ())), "")

    def texts(self, key: str) -> Texts:
        """The words of a column by language, those that are there."""
        told = {lang: _text(self.cell(key, lang)) for lang in self.sheet.languages.get(key, ())}
        return {lang or OWN: words for lang, words in told.items() if words}

    def find(
        self, fate: Fate, code: str, key: str = "", read_as: str = "", **values: str | int
    ) -> None:
        """Keep what is odd about this row, or about one of its cells."""
        lang = self.first_language(key)
        place = self.sheet.places.get((key, lang))
        self.findings.append(
            Finding(
                fate,
                code,
                self.sheet.file,
                self.number,
                place.position + 1 if place else 0,
                place.header if place else "",
                self.cell(key, lang),
                read_as,
                tuple(values.items()),
            )
        )


class Sheet:
    """A file that was opened, or was not there: then it has no rows.

    `findings` are about the file as a whole. `lines()` leaves out rows that are empty and those
    without a cell that is needed: their findings are in `lines_refused`.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self.places: dict[tuple[str, str], Place] = {}
        self.languages: dict[str, list[str]] = {}
        found = file_of(folder, name)
        self.file = found.name if found else f"{name}.csv"
        self.there = found is not None
        self.digest = b""
        self._rows: list[Row] = []
        self._columns = 0
        self._mended: dict[int, str] = {}
        if found:
            self._open(found)

    def _open(self, path: Path) -> None:
        try:
            self.digest = hashlib.sha256(path.read_bytes()).digest()
            table = open_table(path, known=self._known, limits=LIMITS, header=True)
            self._rows = list(table.rows())
        except (UnreadableTable, OSError) as error:
            self._say("refused", "unreadable_file", reason=str(error))
            return
        self._mended = {line: told.reason for line, told in table.mended.items()}
        self._place(table)
        self._tell_left_out(table)
        self._tell_of_file(table)

    def _known(self, header: str) -> bool:
        return column_of(self.name, header) is not None

    def _place(self, table: Table) -> None:
        self._columns = table.columns
        for position, header in enumerate(table.header):
            found = column_of(self.name, header)
            if found is None or (found[0].key, found[1]) in self.places:
                if any(position < len(row.cells) and row.cells[position] for row in self._rows):
                    self._say("doubtful", "column_unused", column=position + 1, header=header)
                continue
            column, lang = found
            self.places[column.key, lang] = Place(position, header)
            if column.texts:
                self.languages.setdefault(column.key, []).append(lang)
        self._need(table)

    def _tell_left_out(self, table: Table) -> None:
        """Lines above the rows, and rows that look like comments but have several cells."""
        used = {row.line for row in self._rows}
        header = [name.split("#")[0] for name in table.header]
        for row in table.reader.rows({}):
            words = [clean_name(cell) for cell in row.cells if cell.strip()]
            comment = len(words) == 1 and words[0].startswith("#")
            if row.line in used or not words or comment or words[0] in header:
                continue
            self.findings.append(
                Finding("doubtful", "line_left_out", self.file, row.line, cell=" ".join(words))
            )

    def _tell_of_file(self, table: Table) -> None:
        """Other sheets of a workbook, and characters that could not be decoded."""
        for note in table.notes:
            if note.startswith(OTHER_SHEETS):
                sheets = note.removeprefix(OTHER_SHEETS)
                self._say("doubtful", "sheets_left_out", name=table.sheet, sheets=sheets)
        lost = sum(cell.count("\ufffd") for row in self._rows for cell in row.cells)
        if lost:
            self._say("doubtful", "undecodable", count=str(lost))

    def _need(self, table: Table) -> None:
        missing = [one for one in FILES[self.name] if one.needed and not self._has(one)]
        for column in missing:
            self._say(
                "refused", "no_column", wanted=f"{column.ja} ({column.en})",
                found="、".join(table.header)[:200],
            )  # fmt: skip
        if missing:
            self._rows = []

    def _has(self, column: Column) -> bool:
        return column.key in self.languages or (column.key, "") in self.places

    def _say(self, fate: Fate, code: str, column: int = 0, header: str = "", **values: str) -> None:
        told = tuple(values.items())
        self.findings.append(Finding(fate, code, self.file, 0, column, header, values=told))

    def lines(self) -> Iterator[Line]:
        """Every row that is not empty; a torn one, or one without a needed cell, is refused."""
        needed = [column for column in FILES[self.name] if column.needed]
        for row in self._rows:
            if not any(cell.strip() for cell in row.cells):
                continue
            line = Line(self, row)
            if row.line in self._mended:
                line.find("repaired", "stray_quote")
            if len(row.cells) > self._columns:
                line.find("refused", "too_many_cells", cells=len(row.cells), columns=self._columns)
            for column in needed:
                if not line.name(column.key):
                    line.find("refused", "empty_cell", column.key, wanted=column.ja)
            yield line


def file_of(folder: Path, name: str) -> Path | None:
    """The file of that name in a folder, as CSV, workbook or TSV; None where there is none."""
    wanted = [f"{name}{suffix}" for suffix in SUFFIXES]
    there = {path.name.lower(): path for path in _files(folder)}
    return next((there[one] for one in wanted if one in there), None)


def tables_in(folder: Path) -> list[str]:
    """The names of all tables of a folder, whether or not the format has them."""
    names = sorted(path.name for path in _files(folder) if path.suffix.lower() in SUFFIXES)
    return [name for name in names if name[0] not in ".~"]  # `~$areas.xlsx`: open in a program


def _files(folder: Path) -> Sequence[Path]:
    try:
        return sorted((path for path in folder.iterdir() if path.is_file()), reverse=True)
    except OSError:
        return []


def _text(cell: str) -> str:
    lines = unshield(cell.replace("\r\n", "\n").strip()).split("\n")
    return "\n".join(map(clean_name, lines)).strip()
