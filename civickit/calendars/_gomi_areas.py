"""The rows of `area_days.csv`, read with care: an area for each row that names one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from civickit.calendars._gomi_book import FILE, Book
from civickit.calendars._gomi_names import Namer
from civickit.calendars._gomi_row import RowReader
from civickit.calendars._gomi_table import cell
from civickit.calendars._gomi_text import key_of
from civickit.calendars._gomi_tokens import Note
from civickit.calendars.city import Area, Fate
from civickit.tables.model import Row

NOTES = ("※", "＊", "(注", "（注", "注)", "注）", "注:", "注：")


class Labelled(NamedTuple):
    """An area, its name as the file has it, and its line."""

    label: str
    area: Area
    line: int


def areas_of(rows: Sequence[Row], book: Book, namer: Namer) -> Iterator[Labelled]:
    """The areas in the order of the file; those of one name stay apart, and are told."""
    taken: set[str] = set()
    seen: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        label = cell(row, book.layout.label)
        if label.lstrip().startswith(NOTES) and _stands_alone(row):
            _left_out(row, book, "doubtful", "note_row")
            continue
        if row.cells[:1] == book.header[:1] and _is_same(row.cells, book.header):
            _left_out(row, book, "repaired", "same_row")
            continue
        if namer.is_heading(row):
            _left_out(row, book, "repaired", "heading_row")
            continue
        name = namer.named(row)
        if not name.label:
            _left_out(row, book, *_nameless(row))
            continue
        of_the_name = seen.setdefault((name.group, name.whole), [])
        if any(_is_same(row.cells, one.cells) for one in of_the_name):
            _left_out(row, book, "repaired", "same_row")
            continue
        of_the_name.append(row)
        key = key_of(name.whole, taken)
        taken.add(key)
        reader = RowReader(row, key, name, book)
        if len(of_the_name) > 1:
            reader.told.tell_of_name("doubtful", "same_area")
        yield Labelled(name.label, reader.area(), row.line)


def _is_same(cells: Sequence[str], others: Sequence[str]) -> bool:
    return [*map(str.strip, cells)] == [*map(str.strip, others)]


def _stands_alone(row: Row) -> bool:
    """Whether nothing stands in a row but one cell: a note for the reader of the sheet."""
    return sum(bool(one.strip()) for one in row.cells) == 1


def _nameless(row: Row) -> tuple[Fate, str]:
    """What a row is that names no area; the original shows it without a name."""
    empty = not any(map(str.strip, row.cells))
    return ("repaired", "empty_row") if empty else ("refused", "area_without_name")


def _left_out(row: Row, book: Book, fate: Fate, code: str) -> None:
    """Tell of a row that is no area of its own, and count its cells."""
    shown = book.comparison.rows.get(row.line) if book.comparison else None
    dates = book.comparison.strict_count(shown) if book.comparison and shown else 0
    written = ",".join(row.cells).rstrip(",") or ",".join(row.cells)
    book.report.tell(fate, code, FILE, row.line, cell=written[:200], dates=dates)
    for one in row.cells:
        book.report.count((Note(fate, code),) if one.strip() else ())
