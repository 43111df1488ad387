"""The header is found where people put it."""

from __future__ import annotations

import pytest

from civickit.tables import Row, open_table
from civickit.tables.header import find_header

DATA = "消火栓,横手市寿町,39.312995,140.561249\n防火水槽,横手市田中町,39.313007,140.564783\n"


def position(text: str, **options: object) -> int | None:
    rows = [Row(i, line.split(",")) for i, line in enumerate(text.splitlines())]
    return find_header(rows, **options).position


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("種別,住所,緯度,経度\n" + DATA, 0),
        ("type,address,lat,lng\n" + DATA, 0),
        ("一覧,,,\n種別,住所,緯度,経度\n" + DATA, 1),
        ("消防本部,,2024/4/1,\n,,位置,\n種別,住所,緯度,経度\n" + DATA, 2),
        (DATA, None),
        ("プール,学校前,,\n" + DATA, None),
        (DATA + "種別,住所,緯度,経度\n", None),
        ("町名,2019,2020,2021\n寿町,51,49,48\n田中町,120,118,119\n", 0),
        ("地区,4月,5月\n寿町,3日,7日\n田中町,4日,8日\n", 0),
        ("年,人口\n2019,512\n2020,498\n2021,480\n", 0),
        ("2019,512\n2020,498\n2021,480\n", None),
        ("種別,名称\n消火栓,A\n消火栓,B\n", 0),
        ("消火栓,A\n消火栓,B\n防火水槽,C\n", None),
    ],
)
def test_where_the_header_is(text: str, expected: int | None) -> None:
    assert position(text) == expected


def test_known_names_outweigh_the_looks() -> None:
    text = "表A,表B,表C\n10,20,30\nkind,x9,y9\n" + "消火栓,39.1,140.5\n" * 3
    assert position(text) != 2
    assert position(text, known={"kind", "x9", "y9"}.__contains__) == 2


def test_one_known_name_is_a_hint_only() -> None:
    text = "kind,,\n種別,住所,緯度\n消火栓,寿町,39.1\n"
    assert position(text, known={"kind"}.__contains__) == 1


def test_it_can_be_said_that_there_is_a_header_or_none() -> None:
    body = DATA.encode()
    assert open_table(body, header=False).columns == 4
    assert open_table(body, header=True).header == [
        "消火栓",
        "横手市寿町",
        "39.312995",
        "140.561249",
    ]
    named = ("種別,住所,緯度,経度\n" + DATA).encode()
    assert len(open_table(named, header=False).all_rows) == 3


def test_names_are_cleaned_unique_and_never_empty() -> None:
    table = open_table('\ufeff"種別 ",備考,備考,,緯　度,備考\n消火栓,a,b,c,39.1,d\n'.encode())
    assert table.header == ["種別", "備考", "備考#2", "column_4", "緯　度", "備考#3"]


def test_a_header_written_as_a_comment() -> None:
    table = open_table("# 2024 公開\n#種別\t緯度\t経度\n消火栓\t39.1\t140.5\n".encode())
    assert table.header == ["種別", "緯度", "経度"]
    assert table.all_rows == [(3, ["消火栓", "39.1", "140.5"])]
    assert len(table.notes) == 1


def test_rows_that_describe_the_columns_are_left_out_and_told() -> None:
    text = "種別,住所,緯度\n必須,任意,必須\n文字列,文字列,小数(10進数)\n消火栓,寿町,39.3\n"
    table = open_table(text.encode())
    assert table.all_rows == [(4, ["消火栓", "寿町", "39.3"])]
    assert len(table.notes) == 2


def test_units_and_datums_under_the_header_describe_too() -> None:
    text = "コード,種別,緯度,口径\n半角数字,,世界測地系,mm\n072028,消火栓,39.3,75\n"
    assert open_table(text.encode()).all_rows == [(3, ["072028", "消火栓", "39.3", "75"])]


def test_a_first_row_of_data_with_words_for_numbers_is_not_a_description() -> None:
    text = "種別,住所,緯度,経度\n消火栓,寿町,不明,不明\n" + DATA
    assert len(open_table(text.encode()).all_rows) == 3


def test_a_header_without_rows_is_an_empty_table() -> None:
    table = open_table("種別,住所,緯度\n".encode())
    assert table.header == ["種別", "住所", "緯度"]
    assert table.all_rows == []
