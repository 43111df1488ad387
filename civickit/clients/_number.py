"""Numbers of an answer, which may come whole or broken, but not as text."""

from __future__ import annotations

from typing import Any

from civickit.clients._shape import seen
from civickit.core.errors import SourceChanged


def number(value: Any, where: str) -> float:
    """The value as a number. Raises SourceChanged for anything else; `where` names it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SourceChanged(f"{where} has no number", expected="a number", found=seen(value))
    return float(value)
