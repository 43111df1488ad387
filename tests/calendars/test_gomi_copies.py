"""The strict reading of cities whose own copy of the 5374 script makes other days.

The dates (yymmdd) are what those copies gave for these cells when they were run: opened on 1
December 2026, centre closed 2026-12-28 to 2027-01-03, up to the end of February.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from civickit.calendars.city import City
from civickit.calendars.gomi5374 import Days, Settings, read, repaired_days, strict_days

FIRST, LAST = date(2026, 12, 1), date(2027, 2, 28)
SHIFT = Settings(week_shift=True, skip_suspend=False)
CENTRE = "名称,休止開始日,休止終了日\n中央,2026/12/28,2027/1/3\n"
SAGA, KAWASAKI, OTHER = "佐賀地区あ行", "川崎区", "北区"
SATURDAYS = "261205 261212 261219 261226 270109 270116 270123 270130 270206 270213 270220 270227"


def put(folder: Path, district: str, *rows: str, kinds: str = "可燃") -> Path:
    folder.mkdir(exist_ok=True)
    files = {
        "area_days": f"マスター,地名,センター,{kinds}\n" + "\n".join(rows) + "\n",
        "area_master": f"マスター,区名\n1,{district}\n2,南区\n",
        "center": CENTRE,
    }
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def shown(folder: Path, settings: Settings = SHIFT) -> Days:
    return strict_days(folder, settings, today=FIRST, last=LAST)


def checked(folder: Path) -> City:
    return read(folder, settings=SHIFT, today=FIRST, last=LAST)


def short(dates: list[str]) -> str:
    return " ".join(day[2:].replace("-", "") for day in dates)


@pytest.mark.parametrize(
    ("cell", "dates"),
    [
        ("水1 水3", "261209 261223 270113 270127 270210 270224"),
        ("水0", "261202 270106 270203"),
        ("火5", ""),
        ("木4:1", ""),
        ("水1水3", "261226 270130 270227"),
        ("日1", "261213 270117 270214"),
        ("*1", "261212 270116 270213"),
        ("隔金20261204", ""),
        ("月曜1", "261212 270116 270213"),
        ("火1:12 x", "261208"),
        ("祝3", "261226 270130 270227"),
        ("水1;", SATURDAYS),
    ],
)
def test_kawasakis_copy_counts_weeks_from_0(tmp_path: Path, cell: str, dates: str) -> None:
    folder = put(tmp_path / "city", KAWASAKI, f"1,い,中央,{cell}")
    assert short(shown(folder)["い"]["可燃"]) == dates


@pytest.mark.parametrize(
    ("cell", "dates"),
    [
        ("金1 金3 20261230", "261204 261218 261230 270108 270122 270205 270219"),
        ("金1 金3 ", "261204 261218 270108 270122 270205 270219"),
        ("水1\u3000水3", "261202 261216 270106 270120 270203 270217"),
        ("", SATURDAYS),
        ("20261230", "261230"),
        ("20261230 20270104", "261230 270104"),
        ("*1", ""),
        ("*1 月:12", "261207 261214 261221"),
        ("祝", SATURDAYS),
        ("第1月", "261205 270109 270206"),
        ("金2:1 20261230", "270115"),
        ("20261230:1 金1", "261230"),
    ],
)
def test_sagas_copy_uses_weekdays_and_dates(tmp_path: Path, cell: str, dates: str) -> None:
    folder = put(tmp_path / "city", SAGA, f"1,い,中央,{cell}")
    assert short(shown(folder)["い"]["可燃"]) == dates


def test_sagas_copy_is_known_by_weekdays_and_dates_in_one_cell(tmp_path: Path) -> None:
    rows = "1,い,中央,金1 20261230", "1,ろ,中央,月 "
    mixed = shown(put(tmp_path / "mixed", OTHER, *rows))
    assert short(mixed["い"]["可燃"]) == "261204 261230 270108 270205"
    assert mixed["ろ"]["可燃"][0] == "2026-12-07"
    apart = shown(put(tmp_path / "apart", OTHER, "1,い,中央,20261230", "1,ろ,中央,月 "))
    assert apart["ろ"]["可燃"] == []


@pytest.mark.parametrize("cell", ["金2  金4", "日", "", "20261224", "月 "])
def test_kawasakis_copy_loses_a_district_to_a_cell(tmp_path: Path, cell: str) -> None:
    rows = "1,い,中央,月", f"2,ろ,中央,{cell}", "2,は,中央,月", "1,に,中央,月"
    folder = put(tmp_path / "city", KAWASAKI, *rows)
    assert list(shown(folder)) == ["い", "に"]
    (told,) = [one for one in checked(folder).findings if one.code == "strict_cell"]
    assert (told.line, told.column, told.cell, told.values) == (3, 4, cell, (("count", 2),))
    assert told.dates >= 11
    both = put(tmp_path / "both", KAWASAKI, *rows, "1,ほ,中央,日 月")
    assert shown(both) == {}


def test_kawasakis_copy_takes_weekdays_in_english(tmp_path: Path) -> None:
    folder = put(tmp_path / "city", "Kawasaki-Ku", "1,A,中央,Mon1 Tue", "2,B,中央,月")
    text = (folder / "area_days.csv").read_text("utf-8")
    (folder / "area_days.csv").write_text(
        text.replace("マスター,地名,センター", "Master,Name,Center"), "utf-8"
    )
    dates = shown(folder)
    assert list(dates) == ["A"]  # no Japanese weekday is known in the English files
    assert dates["A"]["可燃"][:3] == ["2026-12-01", "2026-12-08", "2026-12-14"]


@pytest.mark.parametrize("district", [KAWASAKI, SAGA])
def test_a_copy_shows_nothing_of_an_area_without_a_centre(tmp_path: Path, district: str) -> None:
    folder = put(tmp_path / "city", district, "1,い,なし,月", "1,ろ,中央,月")
    dates = shown(folder)
    assert dates["い"] == {"可燃": []}
    assert dates["ろ"]["可燃"]
    found = {one.code: one.dates for one in checked(folder).findings if one.kind}
    assert found["own_days"] == len(
        repaired_days(folder, SHIFT, today=FIRST, last=LAST)["い"]["可燃"]
    )
    only_dates = put(tmp_path / "dates", SAGA, "1,い,なし,20261230")
    assert shown(only_dates)["い"]["可燃"] == ["2026-12-30"]


def test_without_the_districts_kawasaki_is_known_by_its_centres(tmp_path: Path) -> None:
    folder = put(tmp_path / "city", OTHER, "1,い,中央,水1", "2,ろ,中央,日", "3,は,中央,水2")
    (folder / "area_master.csv").unlink()
    (folder / "center.csv").write_text(CENTRE + "川崎生活環境事業所,,\n", "utf-8")
    dates = shown(folder)
    assert list(dates) == ["い", "は"]
    assert dates["い"]["可燃"][0] == "2026-12-09"


def test_a_district_without_a_row_is_not_shown(tmp_path: Path) -> None:
    rows = "1,い,中央,月", "3,ろ,中央,月", "3,は,中央,月", "2,に,中央,月"
    folder = put(tmp_path / "city", OTHER, *rows)
    assert list(shown(folder)) == ["い", "に"]
    city = checked(folder)
    (told,) = [one for one in city.findings if one.code == "strict_no_district"]
    assert (told.line, told.cell, told.values) == (3, "3", (("count", 2),))
    assert len(city.areas) == 4


def test_a_short_row_loses_only_its_district(tmp_path: Path) -> None:
    rows = "1,い,中央,月,火", "2,ろ,中央,月", "2,は,中央,月,火"
    folder = put(tmp_path / "city", OTHER, *rows, kinds="可燃,びん")
    assert list(shown(folder)) == ["い"]
    strict = read(folder, reading="strict", settings=SHIFT, today=FIRST, last=LAST)
    assert [one.names["ja"] for one in strict.areas] == ["い"]
    assert [(one.code, one.line) for one in strict.findings] == [("strict_short_row", 3)]


def test_the_report_says_which_copy_the_days_were_compared_with(tmp_path: Path) -> None:
    folder = put(tmp_path / "saga", SAGA, "1,い,中央,金1 20270105")
    city = checked(folder)
    assert [one.values for one in city.findings if one.code == "own_script"] == [
        (("text", "佐賀市"),)
    ]
    assert not [one for one in city.findings if one.kind]  # read alike: nothing to repair
    folder = put(tmp_path / "kawasaki", KAWASAKI, "1,い,中央,月,水1", kinds="可燃,びん")
    told = [(one.code, one.header) for one in checked(folder).findings if one.kind]
    assert told == [("own_days", "びん")]


@pytest.mark.parametrize(
    ("header", "row", "unsure"),
    [
        ("地名,センター,可燃", "い,中央,水1:4 6", False),
        ("地名,センター,可燃", "い,中央,水1:4;火1:5", False),
        ("地名,センター,可燃", "い,中央,水1:4 6 水2:5 7", True),
        ("マスター,地名,センター,可燃", "1,い,中央,月", True),
        ("区分,町名,地名,センター,可燃", "A,あ,い,中央,月", True),
    ],
)
def test_files_of_an_unknown_copy_are_told(
    tmp_path: Path, header: str, row: str, unsure: bool
) -> None:
    (tmp_path / "area_days.csv").write_text(f"{header}\n{row}\n", "utf-8")
    (tmp_path / "center.csv").write_text(CENTRE, "utf-8")
    codes = [one.code for one in checked(tmp_path).findings]
    assert ("script_unsure" in codes) == unsure


def test_dates_on_which_the_centre_is_closed_stay_and_are_told(tmp_path: Path) -> None:
    rows = "い,中央,20261228 20270104,金\nろ,中央,20261229 20270103,20261228\n"
    (tmp_path / "area_days.csv").write_text(f"地名,センター,可燃,びん\n{rows}", "utf-8")
    (tmp_path / "center.csv").write_text(CENTRE, "utf-8")
    city = checked(tmp_path)
    (told,) = [one for one in city.findings if one.code == "dates_while_closed"]
    assert (told.fate, told.line, told.dates) == ("doubtful", 2, 0)
    assert told.values == (("count", 4), ("text", "2026-12-28"))
    area = city.areas[1]
    assert len(list(area.days(city.kinds[0].key, FIRST, LAST))) == 2
