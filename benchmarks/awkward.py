"""Twelve files as towns publish them, and what a reader should make of them.

All hold the same four water points of the fictional town, each file with one trait that was met
in a published file. The values are made up; the traits are real.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

HEADER = ["全国地方公共団体コード", "ID", "種別", "所在地_連結表記", "緯度", "経度", "調査日"]


class Truth(NamedTuple):
    """One water point as it is; degrees on WGS84."""

    code: str
    id: str
    kind: str
    address: str
    lat: float
    lon: float
    surveyed: str


TRUTH = [
    Truth("072028", "0001", "消火栓", "雪野辺町本町1丁目", 37.4951, 139.9301, "2024-04-01"),
    Truth("072028", "0002", "防火水槽", "雪野辺町本町2丁目", 37.4962, 139.9315, "2024-04-02"),
    Truth("072028", "0003", "消火栓", "雪野辺町栄町3番地", 37.4973, 139.9289, "2023-11-30"),
    Truth("072028", "0010", "消火栓", "雪野辺町北町10番地", 37.4984, 139.9333, "2022-10-05"),
]


def rows(*, header: list[str] | None = None) -> list[list[str]]:
    return [header or HEADER, *([str(value) for value in row] for row in TRUTH)]


def as_csv(table: list[list[str]], separator: str = ",") -> str:
    return "".join(separator.join(row) + "\r\n" for row in table)


def _dms(degrees: float) -> str:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    seconds = (degrees - whole - minutes / 60) * 3600
    return f"{whole}°{minutes:02}'{seconds:05.2f}\""


def _each(change: Callable[[list[str]], list[str]]) -> str:
    table = rows()
    return as_csv([table[0], *map(change, table[1:])])


def plain_cp932() -> bytes:
    return as_csv(rows()).encode("cp932")


def utf16_tabs() -> bytes:
    return b"\xff\xfe" + as_csv(rows(), "\t").encode("utf-16-le")


def utf8_with_mark() -> bytes:
    return b"\xef\xbb\xbf" + as_csv(rows()).encode()


def titles_above() -> bytes:
    above = "消防水利施設一覧,,,,,,\r\n令和6年4月1日現在,,,,,,\r\n"
    return (above + as_csv(rows())).encode("cp932")


def cut_character() -> bytes:
    return (as_csv(rows()) + "※出典:雪野辺町").encode()[:-1]


def workbook_called_csv() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in rows():
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zip_called_csv() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("消防水利.csv", as_csv(rows()).encode("cp932"))
    return file.getvalue()


def swapped() -> bytes:
    return _each(lambda row: [*row[:4], row[5], row[4], row[6]]).encode()


def degrees_minutes() -> bytes:
    return _each(lambda row: [*row[:4], _dms(float(row[4])), _dms(float(row[5])), row[6]]).encode(
        "cp932"
    )


def wide_digits() -> bytes:
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    return _each(lambda row: [cell.translate(wide) for cell in row[:6]] + row[6:]).encode()


def eras() -> bytes:
    def change(row: list[str]) -> list[str]:
        year, month, day = (int(part) for part in row[6].split("-"))
        return [*row[:6], f"令和{year - 2018}年{month}月{day}日"]

    return _each(change).encode("cp932")


def pasted_over() -> bytes:
    """A date pasted into the middle of a row's text, as in a list of 2013."""
    lines = as_csv(rows()).splitlines(keepends=True)
    torn = lines[2].rstrip("\r\n").split(",")
    date = torn.pop()
    text = ",".join(torn)
    at = text.index("139.9315") + 4
    lines[2] = f"{text[:at]},{date}{text[at:]}\r\n"
    more = [
        f"072028,{n:04},消火栓,雪野辺町南町{n}番地,37.49{n:02},139.93{n:02},2024-04-01\r\n"
        for n in range(20, 60)
    ]
    return "".join([*lines, *more]).encode()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "cp932.csv": ("cp932 (Shift_JIS)", plain_cp932),
    "utf16.csv": ("UTF-16, tabs, called .csv", utf16_tabs),
    "mark.csv": ("UTF-8 with a byte order mark", utf8_with_mark),
    "titles.csv": ("two title rows above the header", titles_above),
    "cut.csv": ("a note below, its last character cut", cut_character),
    "workbook.csv": ("an Excel workbook called .csv", workbook_called_csv),
    "zip.csv": ("a zip called .csv, cp932 inside", zip_called_csv),
    "swapped.csv": ("latitude and longitude swapped", swapped),
    "degrees.csv": ("degrees, minutes, seconds", degrees_minutes),
    "wide.csv": ("full-width digits", wide_digits),
    "eras.csv": ("dates in Japanese eras", eras),
    "torn.csv": ("a date pasted into the middle of a row", pasted_over),
}


def write_all(folder: Path) -> list[Path]:
    """All twelve files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (_, make) in FILES.items():
        (folder / name).write_bytes(make())
    return [folder / name for name in FILES]
