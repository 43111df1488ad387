"""XLSX: the right sheet, and every cell as the text a person sees."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from civickit.core.errors import UnreadableTable
from civickit.tables import Limits, open_table
from civickit.tables.workbook import cell_text


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def standard_book() -> Workbook:
    """The shape of the standard data set: a guide, the definitions, then the table itself."""
    book = Workbook()
    guide = book.active
    assert guide is not None
    guide.title = "利用方法"
    guide.append(["このファイルの使い方を説明します。"])
    items = book.create_sheet("項目定義")
    items.append(["項番", "項目名", "区分", "説明"])
    for number in range(1, 16):
        items.append([number, f"項目{number}", "必須", "半角数字で記載"])
    sheet = book.create_sheet("消防水利施設一覧")
    sheet.append(["消防水利施設一覧"])
    sheet.append([])
    sheet.append(["全国地方公共団体コード", "ID", "種別", "緯度", "経度", "口径", "更新日", None])
    sheet.append(
        ["半角数字6桁", "半角", "選択", "十進数で記載", "十進数で記載", "数値", "例：2024-04-01"]
    )
    for number in range(1, 4):
        sheet.append([72028, number, "消火栓", 37.5, 139.9075, 75, date(2024, 4, number)])
        sheet.cell(row=4 + number, column=1).number_format = "000000"
        sheet.cell(row=4 + number, column=2).number_format = "0000"
    return book


def test_the_table_among_several_sheets() -> None:
    table = open_table(saved(standard_book()), name="data.csv")
    assert (table.format, table.sheet, table.columns) == ("xlsx", "消防水利施設一覧", 7)
    assert table.header[:3] == ["全国地方公共団体コード", "ID", "種別"]
    assert table.all_rows[0] == (
        5,
        ["072028", "0001", "消火栓", "37.5", "139.9075", "75", "2024-04-01"],
    )
    assert len(table.all_rows) == 3
    assert "利用方法, 項目定義" in table.notes[0]
    assert [note.split(" is ")[0] for note in table.notes[1:]] == ["line 1", "line 4"]


def test_cells_missing_at_the_end_of_a_row_are_empty() -> None:
    book = standard_book()
    book["消防水利施設一覧"].append([72028, 4, "プール"])
    table = open_table(saved(book))
    assert table.all_rows[-1].cells == ["72028", "4", "プール", "", "", "", ""]


def test_known_names_choose_the_sheet_and_a_sheet_can_be_asked_for() -> None:
    body = saved(standard_book())
    assert open_table(body, known={"項番", "項目名"}.__contains__).sheet == "項目定義"
    assert open_table(body, sheet="項目定義").all_rows[0].cells[1] == "項目1"
    with pytest.raises(UnreadableTable, match="no sheet '表' in the data; it has: 利用方法"):
        open_table(body, sheet="表")


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (72028, "000000", "072028"),
        (72028.0, "000000", "072028"),
        (1234567, "000-0000", "123-4567"),
        (123456, '000"-"0000', "012-3456"),
        (12345678, "000000", "12345678"),
        (-5, "000", "-5"),
        (75.0, "General", "75"),
        (139.9075, "0.00", "139.9075"),
        (1e-07, "General", "0.0000001"),
        (1e15, "General", "1000000000000000"),
        (0.25, "0%", "0.25"),
        (True, "General", "TRUE"),
        (None, "General", ""),
        ("072028", "General", "072028"),
        (datetime(2024, 4, 1), "yyyy/m/d", "2024-04-01"),  # noqa: DTZ001 - cells have no zone
        (datetime(2024, 4, 1, 9, 30), "yyyy/m/d", "2024-04-01 09:30:00"),  # noqa: DTZ001 - cells have no zone
        (date(2024, 4, 1), "yyyy/m/d", "2024-04-01"),
        (time(9, 30), "h:mm", "09:30:00"),
        (timedelta(hours=26, minutes=5), "[h]:mm", "26:05:00"),
        ("#N/A", "General", "#N/A"),
    ],
)
def test_the_text_of_a_cell(value: object, number_format: str, text: str) -> None:
    assert cell_text(value, number_format) == text


def test_empty_columns_and_rows_around_the_table() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for column, name in enumerate(["種別", "緯度"], start=1):
        sheet.cell(row=3, column=column, value=name)
        sheet.cell(row=7, column=column, value=["消火栓", 39.5][column - 1])
    sheet.cell(row=7, column=9).number_format = "0000"
    table = open_table(saved(book))
    assert table.all_rows == [(7, ["消火栓", "39.5"])]
    assert table.blank_lines == 0


def changed(body: bytes, member: str, content: bytes) -> bytes:
    """The archive with one member replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
    return stream.getvalue()


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%b">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
    + b"]>"
)
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.%b+xml"


