"""The plain values that every reader of this folder hands out."""

from __future__ import annotations

from typing import NamedTuple

MEGABYTE = 1_000_000


class Row(NamedTuple):
    """One row as written: where it starts in the file (from 1) and its cells as text.

    `line` is the physical line of a text file, the row number of a sheet, the number of the
    record in JSON.
    """

    line: int
    cells: list[str]


class Problem(NamedTuple):
    """What happened to a row or a value: 'repaired', 'refused' or 'kept' (told only)."""

    line: int
    column: str
    value: str
    reason: str
    action: str
    after: str


class Limits(NamedTuple):
    """How much of a file is read before it is refused."""

    max_bytes: int = 512 * MEGABYTE
    max_rows: int = 5_000_000
    max_columns: int = 1_000
    max_cell_chars: int = 1 * MEGABYTE
    max_expanded_bytes: int = 1024 * MEGABYTE
    max_expansion: int = 200
    """How many times larger than the file an unpacked member may be, above 10 MB."""


DEFAULT_LIMITS = Limits()
