"""5374 files as they come: encodings, quotes, torn rows, the files of copies; and any bytes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civickit.calendars.city import City, text
from civickit.calendars.gomi5374 import Settings, read, repaired_days, strict_days
from civickit.calendars.opening import read_city
from civickit.core.errors import UnreadableTable

DECEMBER = date(2026, 12, 1)
FILES = {
    "area_days": "地区,センター,可燃,資源\nい,中央,月 木,水1\nろ,中央,火 金,水2\n",
    "center": "名称,休止開始日,休止終了日\n中央,2026/12/29,2027/01/03\n",
    "description": "label,sublabel,description,styles,bgcolor\n"
    "可燃,,生ごみなど,a.svg,#ea3b13\n資源,,かん,a.svg,#1AF\n家電,,お店へ,a.svg,\n",
    "remarks": "ID,注意\n1,雨の日は中止\n",
    "target": "label,name,notice,furigana\n可燃,生ごみ,水を切る,な\n資源,空き缶,,あ\n",
}


def put(folder: Path, **changed: str | bytes | None) -> Path:
    folder.mkdir(exist_ok=True)
    for name, words in (FILES | changed).items():
        if words is not None:
            raw = words if isinstance(words, bytes) else words.encode("utf-8", "surrogatepass")
            (folder / f"{name}.csv").write_bytes(raw)
    return folder


def city_of(folder: Path, **changed: str | bytes | None) -> City:
    return read(put(folder, **changed), today=DECEMBER)


def told(city: City, file: str = "area_days.csv") -> list[tuple[str, int, int]]:
    return [(one.code, one.line, one.column) for one in city.findings if one.file == file]


def names(city: City) -> list[str]:
    return [text(area.names, "ja") for area in city.areas]


def counted(city: City) -> int:
    """How many cells have a fate; every one has exactly one."""
    counts = dict(city.counts)
    assert counts.pop("read") == sum(counts.values())
    return sum(counts.values())


def test_a_plain_city_is_read_whole(tmp_path: Path) -> None:
    city = city_of(tmp_path / "city")
    assert city.findings == ()
    assert (city.format, city.languages) == ("gomi5374", ("ja",))
    assert names(city) == ["い", "ろ"]
    assert [text(kind.names, "ja") for kind in city.kinds] == ["可燃", "資源", "家電"]
    assert [kind.colour for kind in city.kinds] == ["#ea3b13", "#11aaff", ""]
    assert text(city.kinds[0].description, "ja") == "生ごみなど"
    assert [(text(one.names, "ja"), one.kind, one.reading) for one in city.items] == [
        ("生ごみ", city.kinds[0].key, "な"),
        ("空き缶", city.kinds[1].key, "あ"),
    ]
    assert city.counts == {"read": 8, "kept": 8, "repaired": 0, "doubtful": 0, "refused": 0}
    keys = [one.key for one in (*city.areas, *city.kinds)]
    assert all(key.isascii() and len(key) == 8 for key in keys)
    assert city_of(tmp_path / "other").areas == city.areas
    assert read_city(tmp_path / "city", today=DECEMBER) == city


def test_the_version_is_that_of_the_bytes(tmp_path: Path) -> None:
    plain = city_of(tmp_path / "a").version
    assert city_of(tmp_path / "b").version == plain
    assert city_of(tmp_path / "c", remarks="ID,注意\n").version != plain
    assert city_of(tmp_path / "d", notifications="a,b,c\n").version != plain


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "euc_jp", "utf-16", "utf-16-le"])
def test_any_encoding_is_read_and_told(tmp_path: Path, encoding: str) -> None:
    changed = {name: words.encode(encoding) for name, words in FILES.items()}
    city = city_of(tmp_path / "city", **changed)
    plain = city_of(tmp_path / "plain")
    assert (city.areas, city.kinds, city.items) == (plain.areas, plain.kinds, plain.items)
    codes = {one.code for one in city.findings if one.file == "area_days.csv"}
    assert ("encoding" in codes) == (encoding != "utf-8-sig")
    if encoding != "utf-8-sig":
        (whole,) = (one for one in city.findings if one.code == "encoding" and one.dates)
        assert whole.dates > 200
        assert repaired_days(tmp_path / "city", today=DECEMBER) == repaired_days(
            tmp_path / "plain", today=DECEMBER
        )


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"])
def test_any_line_end_is_read(tmp_path: Path, line_end: str) -> None:
    changed = {name: words.replace("\n", line_end) for name, words in FILES.items()}
    city = city_of(tmp_path / "city", **changed)
    assert names(city) == ["い", "ろ"]
    assert len(city.items) == 2
    codes = [one.code for one in city.findings if one.file == "area_days.csv"]
    assert codes == (["only_cr"] if line_end == "\r" else [])
    if line_end == "\r":
        assert strict_days(tmp_path / "city", today=DECEMBER) == {}
        assert [one.dates > 200 for one in city.findings if one.code == "only_cr"] == [True]


def test_quotes_are_those_of_csv(tmp_path: Path) -> None:
    rows = '地区,センター,可燃,資源\n"い, の町","","月 木",水1\nろ,中央,火 金,"水1\n水3"\n'
    city = city_of(tmp_path / "city", area_days=rows)
    assert names(city) == ["い, の町", "ろ"]
    assert city.areas[0].centre == ""
    found = repaired_days(tmp_path / "city", today=DECEMBER, last=date(2026, 12, 31))
    assert found["ろ"]["資源"] == ["2026-12-02", "2026-12-16"]
    assert "2026-12-03" in found["い, の町"]["可燃"]
    assert "strict_short_row" in {one.code for one in city.findings}
    assert counted(city) == 8


def test_an_empty_cell_in_quotes_needs_no_word(tmp_path: Path) -> None:
    """Real files have `""` for the centre of every area."""
    rows = '地区,センター,可燃,資源\nい,"",月 木,水1\n'
    city = city_of(tmp_path / "city", area_days=rows)
    assert [one.code for one in city.findings] == ["centres_blank"]
    assert city.areas[0].doubts == ("closures_unknown",)


def test_a_quoted_cell_is_told_with_what_the_original_sees(tmp_path: Path) -> None:
    rows = '地区,センター,可燃,資源\nい,中央,"月 木",水1\n'
    city = city_of(tmp_path / "city", area_days=rows)
    (one,) = city.findings
    assert (one.code, one.line, one.column, one.cell) == ("quoted", 2, 3, "月 木")
    assert dict(one.values) == {"text": '"月 木"'}
    assert one.dates > 90


def test_a_stray_quote_costs_one_row_its_quoting(tmp_path: Path) -> None:
    rows = '地区,センター,可燃,資源\n"い,中央,月 木,水1\nろ,中央,火 金,水2\n'
    city = city_of(tmp_path / "city", area_days=rows)
    assert [one.code for one in city.findings] == ["stray_quote"]
    assert len(city.areas) == 2


@pytest.mark.parametrize(
    ("more", "areas", "code", "place", "dead"),
    [
        ("は,中央,月\n", 3, "short_row", (4, 0), True),
        ("は,中央\n", 3, "short_row", (4, 0), True),
        ("は\n", 3, "short_row", (4, 0), True),
        ("は,中央,月,水1,,\n", 3, "", (0, 0), False),
        ("は,中央,月,水1,木2\n", 3, "extra_cells", (4, 5), False),
        ("  \n", 2, "blank_line", (4, 0), True),
        (",,,\n", 2, "empty_row", (4, 0), False),
        (",中央,月,水1\n", 2, "area_without_name", (4, 0), False),
        ("い,中央,土,水1\n", 3, "same_area", (4, 1), False),
        (" は ,中央,月,水1\n", 3, "name_cleaned", (4, 1), False),
    ],
)
def test_an_odd_row_is_kept_where_it_can_be_and_told(
    tmp_path: Path, more: str, areas: int, code: str, place: tuple[int, int], dead: bool
) -> None:
    city = city_of(tmp_path / "city", area_days=FILES["area_days"] + more)
    assert len(city.areas) == areas
    wanted = [(code, *place)] if code else []
    also = {"strict_short_row", "no_days"}
    assert [one for one in told(city) if one[0] not in also] == wanted
    whole = [one for one in city.findings if one.code == "strict_short_row"]
    assert bool(whole) == dead
    assert all(one.dates > 200 for one in whole)
    assert (strict_days(tmp_path / "city", today=DECEMBER) == {}) == dead
    counted(city)
    if code == "area_without_name":
        (one,) = (one for one in city.findings if one.code == code)
        assert one.dates > 50


def test_areas_of_one_name_have_keys_of_their_own(tmp_path: Path) -> None:
    rows = FILES["area_days"] + "い,中央,土,水1\nい,中央,日,水1\n"
    city = city_of(tmp_path / "city", area_days=rows)
    key = city.areas[0].key
    assert [one.key for one in city.areas][2:] == [f"{key}-2", f"{key}-3"]
    assert list(repaired_days(tmp_path / "city", today=DECEMBER)) == ["い", "ろ", "い#2", "い#3"]


@pytest.mark.parametrize(
    ("missing", "codes"),
    [
        ("center", {"strict_no_file"}),
        ("description", {"no_file"}),
        ("target", {"no_file"}),
        ("remarks", set()),
    ],
)
def test_a_file_that_is_missing_is_told(tmp_path: Path, missing: str, codes: set[str]) -> None:
    city = city_of(tmp_path / "city", **{missing: None})
    assert {one.code for one in city.findings if one.file == f"{missing}.csv"} == codes
    assert names(city) == ["い", "ろ"]


def test_columns_beyond_the_setting_are_used_and_told_once(tmp_path: Path) -> None:
    folder = put(tmp_path / "city")
    city = read(folder, settings=Settings(max_labels=1), today=DECEMBER)
    (one,) = city.findings
    assert (one.code, one.column, one.kind, one.area) == ("beyond_max", 4, city.kinds[1].key, "")
    days = repaired_days(folder, today=DECEMBER)
    assert one.dates == sum(len(kinds["資源"]) for kinds in days.values())


def test_columns_without_a_name_are_told_once(tmp_path: Path) -> None:
    rows = "地区,センター,可燃, ,\nい,中央,月,火,\nろ,中央,月,水,\n"
    city = city_of(tmp_path / "city", area_days=rows)
    assert ("unnamed_column", 1, 4) in told(city)
    (one,) = (one for one in city.findings if one.code == "unnamed_column")
    assert dict(one.values) == {"count": 2}
    assert city.counts["refused"] == 2


def test_kinds_of_one_name_and_without_description_are_told(tmp_path: Path) -> None:
    rows = "地区,センター,可燃,可燃,粗大\nい,中央,月,火,水\n"
    city = city_of(tmp_path / "city", area_days=rows)
    assert told(city)[:2] == [("same_kind", 1, 4), ("no_description", 1, 5)]
    days = repaired_days(tmp_path / "city", today=DECEMBER)
    assert list(days["い"]) == ["可燃", "可燃#2", "粗大"]


def test_a_city_without_centres_may_leave_the_column_out(tmp_path: Path) -> None:
    rows = "収集地区,可燃,資源\nA,月 木,e4w20260401\nB,火 金,e2w20260404\n"
    city = city_of(tmp_path / "city", area_days=rows, description=None)
    days = repaired_days(tmp_path / "city", today=DECEMBER, last=date(2026, 12, 31))
    assert days["A"]["可燃"][:2] == ["2026-12-03", "2026-12-07"]
    assert days["A"]["資源"] == ["2026-12-09"]
    assert "no_centre_column" in {one.code for one in city.findings}


def test_copies_with_districts_are_recognised(tmp_path: Path) -> None:
    rows = "マスター,地名,センター,可燃\n1,本町,中央,月\n2,本町,中央,火\n3,西町,中央　,水\n"
    masters = "マスター,区名\n1,北区\n2,南区\n"
    city = city_of(tmp_path / "city", area_days=rows, area_master=masters)
    assert [(text(one.group, "ja"), text(one.names, "ja")) for one in city.areas] == [
        ("北区", "本町"),
        ("南区", "本町"),
        ("3", "西町"),
    ]
    assert len({one.key for one in city.areas}) == 3
    assert "same_area" not in {one.code for one in city.findings}
    days = repaired_days(tmp_path / "city", today=DECEMBER)
    assert list(days) == ["本町", "本町#2", "西町"]
    assert city.areas[2].schedules[city.kinds[0].key][0].closures


def test_copies_with_towns_in_front_are_recognised(tmp_path: Path) -> None:
    rows = "区分,地区名,地名,センター,可燃\nA,北部,山、川・谷,中央,月\n"
    city = city_of(tmp_path / "city", area_days=rows)
    assert names(city) == ["A"]
    assert city.areas[0].searched == ("北部", "山", "川", "谷")
    assert city.areas[0].centre == "中央"


def test_notices_have_dates_and_colours(tmp_path: Path) -> None:
    notices = (
        "表示開始,表示終了,お知らせ内容,色\n20261229,2027/1/8,年末は<br>休み,#F00\n,,いつも,\n"
    )
    city = city_of(tmp_path / "city", notifications=notices + "x,,変,\n20270101,,,\n")
    assert [(one.first, one.last, one.colour) for one in city.notices] == [
        (date(2026, 12, 29), date(2027, 1, 8), "#ff0000"),
        (None, None, ""),
        (None, None, ""),
    ]
    assert text(city.notices[0].text, "ja") == "年末は\n休み"
    assert told(city, "notifications.csv") == [
        ("notice_date", 4, 1),
        ("notice_without_words", 5, 0),
    ]


def test_descriptions_are_text_and_more_columns_are_read(tmp_path: Path) -> None:
    words = (
        "label,sublabel,description,caution,styles,bgcolor,bordercolor\n"
        '可燃,指定袋,"・<b>袋</b>に<br/>・A &amp; B",<script>x</script>注意,a.svg,#112233,#000\n'
    )
    city = city_of(tmp_path / "city", description=words)
    assert text(city.kinds[0].description, "ja") == "指定袋\n・袋に\n・A & B\nx注意"
    assert city.kinds[0].colour == "#112233"


@pytest.mark.parametrize(
    ("row", "item", "code"),
    [
        ("可燃,紙", ("紙", True, "", ""), ""),
        ("可燃,紙,汚れたもの", ("紙", True, "汚れたもの", ""), ""),
        ("可燃,紙,汚れ,油,か", ("紙", True, "汚れ,油", "か"), "item_comma"),
        ("可燃,紙,汚れ,か,その他の長い言葉", ("紙", True, "汚れ", "か"), "extra_cells"),
        ("可燃,紙,,か,", ("紙", True, "", "か"), ""),
        ("可　燃,紙,,か", ("紙", True, "", "か"), "item_label_near"),
        ("もえる,紙,,か", ("紙", False, "", "か"), "item_of_no_kind"),
        (",紙,,か", ("紙", False, "", "か"), "item_without_label"),
        ("可燃,,,か", None, "item_without_name"),
        ("可燃", None, "item_without_name"),
        (",,,", None, ""),
        ('可燃,"紙\n（油）","A,B",か', ("紙\n（油）", True, "A,B", "か"), ""),
        ("家電,テレビ,,て", ("テレビ", True, "", "て"), ""),
    ],
)
def test_things_keep_what_stands_there(
    tmp_path: Path, row: str, item: tuple[str, bool, str, str] | None, code: str
) -> None:
    city = city_of(tmp_path / "city", target=f"label,name,notice,furigana\n{row}\n")
    found = [
        (text(one.names, "ja"), bool(one.kind), text(one.note, "ja"), one.reading)
        for one in city.items
    ]
    assert found == ([item] if item else [])
    assert [one[0] for one in told(city, "target.csv")] == ([code] if code else [])


def test_things_without_a_header_are_all_kept(tmp_path: Path) -> None:
    city = city_of(tmp_path / "city", target="可燃,ICレコーダー,,あ\n可燃,紙,,か\n")
    assert [text(one.names, "ja") for one in city.items] == ["ICレコーダー", "紙"]
    assert told(city, "target.csv") == [("no_header", 1, 0)]
    city = city_of(tmp_path / "city", target="粗大,机\n粗大,いす\n可燃,紙\n")
    assert [text(one.names, "ja") for one in city.items] == ["机", "いす", "紙"]


def test_things_of_one_unknown_kind_are_told_once(tmp_path: Path) -> None:
    rows = "".join(f"もえる,紙{n},,か\n" for n in range(30))
    city = city_of(tmp_path / "city", target="type,name,notice,furigana\n" + rows)
    (one,) = city.findings
    assert (one.code, one.line, dict(one.values)) == (
        "item_of_no_kind",
        2,
        {"text": "もえる", "count": 30},
    )
    assert {item.kind_said for item in city.items} == {"もえる"}


def test_an_english_city_has_english_words(tmp_path: Path) -> None:
    rows = "Area,Center,Burnable\nNorth,X,Mon Thu\n"
    city = city_of(tmp_path / "city", area_days=rows)
    assert city.languages == ("en",)
    assert text(city.areas[0].names, "en") == "North"


BYTES = st.one_of(
    st.binary(max_size=200),
    st.text("地区い月火水木1 2,\n\r\"';:*隔20261224\0\ufeff\u3000", max_size=120).map(
        lambda words: words.encode("utf-8")
    ),
    st.text('地区い月火水,\n"', max_size=60).map(lambda words: words.encode("cp932")),
)


@settings(max_examples=150)
@given(
    name=st.sampled_from([*FILES, "area_master", "notifications"]),
    raw=BYTES,
    after=st.booleans(),
    strict=st.booleans(),
)
def test_no_bytes_make_it_stumble(name: str, raw: bytes, after: bool, strict: bool) -> None:
    """Whatever stands in a file, alone or after good rows: a city, and each cell with one fate."""
    given_: dict[str, Any] = {name: FILES.get(name, "").encode() * after + raw}
    with TemporaryDirectory() as folder:
        put(Path(folder), **given_)
        city = read(Path(folder), reading="strict" if strict else "repaired", today=DECEMBER)
        counted(city)
        strict_days(Path(folder), today=DECEMBER)
        assert len(repaired_days(Path(folder), today=DECEMBER)) >= 0
        assert not [one for one in city.findings if one.code == "differs"]


def test_a_file_that_is_far_too_large_is_refused(tmp_path: Path) -> None:
    folder = put(tmp_path / "city")
    with (folder / "target.csv").open("wb") as file:
        file.truncate(65_000_000)
    with pytest.raises(UnreadableTable, match=r"target\.csv has 65,000,000 bytes"):
        read(folder, today=DECEMBER)


def test_real_cities_lose_nothing(city_files: Path) -> None:
    for folder in sorted((city_files / "gomi5374").iterdir()):
        if not folder.is_dir():
            continue
        city = read(folder)
        lines = (folder / "area_days.csv").read_text("utf-8").replace("\r", "").split("\n")
        rows = [line for line in lines[1:] if line]
        assert len(city.areas) == len(rows), folder.name
        assert counted(city) == sum(row.count(",") + 1 for row in rows), folder.name
        assert len({one.key for one in city.areas}) == len(city.areas)
        told_as_lost = [one.code for one in city.findings if one.fate == "refused"]
        assert set(told_as_lost) <= {"item_without_name", "no_such_date"}, folder.name
