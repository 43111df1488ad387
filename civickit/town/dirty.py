"""A list as a fire team might hand it in: forty rows of the town's water points, with faults.

The tutorial cleans it. Every fault is here on purpose, one a row, and is named in the
README beside the file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from civickit.schemas.water_point import WaterPoint
from civickit.town import files

DISTRICT = "3-"
ROWS, CISTERNS = 38, 4  # two of the hydrants come twice
TITLE = (f"{files.MUNICIPALITY} 消防水利台帳 駅前町地区", "2026年11月1日現在,,※架空の町です", "")
HEADER = "番号,種別,所在地,緯度,経度,口径(mm),備考,調査日"
FOOT = "※雪で確認できない水利は翌春に確認する"
WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789.-"}  # to full width

Cells = list[str]


def _replaced(column: int, change: Callable[[str], str]) -> Callable[[Cells], Cells]:
    return lambda cells: [*cells[:column], change(cells[column]), *cells[column + 1 :]]


def _pasted(column: int, at: int) -> Callable[[Cells], Cells]:
    """The date, pasted with its comma into another cell."""

    def change(cells: Cells) -> Cells:
        cell = f"{cells[column][:at]},{cells[-1]}{cells[column][at:]}"
        return [*cells[:column], cell, *cells[column + 1 : -1]]

    return change


def _swapped(cells: Cells) -> Cells:
    return [*cells[:3], cells[4], cells[3], *cells[5:]]


def _at(lat: str, lon: str) -> Callable[[Cells], Cells]:
    return lambda cells: [*cells[:3], lat, lon, *cells[5:]]


# Row of the list (from 1), what is wrong in Japanese and English, and how it came about.
FAULTS: tuple[tuple[int, str, str, Callable[[Cells], Cells]], ...] = (
    (3, "番号が全角", "a number in full-width digits", _replaced(0, lambda c: c.translate(WIDE))),
    (5, "口径が全角数字", "diameter in full-width digits",
    _replaced(5, lambda c: (c or "75").translate(WIDE))),
    (6, "口径に記号", "a sign before the diameter", _replaced(5, lambda c: f"φ{c or 100}")),
    (8, "口径に単位", "a unit after the diameter", _replaced(5, lambda c: f"{c or 75}㎜")),
    (10, "種別の中に日付が貼られている", "the date pasted into the kind", _pasted(1, 2)),
    (12, "緯度・経度が0", "latitude and longitude are 0", _at("0", "0")),
    (16, "緯度と経度が逆", "latitude and longitude swapped", _swapped),
    (18, "日付が和暦", "the date in the Japanese calendar", _replaced(7, lambda _: "R8.10.3")),
    (20, "日付がExcelの通し番号", "the date as a spreadsheet's serial number",
    _replaced(7, lambda _: "46310")),
    (23, "種別の表記が違う", "another word for the kind", _replaced(1, lambda _: "消化栓")),
    (25, "緯度と経度が逆", "latitude and longitude swapped", _swapped),
    (29, "緯度・経度が空", "no latitude and longitude", _at("", "")),
    (32, "住所に空白が混じる", "spaces inside the address",
    _replaced(2, lambda c: f" {c[:4]}　{c[4:]}")),
    (34, "種別が空", "no kind", _replaced(1, lambda _: "")),
)  # fmt: skip
TWICE = (21, 36)  # rows that come a second time


def dirty_files(points: Sequence[WaterPoint]) -> dict[str, bytes]:
    """The list in the encoding of an old spreadsheet, and the README that lists its faults."""
    here = [point for point in points if point.number.startswith(DISTRICT)]
    hydrants = [point for point in here if point.kind == "hydrant"][: ROWS - CISTERNS]
    chosen = hydrants + [point for point in here if point.kind == "cistern"][:CISTERNS]
    faults = {row: change for row, _, _, change in FAULTS}
    lines = [*TITLE, HEADER]
    for row, point in enumerate(chosen, start=1):
        change = faults.get(row, list)
        line = ",".join(change(_cells(point)))
        lines += [line, line] if row in TWICE else [line]
    lines.append(FOOT)
    return {
        "water_points_dirty.csv": "".join(f"{line}\r\n" for line in lines).encode("cp932"),
        "water_points_dirty.README.md": _readme().encode(),
    }


def _cells(point: WaterPoint) -> Cells:
    return [
        point.number,
        "消火栓" if point.kind == "hydrant" else "防火水槽",
        f"{point.city}{point.town}{point.block}",
        str(point.lat),
        str(point.lon),
        f"{point.diameter_mm:.0f}" if point.diameter_mm else "",
        point.note,
        point.surveyed.isoformat() if point.surveyed else "2026-09-18",
    ]


def file_line(row: int) -> int:
    """The line of the file on which a row of the list stands, from 1."""
    return len(TITLE) + 1 + row + sum(twice < row for twice in TWICE)


def _readme() -> str:
    told = [(file_line(row), ja, en) for row, ja, en, _ in FAULTS]
    told += [(file_line(row) + 1, "上の行と同じ", "the row above once more") for row in TWICE]
    rows = "\n".join(f"| {line} | {ja} | {en} |" for line, ja, en in sorted(told))
    return f"""# water_points_dirty.csv

{files.NOTICE["ja"]}
{files.NOTICE["en"]}

わざと汚した40行の表です。文字コードはcp932(Excelの「CSV」)、見出しの上に3行、末尾に注記が1行あります。
Forty rows with faults made on purpose. The encoding is cp932, as Excel saves it; three
lines stand above the header and a remark below the last row.

| 行 line | ここがおかしい | what is wrong |
|---|---|---|
{rows}
"""
