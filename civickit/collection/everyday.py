"""Everyday words: a city's list says 傘, people ask for かさ, kasa or umbrella.

everyday.txt has the words. They are added to what a thing is found by, here on the server; a
phone gets them with the list, so that its search knows nothing of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from civickit.collection._search_fold import without_brackets

BOOK = Path(__file__).with_name("everyday.txt")
ANYWHERE = {"kanji": 2, "katakana": 4, "hiragana": 4, "latin": 99}
"""So long a word must be to be meant also where letters of its script go on around it."""
MOST = 40
"""So many further words a thing may have."""
_RUN = re.compile(
    "(?P<kanji>[\u3005\u3007\u3400-\u9fff]+)|(?P<katakana>[\u30a1-\u30faー]+)"
    "|(?P<hiragana>[\u3041-\u309f]+)|(?P<latin>[a-z0-9]+)"
)
_CONDITION = re.compile(r"[\s(（［\[0-9]")
_HIRAGANA = re.compile("[\u3041-\u309f]")
_PART = re.compile(r"[^\s・、,/()（）［］\[\]]+")
_PARTICLES = "のとやはがをに"


class Meaning(NamedTuple):
    """A line of the book: words for one thing, and words that also lead there but mean more."""

    words: tuple[str, ...]
    leads: tuple[str, ...]


class Found(NamedTuple):
    """Where a text has a word of the book, and what that may mean."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]


@cache
def also_called(name: str) -> tuple[str, ...]:
    """What a thing of this name is also found by: its name without conditions, other words.

    `ふとん 70cm超` gives `ふとん`, `布団`, `futon`; `傘の骨` gives `かさの骨` and `umbrellaの骨`,
    by which it still comes after `傘`.
    """
    text, bare = _folded(name), _folded(without_brackets(name))
    head = _head(text, bare)
    if not text.startswith(head):
        text = head
    told = dict.fromkeys([head] if head not in ("", text, bare) else [])
    for found in _found(text):
        told |= dict.fromkeys(_otherwise(text, len(head), found))
    return tuple(told)[:MOST]


def _head(text: str, bare: str) -> str:
    """The words before conditions: `ベッド(金属)80%以上`, `体温計 水銀式`, `鏡70cm以下`.

    `油(食用)のボトル` is no oil; of names that begin with Latin letters nothing is cut off.
    """
    head = _CONDITION.split(text, maxsplit=1)[0]
    goes_on = _HIRAGANA.match(bare.removeprefix(head)) if bare.startswith(head) else None
    return bare if not head or head.isascii() or goes_on else head


def _otherwise(text: str, head: int, found: Found) -> Iterator[str]:
    """The other words in place of the one found; where it is only in a condition, behind."""
    start, end, meanings = found
    parts = {one.span() for one in _PART.finditer(text)}
    for meaning in meanings:
        for word in meaning.words:
            if _folded(word) == text[start:end]:
                continue
            inside = end <= head
            yield text[:start] + word + text[end:head] if inside else f"{text[:head]} {word}"
        if (start, end) in parts and "(" not in text[:start]:
            yield from meaning.leads


def _folded(text: str) -> str:
    """As everyday.txt is written: one width, small letters; kana stay what they are."""
    return normalize("NFKC", text).lower().strip()


def _found(text: str) -> Iterator[Found]:
    """The longest words of the book in the text, from left to right, none within another."""
    book, longest = _book()
    starts, ends = _edges(text)
    at = 0
    while at < len(text):
        for end in range(min(len(text), at + longest), at, -1):
            word = text[at:end]
            if word in book and _stands_alone(word, at in starts, end in ends):
                yield Found(at, end, book[word])
                at = end
                break
        else:
            at += 1


def _edges(text: str) -> tuple[set[int], set[int]]:
    """Where runs of one script begin and end; a particle between words is no part of a word."""
    starts, ends = set(), set()
    for run in _RUN.finditer(text):
        starts.add(run.start())
        ends.add(run.end())
        if run.lastgroup == "hiragana":
            particle = len(run[0]) > 1
            starts |= {run.start() + 1} if particle and run[0][0] in _PARTICLES else set()
            ends |= {run.end() - 1} if particle and run[0][-1] in _PARTICLES else set()
    return starts, ends


def _stands_alone(word: str, starts: bool, ends: bool) -> bool:
    """Whether letters are this word and not by chance in another; 靴 also ends 革靴."""
    run = _RUN.match(word)
    script = str(run.lastgroup) if run and run.end() == len(word) else ""
    if len(word) >= ANYWHERE.get(script, 3):
        return True
    return ends and (starts or script == "kanji")


@cache
def _book() -> tuple[dict[str, tuple[Meaning, ...]], int]:
    """Word -> what it may mean; and how long the longest word is."""
    book: dict[str, tuple[Meaning, ...]] = {}
    for line in BOOK.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            words, _, leads = line.partition(":")
            meaning = Meaning(_listed(words), _listed(leads))
            for word in dict.fromkeys(map(_folded, meaning.words)):
                book[word] = (*book.get(word, ()), meaning)
    return book, max(map(len, book))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word for one in text.split(",") if (word := one.strip()))
