"""The words of a day cell: `月`, `水2`, `第1・3火曜日`, `隔金20260109`, `20261224`, `Mon`, `*1`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from civickit.calendars.city import Fate
from civickit.calendars.rules import EveryWeeks, NthWeekday, OnDates, Rule, Weekly
from civickit.core.dates import parse_date

WEEKDAYS = "月火水木金土日"
NTHS = frozenset(range(1, 6))
FILLER_YEAR = 2090
"""From this year on a date only fills the cell: `20991231` for what is not fixed yet."""
_W = f"[{WEEKDAYS}]"
_YOUBI = "(?:曜日?)?"
_DATE = r"(?:[0-9]{8}(?![0-9])|[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?(?![0-9]))"
_ENGLISH = {
    name: n
    for n, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tues", "tue"),
            ("wednesday", "wed"),
            ("thursday", "thurs", "thur", "thu"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}
_EN = "(?:" + "|".join(sorted(_ENGLISH, key=len, reverse=True)) + ")"
_TOKENS = re.compile(
    "|".join(
        (
            rf"e(?P<weeks>[0-9]{{1,2}})w(?P<from>{_DATE})",
            rf"隔週?(?P<other>{_W}){_YOUBI}(?P<base>{_DATE}|[0-9]*)",
            rf"(?P<date>{_DATE})",
            r"(?P<digits>[0-9]{7,})",
            r"(?P<no_year>[0-9]{1,2}月[0-9]{1,2}日|[0-9]{1,2}/[0-9]{1,2}(?![0-9月火水木金土日]))",
            r"\*(?P<remark>[0-9]+|[A-Za-z])",
            rf"(?:毎月)?(?P<dai>第)(?P<nths>[0-9](?:[・、,/]?第?[0-9])*)(?P<nth_day>{_W}){_YOUBI}",
            rf"(?:毎月)?(?P<first>[0-9])(?P<first_day>{_W})(?P<youbi>曜日?)?(?![0-9])",
            rf"(?:毎月)?(?:最終|最後の?)(?P<last_day>{_W}){_YOUBI}",
            rf"(?:毎週)?(?P<low>{_W}){_YOUBI}[-~](?P<high>{_W}){_YOUBI}",
            rf"(?P<day>{_W}){_YOUBI}(?P<after>[0-9](?:[・、,/][0-9])*)(?![0-9回])",
            rf"(?:毎週)?(?P<weekly>{_W}){_YOUBI}(?![0-9])",
            r"(?P<daily>毎日)",
            rf"(?P<en_nth>[0-9])(?P<en_nth_day>{_EN})s?\.?(?![a-z0-9])",
            rf"(?P<en_day>{_EN})s?\.?(?P<en_after>[0-9]?)(?![a-z0-9])",
        )
    ),
    re.IGNORECASE,
)
_ERA = re.compile("令和|平成|[RrHh][0-9]")
_BETWEEN = re.compile("[・、,/&+と]")
_MIDNIGHT = re.compile(r" 0?0:00(?::00)?$")  # what spreadsheets put behind a date
_PLAIN = re.compile(rf"{_W}[1-5]?|隔{_W}[0-9]{{8}}|[0-9]{{8}}|\*[0-9A-Za-z]")


class Note(NamedTuple):
    """What is odd about a cell: a code of `findings.WORDS` and what fills it."""

    fate: Fate
    code: str
    values: tuple[tuple[str, str | int], ...] = ()


class Token(NamedTuple):
    """One word of a cell: its rule (months still open) or remark, and how the script writes it."""

    text: str
    rule: Rule | None = None
    remark: str = ""
    notes: tuple[Note, ...] = ()


def is_plain(chunk: str) -> bool:
    """Whether the original script understands a word as it is written."""
    return _PLAIN.fullmatch(chunk) is not None


def tokens_of(chunk: str) -> list[Token] | None:
    """The tokens a word without spaces is made of; None where any part of it is none."""
    found: list[Token] = []
    at = 0
    while at < len(chunk):
        match = _TOKENS.match(chunk, at)
        if match is None:
            return None
        found += _read(match)
        at = match.end()
        if at < len(chunk) and _BETWEEN.match(chunk, at):
            at += 1
            if at == len(chunk):
                return None
    return found


def _read(match: re.Match[str]) -> Iterator[Token]:
    part = {name: text for name, text in match.groupdict().items() if text is not None}
    if "remark" in part:
        yield Token(f"*{part['remark']}", remark=part["remark"])
    elif part.keys() & {"date", "digits", "no_year"}:
        yield _dated(part)
    elif "other" in part or "from" in part:
        yield _every(part)
    elif "last_day" in part:
        weekday = WEEKDAYS.index(part["last_day"])
        yield Token(f"最終{part['last_day']}", NthWeekday(weekday, -1))
    else:
        yield from _weekdays(part)


def _weekdays(part: dict[str, str]) -> Iterator[Token]:
    if "daily" in part or "low" in part:
        low, high = WEEKDAYS.index(part.get("low", "月")), WEEKDAYS.index(part.get("high", "日"))
        for n in range((high - low) % 7 + 1):
            yield _weekly((low + n) % 7)
    elif "weekly" in part:
        yield _weekly(WEEKDAYS.index(part["weekly"]))
    elif "en_day" in part and not part["en_after"]:
        yield _weekly(_ENGLISH[part["en_day"].lower()])
    elif "first" in part and part["first_day"] == "日" and "youbi" not in part:
        yield _refused("unknown_words", f"{part['first']}日")  # a day of the month?
    else:
        name = next(part[one] for one in _DAYS if one in part)
        weekday = WEEKDAYS.find(name) if name in WEEKDAYS else _ENGLISH[name.lower()]
        digits = next(part[one] for one in _NTHS if one in part)
        for digit in re.findall("[0-9]", digits):
            yield _nth(weekday, int(digit))


_DAYS = ("nth_day", "first_day", "day", "en_nth_day", "en_day")
_NTHS = ("nths", "first", "after", "en_nth", "en_after")


def _weekly(weekday: int) -> Token:
    return Token(WEEKDAYS[weekday], Weekly(weekday))


def _nth(weekday: int, nth: int) -> Token:
    text = f"{WEEKDAYS[weekday]}{nth}"
    return Token(text, NthWeekday(weekday, nth)) if nth in NTHS else _refused("no_such_week", text)


def _dated(part: dict[str, str]) -> Token:
    if "no_year" in part:
        return _refused("date_without_year", part["no_year"])
    written = part.get("date") or part["digits"]
    day = day_of(written if "date" in part else _eight(written))
    if day is None:
        return _refused("no_such_date", written)
    if day.year >= FILLER_YEAR:
        return Token("", notes=(Note("repaired", "filler_date", (("text", written),)),))
    told = (("text", written), ("day", f"{day:%Y%m%d}"))
    notes = () if "date" in part else (Note("doubtful", "date_digits", told),)
    return Token(f"{day:%Y%m%d}", OnDates((day,)), notes=notes)


def _eight(digits: str) -> str:
    """The digits the original takes a date from: 7 of them leave one for the day."""
    return digits[:8] if len(digits) > 7 else f"{digits[:6]}0{digits[6]}"


def _every(part: dict[str, str]) -> Token:
    written = part.get("base", "") or part.get("from", "")
    base = day_of(written)
    if base is None:
        text = f"隔{part['other']}{written}" if "other" in part else written
        return _refused("no_such_date" if written else "no_base_date", text)
    if "weeks" in part:
        weeks = int(part["weeks"])
        if not weeks:
            return _refused("unknown_words", f"e{weeks}w{written}")
        rule = EveryWeeks(base, weeks, open_weeks_only=True)
        return Token(f"e{weeks}w{base:%Y%m%d}", rule, notes=(Note("repaired", "every_n_weeks"),))
    notes: tuple[Note, ...] = ()
    if WEEKDAYS[base.weekday()] != part["other"]:
        told = (("text", f"{base:%Y-%m-%d}"), ("weekday", part["other"]), ("is", base.weekday()))
        notes = (Note("doubtful", "other_weekday", told),)
    return Token(f"隔{WEEKDAYS[base.weekday()]}{base:%Y%m%d}", EveryWeeks(base), notes=notes)


def day_of(text: str) -> date | None:
    """The day of `20261224`, `2026-12-24`, `令和8年12月24日`; None where there is no such day.

    A year of two digits is none: `8/12/29` may be of either era, `26/12/29` of the century.
    """
    parts = re.findall("[0-9]+", _MIDNIGHT.sub("", text))
    if parts == [text] and len(text) == 8:
        parts = [text[:4], text[4:6], text[6:]]
    try:
        if _ERA.match(text):
            return parse_date(text)
        return date(*map(int, parts)) if len(parts) == 3 and len(parts[0]) == 4 else None
    except (ValueError, OverflowError):
        return None


def _refused(code: str, text: str) -> Token:
    return Token("", notes=(Note("refused", code, (("text", text),)),))
