"""A part of a dashboard that a team writes itself, as docs/how-to/make-a-dashboard.md shows it."""

from __future__ import annotations

from typing import Any

from civickit.desk import show
from civickit.desk.opened import Opened
from civickit.desk.page import Page


def deepest(page: Page, opened: Opened, rows: Any) -> None:
    """The deepest snow, and where it lay."""
    if "積雪深(cm)" not in rows:
        return
    row = rows.loc[rows["積雪深(cm)"].idxmax()]
    show.line(f"{row['観測点']}: {row['積雪深(cm)']:.0f} cm")
