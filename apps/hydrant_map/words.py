"""What a point is called and what is said about it, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from civickit.core.geo import wind
from civickit.schemas.water_point import WaterPoint


class Look(NamedTuple):
    """How a kind is drawn: a shape, a colour and a letter, so that colour is never alone."""

    shape: str
    color: str
    letter: str


LOOKS = {
    "hydrant": Look("circle", "#b3001b", "消"),
    "cistern": Look("square", "#0b4f9e", "槽"),
    "pool": Look("square", "#00677a", "プ"),
    "river": Look("diamond", "#00677a", "川"),
    "pond": Look("diamond", "#0b4f9e", "池"),
    "sea": Look("diamond", "#0b4f9e", "海"),
    "well": Look("square", "#5b3a8c", "井"),
    "sewer": Look("triangle", "#5b4a32", "下"),
    "other": Look("triangle", "#3d4650", "他"),
    "unknown": Look("triangle", "#3d4650", "？"),
}
STATE_SIGNS = {"usable": "✓", "unconfirmed": "？", "in_use": "▶", "unusable": "✕"}


def word(words: Mapping[str, Mapping[str, str]], code: str, lang: str) -> str:
    """A schema's word for a code in a language, else in Japanese, else the code."""
    known = words.get(code, {})
    return known.get(lang) or known.get("ja") or code


def short(text: str, most: int = 200) -> str:
    """The beginning of a text: a cell of a megabyte must not stop a page."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def name_of(point: WaterPoint) -> str:
    """What people call the point besides its kind: its number, else its name, else where it is."""
    return short(point.number or point.name or point.address, 80)


def distance(metres: float) -> str:
    """`63 m`, `1.2 km`, `12 km`: as long as a glance."""
    if metres < 999.5:
        return f"{metres:.0f} m"
    return f"{round(metres / 1000, 1 if metres < 9_950 else None):g} km"


def direction(bearing_deg: float, lang: str) -> str:
    """One of eight winds: sixteen are more than one can follow in the dark."""
    return wind(bearing_deg, lang, points=8)


def number(value: float) -> str:
    """`40`, not `40.0`."""
    return f"{value:g}"


def district(point: WaterPoint) -> str:
    """The part of town: as the data says, else the address up to its first digit."""
    if point.town:
        return short(point.town, 80)
    address = short(point.address)
    for known in (point.prefecture, point.city or point.municipality):
        address = address.removeprefix(known)
    digits = (place for place, letter in enumerate(address) if letter.isdigit())
    return address[: next(digits, len(address))].strip(" -")
