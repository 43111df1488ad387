"""Which of the first rows is the header: by its own looks and by the rows below it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from civickit.tables.model import Row

SCANNED = 20
BELOW = 30
LONGEST_NAME = 60
MOST_DESCRIBING = 4
DIGITS = re.compile(r"\d+")
SURE = 1_000.0
# How a template tells its reader what to write into a column.
DESCRIBING = re.compile(
    r"必須|任意|推奨|条件付|半角|全角|文字列|数値|整数|小数|例[:：)）]|^例|記載|記入|入力|選択|形式|"
    r"桁|表記|してください|であること|測地系|単位|10進|^(mm|㎜|m|ｍ|m3|㎥|t)$|^[◎○△]$|"
    r"required|optional|string|number|format|e\.g\."
)
ERA = r"(明治|大正|昭和|平成|令和|[MTSHR])"
VALUE = re.compile(rf"{ERA}?[-+]?[\d,]*\.?\d+([-/.:年月日時分秒T ]+\d*)*|\S+@\S+\.\S+|https?://\S+")
# Columns of years and months are named by numbers.
PERIOD = re.compile(rf"(19|20)\d\d(年度?)?|{ERA}\d+(年度?)?|\d{{1,2}}[月日時回号期]")

Known = Callable[[str], bool]


class Found(NamedTuple):
    """Where the header is among the rows given (None: there is none), and how clearly so.

    `describing`: how many rows right below it only say what to write in a column.
    """

    position: int | None
    score: float
    describing: int


def find_header(rows: Sequence[Row], known: Known | None = None, *, must: bool = False) -> Found:
    """The header among the first rows of a table.

    `known` tells whether a text is the name of a column; the row with most of them, two at
    least, is the header whatever the looks. Else the first row that is neither a title nor a
    description is the header or there is none. `must`: that row is taken whatever it looks like.
    """
    cells = [[cell.strip() for cell in row.cells] for row in rows]
    position = _by_names(cells, known) if known else None
    if position is None:
        position = _by_looks(cells, must)
    if position is None:
        return Found(None, 0.0, 0)
    score = header_score(cells[position], _below(cells, position), known)
    return Found(position, score, _describing(cells, position))


def _by_names(cells: Sequence[Sequence[str]], known: Known) -> int | None:
    counts = [sum(1 for cell in row if cell and known(cell)) for row in cells[:SCANNED]]
    most = max(counts, default=0)
    return counts.index(most) if most >= 2 else None


def _by_looks(cells: Sequence[Sequence[str]], must: bool) -> int | None:
    width = usual_width(cells)
    for position, row in enumerate(cells[:SCANNED]):
        filled = [cell for cell in row if cell]
        if len(filled) * 3 < width * 2 or _describes(row):
            continue
        score = header_score(row, _below(cells, position))
        following = cells[position + 1] if position + 1 < len(cells) else []
        if _groups(row, following) and header_score(following, _below(cells, position + 1)) > score:
            return position + 1
        return position if score > 0 or must else None
    return None


def _below(cells: Sequence[Sequence[str]], position: int) -> Sequence[Sequence[str]]:
    """The rows of data below a row, if it is a header."""
    start = position + 1 + _describing(cells, position)
    return cells[start : start + BELOW]


def header_score(
    cells: Sequence[str], below: Sequence[Sequence[str]], known: Known | None = None
) -> float:
    """How much a row looks like the header of the rows below it; 0 or less: it does not.

    With `known`, every known name counts more than all looks together.
    """
    filled = [cell for cell in cells if cell]
    if not filled or any(len(cell) > LONGEST_NAME for cell in filled):
        return 0.0
    recognised = sum(1 for cell in filled if known(cell)) if known else 0
    values = sum(1 for cell in filled if is_value(cell) and not _is_period(cell))
    repeated = len(filled) - len(set(filled))
    names = (len(filled) - 2 * values - 2 * repeated) / len(filled)
    return SURE * recognised + names + sum(_evidence(cells, below))


def is_value(cell: str) -> bool:
    """Whether a text is a number, a date, a telephone number, an address on the net: no name."""
    return VALUE.fullmatch(unicodedata.normalize("NFKC", cell)) is not None


def used(cells: Sequence[str]) -> int:
    """How many cells there are up to the last one that is not empty."""
    return max((i for i, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def usual_width(rows: Iterable[Sequence[str]]) -> int:
    """The number of cells, up to the last filled one, that most rows have."""
    widths = Counter(used(cells) for cells in rows if any(cells))
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _evidence(cells: Sequence[str], below: Sequence[Sequence[str]]) -> Iterator[float]:
    """For each column: does a name stand over values, or does it speak against a header?"""
    for position in range(max(map(len, [cells, *below]))):
        cell = cells[position] if position < len(cells) else ""
        column = [row[position] for row in below if position < len(row) and row[position]]
        values = sum(map(is_value, column)) / len(column) if column else 0.0
        if not cell:
            yield -0.5 if len(column) * 2 > len(below) else 0
        elif cell in column or (values >= 0.5 and not _names(cell, column)):
            yield -2
        else:
            yield values >= 0.8


def _names(cell: str, column: Sequence[str]) -> bool:
    """Whether a text is a name over a column of values; columns of years are named by numbers."""
    if not is_value(cell):
        return True
    alike = sum(1 for value in column if _is_period(value) and _unit(value) == _unit(cell))
    return _is_period(cell) and alike * 2 < len(column)


def _is_period(cell: str) -> bool:
    return PERIOD.fullmatch(cell) is not None


def _unit(cell: str) -> str:
    return DIGITS.sub("", cell)


def _groups(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row only groups the names in the row below it."""
    filled, names = [cell for cell in row if cell], [cell for cell in below if cell]
    return not any(map(is_value, names)) and len(set(names)) > len(set(filled))


def _describes(row: Sequence[str]) -> bool:
    """Whether a row says what to write into the columns."""
    filled = [cell for cell in row if cell]
    said = sum(1 for cell in filled if DESCRIBING.search(cell))
    return said * 2 >= len(filled) > 0 and sum(map(is_value, filled)) * 3 <= len(filled)


def _describing(cells: Sequence[Sequence[str]], header: int) -> int:
    """How many rows right under the header describe; when many do, they are the data."""
    count = 0
    for row in cells[header + 1 : header + 2 + MOST_DESCRIBING]:
        if not _describes(row):
            return count
        count += 1
    return count if count <= MOST_DESCRIBING else 0


def column_names(cells: Sequence[str], clean: Callable[[str], str]) -> list[str]:
    """Header cells cleaned, named by position where empty, and numbered where they repeat."""
    names: list[str] = []
    seen: set[str] = set()
    for position, cell in enumerate(cells, start=1):
        wanted = clean(cell) or f"column_{position}"
        name, copy = wanted, 2
        while name in seen:
            name, copy = f"{wanted}#{copy}", copy + 1
        seen.add(name)
        names.append(name)
    return names
