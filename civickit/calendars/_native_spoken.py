"""From rules to the words that a clerk would write for them."""

from __future__ import annotations

from collections.abc import Sequence

from civickit.calendars._native_rule import WEEKDAYS
from civickit.calendars.rules import (
    EVERY_MONTH,
    EveryWeeks,
    Months,
    NthWeekday,
    OnDates,
    Rule,
    Weekly,
)


def words_of(rules: Sequence[Rule]) -> list[tuple[str, str]]:
    """(days, months) of the fewest rows that say these rules."""
    rules = [one for one in rules if isinstance(one, OnDates) or one.months]
    rows = []
    by_months: dict[Months, dict[tuple[int, ...], list[int]]] = {}
    for months in dict.fromkeys(one.months for one in rules if not isinstance(one, OnDates)):
        weekly = {one.weekday for one in rules if isinstance(one, Weekly) and one.months == months}
        groups = by_months.setdefault(months, {(): sorted(weekly)} if weekly else {})
        nths: dict[int, list[int]] = {}
        for one in rules:
            if isinstance(one, NthWeekday) and one.months == months:
                nths.setdefault(one.weekday, []).append(one.nth)
        for weekday, found in sorted(nths.items()):
            order = tuple(sorted(set(found), key=lambda nth: nth % 10))
            groups.setdefault(order, []).append(weekday)
    for months, groups in by_months.items():
        rows += [(_days_words(n, days), months_words(months)) for n, days in groups.items()]
    for one in rules:
        if isinstance(one, OnDates):
            rows.append((" ".join(day.isoformat() for day in sorted(set(one.days))), ""))
        elif isinstance(one, EveryWeeks):
            rows.append((_every_words(one), months_words(one.months)))
    return rows or [("なし", "")]


def _days_words(nths: tuple[int, ...], weekdays: Sequence[int]) -> str:
    days = "・".join(WEEKDAYS[day] for day in weekdays)
    which = "・".join("最終" if nth == -1 else f"第{nth}" for nth in nths)
    return f"{which or '毎週'} {days}"


def _every_words(rule: EveryWeeks) -> str:
    often = "隔週" if rule.weeks == 2 else f"{rule.weeks}週ごと"
    weekday = WEEKDAYS[rule.base.weekday()]
    times = f" {rule.times}回" if rule.times is not None else ""
    counted = " 休みの週は数えない" if rule.open_weeks_only else ""
    return f"{often} {weekday} {rule.base}から{times}{counted}"


def months_words(months: Months) -> str:
    """`4～11`, `4、6、8`; '' for all."""
    if months == EVERY_MONTH:
        return ""
    starts = [one for one in sorted(months) if (one - 2) % 12 + 1 not in months]
    spans = []
    for start in starts:
        length = next(n for n in range(1, 13) if (start + n - 1) % 12 + 1 not in months)
        end = (start + length - 2) % 12 + 1
        spans.append(f"{start}月" if length == 1 else f"{start}月～{end}月")
    return "、".join(spans)
