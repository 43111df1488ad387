"""A file that was read: its rows as values, and what became of every one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd  # type: ignore[import-untyped]  # pandas ships no types

from civickit.clients._household_energy_series import Series
from civickit.desk.columns import Kind
from civickit.desk.settings import Data
from civickit.schemas import Report
from civickit.tables import Limits, Problem, Row

MEGABYTE = 1_000_000
LIMITS = Limits(
    max_bytes=200 * MEGABYTE,
    max_rows=1_000_000,
    max_columns=300,
    max_cell_chars=100_000,
    max_expanded_bytes=400 * MEGABYTE,
)


@dataclass(frozen=True)
class Opened:
    """A file that was read. `frame` has one row a kept row, by its line; `kinds` what its columns
    are; `position` the columns of latitude and longitude, if any. `refused` are the rows left
    out, word for word. `home` are a meter's readings, if it is a file of such.
    """

    name: str
    data: Data
    frame: Any
    kinds: Mapping[str, Kind]
    report: Report
    refused: Sequence[tuple[Row, Problem]] = ()
    position: tuple[str, str] | None = None
    home: Series | None = None
    header: Sequence[str] = field(default_factory=list)

    def of_kind(self, *kinds: Kind) -> list[str]:
        """The columns of these kinds that say something, without those of the position."""
        place = self.position or ()
        return [name for name, kind in self.kinds.items() if kind in kinds and name not in place]


def frame_of_texts(rows: Iterable[tuple[int, list[str]]], header: Sequence[str]) -> Any:
    """Cells by line as a frame of texts, its columns named apart."""
    lines, cells = [], []
    for line, one in rows:
        lines.append(line)
        cells.append(one)
    frame = pd.DataFrame(cells, index=lines, columns=apart(header), dtype="str")
    return frame.fillna("")


def apart(header: Sequence[str]) -> list[str]:
    """Headers that are all different."""
    found: list[str] = []
    for at, name in enumerate(header):
        wanted = name or f"column {at + 1}"
        found.append(wanted if wanted not in found else f"{wanted} ({at + 1})")
    return found
