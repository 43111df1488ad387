"""Any file a team brings becomes a table; every row has one fate."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from civickit import town
from civickit.core.errors import InvalidRecord, UnreadableTable
from civickit.desk.opened import Opened
from civickit.desk.reading import likely_dataset, read_file
from civickit.desk.settings import Data

from .conftest import SNOW


def read(content: str | bytes | Path, name: str = "x.csv", **told: object) -> Opened:
    source = content.encode() if isinstance(content, str) else content
    return read_file(source, name, Data(**told))  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc-jp", "utf-16"])
def test_a_table_in_any_encoding(encoding: str) -> None:
    opened = read(SNOW.encode(encoding))
    assert opened.frame["積雪深(cm)"].to_list() == [10, 12, 14, 20]
    assert opened.position == ("緯度", "経度")
    assert opened.of_kind("time") == ["日時"]
    assert opened.of_kind("number") == ["積雪深(cm)"]
    assert (opened.report.rows, opened.report.kept, opened.report.refused) == (4, 4, 0)


def test_a_workbook() -> None:
    book, content = Workbook(), BytesIO()
    for line in SNOW.splitlines():
        book.active.append(line.split(","))
    book.save(content)
    assert read(content.getvalue(), "x.xlsx").frame["積雪深(cm)"].sum() == 56


def test_geojson() -> None:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [146.0, 38.4]},
            "properties": {"name": f"p{number}", "depth": number},
        }
        for number in range(3)
    ]
    opened = read(json.dumps({"type": "FeatureCollection", "features": features}), "x.geojson")
    assert opened.position == ("lat", "lon")
    assert opened.frame["lat"].to_list() == [38.4] * 3
    assert opened.of_kind("number") == ["depth"]


def test_a_row_with_a_cell_too_many_is_refused_word_for_word() -> None:
    opened = read(SNOW + "2026-01-01 07:00,役場,38.4,146.0,5,6\n")
    assert (opened.report.rows, opened.report.kept, opened.report.refused) == (5, 4, 1)
    ((row, problem),) = opened.refused
    assert row.cells == ["2026-01-01 07:00", "役場", "38.4", "146.0", "5", "6"]
    assert (problem.line, problem.reason, problem.action) == (6, "ragged_row", "refused")


def test_a_torn_row_that_can_be_mended_in_one_way_is_mended_and_told() -> None:
    rows = [f"2026-01-{day:02},役場 前,{day},晴" for day in range(1, 29)]
    rows[9] = "2026-01-10,役場, 前,10,晴"
    opened = read("日付,地点,深さ,空\n" + "\n".join(rows) + "\n")
    assert (opened.report.kept, opened.report.repaired, opened.report.refused) == (28, 1, 0)
    (told,) = opened.report.problems
    assert (told.line, told.reason, told.action) == (11, "torn_row", "repaired")
    assert opened.frame["深さ"].sum() == sum(range(1, 29))


def test_positions_are_mended_or_told_and_their_rows_stay() -> None:
    more = "2026-01-01 07:00,南,146.00,38.40,5\n2026-01-01 08:00,北,どこか,146.00,6\n"
    opened = read(SNOW + more)
    assert opened.report.kept == 6
    told = {one.line: (one.reason, one.action) for one in opened.report.problems}
    assert told == {6: ("swapped", "repaired"), 7: ("not_a_coordinate", "kept")}
    assert opened.frame["緯度"].to_list()[4] == 38.4
    assert opened.frame["緯度"].isna().sum() == 1
    assert opened.report.repaired == 1


def test_the_position_is_where_the_caller_says() -> None:
    content = "地点,Y座標,X座標\n役場,38.4,146.0\n学校,38.5,146.1\n"
    assert read(content).position is None
    assert read(content, columns={"lat": "Y座標", "lon": 3}).position == ("Y座標", "X座標")
    with pytest.raises(InvalidRecord, match="no column 9"):
        read(content, columns={"lat": 9, "lon": 3})


def test_a_standard_dataset_keeps_the_columns_it_does_not_know() -> None:
    lines = town.path("water_points.csv").read_text("utf-8").splitlines()[:40]
    content = "\n".join([f"{lines[0]},水圧", *(f"{line},{n}" for n, line in enumerate(lines[1:]))])
    opened = read(content, schema="water_point", kind="table")
    assert opened.report.schema == "water_point"
    assert opened.kinds["水圧"] == "number"
    assert opened.frame["水圧"].to_list() == list(range(len(lines) - 1))
    assert "消火栓" in set(opened.frame[opened.of_kind("category")].to_numpy().ravel())


def test_refused_rows_of_a_standard_dataset_come_back_word_for_word() -> None:
    opened = read(town.path("water_points_dirty.csv"), "dirty.csv", schema="water_point")
    assert opened.report.refused == len(opened.refused) > 0
    assert opened.report.rows == opened.report.kept + opened.report.refused
    lines = town.path("water_points_dirty.csv").read_bytes().decode("cp932").splitlines()
    for row, problem in opened.refused:
        assert row.cells[0] in lines[row.line - 1]
        assert problem.action == "refused"


def test_a_dataset_is_only_guessed_where_it_is_sure() -> None:
    assert likely_dataset(town.path("aed.csv").read_bytes(), "aed.csv") == "aed"
    assert likely_dataset(SNOW.encode(), "snow.csv") == ""


ENERGY = "日時,使用量(kWh)\n" + "".join(f"2026/4/1 {h}:00,0.{h % 9 + 1}\n" for h in range(24))


def test_a_homes_electricity_is_known_by_its_unit() -> None:
    opened = read(ENERGY)
    assert opened.home is not None
    assert len(opened.frame) == 24
    assert opened.report.rows == opened.report.kept == 24


def test_water_use_is_not_taken_for_electricity() -> None:
    opened = read(ENERGY.replace("使用量(kWh)", "使用量"))
    assert opened.home is None
    assert read(ENERGY.replace("使用量(kWh)", "使用量"), kind="household_energy").home


def test_kwh_in_a_list_of_buildings_is_no_meter() -> None:
    assert read("施設,年間kWh\n役場,1200\n学校,3400\n").home is None


def test_what_is_left_out_of_a_homes_file_is_counted() -> None:
    opened = read(ENERGY + "2026/4/2 0:00,壊れた\n")
    assert (opened.report.rows, opened.report.kept, opened.report.refused) == (25, 24, 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "x.csv"),
        (b"\x00\x01\x02\xff\xfe" * 400, "x.csv"),
        (b"a,b,c\n", "x.csv"),
        (b"   \n\n", "x.csv"),
        (b"PK\x03\x04 not a zip", "x.csv"),
        (b"[]", "x.csv"),
    ],
)
def test_what_is_no_table_is_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableTable, match=said):
        read(content)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match=r"no\.csv"):
        read(tmp_path / "no.csv", "no.csv")


def test_headers_that_are_alike_or_empty_stay_apart() -> None:
    opened = read("値,値,\n1,2,3\n4,5,6\n")
    assert len(set(opened.frame.columns)) == len(opened.frame.columns) == 3
    assert opened.frame.to_numpy().tolist() == [[1, 2, 3], [4, 5, 6]]
