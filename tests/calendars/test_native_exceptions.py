"""exceptions.csv: days off, extra and moved days, closures, and for whom."""

from __future__ import annotations

from datetime import date

import pytest
from calendars.native_folders import START, codes, days, folder_of

from civickit.calendars import native
from civickit.calendars.city import City
from civickit.calendars.grid import marks_of
from civickit.calendars.instead import instead_of, shut_of, why_in
from civickit.calendars.rules import Closure, WhenClosed
from civickit.calendars.why import said

HEADER = "日付,終了日,地区,種類,変更,振替日,理由,理由_en,施設\n"
AREAS = "番号,名称,施設\nA,北,東センター\nB,南,西センター\n"
RULES = (
    f"{START}A、B,もえる,毎週 月・木,,,,\nA、B,びん,第2 水,,,,\nA,粗大,2027-01-02 2027-01-09,,,,\n"
)
NEW_YEAR = (date(2026, 12, 28), date(2027, 1, 16))
USUAL = [(12, 28), (12, 31), (1, 4), (1, 7), (1, 11), (1, 14)]


def read(rows: str) -> City:
    return native.read(folder_of(areas=AREAS, collection=RULES, exceptions=HEADER + rows))


def new_year(city: City, area: str, kind: str) -> list[tuple[int, int]]:
    return [(day.month, day.day) for day in days(city, area, kind, *NEW_YEAR)]


def test_a_closure_takes_every_day_out_for_all_kinds_and_areas_not_named() -> None:
    city = read("2026-12-31,2027-01-04,,,休み,,年末年始,,\n")
    for area in ("北", "南"):
        assert new_year(city, area, "もえる") == [(12, 28), (1, 7), (1, 11), (1, 14)]
        assert new_year(city, area, "びん") == [(1, 13)]
    assert new_year(city, "北", "粗大") == [(1, 9)], "dates that were written out too"
    assert codes(city) == ["no_kinds_file"]


def test_a_day_off_is_for_the_areas_and_kinds_named() -> None:
    city = read("令和8年12月31日,,北,もえる,休み,,,,\n2027-01-13,,,びん,off,,,,\n")
    assert new_year(city, "北", "もえる") == [day for day in USUAL if day != (12, 31)]
    assert new_year(city, "南", "もえる") == USUAL
    assert new_year(city, "南", "びん") == []


def test_a_moved_day_says_from_when_and_why_in_the_reader_s_language() -> None:
    city = read(
        "2026-12-31,2027-01-03,,,休み,,年末年始,New Year,\n"
        "2026-12-31,,A,もえる,振替,2026-12-30,年末年始,New Year,\n"
    )
    assert new_year(city, "北", "もえる") == [(12, 28), (12, 30), *USUAL[2:]]
    assert new_year(city, "南", "もえる") == [(12, 28), *USUAL[2:]]
    kind = city.kinds[0].key
    moved = next(city.areas[0].days(kind, date(2026, 12, 30), date(2026, 12, 30)))
    assert said(moved.why, "ja").startswith("12月31日から変更")
    assert said(moved.why, "ja").endswith("年末年始")
    assert said(moved.why, "en") == "moved from 31 December: New Year"


def test_an_extra_day_holds_also_outside_the_time_of_the_rules() -> None:
    rules = f"{START}A,もえる,毎週 月,,2026-04-01,2026-12-31,\n"
    city = native.read(
        folder_of(
            areas=AREAS,
            collection=rules,
            exceptions=HEADER
            + "2026-12-30,,A,もえる,追加,,,,\n2027-01-05,,A,もえる,追加,,大掃除,,\n",
        )
    )
    assert new_year(city, "北", "もえる") == [(12, 28), (12, 30), (1, 5)]
    assert city.areas[0].ends() == date(2027, 1, 5)
    rule, alone = city.areas[0].schedules[city.kinds[0].key]
    assert (rule.first, rule.last) == (date(2026, 4, 1), date(2026, 12, 31))
    assert (alone.first, alone.last) == (date(2027, 1, 5), date(2027, 1, 5))


def test_a_day_that_is_added_stands_in_a_closure() -> None:
    city = read("2026-12-31,2027-01-04,,,休み,,,,\n2027-01-02,,北,もえる,追加,,,,\n")
    assert new_year(city, "北", "もえる") == [(12, 28), (1, 2), (1, 7), (1, 11), (1, 14)]


def test_a_kind_that_an_area_does_not_have_may_be_collected_once() -> None:
    city = read("2027-01-10,,南,粗大,追加,,,,\n2027-01-11,,南,,追加,,,,\n")
    assert new_year(city, "南", "粗大") == [(1, 10)], "an empty kind means what is collected there"
    assert new_year(city, "南", "びん") == [(1, 11), (1, 13)]


