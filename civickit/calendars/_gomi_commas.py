"""Rows of `area_days.csv` that a comma has cut once too often: `火1,火3`, `本町1,2丁目`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from civickit.calendars._gomi_settings import Layout
from civickit.calendars._gomi_tokens import WEEKDAYS
from civickit.core.text import clean
from civickit.tables.model import Row

_NTH = re.compile(rf"([{WEEKDAYS}])([1-5])")


def put_together(rows: Sequence[Row], layout: Layout) -> tuple[list[Row], Mapping[int, Row]]:
    """The rows with the cells that belong together in one, and by their lines as they were.

    Only where there is one way to do it: as many neighbours like `火1` and `火3` as there are
    cells too many, or a name with which the centre is one that other rows have.
    """
    if not rows:
        return [], {}
    width = max((at + 1 for at, name in enumerate(rows[0].cells) if name.strip()), default=0)
    centres = {_cell(row.cells, layout.centre) for row in rows[1:] if len(_filled(row)) <= width}
    mended, before = [rows[0]], {}
    for row in rows[1:]:
        cells = _filled(row)
        more = len(cells) - width
        found = _joined(cells, more, layout, centres) if more > 0 else None
        if found:
            before[row.line] = row
        mended.append(Row(row.line, found) if found else row)
    return mended, before


def _joined(cells: list[str], more: int, layout: Layout, centres: set[str]) -> list[str] | None:
    at, centre = layout.label, layout.centre
    if centre >= 0 and _cell(cells, centre) not in centres:
        joined = [*cells[:at], ",".join(cells[at : at + more + 1]), *cells[at + more + 1 :]]
        return joined if _cell(joined, centre) in centres else None
    pairs = list(_pairs(cells, layout.first))
    if len(pairs) != more:
        return None
    for pair in reversed(pairs):
        cells[pair : pair + 2] = [f"{cells[pair].strip()} {cells[pair + 1].strip()}"]
    return cells


def _pairs(cells: Sequence[str], first: int) -> Iterator[int]:
    """Where a cell and the next one are weeks of one weekday, each cell in one pair."""
    at = first
    while at + 1 < len(cells):
        one, other = (_NTH.fullmatch(clean(cell)) for cell in cells[at : at + 2])
        if one and other and one[1] == other[1] and one[2] < other[2]:
            yield at
            at += 1
        at += 1


def _filled(row: Row) -> list[str]:
    """The cells up to the last one that is not blank."""
    cells = list(row.cells)
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _cell(cells: Sequence[str], at: int) -> str:
    return clean(cells[at]) if 0 <= at < len(cells) else ""
