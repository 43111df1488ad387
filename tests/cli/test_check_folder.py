"""`civickit check DIR`: a clerk's calendar, told cell by cell, and written again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from civickit import town
from civickit.calendars.opening import read_city
from civickit.cli import main

NATIVE = town.path("collection")
GOMI = {
    "area_days.csv": "地名,センター,もえる,びん\n北,東,月  木,水2\n南,東,月 木,32水\n",
    "center.csv": "名称,休止開始日,休止終了日\n東,2026/12/29,2027/01/03\n",
    "description.csv": "label,sublabel,description,styles,bgcolor\nもえる,,,,\nびん,,,,\n",
    "remarks.csv": "id,text\n",
    "target.csv": "label,name,notice,furigana\nもえる,紙くず,,か\n",
}


@pytest.fixture
def gomi(tmp_path: Path) -> Path:
    folder = tmp_path / "city"
    folder.mkdir()
    for name, text in GOMI.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "town"
    shutil.copytree(NATIVE, folder)
    with (folder / "collection.csv").open("a", encoding="utf-8") as file:
        file.write("G-Z,燃やすごみ,毎習 月,,,,\n")
    return folder


def run(*arguments: str | Path, **env: str) -> Result:
    clean = dict.fromkeys(("LC_ALL", "LC_MESSAGES", "LANG"), "")
    result = CliRunner().invoke(main, ["check", *map(str, arguments)], env={**clean, **env})
    assert "Traceback" not in result.output
    return result


def as_json(*arguments: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*arguments, "--json").stdout)
    return found


def test_the_next_step_can_be_typed_where_a_name_has_a_space(gomi: Path) -> None:
    folder = gomi.rename(gomi.with_name("my city"))
    said = run(folder, "--lang", "en").stdout
    assert f"civickit run garbage_calendar --data '{folder}' shows it." in said
    assert f"civickit new --data '{folder}' makes a calendar of your own." in said


def test_the_sample_town_is_fine_in_both_languages() -> None:
    said = run(NATIVE)
    assert said.exit_code == 0
    assert "直すところはありません。" in said.stdout
    assert "データの終わり: 2028-03-31" in said.stdout
    assert "使えない: 0" in said.stdout
    for english in (run(NATIVE, "--lang", "en"), run(NATIVE, LANG="en_US.UTF-8")):
        assert "Nothing needs attention." in english.stdout
        assert "The data ends on 2028-03-31" in english.stdout


def test_a_refused_row_is_told_with_file_line_column_and_cell_and_ends_with_1(broken: Path) -> None:
    line = len((NATIVE / "collection.csv").read_text("utf-8").splitlines()) + 1
    said = run(broken)
    assert said.exit_code == 1
    assert f"collection.csv, {line} 行目, 1 列目 「地区」: 「G-Z」" in said.stdout
    assert "もしかして「G-" in said.stdout
    assert "使えない: 1" in said.stdout
    english = run(broken, "--lang", "en").stdout
    assert f"collection.csv, line {line}, column 3 '収集日': '毎習 月'" in english


def test_5374_shows_the_days_that_differ_from_the_original(gomi: Path) -> None:
    said = run(gomi, "--lang", "en")
    assert said.exit_code == 1, "32水 is no day"
    assert "was read as: 5374" in said.stdout
    assert "Days that differ from what the original 5374 shows" in said.stdout
    assert "北 / もえる: +" in said.stdout
    assert (
        "area_days.csv, line 2, column 3 'もえる' [北 / もえる]: '月  木' → '月 木'" in said.stdout
    )
    (gomi / "area_days.csv").write_text("地名,センター,もえる\n北,東,月 木\n", "utf-8")
    fine = run(gomi, "--lang", "en")
    assert fine.exit_code == 0
    assert "The days are those that the original 5374 shows." in fine.stdout


def test_the_settings_of_a_city_s_script_are_options(gomi: Path) -> None:
    assert len(as_json(gomi)["diff"]) == 1
    fewer = as_json(gomi, "--max-labels", "1")
    assert [one["kind"] for one in fewer["diff"]] == ["もえる", "びん"]


def test_days_off_that_all_lie_in_the_past_are_told(gomi: Path) -> None:
    assert "The last day off" not in run(NATIVE, "--lang", "en").stdout
    (gomi / "center.csv").write_text("名称,開始,終了\n東,2015/12/29,2016/01/03\n", "utf-8")
    assert "The last day off in the data is 2016-01-03." in run(gomi, "--lang", "en").stdout
    assert as_json(gomi)["closed_last"] == "2016-01-03"


def test_json_has_the_whole_diff_and_every_finding(gomi: Path) -> None:
    found = as_json(gomi)
    assert found["format"] == "gomi5374"
    assert found["counts"]["read"] == 8
    assert found["fates"]["refused"] == 1
    assert found["fine"] is False
    (burnable,) = [one for one in found["diff"] if one["area"] == "北"]
    assert len(burnable["added"]) > 100
    assert burnable["removed"] == []
    assert sum(one["dates"] for one in found["findings"]) == sum(
        len(one["added"]) + len(one["removed"]) for one in found["diff"]
    )
    assert found["not_written"] == []


@pytest.mark.parametrize("as_format", [None, "gomi5374", "collection"])
def test_the_format_is_known_by_its_files_or_named(gomi: Path, as_format: str | None) -> None:
    shutil.copy(NATIVE / "collection.csv", gomi)
    arguments = ["--as", as_format] if as_format else []
    found = as_json(gomi, *arguments)
    assert found["format"] == {"gomi5374": "gomi5374"}.get(as_format or "", "native")


def test_files_in_a_data_folder_are_found(gomi: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    gomi.rename(tmp_path / "site" / "data")
    assert as_json(tmp_path / "site")["areas"] == 2


def test_out_writes_the_repaired_calendar_and_5374_files(gomi: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "out", tmp_path / "again"
    said = run(gomi, "--out", out, "--gomi5374", again, "--lang", "en")
    assert f"Written: {out}, {again}" in said.stdout
    native, repaired = read_city(out), read_city(again)
    assert (native.format, repaired.format) == ("native", "gomi5374")
    assert as_json(out)["dates"] == as_json(again)["dates"] == as_json(gomi)["dates"]
    assert as_json(again)["diff"] == []
    assert run(gomi, "--out", out).exit_code == 1, "once more, in the place of the old"


def test_what_5374_cannot_say_is_told(tmp_path: Path) -> None:
    said = run(NATIVE, "--gomi5374", tmp_path / "out", "--lang", "en")
    assert said.exit_code == 0
    assert "What the 5374 files cannot say" in said.stdout
    assert "no dates of validity" in said.stdout
    told = as_json(NATIVE, "--gomi5374", tmp_path / "out")["not_written"]
    assert {"gomi_validity", "gomi_languages"} <= {one["code"] for one in told}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{empty}"], ["collection.csv", "area_days.csv"]),
        (["{empty}", "--as", "gomi5374"], ["collection.csv", "area_days.csv"]),
        (["{native}", "--as", "gomi5374"], ["area_days.csv"]),
        (["{native}", "--as", "water_point"], ["gomi5374, collection"]),
        (["{missing}"], ["there is no file"]),
        (["{missing}", "--as", "collection"], ["collection.csv", "area_days.csv"]),
        (["{file}", "--as", "collection"], ["collection.csv", "area_days.csv"]),
        (["{file}", "--gomi5374", "{missing}"], ["--gomi5374 is for a folder"]),
        (["{native}", "--html", "page.html"], ["--html", "not for a folder"]),
        (["{native}", "--map", "lat=1", "--excel"], ["--map, --excel"]),
        (["{native}", "--out", "{native}"], ["already in use"]),
        (["{native}", "--out", "{missing}", "--gomi5374", "{missing}"], ["already in use"]),
        (["{native}", "--gomi5374", "{file}"], ["collection.csv"]),
        (["{native}", "--no-week-shift"], ["only of 5374 files"]),
        (["{file}", "--max-labels", "3"], ["for a folder"]),
    ],
)
def test_misuse_is_one_sentence_and_2(
    arguments: list[str], words: list[str], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    places = {
        "empty": tmp_path / "empty",
        "missing": tmp_path / "missing",
        "native": NATIVE,
        "file": NATIVE / "collection.csv",
    }
    before = sorted(tmp_path.rglob("*"))
    result = run(*[one.format(**places) for one in arguments])
    assert result.exit_code == 2
    assert all(word in result.output for word in words), result.output
    assert sorted(tmp_path.rglob("*")) == before, "nothing is written"


def test_a_folder_with_something_else_in_it_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    for option in ("--out", "--gomi5374"):
        result = run(NATIVE, option, tmp_path)
        assert result.exit_code == 3
        assert "mine.txt" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("name", ["area_days", "collection"])
def test_a_calendar_without_a_single_area_is_not_said_to_be_the_same(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / f"{name}.csv").write_text("地区,種類,収集日\n", "utf-8")
    said = run(tmp_path, "--lang", "en")
    assert said.exit_code == 1
    assert "Refused (1)" in said.stdout
    assert "goes on without an end" not in said.stdout
    assert "The days are those" not in said.stdout


def test_hostile_names_do_not_reach_the_console(gomi: Path) -> None:
    (gomi / "area_days.csv").write_text(
        "地名,センター,もえる\n\x1b[31m北\x1b[0m,東,\x1b]0;x\x07月曜\n", "utf-8"
    )
    result = run(gomi)
    assert "\x1b" not in result.output
    assert "\x07" not in result.output


def test_the_report_is_short_and_says_how_much_is_left_out(gomi: Path) -> None:
    rows = "".join(f"地区{n},東,月  木,水{n}x\n" for n in range(60))
    (gomi / "area_days.csv").write_text(f"地名,センター,もえる,びん\n{rows}", "utf-8")
    lines = run(gomi, "--lang", "en").stdout.splitlines()
    assert len(lines) < 120
    assert any("more places: --json has them all" in line for line in lines)
    assert len(as_json(gomi)["findings"]) >= 120


def test_a_zip_of_the_folder_is_told_alike(gomi: Path) -> None:
    """`new` and `run` take it too; only what it is called differs."""
    shutil.make_archive(str(gomi), "zip", gomi.parent, gomi.name)
    packed = gomi.with_suffix(".zip")
    plain, zipped = (
        CliRunner().invoke(main, ["check", str(one), "--lang", "ja"]) for one in (gomi, packed)
    )
    assert zipped.exit_code == plain.exit_code == 1
    assert zipped.output.replace(str(packed), str(gomi)) == plain.output
    assert str(packed) in zipped.output
