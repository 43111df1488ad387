"""Texts that fit where they are printed: smaller, in more lines, or cut and told. All in mm."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from civickit.calendars._clean import clean
from civickit.calendars._sheet_font import Run, run_of, width
from civickit.calendars.city import Texts

MM = 25.4 / 72
"""A point in mm."""

_NOT_FIRST = frozenset(
    "、。，．・：；！？)）」』】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.;:!?"
)
_NOT_LAST = frozenset("（「『【〈《([")


class Line(NamedTuple):
    """One line as it is printed: `size` in points, `wide` the mm it takes."""

    text: str
    families: tuple[str, ...]
    size: float
    wide: float


class Printer:
    """Turns the city's texts into what the fonts can print, and remembers what they cannot."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.latin = not lang.startswith("ja")
        self.lacking: dict[str, None] = {}
        self.swapped = False

    def words(self, texts: Texts) -> str:
        """The text in the sheet's language; in English or the city's own where letters lack."""
        asked = [self.lang, self.lang.split("_")[0], "en", *texts]
        found = [normal(texts[one]) for one in dict.fromkeys(asked) if texts.get(one)]
        whole = (one for one in found if not run_of(one).lacking)
        chosen = next(whole, found[0] if found else "")
        self.swapped |= bool(found) and chosen != found[0]
        return chosen

    def run(self, text: str) -> Run:
        run = run_of(normal(text), self.latin)
        self.lacking |= dict.fromkeys(run.lacking)
        return run

    def fit(self, text: str, wide: float, size: float, least: float = 5.0) -> Line:
        """The text in one line: at `size`, smaller down to `least`, else cut with `…`."""
        run = self.run(text)
        taken = width(run.text, run.families, MM)
        best = min(size, wide / taken if taken else size)
        if best >= least:
            return _line(run.text, run.families, int(best * 20) / 20)
        return _line(_cut(run, wide, least), run.families, least)

    def block(
        self,
        text: str,
        wide: float,
        size: float,
        most: int,
        least: float = 5.0,
        tall: float = 1000.0,
    ) -> tuple[Line, ...]:
        """The text in at most so many lines, as large as goes without tearing words, else cut."""
        run = self.run(text)
        while True:
            lines = [*_wrapped(run, wide, size)]
            room = min(most, int(tall / (size * MM) + 1e-6))
            if size <= least or (len(lines) <= room and not _torn(run.text, lines)):
                break
            size = max(size - 0.25, least)
        room = max(room, 1)
        if len(lines) > room:
            rest = run.text[sum(map(len, lines[: room - 1])) :]
            lines = [*lines[: room - 1], _cut(run._replace(text=rest), wide, size)]
        return tuple(_line(one.strip(), run.families, size) for one in lines)


def _torn(text: str, lines: list[str]) -> bool:
    """Whether a line ends within a word, or the last one is a single letter."""
    if len(lines) > 1 and len(lines[-1].strip()) == 1:
        return True
    at = 0
    for line in lines[:-1]:
        at += len(line)
        if not _may_end(text[at - 1], text[at]) and line[-1:].isalnum():
            return True
    return False


@lru_cache(16384)
def normal(text: str) -> str:
    """One clean line, its letters and their accents as one, as fonts have them."""
    return unicodedata.normalize("NFC", clean(text))


def _line(text: str, families: tuple[str, ...], size: float) -> Line:
    return Line(text, families, size, width(text, families, size * MM))


def _cut(run: Run, wide: float, size: float) -> str:
    if width(run.text, run.families, size * MM) <= wide:
        return run.text
    return f"{run.text[: _longest(run, wide, size, '…')]}…"


def _longest(run: Run, wide: float, size: float, tail: str = "") -> int:
    """How many letters fit before the tail."""
    low, high = 0, len(run.text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(run.text[:middle] + tail, run.families, size * MM) <= wide:
            low = middle
        else:
            high = middle - 1
    return low


def _wrapped(run: Run, wide: float, size: float) -> Iterator[str]:
    """The text's lines, with the spaces between them."""
    text = run.text
    while text:
        rest = text.lstrip()
        at = len(text) - len(rest)
        at += _longest(run._replace(text=rest), wide, size) or 1
        if at < len(text):
            at = _break(text, at)
        yield text[:at]
        text = text[at:]


def _break(text: str, at: int) -> int:
    """The last place at or before `at` where a line may end, else `at`."""
    return next((n for n in range(at, 0, -1) if _may_end(text[n - 1], text[n])), at)


def _may_end(before: str, after: str) -> bool:
    """Between words, and between kana or kanji of which the second may begin a line."""
    if after == " " or before in " -/":
        return True
    parted = after not in _NOT_FIRST and before not in _NOT_LAST
    return parted and max(before, after) >= "\u2e80"
