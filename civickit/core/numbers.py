"""Numbers with their units, as they stand in a cell."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from civickit.core.text import clean

_UNITS = {
    "mm": "mm ミリ ミリメートル",
    "cm": "cm センチ センチメートル",
    "m": "m メートル メーター",
    "km": "km キロ キロメートル",
    "m2": "m2 m^2 平米 平方メートル 平方m",
    "m3": "m3 m^3 立米 立方メートル 立方m",
    "L": "l リットル リッター",
    "kL": "kl キロリットル",
    "kg": "kg キログラム",
    "t": "t トン",
    "L/min": "l/min l/分 リットル/分 毎分リットル",
    "m3/min": "m3/min m3/分 立方メートル/分",
    "MPa": "mpa",
    "%": "% パーセント",
}
_CANONICAL = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_QUANTITY = re.compile(
    r"(?P<round>φ|Φ|ø|Ø|⌀|∅|口径|直径|径)?\s*"
    r"(?P<value>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+)\s*"
    r"(?P<unit>[^\d\s.,].*)?"
)
_ROUND_SIGNS = "φΦøØ⌀∅"


class Quantity(NamedTuple):
    """A number and its unit in one spelling, or None when the cell gives none."""

    value: float
    unit: str | None


@lru_cache(maxsize=4096)
def parse_quantity(text: str) -> Quantity:
    """The number in a cell: `75㎜`, `φ150` (a diameter is in mm), `40m3`, `４０ｔ`, `1,200`.

    Raises ValueError for anything else, such as `約40t` or an unknown unit.
    """
    found = _QUANTITY.fullmatch(clean(text))
    if not found:
        raise ValueError(f"{text!r} is not a number with a unit; write it as 75 or 75mm")
    word = found["unit"] or ""
    diameter = bool(found["round"]) or word[:1] in tuple(_ROUND_SIGNS)
    return Quantity(float(found["value"].replace(",", "")), _unit(word, diameter, text))


def _unit(word: str, diameter: bool, text: str) -> str | None:
    key = word.strip(_ROUND_SIGNS + " ").replace(" ", "").casefold()
    if not key:
        return "mm" if diameter else None
    if key not in _CANONICAL:
        raise ValueError(f"{text!r} has the unit {word!r}; known are {', '.join(_UNITS)}")
    return _CANONICAL[key]
