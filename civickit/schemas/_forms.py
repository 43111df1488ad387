"""How cells are read and written: texts, names, measures, dates, flags, words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from civickit.core.dates import parse_date
from civickit.core.formulas import shield as shield
from civickit.core.formulas import unshield as unshield
from civickit.core.geo import wind
from civickit.core.numbers import parse_quantity
from civickit.core.text import clean, clean_name, header_key
from civickit.schemas._schema import Form, Told

SIGNS = r"0-9A-Za-z\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff().,:/_#\-"
BETWEEN = "\x1f"
PLAIN = re.compile(f"[{SIGNS}]+(?: [{SIGNS}]+)*").fullmatch
"""Most cells: digits, letters, kana and kanji that `clean` would give back as they are."""
_PLAIN_SIGNS = re.compile(f"[{SIGNS} {BETWEEN}]*").fullmatch
_LOOSE_SPACE = re.compile(f" [ {BETWEEN}]|{BETWEEN} ").search
T = TypeVar("T")
YES = {"1", "有", "あり", "○", "◯", "〇", "true", "yes", "y", "はい", "可"}
NO = {"0", "無", "なし", "×", "false", "no", "n", "いいえ", "-", "不可"}
UNIT_M3: Mapping[str | None, float] = {None: 1.0, "m3": 1.0, "t": 1.0, "L": 0.001}
UNIT_MM: Mapping[str | None, float] = {None: 1.0, "mm": 1.0, "cm": 10.0, "m": 1000.0}
UNIT_M: Mapping[str | None, float] = {None: 1.0, "m": 1.0, "cm": 0.01, "mm": 0.001}
COMPASS = {wind(22.5 * turn, lang): 22.5 * turn for lang in ("ja", "en") for turn in range(16)}
LINK = re.compile(r"(?:https?://[^\s<>\"'\\]+|[^\s<>\"'\\:/][^<>\"'\\:]*)")


def all_plain(texts: Sequence[str]) -> bool:
    """Whether every text is plain or empty: one look at them joined."""
    joined = BETWEEN.join(texts)
    return (
        _PLAIN_SIGNS(joined) is not None
        and joined.count(BETWEEN) + 1 == len(texts)
        and (" " not in joined or not _LOOSE_SPACE(f"{BETWEEN}{joined}{BETWEEN}"))
    )


def _text(cell: str) -> str:
    return cell if PLAIN(cell) else clean(unshield(cell))


def _name(cell: str) -> str:
    return clean_name(unshield(cell))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def measure(units: Mapping[str | None, float], low: float, high: float) -> Form:
    """A number in the first unit of `units`; others are converted. Zero is an empty cell."""

    def read(cell: str) -> float | None:
        found = parse_quantity(cell)
        if found.unit not in units:
            raise ValueError(f"the unit of {cell!r} does not belong here")
        value = found.value * units[found.unit]
        if value and not low <= value <= high:
            raise ValueError(f"{cell!r} is not between {low:g} and {high:g}")
        return value or None

    return Form(read, _number, None, type="number")


def _bearing(cell: str) -> float:
    text = clean(cell).upper().rstrip("°度")
    if text in COMPASS:
        return COMPASS[text]
    value = float(text)
    if not 0 <= value <= 360:
        raise ValueError(f"{cell!r} is not a bearing between 0 and 360")
    return value % 360


def _date(cell: str) -> date | None:
    return parse_date(cell)


def _flag(cell: str) -> bool:
    word = clean(cell).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueError(f"{cell!r} is neither yes nor no")


def _link(cell: str) -> str:
    text = _text(cell)
    if not LINK.fullmatch(text):
        raise ValueError(f"{cell!r} is neither a web address nor a file name")
    return text


def by_word(words_of: Mapping[T, str]) -> dict[str, T]:
    """{meaning: "word|word"} turned round, with words as `header_key` compares them."""
    return {
        header_key(word) or word: meaning
        for meaning, listed in words_of.items()
        for word in listed.split("|")
    }


def words(known: Mapping[str, Any], write: Callable[[Any], str], empty: Any = None) -> Form:
    """One of the words of `known`, a table made with `by_word`."""

    def read(cell: str) -> Any:
        text = clean(unshield(cell))
        key = header_key(text) or text
        if key not in known:
            raise ValueError(f"{cell!r} is not one of the words known here")
        return known[key]

    return Form(read, write, empty)


def choice(*known: str, closed: bool = True) -> Form:
    """One of the standard's own words, in any width; others stay, and with `closed` are told."""
    by_key = {header_key(word): word for word in known}

    def read(cell: str) -> str:
        text = _text(cell)
        word = by_key.get(header_key(text), text)
        if closed and word not in known:
            raise Told("not_in_list", word)
        return word

    return Form(read, shield, "", choices=known, closed=closed)


def _count(cell: str) -> int:
    return int(clean(cell).replace(",", "").rstrip("人名台円床件か所箇世帯"))


def _written_count(value: int | None) -> str:
    return "" if value is None else str(value)


TEXT = Form(_text, shield, "", plain_stays=True)
NAME = Form(_name, shield, "", plain_stays=True)
LINKED = Form(_link, shield, "")
DATE = Form(_date, lambda value: value.isoformat() if value else "", None, type="date")
FLAG = Form(_flag, lambda value: "1" if value else "", False, type="boolean")
HAS = Form(
    _flag, lambda value: {None: "", True: "有", False: "無"}[value], None, choices=("有", "無")
)
"""有 or 無; None where nothing is said."""
COUNT = Form(_count, _written_count, None, type="integer")
BEARING = Form(_bearing, _number, None, type="number")
COORDINATE = Form(
    float, lambda value: "" if value is None else repr(float(value)), None, type="number"
)
NUMBER = Form(lambda cell: parse_quantity(cell).value, _number, None, type="number")
