"""The rows of `notifications.csv` and `transferdata.csv`, which some copies of 5374 have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from civickit.calendars._gomi_kinds import label_of
from civickit.calendars._gomi_report import Report
from civickit.calendars._gomi_table import cell
from civickit.calendars._gomi_text import colour_of, plain_text
from civickit.calendars._gomi_tokens import day_of
from civickit.calendars.city import Notice
from civickit.core.text import clean
from civickit.tables.model import Row

FILE = "notifications.csv"
MOVED = "transferdata.csv"


def notices_of(rows: Sequence[Row], lang: str, report: Report) -> Iterator[Notice]:
    """A notice for each row (shown from, shown until, words, colour) that has words."""
    headed = not rows or day_of(clean(cell(rows[0], 0))) is None
    for row in rows[1:] if headed else rows:
        words = plain_text(cell(row, 2))
        if not words:
            if any(map(str.strip, row.cells)):
                report.tell("refused", "notice_without_words", FILE, row.line)
            continue
        first, last = (_day(row, at, report, FILE) for at in (0, 1))
        yield Notice({lang: words}, first, last, colour_of(cell(row, 3)))


def moved_of(rows: Sequence[Row], lang: str, report: Report) -> Iterator[Notice]:
    """A notice for each row: kind, day it moves to, next day, shown from, words.

    In which areas the kind moves the file does not say, so that no day is changed.
    """
    for row in rows[1:]:
        to, first = (_day(row, at, report, MOVED) for at in (1, 3))
        words = plain_text(cell(row, 4)) or (to and f"→ {to.isoformat()}")
        kind = label_of(cell(row, 0))
        if not words:
            if any(map(str.strip, row.cells)):
                report.tell("refused", "notice_without_words", MOVED, row.line)
            continue
        written = ",".join(row.cells)
        report.tell("doubtful", "moved_as_notice", MOVED, row.line, cell=written, read_as=words)
        yield Notice({lang: f"{kind}: {words}" if kind else words}, first, to)


def _day(row: Row, at: int, report: Report, file: str) -> date | None:
    written = cell(row, at)
    words = clean(written).split(" ")[0]
    day = day_of(words)
    if words and day is None:
        report.tell("doubtful", "notice_date", file, row.line, at + 1, cell=written)
    return day