def as_excel_saves_it(strings: bytes) -> bytes:
    """A workbook whose texts stand in a table of shared strings."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["x", "y"])
    body = saved(book)
    cells = b'<c r="A%d" t="s"><v>0</v></c><c r="B%d" t="s"><v>1</v></c>'
    rows = b"".join(b'<row r="%d">' % n + cells % (n, n) + b"</row>" for n in (1, 2))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        types = archive.read("[Content_Types].xml")
    part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%b"/></Types>'
    types = types.replace(b"</Types>", part % (TYPE % b"sharedStrings"))
    body = changed(body, "[Content_Types].xml", types)
    data = b"<worksheet %b><sheetData>%b</sheetData></worksheet>" % (MAIN, rows)
    stream = io.BytesIO(changed(body, "xl/worksheets/sheet1.xml", data))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", strings)
    return stream.getvalue()


def test_shared_strings() -> None:
    strings = "<sst %b><si><t>種別</t></si><si><t>072028</t></si></sst>".encode() % MAIN
    table = open_table(as_excel_saves_it(strings), header=False)
    assert table.all_rows == [(1, ["種別", "072028"]), (2, ["種別", "072028"])]


def test_an_entity_bomb_is_refused() -> None:
    strings = b"<sst %b><si><t>&j;</t></si><si><t>y</t></si></sst>" % MAIN
    assert open_table(as_excel_saves_it(strings.replace(b"&j;", b"x"))).columns == 2
    with pytest.raises(UnreadableTable, match="EntitiesForbidden"):
        open_table(as_excel_saves_it(BOMB + strings))
    sheet = b"<worksheet %b><sheetData><row><c><v>&j;</v></c></row></sheetData></worksheet>" % MAIN
    with pytest.raises(UnreadableTable, match="EntitiesForbidden"):
        open_table(changed(saved(standard_book()), "xl/worksheets/sheet3.xml", BOMB + sheet))


@pytest.mark.parametrize("content", [b"", b"<a", b"<worksheet/>", b"\x00" * 50])
def test_a_damaged_workbook_is_refused_in_one_sentence(content: bytes) -> None:
    for member in ("xl/workbook.xml", "[Content_Types].xml", "xl/worksheets/sheet3.xml"):
        body = changed(saved(standard_book()), member, content)
        try:
            table = open_table(body, name="a.xlsx")
            list(table.rows())
        except UnreadableTable as error:
            assert "\n" not in str(error)  # noqa: PT017 - any error is fine, its words are not
            assert "a.xlsx" in str(error)  # noqa: PT017 - any error is fine, its words are not


def test_a_cell_far_to_the_right_is_refused() -> None:
    book = standard_book()
    book["消防水利施設一覧"].cell(row=6, column=3000, value="x")
    with pytest.raises(UnreadableTable, match="reaches to column 3,000"):
        open_table(saved(book))
    assert open_table(saved(book), limits=Limits(max_columns=5000)).sheet == "消防水利施設一覧"
