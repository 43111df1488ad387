"""Out and in again: the standard table and GeoJSON."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import geojson
from hypothesis import given, settings
from hypothesis import strategies as st

from civickit.schemas import load, to_csv, to_geojson
from civickit.schemas._forms import shield, unshield
from civickit.schemas._keys import slug
from civickit.schemas.water_point import GROUND_WORDS, KIND_WORDS, STATE_WORDS, WaterPoint

TODAY = date(2024, 4, 1)
TEXTS = st.text(max_size=12) | st.from_regex(
    r"['=+\-@＝＋－＠\t\r]{1,3}[a-z0-9 ]{0,4}", fullmatch=True
)


@settings(deadline=None)
@given(TEXTS)
def test_a_shielded_text_runs_nowhere_and_comes_back(text: str) -> None:
    assert unshield(shield(text)) == text
    assert not re.match(r"[=+\-@\t\r＝＋－＠]", shield(text))


@settings(deadline=None)
@given(st.text(min_size=1), st.text(min_size=1))
def test_keys_fit_into_an_address_and_stay_different(one: str, other: str) -> None:
    made = slug(one.encode("utf-8", "ignore").decode())
    assert quote(made, safe="") == made
    assert made not in {".", ".."}
    if one.encode("utf-8", "ignore") != other.encode("utf-8", "ignore"):
        assert made != slug(other.encode("utf-8", "ignore").decode())


def cell(least: int = 0) -> st.SearchStrategy[str]:
    """Texts as cells hold them, after they were read once."""
    signs = st.characters(codec="utf-8", exclude_categories=["C", "Z"])
    plain = st.text(signs, min_size=least, max_size=8)
    return plain | st.sampled_from(["=1+1", "+81", "-1", "@a", "'=x", "''"])


POINTS = st.builds(
    WaterPoint,
    key=st.just(""),
    lat=st.floats(36, 38),
    lon=st.floats(139, 141),
    kind=st.sampled_from(sorted(KIND_WORDS)),
    number=cell(),
    name=cell(),
    address=cell(1),
    diameter_mm=st.none() | st.integers(20, 300).map(float),
    capacity_m3=st.none() | st.integers(1, 500).map(float),
    ground=st.none() | st.sampled_from(sorted(GROUND_WORDS)),
    private=st.booleans(),
    landmark=cell(),
    pole_bearing_deg=st.none() | st.integers(0, 359).map(float),
    pole_offset_m=st.none() | st.integers(1, 99).map(lambda n: n / 10),
    state=st.sampled_from(sorted(STATE_WORDS)),
    surveyed=st.none() | st.dates(date(2020, 1, 1), date(2024, 1, 1)),
    note=cell(),
    facility_id=cell(),
    municipality_code=st.sampled_from(["", "072028", "07202"]),
    place_code=st.sampled_from(["", "072028"]),
    town_id=st.sampled_from(["", "0010001"]),
    building=cell(),
    doubts=st.just(()),
)


@settings(deadline=None)
@given(st.lists(POINTS, min_size=1, max_size=5))
def test_the_table_of_any_records_reads_back_as_they_were_read(records: list[WaterPoint]) -> None:
    """What one reading makes of a table, writing and reading again does not change."""
    once = load(_table(records), today=TODAY)
    assert once.report.refused == 0
    again = load(_table(once.records), today=TODAY)
    assert again.report.problems == []
    assert _without_lines(again.records) == _without_lines(once.records)


def _table(records: list[WaterPoint]) -> bytes:
    file = StringIO(newline="")
    to_csv(records, file)
    return file.getvalue().encode()


def _without_lines(records: list[WaterPoint]) -> list[WaterPoint]:
    return [record._replace(line=0) for record in records]


def test_formulas_are_harmless_in_the_table_and_come_back_as_text() -> None:
    texts = ["=1+1", "+81-3", "-3", "@SUM(A1)", "'=quoted", "＝１", "plain"]
    records = [
        WaterPoint(f"k{n}", 37.0 + n / 100, 139.0, name=text) for n, text in enumerate(texts)
    ]
    written = _table(records).decode()
    names_written = [row["名称"] for row in csv.DictReader(StringIO(written, newline=""))]
    assert not [name for name in names_written if name[0] in "=+-@＝"]
    assert [record.name for record in load(written.encode(), today=TODAY).records] == texts


def test_southern_and_western_positions_are_numbers_not_formulas() -> None:
    table = _table([WaterPoint("k", -33.9, -70.5)])
    assert b",-33.9,-70.5," in table
    assert load(table, today=TODAY).records[0].lat == -33.9


def test_repaired_stays_with_the_record_and_other_doubts_are_found_anew() -> None:
    record = WaterPoint("k", 37.0, 139.0, number="1", doubts=("repaired", "shared_point"))
    again = load(_table([record]), today=TODAY)
    assert again.records[0].doubts == ("repaired",)
    assert again.report.repaired == 0
    assert again.report.doubts == {"repaired": 1}


def test_excel_gets_its_mark(tmp_path: Path) -> None:
    to_csv([WaterPoint("k", 37.0, 139.0)], tmp_path / "a.csv", excel=True)
    to_csv([WaterPoint("k", 37.0, 139.0)], tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (tmp_path / "b.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    file = StringIO()
    to_csv([], file, excel=True)
    assert file.getvalue().startswith("\ufeff全国地方公共団体コード,ID")


def test_geojson_is_valid_and_tells_what_is_there() -> None:
    record = WaterPoint(
        "hydrant-1",
        37.5,
        139.9,
        "hydrant",
        number='1"</script>',
        pole_bearing_deg=0.0,
        diameter_mm=75.0,
        private=True,
        surveyed=date(2024, 1, 2),
        doubts=("far", "old_survey"),
    )
    file = StringIO()
    to_geojson([record, record._replace(key="b")], file)
    found = geojson.loads(file.getvalue())
    assert found.is_valid
    assert found["features"][0]["geometry"]["coordinates"] == [139.9, 37.5]
    assert found["features"][0]["properties"] == {
        "key": "hydrant-1",
        "kind": "hydrant",
        "number": '1"</script>',
        "diameter_mm": 75,
        "private": True,
        "pole_bearing_deg": 0,
        "state": "unconfirmed",
        "surveyed": "2024-01-02",
        "doubts": ["far", "old_survey"],
    }


def test_features_without_town_kind_and_date_are_valid_too() -> None:
    from civickit.schemas.aed import Aed

    file = StringIO()
    to_geojson([Aed("a", 37.0, 139.0), Aed("b%s", 37.0, 139.0, name="100%", city="市")], file)
    found = [one["properties"] for one in json.loads(file.getvalue())["features"]]
    assert found == [{"key": "a"}, {"key": "b%s", "name": "100%", "city": "市"}]


def test_no_records_make_an_empty_table_and_an_empty_collection() -> None:
    table, collection = StringIO(), StringIO()
    to_csv([], table)
    to_geojson([], collection)
    assert table.getvalue().count("\n") == 1
    assert json.loads(collection.getvalue()) == {"type": "FeatureCollection", "features": []}


SAMPLES = {
    "aed": (
        "都道府県コード又は市区町村コード,NO,名称,名称_カナ,住所,緯度,経度,設置位置,電話番号,利用可能曜日,"
        "開始時間,終了時間,小児対応設備の有無,URL,備考\n"
        "072028,1,市役所,シヤクショ,会津若松市東栄町3-46,37.4948,139.9298,1階受付,0242-39-1111,月～金,"
        "8:30,午後5時15分,有,https://example.org/,祝日を除く\n"
    ),
    "evacuation_space": (
        'NO,名称,住所,緯度,経度,標高,市区町村コード,災害種別_洪水,"災害種別_崖崩れ、土石流及び地滑り",'
        "災害種別_地震,災害種別_津波,指定避難所との重複,想定収容人数\n"
        '1,第一小学校,会津若松市城東町1,37.49,139.93,212.5,072028,1,,1,,1,"1,200人"\n'
    ),
    "public_facility": (
        "全国地方公共団体コード,ID,名称,名称_通称,POIコード,所在地_連結表記,緯度,経度,利用可能曜日,開始時間\n"
        "072028,1,中央図書館,まなびの館,1407,会津若松市栄町3-50,37.4955,139.9300,火曜日・水曜日・日曜日,09:30\n"
    ),
}


def test_what_the_other_schemas_make_of_their_cells() -> None:
    aed = load(SAMPLES["aed"].encode(), "aed").records[0]
    assert (aed.days, aed.opens, aed.closes) == ("月火水木金", "08:30", "17:15")
    assert (aed.place, aed.for_children, aed.key) == ("1階受付", True, "1")
    space = load(SAMPLES["evacuation_space"].encode(), "evacuation_space").records[0]
    assert (space.flood, space.landslide, space.earthquake, space.tsunami) == (
        True,
        False,
        True,
        False,
    )
    assert (space.capacity, space.elevation_m, space.also_shelter) == (1200, 212.5, True)
    hall = load(SAMPLES["public_facility"].encode(), "public_facility").records[0]
    assert (hall.common_name, hall.days, hall.opens) == ("まなびの館", "火水日", "09:30")
