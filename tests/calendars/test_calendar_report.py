"""The report on a city's folder as one plain value."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from calendars.native_folders import START, folder_of

from civickit import town
from civickit.calendars import gomi5374
from civickit.calendars.opening import read_city
from civickit.calendars.report import compared, report

TODAY = date(2026, 4, 10)
SPAN = (date(2026, 4, 1), date(2027, 5, 31))
CENTRE = "名称,休止開始日,休止終了日\n東,2026/12/29,2027/01/03\n"
KINDS = "label,sublabel,description,styles,bgcolor\nもえる,,,,\nびん,,,,\n"


def gomi_folder(days: str) -> Path:
    return folder_of(
        area_days=f"地名,センター,もえる,びん\n{days}", center=CENTRE, description=KINDS
    )


def test_the_sample_town_has_nothing_to_tell() -> None:
    folder = town.path("collection")
    today = date.fromisoformat(town.about()["date"])
    found = report(folder, *compared(read_city(folder), today), today)
    assert (found.areas, found.kinds, found.items, found.outlines) == (7, 8, 120, 7)
    assert found.fine
    assert found.findings == found.diff == found.ended == found.unsure == ()
    assert found.ends == date(2028, 3, 31)
    assert (found.first, found.last) == (date(2026, 11, 1), date(2027, 12, 31))
    assert found.dates > 1_900
    assert set(found.languages) == {"ja", "en", "pt", "ja_easy"}


def test_the_diff_is_what_the_original_shows_and_what_was_meant() -> None:
    folder = gomi_folder("北,東,月  木,第2水\n南,東,月 木,水2\n南,東,月 木,水3\n")
    found = report(folder, *SPAN, TODAY)
    assert [(one.area, one.kind) for one in found.diff] == [("北", "もえる"), ("北", "びん")]
    burnable, bottles = found.diff
    assert burnable.removed == bottles.removed == ()
    assert burnable.added[:3] == (date(2026, 4, 2), date(2026, 4, 6), date(2026, 4, 9))
    assert bottles.added[:2] == (date(2026, 4, 8), date(2026, 5, 13))
    assert not [day for day in burnable.added if date(2026, 12, 29) <= day <= date(2027, 1, 3)]
    told = sum(one.dates for one in found.findings)
    assert told == len(burnable.added) + len(bottles.added)
    assert {found.called[one.area] for one in found.findings if one.area} == {"北", "南"}


def test_days_that_only_the_original_has_are_removed_ones() -> None:
    found = report(gomi_folder("北,東,月 祝,20270230\n"), *SPAN, TODAY)
    assert [(one.area, one.kind, len(one.added)) for one in found.diff] == [
        ("北", "もえる", 0), ("北", "びん", 0),
    ]  # fmt: skip
    assert {day.weekday() for day in found.diff[0].removed} == {5}, "a holiday is a Saturday there"
    assert found.diff[1].removed == (date(2027, 3, 2),)


def test_a_city_that_was_read_already_is_not_read_again_and_not_compared_without_its_folder() -> (
    None
):
    folder = gomi_folder("北,東,月  木,水2\n")
    city = read_city(folder)
    assert report(city, *SPAN, TODAY).diff == ()
    assert len(report(city, *SPAN, TODAY, folder=folder).diff) == 1


def test_settings_are_those_of_the_city(city_files: Path) -> None:
    folder = city_files / "gomi5374" / "kanazawa"
    span = (date(2022, 12, 1), date(2023, 1, 31))
    shifted = gomi5374.Settings(skip_suspend=False)
    plain = report(folder, *span, span[0])
    other = report(folder, *span, span[0], settings=shifted)
    assert plain.dates != other.dates
    assert plain.diff == other.diff == ()


def test_where_the_data_ends() -> None:
    rows = "A,ごみ,2026-05-01 2026-06-01,,,,\nB,ごみ,毎週 月,,,2026-03-31,\n"
    folder = folder_of(collection=START + rows)
    found = report(folder, *SPAN, TODAY)
    assert found.ends == date(2026, 6, 1)
    assert found.ended == ("B",)
    assert found.to_dict()["ends"] == "2026-06-01"
    assert report(folder_of(collection=START + "A,ごみ,毎週 月,,,,\n"), *SPAN, TODAY).ends is None


def test_areas_with_closures_told_only_in_words_are_named() -> None:
    areas = "番号,名称,データにない休み\nA,北,あり\nB,南,なし\nC,西,\n"
    folder = folder_of(areas=areas, collection=START + "全地区,ごみ,毎週 月,,,,\n")
    assert report(folder, *SPAN, TODAY).unsure == ("北",)


def test_outlines_that_cannot_be_used_are_among_the_findings() -> None:
    folder = folder_of(collection=START + "A,ごみ,毎週 月,,,,\n")
    (folder / "areas.geojson").write_text("{")
    found = report(folder, *SPAN, TODAY)
    assert not found.fine
    assert [one.code for one in found.findings if one.file == "areas.geojson"] == [
        "outlines_unreadable"
    ]


def test_it_is_plain_json_with_everything_in_it() -> None:
    folder = gomi_folder("北,東,月  木,32水\n")
    found = report(folder, *SPAN, TODAY)
    plain = json.loads(json.dumps(found.to_dict(), ensure_ascii=False))
    assert plain["counts"] == dict(found.counts)
    assert plain["fates"] == dict(found.fates)
    assert plain["fine"] is found.fine
    assert len(plain["findings"]) == len(found.findings)
    assert plain["findings"][0].keys() >= {"fate", "code", "file", "line", "column", "cell"}
    assert [len(one["added"]) for one in plain["diff"]] == [len(one.added) for one in found.diff]
    assert plain["first"] == "2026-04-01"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("A,ごみ,毎週 月,,,,", SPAN),
        ("A,ごみ,2026-12-01,,,,", SPAN),
        ("A,ごみ,2015-12-01,,,,", (date(2014, 10, 1), date(2015, 12, 1))),
        ("A,ごみ,なし,,,,", SPAN),
    ],
)
def test_data_that_has_ended_is_compared_where_it_was(
    rows: str, expected: tuple[date, date]
) -> None:
    city = read_city(folder_of(collection=f"{START}{rows}\n"))
    first, last = compared(city, TODAY)
    assert (first, last) == expected
