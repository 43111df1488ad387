"""Odd feeds are read right or refused with a reason; nothing is guessed, nothing is dropped."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, time
from pathlib import Path

import pytest
from clients.samples.gtfs import PATH, TABLES, packed, put
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from civickit.clients._gtfs_records import seconds
from civickit.clients.gtfs import Gtfs, feed
from civickit.core.errors import UnknownName, UnreadableTable
from civickit.core.fetch import Fetcher
from civickit.tables.model import Limits

MONDAY_OFF = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
SUNDAY = date(2026, 11, 22)
NEW_YEARS_EVE = date(2026, 12, 31)


@pytest.fixture
def nagisa() -> Gtfs:
    return Gtfs(packed())


def times(found: Gtfs, stop: str, day: date, after: time = time.min) -> list[str]:
    return [f"{one.time:%d %H:%M} {one.trip.id}" for one in found.departures(stop, day, after)]


def test_what_there_is(nagisa: Gtfs) -> None:
    assert [one.name for one in nagisa.agencies] == ["なぎさ町営バス"]
    assert nagisa.stops["gakko"].name == "学校前, 東"
    assert (nagisa.stops["eki_1"].parent_station, nagisa.stops["eki_1"].platform_code) == (
        "eki",
        "1",
    )
    assert nagisa.routes["minato"].name == "港線"
    assert nagisa.routes["onsen"].name == "2"
    assert [trip.direction_id for trip in nagisa.trips.values()] == [0, 0, 0, 1, 0, None, 0]
    assert sum(1 for _ in nagisa.stop_times()) == 19
    info = nagisa.feed_info
    assert info is not None
    assert (info.publisher, info.version) == ("なぎさ町", "2026-04")
    assert nagisa.period() == (date(2026, 4, 1), date(2027, 3, 31))


def test_tables_of_the_third_edition_are_at_hand_and_not_needed(nagisa: Gtfs) -> None:
    assert list(nagisa.table("agency_jp")) == [
        {"agency_id": "9000020999999", "agency_official_name": "なぎさ町"}
    ]
    fourth = Gtfs(packed(without=("agency_jp",)))
    with pytest.raises(UnknownName, match="agency_jp"):
        next(fourth.table("agency_jp"))
    assert times(fourth, "eki_1", TUESDAY) == times(nagisa, "eki_1", TUESDAY)


def test_an_older_edition_may_lack_what_is_optional() -> None:
    bare = Gtfs(packed(without=("feed_info", "translations", "shapes", "frequencies")))
    assert bare.feed_info is None
    assert bare.translations == ()
    assert bare.period() == (date(2026, 4, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("folder", "encoding"),
    [("", "utf-8-sig"), ("GTFS-JP/", "utf-8"), ("なぎさ町/時刻表/", "utf-8"), ("feed\\", "utf-8")],
)
def test_a_folder_and_a_byte_order_mark_do_no_harm(folder: str, encoding: str) -> None:
    found = Gtfs(packed(folder=folder, encoding=encoding))
    assert found.agencies[0].id == "9000020999999"
    assert found.agencies[0].name == "なぎさ町営バス"
    assert len(found.stops) == 7


class WindowsName(zipfile.ZipInfo):
    """A name as Windows writes it: in cp932, without saying so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own name
        return self.filename.encode("cp932"), self.flag_bits


def test_a_folder_named_in_the_encoding_of_windows(tmp_path: Path) -> None:
    """ソ and 表 end with the byte of a backslash."""
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in TABLES.items():
            archive.writestr(WindowsName(f"ソ時刻表/{name}.txt"), text)
    assert "ソ時刻表".encode("cp932") in path.read_bytes()
    assert len(Gtfs(path).stops) == 7


