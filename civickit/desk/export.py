"""Tables to take home: CSV that a spreadsheet reads right and does not run."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from civickit.schemas._forms import shield
from civickit.tables import Problem, Row

BESIDE_ROWS = ("line", "column", "reason", "message")
MARK = "\ufeff"
"""Without it Excel takes UTF-8 for Shift_JIS."""


def table_csv(frame: Any) -> bytes:
    """The rows of a frame. Texts that a spreadsheet would run are shielded by an apostrophe;
    numbers stay numbers.
    """
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype in ("str", "object"):
            safe[name] = safe[name].map({text: shield(str(text)) for text in safe[name].unique()})
    safe.columns = [shield(str(name)) for name in safe.columns]
    text: str = safe.to_csv(index=False, lineterminator="\r\n")
    return f"{MARK}{text}".encode()


def refused_csv(
    header: Sequence[str], refused: Sequence[tuple[Row, Problem]], reasons: Sequence[str]
) -> bytes:
    """Refused rows word for word, with their line, the column to blame and what to do."""
    file = StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow([*BESIDE_ROWS, *map(shield, header)])
    for (row, problem), said in zip(refused, reasons, strict=True):
        told = (problem.column, problem.reason, said)
        rows.writerow([row.line, *map(shield, (*told, *row.cells))])
    return f"{MARK}{file.getvalue()}".encode()
