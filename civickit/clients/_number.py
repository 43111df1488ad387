"""Numbers of an answer, which may come whole or broken, but not as text, and not endless."""

from __future__ import annotations

from typing import Any

from civickit.clients._shape import seen
from civickit.core.errors import SourceChanged

BOUND = 1e15  # nothing measured comes near; Python reads NaN and Infinity from JSON


def number(value: Any, where: str) -> float:
    """The value as a number. Raises SourceChanged for anything else; `where` names it."""
    good = isinstance(value, int | float) and not isinstance(value, bool)
    if not good or not -BOUND < value < BOUND:
        raise SourceChanged(f"{where} has no number", expected="a number", found=seen(value))
    return float(value)
