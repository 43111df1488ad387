"""Where the columns of a city's `area_days.csv` lie, also where no copy of the script has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from civickit.calendars._gomi_settings import CENTRES, TOWNS, Layout, column_names, layout_of
from civickit.calendars._gomi_table import cell
from civickit.core.text import clean, clean_name, header_key
from civickit.tables.model import Row

NUMBERS = frozenset({"", "no", "id", "番号", "項番", "連番", "通番", "行番号"})


def layout_kept(
    rows: Sequence[Row], has_master: bool, centres: Sequence[Row], has_days: Callable[[str], bool]
) -> Layout:
    """The layout of the rows, the header first; by the names of columns and what stands in them.

    `centres` are the rows of `center.csv`. `has_days`: whether a cell says when.
    """
    header, below = rows[0].cells if rows else [], rows[1:]

    def says_days(at: int) -> bool:
        """Whether most of a column's cells do."""
        cells = [one for row in below if (one := cell(row, at))]
        return sum(map(has_days, cells)) * 2 > len(cells)

    names = column_names(header)
    alone = len(names) > 2 and names[1] not in {"", *CENTRES} and not has_master
    if alone and _counts_rows(rows) and not says_days(1):
        cut = [Row(row.line, row.cells[1:]) for row in rows]
        return _one_right(layout_kept(cut, has_master, centres, has_days))
    layout = layout_of(header, has_master, [row.cells for row in below])
    if len(names) < 2 or names[1] in CENTRES:
        return layout
    centre = next((n for n, name in enumerate(names) if name in CENTRES), -1)
    first = next(filter(says_days, range(1, centre)), 0)
    if first:
        return Layout(centre=centre, first=first, towns=tuple(range(1, first)))
    if layout != Layout():
        return layout
    if centre == 0 and not says_days(1):
        return Layout(label=1, centre=0)
    if says_days(1):  # a city without centres left their column out
        return Layout(centre=-1, first=1)
    return Layout(centre=-1, towns=(1,)) if _has_towns(header, below, centres) else layout


def is_moved(layout: Layout) -> bool:
    """Whether columns lie where neither the script nor a copy of it looks for them."""
    return layout.group is None and (layout.label > 0 or layout.centre >= layout.first)


def _counts_rows(rows: Sequence[Row]) -> bool:
    """Whether the first column does nothing but number the rows."""
    name, *cells = (clean(cell(row, 0)) for row in rows)
    return header_key(name) in NUMBERS and all(not one or one.isdecimal() for one in cells)


def _one_right(layout: Layout) -> Layout:
    return Layout(
        layout.label + 1,
        layout.centre + 1 if layout.centre >= 0 else -1,
        layout.first + 1,
        None if layout.group is None else layout.group + 1,
        tuple(at + 1 for at in layout.towns),
        layout.reading + 1 if layout.reading >= 0 else -1,
    )


def _has_towns(header: Sequence[str], rows: Sequence[Row], centres: Sequence[Row]) -> bool:
    """Whether the second column names towns: a city without centres says more of the area."""
    if not TOWNS.search(header_key(header[1])):
        return False
    known = {clean_name(cell(row, 0)) for row in centres[1:]}
    return known.isdisjoint(clean_name(cell(row, 1)) for row in rows)
