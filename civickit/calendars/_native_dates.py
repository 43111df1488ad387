"""Days in cells: one, or several with spaces or commas between."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from civickit.core.dates import parse_date
from civickit.core.text import clean

_BETWEEN = re.compile(r"[\s、,;・]+")
_WITHOUT_YEAR = re.compile(r"(\d{1,2})(?:/|月)(\d{1,2})日?(?:\([月火水木金土日]\))?")
_LIKE_A_DATE = re.compile(
    r"\d{1,4}\s*[-/.年月]\s*\d|\d{5,8}$|(?:[RH]|令和?|平成?)(?:\d|元)", re.IGNORECASE
)
_COMPACT = re.compile(r"[A-Za-z]?\d{5,8}(?:\.\d+)?")
MOST_DAYS = 366


class Dates(NamedTuple):
    """Days in order, each once. `guessed`: a year was missing, and only one fits."""

    days: tuple[date, ...]
    guessed: bool = False


class BadDate(ValueError):
    """A part of a cell that is no day, among parts that are."""


def dates_of(text: str, first: date | None, last: date | None) -> Dates | None:
    """The days a cell lists; None where its first part is no date at all.

    A day without a year is the one within `first` to `last`, if these hold it once. Raises
    BadDate for a later part that is no date, and for a day that never was.
    """
    parts = [part for part in _BETWEEN.split(clean(text)) if part]
    found: set[date] = set()
    guessed = False
    for number, part in enumerate(parts):
        if number == 0 and not _LIKE_A_DATE.match(part):
            return None
        day, without_year = _day(part, first, last)
        found.add(day)
        guessed = guessed or without_year
    return Dates(tuple(sorted(found)), guessed) if found else None


def _day(part: str, first: date | None, last: date | None) -> tuple[date, bool]:
    try:
        return _whole_day(part), False
    except BadDate:
        short = _WITHOUT_YEAR.fullmatch(part)
        if not short:
            raise
    return _within(int(short[1]), int(short[2]), first, last, part), True


@lru_cache(maxsize=4096)
def _whole_day(part: str) -> date:
    try:
        day = parse_date(part)
    except ValueError:
        raise BadDate(part) from None
    if day is None or not _names_a_day(part):
        raise BadDate(part)
    return day


def _names_a_day(part: str) -> bool:
    """A year or a month alone is no collection day."""
    return len(re.findall(r"\d+|元", part)) >= 3 or _COMPACT.fullmatch(part) is not None


def day_of(text: str, *, end: bool = False) -> date | None:
    """The day of a cell, None for an empty one. Raises BadDate.

    A month or a year alone is its first day, or its last for an `end`.
    """
    try:
        day = parse_date(text)
    except ValueError:
        raise BadDate(text) from None
    plain = clean(text)
    if day is None or not end or _names_a_day(plain):
        return day
    month = 12 if len(re.findall(r"\d+|元", plain)) == 1 else day.month
    following = date(day.year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _within(month: int, day: int, first: date | None, last: date | None, part: str) -> date:
    if first is None or last is None or (last - first).days >= MOST_DAYS:
        raise BadDate(part)
    for year in {first.year, last.year}:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if first <= found <= last:
            return found
    raise BadDate(part)
