"""CSV and TSV as they are found: every row comes out, with the line it starts on."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from civickit.core.errors import UnreadableTable
from civickit.tables import Limits, open_table, read


def lines(text: str, **options: object) -> list[tuple[int, list[str]]]:
    return [tuple(row) for row in open_table(text.encode(), **options).rows()]


def test_paths_bytes_and_streams_give_the_same(tmp_path: Path) -> None:
    body = "種別,緯度\n消火栓,39.1\n".encode()
    path = tmp_path / "points.csv"
    path.write_bytes(body)
    expected = [(2, ["消火栓", "39.1"])]
    for source in (path, str(path), body, io.BytesIO(body)):
        assert list(open_table(source).rows()) == expected
    assert read(path).all_rows == expected
    assert open_table(path).name == "points.csv"


def test_a_stream_larger_than_memory_allows_is_kept_on_disk_and_read_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("civickit.tables.inputs.KEPT_IN_MEMORY", 10)
    table = open_table(io.BytesIO("種別,緯度\n消火栓,39.1\n".encode()))
    assert list(table.rows()) == list(table.rows()) == [(2, ["消火栓", "39.1"])]
    kept = table.reader.source.content
    assert kept.exists()
    del table
    assert not kept.exists()


@pytest.mark.parametrize(
    ("delimiter", "kind"), [(",", "csv"), ("\t", "tsv"), (";", "csv"), ("|", "csv")]
)
def test_delimiters(delimiter: str, kind: str) -> None:
    text = "種別,名称,緯度\n消火栓,A1,39.1\n防火水槽,A2,39.2\n".replace(",", delimiter)
    table = open_table(text.encode())
    assert (table.delimiter, table.format, table.columns) == (delimiter, kind, 3)


def test_lists_inside_cells_do_not_choose_the_delimiter() -> None:
    table = open_table("名称,設備\n中央公園,水;電気;便所\n北公園,水;電気;便所\n".encode())
    assert table.delimiter == ","
    assert table.all_rows[0].cells == ["中央公園", "水;電気;便所"]


def test_decimal_commas_in_a_semicolon_file() -> None:
    table = open_table(b"name;lat;lon\na;39,1;140,5\nb;39,2;140,6\n")
    assert table.all_rows[1].cells == ["b", "39,2", "140,6"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_quoted_line_breaks(end: str) -> None:
    text = end.join(["種別,備考,緯度", '消火栓,"北側', '入口",39.1', "防火水槽,,39.2"])
    assert lines(text) == [
        (2, ["消火栓", f"北側{end}入口", "39.1"]),
        (4, ["防火水槽", "", "39.2"]),
    ]


def test_comments_titles_and_blank_lines_are_told() -> None:
    text = (
        "#Source : http://example.jp/data\n"
        "消火栓一覧,,\n"
        "令和6年4月1日現在,,\n"
        "\n"
        "種別,緯度,経度\n"
        "消火栓,39.1,140.5\n"
        "# 以下は防火水槽\n"
        "\n"
        ",,\n"
        "防火水槽,39.2,140.6\n"
    )
    table = open_table(text.encode())
    assert table.header == ["種別", "緯度", "経度"]
    assert table.all_rows == [
        (6, ["消火栓", "39.1", "140.5"]),
        (10, ["防火水槽", "39.2", "140.6"]),
    ]
    assert [note.split(" is ")[0] for note in table.notes] == ["line 1", "line 2", "line 3"]
    assert [(told.line, told.value) for told in table.skipped] == [(7, "# 以下は防火水槽")]
    assert table.blank_lines == 2


def test_a_long_licence_in_comments_hides_no_row() -> None:
    table = open_table(("# 利用条件\n" * 300 + "種別,緯度\n消火栓,39.1\n").encode())
    assert table.header == ["種別", "緯度"]
    assert table.all_rows == [(302, ["消火栓", "39.1"])]


def test_tabs_and_comments_without_a_header() -> None:
    text = "# 防火水槽\n" + "".join(f"水槽{i}\t39.{i}\t140.{i}\n" for i in range(12))
    table = open_table(text.encode())
    assert (table.header, table.columns, table.format) == ([], 3, "tsv")
    assert table.all_rows[0] == (2, ["水槽0", "39.0", "140.0"])
    assert len(table.all_rows) == 12


def test_ragged_rows_and_a_version_stamp_at_the_foot_are_kept() -> None:
    assert lines("種別,緯度,経度\n消火栓,39.1\n消火栓,39.1,140.5,余り\nver 2024\n") == [
        (2, ["消火栓", "39.1"]),
        (3, ["消火栓", "39.1", "140.5", "余り"]),
        (4, ["ver 2024"]),
    ]


def test_trailing_empty_columns_are_cut_but_not_their_values() -> None:
    table = open_table("種別,緯度,,\n消火栓,39.1,,\n消火栓,39.2,,メモ\n消火栓,39.3,,\n".encode())
    assert table.header == ["種別", "緯度"]
    assert [row.cells for row in table.rows()] == [
        ["消火栓", "39.1"],
        ["消火栓", "39.2", "", "メモ"],
        ["消火栓", "39.3"],
    ]


def test_leading_zeros_stay() -> None:
    assert lines("code,ID\n072028,0001\n")[0][1] == ["072028", "0001"]


def test_a_quote_never_closed_costs_only_its_own_row() -> None:
    rows = [f"消火栓,A{i},39.{i:03}" for i in range(500)]
    rows[100] = '消火栓,"A100,39.100'
    rows[400] = '消火栓,"A,400",39.400'
    table = open_table(("種別,名称,緯度\n" + "\n".join(rows)).encode())
    found = list(table.repaired_rows())
    assert len(found) == 500
    assert found[100] == (
        (102, ["消火栓", '"A100', "39.100"]),
        (
            102,
            "",
            rows[100],
            "a quote is opened and never closed; it is read as a plain character",
            "repaired",
            rows[100],
        ),
    )
    assert found[400] == ((402, ["消火栓", "A,400", "39.400"]), None)
    assert [row.line for row, _ in found] == list(range(2, 502))


def test_a_quote_never_closed_before_the_end_of_the_file() -> None:
    rows = [f"消火栓,A{i},39.{i:03}" for i in range(300)]
    rows[10] = '消火栓,"A10,39.010'
    assert len(lines("種別,名称,緯度\n" + "\n".join(rows))) == 300


def test_text_after_a_closing_quote_is_forgiven() -> None:
    assert lines('種別,備考,緯度\n消火栓,"北側" 入口,39.1\n消火栓,"x\ny" z,39.2\n') == [
        (2, ["消火栓", "北側 入口", "39.1"]),
        (3, ["消火栓", "x\ny z", "39.2"]),
    ]


@pytest.mark.parametrize(
    ("limits", "body", "said"),
    [
        (Limits(max_bytes=10), b"a,b\n1,2\n1,2\n1,2\n", "max_bytes"),
        (Limits(max_rows=2), b"a,b\n1,2\n1,2\n1,2\n", "max_rows"),
        (Limits(max_columns=2), b"a,b,c\n1,2,3\n", "max_columns"),
        (Limits(max_columns=3), b"a,b\n1,2\n1,2,3,4\n", "max_columns"),
        (Limits(max_cell_chars=5), b"a,b\n1,2\n1,123456\n", "max_cell_chars"),
        (Limits(max_cell_chars=5), b'a,b\n1,2\n1,"123\n456"\n', "max_cell_chars"),
        (Limits(max_cell_chars=5), b"a,b" * 100, "max_cell_chars"),
    ],
)
def test_limits(limits: Limits, body: bytes, said: str) -> None:
    with pytest.raises(UnreadableTable, match=said):
        read(body, limits=limits)
    assert read(body).all_rows is not None
    with pytest.raises(UnreadableTable, match=said):
        read(io.BytesIO(body), limits=limits)


def test_a_stream_of_text_is_refused_with_the_next_step() -> None:
    with pytest.raises(UnreadableTable, match="mode 'rb'"):
        open_table(io.StringIO("a,b"))
