"""`civickit days`: what is collected when, from 5374's files and from the kit's own."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from civickit.cli import main

YEAR = ("--from", "2026-12-01", "--to", "2027-02-28")


@pytest.fixture
def city(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "area_days.csv").write_text(
        "地区,センター,可燃,資源\n北,中央,月 木 ,水1\n北,中央,金1,\n", "utf-8"
    )
    (folder / "center.csv").write_text("名称,始,終\n中央,2026/12/29,2027/1/3\n", "utf-8")
    return folder


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["days", *map(str, words)])


def days(*words: object) -> dict[str, dict[str, list[str]]]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, dict[str, list[str]]] = json.loads(result.stdout)
    return found


def test_the_readings_differ_as_they_should(city: Path) -> None:
    strict = days(city, "--reading", "strict", *YEAR)
    repaired = days(city, *YEAR)
    assert strict.keys() == repaired.keys() == {"北", "北#2"}
    assert strict["北"]["可燃"] == []
    assert repaired["北"]["可燃"][:3] == ["2026-12-03", "2026-12-07", "2026-12-10"]
    assert days(city, "--reading", "repaired", *YEAR) == repaired


def test_a_folder_with_data_in_it_is_the_same(city: Path) -> None:
    assert days(city.parent, *YEAR) == days(city, *YEAR)


@pytest.mark.parametrize(
    ("options", "fridays"),
    [
        ((), ["2026-12-04", "2027-02-05"]),
        (("--no-skip-suspend",), ["2026-12-04", "2027-01-08", "2027-02-05"]),
        (("--no-skip-suspend", "--no-week-shift"), ["2026-12-04", "2027-02-05"]),
        (("--week-shift", "--skip-suspend"), ["2026-12-04", "2027-02-05"]),
    ],
)
def test_the_settings_of_the_city_s_script_can_be_given(
    city: Path, options: tuple[str, ...], fridays: list[str]
) -> None:
    for reading in ("strict", "repaired"):
        found = days(city, "--reading", reading, *YEAR, *options)
        assert found["北#2"]["可燃"] == fridays


SETTING_JS = (
    "\ufeff/* 5374 */\r\n// var WeekShift = true;\r\nconst WeekShift = false; // 奈良は、true\r\n"
)


@pytest.mark.parametrize(
    ("script", "options", "fridays"),
    [
        (SETTING_JS, (), ["2026-12-04", "2027-02-05"]),
        (SETTING_JS.replace("false", "true"), (), ["2026-12-04", "2027-01-08", "2027-02-05"]),
        (SETTING_JS, ("--week-shift",), ["2026-12-04", "2027-01-08", "2027-02-05"]),
        ("var WeekShift = true;\nvar SkipSuspend = true;\n", (), ["2026-12-04", "2027-02-05"]),
        ("var SVGLabel = true;", (), ["2026-12-04", "2027-02-05"]),
    ],
)
def test_the_settings_of_a_whole_copy_of_the_script_are_its_own(
    city: Path, script: str, options: tuple[str, ...], fridays: list[str]
) -> None:
    (city.parent / "js").mkdir()
    (city.parent / "js" / "setting.js").write_bytes(script.encode())
    for folder in (city, city.parent):
        assert days(folder, "--reading", "strict", *options, *YEAR)["北#2"]["可燃"] == fridays
    assert ("WeekShift" in run(city, *YEAR).stderr) == ("const" in script)


def test_columns_beyond_the_setting_are_not_in_the_strict_reading(city: Path) -> None:
    found = days(city, "--reading", "strict", "--max-labels", 1, *YEAR)
    assert list(found["北"]) == ["可燃"]
    assert list(days(city, "--max-labels", 1, *YEAR)["北"]) == ["可燃", "資源"]


def test_today_is_the_first_day_unless_it_is_said(city: Path) -> None:
    strict = ("--reading", "strict", "--no-skip-suspend")
    assert days(city, *strict, "--from", "2026-12-01", "--to", "2026-12-31")["北#2"]["可燃"]
    later = days(city, *strict, *YEAR, "--today", "2027-02-01")
    assert later["北#2"]["可燃"] == ["2027-02-05"]
    only = days(city, *strict, "--today", "2026-12-01")
    assert only["北#2"]["可燃"][0] == "2026-12-04"
    assert only["北#2"]["可燃"][-1] == "2027-11-05"


def test_people_are_told_day_by_day(city: Path) -> None:
    result = run(city, "--from", "2026-12-02", "--to", "2026-12-04", "--lang", "en")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "北",
        "  2026-12-02 Wed  資源",
        "  2026-12-03 Thu  可燃",
        "北#2",
        "  2026-12-04 Fri  可燃",
    ]
    result = run(city, "--from", "2026-12-29", "--to", "2026-12-30", "--lang", "ja")
    assert "  2026-12-29 から 2026-12-30 までの収集日はありません" in result.output


def test_nothing_in_a_name_moves_the_cursor(tmp_path: Path) -> None:
    written = "地区,センター,可\x1b[2J燃\n北\x1b]0;x\x07町,,月\n"
    (tmp_path / "area_days.csv").write_text(written, "utf-8")
    result = run(tmp_path, *YEAR)
    assert result.exit_code == 0
    assert "北" in result.output
    assert "\x1b" not in result.output
    assert "\x07" not in result.output


def test_areas_can_be_chosen_by_a_part_of_their_name(city: Path) -> None:
    assert list(days(city, *YEAR, "--area", "#2")) == ["北#2"]
    assert days(city, *YEAR, "--area", "南") == {}
    assert "No area has '南' in its name" in run(city, *YEAR, "--area", "南").stderr


def test_a_list_that_is_dead_in_the_original_is_empty_and_told(city: Path) -> None:
    (city / "center.csv").unlink()
    result = run(city, "--reading", "strict", *YEAR, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {})
    assert "shows no area at all" in result.stderr


def test_files_without_any_area_are_told(city: Path) -> None:
    (city / "area_days.csv").write_bytes(b"")
    result = run(city, *YEAR, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {})
    assert "The files give no area at all" in result.stderr


def test_the_kit_s_own_files_have_no_readings(tmp_path: Path) -> None:
    from civickit.town import path

    folder = path("collection")
    found = days(folder, *YEAR)
    assert found
    assert any(kinds for kinds in found.values())
    result = run(folder, "--reading", "strict", "--max-labels", 3)
    assert result.exit_code == 2
    assert "--reading, --max-labels: only 5374 files have readings" in result.output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("no-such-folder",), 1, "is not there"),
        ((".", "--from", "yesterday"), 2, "is no date"),
        ((".", "--from", "2026-02-30"), 2, "is no date"),
        ((".", "--from", "2026-02-03", "--to", "2026-02-01"), 2, "is before"),
        ((".", "--reading", "mild"), 2, "--reading"),
        ((".", "--max-labels", "-1"), 2, "--max-labels"),
    ],
)
def test_misuse_is_answered_with_a_sentence(words: tuple[str, ...], code: int, said: str) -> None:
    result = run(*words)
    assert result.exit_code == code
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_folder_without_a_calendar_is_told(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "area_days.csv" in result.output


def test_a_real_city_through_the_command(city_files: Path) -> None:
    root = city_files / "gomi5374"
    manifest: dict[str, Any] = json.loads((root / "manifest.json").read_text())
    setting = manifest["kanazawa"]["setting"]
    first, last = manifest["kanazawa"]["range_datayear"]
    options = [
        "--week-shift" if setting["WeekShift"] else "--no-week-shift",
        "--skip-suspend" if setting["SkipSuspend"] else "--no-skip-suspend",
    ]
    found = days(
        root / "kanazawa", "--reading", "strict", "--from", first, "--to", last,
        "--max-labels", setting["MaxDescription"], *options,
    )  # fmt: skip
    packed = (root / "kanazawa" / "expected_dates_datayear.json.gz").read_bytes()
    assert found == json.loads(gzip.decompress(packed))


def test_a_zip_of_the_folder_is_the_same(city: Path) -> None:
    shutil.make_archive(str(city.parent / "city"), "zip", city.parent, "data")
    packed = city.parent / "city.zip"
    assert days(packed, *YEAR) == days(city, *YEAR)
    assert days(packed, "--reading", "strict", *YEAR) == days(city, "--reading", "strict", *YEAR)
