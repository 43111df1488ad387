"""The place that a code means, for those who ask within one."""

from __future__ import annotations

from civickit.core.errors import UnknownName
from civickit.core.municipalities import Municipality, by_code, everything


def municipality(code: str) -> Municipality:
    """A prefecture (2 digits) or a municipality (5 or 6). Raises UnknownName."""
    found = by_code(f"{code}000" if len(code) == 2 else code)
    if found is None:
        raise UnknownName("municipality", code, (one.code for one in everything()))
    return found
