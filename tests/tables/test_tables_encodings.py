"""Any encoding a city writes comes out as the same text."""

from __future__ import annotations

import pytest

from civickit.tables import open_table
from civickit.tables.encodings import detect

TEXT = (
    "種別,名称,緯度,経度\r\n"
    "消火栓,蒲田－２５１号①,35.5400991,139.707046\r\n"
    "防火水槽,髙橋宅前,35.54,139.7\r\n"
)
PLAIN = TEXT.replace("①", "").replace("髙", "高").replace("－", "ー")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", TEXT),
        ("utf-8-sig", TEXT),
        ("cp932", TEXT),
        ("euc_jp", PLAIN),
        ("utf-16", TEXT),
        ("utf-16-le", TEXT),
        ("utf-16-be", TEXT),
        ("iso2022_jp", PLAIN),
    ],
)
def test_every_encoding_gives_the_same_rows(encoding: str, text: str) -> None:
    table = open_table(text.encode(encoding))
    assert table.encoding == encoding
    assert table.header == ["種別", "名称", "緯度", "経度"]
    assert [row.cells for row in table.rows()] == [
        line.split(",") for line in text.splitlines()[1:]
    ]
    assert table.notes == []


def test_utf16_with_tabs_as_excel_saves_unicode_text() -> None:
    table = open_table("\ufeff種別\t緯度\r\n消火栓\t35.5\r\n".encode("utf-16-le"))
    assert (table.encoding, table.format, table.delimiter) == ("utf-16", "tsv", "\t")
    assert table.all_rows == [(2, ["消火栓", "35.5"])]


@pytest.mark.parametrize("cut", [1, 2])
def test_a_cut_last_character_does_not_throw_utf8_away(cut: int) -> None:
    table = open_table("種別,名称\n消火栓,駅前".encode()[:-cut])
    assert table.encoding == "utf-8"
    assert table.all_rows == [(2, ["消火栓", "駅\ufffd"])]
    assert "cut off" in table.notes[0]


def test_a_cut_last_character_alone_proves_no_utf8() -> None:
    """0xE9 0x8F starts a character of utf-8, and is a whole one in cp932."""
    found = detect(b"", lambda: [b"name\n\xe9\x8f"])
    assert found.encoding == "cp932"
    assert found.notes == []


def test_one_bad_byte_late_in_the_file_keeps_the_encoding_and_is_told() -> None:
    body = TEXT.encode("cp932") + "消火栓,駅前,35.5,139.7\r\n".encode("cp932") * 50_000
    table = open_table(body + b"\x85\x20,x,1,1\r\n")
    assert table.encoding == "cp932"
    assert "1 places" in table.notes[0]
    assert sum(1 for _ in table.rows()) == 50_003


def test_characters_across_chunk_borders_are_whole() -> None:
    text = "消火栓,駅前\n" * 30
    for encoding in ("utf-8", "cp932", "euc_jp"):
        body = text.encode(encoding)
        found = detect(body, lambda body=body: [body[i : i + 1] for i in range(len(body))])
        assert found == (encoding, [])


def test_nul_characters_are_left_out_and_told() -> None:
    table = open_table("種別,名称\n消火栓\0,駅前第一公園の北側の入口\n".encode())
    assert table.all_rows == [(2, ["消火栓", "駅前第一公園の北側の入口"])]
    assert "NUL characters are left out" in table.notes
