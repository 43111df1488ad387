"""Every standard dataset: its columns of both editions, its record, its table, its traps."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civickit import schemas
from civickit.core.errors import UnknownName, UnreadableTable
from civickit.core.text import clean
from civickit.schemas import DOUBT_WORDS, REASONS, Field, Loaded, Positioned, Schema, load

TODAY = date(2026, 4, 1)
SAMPLES = Path(__file__).parent / "samples"
FILES = sorted(SAMPLES.glob("*.csv"))
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
each_schema = pytest.mark.parametrize("name", schemas.names())


def read(text: str, name: str, **options: Any) -> Loaded:
    return load(text.encode(), name, today=TODAY, **options)


def schema_of(path: Path) -> str:
    return path.name.split(".")[0]


def table(records: list[Any]) -> bytes:
    file = StringIO(newline="")
    schemas.to_csv(records, file)
    return file.getvalue().encode()


def reasons(loaded: Loaded) -> list[tuple[str, str, str]]:
    return [(p.column, p.reason, p.action) for p in loaded.report.problems]


@each_schema
def test_there_is_a_file_of_each_edition_whose_columns_are_known(name: str) -> None:
    editions = schemas.get(name).editions
    assert editions
    assert set(editions.values()) <= {"complete", "observed"}
    assert "2020" not in editions or (SAMPLES / f"{name}.2020.csv").exists()


@each_file
def test_every_column_of_an_edition_is_read(path: Path) -> None:
    loaded = load(path, schema_of(path), today=TODAY)
    assert loaded.report.unused == []
    assert reasons(loaded) == []
    assert (loaded.report.kept, loaded.report.doubts) == (1, {})
    header, row = csv.reader(path.read_text("utf-8").splitlines())
    written = next(csv.DictReader(StringIO(table(loaded.records).decode(), newline="")))
    values = [cell for cell in row if cell.strip()]
    texts = {cell.replace(",", "").strip() for cell in written.values()}
    lost = {cell for cell in values if cell.replace(",", "").strip() not in texts}
    assert lost <= {"20260101", "私設消火栓"}, "written as 2026-01-01; as kind and 私設"
    assert len(header) == len(row)


@each_file
def test_what_is_written_reads_back_as_the_same(path: Path) -> None:
    once = load(path, schema_of(path), today=TODAY)
    again = load(table(once.records), schema_of(path), today=TODAY)
    assert again.report.problems == []
    assert [r._replace(line=0) for r in again.records] == [r._replace(line=0) for r in once.records]


@each_file
def test_a_check_in_bounded_memory_gives_the_same_records(path: Path) -> None:
    seen: list[Any] = []
    options = schemas.Options(today=TODAY)
    report = schemas.check(path, schema_of(path), options, schemas.Outputs(each=seen.extend))
    loaded = load(path, schema_of(path), today=TODAY)
    assert seen == loaded.records
    assert report.to_dict() == loaded.report.to_dict()


@each_schema
def test_fields_have_names_of_their_own_and_no_header_means_two(name: str) -> None:
    fields = schemas.get(name).fields
    headers = [field.header for field in fields]
    assert len({field.name for field in fields}) == len(fields)
    assert len(set(headers)) == len(headers)
    record = schemas.get(name).record._fields
    assert {field.name for field in fields} | {"key", "line", "doubts"} == set(record)


# Any record goes out and comes in again

SIGNS = st.characters(codec="utf-8", exclude_categories=["C", "Z"])
TEXTS = st.text(SIGNS, max_size=8).map(clean).map(clean) | st.sampled_from(
    ["=1+1", "+81", "-1", "@a", "'=x", "''"]
)
CODES = {
    "[0-9]{5,6}": ["072028", "07202"],
    "[0-9]{13}": ["7000012050002"],
    "[0-9]{3}-?[0-9]{4}": ["965-8601", "9658601"],
    "[0-9]{7}": ["0010001"],
    "[0-9]{4}(;[0-9]{4})*": ["2109", "2109;2208"],
    "[0-9]{2}:[0-9]{2}": ["09:30", "25:00"],
    "[月火水木金土日]+": ["月火水木金", "日"],
}


def values(field: Field) -> st.SearchStrategy[Any]:
    """Values such as a cell of the field makes."""
    form = field.form
    if form.pattern:
        return st.sampled_from(["", *CODES[form.pattern]])
    if form.choices:
        return st.sampled_from([form.empty, *map(form.read, form.choices)])
    if form.type == "string":
        return TEXTS if form.plain_stays else st.just("")
    few = {
        "boolean": st.booleans(),
        "integer": st.none() | st.integers(0, 10**7),
        "number": st.none() | st.integers(1, 300).map(float),
        "date": st.none() | st.dates(date(1900, 1, 1), date(2030, 1, 1)),
    }
    return few[form.type]


def records(schema: Schema) -> st.SearchStrategy[Any]:
    given_ = {field.name: values(field) for field in schema.fields if not field.own}
    if schema.positioned is not Positioned.NONE:
        spots = st.tuples(st.floats(37.4, 37.6), st.floats(139.8, 140))
        nowhere = st.just((None, None))
        placed = spots if schema.positioned is Positioned.NEEDED else spots | nowhere
        given_ |= {"lat": st.none(), "lon": st.none()}
        made = st.tuples(st.fixed_dictionaries(given_), placed)
        return made.map(lambda one: schema.record(**_row(schema, one[0], *one[1])))
    return st.fixed_dictionaries(given_).map(lambda one: schema.record(**_row(schema, one)))


def _row(schema: Schema, told: dict[str, Any], *spot: float | None) -> dict[str, Any]:
    named = {schema.named_by[0]: told.get(schema.named_by[0]) or "名"}
    position = dict(zip(("lat", "lon"), spot, strict=False))
    return {"key": "", **told, **named, **position}


@pytest.mark.parametrize("name", [name for name in schemas.names() if name != "water_point"])
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_record_is_written_and_read_without_loss(name: str, data: st.DataObject) -> None:
    schema = schemas.get(name)
    made = data.draw(st.lists(records(schema), min_size=1, max_size=2))
    once = load(table(made), name, today=TODAY)
    assert once.report.refused == 0
    again = load(table(once.records), name, today=TODAY)
    assert again.report.problems == []
    assert [r._replace(line=0) for r in again.records] == [r._replace(line=0) for r in once.records]


# Datasets whose rows need no position


def test_an_event_without_a_position_is_kept_and_told_nothing() -> None:
    loaded = read("イベント名,開始日,場所名称,緯度,経度\n十日市,2026/1/10,神明通り,,\n", "event")
    one = loaded.records[0]
    assert (one.lat, one.lon, one.starts) == (None, None, date(2026, 1, 10))
    assert loaded.report.problems == []
    assert read("イベント名,開始日\n十日市,2026/1/10\n", "event").records[0].lat is None
    half = read("イベント名,緯度\n十日市,37.4\n", "event")
    assert (half.report.kept, half.report.unused) == (1, ["緯度"])


def test_a_position_that_cannot_be_read_costs_no_event() -> None:
    rows = "".join(f"市{n},37.4{n},139.9{n}\n" for n in range(10, 20))
    loaded = read(f"イベント名,緯度,経度\n{rows}祭,0,0\n夜市,北,東\n", "event")
    assert loaded.report.kept == 12
    assert [p.action for p in loaded.report.problems] == ["kept", "kept"]
    assert [p.reason for p in loaded.report.problems] == ["zero_position", "not_a_coordinate"]
    assert loaded.records[-1].lat is None


def test_a_lost_decimal_point_is_put_in_and_a_comma_behind_a_number_left_out() -> None:
    rows = "".join(f"市{n},37.4{n},139.9{n}\n" for n in range(10, 20))
    loaded = read(
        f'イベント名,緯度,経度\n{rows}祭,37490000,139930000\n夜市,"37.49,",139.93\n', "event"
    )
    assert [(r.lat, r.lon) for r in loaded.records[-2:]] == [(37.49, 139.93)] * 2
    assert reasons(loaded) == [("緯度, 経度", "missing_point", "repaired")]


def test_places_without_a_position_share_none_and_are_nowhere_outside() -> None:
    rows = "".join(f"市{n},{'寿栄中本大'[n % 5]}町{n},,\n" for n in range(30))
    loaded = read(f"イベント名,住所,緯度,経度\n{rows}", "event")
    assert loaded.report.doubts == {}
    assert len({r.key for r in loaded.records}) == 30


def test_keys_without_id_and_position_stay_when_rows_change_places() -> None:
    rows = ["十日市,2026-01-10", "十日市,2026-01-11", "夜市,2026-08-01"]
    header = "イベント名,開始日\n"
    keys = [r.key for r in read(header + "\n".join(rows), "event").records]
    turned = [r.key for r in read(header + "\n".join(reversed(rows)), "event").records]
    assert keys == turned[::-1]
    assert len(set(keys)) == 3
    assert all(key.startswith("event-") for key in keys)
    twice = read(header + "\n".join([rows[0], rows[0]]), "event")
    assert [r.doubts for r in twice.records] == [(), ("duplicate",)]


def test_who_designated_a_refuge_is_who_publishes_it_in_files_of_2020() -> None:
    loaded = read("名称,緯度,経度,市区町村コード\n一小,37.49,139.93,072028\n", "evacuation_space")
    one = loaded.records[0]
    assert (one.city_code, one.municipality_code) == ("072028", "072028")
    assert "全国地方公共団体コード" not in loaded.report.missing


def test_population_counts_people_by_age() -> None:
    one = load(SAMPLES / "population.2020.csv", "population", today=TODAY).records[0]
    assert (one.people, one.men_0_4, one.women_85_up, one.households) == (1030, 28, 28, 400)
    assert one.counted == date(2026, 1, 1)
    zero = read("地域名,総人口\n山,0\n", "population").records[0]
    assert zero.people == 0
    assert read(table([zero]).decode(), "population").records[0].people == 0


def test_there_is_no_geojson_of_what_has_no_position() -> None:
    one = load(SAMPLES / "population.2020.csv", "population").records
    with pytest.raises(UnknownName, match="no dataset with positions called 'population'"):
        schemas.to_geojson(one, StringIO())


@pytest.mark.parametrize(
    "path",
    [p for p in FILES if schemas.get(schema_of(p)).positioned is not Positioned.NONE],
    ids=str,
)
def test_every_record_with_a_place_becomes_a_feature(path: Path) -> None:
    loaded = load(path, schema_of(path), today=TODAY)
    file = StringIO()
    schemas.to_geojson(loaded.records, file)
    (feature,) = json.loads(file.getvalue())["features"]
    one = loaded.records[0]
    there = one.lat is not None
    assert feature["geometry"] == (
        {"type": "Point", "coordinates": [one.lon, one.lat]} if there else None
    )
    assert feature["properties"]["address"] == "福島県会津若松市栄町1-1"
    if path.name == "public_toilet.2023.csv":
        assert (feature["properties"]["baby"], feature["properties"]["men_squat"]) == (False, 0)


def test_rows_of_a_table_s_foot_that_name_nothing_are_refused_in_words() -> None:
    loaded = read("ゴミの品目,分別区分\nアイロン,不燃\n,令和6年版\n", "garbage_separation")
    assert (loaded.report.kept, loaded.report.refused) == (1, 1)
    assert reasons(loaded) == [("ゴミの品目", "no_name", "refused")]


def test_the_column_that_names_things_must_be_there() -> None:
    with pytest.raises(UnreadableTable, match=r"item \(ゴミの品目\).*--map item=COLUMN"):
        read("何か,分別区分\nアイロン,不燃\n", "garbage_separation")
    loaded = read("何か,分別区分\nアイロン,不燃\n", "garbage_separation", mapping={"item": "何か"})
    assert loaded.records[0].item == "アイロン"


# Traps met in files that cities publish


def test_one_city_writes_the_dataset_before_every_header() -> None:
    names = ["全国地方公共団体コード", "ID", "ゴミの品目", "分別区分", "注意点", "備考"]
    header = ",".join(f"ごみの分別方法_{name}" for name in names)
    loaded = read(f"{header}\n131121,1,アイロン,不燃,,\n", "garbage_separation")
    assert loaded.report.unused == []
    assert (loaded.records[0].item, loaded.records[0].municipality_code) == ("アイロン", "131121")


@pytest.mark.parametrize("name", ["cultural_property", "public_wireless_lan"])
def test_whole_files_with_latitude_and_longitude_the_wrong_way_round(name: str) -> None:
    rows = "".join(f"名{n},139.7{n},35.7{n}\n" for n in range(10, 20))
    loaded = read(f"名称,緯度,経度\n{rows}", name)
    assert (loaded.records[0].lat, loaded.records[0].lon) == (35.71, 139.71)
    assert len(loaded.report.notes()) == 1


def test_the_misspelt_header_of_addresses() -> None:
    loaded = read("名称,所在地_連結標記,緯度,経度\n市役所,栄町1,37.49,139.93\n", "aed")
    assert loaded.records[0].address == "栄町1"


def test_positions_on_the_old_datum_in_a_list_of_shops() -> None:
    rows = "".join(f"店{n},34.76{n},135.6{n}\n" for n in range(10, 20)) + "店,0,0\n"
    loaded = read(f"施設名称,緯度,経度\n{rows}", "food_business", old_datum=True)
    assert loaded.report.kept == 11
    assert loaded.records[0].lat == pytest.approx(34.7642, abs=2e-3)
    assert loaded.records[0].doubts == ("old_datum",)


def test_numbers_that_a_spreadsheet_rounded_are_told_and_kept() -> None:
    header = "介護サービス事業所名称,緯度,経度,事業所番号,法人番号\n"
    loaded = read(f"{header}一,37.49,139.93,1.23E+11,7.00E+12\n", "care_service")
    assert [p.reason for p in loaded.report.problems] == ["spreadsheet_number"] * 2
    assert loaded.records[0].office_number == "1.23E+11"


def test_a_date_whose_day_nobody_knows_stays_in_the_note() -> None:
    loaded = read("名称,文化財指定日\n絵馬,1982-04-99\n", "cultural_property")
    assert loaded.records[0].designated is None
    assert loaded.records[0].note == "文化財指定日: 1982-04-99"


@pytest.mark.parametrize(
    ("column", "cell", "reason", "kept"),
    [
        ("全国地方公共団体コード", "072029", "wrong_check_digit", "072029"),
        ("全国地方公共団体コード", "会津", "not_a_code", "会津"),
        ("全国地方公共団体コード", "72028", "", "072028"),
        ("全国地方公共団体コード", "０７２０２８", "", "072028"),
        ("法人番号", "7000012050002", "", "7000012050002"),
        ("法人番号", "7000012050003", "wrong_check_digit", "7000012050003"),
        ("法人番号", "700001205000", "not_a_code", "700001205000"),
        ("郵便番号", "〒965-8601", "", "965-8601"),
        ("郵便番号", "96586", "not_a_code", "96586"),
        ("POIコード", "101", "", "0101"),
        ("POIコード", "2109;2208", "", "2109;2208"),
        ("POIコード", "9999", "unknown_code", "9999"),
        ("POIコード", "城", "not_a_code", "城"),
        ("町字ID", "10001", "", "0010001"),
        ("町字ID", "栄町", "not_a_code", "栄町"),
        ("利用可能曜日", "月～金", "", "月火水木金"),
    ],
)
def test_codes_are_checked_and_a_wrong_one_is_told_not_dropped(
    column: str, cell: str, reason: str, kept: str
) -> None:
    loaded = read(f"名称,緯度,経度,{column}\n城,37.49,139.93,{cell}\n", "public_facility")
    assert [p.reason for p in loaded.report.problems] == ([reason] if reason else [])
    field = next(one for one in loaded.schema.fields if one.header == column)
    assert getattr(loaded.records[0], field.name) == kept


def test_a_word_outside_the_standard_s_list_is_told_and_kept() -> None:
    header = "名称,医療機関の種類\n"
    loaded = read(f"{header}一,病 院\n二,ﾋﾞｮｳｲﾝ\n", "hospital")
    assert [r.category for r in loaded.records] == ["病院", "ビョウイン"]
    assert reasons(loaded) == [("医療機関の種類", "not_in_list", "kept")]
    newer = read("名称,種別\n一,児童館\n二,認定こども園(幼稚園型)\n", "preschool")
    assert [r.category for r in newer.records] == ["児童館", "認定こども園（幼稚園型）"]
    assert newer.report.problems == []


def test_yes_no_and_nothing_said_are_three_things() -> None:
    header = "名称,緯度,経度,小児対応設備の有無\n"
    loaded = read(f"{header}一,37.1,139.1,有\n二,37.2,139.2,無\n三,37.3,139.3,\n", "aed")
    assert [r.for_children for r in loaded.records] == [True, False, None]
    again = load(table(loaded.records), "aed")
    assert [r.for_children for r in again.records] == [True, False, None]


def test_empty_required_columns_are_counted() -> None:
    loaded = read("名称,緯度,経度,設置位置\n一,37.1,139.1,受付\n二,37.2,139.2,\n", "aed")
    missing = loaded.report.missing
    assert missing["設置位置"] == 1
    assert missing["名称_カナ"] == missing["ID"] == 2
    assert "名称" not in missing
    flags = read("名称,緯度,経度\n一,37.1,139.1\n", "evacuation_space").report.missing
    assert not [header for header in flags if header.startswith("災害種別")]


def test_every_reason_has_words() -> None:
    known = {"no_name", "wrong_check_digit", "not_a_code", "unknown_code", "not_in_list"}
    assert known <= REASONS.keys()
    assert all({"ja", "en"} <= words.keys() for words in [*REASONS.values(), *DOUBT_WORDS.values()])
