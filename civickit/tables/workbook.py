"""Rows of the sheets of an XLSX workbook, as the texts a person sees in the cells."""

from __future__ import annotations

import math
import re
import warnings
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from civickit.core.errors import UnreadableTable
from civickit.tables.header import Known, find_header
from civickit.tables.inputs import Input
from civickit.tables.model import Limits, Problem, Row

SHEETS_LOOKED_AT = 40
ROWS_LOOKED_AT = 60
BATCH = 500
# 000000 and 000-0000: numbers shown with all their digits, and with dashes between them.
ZEROS = re.compile(r'0(?:0|-|\\-|"-")+')


class Sheet:
    """One sheet of an open workbook, read from the start each time its rows are asked for."""

    def __init__(self, source: Input, sheet: Any, limits: Limits) -> None:
        self.source = source
        self.sheet = sheet
        self.title = str(sheet.title)
        self.limits = limits

    def rows(self, told: dict[int, Problem]) -> Iterator[Row]:  # noqa: ARG002 - nothing to mend
        cells = enumerate(self.sheet.iter_rows(), start=1)
        while batch := self._batch(cells):
            yield from batch

    def sample(self) -> None:
        return None

    def _batch(self, rows: Iterator[tuple[int, tuple[Any, ...]]]) -> list[Row]:
        with _guarded(self.source):
            return [Row(line, self._texts(cells, line)) for line, cells in islice(rows, BATCH)]

    def _texts(self, cells: tuple[Any, ...], line: int) -> list[str]:
        if len(cells) > self.limits.max_columns:
            raise UnreadableTable(
                f"row {line} of sheet {self.title!r} reaches to column {len(cells):,}; delete the "
                "cells far to the right, or raise Limits.max_columns"
            )
        return [cell_text(cell.value, cell.number_format) for cell in cells]


def find_sheet(
    source: Input, wanted: str | None, limits: Limits, known: Known | None
) -> tuple[Sheet, list[str]]:
    """The sheet asked for, else the one that looks most like a table; and what was left aside."""
    sheets = {sheet.title: sheet for sheet in _sheets(source, limits)}
    if not sheets:
        raise UnreadableTable(f"{source.name} has no sheet with cells; check the file")
    if wanted is not None and wanted not in sheets:
        raise UnreadableTable(f"no sheet {wanted!r} in {source.name}; it has: {', '.join(sheets)}")
    looked_at = list(sheets.values())[:SHEETS_LOOKED_AT]
    if wanted is not None or len(looked_at) == 1:
        best = sheets[wanted] if wanted is not None else looked_at[0]
    else:
        best = max(looked_at, key=lambda sheet: _merit(sheet, known))
    others = [title for title in sheets if title != best.title]
    return best, [f"left aside: the sheets {', '.join(others)}"] if others else []


def _sheets(source: Input, limits: Limits) -> list[Sheet]:
    stream = source.open()
    try:
        with _guarded(source):
            from openpyxl import load_workbook

            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # the size a file declares for a sheet is often wrong
    except UnreadableTable:
        stream.close()
        raise
    weakref.finalize(book, stream.close)
    return [Sheet(source, sheet, limits) for sheet in book.worksheets]


def _merit(sheet: Sheet, known: Known | None) -> float:
    rows = [row for row in islice(sheet.rows({}), ROWS_LOOKED_AT) if any(row.cells)]
    found = find_header(rows, known)
    if found.position is None:
        return 0.0
    below = len(rows) - 1 - found.position - found.describing
    return found.score + min(below, 20) / 20 if below else found.score / 10


def cell_text(value: object, number_format: str) -> str:
    """The text of a cell: dates in ISO form, whole numbers without .0, leading zeros kept."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number_text(value, number_format)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return _hours(value)
        case _:
            return str(value)


def _number_text(value: float, number_format: str) -> str:
    if not math.isfinite(value):
        return str(value)
    if value != int(value):
        return format(Decimal(repr(value)), "f")
    digits = str(int(value))
    if value < 0 or not ZEROS.fullmatch(number_format or ""):
        return digits
    return _with_zeros(digits, number_format.replace("\\", "").replace('"', ""))


def _with_zeros(digits: str, form: str) -> str:
    """The digits put into a form like 000-0000, from the right."""
    places = form.count("0")
    digits = digits.zfill(places)
    left = iter(digits[len(digits) - places :])
    return digits[:-places] + "".join(next(left) if sign == "0" else sign for sign in form)


def _hours(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@contextmanager
def _guarded(source: Input) -> Iterator[None]:
    """openpyxl warns about what it ignores, and fails on a damaged file in any way it likes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except UnreadableTable:
        raise
    except Exception as error:
        cause: BaseException = error
        while cause.__context__:
            cause = cause.__context__
        what = f"{type(cause).__name__}: {cause}".split("\n", 1)[0][:200]
        raise UnreadableTable(
            f"{source.name} is a workbook that cannot be read ({what}); "
            "open it and save it again as XLSX or CSV"
        ) from error
