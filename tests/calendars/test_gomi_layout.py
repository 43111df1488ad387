"""5374 files as spreadsheets give them: columns elsewhere, titles, notes, headings of their own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from calendars.test_gomi_as_kept import one
from calendars.test_gomi_files import FILES, city_of, counted, names, put, told
from calendars.test_gomi_repaired import assert_explained

from civickit.calendars.city import text
from civickit.calendars.gomi5374 import Settings, read, repaired_days, strict_days
from civickit.core.errors import UnreadableTable

DECEMBER = date(2026, 12, 1)
ROWS = [
    ["地区", "センター", "可燃", "資源"],
    ["い", "中央", "月 木", "水1"],
    ["ろ", "中央", "火 金", "水2"],
]


def sheet(rows: list[list[str]], between: str = ",") -> str:
    return "".join(f"{between.join(row)}\n" for row in rows)


def numbered(name: str) -> list[list[str]]:
    return [[name if n == 0 else str(n), *row] for n, row in enumerate(ROWS)]


MOVED = {
    "the centre last": [[a, k, s, c] for a, c, k, s in ROWS],
    "the centre between": [[a, k, c, s] for a, c, k, s in ROWS],
    "the centre first": [[c, a, k, s] for a, c, k, s in ROWS],
    "rows numbered": numbered("No."),
    "rows numbered in kanji": numbered("番号"),
    "rows numbered without a word": numbered(""),
}


@pytest.mark.parametrize("rows", MOVED.values(), ids=MOVED.keys())
def test_columns_are_known_by_what_stands_in_them(tmp_path: Path, rows: list[list[str]]) -> None:
    """No column of days is ever taken for a name, and no row number for an area."""
    usual = put(tmp_path / "usual")
    folder = put(tmp_path / "city", area_days=sheet(rows))
    city = read(folder, today=DECEMBER)
    assert repaired_days(folder, today=DECEMBER) == repaired_days(usual, today=DECEMBER)
    assert [area.centre for area in city.areas] == ["中央", "中央"]
    assert one(city, "columns_moved").read_as == "地区, センター"
    assert counted(city) == sum(map(len, rows[1:]))
    assert not [finding for finding in city.findings if finding.fate == "refused"]


@pytest.mark.parametrize("chosen", [Settings(), Settings(True, False)])
@pytest.mark.parametrize("rows", ["the centre last", "the centre between"])
def test_the_original_counts_columns_wherever_the_centre_is(
    tmp_path: Path, rows: str, chosen: Settings
) -> None:
    folder = put(tmp_path / "city", area_days=sheet(MOVED[rows]))
    kinds = strict_days(folder, chosen, today=DECEMBER)["い"]
    assert kinds["資源"][0] == "2026-12-02"
    assert (kinds["センター"], list(kinds)) == ([], MOVED[rows][0][2:])
    assert_explained(folder, chosen, DECEMBER, DECEMBER, date(2027, 2, 28))


def test_days_in_words_in_front_of_the_centre_are_days(tmp_path: Path) -> None:
    rows = "地区,可燃,センター,資源\nい,月曜・木曜,中央,水1\nろ,火・金,中央,水2\nは,申込,中央,水2\n"
    folder = put(tmp_path / "city", area_days=rows)
    found = repaired_days(folder, today=DECEMBER)
    assert found["い"]["可燃"][:2] == ["2026-12-03", "2026-12-07"]
    assert list(found["ろ"]) == ["可燃", "資源"]
    city = read(folder, today=DECEMBER)
    assert {area.centre for area in city.areas} == {"中央"}
    assert ("unknown_words", 4, 2) in told(city)


def test_codes_in_front_of_the_centre_are_no_days(tmp_path: Path) -> None:
    rows = "地名,町コード,町,センター,可燃\nい,171010001,土,中央,月\nろ,171010002,日の出,中央,火\n"
    city = city_of(tmp_path / "city", area_days=rows)
    assert city.areas[1].searched == ("171010002", "日の出")
    assert [area.centre for area in city.areas] == ["中央", "中央"]


def test_areas_that_are_called_by_numbers_stay_so(tmp_path: Path) -> None:
    rows = "番号,センター,可燃\n1,中央,月\n2,中央,火\n"
    assert names(city_of(tmp_path / "city", area_days=rows)) == ["1", "2"]
    rows = "番号,可燃,資源\n1,月,火\n2,火,水1\n"
    assert names(city_of(tmp_path / "other", area_days=rows)) == ["1", "2"]


@pytest.mark.parametrize("between", [",", "\t"])
@pytest.mark.parametrize(
    "above", ["令和8年度ごみ収集日\n", "令和8年度ごみ収集日,,,\n,,,\n", "sep=,\n"]
)
def test_titles_above_the_header_are_left_out_and_told(
    tmp_path: Path, above: str, between: str
) -> None:
    rows = above.replace(",", between) + sheet(ROWS, between)
    folder = put(tmp_path / "city", area_days=rows)
    city = read(folder, today=DECEMBER)
    assert repaired_days(folder, today=DECEMBER) == repaired_days(
        put(tmp_path / "usual"), today=DECEMBER
    )
    told_of = one(city, "title_row")
    assert told_of.line == 1
    assert above.startswith(told_of.cell[:4])
    assert told_of.dates > 200
    assert_explained(folder, Settings(), DECEMBER, DECEMBER, date(2027, 2, 28))
    assert one(read(folder), "title_row").dates == 0


def test_cells_cut_by_tabs_say_how_many_days_that_changes(tmp_path: Path) -> None:
    folder = put(tmp_path / "city", area_days=sheet(ROWS, "\t"), center=FILES["center"])
    assert one(read(folder, today=DECEMBER), "other_delimiter").dates > 200
    assert_explained(folder, Settings(), DECEMBER, DECEMBER, date(2027, 2, 28))


def test_notes_and_headers_among_the_rows_are_no_areas(tmp_path: Path) -> None:
    rows = sheet([*ROWS[:2], ROWS[0], ROWS[2]]) + "※祝日も収集します,,,\n※本町,中央,月,\n"
    city = city_of(tmp_path / "city", area_days=rows)
    assert names(city) == ["い", "ろ", "※本町"]
    assert told(city) == [("same_row", 3, 0), ("note_row", 5, 0)]
    assert one(city, "note_row").cell == "※祝日も収集します"
    assert counted(city) == 20


def test_an_area_without_any_day_is_told(tmp_path: Path) -> None:
    city = city_of(tmp_path / "city", area_days=sheet([*ROWS, ["は", "中央", "", " "]]))
    assert names(city) == ["い", "ろ", "は"]
    assert told(city) == [("spaces", 4, 4), ("no_days", 4, 1)]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "\n\n",
        "地区,センター,可燃\n",
        "<!DOCTYPE html>\n<html></html>\n",
        "地区，可燃\nい，月\n",
    ],
)
def test_a_file_of_which_nothing_can_be_read_is_refused(tmp_path: Path, words: str) -> None:
    city = city_of(tmp_path / "city", area_days=words)
    assert one(city, "nothing_read").fate == "refused"


def test_a_workbook_is_told_to_be_one(tmp_path: Path) -> None:
    folder = put(tmp_path / "city", area_days=b"PK\x03\x04" + bytes(40))
    with pytest.raises(UnreadableTable, match=r"area_days\.csv is a workbook"):
        read(folder)
    (folder / "area_days.csv").rename(folder / "area_days.xlsx")
    with pytest.raises(UnreadableTable, match=r"open area_days\.xlsx and save it as CSV"):
        read(folder)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("品目,分別,備考,よみ", "紙,可燃,汚れたもの,か"),
        ("furigana,name,label,notice", "か,紙,可燃,汚れたもの"),
        ("ごみの種類,品名,捨て方,頭文字", "可燃,紙,汚れたもの,か"),
        ("No,分別区分,品名,出し方,ふりがな", "1,可燃,紙,汚れたもの,か"),
        ("label,name,notice,furigana,更新", "可燃,紙,汚れたもの,か,済"),
    ],
)
def test_things_are_read_by_the_names_of_columns(tmp_path: Path, header: str, row: str) -> None:
    city = city_of(tmp_path / "city", target=f"{header}\n{row}\n")
    (item,) = city.items
    assert item.kind == city.kinds[0].key
    assert (text(item.names, "ja"), text(item.note, "ja"), item.reading) == (
        "紙", "汚れたもの", "か",
    )  # fmt: skip
    columns = header.count(",") + 1
    unused = [("column_unused", 0, 5 if "更新" in header else 1)] if columns == 5 else []
    assert told(city, "target.csv") == unused


def test_what_is_odd_about_a_thing_is_told_where_it_stands(tmp_path: Path) -> None:
    city = city_of(tmp_path / "city", target="よみ,品目,分別\nか,紙,もえる\nき,,可燃\n")
    assert told(city, "target.csv") == [("item_without_name", 3, 2), ("item_of_no_kind", 2, 3)]


def test_what_is_lost_of_a_description_is_told(tmp_path: Path) -> None:
    rows = "label,sublabel,description,styles,bgcolor\n可燃,,生ごみ,,赤\n資源,,,,#123\n可燃,,紙,,\n"
    city = city_of(tmp_path / "city", description=rows + ",,袋に,,\n,,,,\n")
    assert told(city, "description.csv") == [
        ("bad_colour", 2, 0), ("description_lost", 4, 0), ("description_lost", 5, 0),
    ]  # fmt: skip
    assert [kind.colour for kind in city.kinds] == ["", "#112233"]


def test_midnight_behind_a_date_is_none_of_it(tmp_path: Path) -> None:
    center = "名称,始,終\n中央,2026/12/29 0:00,2027/01/03 00:00:00\n"
    city = city_of(tmp_path / "city", center=center)
    assert city.areas == city_of(tmp_path / "usual").areas
    assert told(city, "center.csv") == [("date_form", 2, 2), ("date_form", 2, 3)]


def test_a_date_that_only_fills_the_cell_is_no_day(tmp_path: Path) -> None:
    rows = sheet([ROWS[0], ["い", "中央", "20261224 20991231", "20991231"]])
    city = city_of(tmp_path / "city", area_days=rows)
    (area,) = city.areas
    assert area.ends() == date(2026, 12, 24)
    assert told(city) == [("filler_date", 2, 3), ("filler_date", 2, 4)]
