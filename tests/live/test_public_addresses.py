"""A street is found by addresses of the city's own: several files that are published, hand-made."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from live.conftest import Clock
from live.public_own import own_app

from civickit.core.errors import InvalidRecord
from civickit.live._address_rows import read_addresses
from civickit.live.addresses import Addresses
from civickit.live.public.search import Finds, Search
from civickit.live.public.streets import Guide
from civickit.live.site import SITE, Site

BLOCKS = """\
"都道府県名","市区町村名","大字・丁目名","小字・通称名","街区符号・地番","座標系番号","Ｘ座標","Ｙ座標",\
"緯度","経度","住居表示フラグ","代表フラグ","更新前履歴フラグ","更新後履歴フラグ"
"北県","雪市","山王一丁目","","2","10","1.0","2.0","37.001000","139.000500","1","1","0","0"
"北県","雪市","山王一丁目","","2","10","1.0","2.0","37.004900","139.000500","1","0","0","0"
"北県","雪市","山王一丁目","","20","10","1.0","2.0","37.003000","139.000500","1","1","0","0"
"北県","雪市","山王一丁目","","9","10","1.0","2.0","37.001000","139.000500","1","1","0","3"
"北県","雪市","大字北霞ヶ関","下桶","126","10","1.0","2.0","37.004000","139.000200","0","1","0","0"
"北県","雪市","奥山","","5","10","1.0","2.0","37.900000","139.900000","0","1","0","0"
"北県","雪市","奥山","","6","10","1.0","2.0","","","0","1","0","0"
"""
TOWNS = """\
"都道府県コード","都道府県名","市区町村コード","市区町村名","大字町丁目コード","大字町丁目名","緯度",\
"経度","原典資料コード","大字・字・丁目区分コード"
"05","北県","05201","雪市","052010001001","山王一丁目","37.001000","139.000500","1","3"
"""
REGISTRY_BLOCKS = """\
lg_code,machiaza_id,blk_id,city,ward,oaza_cho,chome,koaza,blk_num,rsdt_addr_flg
052019,0001001,002,雪市,,山王,一丁目,,2,1
"""
REGISTRY_PLACES = """\
lg_code,machiaza_id,blk_id,rsdt_addr_flg,rep_lon,rep_lat,rep_srid
052019,0001001,002,1,139.0005,37.001,EPSG:6668
"""
REGISTRY_TOWNS = """\
lg_code,machiaza_id,machiaza_type,pref,city,oaza_cho,chome,koaza
052019,0001001,2,北県,雪市,山王,一丁目,
"""
OPEN_ADDRESSES = """\
LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH
139.0005,37.001,12,MAIN ST,,SNOWTON,,NY,13202,,a1
139.0005,37.001,12,MAIN ST,2B,SNOWTON,,NY,13202,,a2
139.0001,37.003,14,MAIN ST,,SNOWTON,,NY,13202,,a3
"""
PLAIN = """\
住所,緯度(世界測地系),経度(世界測地系)
北県雪市山王一丁目2番3号,37.001,139.0005
北県雪市山王一丁目2番30号,37.003,139.0005
"""


def streets(folder: Path) -> Path:
    """West Street and Main Street run north, 88 m apart; between them the addresses."""
    lines = {1: ("West Street", 139.0), 2: ("Main Street", 139.001)}
    features = [
        {
            "type": "Feature",
            "properties": {"id": id_, "name": name},
            "geometry": {"type": "LineString", "coordinates": [[lon, 37.0], [lon, 37.005]]},
        }
        for id_, (name, lon) in lines.items()
    ]
    path = folder / "streets.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def put(folder: Path, **files: str) -> tuple[Path, ...]:
    paths = tuple(folder / f"{name}.csv" for name in files)
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text, "cp932" if "座標" in text else "utf-8")
    return paths


@pytest.fixture
def search(make_live: Callable[..., Flask], tmp_path: Path) -> Callable[..., Finds]:
    app = make_live(DATA=str(streets(tmp_path)))
    site: Site = app.extensions[SITE]

    def find(query: str, **files: str) -> Finds:
        site.addresses = Addresses(put(tmp_path, **files))
        return Search(site, Guide(site)).find(query)

    return find


def told(finds: Finds) -> list[tuple[str, str]]:
    return [(one.street.name, one.address) for one in finds.streets]


@pytest.mark.parametrize(
    "typed",
    [
        "山王一丁目2番",
        "山王1-2",
        "山王1丁目2",
        "雪市山王1-2",
        "北県雪市山王一丁目2番",
        "北県 雪市 山王1-2",
        "山王1-2-15",  # the house, which this file does not know
        "北県雪市山王1丁目2番15号",
    ],
)
def test_a_block_is_found_however_its_address_is_written(
    typed: str, search: Callable[..., Finds]
) -> None:
    found = search(typed, blocks=BLOCKS)
    assert {one.address for one in found.streets} == {"山王一丁目2番"}
    assert {one.street.name for one in found.streets} == {"West Street", "Main Street"}
    assert all(one.about_m == 40 for one in found.streets)


@pytest.mark.parametrize(
    "typed", ["北霞が関下桶126", "大字北霞ヶ関 下桶 126番地", "北霞ガ関下桶126-3"]
)
def test_what_was_no_block_has_the_name_of_its_part_of_town(
    typed: str, search: Callable[..., Finds]
) -> None:
    found = search(typed, blocks=BLOCKS)
    assert told(found)[0] == ("West Street", "大字北霞ヶ関下桶126番地")


def test_what_was_deleted_stands_for_nothing_or_has_no_street_is_not_found(
    search: Callable[..., Finds],
) -> None:
    assert told(search("山王1-9", blocks=BLOCKS))[0][1] != "山王一丁目9番"
    assert search("奥山5", blocks=BLOCKS) == Finds([], more=False)


def test_a_part_of_town_without_blocks_is_found(search: Callable[..., Finds]) -> None:
    assert told(search("山王1丁目", towns=TOWNS))[0][1] == "山王一丁目"
    assert told(search("山王1-2-15", towns=TOWNS))[0][1] == "山王一丁目"


@pytest.mark.parametrize("names", [REGISTRY_BLOCKS, REGISTRY_TOWNS])
def test_the_registry_has_names_and_places_in_two_files(
    names: str, search: Callable[..., Finds]
) -> None:
    found = search("雪市山王1-2", places=REGISTRY_PLACES, names=names)
    assert {one.address for one in found.streets} == {"山王一丁目2番"}


@pytest.mark.parametrize(
    "typed", ["12 Main St", "12 Main Street", "main street 12", "12 main st snowton"]
)
def test_a_house_is_on_the_street_of_its_name(typed: str, search: Callable[..., Finds]) -> None:
    """It is not on a nearer one: its middle may lie behind."""
    assert told(search(typed, houses=OPEN_ADDRESSES)) == [("Main Street", "12 MAIN ST")]
    assert told(search("14 Main St", houses=OPEN_ADDRESSES)) == [("Main Street", "14 MAIN ST")]


def test_any_table_with_an_address_and_a_place_does(search: Callable[..., Finds]) -> None:
    found = search("山王1-2-3", plain=PLAIN)
    assert found.streets[0].address == "北県雪市山王一丁目2番3号"


def test_what_could_not_be_joined_is_told_once(
    make_live: Callable[..., Flask], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site: Site = make_live(DATA=str(streets(tmp_path))).extensions[SITE]
    addresses = Addresses(put(tmp_path, blocks=BLOCKS))
    with caplog.at_level(logging.WARNING):
        addresses.tell(site.ledger.lines)
        addresses.tell(site.ledger.lines)
    [record] = [one for one in caplog.records if one.name == "civickit.live.addresses"]
    assert "addresses: 4, of which 1 have no street within 150 m (奥山5番地" in record.getMessage()
    assert "1 rows are none" in record.getMessage()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "has no columns of an address; it has a, b"),
        (REGISTRY_PLACES, "name the file with the names as well"),
        ("", "cannot be searched"),
    ],
)
def test_a_file_without_addresses_is_told_and_names_are_found_all_the_same(
    text: str, why: str, search: Callable[..., Finds], caplog: pytest.LogCaptureFixture
) -> None:
    assert told(search("Main", wrong=text)) == [("Main Street", "")]
    assert why in caplog.text


def test_rows_that_are_torn_or_nowhere_are_counted(tmp_path: Path) -> None:
    rows = ["1 A Road,37,139", "2 A Road,north,139", "3 A Road,37", "4 A Road,95,139", ",37,139"]
    text = "\n".join(["address,lat,lon", *rows])
    read = read_addresses(put(tmp_path, torn=text))
    assert [one.label for one in read.addresses] == ["1 A Road"]
    assert read.left_out == 4


def test_many_are_searched_fast_and_do_not_make_the_start_slow(tmp_path: Path) -> None:
    """Bounds are far above what is measured: 100,000 rows, so that a loop over them would fail."""
    from time import process_time

    rows = (
        f"{town}丘町{chome}丁目{block}番,37.0,139.0"
        for town in "東西南北" * 5
        for chome in range(10)
        for block in range(100)
    )
    text = "\n".join(["住所,緯度,経度", *(f"{n % 97}区{row}" for n, row in enumerate(rows))])
    paths = put(tmp_path, many=text)
    began = process_time()
    addresses = Addresses(paths)
    assert process_time() - began < 0.01
    addresses.find("x")
    began = process_time()
    for typed in ("南丘町3-15", "町", "1", "3区東丘町9丁目", "無い町1-1-1", "北 丘 7"):
        addresses.find(typed)
    assert (process_time() - began) / 6 < 0.05


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path, clock: Clock) -> None:
    section = '[addresses]\npath = "data/none.csv"\n\n[place]'
    with pytest.raises(InvalidRecord, match=r"none\.csv' is not a file"):
        own_app(tmp_path, clock, {"[place]": section})


def test_pages_find_the_address_and_say_whose_data_it_is(tmp_path: Path, clock: Clock) -> None:
    put(tmp_path, blocks=BLOCKS)
    section = f"""[addresses]
path = "{tmp_path}/blocks.csv"
attribution = "「位置参照情報」(<b>国土交通省</b>)を加工して作成"

[place]"""
    app = own_app(tmp_path, clock, {"[place]": section}, DATA=str(streets(tmp_path)))
    client = app.test_client()
    page = client.get("/find?q=山王1-2&lang=ja").text
    assert page.count("山王一丁目2番</a>") == 2
    assert "約40m" in page
    for path in ("/", "/find?q=山王1-2", "/data"):
        assert "(&lt;b&gt;国土交通省&lt;/b&gt;)を加工して作成" in client.get(f"{path}").text
    reply = client.get("/find.json?q=山王1-2").get_json()
    assert [(one["name"], one["address"], one["away_m"]) for one in reply["streets"]] == [
        ("West Street", "山王一丁目2番", 40),
        ("Main Street", "山王一丁目2番", 40),
    ]
    assert reply["more"] is False
    assert 'name="q"' in page
    assert "道の名前、または住所" in page
