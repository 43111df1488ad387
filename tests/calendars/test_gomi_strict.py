"""The strict reading is what the original 5374 script shows, for every cell and city."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from civickit.calendars.gomi5374 import Settings, read, strict_days
from civickit.core.errors import UnreadableTable

CELLS = json.loads((Path(__file__).parent / "grammar_5374.json").read_text("utf-8"))
"""Cells, and the dates (yymmdd) that the original gave for them when it was run: opened on 1
December 2026, centre closed 2026-12-29 to 2027-01-03, up to the end of February. One list for all
settings, or four: WeekShift and SkipSuspend on and on, on and off, off and on, off and off."""
SETTINGS = {"TT": (True, True), "TF": (True, False), "FT": (False, True), "FF": (False, False)}
CENTRE = "名称,休止開始日,休止終了日\n中央,2026/12/29,2027/01/03\n"
DECEMBER, FEBRUARY = date(2026, 12, 1), date(2027, 2, 28)


def put(folder: Path, area_days: str, center: str | None = CENTRE, **more: str) -> Path:
    folder.mkdir(exist_ok=True)
    files = {"area_days": area_days, **more} | ({} if center is None else {"center": center})
    for name, text in files.items():
        (folder / f"{name}.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    return folder


def shown(folder: Path, settings: Settings = Settings()) -> dict[str, dict[str, list[str]]]:  # noqa: B008 - a plain value
    return strict_days(folder, settings, today=DECEMBER, last=FEBRUARY)


@pytest.fixture(scope="session")
def cities(city_files: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((city_files / "gomi5374" / "manifest.json").read_text())
    return found


def settings_of(city: dict[str, Any]) -> Settings:
    given = city["setting"]
    return Settings(given["WeekShift"], given.get("SkipSuspend", False), given["MaxDescription"])


@pytest.mark.parametrize("year", ["", "_datayear"])
def test_no_date_of_any_city_differs(city_files: Path, cities: dict[str, Any], year: str) -> None:
    assert len(cities) >= 7
    for name, city in cities.items():
        folder = city_files / "gomi5374" / name
        first, last = map(date.fromisoformat, city[f"range{year}"])
        today = date.fromisoformat(city[f"now{year}"][:10])
        found = strict_days(folder, settings_of(city), today=today, first=first, last=last)
        expected = json.loads(
            gzip.decompress((folder / f"expected_dates{year}.json.gz").read_bytes())
        )
        assert found == expected, name
        counted = sum(len(dates) for kinds in found.values() for dates in kinds.values())
        assert counted or (name, year) == ("hiroshima", ""), name


def test_no_date_of_any_grammar_case_differs(city_files: Path, tmp_path: Path) -> None:
    path = city_files / "gomi5374" / "grammar_cases.json.gz"
    found = json.loads(gzip.decompress(path.read_bytes()))
    first, last = map(date.fromisoformat, found["_meta"]["range"])
    cases = {name: case for name, case in found["cases"].items() if "," not in case["cell"]}
    header = ",".join(["地区", "センター", *cases])
    row = ",".join(["い", "中央", *(case["cell"] for case in cases.values())])
    folder = put(tmp_path / "city", f"{header}\n{row}\n")
    for name, (shift, skip) in SETTINGS.items():
        settings = Settings(shift, skip, len(cases))
        dates = strict_days(folder, settings, today=first, first=first, last=last)["い"]
        for label, case in cases.items():
            expected = case["dates"].get(name, case["dates"].get("all"))
            assert dates[label] == expected, f"{case['cell']!r} with {name}"


@pytest.mark.parametrize("setting", SETTINGS)
def test_hand_made_cells_give_what_the_script_gave(tmp_path: Path, setting: str) -> None:
    header = ",".join(["地区", "センター", *(f"k{n}" for n in range(len(CELLS)))])
    row = ",".join(["い", "中央", *(cell for cell, *_ in CELLS)])
    folder = put(tmp_path / "city", f"{header}\n{row}\n")
    found = shown(folder, Settings(*SETTINGS[setting], len(CELLS)))["い"]
    for n, (cell, *lists) in enumerate(CELLS):
        expected = lists[list(SETTINGS).index(setting)] if len(lists) > 1 else lists[0]
        dates = [day[2:].replace("-", "") for day in found[f"k{n}"]]
        assert dates == expected.split(), cell


ROW = "地区,センター,可燃\nい,中央,月\nろ,中央,火\n"


@pytest.mark.parametrize(
    ("area_days", "center", "areas"),
    [
        (ROW, CENTRE, ["い", "ろ"]),
        (ROW.replace("\n", "\r\n"), CENTRE, ["い", "ろ"]),
        (ROW.replace("\n", "\n\n"), CENTRE, ["い", "ろ"]),
        ("\ufeff" + ROW, CENTRE, ["い", "ろ"]),
        (ROW, None, []),
        (ROW, "", ["い", "ろ"]),
        (ROW, "名称,休止開始日,休止終了日\n", ["い", "ろ"]),
        (ROW, "名称,始\n中央,2026/12/29\n", []),
        (ROW + "は,中央\n", CENTRE, []),
        (ROW + " \n", CENTRE, []),
        (ROW + ",,\n", CENTRE, ["い", "ろ", ""]),
        (ROW + "い,中央,水\n", CENTRE, ["い", "ろ", "い#2"]),
        (ROW + "い,中央,水\nい,中央,木\n", CENTRE, ["い", "ろ", "い#2", "い#3"]),
        (ROW.replace("\n", "\r"), CENTRE, []),
        ("", CENTRE, []),
        ("地区,センター,可燃", CENTRE, []),
        ("地区,センター\nい,中央\nろ\n", CENTRE, ["い", "ろ"]),
        ('地区,センター,可燃\n"い",中央,月\n', CENTRE, ['"い"']),
        ("地区,センター,可燃,\nい,中央,月\n", CENTRE, ["い"]),
        ("地区,センター,可燃\nい\0,中央,月\n", CENTRE, ["い\0"]),
    ],
)
def test_files_with_a_fault_show_what_the_original_shows(
    tmp_path: Path, area_days: str, center: str | None, areas: list[str]
) -> None:
    assert list(shown(put(tmp_path / "city", area_days, center))) == areas


def test_columns_are_those_with_a_name_up_to_the_setting(tmp_path: Path) -> None:
    folder = put(tmp_path / "city", "地区,センター,a,,a,b, ,c\nい,,月,月,火,水,木,金\n")
    assert list(shown(folder)["い"]) == ["a", "a#2", "b", " ", "c"]
    assert list(shown(folder, Settings(max_labels=4))["い"]) == ["a", "a#2", "b"]
    assert list(shown(folder, Settings(max_labels=0))["い"]) == []


@pytest.mark.parametrize(
    ("centre", "is_closed"),
    [
        ("中央,2026/12/28,2026/12/28", True),
        ("中央,2026/12/28 ,2026/12/28", True),
        ("中央,2025/1/1,2025/1/3\n中央,2026/12/28,2026/12/28", True),
        ("中央,2026/12/28,2026/12/28\n中央,2025/1/1,2025/1/3", False),
        ("中央,2026-12-28,2026-12-28", False),
        ("中央,２０２６/12/28,2026/12/28", False),
        ("中央,2026/12/28,", False),
        ("中央,,", False),
        ("中央 ,2026/12/28,2026/12/28", False),
        ('"中央",2026/12/28,2026/12/28', False),
        ("中央,2026/13/0,2027/1/0", False),
        ("中央,2026/11/58,2026/11/58", True),
        ("中央,2026/12/29,2026/12/27", False),
    ],
)
def test_the_last_row_of_a_centre_closes_it(tmp_path: Path, centre: str, is_closed: bool) -> None:
    folder = put(tmp_path / "city", ROW, f"名称,始,終\n{centre}\n")
    assert ("2026-12-28" not in shown(folder)["い"]["可燃"]) == is_closed


GROUPED = "水1:12 1; 日5:1"


@pytest.mark.parametrize(
    ("cell", "dates"),
    [
        (GROUPED, "261202 270106 270131"),
        ("水1:12;", "261202"),
        (";水1:12", "261202"),
        ("水1:12; ", ""),
        ("水1:12; 金", ""),
        ("日5:2", "270307"),
        ("日5:2;", "270307"),
        ("水5:12;", "261230"),
        ("水1 金1:12;", "261202 261204"),
        ("祝1:12;", "261205"),
    ],
)
def test_copies_that_know_groups_fix_the_dates_of_two_years(
    tmp_path: Path, cell: str, dates: str
) -> None:
    """Worked out by hand from the rules of these copies; a fifth day may run over."""
    folder = put(tmp_path / "city", f"地区,センター,可燃\nい,中央,{cell}\n")
    found = strict_days(folder, today=DECEMBER, last=date(2027, 3, 31))["い"]["可燃"]
    if ";" not in cell:
        assert found == []  # no fifth Sunday in February: without a `;` nothing runs over
    else:
        assert [day[2:].replace("-", "") for day in found] == dates.split()
    mistaken = strict_days(folder, today=DECEMBER, first=date(2000, 1, 1), last=date(2000, 1, 1))
    assert bool(mistaken["い"]["可燃"]) == (cell in {"水1:12; ", "水1:12; 金"})


@pytest.mark.parametrize(
    ("header", "row", "areas", "kinds", "more"),
    [
        ("地区区分,地区名,地名,センター,可燃", "A,い,ろ,中央,月", ["A"], ["可燃"], {}),
        ("マスター,地名,センター,可燃", "1,い,中央,月", ["い"], ["可燃"], {}),
        (
            "区,地名,センター,可燃",
            "1,い,中央,月",
            ["い"],
            ["可燃"],
            {"area_master": "m,n\n1,北区\n"},
        ),
        ("マスター,地名,センター（空白可）,可燃", "1,い,中央,月", ["い"], ["可燃"], {}),
        (
            "マスター,町名,収集の担当,可燃",
            "1,い,中央,月",
            ["い"],
            ["可燃"],
            {"area_master": "m,n\n1,北区\n"},
        ),
        ("地名,センター,エリアタイプ,可燃", "い,中央,1,月", ["い"], ["可燃"], {}),
        ("地名,収集所,センター持込,可燃", "い,中央,月,月", ["い"], ["センター持込", "可燃"], {}),
    ],
)
def test_copies_with_other_columns_are_recognised(
    tmp_path: Path, header: str, row: str, areas: list[str], kinds: list[str], more: dict[str, str]
) -> None:
    found = shown(put(tmp_path / "city", f"{header}\n{row}\n", CENTRE, **more))
    assert list(found) == areas
    assert list(found[areas[0]]) == kinds
    assert "2026-12-07" in found[areas[0]]["可燃"]


def test_the_script_knows_no_month_before_that_of_today(tmp_path: Path) -> None:
    folder = put(tmp_path / "city", ROW)
    found = strict_days(
        folder, today=date(2026, 12, 20), first=date(2026, 11, 1), last=date(2026, 12, 15)
    )
    assert found["い"]["可燃"] == ["2026-12-07", "2026-12-14"]


def test_a_city_in_the_strict_reading_has_just_these_days(tmp_path: Path) -> None:
    rows = "地区,センター,可燃,祝\nい,中央,月 月,祝\n"
    city = read(put(tmp_path / "city", rows), reading="strict", today=DECEMBER, last=FEBRUARY)
    (area,) = city.areas
    found = [
        sorted({day.day.isoformat() for day in area.days(kind.key, DECEMBER, FEBRUARY)})
        for kind in city.kinds
    ]
    dates = shown(tmp_path / "city")["い"]
    assert found == [sorted(set(dates["可燃"])), dates["祝"]]
    assert city.findings == ()
    assert city.counts == {"read": 2, "kept": 2, "repaired": 0, "doubtful": 0, "refused": 0}


def test_a_dead_list_is_told_in_the_strict_reading(tmp_path: Path) -> None:
    city = read(put(tmp_path / "city", ROW, None), reading="strict", today=DECEMBER)
    assert city.areas == ()
    assert [one.code for one in city.findings] == ["strict_no_file"]


def test_the_strict_reading_needs_a_day(tmp_path: Path) -> None:
    folder = put(tmp_path / "city", ROW)
    with pytest.raises(ValueError, match="today="):
        read(folder, reading="strict")
    with pytest.raises(ValueError, match="today="):
        strict_days(folder)


def test_a_folder_without_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match=r"area_days\.csv"):
        strict_days(tmp_path, today=DECEMBER)
    put(tmp_path / "data", ROW)
    assert list(strict_days(tmp_path, today=DECEMBER)) == ["い", "ろ"]
