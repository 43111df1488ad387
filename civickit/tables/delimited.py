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
from itertools import chain, islice

from civickit.core.errors import UnreadableTable
from civickit.tables.inputs import Input
from civickit.tables.model import Limits, Problem, Row

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_CHARS = 1 << 16
SAMPLE_ROWS = 200
MENDED_LINES = 10
SAMPLE_PIECES = 20
PIECE_BYTES = 1 << 15
SAMPLED_ROWS = 10_000


class Delimited:
    """The rows of a delimited text file, read from the start each time they are asked for."""

    def __init__(self, source: Input, encoding: str, limits: Limits) -> None:
        self.source = source
        self.encoding = encoding
        self.limits = limits
        self.has_nul = _survey(source, limits)
        self.delimiter = find_delimiter(self._first_lines(), limits)

    def rows(self, told: dict[int, Problem]) -> Iterator[Row]:
        """Every row, blank ones too; what was mended on the way goes to `told` by its line."""
        with self._open() as text:
            lines = (line.replace("\0", "") for line in text) if self.has_nul else text
            yield from parse(lines, self.delimiter, self.limits, told)

    def sample(self) -> Iterator[Row]:
        """Rows to learn from: all of a small file, pieces from all parts of a large one."""
        if self.source.size() <= SAMPLE_PIECES * PIECE_BYTES or self.encoding.startswith("utf-16"):
            return islice(self.rows({}), SAMPLED_ROWS)
        return chain.from_iterable(self._pieces())

    def _pieces(self) -> Iterator[Iterator[Row]]:
        step = self.source.size() // SAMPLE_PIECES
        with self.source.open() as stream:
            for piece in range(SAMPLE_PIECES):
                stream.seek(piece * step)
                text = stream.read(PIECE_BYTES).decode(self.encoding, errors="replace")
                whole_lines = _lines(text)[1:-1]
                yield parse(whole_lines, self.delimiter, self.limits, {})

    def _open(self) -> TextIOWrapper:
        return TextIOWrapper(self.source.open(), self.encoding, errors="replace", newline="")

    def _first_lines(self) -> list[str]:
        with self._open() as text:
            start = text.read(SAMPLE_CHARS)
        lines = _lines(start)
        return lines[:-1] if len(start) == SAMPLE_CHARS and len(lines) > 1 else lines


def _lines(text: str) -> list[str]:
    return list(StringIO(text, newline=""))


def _survey(source: Input, limits: Limits) -> bool:
    """Whether there are NUL bytes. Refuses a file with a line that would fill the memory."""
    longest = limits.max_cell_chars * 16
    has_nul, run = False, 0
    for chunk in source.chunks():
        has_nul = has_nul or b"\0" in chunk
        run = 0 if b"\n" in chunk or b"\r" in chunk else run + len(chunk)
        if run > longest:
            raise UnreadableTable(
                f"{source.name} has a line of more than {longest:,} bytes, so it is hardly a "
                "table; check the download, or raise Limits.max_cell_chars"
            )
    return has_nul


def find_delimiter(lines: list[str], limits: Limits) -> str:
    """The character that cuts most rows, from the earliest on, into the same number of cells."""
    lines = [line for line in lines if not line.startswith("#")]

    def merit(delimiter: str) -> tuple[bool, int, float, int]:
        rows = islice(parse(lines, delimiter, limits, {}), SAMPLE_ROWS)
        widths = [len(row.cells) for row in rows if row.cells]
        cut = Counter(width for width in widths if width > 1)
        if cut.total() * 2 < len(widths) or not cut:
            return False, 0, 0.0, 0
        width, times = cut.most_common(1)[0]
        return True, -widths.index(width), times / len(widths), width

    return max(DELIMITERS, key=merit)


def parse(
    lines: Iterable[str], delimiter: str, limits: Limits, told: dict[int, Problem]
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

    lowered = limits.max_cell_chars < csv.field_size_limit()
    line, width = 1, 0
    while True:
        try:
            for cells in csv.reader(feed(), delimiter=delimiter, strict=True):
                if lowered and max(map(len, cells), default=0) > limits.max_cell_chars:
                    raise _too_long(line, limits.max_cell_chars)
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
    pending: list[str], delimiter: str, width: int, line: int, told: dict[int, Problem]
) -> tuple[Row, int]:
    """The row at the start of lines that strict reading refused, and how many lines it takes."""
    if len(pending) <= MENDED_LINES and sum(text.count('"') for text in pending) % 2 == 0:
        whole = _first(csv.reader(pending, delimiter=delimiter), line)
        if len(pending) == 1 or len(whole) == width:
            return Row(line, whole), len(pending)
    cells = _first(csv.reader(pending[:1], delimiter=delimiter, quoting=csv.QUOTE_NONE), line)
    text = pending[0].rstrip("\r\n")
    reason = "a quote is opened and never closed; it is read as a plain character"
    told[line] = Problem(line, "", text, reason, "repaired", text)
    return Row(line, cells), 1


def _first(rows: Iterator[list[str]], line: int) -> list[str]:
    try:
        return next(rows, [])
    except csv.Error as error:
        raise _too_long(line, csv.field_size_limit()) from error


def _too_long(line: int, limit: int) -> UnreadableTable:
    return UnreadableTable(
        f"line {line} has a cell of more than {limit:,} characters; "
        "check the file, or raise Limits.max_cell_chars"
    )
