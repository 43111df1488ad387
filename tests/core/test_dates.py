"""Every spelling of a day seen in municipal files, and nothing that is not a day."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit.core.dates import parse_date

APRIL_1 = date(2024, 4, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2024-04-01",
        "2024/4/1",
        "2024.4.1",
        "2024年4月1日",
        "２０２４年４月１日",
        "2024 年 4 月 1 日",
        "20240401",
        "2024-04-01T10:00:00+09:00",
        "2024-04-01 00:00:00.000",
        "2024/4/1 0:00",
        "2024年4月1日(月)",
        "2024年4月1日（月曜日）10時30分",
        "令和6年4月1日",
        "令和 6年 4月 1日",
        "令和６年４月１日",
        "令6.4.1",
        "㋿6年4月1日",
        "R6.4.1",
        "r6/4/1",
        "Ｒ６．４．１",
        "R06-04-01",
        "R060401",
        "平成36年4月1日",
        "45383",
        "45383.5",
        "2024年4月",
        "2024-04",
        "令和6年4月",
        "R6.4",
    ],
)
def test_one_day_in_many_spellings(text: str) -> None:
    assert parse_date(text) == APRIL_1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2013.9.18", date(2013, 9, 18)),
        ("2012/01/25 0:00:00", date(2012, 1, 25)),
        ("44698", date(2022, 5, 17)),
        ("H31", date(2019, 1, 1)),
        ("2019年", date(2019, 1, 1)),
        ("2019", date(2019, 1, 1)),
        ("令和元年", date(2019, 5, 1)),
        ("令和元年5月", date(2019, 5, 1)),
        ("令和元年4月1日", date(2019, 4, 1)),
        ("平成31年5月1日", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("S64.1.7", date(1989, 1, 7)),
        ("S64.1.8", date(1989, 1, 8)),
        ("平成元年", date(1989, 1, 8)),
        ("昭和50年12月25日", date(1975, 12, 25)),
        ("㍼50.12.25", date(1975, 12, 25)),
        ("T15.12.24", date(1926, 12, 24)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("M45.7.29", date(1912, 7, 29)),
        ("明治33年1月1日", date(1900, 1, 1)),
    ],
)
def test_eras_serials_and_parts_of_a_date(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text", ["", "  ", "　", "1899/12/30", "1899-12-30 0:00:00", "1899/12/30 0:00", "1900/1/0"]
)
def test_an_empty_cell_and_the_zero_date_are_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2023/2/29",
        "2024/13/1",
        "2024/0/1",
        "令和6年4月31日",
        "20240431",
        "R0.4.1",
        "昭和80年1月1日",
        "平成99年",
        "9999-12-31",
        "0001-01-01",
        "9999",
        "99999",
        "4月頃",
        "2024年4月頃",
        "令和6年度",
        "不明",
        "24/4/1",
        "4/1/2024",
        "201904",
        "12",
        "0",
        "2024-04-01 extra",
        "-",
    ],
)
def test_what_is_no_day_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|calendar|year|had") as refusal:
        parse_date(text)
    assert repr(text) in str(refusal.value)


@given(st.dates(date(1868, 1, 1), date(2099, 12, 31)))
def test_every_day_comes_back_from_its_plain_spellings(day: date) -> None:
    if day == date(1899, 12, 30):
        return
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.year}/{day.month}/{day.day}") == day
    assert parse_date(f"{day:%Y%m%d}") == day


@given(st.dates(date(2019, 5, 1), date(2099, 12, 31)))
def test_every_day_of_reiwa_comes_back(day: date) -> None:
    assert parse_date(f"令和{day.year - 2018}年{day.month}月{day.day}日") == day
    assert parse_date(f"R{day.year - 2018}.{day.month}.{day.day}") == day


@given(st.integers(10_000, 73_050))
def test_serials_count_days(days: int) -> None:
    assert parse_date(str(days)) == date(1899, 12, 30) + timedelta(days=days)


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_none_or_a_value_error(text: str) -> None:
    try:
        found = parse_date(text)
    except ValueError:
        return
    assert found is None or 1868 <= found.year <= 2099


def test_dates_of_the_city_files(city_files: Path) -> None:
    path = city_files / "hydrants" / "aizuwakamatsu_hydrants_2014.csv"
    with path.open(encoding="utf-8") as file:
        days = [parse_date(row[6]) for row in list(csv.reader(file))[1:]]
    assert len(days) == 1974
    assert days.count(None) == 1
