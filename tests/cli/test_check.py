"""`civickit check` as a person and as a program uses it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from civickit.cli import main

ROWS = "種別,番号,所在地_連結表記,緯度,経度\n" + "".join(
    f"消火栓,{n},栄町{n},37.49{n},139.93{n}\n" for n in range(10)
)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    path = tmp_path / "city.csv"
    path.write_text(ROWS, encoding="cp932")
    return path


def run(*arguments: str | Path, **env: str) -> Result:
    clean = dict.fromkeys(("LC_ALL", "LC_MESSAGES", "LANG"), "")
    return CliRunner().invoke(main, ["check", *map(str, arguments)], env={**clean, **env})


def as_json(*arguments: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*arguments, "--json").stdout)
    return found


def test_json_has_the_names_other_tools_read(city: Path) -> None:
    city.write_text(ROWS + "謎,11,栄町,37.5,139.93\n消火栓,12,栄町,,139.9\n", encoding="cp932")
    found = as_json(city)
    assert (found["rows"], found["kept"], found["repaired"], found["refused"]) == (12, 11, 0, 1)
    assert found["kinds"] == {"hydrant": 10, "other": 1}
    assert found["doubts"] == {}
    assert found["encoding"] == "cp932"
    assert [p["reason"] for p in found["problems"]] == ["unknown_kind", "no_position"]
    assert found["problems"][1].keys() >= {"line", "column", "value", "reason", "action", "after"}
    assert found["problems"][1]["line"] == 13
    assert "Find the place on a map" in found["problems"][1]["message"]


def test_exit_codes(city: Path, tmp_path: Path) -> None:
    assert run(city).exit_code == 0
    city.write_text(ROWS + "消火栓,99,栄町,139.9350,37.4950\n", encoding="cp932")
    assert run(city).exit_code == 0, "a repaired row can be used"
    city.write_text(ROWS + "消火栓,99,栄町,,139.9\n", encoding="cp932")
    assert run(city).exit_code == 1, "a refused row"
    city.write_bytes(b"\x00\x01\x02\x03")
    assert run(city).exit_code == 1, "no table"
    city.write_text("種別,住所\n消火栓,栄町\n")
    assert run(city).exit_code == 1, "no position"
    assert run(tmp_path / "nowhere.csv").exit_code == 2
    assert run(city, "--as", "hydrants").exit_code == 2
    assert run(city, "--map", "lat").exit_code == 2
    city.write_text(ROWS)
    assert run(city, "--out", tmp_path / "no" / "folder.csv").exit_code == 3


def test_a_header_without_rows_is_no_success(city: Path) -> None:
    city.write_text(ROWS.split("\n")[0] + "\n")
    result = run(city)
    assert result.exit_code == 1
    assert "使える行がありません" in result.stdout


def test_the_report_speaks_japanese_unless_the_console_does_not(city: Path) -> None:
    assert "使える行: 10" in run(city).stdout
    assert "使える行: 10" in run(city, LANG="ja_JP.UTF-8").stdout
    assert "Rows kept: 10" in run(city, LANG="en_US.UTF-8").stdout
    assert "Rows kept: 10" in run(city, "--lang", "en").stdout
    assert "使える行: 10" in run(city, "--lang", "ja", LANG="de_DE.UTF-8").stdout


def test_the_report_names_line_column_value_and_what_to_do(city: Path) -> None:
    city.write_text(ROWS + "消火栓,99,栄町,不明,139.9\n", encoding="cp932")
    said = run(city).stdout
    assert "12 行目, 緯度: 「不明」" in said
    assert "39.3130 か 39°18'46.8\" の形に直してください" in said
    assert "--refused FILE" in said
    assert "種別 ← 種別" in said


def test_equal_problems_are_told_together_and_listed_one_by_one_in_json(city: Path) -> None:
    city.write_text(ROWS + "謎,1,栄町,37.5,139.93\n" * 300, encoding="cp932")
    said = run(city).stdout
    assert said.count("謎") == 1
    assert "12, 13, 14, 15, 16 ほか計 300 行" in said
    assert len(as_json(city)["problems"]) == 300


def test_many_problems_are_cut_with_a_word(city: Path) -> None:
    bad = "".join(f"謎{n},1,栄町,37.5,139.93\n" for n in range(50))
    city.write_text(ROWS + bad, encoding="cp932")
    assert "ほかに 30 件あります。--json" in run(city).stdout


def test_a_console_is_not_steered_by_a_cell(city: Path) -> None:
    city.write_text(ROWS + "消火栓,1,栄町,\x1b[2J\x9b31m不明,139.9\n", encoding="utf-8")
    said = run(city).stdout
    assert "\x1b" not in said
    assert "\x9b" not in said


def test_outputs_are_written_and_check_clean(city: Path, tmp_path: Path) -> None:
    city.write_text(ROWS + "消火栓,99,栄町,,139.9\n", encoding="cp932")
    out, refused, collection = (tmp_path / name for name in ("o.csv", "r.csv", "g.geojson"))
    result = run(city, "--out", out, "--refused", refused, "--geojson", collection, "--excel")
    assert result.exit_code == 1
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(json.loads(collection.read_text("utf-8"))["features"]) == 10
    assert "no_position" in refused.read_text("utf-8-sig")
    again = as_json(out)
    assert (again["rows"], again["kept"], again["problems"]) == (10, 10, [])
    assert "書き出しました" in result.stdout


def test_the_input_is_never_overwritten(city: Path, tmp_path: Path) -> None:
    before = city.read_bytes()
    hard_link = tmp_path / "same.csv"
    os.link(city, hard_link)
    other_way = tmp_path / "x" / ".." / "city.csv"
    (tmp_path / "x").mkdir()
    for out in (city, hard_link, other_way):
        for option in ("--out", "--refused", "--geojson", "--html"):
            assert run(city, option, out).exit_code == 2
    assert city.read_bytes() == before


def test_two_outputs_cannot_be_one_file(city: Path, tmp_path: Path) -> None:
    one = tmp_path / "one"
    assert run(city, "--out", one, "--geojson", one).exit_code == 2
    assert not one.exists()


def test_columns_by_number_without_a_header(tmp_path: Path) -> None:
    path = tmp_path / "plain.txt"
    path.write_text("# 出典\n1\t消火栓 栄町1\t\t37.49\t139.93\t2023/05/01\n" * 3, encoding="utf-8")
    maps = [f"--map={pair}" for pair in ("number=1", "address=2", "lat=4", "lon=5", "surveyed=6")]
    found = as_json(path, *maps)
    assert (found["rows"], found["kept"], found["kinds"]) == (3, 3, {"hydrant": 3})
    assert found["columns"]["lat"] == "column 4"
