"""Rows of a CSV or TSV text, one at a time, with the line each starts on.

A quote that is never closed would swallow every line after it. The reader is strict, so it
notices: the line with the stray quote is read again with the quote as a plain character, and
the lines after it are read as the rows they are.
"""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from io import StringIO, TextIOWrapper
from itertools import islice

from civickit.core.errors import UnreadableTable
from civickit.tables.inputs import Input
from civickit.tables.model import Limits, Problem, Row

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_CHARS = 1 << 16
SAMPLE_ROWS = 200
MENDED_LINES = 10


class Delimited:
    """The rows of a delimited text file, read from the start each time they are asked for."""

    def __init__(self, source: Input, encoding: str, limits: Limits) -> None:
        self.source = source
        self.encoding = encoding
        self.limits = limits
        self.delimiter = find_delimiter(self._sample())

    def rows(self, told: list[Problem]) -> Iterator[Row]:
        """Every row, blank ones too; what was mended on the way is appended to `told`."""
        with self._open() as text:
            yield from parse(_without_nul(text), self.delimiter, self.limits, told)

    def _open(self) -> TextIOWrapper:
        return TextIOWrapper(self.source.open(), self.encoding, errors="replace", newline="")

    def _sample(self) -> list[str]:
        """The first whole lines."""
        with self._open() as text:
            start = text.read(SAMPLE_CHARS)
        lines = list(StringIO(start, newline=""))
        return lines[:-1] if len(start) == SAMPLE_CHARS and len(lines) > 1 else lines


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "") if "\0" in line else line


def find_delimiter(lines: list[str]) -> str:
    """The character that cuts most rows, from the earliest row on, into the same number of cells."""

    def merit(delimiter: str) -> tuple[bool, int, float, int]:
        rows = csv.reader(_data_lines(lines), delimiter=delimiter)
        widths = [len(row) for row in islice(_forgiving(rows), SAMPLE_ROWS) if row]
        if not widths:
            return False, 0, 0.0, 0
        width, times = Counter(widths).most_common(1)[0]
        share = times / len(widths)
        return width > 1 and share >= 0.5, -widths.index(width), share, width

    return max(DELIMITERS, key=merit)


def _data_lines(lines: list[str]) -> Iterator[str]:
    return (line for line in lines if not line.startswith("#"))


def _forgiving(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error:
        return


def parse(
    lines: Iterable[str], delimiter: str, limits: Limits, told: list[Problem]
) -> Iterator[Row]:
    """Rows of text lines; a stray quote costs its own row its quoting, never the next rows.

    Raises UnreadableTable when one cell is longer than the limit.
    """
    # The limit of the csv module is one for the whole process, so it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), limits.max_cell_chars))
    pending: deque[str] = deque()
    again: deque[str] = deque()
    source = iter(lines)

    def feed() -> Iterator[str]:
        while again:
            pending.append(again[0])
            yield again.popleft()
        for line in source:
            pending.append(line)
            yield line

    line, width = 1, 0
    while True:
        try:
            for cells in csv.reader(feed(), delimiter=delimiter, strict=True):
                yield Row(line, cells)
                line += len(pending)
                width = len(cells) or width
                pending.clear()
            return
        except csv.Error:
            row, used = _mend(list(pending), delimiter, width, line, told)
        again.extendleft(reversed(list(islice(pending, used, None))))
        pending.clear()
        yield row
        line += used


def _mend(
    pending: list[str], delimiter: str, width: int, line: int, told: list[Problem]
) -> tuple[Row, int]:
    """The row at the start of lines that strict reading refused, and how many lines it takes."""
    if len(pending) <= MENDED_LINES and sum(text.count('"') for text in pending) % 2 == 0:
        whole = _first(csv.reader(pending, delimiter=delimiter), line)
        if len(pending) == 1 or len(whole) == width:
            return Row(line, whole), len(pending)
    cells = _first(csv.reader(pending[:1], delimiter=delimiter, quoting=csv.QUOTE_NONE), line)
    text = pending[0].rstrip("\r\n")
    reason = "a quote is opened and never closed; it is read as a plain character"
    told.append(Problem(line, "", text, reason, "repaired", text))
    return Row(line, cells), 1


def _first(rows: Iterator[list[str]], line: int) -> list[str]:
    try:
        return next(rows, [])
    except csv.Error as error:
        raise UnreadableTable(
            f"line {line} has a cell of more than {csv.field_size_limit():,} characters; "
            "check the file, or raise Limits.max_cell_chars"
        ) from error


def refuse_unbroken(source: Input, limits: Limits) -> None:
    """Refuses a file whose first line alone would fill the memory. Raises UnreadableTable."""
    longest = limits.max_cell_chars * 16
    run = 0
    for chunk in source.chunks():
        run = 0 if b"\n" in chunk or b"\r" in chunk else run + len(chunk)
        if run > longest:
            raise UnreadableTable(
                f"{source.name} has a line of more than {longest:,} bytes, so it is hardly a "
                "table; check the download, or raise Limits.max_cell_chars"
            )
