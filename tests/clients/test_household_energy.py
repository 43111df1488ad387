"""Files of meter readings as they are found, and what is told of them."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from clients.samples.household_energy import DAYS, HALF_HOURS, WIDE, green_button, interval
from hypothesis import given
from hypothesis import strategies as st

from civickit.clients.household_energy import (
    JAPAN,
    Reading,
    always_on_w,
    beside_neighbours,
    read,
    totals,
)
from civickit.core.errors import InvalidRecord, UnreadableTable


def table(*rows: str, header: str = "日時,使用量(kWh)") -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def half_hours(day: str, kwh: str = "0.2") -> list[str]:
    return [f"{day} {clock},{kwh}" for clock in HALF_HOURS]


def starts(content: bytes, **options: Any) -> list[str]:
    return [one.start.strftime("%m-%d %H:%M") for one in read(content, **options).readings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_long_table_below_title_rows_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    titles = "電気ご使用量のお知らせ\nご契約者,北野 花\n\n"
    content = titles + table(*half_hours("2026/4/1")).decode()
    path = tmp_path / "使用量.csv"
    path.write_bytes(content.encode(encoding))
    series = read(path)
    assert len(series.readings) == 48
    assert series.readings[0] == Reading(datetime(2026, 4, 1, tzinfo=JAPAN), 30, 0.2)
    assert (series.gaps, series.problems) == ((), ())


@pytest.mark.parametrize(
    ("header", "row", "start"),
    [
        ("datetime,kWh", "2026-04-01T00:30:00+09:00,1", "2026-04-01T00:30:00+09:00"),
        ("datetime,kWh", "2026-03-31T15:30:00Z,1", "2026-03-31T15:30:00+00:00"),
        ("日時,kWh", "202604010030,1", "2026-04-01T00:30:00+09:00"),
        ("日時,kWh", "令和8年4月1日 0:30,1", "2026-04-01T00:30:00+09:00"),
        ("日時,kWh", "2026年4月1日 0時30分,1", "2026-04-01T00:30:00+09:00"),
        ("日時,kWh", "2026/4/1(水) 0:30,1", "2026-04-01T00:30:00+09:00"),
        ("日時,kWh", "2026/3/31 24:00,1", "2026-04-01T00:00:00+09:00"),
        ("年月日,時刻,kWh", "2026/4/1,0:30～1:00,1", "2026-04-01T00:30:00+09:00"),
        ("日付,開始時刻,終了時刻,使用量", "20260401,00:30,01:00,1", "2026-04-01T00:30:00+09:00"),
        ("date,time,usage (Wh)", "2026-04-01,00:30,1000", "2026-04-01T00:30:00+09:00"),
    ],
)
def test_times_as_they_are_written(header: str, row: str, start: str) -> None:
    (reading,) = read(table(row, header=header)).readings
    assert (reading.start.isoformat(), reading.kwh, reading.minutes) == (start, 1, 30)


def test_what_is_missing_is_a_gap_and_not_nothing() -> None:
    rows = half_hours("2026/4/1")
    del rows[10:14]
    rows[20] = "2026/4/1 12:00,"
    series = read(table(*rows))
    gaps = [(one.start.strftime("%H:%M"), one.end.strftime("%H:%M")) for one in series.gaps]
    assert gaps == [("05:00", "07:00"), ("12:00", "12:30")]


def test_doubles_are_given_once_and_told() -> None:
    rows = half_hours("2026/4/1")
    series = read(table(*rows, "2026/4/1 3:00,0.2", "2026/4/1 4:00,9.9", "2026/4/1 4:10,1"))
    assert len(series.readings) == 48
    assert [(one.line, one.value) for one in series.problems] == [
        (50, "0.2"),
        (51, "9.9"),
        (52, "1"),
    ]
    assert "the first said the same" in series.problems[0].reason
    assert "the first said 0.2 kWh" in series.problems[1].reason
    assert "overlaps" in series.problems[2].reason


def test_values_that_are_none_are_refused_and_told() -> None:
    rows = half_hours("2026/4/1")
    for at, value in enumerate(["nan", "1e999", "欠測", "1_0", "-", "-0.5", '"1,000.5"']):
        rows[at] = f"2026/4/1 {HALF_HOURS[at]},{value}"
    series = read(table("いつか,1", *rows))
    assert [one.value for one in series.problems] == [
        "いつか",
        "nan",
        "1e999",
        "欠測",
        "1_0",
        "-0.5",
    ]
    assert [one.action for one in series.problems] == ["refused"] * 5 + ["kept"]
    assert len(series.readings) == 48 - 5
    assert series.readings[1].kwh == 1000.5


def test_both_ways_through_the_meter() -> None:
    header = "日時,買電量(kWh),売電量(kWh),電気料金(円)"
    rows = [f"2026/4/1 {clock},0.1,0.4,9" for clock in HALF_HOURS]
    readings = read(table(*rows, header=header)).readings
    assert totals(readings, "day") == {date(2026, 4, 1): 4.8}
    assert totals(readings, "day", direction="to_grid") == {date(2026, 4, 1): 19.2}


def test_two_ways_at_different_times_are_no_gap() -> None:
    header = "日時,買電量(kWh),売電量(kWh)"
    taken = [f"2026/4/1 {clock},0.1," for clock in HALF_HOURS]
    given_back = [f"2026/4/3 {clock},,0.4" for clock in HALF_HOURS]
    assert read(table(*taken, *given_back, header=header)).gaps == ()


def test_a_counter_gives_differences_and_its_jump_back_is_a_gap() -> None:
    levels = [100.0, 100.2, 100.5, 0.1, 0.4]
    rows = [f"2026/4/1 {HALF_HOURS[at]},{level}" for at, level in enumerate(levels)]
    series = read(table(*rows, header="日時,積算電力量指示数(kWh)"))
    assert [one.kwh for one in series.readings] == [0.2, 0.3, 0.3]
    assert "went back from 100.5" in series.problems[0].reason
    assert [(one.start.hour, one.end.hour, one.end.minute) for one in series.gaps] == [(1, 1, 30)]


def test_a_missing_look_at_the_counter_loses_no_energy() -> None:
    rows = ["2026/4/1 0:00,10", "2026/4/1 0:30,10.2", "2026/4/1 2:00,11"]
    series = read(table(*rows, header="日時,積算(kWh)"))
    assert [(one.minutes, one.kwh) for one in series.readings] == [(30, 0.2), (90, 0.8)]
    assert series.gaps == ()


def test_clocks_that_are_changed() -> None:
    """In Toronto 2:00 is left out on 8 March 2026, and 1:00 comes twice on 1 November."""
    toronto = ZoneInfo("America/Toronto")
    spring = table(*(f"2026-03-08 {hour}:00,1" for hour in range(5)), header="datetime,kWh")
    series = read(spring, zone=toronto)
    assert [one.start.hour for one in series.readings] == [0, 1, 3, 4]
    assert series.gaps == ()
    assert "was skipped" in series.problems[0].reason
    hours = [0, 1, 1, 2, 3]
    autumn = table(*(f"2026-11-01 {hour}:00,1" for hour in hours), header="datetime,kWh")
    series = read(autumn, zone=toronto)
    assert [one.start.hour for one in series.readings] == hours
    assert (series.gaps, series.problems) == ((), ())


ENDS = ",".join([*HALF_HOURS[1:], "24:00"])
HOURS = ",".join(f"{hour}時" for hour in range(24))
NUMBERS = ",".join(map(str, range(1, 49)))


@pytest.mark.parametrize(
    ("columns", "minutes"),
    [
        (",".join(HALF_HOURS), 30),
        (ENDS, 30),
        (ENDS.replace("24:00", "0:00"), 30),
        (NUMBERS, 30),
        (",".join(f"{clock}～" for clock in HALF_HOURS), 30),
        (HOURS, 60),
    ],
    ids=["begins", "ends", "ends at 0:00", "numbers", "spans", "hours"],
)
def test_a_wide_table_by_the_names_of_its_columns(columns: str, minutes: int) -> None:
    count = 1440 // minutes
    values = [str(number / 100) for number in range(count)]
    days = [f"2026/4/{day},合計," + ",".join(values) for day in range(1, 10)]
    series = read(("日付,計," + columns + "\n" + "\n".join(days) + "\n").encode("cp932"))
    assert len(series.readings) == 9 * count
    assert series.readings[0] == Reading(datetime(2026, 4, 1, tzinfo=JAPAN), minutes, 0.0)
    assert series.readings[-1].kwh == (count - 1) / 100
    assert (series.gaps, series.problems) == ((), ())


def test_a_wide_table_without_a_header() -> None:
    days = [f"2026/4/{day}," + ",".join(["0.25"] * 48) for day in range(1, 10)]
    series = read(("\n".join(days) + "\n").encode())
    assert len(series.readings) == 9 * 48
    assert any("no header" in note for note in series.notes)


def test_a_wide_row_cut_short_leaves_a_gap() -> None:
    lines = WIDE.splitlines()
    lines[5] = ",".join(lines[5].split(",")[:31])
    series = read("\n".join(lines).encode())
    (gap,) = series.gaps
    assert (gap.start.strftime("%m-%d %H:%M"), gap.end.strftime("%H:%M")) == (
        "04-03 15:00",
        "00:00",
    )


def test_columns_out_of_order_are_no_day() -> None:
    columns = ",".join([HALF_HOURS[1], HALF_HOURS[0], *HALF_HOURS[2:]])
    content = f"日付,{columns}\n" + "2026/4/1," + ",".join(["1"] * 48) + "\n"
    with pytest.raises(UnreadableTable, match="do not go through the day in equal steps"):
        read(content.encode())


def day_with(**changes: Any) -> bytes:
    day = {**DAYS["list"][0], **changes}
    return json.dumps({"list": [day]}).encode()


def test_half_hours_that_are_missing_or_marked_are_told() -> None:
    usages: list[Any] = [{"usage": 0.3, "status": "0"}] * 48
    usages[4] = {"usage": None, "status": "9"}
    usages[5] = {"usage": "0.3", "status": "1"}
    usages[6] = {"usage": "x", "status": "0"}
    series = read(day_with(halfHourlyUsages=usages[:47], dailyUsage=99))
    assert len(series.readings) == 45
    assert len(series.gaps) == 2
    assert series.notes == ("half hours are marked with the status 1",)
    reasons = " ".join(one.reason for one in series.problems)
    assert "47 half hours, not 48" in reasons
    assert "the usage is not a number" in reasons
    assert "add up to 13.5 kWh, the day says 99" in reasons


def test_a_bare_list_of_days() -> None:
    assert len(read(json.dumps(DAYS["list"]).encode()).readings) == 48


def test_records_in_json() -> None:
    records = [{"start": f"2026-04-01T0{hour}:00:00+09:00", "kWh": 0.5} for hour in range(4)]
    assert starts(json.dumps(records).encode()) == [f"04-01 0{hour}:00" for hour in range(4)]


KIND = (
    "<uom>{uom}</uom><powerOfTenMultiplier>{power}</powerOfTenMultiplier><flowDirection>{flow}"
    "</flowDirection><intervalLength>3600</intervalLength><currency>{currency}</currency>"
    "<accumulationBehaviour>{kind}</accumulationBehaviour>"
)


def kind(uom: int = 72, power: int = 0, flow: int = 1, currency: int = 124, kind: int = 4) -> str:
    return KIND.format(uom=uom, power=power, flow=flow, currency=currency, kind=kind)


def test_green_button_units_ways_and_costs() -> None:
    feed = green_button(interval(1767243600, 25, "<cost>12345</cost>"), kind=kind(power=3, flow=19))
    series = read(feed.encode())
    (reading,) = series.readings
    assert (reading.kwh, reading.direction, reading.cost) == (25.0, "to_grid", 0.12345)
    assert series.currency == "CAD"


def epoch(written: str) -> int:
    return int(datetime.fromisoformat(written).timestamp())


@pytest.mark.parametrize(
    ("utc", "local"),
    [
        ("2026-03-08T06:59:00+00:00", "2026-03-08T01:59:00-05:00"),
        ("2026-03-08T07:00:00+00:00", "2026-03-08T03:00:00-04:00"),
        ("2026-11-01T05:00:00+00:00", "2026-11-01T01:00:00-04:00"),
        ("2026-11-01T06:00:00+00:00", "2026-11-01T01:00:00-05:00"),
    ],
)
def test_green_button_clocks_are_changed_by_the_file_s_own_rules(utc: str, local: str) -> None:
    (reading,) = read(green_button(interval(epoch(utc), 1)).encode()).readings
    assert reading.start.isoformat() == local


BERLIN = ("3600", "3E0E2000", "AE0E3000")
SYDNEY = ("36000", "A40E2000", "440E3000")
RULES = (
    "<tzOffset>{}</tzOffset><dstOffset>3600</dstOffset><dstStartRule>{}</dstStartRule>"
    "<dstEndRule>{}</dstEndRule>"
)


@pytest.mark.parametrize("month", [1, 3, 4, 10])
@pytest.mark.parametrize(
    ("clock", "zone"), [(BERLIN, "Europe/Berlin"), (SYDNEY, "Australia/Sydney")]
)
def test_green_button_rules_agree_with_the_zone_database(
    month: int, clock: tuple[str, str, str], zone: str
) -> None:
    """The last Sundays of March and October in one half of the world, the first in the other."""
    first = datetime(2026, month, 1, tzinfo=UTC)
    hours = [int((first + timedelta(hours=number)).timestamp()) for number in range(30 * 24)]
    feed = green_button("".join(interval(at, 1) for at in hours), clock=RULES.format(*clock))
    readings = read(feed.encode()).readings
    assert len(readings) == len(hours)
    for reading in readings:
        assert reading.start.utcoffset() == reading.start.astimezone(ZoneInfo(zone)).utcoffset()


def test_green_button_without_a_clock_of_its_own() -> None:
    feed = green_button(interval(1767243600, 1), clock="")
    assert read(feed.encode()).readings[0].start.isoformat() == "2026-01-01T14:00:00+09:00"


def test_green_button_gaps_doubles_and_a_counter() -> None:
    start = 1767243600
    feed = green_button("".join(interval(start + 3600 * n, 1) for n in (0, 1, 1, 4)))
    series = read(feed.encode())
    assert len(series.readings) == 3
    assert [(one.start.hour, one.end.hour) for one in series.gaps] == [(2, 4)]
    assert len(series.problems) == 1
    values = [10_000, 10_500, 200, 900]
    levels = "".join(interval(start + 3600 * n, value) for n, value in enumerate(values))
    series = read(green_button(levels, kind=kind(kind=1)).encode())
    assert [one.kwh for one in series.readings] == [0.5, 0.7]


def test_days_beside_hours_are_not_counted_twice() -> None:
    day = interval(1767243600, 24).replace("3600</duration>", "86400</duration>")
    hours = "".join(interval(1767243600 + 3600 * n, 1) for n in range(24))
    series = read(green_button(day + hours).encode())
    assert totals(series.readings, "day") == {date(2026, 1, 1): 0.024}
    assert len(series.problems) == 1


BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><feed>&c;</feed>'


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        "<feed",
        "<feed/>",
        '<?xml version="1.0" encoding="nonsense"?><feed/>',
        green_button(interval(1, 1), kind=kind(uom=119)),
        green_button(interval(1, 1), kind=kind(flow=7)),
        green_button(interval(1, 1), kind=kind(power=400)),
        green_button(interval(1, 1), kind="<uom>72</uom><intervalLength>h</intervalLength>"),
        green_button(interval(1, 1), clock="<tzOffset>99999999999</tzOffset>"),
        green_button(
            interval(1, 1), clock="<dstOffset>3600</dstOffset><dstStartRule>zz</dstStartRule>"
        ),
        green_button(interval(10**30, 1)),
        green_button("<IntervalReading><value>1</value></IntervalReading>"),
        green_button(interval(1, 1).replace("3600</duration>", "7</duration>")),
        green_button(interval(1, 1)).replace('href="/ReadingType/1"', 'href="/x"', 1).replace(
            "<entry>", '<entry><link rel="self" href="/ReadingType/2"/><content><ReadingType/>'
            "</content></entry><entry>", 1),
        "氏名,電話\n北野,000\n",
        "日付,電話\n2026/4/1,000\n",
        "日時,kWh\nあす,1\nあさって,2\n",
        "日時,kWh\n2026/4/1,1\n2026/5/1,2\n",
        '{"list": [{"consignmentDate": "x", "halfHourlyUsages": []}]}',
        '{"list": [{"consignmentDate": "20260401", "halfHourlyUsages": [3]}]}',
        "",
    ],
    ids=lambda content: content[:60],
)  # fmt: skip
def test_what_is_no_such_file_says_what_was_tried(content: str) -> None:
    with pytest.raises(UnreadableTable, match="Tried: Green Button XML, half hours in JSON"):
        read(content.encode())


def test_a_path_that_is_not_there_is_told() -> None:
    with pytest.raises(UnreadableTable, match="is not there"):
        read("no/such/file.csv")
    with pytest.raises(UnreadableTable, match="download it first"):
        read("https://example.org/energy.csv")


PARTS = st.sampled_from(
    ["日時", "日付", "kWh", "0:00", "24:00", "2026/4/1", "2026/4/1 0:30", ",", ",", "\n", "\n", "1",
     "-", "売電", "積算", "<feed>", "<entry>", "[", "{", '"list"', ":", "}", "]", "１", "99999"]
)  # fmt: skip


@given(st.binary(max_size=80) | st.lists(PARTS, max_size=40).map("".join).map(str.encode))
def test_odd_bytes_end_in_a_series_or_a_sentence(content: bytes) -> None:
    with suppress(UnreadableTable):
        assert read(content).form


def home(days: int, night_kwh: float = 0.05, day_kwh: float = 0.3) -> list[Reading]:
    first = datetime(2026, 4, 6, tzinfo=JAPAN)
    half_hours = (first + timedelta(minutes=30 * number) for number in range(48 * days))
    return [Reading(at, 30, night_kwh if at.hour < 5 else day_kwh) for at in half_hours]


def test_totals_by_day_hour_and_weekday() -> None:
    readings = home(8)
    assert totals(readings, "day")[date(2026, 4, 6)] == 0.05 * 10 + 0.3 * 38
    assert list(totals(readings, "hour")) == list(range(24))
    assert totals(readings, "hour")[0] == 0.8
    weekdays = totals(readings, "weekday")
    assert weekdays[0] == 2 * weekdays[1]
    daily = [Reading(readings[0].start, 1440, 9.0)]
    with pytest.raises(InvalidRecord, match="hours need readings of an hour or less"):
        totals(daily, "hour")


def test_always_on_is_the_median_of_the_nights_minima() -> None:
    readings = home(3)
    readings[4] = readings[4]._replace(kwh=0.01)
    assert always_on_w(readings) == 100.0
    whole_nights_only = [one for one in readings if one.start.day != 7 or one.start.hour != 2]
    assert always_on_w(whole_nights_only) == 60.0
    assert always_on_w(readings[10:48]) is None
    assert always_on_w([]) is None


def test_neighbours_are_compared_with_only_where_they_are_many() -> None:
    few = beside_neighbours(10, [8, 9, 10, 11])
    assert (few.homes, few.median_kwh) == (4, None)
    assert few.said == "Too few homes to compare with: 4, and at least 5 are needed."
    enough = beside_neighbours(12, [8, 9, 10, 11, 400])
    assert (enough.median_kwh, enough.said) == (
        10,
        "This home took 20% more than the median of 5 homes.",
    )
    assert "as much as" in beside_neighbours(10, [10] * 5).said
    assert beside_neighbours(1, [0] * 5).median_kwh == 0
