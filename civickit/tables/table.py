"""A table: its header, what was decided about the file, and its rows, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol

from civickit.core.errors import UnreadableTable
from civickit.core.text import clean_name
from civickit.tables.delimited import Delimited, refuse_unbroken
from civickit.tables.encodings import detect
from civickit.tables.header import Known, column_names, find_header, usual_width
from civickit.tables.inputs import Input, as_input
from civickit.tables.model import Limits, Problem, Row
from civickit.tables.repair import Repairer

SAMPLE = 60


class Reader(Protocol):
    """What a file format gives: its rows from the start, blank ones too."""

    def rows(self, told: list[Problem]) -> Iterator[Row]: ...


class Table:
    """Rows of text with a header.

    `skipped` and `blank_lines` say what the last pass over `rows()` left out below the
    header; title rows, comments and descriptions at the top are in `notes`.
    """

    def __init__(
        self,
        reader: Reader,
        *,
        format: str,
        name: str,
        limits: Limits,  # noqa: A002
    ) -> None:
        self.reader = reader
        self.format = format
        self.name = name
        self.limits = limits
        self.encoding = ""
        self.delimiter = ""
        self.sheet = ""
        self.header: list[str] = []
        self.columns = 0
        self.notes: list[str] = []
        self.skipped: list[Problem] = []
        self.blank_lines = 0
        self._not_rows: frozenset[int] = frozenset()
        self._told: list[Problem] = []

    def rows(self) -> Iterator[Row]:
        """Every row below the header, as long or short as it was written.

        Raises UnreadableTable when the table is larger than its limits.
        """
        self.skipped, self.blank_lines, self._told = [], 0, []
        limits, width, not_rows = self.limits, self.columns, self._not_rows
        count = 0
        for row in self.reader.rows(self._told):
            cells = row.cells
            if len(cells) != width:
                if self._comment(row):
                    continue
                if len(cells) > width and not any(cells[width:]):
                    row = Row(row.line, cells[:width])
                elif len(cells) > limits.max_columns:
                    raise self._too_many("columns", limits.max_columns)
            if not any(cells):
                self.blank_lines += row.line not in not_rows
                continue
            if not_rows and row.line in not_rows:
                continue
            count += 1
            if count > limits.max_rows:
                raise self._too_many("rows", limits.max_rows)
            yield row

    def _comment(self, row: Row) -> bool:
        if not row.cells or not row.cells[0].startswith("#"):
            return False
        if row.line not in self._not_rows:
            text = (self.delimiter or ",").join(row.cells)
            self.skipped.append(Problem(row.line, "", text, "a comment line", "kept", text))
        return True

    def _too_many(self, what: str, limit: int) -> UnreadableTable:
        return UnreadableTable(
            f"{self.name} has more than {limit:,} {what}; split it, or raise Limits.max_{what}"
        )

    def repaired_rows(self) -> Iterator[tuple[Row, Problem | None]]:
        """Every row, mended where exactly one way of mending makes it fit, and what was done."""
        repairer = Repairer(self.header, islice(self.rows(), 1000))
        for row in self.rows():
            cells, problem = repairer.repair(row)
            yield Row(row.line, cells), problem

    @cached_property
    def all_rows(self) -> list[Row]:
        return list(self.rows())


def open_table(
    source: str | Path | bytes | BinaryIO,
    *,
    name: str | None = None,
    header: bool | None = None,
    sheet: str | None = None,
    limits: Limits = Limits(),
    known: Known | None = None,
) -> Table:
    """The table in a file, of whatever kind; its rows are read when they are asked for.

    `header`: True or False when it is known whether there is one. `sheet`: which sheet of a
    workbook, or which file of an archive. `known`: whether a text is the name of a column,
    which sharpens the search for the header and the sheet. Raises UnreadableTable.
    """
    found = as_input(source, name, limits)
    return _text_table(found, header, limits, known)


def read(
    source: str | Path | bytes | BinaryIO,
    *,
    name: str | None = None,
    header: bool | None = None,
    sheet: str | None = None,
    limits: Limits = Limits(),
    known: Known | None = None,
) -> Table:
    """The same as open_table, with every row already in `all_rows`."""
    table = open_table(source, name=name, header=header, sheet=sheet, limits=limits, known=known)
    assert table.all_rows is not None
    return table


def _text_table(source: Input, header: bool | None, limits: Limits, known: Known | None) -> Table:
    refuse_unbroken(source, limits)
    decoding = detect(source.head(), source.chunks)
    reader = Delimited(source, decoding.encoding, limits)
    kind = "tsv" if reader.delimiter == "\t" else "csv"
    table = Table(reader, format=kind, name=source.name, limits=limits)
    table.encoding, table.delimiter = decoding.encoding, reader.delimiter
    table.notes += decoding.notes
    set_header(table, header, known)
    return table


def set_header(table: Table, header: bool | None, known: Known | None) -> None:
    """Finds the header in the first rows and notes every line above the first data row."""
    top = list(islice(table.reader.rows([]), SAMPLE))
    rows = [row for row in top if any(row.cells)]
    if not rows:
        raise UnreadableTable(f"{table.name} has no row in it; check the download")
    body = [row for row in rows if not row.cells[0].startswith("#")] or rows
    table.columns = usual_width(body)
    found = find_header(body, known)
    if header is False or found.index is None:
        table._not_rows = frozenset()
        return
    start = body[found.index]
    table.header = column_names(start.cells, clean_name)
    table.columns = len(table.header)
    skipped = body[: found.index] + [body[i] for i in found.describing]
    table.notes += [f"line {row.line} is not a row: {' '.join(row.cells)}" for row in skipped]
    table._not_rows = frozenset(row.line for row in [start, *skipped])
