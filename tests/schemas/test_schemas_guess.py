"""Which dataset an unknown file is, and when nothing is sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from civickit.core.errors import UnreadableTable
from civickit.schemas import Options, guess, guess_file, names, sure

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.csv"))
FACILITY = ["名称", "住所", "電話番号", "緯度", "経度"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_files_of_the_standard_are_known_by_their_columns(path: Path) -> None:
    found = sure(guess_file(path.read_bytes()))
    assert found is not None
    assert found.schema == path.name.split(".")[0]
    assert found.columns
    assert not found.by_name


@pytest.mark.parametrize(
    "name",
    [
        "aizuwakamatsu_hydrants_2014.csv",
        "yokote_hydrants_2013.csv",
        "hiraizumi_13_sample_handcopied.csv",
        "kamata_tfd_water_sample_handcopied.csv",
    ],
)
def test_real_hydrants_are_water_points(city_files: Path, name: str) -> None:
    found = sure(guess_file(city_files / "hydrants" / name))
    assert found is not None
    assert found.schema == "water_point"


@pytest.mark.parametrize(
    "header",
    [
        ["X", "Y"],
        ["OBJECTID", "X", "Y"],
        ["lat", "lon", "name"],
        FACILITY,
        [*FACILITY, "利用可能曜日", "開始時間", "終了時間", "利用可能日時特記事項"],
        ["全国地方公共団体コード", "ID", "所在地_連結表記", "緯度", "経度", "備考"],
        [],
    ],
)
def test_columns_that_many_datasets_share_tell_nothing(header: list[str]) -> None:
    assert sure(guess(header, [["1", "2", "3"]])) is None


def test_other_lists_of_clinics_are_no_hospitals() -> None:
    found = guess([*FACILITY, "予防接種"], name="131001_予防接種実施医療機関一覧.csv")
    assert sure(found) is None
    assert sure(guess(["名称", "診療科目"], name="実施医療機関一覧.csv")) is None


def test_other_lists_about_treasures_are_no_cultural_properties() -> None:
    buried = guess(["名称", "所在地", "時代", "種別"], [["一の塚", "栄町", "縄文", "集落跡"]])
    assert sure(buried) is None
    books = guess(["書名", "発行年", "価格"], [["埋蔵文化財調査報告", "1990", "500円"]])
    assert sure(books) is None


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("232025_event.csv", "event"),
        ("131083_015_food_business_all.csv", "food_business"),
        ("072028_fire_hydrant2024.csv", "water_point"),
        ("aed-2024.xlsx", "aed"),
        ("https://example.org/data/072028_tourism.csv", "tourism"),
    ],
)
def test_the_name_of_a_file_of_the_standard_tells(name: str, schema: str) -> None:
    header = [
        *FACILITY,
        "開始日",
        "説明",
        "営業の種類",
        "施設名称",
        "設置位置",
        "種別",
        "POIコード",
    ]
    found = guess(header, name=name)
    assert found[0].by_name
    assert found[0].schema == schema
    assert "the file name" in found[0].reason


@pytest.mark.parametrize("name", ["preventions.csv", "prevent.csv", "aeds.csv", "eventual.csv"])
def test_a_name_that_only_contains_the_word_does_not(name: str) -> None:
    assert not [one for one in guess(["イベント名", "設置位置"], name=name) if one.by_name]


def test_a_name_alone_is_no_evidence() -> None:
    assert guess(["X", "Y"], name="232025_event.csv") == []


def test_the_words_of_the_cells_decide_between_datasets_with_the_same_column() -> None:
    header = ["種別", "緯度", "経度"]
    water = guess(header, [["消火栓", "37.4", "139.9"], ["防火水槽", "37.5", "139.9"]])
    assert sure(water) == water[0]
    assert (water[0].schema, water[0].columns) == ("water_point", ("種別",))
    nursery = guess(header, [["認可私立保育所", "37.4", "139.9"]] * 3)
    assert not [one for one in nursery if one.schema == "water_point"]


def test_a_table_without_a_header_is_known_by_its_cells() -> None:
    rows = "# 出典\n" + "1\t消火栓 栄町1\t\t37.49\t139.93\t2023/05/01\n" * 3
    found = sure(guess_file(rows.encode(), Options({"number": 1, "lat": 4, "lon": 5})))
    assert found is not None
    assert (found.schema, found.word) == ("water_point", "消火栓")


def test_what_the_caller_says_of_columns_leaves_the_datasets_that_have_them() -> None:
    found = guess(["a", "b", "c"], [["駅前トイレ", "37", "139"]], mapping={"baby": 1})
    assert [one.schema for one in found] == ["public_toilet"]


def test_a_list_of_words_to_sort_is_no_dataset_of_the_standard() -> None:
    rows = [["燃やせるごみ", "生ごみなど", "ff0000"]] * 4
    assert sure(guess(["label", "description", "styles"], rows)) is None


def test_the_reasons_are_said_in_both_languages() -> None:
    (found,) = guess(
        ["設置位置", "小児対応設備の有無", "緯度"], [["AED 1階", "有", "37"]], "aed.csv"
    )[:1]
    assert (
        found.because("ja") == "列「小児対応設備の有無、設置位置」、ファイル名、「AED」などの言葉"
    )
    assert found.reason == (
        "the columns 小児対応設備の有無, 設置位置, the file name, words like AED in the cells"
    )
    assert 0.0 < found.score < 1.0


def test_a_file_that_is_no_table_is_refused() -> None:
    with pytest.raises(UnreadableTable):
        guess_file(b"\x00\x01\x02\x03")


def test_guesses_are_of_schemas_there_are_and_best_first() -> None:
    found = guess(["設置位置", "名称_通称", "POIコード", "説明", "開始時間"])
    assert {one.schema for one in found} <= set(names())
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0 < one.score <= 1 for one in found)