def test_closures_of_a_centre_leave_written_dates_and_may_go_a_week_on() -> None:
    city = read(
        "2026-12-31,2027-01-13,,,定期休み,,,,東センター\n2027-01-01,2027-01-13,南,びん,翌週へ,,点検,,\n"
    )
    assert new_year(city, "北", "もえる") == [(12, 28), (1, 14)]
    assert new_year(city, "北", "粗大") == [(1, 2), (1, 9)]
    assert new_year(city, "南", "もえる") == USUAL
    north, south = city.areas
    kinds = {kind.names["ja"]: kind.key for kind in city.kinds}
    closure = Closure(date(2026, 12, 31), date(2027, 1, 13), "東センター")
    assert north.schedules[kinds["びん"]][0].closures == (closure,)
    assert south.schedules[kinds["びん"]][0].when_closed is WhenClosed.LATER_WEEK
    january = days(city, "南", "びん", date(2027, 1, 1), date(2027, 1, 31))
    assert january == [date(2027, 1, 27)], "the second Wednesday that is open"


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("2026-12-31,,,,やすむ,,,,", "bad_change", 5),
        ("2026-12-31,,,,,,,,", "empty_cell", 5),
        (",,,,休み,,,,", "empty_cell", 1),
        ("12/31,,,,休み,,,,", "bad_date", 1),
        ("2026-12-31,2026-12-30,,,休み,,,,", "ends_before", 2),
        ("2026-12-31,2028-12-30,,,休み,,,,", "closed_too_long", 2),
        ("2026-12-31,,,,振替,,,,", "moved_where", 6),
        ("2026-12-31,,,,振替,あした,,,", "bad_date", 6),
        ("2026-12-31,2027-01-03,,,追加,,,,", "one_day_only", 2),
        ("2026-12-31,,西,,休み,,,,", "no_area", 3),
        ("2026-12-31,,,もえない,休み,,,,", "unknown_kind", 4),
        ("2026-12-31,,,,休み,,,,南センター", "unknown_centre", 9),
    ],
)
def test_an_exception_that_cannot_be_used_changes_nothing(row: str, code: str, column: int) -> None:
    city = read(f"{row}\n")
    refused = [one for one in city.findings if one.fate == "refused"]
    assert [(one.code, one.line, one.column) for one in refused] == [(code, 2, column)]
    assert new_year(city, "北", "もえる") == USUAL


def test_a_day_on_which_nothing_is_collected_is_doubtful() -> None:
    city = read(
        "2026-12-30,,A,もえる,休み,,,,\n"
        "2026-12-30,,,,振替,2026-12-31,,,\n"
        "2026-12-30,,A,もえる,追加,,,,\n"
        "2026-12-30,2026-12-31,,,休み,,,,\n"
    )
    told = [(one.code, one.line) for one in city.findings if one.file == "exceptions.csv"]
    assert told == [("nothing_that_day", 2), ("nothing_that_day", 3)]


def test_two_ways_of_closing_one_kind_are_told() -> None:
    city = read("2026-12-31,2027-01-03,A,びん,翌週へ,,,,\n2027-01-04,2027-01-13,A,,定期休み,,,,\n")
    assert codes(city, "doubtful").count("closings_mixed") == 1


@pytest.mark.parametrize(
    ("said_so", "code"), [("お休み", "休み"), ("振り替え", "振替"), ("振替え", "振替")]
)
def test_a_change_is_read_however_politely_it_is_written(said_so: str, code: str) -> None:
    told = [
        read(f"2026-12-31,,A,もえる,{word},{'2026-12-30' if code == '振替' else ''},,,\n")
        for word in (said_so, code)
    ]
    assert told[0].areas == told[1].areas
    assert codes(told[0]) == ["no_kinds_file"]


def test_a_closure_keeps_its_reason_in_every_language_and_its_centre() -> None:
    row = "2026-12-31,2027-01-03,,,定期休み,,年末年始,New Year,東センター\n"
    for city in (read(row), written(read(row))):
        north, south = city.areas
        (shut,) = shut_of(north, *NEW_YEAR)
        assert (why_in(shut, "ja"), why_in(shut, "en")) == ("年末年始", "New Year")
        (closure,) = north.schedules[city.kinds[0].key][0].closures
        assert closure.centre == "東センター"
        assert shut_of(south, *NEW_YEAR) == ()
        marks = marks_of(city, north, *NEW_YEAR)
        (told,) = instead_of(north, marks, *NEW_YEAR)[date(2026, 12, 31)]
        assert (told.how, told.why, why_in(told, "en")) == ("is_closed", "年末年始", "New Year")


def written(city: City) -> City:
    folder = folder_of() / "out"
    native.write(city, folder)
    return native.read(folder)


def test_a_move_to_another_year_is_doubtful() -> None:
    city = read(
        "2026-12-31,,A,もえる,振替,2026-01-04,,,\n2026-12-28,,A,もえる,振替,2027-01-05,,,\n"
    )
    told = [(one.code, one.line, one.column) for one in city.findings if one.line]
    assert told == [("moved_far", 2, 6)]


def test_a_day_off_after_the_last_day_does_not_make_the_data_longer() -> None:
    rules = f"{START}A,粗大,2026-12-30 2027-01-09,,,,\n"
    row = HEADER + "2027-12-31,2028-01-03,,,休み,,年末年始,,\n"
    city = native.read(folder_of(areas=AREAS, collection=rules, exceptions=row))
    assert city.areas[0].ends() == date(2027, 1, 9)
