"""5374 files in the shapes that cities keep them: columns, rows, cells and files of their own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from calendars.test_gomi_files import city_of, counted, names, put, told

from civickit.calendars.city import City, Finding, text
from civickit.calendars.findings import WORDS, said
from civickit.calendars.gomi5374 import read, repaired_days
from civickit.calendars.report import report

DECEMBER, FEBRUARY = date(2026, 12, 1), date(2027, 2, 28)
HEAD = "地区,センター,可燃,資源\n"


def days(folder: Path, area: str, kind: str) -> list[str]:
    found = repaired_days(folder, today=DECEMBER, first=DECEMBER, last=date(2026, 12, 31))
    return [day[8:] for day in found[area][kind]]


def one(city: City, code: str) -> Finding:
    (found,) = [finding for finding in city.findings if finding.code == code]
    return found


def test_a_column_of_readings_is_no_name(tmp_path: Path) -> None:
    city = city_of(
        tmp_path / "city",
        area_days="マスター,地名,地名ふりがな,センター,可燃\n1,合川,あいかわ,中央,月\n",
        area_master="マスター,区\n1,東\n",
    )
    (area,) = city.areas
    assert (text(area.names, "ja"), area.reading, text(area.group, "ja")) == (
        "合川", "あいかわ", "東",
    )  # fmt: skip
    assert area.centre == "中央"


def test_a_second_column_of_towns_tells_areas_of_one_name_apart(tmp_path: Path) -> None:
    days = "校下・地区,自治会名,可燃,資源\n昭和, 下柳町 菱屋町 西町 寺町 ,月,水1\n"
    days += "昭和,向野,火,水2\n大正,荒木 森垣,木,水3\n"
    city = city_of(tmp_path / "city", area_days=days, center="名称,始,終\n")
    assert names(city) == ["昭和(下柳町・菱屋町・西町…)", "昭和(向野)", "大正"]
    assert city.areas[0].searched == ("下柳町", "菱屋町", "西町", "寺町")
    assert {area.centre for area in city.areas} == {""}
    assert not city.findings
    assert len({area.key for area in city.areas}) == 3


def test_a_second_column_of_districts_that_have_closures_is_that_of_centres(
    tmp_path: Path,
) -> None:
    days = "地名,地区,可燃\n猪名寺,地区9,火\n"
    city = city_of(
        tmp_path / "city", area_days=days, center="地区,始,終\n地区9,2026/12/29,2027/1/5\n"
    )
    assert city.areas[0].centre == "地区9"
    assert days_of(city) == ["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"]


def days_of(city: City, kind: int = 0) -> list[str]:
    area = city.areas[0]
    found = area.days(city.kinds[kind].key, DECEMBER, date(2026, 12, 31))
    return [day.day.isoformat() for day in found]


@pytest.mark.parametrize(
    ("cell", "meant", "codes"),
    [
        ("水２　４", "09 23", ["wording"]),
        ("水2 4", "09 23", ["wording"]),
        ("第2 4 水曜", "09 23", ["wording"]),
        ("水(第2・4)", "09 23", ["wording"]),
        ("第2週水曜", "", ["unknown_words"]),
        ("第1 3 5 火曜", "01 15 29", ["wording"]),
        ("4月～12月 水", "02 09 16 23 30", ["wording"]),
        ("4～11月 水", "", ["wording"]),
        ("第2水(4月～11月)", "", ["wording"]),
        ("第2・4水曜（12月のみ）", "09 23", ["wording"]),
        ("水・木（4月～11月）", "02 03 09 10 16 17 23 24 30 31", ["wording", "aside"]),
        ("水:4 5 11 20261203 20270107", "03", ["mixed"]),
        ("20261204 ", "04", ["spaces_in_dates"]),
        ("水 ", "02 09 16 23 30", ["spaces"]),
        ("水1 :12", "02", ["wording"]),
        ("水1: 12", "02", []),
        ("20261225 20260129", "25", ["year_slip"]),
        ("20270105 20261225", "25", []),
        ("水 木（祝日も収集）", "02 03 09 10 16 17 23 24 30 31", ["aside"]),
        ("*1水2 水4", "09 23", ["wording"]),
        ("水2 水", "02 09 16 23 30", ["said_twice"]),
        ("水1:12:1", "02", ["wording"]),
        ("水2 6", "09", ["unknown_words"]),
    ],
)  # fmt: skip
def test_cells_are_read_as_people_mean_them(
    tmp_path: Path, cell: str, meant: str, codes: list[str]
) -> None:
    city = city_of(tmp_path / "city", area_days=f"{HEAD}い,中央,{cell},水1\n", center="a,b,c\n")
    assert " ".join(days(tmp_path / "city", "い", "可燃")) == meant
    assert [code for code, *_ in told(city)] == codes


def test_words_in_brackets_reach_the_resident(tmp_path: Path) -> None:
    city = city_of(tmp_path / "city", area_days=f"{HEAD}い,中央,月 木（祝日は休み）,水1 随時\n")
    assert [text(one, "ja") for one in city.areas[0].remarks] == [
        "可燃: (祝日は休み)", "資源: 随時",
    ]  # fmt: skip
    assert city.areas[0].doubts == ("closures_unknown",)


def test_the_sign_of_a_remark_is_no_remark(tmp_path: Path) -> None:
    city = city_of(
        tmp_path / "city", area_days=f"{HEAD}い,中央,*a,水1\n", remarks="ID,注\na,予約\n"
    )
    assert [text(one, "ja") for one in city.areas[0].remarks] == ["可燃: 予約"]


def test_a_remark_about_holidays_is_a_doubt(tmp_path: Path) -> None:
    rows = f"{HEAD}い,中央,月 木 *1,水1\nろ,中央,月 木 *2,水1\n"
    remarks = "ID,注意\n1,収集日が祝日の場合、収集しません。\n2,朝８時までに出してください\n"
    city = city_of(tmp_path / "city", area_days=rows, remarks=remarks)
    assert [area.doubts for area in city.areas] == [("closures_unknown",), ()]
    assert not city.findings, "the page tells it, and there is nothing to mend"


def test_closures_without_a_year_are_those_of_every_year(tmp_path: Path) -> None:
    center = "名称,始,終\n中央,12/29,01/03\n"
    city = city_of(tmp_path / "city", area_days=f"{HEAD}い,中央,木,金1\n", center=center)
    assert days_of(city) == [f"2026-12-{day:02}" for day in (3, 10, 17, 24)]
    told_of = one(city, "closure_every_year")
    assert (told_of.fate, told_of.file, told_of.line) == ("doubtful", "center.csv", 2)
    assert told_of.cell == "12/29, 01/03"
    thursdays = next(iter(read(tmp_path / "city").areas[0].schedules.values()))[0]
    assert len(thursdays.closures) == 100, "where nobody says which years are asked for"
    torn = city_of(tmp_path / "torn", center="名称,始,終\n中央,2/30,2/31\n")
    assert [code for code, *_ in told(torn, "center.csv")] == ["closure_date", "closure_date"]


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("令和8年12月29日", "R9.1.3", "date_form"),
        ("26/12/29", "27/1/3", "closure_date"),
        ("8/12/29", "9/1/3", "closure_date"),
        ("2026年末まで", "2027/1/3", "closure_date"),
        ("9" * 40 + "/1/1", "2027/1/3", "closure_date"),
    ],
)
def test_a_closure_is_in_this_age_or_told(tmp_path: Path, first: str, last: str, code: str) -> None:
    center = f"名称,始,終\n中央,{first},{last}\n"
    city = city_of(tmp_path / "city", area_days=f"{HEAD}い,中央,木,金1\n", center=center)
    assert {finding for finding, *_ in told(city, "center.csv")} == {code}
    assert ("2026-12-31" in days_of(city)) == (code == "closure_date")


def test_a_comma_for_a_space_is_put_right(tmp_path: Path) -> None:
    rows = "地区,センター,可燃,資源,プラ\nい, ,月 木,火1,火3,水\nろ,,月 木,火2 火4,金\n"
    folder = put(tmp_path / "city", area_days=rows)
    city = read(folder, today=DECEMBER)
    assert (days(folder, "い", "資源"), days(folder, "い", "プラ")[:2]) == (
        ["01", "15"],
        ["02", "09"],
    )
    told_of = one(city, "row_comma")
    assert (told_of.line, told_of.column, told_of.cell) == (2, 4, "火1,火3,水")
    assert told_of.read_as == "火1 火3,水"
    assert told_of.dates > 50
    assert not [finding for finding in city.findings if finding.fate == "refused"]
    assert counted(city) == 10
    assert city.counts["repaired"] == 2, "what was put together, and what moved back"


def test_a_comma_in_a_name_is_put_right(tmp_path: Path) -> None:
    rows = f"{HEAD}い1丁目7,8号,中央,月 木,火1\nろ,中央,火 金,火2\n"
    folder = put(tmp_path / "city", area_days=rows)
    city = read(folder, today=DECEMBER)
    assert names(city) == ["い1丁目7,8号", "ろ"]
    assert days(folder, "い1丁目7,8号", "資源") == ["01"]
    assert one(city, "row_comma").read_as.startswith("い1丁目7,8号,中央")


def test_a_row_of_which_nobody_knows_what_it_means_is_left_as_it_is(tmp_path: Path) -> None:
    rows = f"{HEAD}い,中央,月 木,火1,水2\n"
    city = city_of(tmp_path / "city", area_days=rows)
    assert [code for code, *_ in told(city)] == ["extra_cells"]


def test_a_comma_in_quotes_is_one_finding_for_its_row(tmp_path: Path) -> None:
    rows = f'{HEAD}"い1,2丁目",中央,月 木,火1\nろ,中央,火 金,火2\n'
    city = city_of(tmp_path / "city", area_days=rows)
    told_of = one(city, "shifted")
    assert (told_of.line, told_of.column, told_of.cell) == (2, 1, "い1,2丁目")
    assert told_of.dates > 100
    assert not [finding for finding in city.findings if finding.code in {"encoded", "quoted"}]


def test_a_row_that_stands_there_twice_is_one_area(tmp_path: Path) -> None:
    rows = f"{HEAD}い,中央,月 木,火1\nい ,中央,月 木,火1\nい,中央,月 木,火2\n"
    city = city_of(tmp_path / "city", area_days=rows)
    assert names(city) == ["い", "い"]
    assert one(city, "same_row").line == 3
    assert one(city, "same_row").dates > 50
    assert one(city, "same_area").line == 4


def test_headings_among_the_areas_are_wards(tmp_path: Path) -> None:
    rows = (
        f"{HEAD}―――国見町―――,中央,月 木,\n塩屋,中央,月 木,火1\n■■東■■,中央,,\n塩屋,中央,月 木,火1\n"
    )
    city = city_of(tmp_path / "city", area_days=rows)
    assert [(text(area.group, "ja"), text(area.names, "ja")) for area in city.areas] == [
        ("国見町", "塩屋"), ("東", "塩屋"),
    ]  # fmt: skip
    assert [code for code, *_ in told(city)] == ["heading_row", "heading_row"]


def test_a_label_that_is_written_otherwise_is_the_same_kind(tmp_path: Path) -> None:
    city = city_of(
        tmp_path / "city",
        area_days="地区,センター,容器包装 プラ,空きビン\nい,中央,月,火1\n",
        description="label,sublabel,description,styles,bgcolor\n容器包装プラ,,軽く洗う,,\n空きびん,,,,#112233\n",
        target="label,name,notice,furigana\n空きびん,酒びん,,さ\n空き瓶,花びん,,か\n",
    )
    assert [text(kind.names, "ja") for kind in city.kinds] == ["容器包装 プラ", "空きビン"]
    assert text(city.kinds[0].description, "ja") == "軽く洗う"
    assert city.kinds[1].colour == "#112233"
    assert [item.kind for item in city.items] == [city.kinds[1].key, ""]
    assert [(code, *at) for code, *at in told(city)] == [
        ("description_near", 1, 3), ("description_near", 1, 4),
    ]  # fmt: skip
    assert [code for code, *_ in told(city, "target.csv")] == [
        "item_label_near", "item_of_no_kind",
    ]  # fmt: skip


def test_tags_are_no_part_of_a_kinds_name(tmp_path: Path) -> None:
    city = city_of(
        tmp_path / "city",
        area_days="地区,センター,書籍、<br>紙パック\nい,中央,月\n",
        description="label,sublabel,description,styles,bgcolor\n書籍、<br>紙パック,,ひもで,,\n",
        target="label,name,notice,furigana\n書籍、<br>紙パック,本,,ほ\n",
    )
    (kind,) = city.kinds
    assert text(kind.names, "ja") == "書籍、 紙パック"
    assert text(kind.description, "ja") == "ひもで"
    assert city.items[0].kind == kind.key


def test_other_tables_of_the_folder_are_told(tmp_path: Path) -> None:
    folder = put(tmp_path / "city")
    for name in ("area_days_2016.csv", "._area_days.csv", "readme.txt"):
        (folder / name).write_bytes(b"a,b\n")
    city = read(folder, today=DECEMBER)
    assert [(finding.code, finding.file) for finding in city.findings] == [
        ("file_not_read", "area_days_2016.csv")
    ]


def test_days_that_move_are_notices_where_no_area_is_named(tmp_path: Path) -> None:
    moved = "区分名,振替日,次回収日,表示開始日,備考\n"
    moved += "可燃,20270105,20270112,2026/12/25,５日に振替\n,,,,\n"
    city = city_of(tmp_path / "city", transferdata=moved)
    (notice,) = city.notices
    assert text(notice.text, "ja") == "可燃: ５日に振替"
    assert (notice.first, notice.last) == (date(2026, 12, 25), date(2027, 1, 5))
    assert [code for code, *_ in told(city, "transferdata.csv")] == ["moved_as_notice"]


def test_what_differs_is_told_by_the_names_that_people_read(tmp_path: Path) -> None:
    rows = f'{HEAD}い ,中央,月 木,火1\n"ろ1,2",中央,月,火1\n'
    folder = put(tmp_path / "city", area_days=rows)
    found = report(folder, DECEMBER, FEBRUARY, DECEMBER)
    assert {difference.area for difference in found.diff} == {"ろ1,2"}
    assert not found.shows_nothing


def test_a_city_whose_original_shows_nothing_is_said_to_be_so(tmp_path: Path) -> None:
    folder = put(tmp_path / "city", center=None)
    found = report(folder, DECEMBER, FEBRUARY, DECEMBER)
    assert found.shows_nothing
    assert [finding.code for finding in found.findings] == ["strict_no_file"]


def test_every_new_finding_has_words_in_every_language(tmp_path: Path) -> None:
    row = "い,中央,月  木 （注）,20261225 20260129\n"
    rows = f"{HEAD}■■東■■,,,\n{row}{row}"
    city = city_of(tmp_path / "city", area_days=rows, center="a,b,c\n中央,12/29,1/3\n")
    for finding in city.findings:
        for lang in WORDS[finding.code]:
            sentence = said(finding, lang)
            assert "{" not in sentence, sentence


def test_a_sign_that_was_lost_in_a_name_is_a_doubt(tmp_path: Path) -> None:
    rows = f"{HEAD}中通1?4丁目,中央,月 木,火1\n本町?,中央,月 木,火2\n"
    city = city_of(tmp_path / "city", area_days=rows)
    assert told(city) == [("lost_sign", 2, 1)]


def test_kinds_of_which_all_dates_are_past_are_counted(tmp_path: Path) -> None:
    rows = f"{HEAD}い,中央,月 木,20261105\nろ,中央,月 木,20261224\nは,中央,20261101,20261105\n"
    found = report(put(tmp_path / "city", area_days=rows), DECEMBER, FEBRUARY, DECEMBER)
    assert found.ended == ("は",)
    assert found.ended_kinds == {"資源": 1}
    assert found.to_dict()["ended_kinds"] == {"資源": 1}


def test_first_rows_that_are_no_headers_are_used(tmp_path: Path) -> None:
    city = city_of(
        tmp_path / "city",
        area_days=f"{HEAD}い,中央,月 *1,水1\n",
        remarks="1,予約\n2,ほか\n",
        description="可燃,,生ごみ,,#112233\n資源,,かん,,#445566\n",
        notifications="20261220,20270105,年末のお知らせ,#FF0000\n",
    )
    assert [text(one, "ja") for one in city.areas[0].remarks] == ["可燃: 予約"]
    assert [text(kind.description, "ja") for kind in city.kinds] == ["生ごみ", "かん"]
    assert [text(one.text, "ja") for one in city.notices] == ["年末のお知らせ"]
    assert told(city, "remarks.csv") == [("no_header", 1, 0)]
    assert told(city, "description.csv") == [("no_header", 1, 0)]
    city = city_of(tmp_path / "plain", description="可燃,,生ごみ,,\n資源,,かん,,\n")
    assert [text(kind.description, "ja") for kind in city.kinds] == ["生ごみ", "かん"]


def test_days_without_a_header_are_told(tmp_path: Path) -> None:
    rows = "い,中央,月 木,水1,申込制\nろ,中央,火,水2,申込制\n"
    city = city_of(tmp_path / "city", area_days=rows)
    assert one(city, "header_of_days").fate == "refused"
    assert names(city) == ["ろ"]
