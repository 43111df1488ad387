"""What is written in the native format is read back as the same city, or not written at all."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from calendars.native_folders import START, folder_of
from hypothesis import given, settings
from hypothesis import strategies as st

from civickit import town
from civickit.calendars import gomi5374, native
from civickit.calendars._native_rule import rules_of
from civickit.calendars._native_spoken import words_of
from civickit.calendars.city import Area, City, Item, Kind, Notice
from civickit.calendars.report import compared
from civickit.calendars.rules import (
    EVERY_MONTH,
    Closure,
    EveryWeeks,
    Extra,
    Moved,
    NthWeekday,
    OnDates,
    Removed,
    Schedule,
    Weekly,
    WhenClosed,
    days,
)
from civickit.core.errors import ProjectConflict

CITIES = ("aizumi", "chiba_mihama", "hachioji", "hiroshima", "ibaraki", "kanazawa", "kyotango")


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text("utf-8-sig").splitlines()))


def test_the_sample_town_is_written_and_read_back_the_same_value(tmp_path: Path) -> None:
    city = native.read(town.path("collection"))
    native.write(city, tmp_path / "out")
    again = native.read(tmp_path / "out")
    assert again._replace(version="") == city._replace(version="")
    native.write(again, tmp_path / "twice")
    for path in (tmp_path / "out").iterdir():
        assert (tmp_path / "twice" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("name", "skip"), [*((name, True) for name in CITIES), ("kanazawa", False)]
)
def test_a_real_city_keeps_its_days_names_and_things(
    name: str, skip: bool, city_files: Path, tmp_path: Path
) -> None:
    settings = gomi5374.Settings(skip_suspend=skip)
    city = gomi5374.read(city_files / "gomi5374" / name, settings=settings)
    native.write(city, tmp_path / "out")
    again = native.read(tmp_path / "out")
    assert not [one for one in again.findings if one.fate == "refused"]
    assert again.items == city.items
    assert again.kinds == city.kinds
    assert again.notices == city.notices
    span = compared(city, date(2026, 4, 1))
    for area, other in zip(city.areas, again.areas, strict=True):
        assert other._replace(schedules={}) == area._replace(schedules={})
        for kind in area.schedules:
            found = [day.day for day in other.days(kind, *span)]
            assert found == [day.day for day in area.days(kind, *span)], (area.key, kind)


months = st.frozensets(st.integers(1, 12), min_size=1)
weekdays = st.integers(0, 6)
dates = st.dates(date(2020, 1, 1), date(2035, 12, 31))
rules = st.one_of(
    st.builds(Weekly, weekdays, months),
    st.builds(NthWeekday, weekdays, st.sampled_from([1, 2, 3, 4, 5, -1]), months),
    st.builds(
        EveryWeeks, dates, st.integers(1, 12), st.none() | st.integers(1, 60), months, st.booleans()
    ),
    st.builds(OnDates, st.sets(dates, min_size=1, max_size=5).map(lambda s: tuple(sorted(s)))),
)


@given(st.lists(rules, max_size=6))
def test_every_rule_has_words_that_mean_it(listed: list[Weekly]) -> None:
    read = [
        rule
        for words, months in words_of(listed)
        for rule in rules_of(words, months, None, None).rules
    ]
    assert set(read) == set(listed)


texts = st.text(min_size=1, max_size=12)
changes = st.one_of(
    st.builds(Extra, dates, texts.map(lambda t: t.strip())),
    st.builds(Removed, dates),
    st.builds(Moved, dates, dates),
)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.lists(rules, min_size=1, max_size=3).map(tuple),
            st.lists(changes, max_size=4, unique_by=lambda one: one.day).map(tuple),
        ),
        min_size=1,
        max_size=4,
    ),
    st.none() | st.tuples(dates, st.sampled_from([WhenClosed.SKIP, WhenClosed.LATER_WEEK])),
)
def test_the_days_of_any_city_are_kept(
    plan: list[tuple[tuple, tuple]], closed: tuple | None
) -> None:
    closures = (
        (Closure(closed[0], closed[0].replace(day=28)),) if closed and closed[0].day < 28 else ()
    )
    when = closed[1] if closures and closed else WhenClosed.SKIP
    areas = tuple(
        Area(
            f"a{n}",
            {"ja": f"地区{n}"},
            {},
            schedules={"k": (Schedule(rule, closures, when, change),)},
        )
        for n, (rule, change) in enumerate(plan)
    )
    city = City("native", "", areas, (Kind("k", {"ja": "ごみ"}, {}),))
    folder = folder_of() / "out"
    native.write(city, folder)
    again = native.read(folder)
    assert not [one for one in again.findings if one.fate == "refused"]
    span = date(2019, 1, 1), date(2037, 1, 1)
    for area, other in zip(areas, again.areas, strict=True):
        found = [day.day for day in other.days("k", *span)]
        assert found == [day.day for day in days(area.schedules["k"][0], *span)]


HOSTILE = [
    "=1+1",
    "+81",
    "-x",
    "@SUM(A1)",
    "＝1",
    "'=x",
    "'",
    '"',
    "a,b",
    "a、b",
    "a\nb",
    "all",
    "全地区",
]


def test_hostile_texts_run_nowhere_and_come_back(tmp_path: Path) -> None:
    areas = tuple(
        Area(f"a{n}", {"ja": text, "en": text}, {"ja": text}, remarks=({"ja": text.strip()},),
             schedules={"k0": (Schedule((Weekly(n % 7),)),)})
        for n, text in enumerate(HOSTILE)
    )  # fmt: skip
    kinds = tuple(Kind(f"k{n}", {"ja": t}, {"en": t}) for n, t in enumerate(HOSTILE))
    items = tuple(Item({"ja": t}, f"k{n}", t, {"ja": t}, t) for n, t in enumerate(HOSTILE))
    items = tuple(one._replace(kind_said=kinds[n].names["ja"]) for n, one in enumerate(items))
    city = City("native", "", areas, kinds, items, (Notice({"ja": "=2"}, areas=("a0", "a9")),))
    native.write(city, tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        for row in rows_of(path):
            assert not [cell for cell in row if cell[:1] in set("=+-@＝\t\r")], path.name
    again = native.read(tmp_path / "out")
    assert [one for one in again.findings if one.fate == "refused"] == []
    assert again.kinds == city.kinds
    assert again.notices == city.notices
    for one, other in zip(city.areas, again.areas, strict=True):
        assert other == one._replace(remarks=other.remarks)
        assert "\n".join(text["ja"] for text in other.remarks) == one.remarks[0]["ja"]
    assert [(one.names, one.kind, one.note) for one in again.items] == [
        (one.names, one.kind, one.note) for one in items
    ]


def test_writing_is_whole_or_not_at_all(tmp_path: Path) -> None:
    city = native.read(folder_of(collection=START + "北,ごみ,月,,,,\n"))
    out = tmp_path / "deep" / "out"
    assert sorted(path.name for path in native.write(city, out)) == [
        "areas.csv", "collection.csv", "kinds.csv",
    ]  # fmt: skip
    (out / "items.csv").write_text("品名\n古い\n")
    native.write(city, out)
    assert not (out / "items.csv").exists(), (
        "an old file of the format does not stay beside new ones"
    )
    (out / "mine.txt").write_text("x")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(ProjectConflict, match=r"mine\.txt"):
        native.write(city._replace(areas=()), out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    with pytest.raises(ProjectConflict, match="is a file"):
        native.write(city, out / "mine.txt")
    assert [path.name for path in out.parent.iterdir()] == ["out"], "nothing is left beside it"


def test_excel_sees_utf8_and_the_rows_of_one_area_stand_together(tmp_path: Path) -> None:
    native.write(native.read(town.path("collection")), tmp_path / "out")
    raw = (tmp_path / "out" / "collection.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    header, *rows = rows_of(tmp_path / "out" / "collection.csv")
    assert header[:3] == ["地区", "種類", "収集日"]
    areas = [row[0] for row in rows]
    assert areas == sorted(areas, key=list(dict.fromkeys(areas)).index)
    assert ["2026-12-31", "2027-01-03", "", "", "休み"] in [
        row[:5] for row in rows_of(tmp_path / "out" / "exceptions.csv")
    ]
    assert json.dumps(rows, ensure_ascii=False).count("毎週 月・木") == 4


def test_all_months_are_not_no_months() -> None:
    assert words_of([Weekly(0, frozenset())]) == [("なし", "")]
    assert words_of([Weekly(0, EVERY_MONTH)]) == [("毎週 月", "")]
    assert words_of([Weekly(0, frozenset({12, 1, 2}))]) == [("毎週 月", "12月～2月")]
