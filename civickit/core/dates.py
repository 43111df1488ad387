"""Dates as Japanese municipalities write them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from civickit.core.text import clean


class _Era(NamedTuple):
    letter: str
    names: str
    start: date
    end: date


_ERAS = (
    _Era("M", "明治|明", date(1868, 1, 25), date(1912, 7, 30)),
    _Era("T", "大正|大", date(1912, 7, 30), date(1926, 12, 25)),
    _Era("S", "昭和|昭", date(1926, 12, 25), date(1989, 1, 7)),
    _Era("H", "平成|平", date(1989, 1, 8), date(2019, 4, 30)),
    _Era("R", "令和|令", date(2019, 5, 1), date(2099, 12, 31)),
)
_BY_WORD = {
    word: era for era in _ERAS for word in (era.letter, era.letter.lower(), *era.names.split("|"))
}
_FIRST_YEAR, _LAST_YEAR = _ERAS[0].start.year, _ERAS[-1].end.year
_YEARS_OF_GRACE = 10  # forms printed before an era ended go on: 平成35年

_EXCEL_START = date(1899, 12, 30)
_EXCEL_LOW, _EXCEL_HIGH = 10_000, 73_050  # 1927-05-18 to 2099-12-31
_NO_DATE = {(1899, 12, 30), (1900, 1, 0)}  # zero as Access and as Excel print it

_ERA = "(?P<era>" + "|".join(sorted(_BY_WORD, key=len, reverse=True)) + ")"
_DAY_TAIL = (
    r"日?\s*(?:\(?[月火水木金土日](?:曜日?)?\)?)?"
    r"(?:[T\s]*\d{1,2}[:時]\d{1,2}(?:[:分](?:\d{1,2}(?:\.\d+)?秒?)?)?\s*(?:Z|[+-]\d\d:?\d\d)?)?"
)
_REST = (
    r"(?:\s*[-/.年]\s*(?:(?P<month>\d{1,2})"
    rf"(?:\s*[-/.月]\s*(?:(?P<day>\d{{1,2}})\s*{_DAY_TAIL})?)?)?)?"
)
_PATTERNS = (
    re.compile(rf"(?P<year>\d{{4}}){_REST}"),  # 2024/4/1, 2013.9.18, 2014/2/22 0:00, 2019年4月
    re.compile(rf"{_ERA}\s*(?P<year>\d{{1,2}}|元){_REST}"),  # 令和6年4月1日, R6.4.1, H31
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),  # 20240401
    re.compile(rf"{_ERA}(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"),  # R060401
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")


@lru_cache(maxsize=8192)
def parse_date(text: str) -> date | None:
    """The day a cell names: ISO, `2024/4/1`, `令和6年4月1日`, `R6.4.1`, `20240401`, Excel serials.

    None for an empty cell and for the zero date of Access and Excel. A time of day is left out. A
    year or a month alone is its first day (`H31` is 2019-01-01, `令和元年` 2019-05-01). An
    era may run on (`平成31年5月1日`). Raises ValueError for a day that never was, and for what
    is no date: `4月頃`, `令和6年度`, `24/4/1`.
    """
    plain = clean(text)
    if not plain:
        return None
    serial = _SERIAL.fullmatch(plain)
    if serial:
        return _from_serial(int(serial[1]), text)
    for pattern in _PATTERNS:
        found = pattern.fullmatch(plain)
        if found:
            return _from_parts(found.groupdict(), text)
    raise ValueError(f"{text!r} is not a date; write it as 2024-04-01")


def _from_serial(days: int, text: str) -> date:
    if not _EXCEL_LOW <= days <= _EXCEL_HIGH:
        raise ValueError(f"{text!r} is not a date: as an Excel serial it lies outside 1927 to 2099")
    return _EXCEL_START + timedelta(days=days)


def _from_parts(parts: dict[str, str | None], text: str) -> date | None:
    era = _BY_WORD.get(parts.get("era") or "")
    year = _year(parts["year"] or "", era, text)
    month, day = int(parts["month"] or 1), int(parts["day"] or 1)
    if (year, month, day) in _NO_DATE:
        return None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(f"{text!r}: the year {year} is not within {_FIRST_YEAR} to {_LAST_YEAR}")
    try:
        first = date(year, month, day)
    except ValueError:
        raise ValueError(f"{text!r}: {year}-{month:02}-{day:02} is not in the calendar") from None
    if era and not parts["day"] and (month >= era.start.month or not parts["month"]):
        return max(first, era.start)
    return first


def _year(digits: str, era: _Era | None, text: str) -> int:
    if era is None:
        return int(digits)
    number = 1 if digits == "元" else int(digits)
    last = era.end.year - era.start.year + 1
    if not 1 <= number <= last + _YEARS_OF_GRACE:
        raise ValueError(f"{text!r}: {era.names.split('|')[0]} had {last} years, not {number}")
    return era.start.year + number - 1
