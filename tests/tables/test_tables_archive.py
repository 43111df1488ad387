"""Archives are opened within limits, and what is no table is refused by its name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from civickit.core.errors import UnreadableTable
from civickit.tables import Limits, open_table

CSV = "種別,緯度\n消火栓,39.1\n".encode("cp932")


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_a_zip_that_calls_itself_csv(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_bytes(zipped({"読んで.pdf": b"%PDF", "__MACOSX/._a.csv": b"x", "a.csv": CSV}))
    table = open_table(path)
    assert (table.format, table.encoding) == ("csv", "cp932")
    assert table.all_rows == [(2, ["消火栓", "39.1"])]
    assert table.notes == ["the table is a.csv in the archive points.csv"]


def test_of_several_tables_the_largest_csv_is_read_and_the_others_told() -> None:
    body = zipped({"a.csv": CSV, "b.csv": CSV * 3, "c.json": b"[]" * 5000})
    table = open_table(body)
    assert "b.csv" in table.notes[0]
    assert table.notes[1] == "left aside in the archive: a.csv, c.json"
    assert "a.csv" in open_table(body, sheet="a.csv").notes[0]
    with pytest.raises(UnreadableTable, match=r"no 'd\.csv' in the data; it holds: a\.csv"):
        open_table(body, sheet="d.csv")


def test_japanese_member_names_of_windows() -> None:
    info = zipfile.ZipInfo("xxxxxx.csv")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(info, CSV)
    body = stream.getvalue().replace(b"xxxxxx.csv", "消火栓".encode("cp932") + b".csv")
    assert "消火栓.csv" in open_table(body).notes[0]


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({"a.csv": b"0," * 20_000_000})
    with pytest.raises(UnreadableTable, match="would unpack to 40,000,000 bytes"):
        open_table(bomb)
    with pytest.raises(UnreadableTable, match="larger than 9,000,000 bytes"):
        open_table(bomb, limits=Limits(max_bytes=9_000_000, max_expansion=2000))


def test_a_member_larger_than_it_declares_is_damaged() -> None:
    body = zipped({"a.csv": CSV * 5000})
    size = (len(CSV) * 5000).to_bytes(4, "little")
    with pytest.raises(UnreadableTable, match="damaged"):
        open_table(body.replace(size, (100).to_bytes(4, "little")))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (zipped({"a.shp": b"x"}), "without a table in it"),
        (zipped({"word/document.xml": b"x"}), "is a Word document"),
        (zipped({"content.xml": b"x"}), "an OpenDocument file"),
        (zipped({"xl/workbook.bin": b"x"}), "binary workbook"),
        (zipped({"inner.csv": zipped({"a.csv": CSV})}), "a zip archive inside"),
        (zipped({"a.csv": CSV})[:-30], "damaged"),
        (zipped({}), "without a table in it"),
        (b"", "is empty"),
        (b" \r\n\t ", "is empty"),
        (b"# only a comment\n", "has no rows"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), r"an old Office file \(\.xls"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"  <!DOCTYPE html><html>", "a web page that was saved instead of the data"),
        (b"<HTML><body>", "a web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><kml>', "is XML"),
        (bytes(range(1, 32)) * 100, "is not text"),
    ],
)
def test_refused_with_its_name_and_the_next_step(body: bytes, said: str) -> None:
    with pytest.raises(UnreadableTable, match=said) as refused:
        open_table(body, name="x.csv")
    assert "x.csv" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nowhere.csv", "is not there"),
        (".", "is a folder"),
        ("a\0b", "is not there"),
        ("https://example.jp/a.csv", "is an address"),
    ],
)
def test_paths_that_cannot_be_opened(path: str, said: str) -> None:
    with pytest.raises(UnreadableTable, match=said):
        open_table(path)
