"""The town's collection calendar: complete, in two languages, over New Year and a change."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta

import pytest

from civickit import town
from civickit.calendars import rules
from civickit.calendars.city import City
from civickit.calendars.opening import read_city
from civickit.calendars.rules import Extra, Moved, Removed
from civickit.town.layers import COLLECTION_AREAS

FIRST, LAST = date(2026, 4, 1), date(2028, 3, 31)


@pytest.fixture(scope="module")
def city() -> City:
    return read_city(town.path("collection"))


def days(city: City, area: str, kind: str, first: date, last: date) -> list[date]:
    found = city.area(area)
    assert found is not None
    return [day.day for day in found.days(kind, first, last)]


def test_every_row_is_used_and_nothing_is_odd(city: City) -> None:
    assert city.findings == ()
    assert len(city.items) == 120
    assert len(city.kinds) == 8
    assert len(city.notices) == 3


def test_the_areas_are_those_of_the_map(city: City) -> None:
    layer = json.loads(town.path("collection_areas.geojson").read_text("utf-8"))
    assert [area.key for area in city.areas] == [one["id"] for one in layer["features"]]
    assert [area.names["ja"] for area in city.areas] == [ja for _, ja, _, _ in COLLECTION_AREAS]
    own = json.loads((town.path("collection") / "areas.geojson").read_text("utf-8"))
    assert own["features"] == layer["features"]


def test_every_town_with_an_address_is_in_one_area(city: City) -> None:
    rows = csv.DictReader(town.path("addresses.csv").read_text("utf-8").splitlines())
    towns = {row["町字(架空の雪野辺町)"] for row in rows}
    searched = [word for area in city.areas for word in area.searched if word[0] != "0"]
    assert sorted(searched) == sorted(set(searched))
    assert towns <= set(searched)


def test_no_postal_code_is_a_real_one(city: City) -> None:
    codes = [word for area in city.areas for word in area.searched if word[:1].isdigit()]
    assert len(codes) == len(set(codes)) == 12
    assert all(code.startswith("000-") for code in codes), "no post office has 000"


def test_every_name_is_there_in_english_and_what_newcomers_need_in_portuguese(city: City) -> None:
    for one in (*city.areas, *city.kinds):
        assert {"ja", "en", "pt"} <= one.names.keys()
    assert all(kind.description.keys() >= {"ja", "en"} for kind in city.kinds)
    assert all("ja_easy" in kind.names for kind in city.kinds)
    assert all(item.names.keys() >= {"ja", "en"} for item in city.items)
    assert all(("en" in item.note) == ("ja" in item.note) for item in city.items)
    assert all(notice.text.keys() >= {"ja", "en"} for notice in city.notices)
    told = [
        change for area in city.areas for schedules in area.schedules.values()
        for one in schedules for change in one.changes
    ]  # fmt: skip
    assert {type(change) for change in told} == {Extra, Moved, Removed}
    assert all(change.reason and dict(change.reasons).get("en") for change in told)


def test_things_have_readings_and_those_nobody_takes_say_where_to_go(city: City) -> None:
    hiragana = {chr(code) for code in range(0x3041, 0x3097)} | {"ー"}
    assert all(item.reading and set(item.reading) <= hiragana for item in city.items)
    assert sum(1 for item in city.items if item.synonyms) > 50
    nowhere = [item for item in city.items if not item.kind]
    assert 5 < len(nowhere) < 20
    assert all(item.note for item in nowhere)
    assert len({item.kind for item in city.items}) == 9, "every kind has things"


def test_everything_is_known_for_two_years_and_no_longer(city: City) -> None:
    for area in city.areas:
        assert set(area.schedules) == {kind.key for kind in city.kinds}
        assert area.ends() == LAST
        for kind in area.schedules:
            found = days(city, area.key, kind, FIRST - timedelta(400), LAST + timedelta(400))
            assert found
            assert found[0] >= FIRST
            assert found[-1] <= LAST


@pytest.mark.parametrize("year", [2026, 2027])
def test_nothing_is_collected_over_new_year_and_burnables_are_made_up_for(
    city: City, year: int
) -> None:
    closed = date(year, 12, 31), date(year + 1, 1, 3)
    around = date(year, 12, 28), date(year + 1, 1, 7)
    for area in city.areas:
        assert not [day for kind in area.schedules for day in days(city, area.key, kind, *closed)]
        found = list(area.days("burnable", *around))
        (schedule,) = area.schedules["burnable"]
        assert len(found) == len(list(rules.days(schedule._replace(changes=()), *around)))
        assert [day.why.code for day in found].count("moved") == 1


def test_garden_waste_rests_in_winter(city: City) -> None:
    for area in city.areas:
        assert days(city, area.key, "green", date(2026, 12, 1), date(2027, 3, 31)) == []
        assert days(city, area.key, "green", date(2026, 11, 1), date(2026, 11, 30))


def test_the_day_changes_in_the_middle_of_the_year(city: City) -> None:
    before = days(city, "G-E", "plastic", date(2026, 9, 1), date(2026, 9, 30))
    after = days(city, "G-E", "plastic", date(2026, 10, 1), date(2026, 10, 31))
    assert {day.weekday() for day in before} == {2}
    assert {day.weekday() for day in after} == {0}


def test_all_sorts_of_rules_are_there() -> None:
    text = (town.path("collection") / "collection.csv").read_text("utf-8")
    for words in ("毎週 月・木", "第1・第3", "最終", "隔週", "4週ごと", "4月～11月", "2026-06-13"):
        assert words in text
