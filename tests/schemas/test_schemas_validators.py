"""JSON Schema and Table Schema that other tools take, and that accept and refuse rows rightly."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from civickit.schemas import get, json_schema, load, names, table_schema, template, to_csv

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.csv"))
each_schema = pytest.mark.parametrize("name", names())
TYPES = {"string", "number", "integer", "boolean", "date"}
CONSTRAINTS = {"required", "enum", "pattern", "minimum", "maximum"}


def row_of(path: Path) -> dict[str, Any]:
    """The standard table's only row as a JSON object: empty cells left out, numbers as numbers."""
    name = path.name.split(".")[0]
    file = StringIO(newline="")
    to_csv(load(path, name).records, file)
    (row,) = csv.DictReader(StringIO(file.getvalue(), newline=""))
    types = {field.header: field.form.type for field in get(name).fields}
    numbers = {"number": float, "integer": int}
    return {
        header: numbers[types[header]](cell) if types[header] in numbers else cell
        for header, cell in row.items()
        if cell
    }


@each_schema
def test_json_schema_is_one(name: str) -> None:
    made = json_schema(get(name))
    Draft202012Validator.check_schema(made)
    assert all(one["description"] for one in made["properties"].values())
    assert set(made["required"]) <= made["properties"].keys()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_json_schema_accepts_what_the_kit_writes(path: Path) -> None:
    schema = json_schema(get(path.name.split(".")[0]))
    row = row_of(path)
    missing = {error.message for error in Draft202012Validator(schema).iter_errors(row)}
    assert {message for message in missing if "is a required property" not in message} == set()


def errors(name: str, **changed: Any) -> list[str]:
    sample = next(path for path in SAMPLES if path.name.startswith(f"{name}.2020"))
    row = {"全国地方公共団体コード": "072028", **row_of(sample), **changed}
    row = {header: value for header, value in row.items() if value is not None}
    return [one.json_path for one in Draft202012Validator(json_schema(get(name))).iter_errors(row)]


@pytest.mark.parametrize(
    ("name", "header", "wrong"),
    [
        ("aed", "設置位置", None),
        ("aed", "緯度", None),
        ("aed", "緯度", 139.9),
        ("aed", "小児対応設備の有無", "たぶん"),
        ("aed", "法人番号", "123"),
        ("aed", "開始時間", "8時半"),
        ("aed", "利用可能曜日", "月-金"),
        ("public_facility", "POIコード", "21"),
        ("event", "開始日", "2026/1/10"),
        ("event", "定員", "百人"),
        ("event", "緯度", None),
        ("hospital", "医療機関の種類", "診療所"),
        ("evacuation_space", "災害種別_洪水", "有"),
        ("population", "総人口", "1,030"),
        ("population", "全国地方公共団体コード", "7202A"),
        ("water_point", "種別", "謎"),
        ("open_data_list", "データセット_分類", "いろいろ"),
    ],
)
def test_json_schema_refuses_a_row_with_one_wrong_cell(name: str, header: str, wrong: Any) -> None:
    assert errors(name) == []
    assert len(errors(name, **{header: wrong})) == 1


def test_an_event_needs_no_position_and_a_flag_may_be_unset() -> None:
    assert errors("event", 緯度=None, 経度=None) == []
    assert errors("evacuation_space", 災害種別_洪水=None) == []


@each_schema
def test_table_schema_describes_the_table_that_is_written(name: str) -> None:
    schema = get(name)
    made = table_schema(schema)
    fields = made["fields"]
    assert [one["name"] for one in fields] == [field.header for field in schema.fields]
    assert {one["type"] for one in fields} <= TYPES
    assert made["missingValues"] == [""]
    assert set(made.get("primaryKey", [])) <= {one["name"] for one in fields}
    for one in fields:
        assert one.keys() <= {
            *("name", "type", "title", "description", "constraints", "trueValues", "falseValues")
        }
        assert one.get("constraints", {"required": True}).keys() <= CONSTRAINTS
        assert "enum" not in one.get("constraints", {}) or one["type"] == "string"


def test_the_template_is_the_standard_s_header_for_excel() -> None:
    text = template(get("aed"))
    assert text.startswith("\ufeff全国地方公共団体コード,ID,地方公共団体名,名称,")
    (header,) = csv.reader(StringIO(text.removeprefix("\ufeff")))
    assert header == [field.header for field in get("aed").fields if not field.own]
    empty = load(text.encode(), "aed")
    assert (empty.report.rows, empty.report.unused) == (0, [])
