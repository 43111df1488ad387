"""What is drawn: shapes that differ, words that differ, and a month's weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from calendars.hand_made_city import area, city, kinds
from hypothesis import given
from hypothesis import strategies as st

from civickit.calendars.city import Kind
from civickit.calendars.grid import (
    OUTLINES,
    closures_of,
    colours_of,
    is_unusual,
    marks_of,
    month_grid,
    months_from,
    notices_of,
    shapes_of,
    short_words,
)
from civickit.calendars.instead import Instead, Shut, instead_of, shut_of, why_in
from civickit.calendars.rules import Closure, OnDates, Removed, Schedule

CITY = city()
EAST = CITY.areas[0]


def named(*names: str, lang: str = "ja") -> list[Kind]:
    return [Kind(str(n), {lang: name}, {}) for n, name in enumerate(names)]


def test_twenty_four_kinds_have_twenty_four_shapes() -> None:
    shapes = shapes_of(named(*map(str, range(24))))
    assert len(set(shapes.values())) == 24
    assert {one.removesuffix("-open") for one in shapes.values()} == set(OUTLINES)


def test_outlines_stay_in_their_box_and_differ() -> None:
    for corners in OUTLINES.values():
        assert len(corners) >= 3
        assert all(-3 <= number <= 103 for corner in corners for number in corner)
    assert len({frozenset(corners) for corners in OUTLINES.values()}) == len(OUTLINES)


def test_a_colour_is_the_citys_or_one_for_the_colour_blind() -> None:
    told = [Kind(key, {}, {}, key) for key in ("#AbCdEf", "", "red", "#12345", "url(x)", "#ggg000")]
    colours = colours_of(told)
    assert colours["#AbCdEf"] == "#AbCdEf"
    assert len(set(colours.values())) == 6
    assert all(len(one) == 7 and int(one[1:], 16) >= 0 for one in colours.values())


@pytest.mark.parametrize(
    ("name", "others", "short"),
    [
        ("燃やすごみ", ["燃やさないごみ"], "燃やす"),
        ("燃やさないごみ", ["燃やすごみ"], "燃やさない"),
        ("プラスチック製容器包装", ["プラスチック製品"], "プラ容器"),
        ("あきびん・かん・スプレー缶", [], "あきびん"),
        ("びん(茶色)", ["びん(無色)"], "びん茶色"),
        ("粗大ごみ(予約制)", ["資源ごみ"], "粗大"),
        ("燃やすごみ\uff08可燃ごみ\uff09", ["資源ごみ"], "燃やす"),
        ("びん\uff08茶色\uff09", ["びん\uff08無色\uff09"], "びん茶色"),
        ("Burnable waste", ["Non-burnable waste"], "Burnable"),
        ("PET bottles", ["Cans"], "PET"),
        ("\x00\n ", [], "0"),
    ],
)
def test_a_short_word_says_which(name: str, others: list[str], short: str) -> None:
    assert short_words(named(name, *others), "ja")["0"].replace(" ", "") == short


@given(st.lists(st.text(max_size=30), max_size=14), st.sampled_from([4, 6, 8]))
def test_short_words_always_differ(names: list[str], width: int) -> None:
    words = short_words(named(*names), "ja", width)
    assert len(set(words.values())) == len(names)
    assert all(words.values())


@pytest.mark.parametrize("month", [date(2026, 2, 14), date(2024, 2, 29), date(2026, 8, 1)])
def test_a_month_is_whole_weeks_from_sunday(month: date) -> None:
    weeks = month_grid(CITY, EAST, month)
    days = [cell.day for week in weeks for cell in week]
    assert all(len(week) == 7 and week[0].day.weekday() == 6 for week in weeks)
    assert [one - days[0] for one in days] == [timedelta(days=n) for n in range(len(days))]
    inside = [cell.day for week in weeks for cell in week if cell.inside]
    assert inside[0].day == 1
    assert (inside[-1] + timedelta(days=1)).day == 1
    assert all(not cell.marks for week in weeks for cell in week if not cell.inside)


def test_a_grid_shows_what_the_rules_say() -> None:
    marks = marks_of(CITY, EAST, date(2026, 5, 1), date(2026, 5, 31))
    cells = {cell.day: cell for week in month_grid(CITY, EAST, date(2026, 5, 9)) for cell in week}
    assert {day: cell.marks for day, cell in cells.items() if cell.marks} == marks
    holiday = cells[date(2026, 5, 6)]
    assert [mark.kind for mark in holiday.marks] == ["burnable", "bottles", "cans"]
    assert [is_unusual(mark) for mark in holiday.marks] == [True, False, False]


def test_closed_and_unknown_days_are_told() -> None:
    january = {one.day: one for week in month_grid(CITY, EAST, date(2027, 1, 1)) for one in week}
    assert [day.day for day, one in january.items() if one.inside and one.closed] == [1, 2, 3]
    april = {one.day: one for week in month_grid(CITY, EAST, date(2027, 4, 1)) for one in week}
    assert april[date(2027, 3, 31)].known
    assert not april[date(2027, 4, 1)].known
    listed = EAST._replace(schedules={"paper": (Schedule((OnDates((date(2026, 5, 8),)),)),)})
    may = {one.day: one for week in month_grid(CITY, listed, date(2026, 5, 1)) for one in week}
    assert [day for day, one in may.items() if one.known] == [date(2026, 5, 8)]


def test_what_is_lost_is_told_and_what_comes_all_the_same_is_not() -> None:
    first, last = date(2026, 4, 1), date(2027, 1, 31)
    found = instead_of(EAST, marks_of(CITY, EAST, first, last), first, last)
    holiday, reasons = date(2026, 5, 4), (("en", "holiday"),)
    told = Instead("burnable", "moved", "祝日", date(2026, 5, 6), reasons)
    assert found[holiday] == (told,)
    assert why_in(told, "en") == "holiday"
    assert why_in(told, "pt") == "祝日"
    assert date(2026, 4, 29) not in found  # a Wednesday without any collection
    assert found[date(2026, 12, 31)] == (Instead("burnable", "is_closed", "クリーンセンター"),)
    assert list(found) == sorted(found)


def test_days_that_all_kinds_lose_are_days_without_collection() -> None:
    spring = Shut(date(2026, 4, 29), date(2026, 4, 29), "昭和の日")
    year_end = Shut(date(2026, 12, 31), date(2027, 1, 3), "クリーンセンター")
    assert shut_of(EAST, date(2026, 4, 1), date(2027, 3, 31)) == (spring, year_end)
    off = tuple(Removed(date(2026, 8, day), "盆") for day in (13, 14, 15))
    one = Schedule((OnDates((date(2026, 8, 14),)),), changes=off)
    away = EAST._replace(schedules={"paper": (one,)})
    assert shut_of(away, date(2026, 8, 1), date(2026, 8, 31)) == (
        Shut(date(2026, 8, 13), date(2026, 8, 15), "盆"),
    )
    some = EAST._replace(schedules={**EAST.schedules, "paper": (one,)})
    assert shut_of(some, date(2026, 8, 1), date(2026, 8, 31)) == ()


def test_closures_that_touch_the_span_are_found_once() -> None:
    found = list(closures_of(EAST, date(2027, 1, 3), date(2027, 2, 1)))
    assert found == [Closure(date(2026, 12, 31), date(2027, 1, 3), "クリーンセンター")]
    assert list(closures_of(EAST, date(2027, 1, 4), date(2027, 2, 1))) == []


def test_notices_are_those_of_the_span_and_area() -> None:
    said = [one.text["en"] for one in notices_of(CITY, EAST, date(2026, 5, 1), date(2026, 5, 4))]
    assert said == ["Ask the town hall"]
    assert len(notices_of(CITY, EAST, date(2026, 5, 1), date(2026, 5, 5))) == 2


def test_months_go_over_the_year() -> None:
    months = list(months_from(date(2026, 11, 30), 3))
    assert months == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert len(kinds()) == len(EAST.schedules) == len(area().schedules)
