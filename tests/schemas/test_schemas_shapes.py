"""Hand-made files in the shapes that cities publish."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from civickit.core.errors import UnknownName, UnreadableTable
from civickit.schemas import Loaded, load

TODAY = date(2024, 4, 1)


def read(text: str, encoding: str = "utf-8", **options: Any) -> Loaded:
    return load(text.encode(encoding), today=TODAY, **options)


def reasons(loaded: Loaded) -> list[tuple[int, str, str, str]]:
    return [(p.line, p.column, p.reason, p.action) for p in loaded.report.problems]


STANDARD = (
    "全国地方公共団体コード,ID,地方公共団体名,種別,所在地_全国地方公共団体コード,町字ID,所在地_連結表記,"
    "所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下,建物名等(方書),緯度,経度,口径,備考\n"
    "072028,0000000001,福島県会津若松市,消火栓,072028,0010001,福島県会津若松市栄町1-1,"
    "福島県,会津若松市,栄町,1-1,第一ビル,37.4948,139.9298,75,角\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
def test_the_current_standard_in_every_encoding(encoding: str) -> None:
    loaded = read(STANDARD, encoding)
    record = loaded.records[0]
    assert loaded.report.unused == []
    assert (record.key, record.kind, record.diameter_mm) == ("0000000001", "hydrant", 75)
    assert (record.municipality_code, record.municipality) == ("072028", "福島県会津若松市")
    assert (record.place_code, record.town_id) == ("072028", "0010001")
    assert (record.town, record.block, record.building) == ("栄町", "1-1", "第一ビル")
    assert record.note == "角"


def test_the_old_standard() -> None:
    loaded = read(
        "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,種別,住所,方書,緯度,経度,口径,備考\n"
        "072028,1,福島県,会津若松市,防火水そう,会津若松市栄町1-1,,37.4948,139.9298,,\n"
    )
    record = loaded.records[0]
    assert (record.facility_id, record.kind, record.city) == ("1", "cistern", "会津若松市")
    assert record.address == "会津若松市栄町1-1"


def test_headers_of_any_width_case_and_punctuation() -> None:
    loaded = read(
        "Ｎｏ．,所在地＿連結標記,緯 度,経 度,口径（ｍｍ）\nA1,栄町１－１,37.4948,139.9298,７５㎜\n"
    )
    record = loaded.records[0]
    assert (record.facility_id, record.address, record.diameter_mm) == ("A1", "栄町1-1", 75)


def test_english_headers() -> None:
    loaded = read(
        "Hydrant ID,Type,Latitude,Longitude,Address\nH-7,Hydrant,42.35,-71.06,1 Main St\n"
        "H-8,Cistern,42.36,-71.07,2 Main St\n"
    )
    assert [record.kind for record in loaded.records] == ["hydrant", "cistern"]
    assert loaded.records[0].key == "H-7"
    assert loaded.records[0].lon == -71.06


def test_x_and_y_columns() -> None:
    loaded = read("OBJECTID,X,Y\n1,139.93,37.49\n2,139.94,37.48\n")
    assert [(r.lat, r.lon, r.kind) for r in loaded.records] == [
        (37.49, 139.93, "unknown"),
        (37.48, 139.94, "unknown"),
    ]


def test_tab_separated_with_comments_and_no_header() -> None:
    text = (
        "# 消防水利\n# 番号\t住所\t方書\t緯度\t経度\t調査日\n"
        "1\t消火栓 会津若松市栄町1-1\t\t37.4948\t139.9298\t2023/05/01\n"
        "2\t防火水槽会津若松市中町2\t\t37.4950\t139.9300\t2023/05/02\n"
        "3\t会津若松市池田町3\t\t37.4952\t139.9302\t2023/05/02\n"
    )
    mapping = {"number": 1, "address": 2, "lat": 4, "lon": 5, "surveyed": 6}
    loaded = read(text, mapping=mapping)
    assert [(r.kind, r.number, r.address) for r in loaded.records] == [
        ("hydrant", "1", "会津若松市栄町1-1"),
        ("cistern", "2", "会津若松市中町2"),
        ("unknown", "3", "会津若松市池田町3"),
    ]
    assert loaded.records[0].surveyed == date(2023, 5, 1)


def test_a_file_without_header_and_without_comments() -> None:
    rows = "".join(f"{n},栄町{n},37.49{n},139.93{n}\n" for n in range(1, 9))
    loaded = read(rows, mapping={"number": 1, "address": 2, "lat": 3, "lon": 4})
    assert loaded.report.rows == 8
    assert loaded.records[0].number == "1"
    streamed = load(BytesIO(rows.encode()), mapping={"lat": 3, "lon": 4}, today=TODAY)
    assert streamed.report.rows == 8


def test_numbers_of_columns_beside_a_header() -> None:
    loaded = read("a,b,c\n1,37.49,139.93\n2,37.50,139.94\n", mapping={"lat": 2, "lon": 3})
    assert loaded.report.rows == 2


@pytest.mark.parametrize(
    ("word", "kind", "ground", "private"),
    [
        ("消火栓", "hydrant", None, False),
        ("私設消火栓", "hydrant", None, True),
        ("地下式消火栓", "hydrant", "below", False),
        ("消火栓（地上）", "hydrant", "above", False),
        ("ｼｮｳｶｾﾝ 消火栓", "hydrant", None, False),
        ("syoukasen", "hydrant", None, False),
        ("suisou", "cistern", None, False),
        ("防火水槽(40t)", "cistern", None, False),
        ("耐震性貯水槽", "cistern", None, False),
        ("防火水そう", "cistern", None, False),
        ("プール", "pool", None, False),
        ("河川・溝等", "river", None, False),
        ("濠・池等", "pond", None, False),
        ("海・湖", "sea", None, False),
        ("井戸", "well", None, False),
        ("下水道", "sewer", None, False),
        ("その他", "other", None, False),
        ("fire_hydrant", "hydrant", None, False),
        ("water_tank", "cistern", None, False),
        ("Above Ground", "hydrant", "above", False),
        ("WET BARREL", "hydrant", None, False),
        ("suction_point", "other", None, False),
        ("", "unknown", None, False),
        ("-", "unknown", None, False),
    ],
)
def test_words_for_kinds(word: str, kind: str, ground: str | None, private: bool) -> None:
    loaded = read(f"種別,緯度,経度\n{word},37.49,139.93\n")
    record = loaded.records[0]
    assert (record.kind, record.ground, record.private) == (kind, ground, private)
    assert loaded.report.problems == []


def test_an_unknown_word_for_a_kind_is_kept_in_the_note_and_told() -> None:
    loaded = read("種別,緯度,経度,備考\n打込栓,37.49,139.93,北\n打込栓,37.50,139.94,\n")
    assert [(r.kind, r.note) for r in loaded.records] == [
        ("other", "北 種別: 打込栓"),
        ("other", "種別: 打込栓"),
    ]
    assert reasons(loaded) == [
        (2, "種別", "unknown_kind", "kept"),
        (3, "種別", "unknown_kind", "kept"),
    ]


def test_a_value_that_cannot_be_read_stays_in_the_note() -> None:
    loaded = read("種別,緯度,経度,口径,調査日,備考\n消火栓,37.49,139.93,75-65,4月頃,角\n")
    record = loaded.records[0]
    assert (record.diameter_mm, record.surveyed) == (None, None)
    assert record.note == "角 口径: 75-65 調査日: 4月頃"
    assert [p.reason for p in loaded.report.problems] == ["unusable_value", "unusable_value"]
    assert (loaded.report.kept, loaded.report.repaired) == (1, 0)


@pytest.mark.parametrize(
    ("lat", "lon", "column", "reason"),
    [
        ("", "139.93", "緯度", "no_position"),
        ("37.49", " ", "経度", "no_position"),
        ("不明", "139.93", "緯度", "not_a_coordinate"),
        ("0", "0", "緯度", "zero_position"),
        ("37.49", "0", "経度", "zero_position"),
        ("775123.5", "2950123.5", "緯度", "out_of_range"),
        ("nan", "139.93", "緯度", "not_a_coordinate"),
        ("37.49", "inf", "経度", "not_a_coordinate"),
    ],
)
def test_a_row_without_a_position_is_refused_by_its_cell(
    lat: str, lon: str, column: str, reason: str
) -> None:
    good = "".join(f"消火栓,37.4{n},139.9{n}\n" for n in range(10, 20))
    loaded = read(f"種別,緯度,経度\n{good}消火栓,{lat},{lon}\n")
    assert reasons(loaded) == [(12, column, reason, "refused")]
    report = loaded.report
    assert (report.rows, report.kept, report.refused) == (11, 10, 1)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("37度29分24秒", "139度55分48秒"),
        ("37°29'24\"", "139°55'48\""),
        ("N37.49", "E139.93"),
        ("３７．４９", "１３９．９３"),
        ("372924", "1395548"),
        (" 37.49 ", "139.93"),
    ],
)
def test_positions_written_in_other_ways(lat: str, lon: str) -> None:
    text = f"種別\t緯度\t経度\n消火栓\t{lat}\t{lon}\n"
    record = read(text).records[0]
    assert record.lat == pytest.approx(37.49, abs=1e-6)
    assert record.lon == pytest.approx(139.93, abs=1e-6)


def test_one_swapped_row_is_put_right_and_told() -> None:
    good = "".join(f"消火栓,37.4{n},139.9{n}\n" for n in range(10, 20))
    loaded = read(f"種別,緯度,経度\n{good}消火栓,139.9155,37.4155\n")
    record = loaded.records[-1]
    assert (record.lat, record.lon, record.doubts) == (37.4155, 139.9155, ("repaired",))
    assert reasons(loaded) == [(12, "緯度, 経度", "swapped", "repaired")]
    assert loaded.report.repaired == 1


def test_a_whole_file_of_swapped_rows_is_read_right_and_said_once() -> None:
    rows = "".join(f"消火栓,139.9{n},37.4{n}\n" for n in range(10, 20))
    loaded = read(f"種別,緯度,経度\n{rows}消火栓,,37.5\n")
    assert [r.lat for r in loaded.records][:2] == [37.41, 37.411]
    assert (loaded.report.repaired, len(loaded.report.notes())) == (0, 1)
    assert reasons(loaded) == [(12, "緯度", "no_position", "refused")]


def test_a_swapped_row_far_from_japan_is_put_right_by_its_neighbours() -> None:
    good = "".join(f"{n},42.3{n},-71.0{n}\n" for n in range(10, 30))
    loaded = read(f"id,lat,lon\n{good}99,-71.02,42.31\n")
    assert (loaded.records[-1].lat, loaded.records[-1].lon) == (42.31, -71.02)
    assert loaded.report.repaired == 1


def test_a_missing_decimal_point_is_put_in_where_only_one_place_fits() -> None:
    good = "".join(f"消火栓,37.5{n},139.9{n}\n" for n in range(10, 20))
    loaded = read(f"種別,緯度,経度\n{good}消火栓,37580345,139907832\n")
    record = loaded.records[-1]
    assert (record.lat, record.lon) == (37.580345, 139.907832)
    assert reasons(loaded)[0][2:] == ("missing_point", "repaired")


def test_a_column_without_decimal_points_is_mended_row_by_row() -> None:
    loaded = read("緯度,経度\n" + "".join(f"3758034{n},13990783{n}\n" for n in range(9)))
    assert [record.lat for record in loaded.records][:2] == [37.58034, 37.580341]
    assert loaded.report.repaired == 9
    assert loaded.report.problems[1].after == "37.580341, 139.907831"


def test_a_column_of_packed_degrees_is_no_repair() -> None:
    loaded = read("緯度,経度\n" + "".join(f"37292{n}.5,139554{n}.5\n" for n in range(9)))
    assert loaded.records[4].lat == pytest.approx(37 + 29 / 60 + 24.5 / 3600)
    assert loaded.report.problems == []


def test_a_number_that_fits_two_ways_is_refused() -> None:
    good = "".join(f"消火栓,37.{n}3,139.{n}1\n" for n in range(30, 60))
    loaded = read(f"種別,緯度,経度\n{good}消火栓,374145,1394145\n")
    assert reasons(loaded) == [(32, "緯度", "ambiguous_position", "refused")]


def test_the_old_tokyo_datum_is_converted_and_stays_a_doubt() -> None:
    text = "種別,緯度（日本測地系）,経度（日本測地系）\n消火栓,35.6580,139.7454\n"
    record = read(text).records[0]
    assert record.lat == pytest.approx(35.66124, abs=1e-4)
    assert record.lon == pytest.approx(139.74217, abs=1e-4)
    assert record.doubts == ("old_datum",)
    told = read("種別,緯度,経度\n消火栓,35.6580,139.7454\n", old_datum=True).records[0]
    assert (told.lat, told.lon) == (record.lat, record.lon)


def test_today_s_datum_is_preferred_where_both_are_given() -> None:
    text = (
        "緯度(日本測地系),経度(日本測地系),緯度(世界測地系),経度(世界測地系)\n35,139,35.1,139.1\n"
    )
    record = read(text).records[0]
    assert (record.lat, record.lon, record.doubts) == (35.1, 139.1, ())


def test_several_municipalities_keep_their_numbers_apart() -> None:
    text = (
        "市区町村名,種別,番号,緯度,経度\n"
        "会津若松市,消火栓,1,37.49,139.93\n喜多方市,消火栓,1,37.65,139.87\n"
        "会津若松市,消火栓,2,37.50,139.94\n会津若松市,消火栓,1,37.51,139.95\n"
    )
    loaded = read(text)
    keys = [record.key for record in loaded.records]
    aizu, kitakata = keys[0], keys[1]
    assert aizu.endswith("-hydrant-1")
    assert kitakata.endswith("-hydrant-1")
    assert keys[2:] == ["hydrant-2", f"{aizu}~x2"]
    assert [record.doubts for record in loaded.records] == [(), (), (), ("duplicate",)]
    turned = read("\n".join([text.split("\n")[0], *reversed(text.strip().split("\n")[1:])]))
    assert {kitakata, aizu, f"{aizu}~x2", "hydrant-2"} == {r.key for r in turned.records}


def test_thirteen_thousand_bare_positions() -> None:
    rows = "".join(f"{37 + n / 100_000:.5f},{139 + n / 100_000:.5f}\n" for n in range(13_000))
    loaded = read(f"lat,lon\n{rows}")
    assert (loaded.report.kept, loaded.report.kinds) == (13_000, {"unknown": 13_000})
    assert len({record.key for record in loaded.records}) == 13_000
    assert loaded.records[0].key == "unknown-at-37.000000-139.000000"


def test_openstreetmap_geojson() -> None:
    def feature(number: int, **tags: str) -> dict[str, Any]:
        point = {"type": "Point", "coordinates": [139.93, 37.49 + number / 100]}
        return {
            "type": "Feature",
            "id": f"node/{number}",
            "properties": {"emergency": "fire_hydrant", **tags},
            "geometry": point,
        }

    found = {
        "type": "FeatureCollection",
        "features": [
            feature(1, **{"fire_hydrant:type": "underground", "fire_hydrant:diameter": "150"}),
            feature(2, **{"fire_hydrant:type": "pillar", "ref": "12-3"}),
            feature(3, emergency="water_tank", **{"water_tank:volume": "40"}),
        ],
    }
    loaded = load(json.dumps(found).encode(), name="osm.geojson", today=TODAY)
    one, two, three = loaded.records
    assert (one.kind, one.ground, one.diameter_mm) == ("hydrant", "below", 150)
    assert (two.ground, two.number) == ("above", "12-3")
    assert (three.kind, three.capacity_m3) == ("cistern", 40)
    assert (one.lat, one.lon) == (37.5, 139.93)


def test_a_workbook_with_description_rows(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "説明"
    book.active.append(["このファイルについて"])
    sheet = book.create_sheet("データ")
    sheet.append(["消防水利施設一覧(令和6年4月1日現在)"])
    sheet.append(["ID", "種別", "所在地_連結表記", "緯度", "経度", "口径"])
    sheet.append(
        ["半角英数字で記載", "選択して記載", "記載", "10進で記載", "10進で記載", "mmで記載"]
    )
    for n in range(1, 6):
        sheet.append([f"{n:04}", "消火栓", f"栄町{n}", 37.49 + n / 1000, 139.93, 75])
    book.save(tmp_path / "city.xlsx")
    loaded = load(tmp_path / "city.xlsx", today=TODAY)
    assert [record.key for record in loaded.records] == ["0001", "0002", "0003", "0004", "0005"]
    assert loaded.records[0].diameter_mm == 75


def test_optional_columns_of_the_kit() -> None:
    record = read(
        "種別,緯度,経度,容量,地上・地下,私設,目印,標識からの方位,標識からの距離,写真,状態,調査日\n"
        "防火水槽,37.49,139.93,４０ｔ,地下式,1,郵便局の北角,北東,250cm,a.jpg,使用可,令和5年4月1日\n"
    ).records[0]
    assert (record.capacity_m3, record.ground, record.private) == (40, "below", True)
    assert (record.landmark, record.photo) == ("郵便局の北角", "a.jpg")
    assert (record.pole_bearing_deg, record.pole_offset_m) == (45, 2.5)
    assert (record.state, record.surveyed) == ("usable", date(2023, 4, 1))


def test_a_photo_that_is_a_script_is_no_photo() -> None:
    loaded = read("種別,緯度,経度,写真\n消火栓,37.49,139.93,javascript:alert(1)\n")
    assert loaded.records[0].photo == ""
    assert loaded.report.problems[0].reason == "unusable_value"


def test_an_id_that_a_spreadsheet_rounded_is_no_id() -> None:
    loaded = read("ID,種別,緯度,経度\n1.23E+11,消火栓,37.49,139.93\n")
    assert loaded.records[0].key == "hydrant-at-37.490000-139.930000"
    assert [p.reason for p in loaded.report.problems] == ["spreadsheet_number"]


def test_a_code_that_lost_its_zero_gets_it_back() -> None:
    text = "全国地方公共団体コード,緯度,経度\n{},37.49,139.93\n"
    assert read(text.format("72028")).records[0].municipality_code == "072028"
    assert read(text.format("13101")).records[0].municipality_code == "13101"


def test_an_address_is_put_together_from_its_parts() -> None:
    text = "所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下,緯度,経度\n"
    record = read(f"{text}福島県,会津若松市,栄町,1-1,37.49,139.93\n").records[0]
    assert record.address == "福島県会津若松市栄町1-1"


def test_rows_too_short_and_too_long_keep_what_they_have() -> None:
    loaded = read(
        "種別,緯度,経度,備考,目印\n消火栓,37.49,139.93\n消火栓,37.50,139.94,a,b,c\n消火栓\n"
        "消火栓,37.51,139.95,d,e\n"
    )
    assert (loaded.report.rows, loaded.report.kept, loaded.report.refused) == (4, 3, 1)
    assert {p.action for p in loaded.report.problems} <= {"kept", "refused"}


def test_columns_that_are_not_there_are_refused_in_words() -> None:
    with pytest.raises(UnreadableTable, match=r"lat \(緯度\).*--map lat=COLUMN"):
        read("種別,住所\n消火栓,栄町\n")
    with pytest.raises(UnknownName, match="no column called '北'"):
        read("種別,緯度,経度\n消火栓,37,139\n", mapping={"lat": "北"})
    with pytest.raises(UnknownName, match="field of water_point"):
        read("種別,緯度,経度\n消火栓,37,139\n", mapping={"latt": 2})
    with pytest.raises(UnreadableTable, match="no column 9"):
        read("種別,緯度,経度\n消火栓,37,139\n", mapping={"lat": 9})


def test_the_column_that_is_written_so_is_taken_before_one_that_only_sounds_so() -> None:
    table = "_id,ID,種別,緯度,経度\n1,0007,消火栓,39.1,140.5\n"
    (record,) = load(table.encode(), "water_point").records
    assert record.facility_id == "0007"
