"""How distances, directions, names and facts are said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from civickit.core.geo import wind
from civickit.places.card import Fact


def word(words: Mapping[str, Mapping[str, str]], code: str, lang: str) -> str:
    """A schema's word for a code in a language, else in Japanese, else the code."""
    known = words.get(code, {})
    return known.get(lang) or known.get("ja") or code


def short(text: str, most: int = 200) -> str:
    """The beginning of a text: a cell of a megabyte must not stop a page."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


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


def fact(one: Fact, lang: str, t: Callable[..., str]) -> str:
    """A fact of a card in the reader's language; `t` gives the texts."""
    if isinstance(one, str):
        return one
    key, values = one
    said: dict[str, Any] = dict(values)
    if "bearing_deg" in said:
        said["direction"] = direction(float(said.pop("bearing_deg")), lang)
    return t(key, **said)


def district(place: Any) -> str:
    """The part of town: as the data says, else the address up to its first digit."""
    town = getattr(place, "town", "")
    if town:
        return short(town, 80)
    address = short(getattr(place, "address", ""))
    city = getattr(place, "city", "") or getattr(place, "municipality", "")
    for known in (getattr(place, "prefecture", ""), city):
        address = address.removeprefix(known)
    digits = (at for at, letter in enumerate(address) if letter.isdigit())
    return address[: next(digits, len(address))].strip(" -")
