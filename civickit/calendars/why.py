"""Why a day is a collection day, in words a resident understands."""

from __future__ import annotations

from datetime import date

from civickit.calendars._why_words import MONTHS, ORDINALS, WEEKDAYS, WORDS
from civickit.calendars.rules import Why

__all__ = ["WORDS", "date_said", "said", "weekday_said"]

_DATES = {"from", "closed"}
_WEEKS = {1: "every_week", 2: "every_other"}


def said(why: Why, lang: str) -> str:
    """`2nd Wednesday`, `第2水曜日`; in English where there are no words in `lang`.

    A reason that the city wrote itself follows word for word: `moved from 2 January: New Year`.
    """
    known = lang if lang in WEEKDAYS else "en"
    values = dict(why.values)
    code = _WEEKS.get(int(values.get("weeks", 0)), why.code)
    words = WORDS[code][known].format_map(_filled(values, known))
    same = values.get("from") == values.get("closed")
    if why.code == "later" and same:
        words = WORDS["moved"][known].format_map(_filled(values, known)) + _SHUT[known]
    reason = values.get(f"reason_{lang}") or values.get("reason")
    return f"{words}: {reason}" if reason else words


_SHUT = {
    "ja": ": 収集休み",
    "ja_easy": "(ごみを あつめない 日(ひ)でした)",
    "en": ": centre closed",
}


def _filled(values: dict[str, str | int], lang: str) -> dict[str, str | int]:
    filled = dict(values)
    for name in _DATES & values.keys():
        filled[name] = date_said(date.fromisoformat(str(values[name])), lang)
    if "weekday" in values:
        filled["weekday"] = weekday_said(int(values["weekday"]), lang)
    if "nth" in values:
        filled["ordinal"] = ORDINALS[int(values["nth"])]
    return filled


def date_said(day: date, lang: str) -> str:
    """A day of the year, without the year: `2 January`, `1月2日`."""
    if lang == "ja":
        return f"{day.month}月{day.day}日"
    if lang == "ja_easy":
        return f"{day.month}月(がつ){day.day}日(にち)"
    return f"{day.day} {MONTHS[day.month - 1]}"


def weekday_said(weekday: int, lang: str) -> str:
    """`Monday`, `月曜日` for 0; in English where there are no words in `lang`."""
    return WEEKDAYS[lang if lang in WEEKDAYS else "en"][weekday]
