"""GeoJSON and JSON records as tables of text."""

from __future__ import annotations

import json

import pytest

from civickit.core.errors import UnreadableTable
from civickit.tables import Limits, open_table, read


def feature(coordinates: object, kind: str = "Point", **properties: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def collection(*features: object, **more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", **more, "features": features}).encode()


def test_geojson_columns_are_all_properties_then_the_position() -> None:
    table = open_table(
        collection(feature([139.7, 35.5], code="072028"), feature([139.8, 35.6], note="北"))
    )
    assert (table.format, table.header) == ("geojson", ["code", "note", "lat", "lon"])
    assert table.all_rows == [
        (1, ["072028", "", "35.5", "139.7"]),
        (2, ["", "北", "35.6", "139.8"]),
    ]


def test_numbers_stay_as_they_are_written() -> None:
    body = (
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
        b'{"a":39.90,"b":1e3,"c":12345678901234567890},'
        b'"geometry":{"type":"Point","coordinates":[139.707046000,35.50]}}]}'
    )
    assert read(body).all_rows[0].cells == [
        "39.90",
        "1e3",
        "12345678901234567890",
        "35.50",
        "139.707046000",
    ]


def test_values_that_are_no_text() -> None:
    table = read(b'[{"a":null,"b":true,"c":{"d":[1,2.50,"x"]},"e":[]}]')
    assert table.all_rows[0].cells == ["", "true", '{"d": [1, 2.5, "x"]}', "[]"]


def test_positions_that_are_not_points() -> None:
    ring = [[0, 0], [0, 2], [2, 2], [2, 0], [0, 0]]
    table = read(
        collection(
            feature([ring], "Polygon"),
            feature([[1, 1], [3, 5]], "LineString"),
            feature([[7.5, 8]], "MultiPoint"),
            {"type": "Feature", "properties": {}, "geometry": None},
            {
                "type": "Feature",
                "properties": {},
                "geometry": {
                    "type": "GeometryCollection",
                    "geometries": [{"type": "Point", "coordinates": [5, 6]}],
                },
            },
        )
    )
    assert [tuple(map(float, row.cells)) for row in table.all_rows if row.cells[0]] == [
        (1, 1),
        (3, 2),
        (8, 7.5),
        (6, 5),
    ]
    assert table.notes[0].startswith("2 features are not points")
    assert table.notes[1].startswith("1 features have no position")


def test_names_already_taken() -> None:
    one = {**feature([139.7, 35.5], lat="x", id="own"), "id": 7}
    table = read(collection(one))
    assert table.header == ["lat", "id", "feature_id", "geometry_lat", "geometry_lon"]
    assert table.all_rows[0].cells == ["x", "own", "7", "35.5", "139.7"]


def test_the_coordinate_system_is_told() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4301"}}
    assert "EPSG::4301" in read(collection(feature([139.7, 35.5]), crs=crs)).notes[0]


@pytest.mark.parametrize(
    "body",
    [
        b'[{"a":"1"},{"a":"2"}]',
        b'{"records":[{"a":"1"},{"a":"2"}]}',
        b'{"success":true,"result":{"fields":[{"id":"a"}],"records":[{"a":"1"},{"a":"2"}]}}',
        b'{"meta":{"n":2},"data":[{"a":1},{"a":2}]}',
        '{"消火栓":[{"a":"1"},{"a":"2"}],"版":["x"]}'.encode(),
        b'\xef\xbb\xbf [ {"a":"1"} , {"a":"2"} ] \n',
    ],
)
def test_lists_of_records_wherever_portals_put_them(body: bytes) -> None:
    table = read(body)
    assert (table.format, table.header) == ("json", ["a"])
    assert [row.cells for row in table.all_rows] == [["1"], ["2"]]


def test_one_feature_alone() -> None:
    assert read(json.dumps(feature([139.7, 35.5], a="x")).encode()).all_rows == [
        (1, ["x", "35.5", "139.7"])
    ]


def test_an_empty_list_is_an_empty_table() -> None:
    table = read(collection())
    assert (table.format, table.header, table.all_rows) == ("json", [], [])


def test_records_across_the_pieces_the_file_is_read_in() -> None:
    records = [{"n": i, "text": "消火栓" * (i % 50)} for i in range(9000)]
    table = open_table(json.dumps(records, ensure_ascii=False).encode("cp932"))
    assert table.encoding == "cp932"
    assert [row.cells[0] for row in table.rows()] == [str(i) for i in range(9000)]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'[{"a":NaN}]', "NaN is not JSON"),
        (b'[{"a":1,"a":2}]', "the key 'a' stands twice"),
        (b'[{"a":' + b"[" * 100_000, "nested too deeply"),
        (b'[{"a":1}', "'\\]' is expected"),
        (b'[{"a":1} {"a":2}]', "'\\]' is expected"),
        (b'[{"a":1}]x', "something stands after the end"),
        (b'{"a":1}\n{"a":2}', "something stands after the end"),
        (b'{"a":1}', "no list of records, only the keys a"),
        (b'[["a","b"],["1","2"]]', "record 1 .* not an object"),
        (b'[{"a":"b}]', "Unterminated string"),
        (b'{"records":{"a":1}}', "no list of records"),
    ],
)
def test_what_is_no_table_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(UnreadableTable, match=said):
        read(body)


def test_limits_hold_for_json() -> None:
    wide = json.dumps([{f"k{i}": 1} for i in range(20)]).encode()
    with pytest.raises(UnreadableTable, match="max_columns"):
        read(wide, limits=Limits(max_columns=10))
    with pytest.raises(UnreadableTable, match="max_rows"):
        read(b'[{"a":1},{"a":1}]', limits=Limits(max_rows=1))
    long = json.dumps([{"a": "x" * 2_000_000}]).encode()
    with pytest.raises(UnreadableTable, match="one record has more than"):
        read(long, limits=Limits(max_cell_chars=1000))
