"""Texts that a spreadsheet would run as a formula, made harmless in files we write."""

from __future__ import annotations

import re

FORMULA_SIGNS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"
SUSPECT = frozenset("'" + FORMULA_SIGNS)
FORMULA = re.compile(f"'*[{re.escape(FORMULA_SIGNS)}]")


def shield(text: str) -> str:
    """A text that a spreadsheet will not run as a formula; `unshield` gives it back."""
    return f"'{text}" if text[:1] in SUSPECT and FORMULA.match(text) else text


def unshield(cell: str) -> str:
    """The text that was shielded; any other cell as it is."""
    return cell[1:] if cell[:1] == "'" and FORMULA.match(cell) else cell
