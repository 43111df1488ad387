"""Streets and addresses by what people type: a name, a part of it, one of several spellings."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from civickit.core.text import clean

T = TypeVar("T")

MOST, MOST_LINES = 500, 20_000
"""So many entries are found, of so many lines that are looked at: who types one letter wants none
of them."""
_KANJI = "一二三四五六七八九"
_NUMERAL = re.compile(rf"([{_KANJI}]?)(十?)([{_KANJI}]?)(?=丁目|条|番|号)")
_UNIT = re.compile(r"(?<=\d)(丁目|番地|番|号|条|の)")
_BEFORE_A_WORD = re.compile(r"(?<=\d)-(?!\d)")
_SMALL = str.maketrans({"ヶ": "ケ", "が": "ケ", "ガ": "ケ", "ヵ": "カ", "ノ": "の", "之": "の"})
"""What one person writes 霞ヶ関 and another 霞が関; only for comparing."""


def fold(text: str) -> str:
    """Text as it is compared: `本町一丁目1番8号` and `本町1-1-8` are the same, and so are
    `北三条西5丁目` and `北3西5`."""
    plain = clean(text).casefold().replace(" ", "")
    if not plain.isascii():
        plain = plain.translate(_SMALL).replace("大字", "")
        plain = _UNIT.sub("-", _NUMERAL.sub(_number, plain))
    return _BEFORE_A_WORD.sub("", plain).strip("-")


def _number(found: re.Match[str]) -> str:
    tens, ten, ones = found.groups()
    if ten:
        return str(10 * (_KANJI.index(tens) + 1 if tens else 1) + _digit(ones))
    return "".join(str(_digit(one)) for one in (tens, ones) if one)


def _digit(kanji: str) -> int:
    return _KANJI.index(kanji) + 1 if kanji else 0


class Book(Generic[T]):
    """Entries with the texts that lead to them, in the order given.

    All texts are one string with a line for each: 100,000 are searched in milliseconds.
    """

    def __init__(self, entries: Iterable[tuple[T, Iterable[str]]]) -> None:
        self._entries: list[T] = []
        self._starts, self._owners = array("I"), array("I")
        lines, at = [""], 1
        for entry, texts in entries:
            for line in filter(None, dict.fromkeys(map(fold, texts))):
                self._starts.append(at)
                self._owners.append(len(self._entries))
                lines.append(line)
                at += len(line) + 1
            self._entries.append(entry)
        self._text = "\n".join([*lines, ""])

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, query: str) -> list[tuple[int, T]]:
        """(rank, entry) of those that hold every word, the nearest to what was typed first."""
        words = [fold(word) for word in [query, *clean(query).split()]]
        whole, parts = words[0], [word for word in words[1:] if word]
        found: dict[int, int] = {}
        for rank, line in self._lines(whole, parts):
            if len(found) == MOST:
                break
            found.setdefault(self._owners[line], rank)
        return [(rank, self._entries[owner]) for owner, rank in found.items()]

    def _lines(self, whole: str, parts: list[str]) -> Iterator[tuple[int, int]]:
        """(rank, number) of the lines, the best first; some of them again."""
        ways = _ways(whole) if whole and whole in self._text else ()
        for rank, wanted in enumerate(ways):
            for line in self._lines_with(wanted):
                yield rank, line
        if len(parts) > 1:
            for line in self._lines_with(min(parts, key=self._text.count)):
                if all(part in self._line(line) for part in parts):
                    yield len(_ways("")), line

    def _lines_with(self, wanted: str) -> Iterator[int]:
        """The numbers of the lines that hold it; a line break is a part of it."""
        at = self._text.find(wanted)
        for _ in range(MOST_LINES):
            if at < 0:
                return
            line = bisect_right(self._starts, at + wanted.startswith("\n")) - 1
            yield line
            at = self._text.find(wanted, self._end(line))

    def _line(self, line: int) -> str:
        return self._text[self._starts[line] : self._end(line)]

    def _end(self, line: int) -> int:
        """The place of the line break behind a line."""
        after = line + 1
        return (self._starts[after] if after < len(self._starts) else len(self._text)) - 1


def _ways(whole: str) -> tuple[str, ...]:
    """The same; begins with it up to the end of a number; begins with it; ends with it; holds it
    up to the end of a number; holds it."""
    return (f"\n{whole}\n", f"\n{whole}-", f"\n{whole}", f"{whole}\n", f"{whole}-", whole)
