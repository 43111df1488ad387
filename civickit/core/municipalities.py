"""Japan's municipalities: their codes, names and readings.

The list is of 2022 with the new wards of Hamamatsu (2024); a code that is used no more is
still known, with its last day. Names and codes come from the Ministry of Internal Affairs;
see NOTICE.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple
from unicodedata import normalize

WEIGHTS = (6, 5, 4, 3, 2)
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_SUFFIX = re.compile(r"(?<=.)[都道府県市区町村]$")
_KANA_SUFFIX = re.compile(r"(?<=..)(?:けん|し|く|ちょう|まち|そん|むら|と|ふ)$")
_ROMAN_SUFFIX = re.compile(
    r"[ -](?:city|town|village|ward|prefecture|shi|ku|cho|machi|son|mura|ken|to|fu)$"
)
_MACRONS = str.maketrans("āīūēō", "aiueo")
_ROMAN = re.compile(r"[a-z' -]+")


class Municipality(NamedTuple):
    """A prefecture, a city, town or village, or a ward of a city.

    `code` has six digits, the last a check digit; `kana` is the reading in hiragana. `until`
    is the last day of one that is no more, as YYYY-MM-DD.
    """

    code: str
    prefecture: str
    name: str
    kana: str
    until: str = ""

    @property
    def is_prefecture(self) -> bool:
        return self.code[2:5] == "000"

    @property
    def full_name(self) -> str:
        """With its prefecture: 福島県会津若松市."""
        return self.name if self.is_prefecture else self.prefecture + self.name


def check_digit(five: str) -> str:
    """The sixth digit of a local government code."""
    total = sum(int(digit) * weight for digit, weight in zip(five, WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def is_code(text: str) -> bool:
    """Whether six digits are written as a local government code: their check digit fits."""
    return re.fullmatch("[0-9]{6}", text) is not None and check_digit(text[:5]) == text[5]


@lru_cache(maxsize=1)
def everything() -> tuple[Municipality, ...]:
    """All there are and were, in the order of their codes."""
    file = files("civickit.core").joinpath("municipalities.tsv")
    found: list[Municipality] = []
    prefecture = ""
    rows = csv.reader(file.read_text("utf-8").splitlines()[1:], delimiter="\t")
    for code, name, kana, until in rows:
        prefecture = name if code[2:5] == "000" else prefecture
        found.append(Municipality(code, prefecture, name, kana, until))
    return tuple(found)


def by_code(code: str) -> Municipality | None:
    """The one with that code, of six digits or the first five; None where there is none."""
    text = normalize("NFKC", code).strip()
    if len(text) == 5 and text.isdecimal():
        text += check_digit(text)
    return _by_code().get(text)


def find(text: str) -> list[Municipality]:
    """All that are called so: by code, name, reading in kana or in Latin letters.

    The name may come with its prefecture, and with or without 市, 区, 町, 村: 府中 finds the two
    cities and the town. Where nobody has the whole name, those that begin with it are found.
    Those that are no more are found by their code only.
    """
    words = " ".join(normalize("NFKC", text).split()).casefold()
    if words.isdecimal():
        found = by_code(words)
        return [found] if found else []
    names = _by_name()
    for key in dict.fromkeys((words, _roman_key(words))):
        if key in names:
            return list(names[key])
    start = words.translate(_KATAKANA)
    return [one for one in _present() if start and _begins(one, start)]


def _begins(one: Municipality, start: str) -> bool:
    return any(name.startswith(start) for name in (one.name, one.full_name, one.kana))


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Municipality]:
    return {one.code: one for one in everything()}


def _present() -> list[Municipality]:
    return [one for one in everything() if not one.until]


@lru_cache(maxsize=1)
def _by_name() -> dict[str, list[Municipality]]:
    """Every way to call one, whole names before shortened ones."""
    found: dict[str, list[Municipality]] = {}
    for one in _present():
        for key in dict.fromkeys(_names(one)):
            found.setdefault(key, []).append(one)
    return found


def _names(one: Municipality) -> Iterable[str]:
    short = _SUFFIX.sub("", one.name)
    short_kana = _KANA_SUFFIX.sub("", one.kana)
    yield from (one.name, short, one.full_name, one.prefecture + short)
    for kana in (one.kana, short_kana):
        yield from (kana, _to_katakana(kana), _roman_key(romaji(kana)))


def _to_katakana(kana: str) -> str:
    return kana.translate({small: code for code, small in _KATAKANA.items()})


def _roman_key(words: str) -> str:
    """Latin letters, so that every way of writing long vowels gives the same."""
    words = words.translate(_MACRONS)
    if not _ROMAN.fullmatch(words):
        return words
    text = _ROMAN_SUFFIX.sub("", words)
    text = re.sub("[' -]", "", text).replace("m", "n")
    return re.sub("o[uo]|oh(?![aeiou])", "o", text.replace("uu", "u"))


_ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "g": "がぎぐげご",
    "s": "さしすせそ",
    "z": "ざじずぜぞ",
    "t": "たちつてと",
    "d": "だぢづでど",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
    "m": "まみむめも",
    "r": "らりるれろ",
}
_SOUNDS = {
    kana: row + vowel
    for row, line in _ROWS.items()
    for kana, vowel in zip(line, "aiueo", strict=False)
}
_SOUNDS |= {"や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "を": "o", "ん": "n"}
_SOUNDS |= {"し": "shi", "ち": "chi", "つ": "tsu", "ふ": "fu", "じ": "ji", "ぢ": "ji", "づ": "zu"}
_SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo"}


def romaji(kana: str) -> str:
    """Hiragana in Hepburn's letters, long vowels spelt out.

    >>> romaji("あいづわかまつし"), romaji("ほっかいどう"), romaji("ちょうし")
    ('aizuwakamatsushi', 'hokkaidou', 'choushi')
    """
    text = ""
    for sign in kana:
        if sign in _SMALL:
            before = text[:-1]
            soft = before.endswith(("sh", "ch", "j"))
            text = before + (_SMALL[sign][1:] if soft else _SMALL[sign])
        else:
            text += "-" if sign == "っ" else _SOUNDS.get(sign, "")
    text = re.sub("-(ch)", r"t\1", text)
    return re.sub("-(.)", r"\1\1", text)
