"""The repaired reading: each repair by a hand-made cell, and a report that explains every date."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from civickit.calendars.city import City, text
from civickit.calendars.findings import WORDS, fate_said, said
from civickit.calendars.gomi5374 import Settings, read, repaired_days, strict_days

CENTRE = "名称,休止開始日,休止終了日\n中央,2026/12/29,2027/01/03\n"
DECEMBER, FEBRUARY = date(2026, 12, 1), date(2027, 2, 28)
PLAIN = Settings(week_shift=False)


def put(folder: Path, area_days: str, center: str = CENTRE, **more: str) -> Path:
    folder.mkdir(exist_ok=True)
    files = {"area_days": area_days, "center": center, **more}
    for name, words in files.items():
        (folder / f"{name}.csv").write_bytes(words.encode("utf-8", "surrogatepass"))
    return folder


def one_cell(folder: Path, cell: str, chosen: Settings = PLAIN, center: str = CENTRE) -> City:
    put(
        folder, f"地区,センター,可燃\nい,中央,{cell}\n", center, remarks="ID,注意\n1,雨の日は中止\n"
    )
    return read(folder, settings=chosen, today=DECEMBER, last=FEBRUARY)


def dates_of(city: City) -> str:
    """The days of the only kind of the only area, as yymmdd."""
    (area,) = city.areas
    found = area.days(city.kinds[0].key, DECEMBER, FEBRUARY)
    return " ".join(day.day.strftime("%y%m%d") for day in found)


def told(city: City) -> list[str]:
    return [one.code for one in city.findings if one.file == "area_days.csv" and one.area]


MONDAYS = "261207 261214 261221 261228 270104 270111 270118 270125 270201 270208 270215 270222"
THURSDAYS = "261203 261210 261217 261224 270107 270114 270121 270128 270204 270211 270218 270225"
BOTH = " ".join(sorted(f"{MONDAYS} {THURSDAYS}".split()))
FIRST_THIRD = "261201 261215 270105 270119 270202 270216"


@pytest.mark.parametrize(
    ("cell", "dates", "codes", "read_as"),
    [
        ("月 木", BOTH, [], ""),
        ("火1 火3", FIRST_THIRD, [], ""),
        ("", "", ["no_days"], ""),
        ("月 木 ", BOTH, ["spaces"], "月 木"),
        (" 月  木", BOTH, ["spaces"], "月 木"),
        ("月　木", BOTH, ["spaces"], "月 木"),
        ("月\u00a0木", BOTH, ["spaces"], "月 木"),
        ("火１　火３", FIRST_THIRD, ["width"], "火1 火3"),
        ("月：１", "270104 270111 270118 270125", ["width"], "月:1"),
        ("月、木", BOTH, ["wording"], "月 木"),
        ("月・木", BOTH, ["wording"], "月 木"),
        ("月/木", BOTH, ["wording"], "月 木"),
        ("月木", BOTH, ["wording"], "月 木"),
        ("月曜 木曜日", BOTH, ["wording"], "月 木"),
        ("毎週月曜日・木曜日", BOTH, ["wording"], "月 木"),
        ("Mon Thu", BOTH, ["wording"], "月 木"),
        ("every Monday and", MONDAYS, ["wording", "unknown_words"], "月"),
        ("火1火3", FIRST_THIRD, ["wording"], "火1 火3"),
        ("第1火 第3火曜", FIRST_THIRD, ["wording"], "火1 火3"),
        ("第1・3火曜日", FIRST_THIRD, ["wording"], "火1 火3"),
        ("毎月第1第3火曜日", FIRST_THIRD, ["wording"], "火1 火3"),
        ("1火 3火", FIRST_THIRD, ["wording"], "火1 火3"),
        ("1st Tue 3rd Tue", FIRST_THIRD, ["wording"], "火1 火3"),
        ("Tue1 Tue3", FIRST_THIRD, ["wording"], "火1 火3"),
        ("1月", "261207 270104 270201", ["wording"], "月1"),
        ("火1 火3`", FIRST_THIRD, ["wording"], "火1 火3"),
        ("水1:12 1 金1:2", "261202 270106 270205", ["months_per_group"], "水1:1 12; 金1:2"),
        ("最終月曜", "261228 270125 270222", ["wording"], "最終月"),
        ("1月 4月 7月 10月", "", ["unknown_words"], ""),
        ("1日 15日", "", ["unknown_words", "unknown_words"], ""),
        ("祝", "", ["unknown_words"], ""),
        ("月 祝", MONDAYS, ["unknown_words"], "月"),
        ("月2回", "", ["unknown_words"], ""),
        ("申込制", "", ["unknown_words"], ""),
        ("月6", "", ["no_such_week"], ""),
        ("月０", "", ["width", "no_such_week"], ""),
        ("なし", "", ["nothing"], ""),
        ("-", "", ["nothing"], ""),
        ("Ｘ", "", ["width", "nothing"], ""),
        ("月 月", MONDAYS, ["said_twice"], "月"),
        ("月 *1", MONDAYS, [], ""),
        ("月*1", MONDAYS, ["wording"], "月 *1"),
        ("月 *10", MONDAYS, ["long_remark", "no_such_remark"], "月 *10"),
        ("月 *9", MONDAYS, ["no_such_remark"], "月 *9"),
        ("月:1 *1", "270104 270111 270118 270125", ["remark_after_months"], "月:1 *1"),
        ("月:1-1", "270104 270111 270118 270125", ["wording"], "月:1"),
        ("月:12~1", MONDAYS[: 8 * 7 - 1], ["wording"], "月:1 12"),
        ("月:1月", "270104 270111 270118 270125", ["wording"], "月:1"),
        ("月:1 13", "270104 270111 270118 270125", ["no_such_month"], "月:1"),
        ("月:", "", ["no_months"], "月:"),
        ("月 木 火5:12", BOTH, ["months_of_the_last"], "月 木; 火5:12"),
        ("月 木 水1:12", f"261202 {BOTH}", ["months_of_the_last"], "月 木; 水1:12"),
        ("水1:12 金1:2", "261202 270205", ["months_per_group"], "水1:12; 金1:2"),
        ("水1 月:12", "261202 261207 261214 261221 261228", ["months_mixed"], "水1 月:12"),
        ("水1:12; 金1:2", "261202 270205", [], ""),
        ("水1:12; 金5:12", "261202", ["real_months"], "水1 金5:12"),
        ("水5:12; 金1:2", "270205", ["real_months"], "水5:12; 金1:2"),
        ("水1:12; 月", f"261202 {MONDAYS}", ["piece_without_months", "real_months"], "月"),
        ("20261224 20270103", "261224 270103", [], ""),
        ("20270103 20261224", "261224 270103", [], ""),
        ("20261224  20270103", "261224 270103", ["spaces_in_dates"], "20261224 20270103"),
        ("2026/12/24", "261224", ["wording"], "20261224"),
        ("2026-12-24", "261224", ["wording"], "20261224"),
        ("2026年12月24日", "261224", ["wording"], "20261224"),
        ("20270230", "", ["no_such_date"], ""),
        ("20261224 20270230", "261224", ["no_such_date"], "20261224"),
        ("2026122", "261202", ["date_digits"], "20261202"),
        ("12月24日", "", ["date_without_year"], ""),
        ("12/24", "", ["date_without_year"], ""),
        ("20261224 20261224", "261224", ["said_twice"], "20261224"),
        ("20261224 20270103:1", "261224 270103", ["months_on_dates"], "20261224 20270103"),
        ("20261224 月", " ".join(sorted(f"261224 {MONDAYS}".split())), ["mixed"], "月 20261224"),
        ("隔月20261130", "261214 261228 270111 270125 270208 270222", [], ""),
        ("隔火20261130", "261214 261228 270111 270125 270208 270222", ["other_weekday"], ""),
        ("隔月20261130:1", "270111 270125", ["months_on_weeks"], "隔月20261130:1"),
        ("隔月20241202", "261214 261228 270111 270125 270208 270222", ["goes_on"], ""),
        ("隔月20270208", "270208 270222", [], ""),
        ("隔金20261232", "", ["no_such_date"], ""),
        ("隔週月曜日", "", ["no_base_date"], ""),
        ("e4w20261130", "261228 270125 270222", ["every_n_weeks"], "e4w20261130"),
        ("月-木", None, ["wording"], "月 火 水 木"),
        ("毎日", None, ["wording"], "月 火 水 木 金 土 日"),
        ("月末", "", ["unknown_words"], ""),
        ("*", "", ["unknown_words"], ""),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_it_was_meant(
    tmp_path: Path, cell: str, dates: str | None, codes: list[str], read_as: str
) -> None:
    city = one_cell(tmp_path / "city", cell)
    if dates is not None:
        assert dates_of(city) == dates
    assert told(city) == codes
    for one in city.findings:
        if one.kind:
            assert (one.line, one.column, one.header, one.cell) == (2, 3, "可燃", cell)
            assert read_as in one.read_as
    assert_explained(tmp_path / "city", PLAIN, DECEMBER, DECEMBER, FEBRUARY)


@pytest.mark.parametrize("chosen", [Settings(s, k) for s in (True, False) for k in (True, False)])
@pytest.mark.parametrize("cell", ["火 金", "金1 金2 金5", "水5", "隔木20261217", "20270102"])
def test_what_is_written_as_it_should_be_gives_the_original_s_days(
    tmp_path: Path, chosen: Settings, cell: str
) -> None:
    city = one_cell(tmp_path / "city", cell, chosen)
    days = strict_days(tmp_path / "city", chosen, today=DECEMBER, last=FEBRUARY)["い"]["可燃"]
    assert dates_of(city) == " ".join(day[2:].replace("-", "") for day in days)
    assert told(city) == []


HEADER = "名称,始,終\n"


@pytest.mark.parametrize(
    ("center", "dates", "codes"),
    [
        ("中央,2026/12/29,2027/1/3\n", "261204 270205", []),
        ("中央,2026/12/29,2027/1/3\n中央,2026/12/1,2026/12/5\n", "270205", ["all_closures"]),
        ("中央,2026-12-29,2027-01-03\n", "261204 270205", ["all_closures"]),
        ("中央,2026年12月29日,2027年1月3日\n", "261204 270205", ["all_closures"]),
        ("中央 ,2026/12/29,2027/1/3\n", "261204 270205", ["all_closures"]),
        ("中央ー,2026/12/29,2027/1/3\n", "261204 270205", ["centre_near"]),
        ("中央ー,2026/12/29,2027/1/3\n中・央,,\n", "261204 270101 270205", ["centre_unknown"]),
        ("中央2,2026/12/29,2027/1/3\n", "261204 270101 270205", ["centre_unknown"]),
        ("中央,,\n", "261204 270101 270205", []),
        ("中央,2027/1/3,2026/12/29\n", "261204 270101 270205", []),
        ("中央,2026/12/29\n", "261204 270101 270205", []),
        ("", "261204 270101 270205", []),
    ],
)
def test_every_closure_of_the_centre_counts(
    tmp_path: Path, center: str, dates: str, codes: list[str]
) -> None:
    city = one_cell(tmp_path / "city", "金1", center=HEADER + center)
    assert dates_of(city) == dates
    assert told(city) == codes
    assert bool(city.areas[0].doubts) == ("centre_unknown" in codes)
    assert_explained(tmp_path / "city", PLAIN, DECEMBER, DECEMBER, FEBRUARY)


@pytest.mark.parametrize(
    ("center", "code"),
    [
        ("中央,2027/1/3,2026/12/29\n", "closure_backwards"),
        ("中央,年末,2027/1/3\n", "closure_date"),
        ("中央,2026/12/29,\n", "closure_open"),
        ("中央,2026/12/29,2027/2/29\n", "closure_date"),
        ("中央,2026-12-29,2027/1/3\n", "date_form"),
    ],
)
def test_what_is_odd_about_a_closure_is_told(tmp_path: Path, center: str, code: str) -> None:
    city = one_cell(tmp_path / "city", "月", center=HEADER + center)
    (one,) = [one for one in city.findings if one.file == "center.csv" and one.line]
    assert (one.code, one.line) == (code, 2)


def test_two_closed_weeks_of_a_month_move_to_open_ones(tmp_path: Path) -> None:
    center = HEADER + "中央,2026/12/30,2027/1/10\n"
    city = one_cell(tmp_path / "city", "金1", Settings(True, False), center)
    assert dates_of(city) == "261204 270115 270205"
    assert told(city) == ["closed_twice"]
    (day,) = city.areas[0].days(city.kinds[0].key, date(2027, 1, 1), date(2027, 1, 31))
    assert said_why(day.why) == "moved from 1 January: centre closed"


def said_why(why: object) -> str:
    from civickit.calendars.why import said as why_said

    return why_said(why, "en")  # type: ignore[arg-type]


def test_words_that_are_no_days_reach_the_resident(tmp_path: Path) -> None:
    rows = "地区,センター,可燃,粗大\nい,中央,月 *1,申込制\n"
    remarks = "ID,注意\n1,雨の日は<b>中止</b><br/>です\n1,お盆も\n"
    city = read(put(tmp_path / "city", rows, remarks=remarks))
    assert city.areas[0].remarks == (
        {"ja": "可燃: 雨の日は中止\nです\nお盆も"},
        {"ja": "粗大: 申込制"},
    )


def assert_explained(
    folder: Path, chosen: Settings, today: date, first: date, last: date
) -> dict[str, int]:
    """Every area and kind whose days differ has a finding with that number, and no other has.

    What differs in a whole row, like a centre with another name, has one for the area, with all of
    its days.
    """
    strict = strict_days(folder, chosen, today=today, first=first, last=last)
    repaired = repaired_days(folder, chosen, today=today, first=first, last=last)
    city = read(folder, settings=chosen, today=today, first=first, last=last)
    assert not [one for one in city.findings if one.code == "differs"]
    about: dict[tuple[str, str], set[int]] = defaultdict(set)
    of_rows: Counter[str] = Counter()
    for one in city.findings:
        about[one.area, one.kind].add(one.dates)
        of_rows[one.area] += one.dates if one.area and not one.kind else 0
    changed: dict[str, int] = {}
    for name, area in zip(repaired, city.areas, strict=True):
        labels, untold = list(repaired[name]), 0
        for label, kind in zip(labels, city.kinds, strict=False):
            ours, theirs = (
                Counter(found.get(name, {}).get(label, [])) for found in (repaired, strict)
            )
            number = ((ours - theirs) + (theirs - ours)).total()
            changed[f"{name}/{label}"] = number
            told_of = about.get((area.key, kind.key), set())
            wide = about.get(("", kind.key), set()) | about.get(("", ""), set())
            assert told_of <= {number}, (name, label)
            assert not number or told_of or wide - {0} or of_rows[area.key], (name, label)
            untold += 0 if told_of or wide - {0} else number
        assert untold == of_rows[area.key], name
    gone = {name for name, kinds in strict.items() if any(kinds.values())} - repaired.keys()
    assert not gone or any(not one.area and one.dates for one in city.findings)
    return changed


def test_the_report_explains_every_difference_of_every_city(city_files: Path) -> None:
    root = city_files / "gomi5374"
    cities = json.loads((root / "manifest.json").read_text())
    for name, city in cities.items():
        given = city["setting"]
        own = Settings(given["WeekShift"], given.get("SkipSuspend", False), given["MaxDescription"])
        for year in ("", "_datayear"):
            first, last = map(date.fromisoformat, city[f"range{year}"])
            changed = assert_explained(root / name, own, first, first, last)
            assert (sum(changed.values()) > 0) == (name == "hachioji"), name
            if name != "hiroshima":
                assert_explained(root / name, Settings(), first, first, last)


TOKENS = st.sampled_from(
    [
        "月",
        "火",
        "土",
        "日",
        "水1",
        "金1",
        "金5",
        "月6",
        "祝",
        "*",
        "*1",
        "*12",
        "月曜",
        "第1月",
        "1火",
        "第1・3火",
        "20261224",
        "20270101",
        "20270230",
        "2026-12-31",
        "2026122",
        "隔木20261217",
        "隔火20261217",
        "隔月20240101",
        "隔金20261340",
        "e3w20261201",
        "なし",
        "X",
        "月木",
        "水1水3",
        "月:1",
        ":12",
        ";",
        "12",
        "1",
        "Mon",
        "最終水",
        "毎週火",
        "月、木",
        "月／木",
        "２",
        "月１",
        "😀",
        "\xa0",
    ]
)
CELLS = st.lists(st.one_of(TOKENS, st.just(""), st.text(max_size=3)), max_size=5).map(" ".join)
SAFE = CELLS.map(lambda cell: "".join(c for c in cell if c not in '",\r\n'))
CLOSURES = st.lists(
    st.tuples(
        st.sampled_from(["中央", "中央ー", "東", "", "中央 "]),
        st.dates(date(2026, 12, 1), date(2027, 1, 20)),
        st.integers(-2, 20),
        st.sampled_from("/-"),
    ),
    max_size=4,
)


@settings(max_examples=150)
@given(
    cells=st.lists(SAFE, min_size=1, max_size=4),
    centre=st.sampled_from(["中央", "東", "", "南"]),
    closures=CLOSURES,
    chosen=st.builds(Settings, st.booleans(), st.booleans(), st.sampled_from([9, 2])),
    shift=st.integers(-10, 20),
)
def test_the_report_explains_every_difference_of_made_up_cities(
    cells: list[str],
    centre: str,
    closures: list[tuple[str, date, int, str]],
    chosen: Settings,
    shift: int,
) -> None:
    header = ",".join(["地区", "センター", *(f"k{n}" for n in range(len(cells)))])
    rows = [f"{name},{centre},{','.join(cells)}" for name in ("い", "ろ")]
    closed = [
        f"{name},{first:%Y{sep}%m{sep}%d},{first + timedelta(days=length):%Y/%m/%d}"
        for name, first, length, sep in closures
    ]
    today = DECEMBER + timedelta(days=shift)
    with TemporaryDirectory() as folder:
        put(Path(folder), "\n".join([header, *rows, ""]), "\n".join(["n,s,e", *closed, ""]))
        assert_explained(Path(folder), chosen, today, DECEMBER, FEBRUARY)


@settings(max_examples=300)
@example(cell="月 水1 月:1")
@given(cell=SAFE)
def test_no_part_of_a_cell_is_dropped_without_a_word(cell: str) -> None:
    """What is read again in the way it was understood says the same and needs no word."""
    from civickit.calendars._gomi_cell import parse

    found = parse(cell)
    again = parse(found.read_as)
    assert set(again.rules) == set(found.rules)
    assert set(again.remarks) == set(found.remarks)
    kept = bool(found.rules or found.remarks)
    assert kept or found.notes or not cell


def test_every_finding_has_words_in_every_language(tmp_path: Path) -> None:
    codes = set()
    for cell in ("月 祝", "月　木", "20270230", "隔火20261130", "水5:12; 金1:2", "月:"):
        for one in one_cell(tmp_path / "city", cell).findings:
            codes.add(one.code)
            for lang in ("ja", "ja_easy", "en"):
                assert "{" not in said(one, lang)
                assert fate_said(one.fate, lang)
    assert len(codes) >= 6
    from civickit.calendars import _gomi_words

    for code, words in _gomi_words.WORDS.items():
        assert words.keys() == {"ja", "ja_easy", "en"}, code
        assert code in WORDS


def test_names_are_those_people_look_for(tmp_path: Path) -> None:
    rows = "".join(
        f"{ward} {town},,月\n"
        for ward, town in [("中区", "榎町(えのまち)"), ("中区", "本町（ほんまち）"), ("中区", "西")]
    )
    city = read(put(tmp_path / "city", "地区,センター,可燃\n" + rows))
    shown = [(text(one.group, "ja"), text(one.names, "ja"), one.reading) for one in city.areas]
    assert shown == [("中区", "榎町", "えのまち"), ("中区", "本町", "ほんまち"), ("中区", "西", "")]
    assert city.areas[0].searched == ("中区 榎町(えのまち)",)
