"""What makes a record doubtful beside the others of its file."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from civickit.schemas import DOUBT_WORDS, REASONS, Loaded, load
from civickit.schemas._doubts import town_of
from civickit.schemas._misplaced import misplaced
from civickit.schemas._prefectures import BOXES


def read(rows: list[str], header: str = "種別,番号,所在地_連結表記,緯度,経度,調査日") -> Loaded:
    return load("\n".join([header, *rows]).encode(), today=date(2024, 4, 1))


def marked(loaded: Loaded, doubt: str) -> list[int]:
    return [record.line for record in loaded.records if doubt in record.doubts]


@pytest.mark.parametrize(
    ("addresses", "doubtful"),
    [
        (["横手市大森町猿田1", "横手市雄物川町薄井2"], True),
        (["横手市横手市大森町猿田1", "秋田県横手市大森町猿田2"], False),
        (["横手市寿町1-1", "横手市寿町1-2"], False),
        (["横手市山内黒沢字蒲坂106", "横手市山内黒沢字瀬野ヶ台63"], False),
        (["横手市旭川一丁目5-1", "横手市旭川二丁目4"], False),
        (["横手市大森町", "横手市大森町猿田3"], False),
        (["横手市寿町1", ""], False),
        (["", ""], False),
        (["横手市寿町1", "横手市寿町2", "横手市駅前町3"], True),
    ],
)
def test_one_point_for_addresses_in_different_parts_of_town(
    addresses: list[str], doubtful: bool
) -> None:
    rows = [f"消火栓,{n},{text},39.3,140.5," for n, text in enumerate(addresses)]
    loaded = read([*rows, "消火栓,99,横手市中町1,39.31,140.5,"])
    expected = list(range(2, 2 + len(addresses))) if doubtful else []
    assert marked(loaded, "shared_point") == expected


def test_one_point_for_two_cities() -> None:
    rows = ["A市,本町1,39.3,140.5", "B市,本町1,39.3,140.5"]
    assert marked(read(rows, "市区町村名,住所,緯度,経度"), "shared_point") == [2, 3]


def test_a_hydrant_and_a_cistern_at_one_spot_are_no_doubt() -> None:
    loaded = read(["消火栓,1,寿町1,39.3,140.5,", "防火水槽,1,寿町1,39.3,140.5,"])
    assert loaded.report.doubts == {}
    assert [r.key for r in loaded.records] == ["hydrant-1", "cistern-1"]


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("横手市横手市大森町猿田字昼野20-3", "大森町猿田"),
        ("横手市十文字町睦合字太郎四郎350", "十文字町睦合"),
        ("三重県四日市市西新地1-2", "西新地"),
        ("東京都千代田区丸の内1-1", "千代田区丸の内"),
        ("会津若松市大字門田町大字黒岩字石高1", "門田町黒岩"),
        ("字前田1", "字前田"),
        ("1-1", ""),
    ],
)
def test_the_part_of_town_in_an_address(address: str, town: str) -> None:
    assert town_of(address) == town


def scattered(number: int, seed: int) -> list[str]:
    chance = Random(seed)
    return [
        f"消火栓,{n},,{37.5 + chance.gauss(0, 0.02):.6f},{139.9 + chance.gauss(0, 0.02):.6f},"
        for n in range(number)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_a_point_far_away_is_told_and_an_ordinary_town_is_not(seed: int) -> None:
    rows = scattered(200, seed)
    assert read(rows).report.doubts == {}
    loaded = read([*rows, "消火栓,999,,36.5,139.9,"])
    assert marked(loaded, "far") == marked(loaded, "outside") == [202]


def test_wrong_points_do_not_hide_each_other() -> None:
    wrong = [f"消火栓,9{n},,{35 + n / 100},139.9," for n in range(40)]
    assert len(marked(read([*scattered(100, 1), *wrong]), "far")) == 40


def test_each_municipality_is_compared_with_itself() -> None:
    rows = ["A市,37.5,139.9"] * 20 + ["B市,39.3,140.5"] * 20 + ["A市,39.3,140.5"]
    loaded = read(rows, "市区町村名,緯度,経度")
    assert marked(loaded, "far") == [42]


def test_outside_the_prefecture_of_its_code() -> None:
    header = "全国地方公共団体コード,緯度,経度"
    loaded = read(["072028,37.5,139.9", "072028,34.7,135.5"], header)
    assert marked(loaded, "outside") == [3]
    assert read(["990001,37.5,139.9", "990001,34.7,135.5"], header).report.doubts == {}


def test_there_is_a_box_for_every_prefecture_and_each_holds_a_place_we_know() -> None:
    assert list(BOXES) == [f"{n:02}" for n in range(1, 48)]
    for code, lat, lon in [("07", 37.49, 139.93), ("13", 35.69, 139.69), ("47", 26.21, 127.68)]:
        assert list(misplaced([0], [lat], [lon], f"{code}0000")) == []
    assert all(south < north and west < east for _, south, west, north, east in BOXES.values())


def test_old_surveys() -> None:
    loaded = read(["消火栓,1,,39.3,140.5,2018-01-01", "消火栓,2,,39.31,140.5,2023-01-01"])
    assert marked(loaded, "old_survey") == [2]
    assert loaded.report.notes() == []
    all_old = read(["消火栓,1,,39.3,140.5,2018-01-01"])
    assert all_old.report.notes() == [
        "Every row was surveyed before 2019-04-01. Things may have changed."
    ]


def test_a_repeated_number_is_marked_once_and_every_key_is_its_own() -> None:
    rows = [f"消火栓,{n},,39.3{n},140.5," for n in (1, 2)] + ["消火栓,1,,39.35,140.5,"] * 2
    loaded = read(rows)
    assert marked(loaded, "duplicate") == [4, 5]
    assert [r.key for r in loaded.records] == [
        "hydrant-1",
        "hydrant-2",
        "hydrant-1~x2",
        "hydrant-1~x3",
    ]


def test_places_without_numbers_are_duplicates_only_with_the_same_address() -> None:
    rows = ["消火栓,,寿町1,39.3,140.5,", "消火栓,,寿町2,39.3,140.5,", "消火栓,,寿町1,39.3,140.5,"]
    assert marked(read(rows), "duplicate") == [4]


def test_every_code_has_its_words() -> None:
    assert all({"ja", "ja_easy", "en"} <= words.keys() for words in DOUBT_WORDS.values())
    assert all({"ja", "en"} <= words.keys() for words in REASONS.values())
