"""A city as 5374 files: the same days in the repaired reading, and in the original script."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from calendars.native_folders import START, folder_of

from civickit import town
from civickit.calendars import _gomi_write, gomi5374, native
from civickit.calendars.city import City, Finding
from civickit.calendars.findings import said
from civickit.calendars.opening import read_city
from civickit.calendars.report import compared

CITIES = ("aizumi", "chiba_mihama", "hachioji", "hiroshima", "ibaraki", "kanazawa", "kyotango")
SPAN = date(2026, 4, 1), date(2027, 3, 31)


def days_of(city: City, span: tuple[date, date]) -> list[list[list[str]]]:
    """Of each area in turn, of each kind in turn."""
    return [
        [[str(day.day) for day in area.days(kind.key, *span)] for kind in city.kinds]
        for area in city.areas
    ]


def shown(folder: Path, span: tuple[date, date]) -> list[list[list[str]]]:
    """What the original script shows, in the same shape."""
    found = gomi5374.strict_days(folder, today=span[0], first=span[0], last=span[1])
    return [list(kinds.values()) for kinds in found.values()]


def written(city: City, folder: Path, span: tuple[date, date]) -> tuple[City, list[Finding]]:
    lost = _gomi_write.write(city, folder, *span)
    return gomi5374.read(folder), lost


@pytest.mark.parametrize("name", CITIES)
def test_a_real_city_written_again_has_the_same_days(
    name: str, city_files: Path, tmp_path: Path
) -> None:
    city = gomi5374.read(city_files / "gomi5374" / name)
    span = compared(city, date(2026, 4, 1))
    again, lost = written(city, tmp_path / "out", span)
    assert days_of(again, span) == days_of(city, span)
    assert [one.names for one in again.kinds] == [one.names for one in city.kinds]
    assert sorted(next(iter(one.names.values())) for one in again.items) == sorted(
        next(iter(one.names.values())) for one in city.items
    )
    codes = Counter(one.code for one in lost)
    if "gomi_weeks_end" not in codes and "gomi_many_kinds" not in codes:
        assert shown(tmp_path / "out", span) == days_of(city, span)


def test_the_sample_town_runs_in_the_original_as_lists_of_dates(tmp_path: Path) -> None:
    city = read_city(town.path("collection"))
    again, lost = written(city, tmp_path / "out", SPAN)
    expected = days_of(city, SPAN)
    assert days_of(again, SPAN) == shown(tmp_path / "out", SPAN) == expected
    assert sum(len(kind) for area in expected for kind in area) > 1_500
    codes = {one.code for one in lost}
    assert codes == {
        "gomi_ids", "gomi_validity", "gomi_languages", "gomi_search_words", "gomi_item_words",
        "gomi_item_kinds", "gomi_notices",
    }  # fmt: skip
    assert all(said(one, lang) != one.code for one in lost for lang in ("ja", "en"))
    names = [" ".join((area.group["ja"], area.names["ja"])) for area in city.areas]
    assert [area.names["ja"] for area in again.areas] == names


@pytest.mark.parametrize(
    ("rows", "cell", "lost"),
    [
        ("北,ごみ,毎週 月・木,,,,", "月 木", []),
        ("北,ごみ,第2・第4 水,,,,", "水2 水4", []),
        ("北,ごみ,第2 水,4月～6月,,,", "水2:4 5 6", []),
        ("北,ごみ,毎週 月,,,,\n北,ごみ,第1 金,,,,", "月 金1", []),
        ("北,ごみ,隔週 2026-04-07から,,,,", "隔火20260407", ["gomi_weeks_end"]),
        ("北,ごみ,隔週 2026-04-07から 27回,,,,", "隔火20260407", []),
        ("北,ごみ,隔週 2020-01-07から,,,,", "隔火20260324", ["gomi_weeks_end"]),
        ("北,ごみ,2026-06-13 2026-09-12,,,,", "20260613 20260912", []),
        ("北,ごみ,なし,,,,", "", []),
        ("北,ごみ,最終 金,6月,,,", "20260626", ["gomi_rule"]),
        ("北,ごみ,20週ごと 2026-06-05から,,,,", "20260605 20261023 20270312", ["gomi_rule"]),
        ("北,ごみ,第1 水,6,,,\n北,ごみ,第1 金,7,,,", "20260603 20260703", ["gomi_rule"]),
        ("北,ごみ,第1 水,6、7,2026-07-01,,", "20260701", ["gomi_validity"]),
    ],
)
def test_a_rule_is_a_token_where_there_is_one_and_dates_where_not(
    rows: str, cell: str, lost: list[str], tmp_path: Path
) -> None:
    city = native.read(folder_of(collection=f"{START}{rows}\n"))
    again, told = written(city, tmp_path / "out", SPAN)
    row = (tmp_path / "out" / "area_days.csv").read_text("utf-8").splitlines()[1]
    assert row.split(",")[2] == cell
    assert [one.code for one in told] == lost
    assert days_of(again, SPAN) == days_of(city, SPAN)


def exceptions(rows: str, tmp_path: Path) -> tuple[City, City, list[Finding]]:
    header = "日付,終了日,地区,変更,振替日,施設\n"
    city = native.read(
        folder_of(
            areas="番号,名称,施設\nA,北,東\nB,南,東\nC,西,\n",
            collection=f"{START}全地区,もえる,毎週 月,,,,\n全地区,びん,第1 金,,,,\n"
            "A,粗大,2027-01-02,,,,\n",
            exceptions=header + rows,
        )
    )
    return city, *written(city, tmp_path / "out", SPAN)


def test_closures_of_a_centre_are_its_row_and_others_are_dates(tmp_path: Path) -> None:
    city, again, lost = exceptions("2026-12-29,2027-01-05,,定期休み,,東\n", tmp_path)
    assert [one.code for one in lost] == ["gomi_ids"]
    assert days_of(again, SPAN) == shown(tmp_path / "out", SPAN) == days_of(city, SPAN)
    assert (tmp_path / "out" / "center.csv").read_text("utf-8").splitlines()[1:] == [
        "東,2026/12/29,2027/01/05"
    ]
    city, again, lost = exceptions("2026-12-28,,A,振替,2026-12-27,\n", tmp_path)
    assert [one.code for one in lost] == ["gomi_ids", *["gomi_changes"] * 3]
    assert {city.area(one.area) is None for one in lost} == {True}, "areas by name"
    assert days_of(again, SPAN) == shown(tmp_path / "out", SPAN) == days_of(city, SPAN)


def test_two_closures_of_a_centre_are_told_for_the_original(tmp_path: Path) -> None:
    rows = "2026-08-10,2026-08-16,,定期休み,,東\n2026-12-29,2027-01-05,,定期休み,,東\n"
    city, again, lost = exceptions(rows, tmp_path)
    assert [one.code for one in lost] == ["gomi_ids", "gomi_closures"]
    assert days_of(again, SPAN) == days_of(city, SPAN)
    assert shown(tmp_path / "out", SPAN) != days_of(city, SPAN)


def test_a_week_later_is_written_as_dates(tmp_path: Path) -> None:
    city, again, lost = exceptions("2027-01-01,2027-01-03,,翌週へ,,\n", tmp_path)
    assert {one.code for one in lost} == {"gomi_ids", "gomi_closed"}
    assert days_of(again, SPAN) == days_of(city, SPAN)


def test_commas_quotes_and_formulas_do_not_break_the_rows_of_the_original(tmp_path: Path) -> None:
    city = native.read(
        folder_of(
            areas='番号,名称,備考\nA,"北, 一",=1+1\nB,南,"二行\nの備考"\n',
            kinds='番号,名称,説明\nk,"びん,かん","a,b\nc"\n',
            collection=START + "全地区,k,毎週 月,4,,,\n",
            items='品名,種類,出し方\n"=cmd, x",k,"洗って,\n出す"\n',
        )
    )
    again, lost = written(city, tmp_path / "out", SPAN)
    assert [one.code for one in lost] == ["gomi_ids", "gomi_commas"]
    assert days_of(again, SPAN) == shown(tmp_path / "out", SPAN) == days_of(city, SPAN)
    assert [len(area.remarks) for area in again.areas] == [1, 2]
    for path in (tmp_path / "out").iterdir():
        rows = path.read_text("utf-8").splitlines()
        assert len({row.count(",") for row in rows}) == 1, path.name
        assert not [cell for row in rows for cell in row.split(",") if cell[:1] in set("=+-@")]


def test_more_remarks_than_signs_are_told(tmp_path: Path) -> None:
    names = [f"地区{n}" for n in range(40)]
    areas = "番号,名称,備考\n" + "".join(f"a{n},{name},備考{n}\n" for n, name in enumerate(names))
    city = native.read(folder_of(areas=areas, collection=START + "全地区,ごみ,月,,,,\n"))
    again, lost = written(city, tmp_path / "out", SPAN)
    kept = sum(len(area.remarks) for area in again.areas)
    assert kept + [one.code for one in lost].count("gomi_many_remarks") == 40
    assert {one.code for one in lost} == {"gomi_ids", "gomi_many_remarks"}
    assert days_of(again, SPAN) == days_of(city, SPAN)
