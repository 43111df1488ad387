"""`civickit schemas`, and what `civickit check` takes a file for."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from civickit import schemas
from civickit.cli import main

SAMPLES = sorted((Path(__file__).parents[1] / "schemas" / "samples").glob("*.csv"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], env={"LANG": "", "LC_ALL": ""})


def test_the_list_names_every_dataset_in_both_languages() -> None:
    said = run("schemas").stdout
    english = run("schemas", "--lang", "en").stdout
    for name in schemas.names():
        schema = schemas.get(name)
        assert f"{schema.listed} {name} " in said
        assert schema.title["ja"] in said
        assert schema.title["en"] in english
    assert said.index("public_facility") < said.index("water_point") < said.index("garbage")


def test_the_list_for_programs() -> None:
    found = json.loads(run("schemas", "--json").stdout)
    assert [one["name"] for one in found] == schemas.names()
    aed = json.loads(run("schemas", "aed", "--json").stdout)
    assert (aed["number"], aed["positioned"]) == ("08", "needed")
    place = next(one for one in aed["fields"] if one["name"] == "place")
    assert (place["header"], place["required"], place["type"]) == ("設置位置", True, "string")


def test_the_columns_of_one_dataset() -> None:
    said = run("schemas", "public_toilet").stdout
    assert "◎ 設置位置 [place]" in said
    assert "別名: 多機能トイレ数" in said
    assert "有 / 無" in said
    english = run("schemas", "food_business", "--lang", "en").stdout
    assert "only columns seen in files are known: 2023" in english
    assert "also: 許可等" not in english


def test_what_validators_need() -> None:
    made = json.loads(run("schemas", "aed", "--json-schema").stdout)
    assert made == schemas.json_schema(schemas.get("aed"))
    made = json.loads(run("schemas", "--table-schema", "aed").stdout)
    assert made == schemas.table_schema(schemas.get("aed"))


def test_a_template_for_a_clerk(tmp_path: Path) -> None:
    out = tmp_path / "aed.csv"
    assert run("schemas", "aed", "--template", "--out", out).exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        (header,) = csv.reader(file)
    assert header[:4] == ["全国地方公共団体コード", "ID", "地方公共団体名", "名称"]
    assert run("schemas", "aed", "--template").stdout_bytes == out.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("schemas", "aet"), "Did you mean 'aed'?"),
        (("schemas", "--template"), "name the dataset"),
    ],
)
def test_misuse_is_told(arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_file_of_the_standard_is_taken_for_what_it_is(path: Path) -> None:
    found = json.loads(run("check", path, "--json").stdout)
    assert found["schema"] == path.name.split(".")[0]
    assert found["guessed"]["because"]
    assert (found["kept"], found["problems"]) == (1, [])
    said = run("check", path, "--lang", "en").stdout
    why = said.split("\n")[2]
    assert why.startswith(f"Taken as {found['schema']} because of the columns ")
    assert why.endswith("--as NAME chooses another.")


def test_who_says_what_the_file_is_hears_no_guess() -> None:
    path = next(path for path in SAMPLES if path.name == "aed.2020.csv")
    said = run("check", path, "--as", "aed").stdout
    assert "とみて読みます" not in said
    assert "「AED設置箇所一覧」として読みました" in said
    assert "guessed" not in json.loads(run("check", path, "--as", "aed", "--json").stdout)
    other = json.loads(run("check", path, "--as", "public_facility", "--json").stdout)
    assert other["schema"] == "public_facility"


def test_a_file_that_may_be_anything_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("OBJECTID,X,Y\n1,139.93,37.49\n")
    result = run("check", path)
    assert result.exit_code == 2
    assert "--as NAME" in result.stderr
    assert "civickit schemas" in result.stderr
    assert run("check", path, "--as", "water_point").exit_code == 0
    path.write_text("種別,緯度,経度\n駅,37.49,139.93\n", "utf-8")
    assert "closest: none" in run("check", path).stderr


def test_outputs_of_a_dataset_without_positions(tmp_path: Path) -> None:
    path = next(path for path in SAMPLES if path.name == "population.2023.csv")
    page, out = tmp_path / "page.html", tmp_path / "out.csv"
    result = run("check", path, "--html", page, "--out", out, "--lang", "en")
    assert result.exit_code == 0
    assert "1,030" not in out.read_text("utf-8")
    assert "1030" in out.read_text("utf-8")
    assert "Population by area and age" in page.read_text("utf-8")
    refused = run("check", path, "--geojson", tmp_path / "g.geojson")
    assert refused.exit_code == 2
    assert "no dataset with positions called 'population'" in refused.stderr
    assert not (tmp_path / "g.geojson").exists()


def test_doubtful_records_without_a_position_are_on_the_page(tmp_path: Path) -> None:
    path = tmp_path / "event.csv"
    path.write_text("イベント名,開始日,緯度,経度\n" + "十日市,2026-01-10,,\n" * 2, "utf-8")
    page = tmp_path / "page.html"
    assert run("check", path, "--html", page, "--lang", "ja").exit_code == 0
    text = page.read_text("utf-8")
    assert "十日市" in text
    assert "leaflet" not in text.casefold()


def test_required_columns_that_are_empty_are_told(tmp_path: Path) -> None:
    path = tmp_path / "aed.csv"
    path.write_text("名称,緯度,経度,設置位置\n市役所,37.49,139.93,受付\n", "utf-8")
    said = run("check", path).stdout
    assert "必須(◎)なのに空の列" in said
    assert "名称_カナ(1 行)" in said
    assert json.loads(run("check", path, "--json").stdout)["missing"]["名称_カナ"] == 1
