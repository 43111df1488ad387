"""The words of the garbage calendar, and how days are said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from civickit import collection
from civickit.calendars.city import Area
from civickit.calendars.grid import begins
from civickit.calendars.rules import OnDates, Schedule, Weekly
from civickit.collection import say
from civickit.collection._lists import row_of
from civickit.collection._print import sheet_start
from civickit.web.languages import Languages, check_languages

HERE = Path(collection.__file__).parent
WORDS = Languages(HERE / "languages")
DAY = date(2026, 11, 28)


def text(lang: str) -> say.Text:
    return lambda key, **values: WORDS.text(lang, key, **values)


def test_the_languages_are_complete() -> None:
    assert check_languages(HERE / "languages", HERE / "templates") == []


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ja", "11月28日(土)"),
        ("ja_easy", "11月(がつ)28日 土曜日(どようび)"),
        ("en", "Saturday 28 November"),
    ],
)
def test_a_day(lang: str, said: str) -> None:
    assert say.day(DAY, text(lang)) == said


def test_a_day_with_its_year_and_a_month() -> None:
    assert say.day_and_year(DAY, text("ja")) == "2026年11月28日(土)"
    assert say.day_and_year(DAY, text("en")) == "Saturday 28 November 2026"
    assert say.month(DAY, text("en")) == "November 2026"


@pytest.mark.parametrize(
    ("day", "said"),
    [(28, "今日"), (29, "明日"), (30, "明後日")],
)
def test_how_far(day: int, said: str) -> None:
    assert say.how_far(date(2026, 11, day), DAY, text("ja")) == said


def test_how_far_in_numbers() -> None:
    assert say.how_far(date(2027, 3, 1), date(2027, 2, 25), text("en")) == "in 4 days"
    assert say.how_far(date(2028, 3, 1), date(2028, 2, 25), text("ja")) == "5日後"


def test_a_week_begins_on_sunday() -> None:
    assert [short for short, _ in say.weekdays(text("ja"))] == list("日月火水木金土")
    assert say.weekdays(text("en"))[0] == ("Sun", "Sunday")


@pytest.mark.parametrize(
    ("reading", "row"),
    [
        ("あき", "あ"),
        ("ガラス", "か"),
        ("ぱん", "は"),
        ("ｷﾞﾀｰ", "か"),
        ("CD", "A-Z"),
        ("１００円", "A-Z"),
        ("木", "*"),
        ("", "*"),
    ],
)
def test_the_heading_of_a_reading(reading: str, row: str) -> None:
    assert row_of(reading) == row


@pytest.mark.parametrize(
    ("today", "ends", "first"),
    [
        (date(2026, 11, 28), None, date(2026, 11, 1)),
        (date(2026, 11, 28), date(2027, 3, 31), date(2026, 4, 1)),
        (date(2026, 11, 28), date(2028, 3, 31), date(2026, 11, 1)),
        (date(2026, 11, 28), date(2026, 3, 31), date(2026, 11, 1)),
    ],
)
def test_the_first_month_on_paper(today: date, ends: date | None, first: date) -> None:
    assert sheet_start(today, ends) == first


def test_where_the_data_begins() -> None:
    def area(*schedules: Schedule) -> Area:
        return Area("k", {}, {}, schedules={"burn": schedules})

    monday = Schedule((Weekly(0),), first=date(2026, 4, 1))
    some = Schedule((OnDates((date(2026, 5, 2), date(2026, 3, 4))),))
    assert begins(area(monday)) == date(2026, 4, 1)
    assert begins(area(monday, some)) == date(2026, 3, 4)
    assert begins(area(monday, Schedule((Weekly(1),)))) is None
    assert begins(area()) is None
