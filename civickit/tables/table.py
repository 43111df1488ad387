"""A table: its header, what was decided about the file, and its rows, streamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import dropwhile, islice
from typing import Protocol

from civickit.core.errors import UnreadableTable
from civickit.core.text import clean_name
from civickit.tables.header import Known, column_names, find_header, used
from civickit.tables.model import Limits, Problem, Row
from civickit.tables.repair import Repairer

TOP_LINES = 1_000
TOP_ROWS = 100
MOST_TOLD = 10_000


class Reader(Protocol):
    """What the reader of a file format gives."""

    def rows(self, told: dict[int, Problem]) -> Iterator[Row]:
        """Every row from the start, blank ones too; what was mended goes to `told` by line."""

    def sample(self) -> Iterator[Row] | None:
        """Rows from all parts of the file to learn from; None where rows cannot be torn."""


class Table:
    """Rows of text under a header, read from the file each time they are asked for.

    `notes` say what was decided about the file and which lines above the rows were left out.
    `skipped`, `blank_lines` and `mended` are about the last pass over `rows()`: comment lines
    left out, blank lines left out, and rows with a stray quote, by line.
    """

    format = ""
    encoding = ""
    delimiter = ""
    sheet = ""

    def __init__(self, reader: Reader, name: str, limits: Limits) -> None:
        self.reader = reader
        self.name = name
        self.limits = limits
        self.header: list[str] = []
        self.columns = 0
        self.notes: list[str] = []
        self.skipped: list[Problem] = []
        self.mended: dict[int, Problem] = {}
        self.blank_lines = 0
        self._first_line = 1

    def rows(self) -> Iterator[Row]:
        """Every row below the header, as long or short as it was written.

        Only empty cells beyond the last column are cut off. Raises UnreadableTable when the
        table is larger than its limits.
        """
        self.skipped, self.mended, self.blank_lines = [], {}, 0
        width, first = self.columns, self._first_line
        left = self.limits.max_rows
        for row in dropwhile(lambda row: row.line < first, self.reader.rows(self.mended)):
            cells = row.cells
            if not any(cells):
                self.blank_lines += 1
                continue
            if len(cells) != width:
                if cells[0].startswith("#"):
                    self._skip_comment(row)
                    continue
                row = self._ragged(row)
            left -= 1
            if left < 0:
                raise self._too_many("rows", self.limits.max_rows)
            yield row

    def _ragged(self, row: Row) -> Row:
        """The row without the empty cells beyond the last column.

        A sheet does not store empty cells at the end of a row: there they are added.
        """
        cells = row.cells
        if self.sheet and len(cells) < self.columns:
            return Row(row.line, [*cells, *[""] * (self.columns - len(cells))])
        if len(cells) > self.columns and not any(cells[self.columns :]):
            return Row(row.line, cells[: self.columns])
        if len(cells) > self.limits.max_columns:
            raise self._too_many("columns", self.limits.max_columns)
        return row

    def _skip_comment(self, row: Row) -> None:
        if len(self.skipped) < MOST_TOLD:
            text = self.delimiter.join(row.cells)
            self.skipped.append(Problem(row.line, "", text, "a comment line", "kept", text))

    def _too_many(self, what: str, limit: int) -> UnreadableTable:
        return UnreadableTable(
            f"{self.name} has more than {limit:,} {what}; split it, or raise Limits.max_{what}"
        )

    def repaired_rows(self) -> Iterator[tuple[Row, Problem | None]]:
        """Every row, mended where exactly one way of mending makes it fit, and what was done.

        Types are learned from rows in all parts of the file. Rows of sheets and of JSON come
        as they are: nothing can tear them.
        """
        sample = self.reader.sample()
        if sample is None:
            yield from ((row, None) for row in self.rows())
            return
        names = self.header or [f"column_{i + 1}" for i in range(self.columns)]
        below = (row for row in sample if row.line >= self._first_line)
        repairer = Repairer(names, below, self.delimiter)
        for row, problem in repairer.repair_all(self.rows()):
            if self.mended:
                problem = self.mended.pop(row.line, None) or problem
            yield row, problem
        if repairer.gave_up:
            self.notes.append(
                f"of {repairer.tried:,} rows that do not fit, {repairer.repaired:,} could be "
                "mended; no more were tried"
            )

    @cached_property
    def all_rows(self) -> list[Row]:
        """The rows as a list, for small files."""
        return list(self.rows())

    def place_header(self, wanted: bool | None, known: Known | None) -> None:
        """Finds the header and the first row below it. Raises UnreadableTable when all is blank."""
        top = [row for row in islice(self.reader.rows({}), TOP_LINES) if any(row.cells)]
        rows = _without_comments(top)[:TOP_ROWS]
        if not rows:
            raise UnreadableTable(f"{self.name} has no rows; check the download")
        found = find_header(rows, known, must=wanted is True)
        header = None if wanted is False else found.position
        if header is None:
            self.columns = min(_usual_length(rows), max(used(row.cells) for row in rows))
        else:
            names = rows[header].cells
            self.columns = max(used(names), _half_reach(rows[header + 1 :]))
            padded = [*names, *[""] * self.columns][: self.columns]
            self.header = column_names(padded, clean_name)
        if self.columns > self.limits.max_columns:
            raise self._too_many("columns", self.limits.max_columns)
        start = 0 if header is None else header + 1 + found.describing
        self._first_line = rows[start].line if start < len(rows) else top[-1].line + 1
        self._note_above(top, -1 if header is None else rows[header].line)

    def _note_above(self, top: list[Row], header_line: int) -> None:
        for row in top:
            if row.line < self._first_line and row.line != header_line:
                text = " ".join(cell for cell in row.cells if cell)
                self.notes.append(f"line {row.line} is above the rows and left out: {text[:200]}")


def _without_comments(rows: list[Row]) -> list[Row]:
    """Rows that are no comments; a header written as a comment stays, without its sign."""
    width = _usual_length([row for row in rows if not row.cells[0].startswith("#")])
    found: list[Row] = []
    for row in rows:
        first = row.cells[0]
        if not first.startswith("#"):
            found.append(row)
        elif not found and len(row.cells) == width > 1:
            found.append(Row(row.line, [first.lstrip("# "), *row.cells[1:]]))
    return found


def _usual_length(rows: list[Row]) -> int:
    lengths = Counter(len(row.cells) for row in rows)
    return max(lengths, key=lambda length: (lengths[length], length), default=0)


def _half_reach(rows: list[Row]) -> int:
    """The column that more than half of the rows reach."""
    reached = sorted((used(row.cells) for row in rows), reverse=True)
    return reached[len(reached) // 2] if reached else 0
