"""Rows of a portal's table, as a table of text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civickit.core.fetch.store import whole_file


@dataclass(slots=True)
class Rows:
    """Rows as they are asked for, page after page; `columns` in the portal's order.

    `total` is the number that the portal promised, None where it promises none. Going through
    the rows raises SourceChanged where fewer or more came than promised: never a silent cut.
    """

    columns: tuple[str, ...]
    rows: Iterable[Mapping[str, Any]]
    total: int | None = None


def write_csv(rows: Rows, to: Path) -> int:
    """The rows as CSV in UTF-8, whole or not at all; gives their number.

    Texts stay as they are (072028), true and false become 1 and 0, None is an empty cell, and
    nested values are JSON.
    """
    count = 0
    with whole_file(to) as file:
        text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
        out = csv.writer(text)
        out.writerow(rows.columns)
        for row in rows.rows:
            out.writerow([as_cell(row.get(column)) for column in rows.columns])
            count += 1
        text.detach()
    return count


def as_cell(value: Any) -> str:
    """One JSON value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False)
