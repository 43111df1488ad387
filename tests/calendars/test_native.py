"""The native format: what a clerk writes, what it means, and a fate for every row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from calendars.native_folders import START, codes, days, folder_of, kinds_of

from civickit import town
from civickit.calendars import native
from civickit.calendars.findings import WORDS, said
from civickit.calendars.opening import read_city
from civickit.core.errors import UnreadableTable

ALL_OF_JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def june(words: str, months: str = "", more: str = ",", **files: str) -> list[int]:
    """The days of June 2026 on which something is collected by these words."""
    folder = folder_of(collection=f'{START}A,ごみ,"{words}","{months}",{more},\n', **files)
    city = native.read(folder)
    assert codes(city, "refused", "doubtful") == ["no_areas_file", "no_kinds_file"]
    return [day.day for day in days(city, "A", "ごみ", *ALL_OF_JUNE)]


# June 2026 begins on a Monday and has 30 days.
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("毎週 月・木", [1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("月木", [1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("月曜、木曜日", [1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("Mon, Thu", [1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("every week Monday and Thursday", [1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("第２・第４　水曜", [10, 24]),
        ("第2・4水曜日", [10, 24]),
        ("水2 水4", [10, 24]),
        ("2nd and 4th Wednesday", [10, 24]),
        ("第2・4月", [8, 22]),
        ("第1月 第3木", [1, 18]),
        ("第1・第3 火・金", [2, 5, 16, 19]),
        ("第5 火", [30]),
        ("第5 水", []),
        ("最終 金曜", [26]),
        ("last Friday", [26]),
        ("隔週 2026-06-03から", [3, 17]),
        ("隔週(水) R8.6.3から", [3, 17]),
        ("隔週水曜日\uff082026年6月3日から\uff09", [3, 17]),
        ("隔週(水)(2026/6/3)", [3, 17]),
        ("毎月第1・3水曜日", [3, 17]),
        ("隔週 2026-05-06から 3回", [3]),
        ("4週ごと 2026年5月6日から", [3]),
        ("every 4 weeks from 2026-05-06", [3]),
        ("every other week from 2026-06-03", [3, 17]),
        ("2026-06-13、2026/6/20 令和8年6月27日", [13, 20, 27]),
        ("20260613\n20260620", [13, 20]),
        ("なし", []),
        ("none", []),
    ],
)
def test_the_words_of_a_rule(words: str, expected: list[int]) -> None:
    assert june(words) == expected


@pytest.mark.parametrize(
    ("months", "there"),
    [
        ("4月～11月", True),
        ("4-11", True),
        ("12～3", False),
        ("11月から6月まで", True),
        ("5、7、9", False),
        ("5,6", True),
        ("Apr-Nov", True),
        ("通年", True),
        ("６月", True),
    ],
)
def test_the_months_of_a_rule(months: str, there: bool) -> None:
    assert bool(june("毎週 月", months)) is there


def test_a_date_without_a_year_is_looked_for_in_the_time_the_row_holds() -> None:
    folder = folder_of(collection=START + "A,ごみ,6/13 1月9日,,2026-04-01,2027-03-31,\n")
    city = native.read(folder)
    found = days(city, "A", "ごみ", date(2026, 1, 1), date(2028, 1, 1))
    assert found == [date(2026, 6, 13), date(2027, 1, 9)]
    assert "year_guessed" in codes(city, "doubtful")


def test_a_row_holds_from_its_first_day_to_its_last_and_a_month_ends_with_its_last_day() -> None:
    rows = "A,ごみ,毎週 水,,2026-04-01,令和8年9月,\nA,ごみ,毎週 月,,2026-10-01,,曜日変更\n"
    city = native.read(folder_of(collection=START + rows))
    found = days(city, "A", "ごみ", date(2026, 9, 20), date(2026, 10, 10))
    assert found == [date(2026, 9, 23), date(2026, 9, 30), date(2026, 10, 5)]
    assert "periods_overlap" not in codes(city)
    assert city.areas[0].ends() is None


@pytest.mark.parametrize(
    ("row", "code", "column", "part"),
    [
        ("A,ごみ,毎習 月,,,,", "bad_rule", 3, "毎習 月"),
        ("A,ごみ,第2週水曜,,,,", "bad_rule", 3, "週水曜"),
        ("A,ごみ,4月 第1金,,,,", "bad_rule", 3, "4月"),
        ("A,ごみ,祝,,,,", "bad_rule", 3, "祝"),
        ("A,ごみ,第1,,,,", "bad_rule", 3, "第1"),
        ("A,ごみ,2週おき 2026-04-06から,,,,", "weeks_apart", 3, ""),
        ("A,ごみ,2026-02-30,,,,", "bad_date", 3, "2026-02-30"),
        ("A,ごみ,2026-06-01 あさって,,,,", "bad_date", 3, "あさって"),
        ("A,ごみ,6/13,,,,", "bad_date", 3, "6/13"),
        ("A,ごみ,2026-06,,,,", "bad_date", 3, "2026-06"),
        ("A,ごみ,隔週 2026-02-30から,,,,", "bad_date", 3, "2026-02-30"),
        ("A,ごみ,毎月・木,,,,", "bad_rule", 3, "毎月・木"),
        ("A,ごみ,毎週 月,13,,,", "bad_months", 4, "13"),
        ("A,ごみ,毎週 月,,2026-13-01,,", "bad_date", 5, "2026-13-01"),
        ("A,ごみ,毎週 月,,2027-01-01,2026-01-01,", "ends_before", 6, "2026-01-01"),
        ("A,ごみ,,,,,", "empty_cell", 3, ""),
        (",ごみ,毎週 月,,,,", "empty_cell", 1, ""),
        ("B地区,ごみ,毎週 月,,,,", "unknown_area", 1, "A地区"),
        ("全然ちがう,ごみ,毎週 月,,,,", "no_area", 1, "全然ちがう"),
        ("A,こみ,毎週 月,,,,", "unknown_kind", 2, "ごみ"),
        ("A,ごみ,2026-06-01,2026-07-01,,,,x", "too_many_cells", 0, "8"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_place_and_told(
    row: str, code: str, column: int, part: str
) -> None:
    folder = folder_of(
        collection=f"{START}A,ごみ,毎週 金,,,,\n{row}\n",
        areas="番号,名称\nA,A地区\n",
        kinds="番号,名称\nwaste,ごみ\n",
    )
    city = native.read(folder)
    refused = [one for one in city.findings if one.fate == "refused"]
    assert [(one.code, one.file, one.line, one.column) for one in refused] == [
        (code, "collection.csv", 3, column)
    ]
    assert all(part in said(refused[0], lang) for lang in ("ja", "en"))
    assert dict(city.counts) == {"read": 4, "kept": 3, "repaired": 0, "doubtful": 0, "refused": 1}
    assert days(city, "A", "waste", date(2026, 6, 1), date(2026, 6, 7)) == [date(2026, 6, 5)]


def test_columns_go_by_name_in_any_order_in_japanese_or_english() -> None:
    japanese = folder_of(
        areas="番号,名称,名称(英語),よみ,区域,郵便番号,町名\n"
        "N-1,北,North,きた,中央区,0010001、002-0002,一条、二条\n",
        kinds="番号,名称,名称_pt,色\nburn,燃やす,Queimável,#B3261E\n",
        collection="備考,収集日,種類,地区\nx,月,燃やす,北\n",
    )
    english = folder_of(
        areas="towns,ID,name,name en,Reading,group,Postal Codes\n"
        "一条;二条,N-1,北,North,きた,中央区,0010001;002-0002\n",
        kinds="name,colour,name-pt,id\n燃やす,#b3261e,Queimável,burn\n",
        collection="area,kind,days\nN-1,burn,Mon\n",
    )
    one, other = native.read(japanese), native.read(english)
    assert one.areas == other.areas
    assert one.kinds == other.kinds
    assert one.findings == other.findings == ()
    area = one.areas[0]
    assert area.names == {"ja": "北", "en": "North"}
    assert area.group == {"ja": "中央区"}
    assert set(area.searched) == {"一条", "二条", "001-0001", "002-0002"}
    assert one.kinds[0].names == {"ja": "燃やす", "pt": "Queimável"}
    assert one.languages == ("ja", "en", "pt")


def test_a_city_may_have_no_japanese_at_all() -> None:
    folder = folder_of(
        areas="id,name_en\nn,North\n", collection="area,kind,days\nNorth,Trash,Mon\n"
    )
    city = native.read(folder)
    assert city.areas[0].names == {"en": "North"}
    assert city.languages[0] == "en"


def test_several_areas_and_kinds_stand_in_one_row_and_all_areas_are_named_so() -> None:
    rows = "北、南,びん、かん,第1 月,,,,\n全地区,粗大,2026-06-13,,,,\n"
    city = native.read(
        folder_of(collection=START + rows, areas="番号,名称\nN,北\nS,南\nW,西、山側\n")
    )
    assert [list(kinds_of(city, key)) for key in "NSW"] == [
        ["びん", "かん", "粗大"],
        ["びん", "かん", "粗大"],
        ["粗大"],
    ]
    city = native.read(
        folder_of(collection=START + '"西、山側",びん,月,,,,\n', areas="番号,名称\nW,西、山側\n")
    )
    assert codes(city, "refused") == [], "a name with a comma is a name first"


def test_ids_are_kept_made_or_refused() -> None:
    areas = "番号,名称\nN-1,北\n第2,南\n,東\nn-1,西\nx-evening,川\n"
    city = native.read(folder_of(areas=areas, collection=START + "全地区,ごみ,月,,,,\n"))
    made = ["id_made", "id_empty", "same_id", "id_made", "no_kinds_file"]
    assert codes(city, "doubtful", "refused") == made
    keys = [area.key for area in city.areas]
    assert keys[0] == "N-1"
    assert len(set(keys)) == 4
    assert all(key.isascii() and key.replace("-", "").isalnum() for key in keys)
    again = native.read(folder_of(areas=areas, collection=START + "全地区,ごみ,月,,,,\n"))
    assert [area.key for area in again.areas] == keys
    assert len({native.read(folder_of(areas=areas, collection=START)).version, city.version}) == 2


def test_two_areas_of_one_name_are_kept_apart_and_a_row_must_say_which() -> None:
    areas = "番号,名称,区域\nA,葵町,東\nB,葵町,西\nC,桜,東\n"
    rows = "葵町,ごみ,月,,,,\nA,ごみ,火,,,,\nB,ごみ,水,,,,\n"
    city = native.read(folder_of(areas=areas, collection=START + rows))
    assert codes(city, "refused") == ["which_area"]
    (told,) = [said(one, "en") for one in city.findings if one.fate == "refused"]
    assert told == "Several areas are called 葵町: A, B. Write the id."
    assert codes(city, "doubtful") == ["area_name_twice", "area_without_days", "no_kinds_file"]
    assert [len(area.schedules) for area in city.areas] == [1, 1, 0]


def test_things_keep_their_words_also_when_their_kind_is_unknown() -> None:
    items = (
        "品名,品名_en,よみ,種類,出し方,別名\n"
        '電池,Battery,でんち,有害,"袋に入れる。\n透明な袋",バッテリー、cell\n'
        "土,,つち,,町では集めません。,\n"
        "皿,,さら,有がい,,\n"
        ",,,有害,,\n"
    )
    city = native.read(folder_of(items=items, collection=START + "A,有害,月,,,,\n"))
    battery, soil, plate = city.items
    assert battery.names == {"ja": "電池", "en": "Battery"}
    assert battery.note == {"ja": "袋に入れる。\n透明な袋"}
    assert battery.synonyms == ("バッテリー", "cell")
    assert battery.kind == city.kinds[0].key
    assert (soil.kind, soil.kind_said) == ("", "")
    assert (plate.kind, plate.kind_said) == ("", "有がい")
    told = [(one.fate, one.code) for one in city.findings if one.file == "items.csv"]
    assert told == [("doubtful", "item_kind_none"), ("refused", "empty_cell")]


def test_notices_have_a_time_and_areas() -> None:
    notices = (
        "開始日,終了日,お知らせ,お知らせ_en,地区,色\n"
        "2026-12-01,2027-01-03,休み,Closed,A,赤\n,,いつも,,,\n2026-12-32,,だめ,,,\n"
    )
    city = native.read(folder_of(notices=notices, collection=START + "A,ごみ,月,,,,\n"))
    first, always = city.notices
    assert (first.first, first.last) == (date(2026, 12, 1), date(2027, 1, 3))
    assert first.text == {"ja": "休み", "en": "Closed"}
    assert (first.areas, first.colour) == ((city.areas[0].key,), "")
    assert (always.first, always.last, always.areas) == (None, None, ())
    assert codes(city, "refused") == ["bad_date"]
    assert "bad_colour" in codes(city, "doubtful")


def test_encodings_workbooks_and_loose_csv_are_read_the_same(tmp_path: Path) -> None:
    text = START + "北,燃やすごみ,毎週 月・木,,2026-04-01,,\n"
    plain = folder_of(collection=text)
    others = {
        "collection.csv": text.replace("\n", "\r\n").encode("cp932"),
        "Collection.CSV": text.encode("utf-8-sig"),
        "collection.tsv": text.replace(",", "\t").encode("utf-16"),
        "collection.xlsx": _workbook(text),
    }
    expected = native.read(plain)
    for number, (name, content) in enumerate(others.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / name).write_bytes(content)
        assert native.read(folder).areas == expected.areas, name


def test_no_sheet_and_no_file_is_passed_over_without_a_word() -> None:
    text = START + "北,燃やすごみ,毎週 月・木,,2026-04-01,,\n"
    folder = folder_of(exception="日付,変更\n2026-05-04,休み\n")
    (folder / "collection.xlsx").write_bytes(_workbook(text, "南の地区", "覚え書き"))
    (folder / "~$collection.xlsx").write_bytes(b"open in a program")
    (found,) = [one for one in native.read(folder).findings if one.code == "sheets_left_out"]
    assert dict(found.values)["sheets"] == "南の地区, 覚え書き"
    told = [(one.code, one.file) for one in native.read(folder).findings]
    assert [one for one in told if one[0] == "file_unused"] == [("file_unused", "exception.csv")]
    (folder / "collection.csv").write_text(text, "utf-8")
    told = [(one.code, one.file) for one in native.read(folder).findings]
    assert ("file_unused", "collection.xlsx") in told


def test_characters_that_were_lost_are_told() -> None:
    raw = (START + "北,燃やすごみ,毎週 月・木,,,,備考\n").encode()[:-4] + b"\xe5\n"
    (found,) = [
        one for one in native.read(folder_of(collection=raw)).findings if one.code == "undecodable"
    ]
    assert dict(found.values) == {"count": "1"}


def _workbook(text: str, *more: str) -> bytes:
    from io import BytesIO

    from openpyxl import Workbook

    book, out = Workbook(), BytesIO()
    for title in more:
        book.create_sheet(title).append(["地区"])
    for row in text.splitlines():
        cells: list[object] = list(row.split(","))
        if cells[4] == "2026-04-01":
            cells[4] = date(2026, 4, 1)
        book.active.append(cells)
    book.save(out)
    return out.getvalue()


def test_a_file_that_is_no_table_or_lacks_a_column_is_told_and_the_rest_is_used() -> None:
    city = native.read(
        folder_of(
            collection=START + "北,ごみ,月,,,,\n",
            areas="なにか,べつ\n1,2\n",
            items=b"\x00\x01\x02\x03" * 100,
            notices="お知らせ,謎の列\nこんにちは,x\n",
        )
    )
    told = {(one.file, one.fate, one.code) for one in city.findings}
    assert told >= {
        ("areas.csv", "refused", "no_column"),
        ("items.csv", "refused", "unreadable_file"),
        ("notices.csv", "doubtful", "column_unused"),
    }
    assert [area.names["ja"] for area in city.areas] == ["北"]
    assert len(city.notices) == 1


def test_lines_that_are_not_rows_are_told_unless_they_are_plain_comments() -> None:
    city = native.read(
        folder_of(
            collection=f"# 令和8年度\n収集日程表,,,,,,\n{START}A,ごみ,月,,,,\n",
            kinds="色,名称\n#b3261e,ごみ\n#b3261f,びん\n",
        )
    )
    told = [(one.file, one.line) for one in city.findings if one.code == "line_left_out"]
    assert told == [("kinds.csv", 2), ("kinds.csv", 3), ("collection.csv", 2)]


def test_every_code_has_words_in_both_languages() -> None:
    from civickit.calendars._native_words import WORDS as OWN

    assert set(OWN) <= set(WORDS)
    assert all({"ja", "en"} <= set(words) for words in OWN.values())


def test_the_sample_town_is_read_without_a_word() -> None:
    city = read_city(town.path("collection"))
    assert city.format == "native"
    assert city.findings == ()
    assert city.counts["kept"] == city.counts["read"] > 200


def test_a_folder_without_files_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match=r"collection\.csv.*area_days\.csv"):
        read_city(tmp_path)
    with pytest.raises(UnreadableTable, match="is not there"):
        read_city(tmp_path / "no")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "collection.csv").write_text(START + "北,ごみ,月,,,,\n")
    assert len(read_city(tmp_path).areas) == 1, "also in its data folder"
    with pytest.raises(UnreadableTable, match="is a file"):
        read_city(tmp_path / "data" / "collection.csv")


def test_a_list_in_brackets_is_a_part_of_one_name() -> None:
    """`有害ごみ(乾電池、蛍光灯)` is one kind; without brackets they are several."""
    rows = (
        f'{START}A,"有害ごみ(乾電池、蛍光灯)",毎週 月,,,\nA,"びん、缶（飲料、食品）",毎週 火,,,\n'
    )
    city = native.read(folder_of(collection=rows))
    names = [kind.names["ja"] for kind in city.kinds]
    assert [name.replace("（", "(").replace("）", ")") for name in names] == [
        "有害ごみ(乾電池、蛍光灯)",
        "びん",
        "缶(飲料、食品)",
    ]


def test_no_code_has_words_of_both_formats() -> None:
    """The words of one would be shown for the other, without the values these need."""
    from civickit.calendars import _gomi_words, _native_words

    assert not _gomi_words.WORDS.keys() & _native_words.WORDS.keys()


def test_a_ward_stands_for_all_its_areas_unless_an_area_is_called_so() -> None:
    areas = (
        "番号,名称,区域,区域_en\nA,葵町,東区,East\nB,桜町,東区,East\nC,西,南区,\nD,南町,西,West\n"
    )
    rows = "東区,ごみ,月,,,,\nEAST,びん,火,,,,\n西,缶,水,,,,\n"
    city = native.read(folder_of(areas=areas, collection=START + rows))
    assert codes(city, "refused") == []
    assert {one.key: len(one.schedules) for one in city.areas} == {"A": 2, "B": 2, "C": 1, "D": 0}


def test_dates_that_the_row_does_not_hold_for_are_told_and_left_out() -> None:
    rows = (
        "北,ごみ,2026-04-29 2027-05-06,,2026-04-01,2027-03-31,\n"
        "北,びん,2026-04-29 2026-05-06,4月,,,\n北,缶,2026-04-29,4月,2026-04-01,,\n"
    )
    city = native.read(folder_of(collection=START + rows))
    told = [(one.line, dict(one.values)["part"]) for one in city.findings if one.line]
    assert told == [(2, "2027-05-06"), (3, "2026-05-06")]
    for kind in ("ごみ", "びん", "缶"):
        assert days(city, "北", kind, date(2026, 1, 1), date(2028, 1, 1)) == [date(2026, 4, 29)]


@pytest.mark.parametrize("cell", ["11-Apr", "4-Jan", "Apr-11", "4月11日", "2026-04-11"])
def test_a_day_that_a_spreadsheet_made_of_months_is_no_month(cell: str) -> None:
    """Excel makes 11-Apr of 4-11; read as November to April it would be the other half year."""
    city = native.read(folder_of(collection=f"{START}北,枝,毎週 月,{cell},,,\n"))
    (found,) = [one for one in city.findings if one.fate == "refused" and one.line]
    assert (found.code, found.line, found.column, found.cell) == ("bad_months", 2, 4, cell)


def test_postal_codes_get_back_the_zeros_that_a_spreadsheet_dropped() -> None:
    areas = "番号,名称,郵便番号\nA,北,600001\nB,南,10001、060-0002\nC,西,0600003\nD,東,2026\n"
    city = native.read(folder_of(areas=areas, collection=START + "全地区,ごみ,月,,,,\n"))
    found = [one.searched for one in city.areas]
    assert found == [("060-0001",), ("001-0001", "060-0002"), ("060-0003",), ("2026",)]


def test_the_column_is_told_also_where_its_header_names_a_language() -> None:
    areas = "番号,名称_ja,名称_en\nA,北,North\nB,北,North\nC,,South\n"
    city = native.read(folder_of(areas=areas, collection=START + "A、B,ごみ,月,,,,\n"))
    told = [(one.code, one.line, one.header, one.cell) for one in city.findings if one.column]
    assert ("area_name_twice", 3, "名称_ja", "北") in told
    assert ("empty_cell", 4, "名称_ja", "") in told
