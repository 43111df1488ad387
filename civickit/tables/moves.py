"""The ways in which a row gets torn, each undone: from a torn row to what it may have been."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from civickit.tables.column_types import ColumnType

Types = Sequence[ColumnType]


class Mended(NamedTuple):
    """What a row may have been, the column where it was torn, and what had happened to it."""

    cells: list[str]
    column: int
    what: str


PADDED = "the last cells are missing"
# A shorter text may well be there by chance.
FEWEST_PASTED = 4
JOINED = "a cell with an unquoted delimiter was cut in pieces"


def moves(cells: list[str], delimiter: str, types: Types) -> Iterator[Mended]:
    """Every row of the right width that one accident would turn into these cells."""
    missing = len(types) - len(cells)
    if missing < 0:
        yield from _join(cells, -missing, delimiter)
        yield from _drop_delimiter(cells, -missing, types)
        yield from _drop_empty(cells, -missing)
        yield from _drop_copy(cells, -missing)
    elif missing == 0:
        yield from _put_back(cells, types)
        yield from _shift(cells)
    else:
        yield from _pad(cells, missing)
        yield from _insert_empty(cells, missing)
        yield from _split(cells, missing)


def _join(cells: list[str], extra: int, delimiter: str) -> Iterator[Mended]:
    """A cell with an unquoted delimiter inside; a piece that repeats the last cell is none."""
    last = cells[-1]
    copies = {
        i
        for i, cell in enumerate(cells[:-1])
        if len(last) >= FEWEST_PASTED and cell.startswith(last)
    }
    for start in range(len(cells) - extra):
        pieces = range(start, start + extra + 1)
        if cells[pieces[0]] and cells[pieces[-1]] and copies.isdisjoint(pieces[1:]):
            joined = delimiter.join(cells[i] for i in pieces)
            yield Mended([*cells[:start], joined, *cells[pieces[-1] + 1 :]], start, JOINED)


def _drop_delimiter(cells: list[str], extra: int, types: Types) -> Iterator[Mended]:
    """A delimiter too many, where the column tells that there was none before."""
    for start in range(len(cells) - extra):
        pieces = cells[start : start + extra + 1]
        if types[start].tells and pieces[0] and pieces[-1]:
            whole = "".join(pieces)
            left = [*cells[:start], whole, *cells[start + extra + 1 :]]
            yield Mended(left, start, "delimiters too many")


def _drop_empty(cells: list[str], extra: int) -> Iterator[Mended]:
    """Empty cells that do not belong there."""
    for start in range(len(cells) - extra + 1):
        if not any(cells[start : start + extra]):
            left = [*cells[:start], *cells[start + extra :]]
            yield Mended(left, min(start, len(left) - 1), "empty cells too many")


def _drop_copy(cells: list[str], extra: int) -> Iterator[Mended]:
    """A copy of the last cell pasted into the row."""
    last = cells[-1]
    if extra != 1 or not last:
        return
    for at in range(1, len(cells) - 1):
        if cells[at].startswith(last):
            left = _without(cells, at, len(last))
            yield Mended(left, at - 1, "a copy of the last cell was pasted into the row")


def _put_back(cells: list[str], types: Types) -> Iterator[Mended]:
    """A value of a column further on pasted into the row, delimiter and all."""
    targets = [(i, kind.certain) for i, kind in enumerate(types) if kind.certain]
    for at in range(1, len(cells)):
        for end in range(FEWEST_PASTED, len(cells[at]) + 1):
            value = cells[at][:end]
            for target, fits in targets:
                if target >= at and fits(value):
                    left = _without(cells, at, end)
                    left.insert(target, value)
                    yield Mended(left, at - 1, "a value of a later column was pasted into the row")


def _without(cells: list[str], at: int, length: int) -> list[str]:
    """The cells with a delimiter and the first characters of cell `at` taken out."""
    return [*cells[: at - 1], cells[at - 1] + cells[at][length:], *cells[at + 1 :]]


def _shift(cells: list[str]) -> Iterator[Mended]:
    """One empty cell too many and one too few at the end, or the other way round."""
    for at, cell in enumerate(cells):
        if not cell:
            shifted = [*cells[:at], *cells[at + 1 :], ""]
            yield Mended(shifted, at, "the row was shifted right by an empty cell")
        if not cells[-1]:
            shifted = [*cells[:at], "", *cells[at:-1]]
            yield Mended(shifted, at, "the row was shifted left by a missing empty cell")


def _pad(cells: list[str], missing: int) -> Iterator[Mended]:
    yield Mended([*cells, *[""] * missing], len(cells), PADDED)


def _insert_empty(cells: list[str], missing: int) -> Iterator[Mended]:
    """Empty cells left out."""
    for at in range(len(cells)):
        whole = [*cells[:at], *[""] * missing, *cells[at:]]
        yield Mended(whole, at, "empty cells were left out")


def _split(cells: list[str], missing: int) -> Iterator[Mended]:
    """Two cells run together."""
    if missing != 1:
        return
    for at, cell in enumerate(cells):
        for cut in range(1, len(cell)):
            parts = [*cells[:at], cell[:cut], cell[cut:], *cells[at + 1 :]]
            yield Mended(parts, at, "the delimiter between two cells is missing")
