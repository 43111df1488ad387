"""One page with nothing over anything, whatever the city's words and however many kinds."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from calendars.hand_made_city import area, city
from calendars.sheet_layout import faults
from hypothesis import given, settings
from hypothesis import strategies as st

from civickit.calendars._sheet_month import month_page
from civickit.calendars._sheet_text import Printer
from civickit.calendars._sheet_year import year_page
from civickit.calendars.city import Area, City, Kind, Notice
from civickit.calendars.opening import read_city
from civickit.calendars.rules import Moved, OnDates, Schedule, Weekly
from civickit.calendars.sheet import Imprint

IMPRINT = Imprint(
    *("北の町 ごみカレンダー", "https://example.jp/areas/higashi", "CC BY 4.0"),
    *(date(2026, 3, 20), date(2026, 4, 1)),
)
TOWN = Path(__file__).parents[2] / "civickit/town/data/collection"
SHEETS = {"year": (year_page, date(2026, 4, 1)), "month": (month_page, date(2026, 5, 1))}
LONG = "プラスチック製容器包装およびその他の資源(きれいに洗ったものに限る)" * 4


def both(town: City, one: Area, lang: str, imprint: Imprint = IMPRINT) -> list[str]:
    found = []
    for make, month in SHEETS.values():
        found += faults(make(town, one, month, lang, imprint))
    return found


def crowd(count: int, name: str = "種類{n}のごみ", together: int = 1) -> City:
    """So many kinds, of which so many are collected on the same day, one of them moved."""
    kinds = tuple(Kind(f"k{n}", {"ja": name.format(n=n)}, {}) for n in range(count))
    moved = (Moved(date(2026, 5, 4), date(2026, 5, 6), LONG),)
    schedules = {
        kind.key: (Schedule((Weekly(n // together % 7),), changes=moved if n < together else ()),)
        for n, kind in enumerate(kinds)
    }
    here = Area("a", {"ja": LONG}, {"ja": LONG}, remarks=({"ja": LONG},) * 3, schedules=schedules)
    notices = tuple(Notice({"ja": LONG}, date(2026, 5, 1)) for _ in range(5))
    return City("native", "0", (here,), kinds, notices=notices)


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en", "pt", "ko"])
def test_the_sample_town_has_room(lang: str) -> None:
    town = read_city(TOWN)
    for one in town.areas:
        assert both(town, one, lang) == []


@pytest.mark.parametrize("name", ["hiroshima", "kanazawa", "ibaraki"])
def test_real_cities_have_room(city_files: Path, name: str) -> None:
    real = read_city(city_files / "gomi5374" / name)
    for one in real.areas[:: max(1, len(real.areas) // 4)]:
        ends = one.ends() or date(2026, 4, 1)
        first = (ends - timedelta(days=300)).replace(day=1)
        for make, _ in SHEETS.values():
            assert faults(make(real, one, first, "ja", IMPRINT)) == []


@pytest.mark.parametrize("together", [1, 2, 3, 4, 14, 40])
@pytest.mark.parametrize(
    "name", ["種類{n}のごみ", LONG + "{n}", "Hazardous{n} waste", "W" * 60 + "{n}"]
)
def test_many_kinds_on_a_day_have_room(together: int, name: str) -> None:
    town = crowd(max(14, together), name, together)
    assert both(town, town.areas[0], "ja") == []


@settings(max_examples=25)
@given(st.text(st.characters(codec="utf-8"), max_size=80), st.integers(1, 6))
def test_any_words_have_room(name: str, together: int) -> None:
    town = crowd(8, name.replace("{", "").replace("}", "") + "{n}", together)
    one = town.areas[0]._replace(names={"ja": name}, group={"vi": name}, remarks=({"ja": name},))
    assert both(town, one, "ja", Imprint(name, "https://a.example/", name)) == []


def test_a_sheet_without_an_address_or_days_has_room() -> None:
    bare = Area("x", {}, {}, schedules={"burnable": (Schedule((OnDates(()),)),)})
    assert both(city(bare), bare, "en", Imprint()) == []


def shifted(page: Mapping[str, Any], change: Any) -> dict[str, Any]:
    spoilt = copy.deepcopy(dict(page))
    change(spoilt)
    return spoilt


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda page: page["heading"].update(x=150), "leaves the page"),
        (lambda page: page["heading"].update(y=9), "lies over"),
        (lambda page: page["months"][1].update(x=50), "lies over"),
        (lambda page: page["below"][0].update(y=150), "lies over"),
        (lambda page: page["months"][0]["cells"][4]["items"][1].update(x=7), "leaves the cell"),
        (lambda page: page["months"][0]["cells"][4]["items"][1].update(x=0, y=0), "lies over"),
        (lambda page: page["months"][0]["head"][0]["items"][0].update(s=30), "leaves the head"),
        (lambda page: page["qr"].update(x=20), "lies over"),
    ],
)
def test_the_check_of_the_layout_can_fail(change: Any, told: str) -> None:
    page = year_page(city(), area(), date(2026, 4, 1), "ja", IMPRINT)
    assert faults(page) == []
    assert any(told in one for one in faults(shifted(page, change)))


@pytest.mark.parametrize("wide", range(12, 40, 2))
def test_no_line_ends_with_an_opening_bracket(wide: int) -> None:
    for text in ("燃やすごみ\uff08可燃ごみ\uff09", "新聞(ひもで十字にしばる)「雨の日も」"):
        lines = Printer("ja").block(text, wide, 14, 9, 14)
        assert len(lines) > 1 or wide > 30
        assert not [one.text for one in lines if one.text[-1] in "(\uff08「"]


def test_a_long_name_is_printed_whole_in_two_lines() -> None:
    name = "東町一丁目から五丁目まで\uff08国道より北側の集合住宅を除く全域\uff09"
    here = area()._replace(
        names={"ja": name}, group={"ja": "合併前の旧町村にあたるとても広い区域の北"}
    )
    for make, month in SHEETS.values():
        page = make(city(here), here, month, "ja", IMPRINT)
        assert faults(page) == []
        lines = page["heading"]["t"] + page["above"][1]["t"]
        assert lines.replace(" ", "") == f"合併前の旧町村にあたるとても広い区域の北{name}"
