"""Rows that do not fit their columns, mended when there is exactly one way to mend them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from civickit.tables.model import Problem, Row


class Repairer:
    """Learns what the columns hold from a sample of rows, then mends rows that do not fit."""

    def __init__(self, header: Sequence[str], sample: Iterable[Row]) -> None:
        self.header = list(header)

    def repair(self, row: Row) -> tuple[list[str], Problem | None]:
        return row.cells, None
