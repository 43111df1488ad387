"""Rules against a reference that looks at one day after the other, and the words for reasons."""

from __future__ import annotations

import tracemalloc
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civickit.calendars.city import Area
from civickit.calendars.rules import (
    EVERY_MONTH,
    Closure,
    Day,
    EveryWeeks,
    Extra,
    Moved,
    NthWeekday,
    OnDates,
    Removed,
    Rule,
    Schedule,
    Weekly,
    WhenClosed,
    Why,
    days,
    ends,
)
from civickit.calendars.why import WORDS, said

NEW_YEAR = Closure(date(2026, 12, 29), date(2027, 1, 3), "Centre")
DAYS = st.dates(date(2026, 9, 1), date(2027, 6, 30))
MONTHS = st.one_of(st.just(EVERY_MONTH), st.frozensets(st.integers(1, 12), min_size=1, max_size=6))
WEEKDAYS = st.integers(0, 6)
RULES = st.one_of(
    st.builds(Weekly, WEEKDAYS, MONTHS),
    st.builds(NthWeekday, WEEKDAYS, st.sampled_from([1, 2, 3, 4, 5, -1]), MONTHS),
    st.builds(
        EveryWeeks, DAYS, st.integers(1, 5), st.none() | st.integers(1, 9), MONTHS, st.booleans()
    ),
    st.builds(lambda found: OnDates(tuple(sorted(found))), st.sets(DAYS, max_size=5)),
)
CLOSURES = st.builds(
    lambda first, length: Closure(first, first + timedelta(days=length)), DAYS, st.integers(0, 25)
)
CHANGES = st.one_of(st.builds(Extra, DAYS), st.builds(Removed, DAYS), st.builds(Moved, DAYS, DAYS))
SCHEDULES = st.builds(
    Schedule,
    st.lists(RULES, max_size=3).map(tuple),
    st.lists(CLOSURES, max_size=2).map(tuple),
    st.sampled_from(list(WhenClosed)),
    st.lists(CHANGES, max_size=3).map(tuple),
    st.none() | DAYS,
    st.none() | DAYS,
)


@settings(max_examples=250)
@given(schedule=SCHEDULES, first=DAYS, length=st.integers(0, 120))
def test_days_are_those_found_by_looking_at_every_day(
    schedule: Schedule, first: date, length: int
) -> None:
    last = first + timedelta(days=length)
    found = [one.day for one in days(schedule, first, last)]
    assert found == sorted(naive(schedule, first, last))


@given(schedule=SCHEDULES)
def test_a_part_of_the_days_is_what_asking_for_that_part_gives(schedule: Schedule) -> None:
    whole = list(days(schedule, date(2026, 9, 1), date(2027, 6, 30)))
    for first, last in (
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2027, 1, 5), date(2027, 2, 9)),
    ):
        assert list(days(schedule, first, last)) == [d for d in whole if first <= d.day <= last]


@given(schedule=SCHEDULES)
def test_nothing_comes_after_the_end(schedule: Schedule) -> None:
    end = ends(schedule)
    found = list(days(schedule, date(2026, 1, 1), date(2029, 1, 1)))
    assert end is None or all(one.day <= end or one.why.code == "later" for one in found)


def naive(schedule: Schedule, first: date, last: date) -> set[date]:
    """The days of a schedule, by asking of each day of some years whether it is meant."""
    removed = {one.day for one in schedule.changes if isinstance(one, Removed)}
    changed = removed | {one.day for one in schedule.changes if isinstance(one, Moved)}
    found: set[date] = set()
    meant: set[date] = set()
    for rule in schedule.rules:
        for planned in every_day(date(2026, 7, 1), date(2027, 12, 31)):
            valid = (schedule.first or planned) <= planned <= (schedule.last or planned)
            if not (valid and means(rule, planned, schedule)):
                continue
            day = lands(rule, planned, schedule)
            meant |= {planned, day or planned}
            if day and planned not in changed and day not in changed:
                found.add(day)
    found |= {one.day for one in schedule.changes if isinstance(one, Extra)}
    found |= {
        one.to for one in schedule.changes if isinstance(one, Moved) and one.day in meant - removed
    }
    return {day for day in found if first <= day <= last}


