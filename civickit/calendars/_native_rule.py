"""From the words a clerk writes (`第2・第4 水曜`) to rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from civickit.calendars._native_dates import BadDate, Dates, dates_of
from civickit.calendars.rules import (
    EVERY_MONTH,
    EveryWeeks,
    Months,
    NthWeekday,
    OnDates,
    Rule,
    Weekly,
)
from civickit.core.dates import parse_date
from civickit.core.text import clean

WEEKDAYS = "月火水木金土日"
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NEVER = {"なし", "収集なし", "収集しない", "ない", "none", "never", "-"}
ALL_YEAR = {"", "通年", "毎月", "全月", "すべて", "全て", "all", "every month", "all year"}
_EVERY_WEEKS = re.compile(
    r"(?:(?P<two>隔週|biweekly|every (?:other|second) week)|(?P<n>\d{1,2})週間?(?:ごと|毎)(?:に)?|"
    r"every (?P<en>\d{1,2}) weeks?)"
    r"\s*(?:\(?(?P<weekday>[月火水木金土日])(?:曜日?)?\)?|(?P<day>(?!from)[a-z]{3,9}))?"
    r"\s*(?P<aside>\()?(?:from\s)?\s*(?P<base>\S*\d\S*?日?)\s*(?:から|より)?(?(aside)\))"
    r"(?:\s*(?P<times>\d{1,4})\s*(?:回|times))?"
    r"(?P<open>\s*(?:休み?の週は数えない|open weeks only))?"
)
_TOKEN = re.compile(
    r"(?P<nth>第[1-5])|(?P<last>最終|最後の?|last\b)|"
    r"(?P<ordinal>[1-5](?:st|nd|rd|th)\b|(?:first|second|third|fourth|fifth)\b)|"
    r"(?P<weekday>[月火水木金土日])(?:曜日?)?|"
    r"(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?s?\b\.?|"
    r"(?P<every>毎週|every week\b|every\b|weekly\b)|(?P<bare>[1-5])(?!\d)|"
    r"毎月(?=\s*[第最])|(?:[\s・、,/&の]|and\b|と|及び|および|of the month\b|on\b)+"
)


_AS_5374 = re.compile(r"(?:[月火水木金土日][1-5](?:[\s・、,/]+|$))+")


class Unread(ValueError):
    """Words that cannot be read: a code of `findings.WORDS`, and the part it is about."""

    def __init__(self, code: str, part: str) -> None:
        super().__init__(part)
        self.code = code
        self.part = part


class Read(NamedTuple):
    """The rules, a code for what is doubtful about them ('' for nothing), the part it is about."""

    rules: tuple[Rule, ...]
    doubt: str = ""
    part: str = ""


def rules_of(days: str, months: str, first: date | None, last: date | None) -> Read:
    """The rules that a row says, in its months. Raises Unread.

    `first` and `last` are the row's days of validity: a date without a year is looked for there.
    """
    text, wanted = clean(days).casefold(), months_of(months)
    if text in NEVER:
        return Read(())
    if _AS_5374.fullmatch(text):  # 水2 水4
        text = re.sub("(.)([1-5])", r"第\2\1", text)
    every = _EVERY_WEEKS.fullmatch(text)
    if every:
        return _every_weeks(every, wanted)
    if re.search(r"\d+週間?おき", text):
        raise Unread("weeks_apart", days)
    try:
        listed = dates_of(days, first, last)
    except BadDate as bad:
        raise Unread("bad_date", str(bad)) from None
    if listed:
        return _dated(listed, wanted, first or date.min, last or date.max)
    return Read(tuple(dict.fromkeys(_weekdays(text, wanted))))


def _dated(listed: Dates, months: Months, first: date, last: date) -> Read:
    """The days of a list; those that the row does not hold for are left out and told."""
    kept = tuple(day for day in listed.days if day.month in months and first <= day <= last)
    outside = sorted({*listed.days} - {*kept})
    if outside:
        return Read((OnDates(kept),), "dates_outside", str(outside[0]))
    return Read((OnDates(kept),), "year_guessed" if listed.guessed else "")


def months_of(text: str) -> Months:
    """The months of a cell: `4月～11月`, `4-11`, `5、7、9`, `12～3`, `Apr-Nov`. Raises Unread."""
    plain = clean(text).casefold()
    if plain in ALL_YEAR:
        return EVERY_MONTH
    if re.search(r"\d-[a-z]|[a-z]-\d", plain):  # 11-Apr: a spreadsheet made a day of 4-11
        raise Unread("bad_months", text)
    for number, name in enumerate(_MONTHS, start=1):
        plain = re.sub(rf"\b{name}[a-z]*\.?", str(number), plain)
    plain = plain.replace("から", "~").replace("まで", "").replace(" to ", "~").replace(" - ", "~")
    found: set[int] = set()
    for part in filter(None, re.split(r"[\s、,;・/]+", plain)):
        span = re.fullmatch(r"(\d{1,2})月?(?:[~-](\d{1,2})月?)?", part)
        start, end = (int(span[1]), int(span[2] or span[1])) if span else (0, 0)
        if not (1 <= start <= 12 and 1 <= end <= 12):
            raise Unread("bad_months", part)
        found.update((start + n - 1) % 12 + 1 for n in range((end - start) % 12 + 1))
    return frozenset(found)


def _every_weeks(found: re.Match[str], months: Months) -> Read:
    weeks = 2 if found["two"] else int(found["n"] or found["en"])
    try:
        base = parse_date(found["base"])
    except ValueError:
        raise Unread("bad_date", found["base"]) from None
    if base is None or not weeks:
        raise Unread("bad_rule", found[0])
    times = int(found["times"]) if found["times"] else None
    said = _weekday(found)
    doubt = "weekday_differs" if said is not None and said != base.weekday() else ""
    return Read((EveryWeeks(base, weeks, times, months, bool(found["open"])),), doubt)


def _weekday(found: re.Match[str]) -> int | None:
    if found["weekday"]:
        return WEEKDAYS.index(found["weekday"])
    if not found["day"]:
        return None
    if found["day"][:3] not in _ENGLISH:
        raise Unread("bad_rule", found["day"])
    return _ENGLISH.index(found["day"][:3])


def _weekdays(text: str, months: Months) -> Iterator[Rule]:
    """Rules of words: ordinals hold for all weekdays up to the next ordinal."""
    nths: list[int] = []
    met_day = True
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or not found[0]:
            raise Unread("bad_rule", text[at:])
        at = found.end()
        nth = _nth(found, bool(nths) and not met_day)
        if nth or found["every"]:
            nths = [*([] if met_day else nths), *([nth] if nth else [])]
            met_day = False
        elif found["weekday"] or found["day"]:
            day = _weekday(found)
            assert day is not None
            yield from (NthWeekday(day, one, months) for one in nths)
            if not nths:
                yield Weekly(day, months)
            met_day = True
    if not met_day or not text:
        raise Unread("bad_rule", text)


def _nth(found: re.Match[str], within: bool) -> int:
    """The ordinal that a token is, 0 for none; a bare number is one only after another."""
    if found["bare"]:
        if not within:
            raise Unread("bad_rule", found.string[found.start() :])
        return int(found["bare"])
    if found["last"]:
        return -1
    if found["ordinal"]:
        return _ORDINALS.get(found["ordinal"]) or int(found["ordinal"][0])
    return int(found["nth"][1]) if found["nth"] else 0
