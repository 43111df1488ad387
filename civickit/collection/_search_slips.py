"""Slips of the finger: a letter wrong, missing, too many, or two that changed places."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from civickit.collection._search_fold import digits

LONGEST = 32
_LATIN_ONE, _LATIN_TWO = 4, 8
_KANA_ONE, _KANA_TWO = 3, 6
_LATIN_SHORT, _KANA_SHORT = 5, 3
"""Up to so many letters a slip is looked for in whole words only: any word begins a bit like it."""
_INSIDE = 2  # so many letters more are wanted where any part of a key may be meant


class Key(NamedTuple):
    """A folded word, its letters as a set of bits, and its digits."""

    text: str
    letters: int
    digits: str


def keys_of(lines: str) -> list[Key]:
    """The words of a page."""
    return [Key(key, _letters(key), digits(key)) for key in lines.split("\n") if key]


def _letters(text: str) -> int:
    found = 0
    for letter in text:
        found |= 1 << (ord(letter) & 127)
    return found


def edits_allowed(word: str, length: int) -> int:
    """None in a very short word, one in a short one, two in a long one. A kana counts for more."""
    one, two = (_LATIN_ONE, _LATIN_TWO) if word.isascii() else (_KANA_ONE, _KANA_TWO)
    return int(length >= one) + int(length >= two)


def slips(word: str, keys: list[Key], at_most: int) -> int | None:
    """How far the word is from the nearest key: 0 one edit from its beginning, 1 inside,
    2 and 3 the same for two edits; None where no key is near enough. Digits must all be right.
    """
    word = word[:LONGEST]
    most, letters, numbers = edits_allowed(word, len(word)), _letters(word), digits(word)
    most = min(most, at_most)
    if not most:
        return None
    longest = _longest_key(word)
    near = (
        _nearness(word, key.text, most)
        for key in keys
        if len(key.text) <= longest
        and numbers in key.digits
        and (letters & ~key.letters).bit_count() <= most
    )
    return min((how for how in near if how is not None), default=None)


def _longest_key(word: str) -> float:
    short = _LATIN_SHORT if word.isascii() else _KANA_SHORT
    return len(word) + 1 if len(word) <= short else inf


def _nearness(word: str, key: str, most: int) -> int | None:
    """As `slips` for one key. Inside, the first letter must be right."""
    edits = distance(word, key, 0, most)
    found = [2 * max(edits, 1) - 2] if edits <= most else []
    inside = min(most, edits_allowed(word, len(word) - _INSIDE))
    start = key.find(word[0], 1) if inside and edits > 1 else -1
    while start > 0:
        edits = distance(word, key, start, inside)
        if edits <= inside:
            found.append(2 * max(edits, 1) - 1)
        start = key.find(word[0], start + 1)
    return min(found, default=None)


def distance(word: str, key: str, start: int, most: int) -> int:
    """The fewest edits from the word to any beginning of `key[start:]`; most + 1 for more.

    Only what lies within `most` of the diagonal is looked at.
    """
    far = most + 1
    width = min(len(word) + most, len(key) - start)
    above, row = [far] * (width + 1), [min(at, far) for at in range(width + 1)]
    last = 0
    for i in range(1, len(word) + 1):
        new = [far] * (width + 1)
        if i <= most:
            new[0] = i
        for j in range(max(1, i - most), min(width, i + most) + 1):
            same = word[i - 1] == key[start + j - 1]
            cost = min(row[j - 1] + (not same), row[j] + 1, new[j - 1] + 1)
            if not same and i > 1 < j and _crossed(word, key, i, start + j):
                cost = min(cost, above[j - 2] + 1)
            new[j] = min(cost, far)
        least = min(new)
        if least > most and last > most:
            return far
        above, row, last = row, new, least
    return min(row)


def _crossed(word: str, key: str, i: int, end: int) -> bool:
    """Whether the two letters before i and before `end` are the same two, changed about."""
    return word[i - 1] == key[end - 2] and word[i - 2] == key[end - 1]