def every_day(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def closed(day: date, schedule: Schedule) -> bool:
    return any(one.first <= day <= one.last for one in schedule.closures)


def means(rule: Rule, day: date, schedule: Schedule) -> bool:
    """Whether the rule names the day, closed or not."""
    if isinstance(rule, OnDates):
        return day in rule.days
    if day.month not in rule.months:
        return False
    if isinstance(rule, Weekly):
        return day.weekday() == rule.weekday
    if isinstance(rule, NthWeekday):
        length = monthrange(day.year, day.month)[1]
        nth = (day.day + 6) // 7
        right = day.day + 7 > length if rule.nth == -1 else nth == rule.nth
        return day.weekday() == rule.weekday and right
    weeks, rest = divmod((day - rule.base).days, 7)
    if rest or weeks < 0:
        return False
    if rule.open_weeks_only:
        before = (rule.base + timedelta(weeks=n) for n in range(weeks))
        weeks = sum(not closed(one, schedule) for one in before)
        if closed(day, schedule):
            return False
    turn, rest = divmod(weeks, rule.weeks)
    return not rest and (rule.times is None or turn < rule.times)


def lands(rule: Rule, planned: date, schedule: Schedule) -> date | None:
    """The day that a planned day is collected on."""
    later = schedule.when_closed is WhenClosed.LATER_WEEK
    if isinstance(rule, OnDates) or schedule.when_closed is WhenClosed.COLLECT:
        return planned
    if later and isinstance(rule, NthWeekday) and rule.nth > 0:
        month = every_day(
            planned.replace(day=1),
            planned.replace(day=monthrange(planned.year, planned.month)[1]),
        )
        weekdays = [d for d in month if d.weekday() == rule.weekday and not closed(d, schedule)]
        return weekdays[rule.nth - 1] if rule.nth <= len(weekdays) else None
    if not closed(planned, schedule):
        return planned
    if later and isinstance(rule, EveryWeeks) and not rule.open_weeks_only:
        others = (planned + timedelta(weeks=n) for n in range(1, rule.weeks))
        return next((day for day in others if not closed(day, schedule)), None)
    return None


def test_a_century_costs_no_memory() -> None:
    schedule = Schedule((Weekly(0), NthWeekday(2, 2), EveryWeeks(date(2000, 1, 6), 3)), (NEW_YEAR,))
    century = days(schedule, date(2000, 1, 1), date(2099, 12, 31))
    list(islice(century, 10))
    tracemalloc.start()
    count = sum(1 for _ in century)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count > 8_000
    assert peak < 100_000


def test_the_calendar_ends_without_a_stumble() -> None:
    schedule = Schedule(
        (Weekly(0), NthWeekday(4, 5), EveryWeeks(date(9999, 12, 1)), NthWeekday(6, -1)),
        (Closure(date(9999, 12, 20), date.max),),
        WhenClosed.LATER_WEEK,
    )
    assert [one.day for one in days(schedule, date(9999, 12, 1), date.max)][-1] < date(9999, 12, 20)
    assert next(days(schedule, date.min, date(1, 2, 1))).day == date(1, 1, 1)


@pytest.mark.parametrize(
    ("rules", "change", "expected"),
    [
        ((Weekly(4),), Moved(date(2027, 1, 1), date(2027, 1, 5)), [5, 8, 15, 22, 29]),
        ((Weekly(4),), Moved(date(2027, 1, 7), date(2027, 1, 5)), [8, 15, 22, 29]),
        ((Weekly(4),), Moved(date(2026, 12, 25), date(2027, 1, 4)), [4, 8, 15, 22, 29]),
        ((Weekly(4),), Moved(date(2027, 1, 8), date(2026, 12, 28)), [15, 22, 29]),
        ((Weekly(4),), Removed(date(2027, 1, 8)), [15, 22, 29]),
        ((Weekly(4),), Extra(date(2027, 1, 2)), [2, 8, 15, 22, 29]),
        ((NthWeekday(4, 1),), Moved(date(2027, 1, 1), date(2027, 1, 2)), [2]),
    ],
)
def test_changes_hold_for_days_that_are_closed_and_across_the_months(
    rules: tuple[Rule, ...], change: Extra | Removed | Moved, expected: list[int]
) -> None:
    schedule = Schedule(rules, (NEW_YEAR,), WhenClosed.SKIP, (change,))
    found = days(schedule, date(2027, 1, 1), date(2027, 1, 31))
    assert [one.day.day for one in found] == expected


def test_the_reason_is_that_of_the_first_rule() -> None:
    schedule = Schedule((NthWeekday(2, 2), Weekly(2), OnDates((date(2026, 12, 9),))))
    found = {one.day: one.why.code for one in days(schedule, date(2026, 12, 1), date(2026, 12, 31))}
    assert found[date(2026, 12, 9)] == "nth"
    assert found[date(2026, 12, 16)] == "weekly"


def test_an_area_joins_periods_and_knows_its_end() -> None:
    until = Schedule((Weekly(0),), last=date(2027, 3, 31))
    then = Schedule((Weekly(3),), first=date(2027, 4, 1))
    dates = Schedule((OnDates((date(2027, 2, 1),)),))
    area = Area("a", {"ja": "い"}, {}, schedules={"x": (until, then), "y": (dates,), "z": (until,)})
    found = [one.day for one in area.days("x", date(2027, 3, 25), date(2027, 4, 8))]
    assert found == [date(2027, 3, 29), date(2027, 4, 1), date(2027, 4, 8)]
    assert area.ends() is None
    assert area.ends("y") == date(2027, 2, 1)
    assert area.ends("z") == date(2027, 3, 31)
    assert area.ends("none") is None
    assert list(area.days("none", date(2027, 1, 1), date(2027, 2, 1))) == []
    assert Area("a", {}, {}, schedules={"y": (dates,), "z": (until,)}).ends() == date(2027, 3, 31)


def of(rule: Rule, when_closed: WhenClosed = WhenClosed.SKIP) -> Day:
    schedule = Schedule((rule,), (NEW_YEAR,), when_closed)
    return next(days(schedule, date(2027, 1, 4), date(2027, 3, 1)))


@pytest.mark.parametrize(
    ("day", "en", "ja"),
    [
        (of(Weekly(0)), "every Monday", "毎週月曜日"),
        (of(NthWeekday(2, 2)), "2nd Wednesday", "第2水曜日"),
        (of(NthWeekday(2, -1)), "last Wednesday", "最後の水曜日"),
        (of(EveryWeeks(date(2026, 12, 7))), "every other Monday", "隔週月曜日"),
        (of(EveryWeeks(date(2026, 12, 7), 1)), "every Monday", "毎週月曜日"),
        (of(EveryWeeks(date(2026, 12, 7), 4)), "every 4 weeks on Monday", "4週ごとの月曜日"),
        (of(OnDates((date(2027, 1, 5),))), "a day named in the calendar", "指定日"),
        (
            of(NthWeekday(4, 1), WhenClosed.LATER_WEEK),
            "moved from 1 January: centre closed",
            "1月1日から変更: 収集休み",
        ),
        (
            of(NthWeekday(4, 2), WhenClosed.LATER_WEEK),
            "moved from 8 January: centre closed on 1 January",
            "1月8日から変更: 1月1日は収集休み",
        ),
        (
            Day(NEW_YEAR.last, Why("moved", (("from", "2027-01-02"), ("reason", "Snow")))),
            "moved from 2 January: Snow",
            "1月2日から変更: Snow",
        ),
        (Day(NEW_YEAR.last, Why("extra")), "an extra day", "臨時の収集日"),
    ],
)
def test_reasons_are_told_as_a_resident_understands_them(day: Day, en: str, ja: str) -> None:
    assert said(day.why, "en") == en
    assert said(day.why, "ja") == ja
    assert said(day.why, "pt") == en


def test_every_reason_has_words_in_every_language() -> None:
    for code, words in WORDS.items():
        assert words.keys() >= {"ja", "ja_easy", "en"}, code
    values = (
        ("weekday", 0),
        ("nth", 2),
        ("weeks", 3),
        ("from", "2027-01-02"),
        ("closed", "2027-01-01"),
    )
    for code in WORDS:
        for lang in ("ja", "ja_easy", "en"):
            assert "{" not in said(Why(code, values), lang)
