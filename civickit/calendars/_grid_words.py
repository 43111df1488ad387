"""Short words for kinds: what fits into a day's cell, and no two alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from civickit.calendars.city import Kind, text

_BRACKETS = re.compile(r"[(\uff08\[「【<].*?[)\uff09\]」】>]")
_SIGNS = re.compile(r"[()\uff08\uff09\[\]「」【】<>]+")
_PART = re.compile(r"[ ・、,\uff0c/／]")
_USUAL = (
    *(("プラスチック製容器包装", "プラ容器"), ("プラスチック製", "プラ"), ("プラスチック", "プラ")),
    *(("ペットボトル", "ペット"), ("ダンボール", "段ボール")),
)
_COMMON = re.compile(r"(?<=..)(ごみ|ゴミ|類|の日)$")


def short_words(kinds: Iterable[Kind], lang: str, width: int = 8) -> dict[str, str]:
    """A word for each kind, by its key, about `width` half-width letters wide, all different.

    It is the name, its beginning, or where others begin alike what tells it from them.
    """
    whole = {kind.key: _seen(text(kind.names, lang)) or kind.key for kind in kinds}
    names = {key: _core(name, [*whole.values()]) for key, name in whole.items()}
    taken: dict[str, str] = {}
    for key, name in names.items():
        others = [other for one, other in names.items() if one != key]
        taken[key] = _free(_short(name, others, width), set(taken.values()), width)
    return taken


def _seen(name: str) -> str:
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    for long, short in _USUAL:
        plain = plain.replace(long, short)
    return plain


def _core(name: str, names: list[str]) -> str:
    """Without what stands in brackets, unless it is the difference, and what many end with."""
    bare = _BRACKETS.sub("", name).strip()
    alone = bare and sum(_BRACKETS.sub("", other).strip() == bare for other in names) == 1
    return _COMMON.sub("", bare) if alone else _SIGNS.sub(" ", name).strip() or name


def _short(name: str, others: list[str], width: int) -> str:
    """The whole name, its first words, its first letters: the first of them that is clear."""
    if width_of(name) <= width * 5 // 4:
        return name
    at_part = _first_parts(name, width)
    cut = clipped(name, width).strip()
    for one in filter(None, (at_part, cut)):
        if not any(other.startswith(one) for other in others):
            return one
    rest = name[max(_alike(name, other) for other in others) :].strip()
    head = clipped(name, width - min(width_of(rest), max(width // 3, 2)))
    return clipped(head.strip() + rest, width)


def _first_parts(name: str, width: int) -> str:
    stops = [found.start() for found in _PART.finditer(name)]
    return next((name[:n] for n in reversed(stops) if width_of(name[:n]) <= width), "")


def _alike(one: str, other: str) -> int:
    """How many letters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _free(word: str, taken: set[str], width: int) -> str:
    number = 2
    found = word
    while found in taken:
        found = clipped(word, width - len(str(number))) + str(number)
        number += 1
    return found


def clipped(word: str, width: int) -> str:
    """The beginning of the word that is at most `width` half-width letters wide."""
    used = 0
    for n, letter in enumerate(word):
        used += width_of(letter)
        if used > width:
            return word[:n]
    return word


def width_of(word: str) -> int:
    """How wide it is printed, in half-width letters: kana and kanji count two, accents none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in word
    )
