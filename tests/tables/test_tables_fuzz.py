"""Whatever the bytes are: no other error, and no row lost."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from civickit.core.errors import UnreadableTable
from civickit.tables import open_table

CELLS = st.text(alphabet="ab01.-,\"'\n\r #é消栓７ー", max_size=8)
TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=12)
)
PIECES = st.sampled_from(
    [b",", b"\t", b"\n", b"\r", b'"', b"#", b"\0", b"{", b"[", b"PK\x03\x04", b"\xef\xbb\xbf",
     b"\xff\xfe", b"\x1b$", "消火栓".encode(), "消火栓".encode("cp932"), b"39.1", b"2013.9.18"]
)  # fmt: skip


def written(rows: list[list[str]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue()


def comparable(cells: list[str]) -> list[str]:
    """Cells without the empty ones at the end, which may be cut."""
    cells = list(cells)
    while cells and not cells[-1]:
        cells.pop()
    return cells


@settings(max_examples=400, deadline=None)
@given(rows=TABLES, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_every_row_written_comes_back(rows: list[list[str]], encoding: str) -> None:
    wanted = [row for row in rows if any(row)]
    try:
        table = open_table(written(rows).encode(encoding), header=False)
    except UnreadableTable:
        assert all(row[0].startswith("#") for row in wanted)
        return
    if table.delimiter != "," or table.columns != len(rows[0]):
        return  # too little to tell the shape of the table by
    found = [row.cells for row in table.rows()]
    told = len(table.notes)
    assert [comparable(cells) for cells in found] == [comparable(row) for row in wanted[told:]]
    assert all(row[0].startswith("#") for row in wanted[:told])


@settings(max_examples=300, deadline=None)
@given(rows=TABLES)
def test_every_line_is_a_row_the_header_or_told(rows: list[list[str]]) -> None:
    try:
        table = open_table(written(rows).encode())
    except UnreadableTable:
        return
    kept = sum(1 for _ in table.rows())
    told = sum(" left out: " in note for note in table.notes) + len(table.skipped)
    raw = sum(1 for row in table.reader.rows({}) if any(row.cells))
    assert kept + told + bool(table.header) == raw
    assert sum(1 for _ in table.repaired_rows()) <= kept


@settings(max_examples=500, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400), st.lists(st.one_of(PIECES, st.binary(max_size=6))).map(b"".join)
    )
)
@example(b"\xff\xfe")
@example(b"PK\x05\x06" + bytes(18))
@example(b'"')
@example(b'a,b\n"')
@example(b"\xff\xfe\x00\x00a")
@example(b"\x1b$B\x1b")
def test_arbitrary_bytes_raise_nothing_else(body: bytes) -> None:
    for header in (None, True, False):
        try:
            table = open_table(body, header=header)
            rows = [row for row, _ in table.repaired_rows()]
        except UnreadableTable as error:
            assert "\n" not in str(error)  # noqa: PT017 - any error is fine, its words are not
            continue
        assert [row.line for row in rows] == sorted({row.line for row in rows})


NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abcdef"), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(["a", "b", "type", "geometry", "properties"]), JSON))
)
def test_every_json_record_is_a_row_with_its_values(records: list[dict[str, object]]) -> None:
    table = open_table(json.dumps(records).encode())
    rows = list(table.rows())
    assert len(rows) + table.blank_lines == len(records)
    for row in rows:
        record = records[row.line - 1]
        for name, cell in zip(table.header, row.cells, strict=True):
            value = record.get(name)
            if isinstance(value, str):
                assert cell == value
            elif value is not None and name in record:
                assert json.loads(cell) == value
