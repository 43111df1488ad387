"""What a column holds, learned from its values, so that a wrong value in it is noticed.

A type is only used when it is nearly certain: the share of values that a sample has not seen
yet is about the share of values it has seen once (Good and Turing), and that must be small.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from civickit.core.dates import parse_date

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
LETTERS = re.compile(r"[^\W\d_]+")
DIGITS = re.compile(r"\d+")
DIGIT = re.compile(r"\d")
SURE_SHARE = 0.97
FEWEST = 8
FIRST_TRIED = 40
FEWEST_CLOSED = 30
UNSEEN_SHARE = 0.01
MOST_KINDS = 200
REMEMBERED = 10_000

Check = Callable[[str], bool]


class ColumnType(NamedTuple):
    """What a column holds; a check that is None lets every text pass.

    `certain`: a text that fails is surely out of place: no number, no date. `words` and
    `looks`: a text that fails is one of a kind not seen before: another word, built otherwise.
    """

    certain: Check | None = None
    words: Check | None = None
    looks: Check | None = None

    @property
    def tells(self) -> bool:
        """Whether it could refuse a text at all, other than an empty one."""
        return bool(self.certain or self.looks or (self.words and self.words is not bool))


FREE = ColumnType()


class _Memo(dict[str, bool]):
    """The answers of a check for texts that come again and again."""

    def __init__(self, check: Check) -> None:
        super().__init__()
        self._check = check

    def __missing__(self, text: str) -> bool:
        answer = self._check(text)
        if len(self) < REMEMBERED:
            self[text] = answer
        return answer


def learn(values: Sequence[str]) -> ColumnType:
    """The type of a column from a sample of its values."""
    filled = [value for value in values if value]
    if len(filled) < FEWEST:
        return FREE
    may_be_empty = len(filled) < len(values)
    words = _one_of(filled)
    certain = _or_empty(_number(filled) or _date(filled), may_be_empty)
    if certain and len(set(filled)) * 4 < len(filled):
        certain = _Memo(certain).__getitem__
    looks = None if words else _shape(filled, fine_shape) or _shape(filled, shape)
    if not certain and not words and not looks and not may_be_empty:
        words = bool
    return ColumnType(certain, _or_empty(words, may_be_empty), _or_empty(looks, may_be_empty))


def _or_empty(check: Check | None, may_be_empty: bool) -> Check | None:
    """The check for a column in which cells may be empty, or never are."""
    if check is None:
        return None
    return (lambda text: check(text) or not text) if may_be_empty else check


def _number(filled: Sequence[str]) -> Check | None:
    """Numbers of one size: a tenth more or less than the usual ones, or twice their spread."""
    numbers = sorted(float(text) for text in filled if NUMBER.fullmatch(text))
    if len(numbers) < SURE_SHARE * len(filled):
        return None
    edge = len(numbers) // 100
    low, high = numbers[edge], numbers[-1 - edge]
    margin = max(2 * (high - low), abs(low) / 10, abs(high) / 10, 1.0)
    low, high = low - margin, high + margin

    def check(text: str) -> bool:
        try:
            return low <= float(text) <= high and "_" not in text
        except ValueError:
            return bool(THOUSANDS.fullmatch(text)) and check(text.replace(",", ""))

    return check


def _date(filled: Sequence[str]) -> Check | None:
    """Dates, written in the ways this column writes them."""
    if sum(map(_is_date, filled[:FIRST_TRIED])) * 2 < len(filled[:FIRST_TRIED]):
        return None
    dates = [text for text in filled if _is_date(text)]
    if len(dates) < SURE_SHARE * len(filled):
        return None
    shapes = {shape(text) for text in dates}
    return lambda text: shape(text) in shapes and _is_date(text)


def _is_date(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


def _one_of(filled: Sequence[str]) -> Check | None:
    """One of a few words, when hardly another one is to be expected."""
    times = Counter(filled)
    few = len(times) <= min(MOST_KINDS, len(filled) // 4)
    return times.__contains__ if few and _closed(times, len(filled)) else None


def _shape(filled: Sequence[str], form: Callable[[str], str]) -> Check | None:
    """Texts built alike: a telephone number, a code of six digits, a mail address."""
    shapes = Counter(form(text) for text in filled)
    if len(shapes) > 20 or not _closed(shapes, len(filled)):
        return None
    return lambda text: form(text) in shapes


def _closed(times: Counter[str], total: int) -> bool:
    once = sum(1 for count in times.values() if count == 1)
    return total >= FEWEST_CLOSED and once <= UNSEEN_SHARE * total


def shape(text: str) -> str:
    """How a text is built: 9 for a run of digits, a for Latin letters, あ for others."""
    return LETTERS.sub(_letters, DIGITS.sub("9", text))


def fine_shape(text: str) -> str:
    """The same with every digit counted."""
    return LETTERS.sub(_letters, DIGIT.sub("9", text))


def _letters(found: re.Match[str]) -> str:
    return "a" if found.group().isascii() else "あ"
