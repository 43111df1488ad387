"""`civickit new` for a garbage calendar: a folder of CSVs, or a zip of one, of any quality."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import pytest
from cli.terminal import Terminal
from click.testing import CliRunner, Result

from civickit import town
from civickit.cli import main
from civickit.projects import base

AREA_DAYS = """地区,センター,燃やすごみ,びん
北町,中央,月 木,火1 火3
南町,中央,火 金,第２火
"""
FILES = {
    "area_days.csv": AREA_DAYS,
    "center.csv": "名称,休止開始日,休止終了日\n中央,2026/12/31,2027/1/3\n",
    "description.csv": "label,sublabel,description,styles,bgcolor\n"
    "燃やすごみ,,台所のごみ,,#ff0000\nびん,,すすぐ,,#00ff00\n",
    "remarks.csv": "id,text\n1,粗大ごみは電話で\n",
    "target.csv": "label,name,notice,furigana\nびん,ジャムのびん,ふたを取る,し\n",
}
RANDOM = bytes((i * 7919 + i * i) % 256 for i in range(3000))


@pytest.fixture
def gomi(here: Path) -> Path:
    """The five CSVs of a small 5374 city, with one cell that has to be repaired."""
    folder = here / "gomi"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def new(*words: str) -> Result:
    return CliRunner().invoke(main, ["new", "--yes", *words])


def made(*words: str) -> dict:
    result = new("--json", *words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def toml(folder: str) -> dict:
    return tomllib.loads((Path(folder) / "civic.toml").read_text("utf-8"))


def test_a_folder_of_5374_makes_a_calendar_without_being_told(gomi: Path) -> None:
    said = new("--slug", "demo", "--data", "gomi", "--lang", "ja")
    assert said.exit_code == 0, said.output
    assert "5374(ゴミナシ)の CSV として読みました" in said.output
    assert "地区 2、種類 2、品目 1" in said.output
    assert "直した 1" in said.output
    assert "第２火" in said.output, "the cell that was repaired is shown"
    assert "ライセンス: 分かりません" in said.output
    told = toml("demo")
    assert told["template"]["name"] == "calendar_app"
    assert told["data"]["path"] == "data"
    assert {one.name: one.read_text("utf-8") for one in Path("demo/data").iterdir()} == FILES
    data = Path("demo/DATA.md").read_text("utf-8")
    assert "civickit check data" in data
    assert "直したもの 1" in data


def test_what_costs_days_is_told_before_what_does_not(gomi: Path) -> None:
    area_days = FILES["area_days.csv"] + "西町,,月,隔金20150198\n" + "東町,,月 ,火1\n" * 3
    (gomi / "area_days.csv").write_text(area_days, "utf-8")
    (gomi / "target.csv").write_text(FILES["target.csv"] + ",,ふた,\n別,箱,,\n", "utf-8")
    said = new("--slug", "demo", "--data", "gomi", "--lang", "ja").output.splitlines()
    shown = [line for line in said if line.startswith("  - ")]
    assert len(shown) == 3
    assert "隔金20150198" in shown[0]
    assert shown[1].startswith("  - target.csv 3 行目: 使えませんでした")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_the_citys_own_script_sets_goes_into_civic_toml(gomi: Path, lang: str) -> None:
    city = gomi.with_name("city")
    copytree(gomi, city / "data")
    (city / "js").mkdir()
    (city / "js/setting.js").write_text(
        "var SkipSuspend = false;\nvar WeekShift = true;\nvar MaxDescription = 12;\n"
    )
    said = new("--slug", "demo", "--data", "city", "--lang", lang)
    assert said.exit_code == 0, said.output
    data = toml("demo")["data"]
    assert (data["skip_suspend"], data["max_labels"]) == (False, 12)
    assert "week_shift" not in data, "that is as in the original"


def test_the_counts_are_those_of_check(gomi: Path) -> None:
    with (gomi / "area_days.csv").open("a", encoding="utf-8") as file:
        file.write("東町,,月,隔月20150112\n")  # the original stops after a year of it
    data = made("--slug", "demo", "--data", "gomi")["data"]
    told = json.loads(CliRunner().invoke(main, ["check", "demo/data", "--json"]).stdout)["counts"]
    assert {name: data[name] for name in told} == told
    assert data["repaired"] == 2


def test_what_was_baked_is_kept_without_the_data(gomi: Path) -> None:
    made("--slug", "demo", "--data", "gomi")
    kept = base.read(Path("demo"))
    assert kept is not None
    assert {name for name in kept if name.startswith("data/")} == set()
    said = CliRunner().invoke(main, ["update", "demo", "--lang", "en"])
    assert "already up to date" in said.output
    assert len(list(Path("demo/data").iterdir())) == len(FILES)


@pytest.mark.parametrize("inner", ["", "gomi-2026/", "gomi/data/"])
def test_a_zip_is_as_good_as_a_folder(gomi: Path, inner: str) -> None:
    with ZipFile("gomi.zip", "w") as packed:
        packed.writestr("__MACOSX/area_days.csv", b"\x00")
        packed.writestr(f"{inner}../../evil.csv", "a")
        packed.writestr(f"{inner}index.html", "<script>")
        for name, text in FILES.items():
            packed.writestr(inner + name, text)
    told = made("--slug", "demo", "--data", "gomi.zip", "--lang", "en")
    assert told["template"] == "calendar_app"
    assert told["data"]["used"] is True
    assert {one.name for one in Path("demo/data").iterdir()} == set(FILES)
    assert not list(Path.cwd().parent.rglob("evil.csv"))


def test_one_of_the_files_means_its_folder(gomi: Path) -> None:
    told = made("--template", "calendar_app", "--slug", "demo", "--data", "gomi/area_days.csv")
    assert told["data"]["areas"] == 2
    assert Path("demo/data/center.csv").is_file()


def test_the_json_says_what_was_read(gomi: Path) -> None:
    data = made("--slug", "demo", "--data", "gomi", "--licence", "cc-by 4.0")["data"]
    expected = {"used": True, "path": "data", "format": "gomi5374", "areas": 2, "kinds": 2}
    assert {name: data[name] for name in expected} == expected
    assert (data["items"], data["repaired"], data["refused"]) == (1, 1, 0)
    assert data["licence"] == "CC BY 4.0"
    assert data["check"] == "civickit check gomi"


def test_the_native_format_is_as_welcome(here: Path) -> None:
    copytree(town.path("collection"), here / "town")
    said = new("--slug", "demo", "--data", "town", "--lang", "en")
    assert "the kit's own CSVs (collection.csv)" in said.output
    assert "the days are known until 2028-03-31" in said.output
    assert Path("demo/data/areas.geojson").is_file()


def test_days_that_are_over_are_said(here: Path) -> None:
    (here / "old").mkdir()
    (here / "old/area_days.csv").write_text(
        "地区,センター,びん\n北町,,20150102 20150109\n", "utf-8"
    )
    said = new("--slug", "demo", "--data", "old", "--lang", "en")
    assert "the days ended on 2015-01-09" in said.output


UNUSABLE: dict[str, dict[str, bytes]] = {
    "empty": {},
    "other": {"water.csv": b"lat,lon\n1,2\n"},
    "random": {"area_days.csv": RANDOM},
    "header": {"area_days.csv": "地区,センター,びん\n".encode()},
    "native": {"collection.csv": b"\xff\xfe\x00"},
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_folder_that_cannot_be_used_stops_nothing(here: Path, name: str) -> None:
    (here / name).mkdir()
    for file, content in UNUSABLE[name].items():
        (here / name / file).write_bytes(content)
    said = new("--template", "calendar_app", "--slug", "demo", "--data", name, "--lang", "en")
    assert said.exit_code == 0, said.output
    assert "Traceback" not in said.output
    assert f"The data '{name}' could not be used: " in said.output
    assert f"civickit check {name} says what is wrong" in said.output
    assert 'to path = "data"' in said.output
    assert toml("demo")["data"]["path"] == ""
    assert not Path("demo/data").exists()


@pytest.mark.parametrize("content", [RANDOM, b"PK\x03\x04" + RANDOM, b""])
def test_a_zip_that_is_none_stops_nothing(here: Path, content: bytes) -> None:
    (here / "x.zip").write_bytes(content)
    data = made("--template", "calendar_app", "--slug", "demo", "--data", "x.zip")["data"]
    assert (data["used"], data["sample"]) == (False, True)
    assert data["check"] == "civickit check x.zip"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--template", "calendar_app", "--data", "nowhere"], "there is no folder and no zip"),
        (["--template", "calendar_app", "--data", "https://e.org/x.zip"], "takes no addresses"),
        (["--template", "calendar_app", "--data", "gomi", "--map", "lat=3"], "--map is for tables"),
        (["--template", "map_app", "--data", "gomi"], "--template calendar_app makes"),
        (["--template", "map_app", "--data", "."], "name the file in it"),
        (["--data", "gomii"], "no file, no folder and no source 'gomii'; check the name"),
    ],
)
def test_what_cannot_be_meant_gets_a_sentence(gomi: Path, words: list[str], told: str) -> None:
    said = new("--slug", "demo", "--lang", "en", *words)
    assert said.exit_code == 2, said.output
    assert told in said.output
    assert not Path("demo").exists()


def test_a_real_city_is_taken_over_byte_for_byte(city_files: Path, here: Path) -> None:
    city = city_files / "gomi5374/kanazawa"
    data = made("--slug", "demo", "--data", str(city))["data"]
    assert data["areas"] > 50
    for one in Path("demo/data").iterdir():
        assert one.read_bytes() == next(city.rglob(one.name)).read_bytes()


def test_the_calendar_is_offered_first_for_such_a_folder(terminal, gomi: Path) -> None:
    asked: Terminal = terminal("--data", "gomi", lang="en_US.UTF-8")
    asked.talk(
        ("What kind of app", ""),
        ("Name of the app", "Kita"),
        ("Number", "1"),
        ("Language of the project", "en"),
    )
    code, _ = asked.ends()
    assert code == 0, asked.said
    assert "1  Garbage calendar" in asked.said
    told = toml(str(gomi.parent / "kita"))
    assert told["template"]["name"] == "calendar_app"
    assert told["data"]["licence"] == "CC BY 4.0"


def test_a_folder_is_asked_for_and_a_wrong_answer_asks_again(terminal, gomi: Path) -> None:
    asked: Terminal = terminal("--template", "calendar_app", "--title", "Kita", "--lang", "ja")
    asked.talk(
        ("CSV のフォルダー", "nai"),
        ("「nai」というフォルダーも zip もありません", f"'{gomi.name}{os.sep}'"),
        ("ライセンスが分かりません", ""),
    )
    code, _ = asked.ends()
    assert code == 0, asked.said
    assert toml(str(gomi.parent / "kita"))["data"]["path"] == "data"


def test_a_folder_for_a_map_is_told_apart(terminal, gomi: Path) -> None:
    asked: Terminal = terminal("--template", "map_app", "--title", "Kita", "--lang", "en")
    asked.talk(("Which data", gomi.name), ("is a folder", ""))
    code, _ = asked.ends()
    assert code == 0, asked.said
