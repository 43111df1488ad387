"""Which of the first rows is the header: by its own looks and by the rows below it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from civickit.tables.model import Row

SCANNED = 20
BELOW = 30
LONGEST_NAME = 60
SURE = 1_000.0
# How a template tells its reader what to write into a column.
DESCRIBING = re.compile(
    r"必須|任意|推奨|条件付|半角|全角|文字列|数値|整数|小数|例[:：)）]|^例|記載|記入|入力|選択|形式|"
    r"桁|表記|してください|であること|^[◎○△]$|required|optional|string|number|format|e\.g\."
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

    `known` tells whether a text is the name of a column; two of them in a row outweigh the
    looks. `must`: the best row is taken even when it does not look like a header.
    """
    cells = [[cell.strip() for cell in row.cells] for row in rows]
    width = usual_width(rows)
    scores = []
    for i in range(min(SCANNED, len(cells))):
        scores.append(header_score(cells[i], cells[i + 1 : i + 1 + BELOW], width, known))
        if scores[i] < SURE and _is_data(cells[i], width):
            break  # no header stands below a row of data
    best = max(range(len(scores)), key=lambda i: (scores[i], -i), default=None)
    if best is None or (scores[best] <= 0 and not must):
        return Found(None, 0.0, 0)
    return Found(best, scores[best], _describing(cells, best))


def header_score(
    cells: Sequence[str],
    below: Sequence[Sequence[str]],
    width: int,
    known: Known | None = None,
) -> float:
    """How much a row looks like the header of the rows below it; 0 or less: it does not."""
    filled = [cell for cell in cells if cell]
    recognised = sum(1 for cell in filled if known(cell)) if known else 0
    if recognised >= 2:
        return SURE + recognised
    if not filled or len(filled) * 2 < width or any(len(cell) > LONGEST_NAME for cell in filled):
        return 0.0
    values = sum(1 for cell in filled if is_value(cell) and not _is_period(cell))
    repeated = len(filled) - len(set(filled))
    contrast, against = _contrast(cells, below)
    fill = len(filled) / max(width, len(filled))
    names = (len(filled) - 2 * values - 2 * repeated) / len(filled)
    return fill + names + contrast - 2 * against + recognised


def is_value(cell: str) -> bool:
    """Whether a text is a number, a date, a telephone number, an address on the net: no name."""
    return VALUE.fullmatch(unicodedata.normalize("NFKC", cell)) is not None


def _is_data(cells: Sequence[str], width: int) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) * 5 >= width * 3 and any(is_value(cell) for cell in filled)


def usual_width(rows: Sequence[Row]) -> int:
    """The number of cells most rows have."""
    widths = Counter(len(row.cells) for row in rows if any(row.cells))
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _contrast(cells: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Columns in which a name stands over values, and columns that count against a header."""
    contrast = against = 0
    for position, cell in enumerate(cells):
        column = [row[position] for row in below if position < len(row) and row[position]]
        if not cell or not column:
            continue
        values = _most(column, is_value)
        named = not is_value(cell) or (PERIOD.fullmatch(cell) and not _most(column, _is_period))
        contrast += bool(values and named)
        against += bool((values and not named) or cell in column)
    return contrast, against


def _most(column: Sequence[str], check: Callable[[str], bool]) -> bool:
    return sum(map(check, column)) * 5 >= len(column) * 4


def _is_period(cell: str) -> bool:
    return PERIOD.fullmatch(cell) is not None


def _describing(cells: Sequence[Sequence[str]], header: int) -> int:
    """How many rows right under the header say what to write, not what is there."""
    count = 0
    for row in cells[header + 1 : header + 6]:
        filled = [cell for cell in row if cell]
        said = sum(1 for cell in filled if DESCRIBING.search(cell))
        values = sum(map(is_value, filled))
        if not filled or said * 2 < len(filled) or values * 3 > len(filled):
            break
        count += 1
    return count


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