def test_what_a_mac_adds_is_left_aside(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    path.write_bytes(packed(folder="feed/"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/feed/._stop_times.txt", b"\x00\x05")
        archive.writestr("feed/.DS_Store", b"\x00")
        archive.writestr("README.txt", "hello")
    assert Gtfs(path).table_names == sorted(TABLES)


def test_two_feeds_in_one_archive_are_not_mixed(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    path.write_bytes(packed(folder="weekday/"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("holiday/stop_times.txt", TABLES["stop_times"])
    with pytest.raises(UnreadableTable, match=r"2 timetables.*'weekday', 'holiday'"):
        Gtfs(path)


@pytest.mark.parametrize("missing", ["agency", "stops", "routes", "trips", "stop_times"])
def test_a_missing_table_is_named(missing: str) -> None:
    with pytest.raises(UnreadableTable, match=rf"lacks {missing}\.txt; it holds"):
        Gtfs(packed(without=(missing,)))


def test_either_calendar_is_enough() -> None:
    only_dates = Gtfs(packed(without=("calendar",)))
    assert only_dates.services_on(MONDAY_OFF) == {"土日祝"}
    only_weeks = Gtfs(packed(without=("calendar_dates",)))
    assert only_weeks.services_on(MONDAY_OFF) == {"平日", "毎日"}
    with pytest.raises(UnreadableTable, match=r"calendar\.txt or calendar_dates\.txt"):
        Gtfs(packed(without=("calendar", "calendar_dates")))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"stop_id,stop_name\n", b"<html>"])
def test_what_is_no_archive_is_told(content: bytes) -> None:
    with pytest.raises(UnreadableTable):
        Gtfs(content)


def test_a_locked_archive_is_told() -> None:
    content = bytearray(packed())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableTable, match="locked with a password"):
        Gtfs(bytes(content))


@settings(max_examples=200)
@given(place=st.integers(0, len(packed()) - 1), byte=st.integers(0, 255))
def test_a_damaged_byte_is_read_around_or_told(place: int, byte: int) -> None:
    content = bytearray(packed())
    content[place] = byte
    with suppress(UnreadableTable):
        read_everything(bytes(content))


@given(
    table=st.sampled_from(sorted(TABLES)),
    place=st.integers(0, 500),
    text=st.text('0129:,-"\n\0x 時.', max_size=3),
)
def test_a_damaged_cell_is_read_or_told(table: str, place: int, text: str) -> None:
    whole = TABLES[table]
    spoilt = whole[: place % len(whole)] + text + whole[place % len(whole) + 1 :]
    with suppress(UnreadableTable):
        read_everything(packed(**{table: spoilt}))


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(UnreadableTable, match="would unpack to"):
        Gtfs(packed(stop_times="trip_id\n" + "0" * 30_000_000))
    with pytest.raises(UnreadableTable, match="larger than 100 bytes"):
        Gtfs(packed(), limits=Limits(max_bytes=100))


def test_days_of_service(nagisa: Gtfs) -> None:
    assert nagisa.services_on(TUESDAY) == {"平日", "毎日"}
    assert nagisa.services_on(SUNDAY) == {"土日祝", "毎日"}
    assert nagisa.services_on(MONDAY_OFF) == {"土日祝", "毎日"}
    assert nagisa.services_on(NEW_YEARS_EVE) == {"平日", "毎日", "終夜"}
    assert nagisa.services_on(date(2026, 3, 31)) == frozenset()
    assert [trip.id for trip in nagisa.trips_on(SUNDAY)] == ["m3", "o1", "o2"]


def test_departures_of_a_holiday(nagisa: Gtfs) -> None:
    assert times(nagisa, "eki_1", TUESDAY) == ["24 08:00 m1", "24 10:00 m2"]
    assert times(nagisa, "eki_1", TUESDAY, time(8, 1)) == ["24 10:00 m2"]
    assert times(nagisa, "eki_1", MONDAY_OFF) == ["23 09:00 m3"]


def test_nobody_boards_at_the_end_or_where_it_is_not_possible(nagisa: Gtfs) -> None:
    assert times(nagisa, "minato", TUESDAY) == ["24 18:00 m4"]
    assert times(nagisa, "onsen", TUESDAY) == []
    assert times(nagisa, "gakko", SUNDAY) == ["22 00:10 o2", "23 00:10 o2"]  # not m3: pickup 1


def test_after_midnight_is_the_next_day(nagisa: Gtfs) -> None:
    """24:10 of Saturday is 00:10 of Sunday, and both ways of asking find it once."""
    assert times(nagisa, "gakko", TUESDAY) == [
        "24 00:10 o2",
        "24 08:06 m1",
        "24 18:06 m4",
        "25 00:10 o2",
    ]
    found = nagisa.departures("gakko", TUESDAY)
    assert [one.service_date.day for one in found] == [23, 24, 24, 24]
    assert found[1].time.isoformat() == "2026-11-24T08:06:30+09:00"
    new_year = nagisa.departures("eki_2", date(2027, 1, 1), time(1))
    assert (new_year[0].time.isoformat(), new_year[0].trip.id) == (
        "2027-01-01T01:30:00+09:00",
        "night",
    )


def test_a_stop_without_a_time_lies_between(nagisa: Gtfs) -> None:
    [one] = nagisa.departures("sakura", TUESDAY)
    assert one.time.isoformat() == "2026-11-24T08:03:00+09:00"
    assert not one.exact


def test_a_bus_every_twenty_minutes(nagisa: Gtfs) -> None:
    found = [one for one in nagisa.departures("eki_2", TUESDAY) if one.trip.id == "o1"]
    assert [f"{one.time:%H:%M}" for one in found] == ["09:00", "09:20", "09:40"]
    assert not any(one.exact for one in found)


def test_a_station_has_the_departures_of_its_stops(nagisa: Gtfs) -> None:
    both = times(nagisa, "eki_1", TUESDAY) + times(nagisa, "eki_2", TUESDAY)
    assert sorted(times(nagisa, "eki", TUESDAY)) == sorted(both)


def test_headsigns_of_a_stop_come_first(nagisa: Gtfs) -> None:
    first, second = nagisa.departures("eki_1", TUESDAY)
    assert (first.headsign, second.headsign) == ("港", "港 急行")


def test_an_unknown_stop_is_told(nagisa: Gtfs) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'minato'"):
        nagisa.departures("minatoo", TUESDAY)


def test_a_service_day_starts_twelve_hours_before_noon() -> None:
    """On the night when clocks go back, 26:30 is the second half past one."""
    times_of_night = TABLES["stop_times"].replace("25:30", "26:30").replace("26:00:", "27:00:")
    found = Gtfs(
        packed(
            agency=TABLES["agency"].replace("Asia/Tokyo", "America/New_York"),
            stop_times=times_of_night,
            calendar_dates=TABLES["calendar_dates"].replace("20261231", "20261031"),
        )
    )
    departures = found.departures("eki_2", date(2026, 11, 1))
    [night] = [one for one in departures if one.trip.id == "night"]
    assert night.time.isoformat() == "2026-11-01T01:30:00-05:00"
    assert (night.service_date, night.time.fold) == (date(2026, 10, 31), 1)


def test_routes_as_lines(nagisa: Gtfs) -> None:
    """By shape where there is one, in the order of its numbers; else from stop to stop."""
    minato, onsen = nagisa.route_lines()
    assert minato.lines == (
        ((30.0011, 150.0011), (30.01, 150.012), (30.02, 150.02)),
        ((30.02, 150.02), (30.01, 150.01), (30.0012, 150.0012)),
    )
    assert onsen.lines == (
        ((30.0012, 150.0012), (30.03, 150.025)),
        ((30.0012, 150.0012), (30.01, 150.01), (30.03, 150.025)),
    )


def test_translations_by_record_before_those_by_value(nagisa: Gtfs) -> None:
    def name(stop: str, language: str) -> str | None:
        value = nagisa.stops[stop].name
        return nagisa.translated("stops", "stop_name", language, record_id=stop, value=value)

    assert name("eki_1", "en") == "Nagisa Station (1)"
    assert name("eki_2", "en") == "Nagisa Station"
    assert name("eki_2", "ja-hrkt") == "なぎさえき"
    assert name("minato", "en") == "Harbour"
    assert name("gakko", "en") is None


def test_translations_of_the_second_edition() -> None:
    old = "trans_id,lang,translation\nなぎさ駅,ja-Hrkt,なぎさえき\n"
    found = Gtfs(packed(translations=old))
    assert found.translated("stops", "stop_name", "ja-Hrkt", value="なぎさ駅") == "なぎさえき"


@pytest.mark.parametrize(
    ("written", "value"),
    [("8:00:00", 28800), ("25:10:00", 90600), (" 00:00:01 ", 1), ("", None), ("123:00:00", 442800)],
)
def test_times(written: str, value: int | None) -> None:
    assert seconds(written) == value


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("stop_times", "8:00:00,8:00:00", "8:00,8:00", "line 2 of stop_times.txt"),
        ("stop_times", "18:12:00,18:12:00,eki_2,3", "18:72:00,18:72:00,eki_2,3", "line 11"),
        ("stop_times", "eki_1,1,港", "eki_1,one,港", "line 6"),
        ("stop_times", "stop_sequence", "sequence", "lacks the column stop_sequence"),
        ("stop_times", "sakura,5,,0,0", "sakura,5,,0,0,7", "7.* cells under|9 cells under 8"),
        ("stops", "30.0010,150.0010", "150.0010,30.0010", "stop_lat '150.0010'"),
        ("stops", "30.0010,150.0010", "north,150.0010", "line 2 of stops.txt"),
        ("stops", "eki_2,なぎさ駅", "eki_1,なぎさ駅", "two different rows with the id 'eki_1'"),
        ("calendar", "20260401", "2026-04-01", "start_date '2026-04-01'"),
        ("calendar", "平日,1,1", "平日,1,yes", "tuesday 'yes'"),
        ("calendar_dates", "20261123,2", "20261123,3", "exception_type '3'"),
        ("frequencies", ",1200,", ",0,", "headway_secs '0'"),
        ("shapes", "30.0011,150.0011", ",", "shape_pt_lat ''"),
        ("agency", "Asia/Tokyo", "Asia/Nagisa", "no such time zone: 'Asia/Nagisa'"),
        ("trips", "minato,平日,m1", "bus,平日,m1", "names 'bus', which is not there"),
        ("trips", "平日,m2", "平日,m0", "names 'm2', which is not there"),
        ("stop_times", "m1,8:00:00,8:00:00", "m1,,", "has no time at its first or last stop"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    table: str, old: str, new: str, said: str
) -> None:
    assert old in TABLES[table]
    with pytest.raises(UnreadableTable, match=said):
        read_everything(packed(**{table: TABLES[table].replace(old, new, 1)}))


def read_everything(content: bytes) -> None:
    found = Gtfs(content)
    for stop in found.stops:
        found.departures(stop, TUESDAY)
    found.route_lines()
    found.period()


def test_a_table_in_another_encoding_is_told() -> None:
    with pytest.raises(UnreadableTable, match=r"stops\.txt.*UTF-8"):
        read_everything(packed(encoding="cp932"))


def test_a_file_may_end_anyhow() -> None:
    """Without a last line end, with empty lines, with a comma too many on each line."""
    stops = TABLES["stops"].strip().replace("\n", "\r\n")
    trips = TABLES["trips"].replace("\n", "\n\n")
    shapes = TABLES["shapes"].replace("\n", ",\n")
    found = Gtfs(packed(stops=stops, trips=trips, shapes=shapes))
    assert (len(found.stops), len(found.trips), len(found.shapes["s1"])) == (7, 7, 3)


def test_an_old_copy_says_so(httpserver: HTTPServer, make_fetch: Callable[..., Fetcher]) -> None:
    put(httpserver, packed())
    url = httpserver.url_for(PATH)
    assert feed(url, make_fetch()).stale == ""
    httpserver.clear()
    httpserver.expect_request("/never").respond_with_data("")
    again = feed(url, make_fetch())
    assert "copy of" in again.stale
    assert again.name == url
