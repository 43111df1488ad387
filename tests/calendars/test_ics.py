"""Feeds: the right days for three other readers, the same bytes, UIDs that stay."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from calendars.hand_made_city import area, city, kinds
from calendars.ics_rules import faults
from ical.calendar_stream import IcsCalendarStream

from civickit.calendars.city import Area, City, Notice
from civickit.calendars.grid import months_from
from civickit.calendars.ics import ALARMS, FeedOptions, etag, feed, feed_range
from civickit.calendars.opening import read_city
from civickit.calendars.rules import Extra, OnDates, Schedule

TODAY = date(2026, 4, 10)
TOWN = Path(__file__).parents[2] / "civickit/town/data/collection"
CITY = city()
EAST = CITY.areas[0]


def events(content: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def by_uid(content: bytes) -> dict[str, bytes]:
    return {str(one["UID"]): one.to_ical() for one in events(content)}


def wanted(town: City, one: Area, today: date) -> list[tuple[date, str]]:
    """Day and name of each kind, as the rules say, counted without the feed's help."""
    first, last = feed_range(today)
    return sorted(
        (day.day, kind.names["ja"])
        for kind in town.kinds
        for day in one.days(kind.key, first, last)
    )


def collected(content: bytes) -> list[tuple[date, str]]:
    """Day and name of each kind as the feed's categories say."""
    return sorted(
        (one.start, str(name))
        for one in events(content)
        for name in (one["CATEGORIES"].cats if "CATEGORIES" in one else ())
    )


def days_by_icalendar(content: bytes) -> Iterator[date]:
    for one in events(content):
        assert one.end - one.start == timedelta(days=1)
        if "CATEGORIES" in one:
            yield one.start


def days_by_ical(content: bytes) -> Iterator[date]:
    for one in IcsCalendarStream.calendar_from_ics(content.decode()).timeline:
        assert one.end - one.start == timedelta(days=1)
        if one.categories:
            assert isinstance(one.start, date)
            yield one.start


def days_by_recurring(content: bytes) -> Iterator[date]:
    first, last = feed_range(TODAY)
    query = recurring_ical_events.of(icalendar.Calendar.from_ical(content))
    for one in query.between(first, last + timedelta(days=1)):
        if "CATEGORIES" in one:
            yield one.start


READERS = (days_by_icalendar, days_by_ical, days_by_recurring)


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("town", ["hand-made", "sample town"])
def test_every_reader_sees_the_days_of_the_rules(town: str, reader: Any, apart: bool) -> None:
    read = CITY if town == "hand-made" else read_city(TOWN)
    for one in read.areas[:3]:
        content = feed(read, one, FeedOptions(apart=apart), TODAY)
        assert faults(content) == []
        days = [day for day, _ in wanted(read, one, TODAY)]
        assert len(set(days)) > 60
        assert sorted(reader(content)) == (days if apart else sorted(set(days)))
        assert collected(content) == wanted(read, one, TODAY)


@pytest.mark.parametrize(
    ("name", "today"), [("hiroshima", date(2021, 4, 1)), ("kanazawa", date(2014, 4, 1))]
)
def test_a_real_citys_days(city_files: Path, name: str, today: date) -> None:
    real = read_city(city_files / "gomi5374" / name)
    for one in real.areas[:: max(1, len(real.areas) // 5)]:
        content = feed(real, one, FeedOptions(), today)
        assert faults(content) == []
        days = {day for day, _ in wanted(real, one, today)}
        assert sorted(set(days_by_ical(content))) == sorted(days)
        assert len(collected(content)) == len(wanted(real, one, today))


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en", "pt"])
@pytest.mark.parametrize("alarm", ALARMS)
def test_every_variant_keeps_the_rules(lang: str, alarm: Any) -> None:
    for apart in (False, True):
        content = feed(
            CITY, EAST, FeedOptions(lang, apart, alarm), TODAY, url="https://a.example/e"
        )
        assert faults(content) == []
        rung = [one for one in events(content) if one.walk("VALARM")]
        assert len(rung) == (0 if alarm == "none" else len(events(content)) - 1)


@pytest.mark.parametrize(
    ("alarm", "hour"), [("evening", timedelta(hours=-5)), ("morning", timedelta(hours=6.5))]
)
def test_an_alarm_rings_before_the_truck_comes(alarm: Any, hour: timedelta) -> None:
    content = feed(CITY, EAST, FeedOptions(alarm=alarm), TODAY)
    assert {bell["TRIGGER"].dt for one in events(content) for bell in one.walk("VALARM")} == {hour}


def test_a_day_with_two_kinds_is_one_event_or_two() -> None:
    day = date(2026, 4, 1)
    for apart, count in ((False, 1), (True, 2)):
        content = feed(CITY, EAST, FeedOptions(apart=apart), TODAY)
        found = [one for one in events(content) if one.start == day]
        assert len(found) == count
    content = feed(CITY, EAST, FeedOptions(), TODAY)
    (one,) = (one for one in events(content) if one.start == day)
    assert one["SUMMARY"] == "ペットボトル・あきびん・かん"
    assert "第1水曜日" in one["DESCRIPTION"]
    assert "朝8時までに, 袋に入れて" in one["DESCRIPTION"]


def test_a_moved_day_says_from_where() -> None:
    (one,) = (
        one
        for one in events(feed(CITY, EAST, FeedOptions("en"), TODAY))
        if one.start == date(2026, 5, 6)
    )
    assert "moved from 4 May: holiday" in one["DESCRIPTION"]
    assert "Late when it snows" in one["DESCRIPTION"]


def test_notices_are_on_their_days_and_always_ones_on_the_calendar() -> None:
    content = feed(CITY, EAST, FeedOptions(), TODAY)
    told = {one.start for one in events(content) if "雪の朝は遅れます" in one["DESCRIPTION"]}
    assert min(told) == date(2026, 5, 5)
    assert "問い合わせは役場へ" in icalendar.Calendar.from_ical(content)["X-WR-CALDESC"]


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2024, 2, 29), date(2026, 12, 31)])
def test_the_range_keeps_last_month_and_more_than_a_year(today: date) -> None:
    first, last = feed_range(today)
    assert first.day == 1
    assert (last + timedelta(days=1)).day == 1
    assert timedelta(days=28) <= today - first <= timedelta(days=62)
    assert last - today >= timedelta(days=365)
    inside = [month for month in months_from(first, 15) if month <= last]
    assert len(inside) == 15


def test_the_same_data_gives_the_same_bytes_all_month() -> None:
    made = {feed(city(), area(), FeedOptions(), date(2026, 4, day)) for day in range(1, 31)}
    assert len(made) == 1
    assert etag(*made) == f'"{hashlib.sha256(*made).hexdigest()[:24]}"'
    assert made != {feed(CITY, EAST, FeedOptions(), date(2026, 5, 1))}


def test_the_stamp_is_the_datas_and_nothing_else_has_a_clock() -> None:
    content = feed(CITY, EAST, FeedOptions(), TODAY, stamp=date(2026, 3, 20))
    stamps = {one["DTSTAMP"].dt for one in events(content)}
    assert stamps == {datetime(2026, 3, 20, tzinfo=UTC)}
    assert not any("CREATED" in one or "LAST-MODIFIED" in one for one in events(content))


def changed(one: Area, kind: str, *changes: Any) -> Area:
    (old,) = one.schedules[kind]
    new = old._replace(changes=(*old.changes, *changes))
    return one._replace(schedules={**one.schedules, kind: (new,)})


@pytest.mark.parametrize("apart", [False, True])
def test_other_events_stay_when_a_day_joins(apart: bool) -> None:
    day = date(2026, 6, 2)
    options = FeedOptions(apart=apart)
    before = by_uid(feed(CITY, EAST, options, TODAY))
    more = changed(EAST, "bottles", Extra(day))
    after = by_uid(feed(CITY, more, options, TODAY))
    different = {uid for uid in before.keys() & after.keys() if before[uid] != after[uid]}
    assert before.keys() <= after.keys()
    if apart:  # a new event, and no other one is touched
        assert (different, len(after) - len(before)) == (set(), 1)
    else:  # the day's own event says more, under the same UID
        assert len(after) == len(before)
        assert different == {"20260602-east@collection"}


def test_a_new_name_is_no_new_event() -> None:
    renamed = tuple(kind._replace(names={"ja": f"新{kind.key}"}) for kind in kinds())
    before = by_uid(feed(CITY, EAST, FeedOptions(apart=True), TODAY))
    after = by_uid(feed(CITY._replace(kinds=renamed), EAST, FeedOptions(apart=True), TODAY))
    assert before.keys() == after.keys()
    assert before != after


def test_no_two_areas_share_an_event() -> None:
    two = city(area("east"), area("west"))
    uids = [set(by_uid(feed(two, one, FeedOptions(), TODAY, scope="38000"))) for one in two.areas]
    assert not uids[0] & uids[1]
    assert all(uid.endswith("@38000") for uid in uids[0])


@pytest.mark.parametrize(
    ("today", "day"), [(date(2026, 4, 10), date(2027, 4, 1)), (date(2030, 7, 9), date(2030, 7, 1))]
)
def test_the_end_of_the_data_is_an_event(today: date, day: date) -> None:
    content = feed(CITY, EAST, FeedOptions("en"), today)
    (one,) = (one for one in events(content) if "CATEGORIES" not in one)
    assert one.start == day
    assert one["SUMMARY"] == "Waste collection: the city's data ends here"
    assert "31 March 2027" in one["DESCRIPTION"]
    assert faults(content) == []


def test_kinds_that_end_before_others_are_named() -> None:
    mixed = area(last=None)
    content = feed(city(mixed), mixed, FeedOptions("en"), TODAY)
    (one,) = (one for one in events(content) if "CATEGORIES" not in one)
    assert one.start == date(2026, 6, 13)
    assert one["SUMMARY"].endswith("ends here (Paper and cloth)")
    endless = mixed._replace(schedules={"burnable": mixed.schedules["burnable"]})
    assert all("CATEGORIES" in one for one in events(feed(CITY, endless, FeedOptions(), TODAY)))


def test_neighbours_share_what_icalendar_made() -> None:
    """Each wording is written once: the feed of a second area asks icalendar for nothing new."""
    from civickit.calendars._ics_event import body

    two = city(area("north-1"), area("north-2"))
    feed(two, two.areas[0], FeedOptions("ja", alarm="morning"), TODAY)
    asked = body.cache_info().misses
    feed(two, two.areas[1], FeedOptions("ja", alarm="morning"), TODAY)
    assert body.cache_info().misses == asked


def test_events_are_in_order() -> None:
    starts = [one.start for one in events(feed(CITY, EAST, FeedOptions(apart=True), TODAY))]
    assert all(one <= other for one, other in pairwise(starts))


def test_a_notice_of_another_area_is_not_told() -> None:
    other = CITY._replace(notices=(Notice({"ja": "西だけ"}, areas=("west",)),))
    assert "西だけ".encode() not in feed(other, EAST, FeedOptions(), TODAY)


def test_an_area_without_a_name_still_has_a_calendar() -> None:
    bare = Area("x1", {}, {}, schedules={"paper": (Schedule((OnDates((TODAY,)),)),)})
    content = feed(city(bare), bare, FeedOptions("en"), TODAY)
    assert faults(content) == []
    assert icalendar.Calendar.from_ical(content)["NAME"] == "Waste collection x1"


def test_the_suffix_names_the_variant() -> None:
    assert FeedOptions().suffix == ""
    assert FeedOptions("en", True, "evening").suffix == "-apart-evening"
    assert FeedOptions("en", False, "morning").suffix == "-morning"


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.__name__)
def test_an_area_without_days_still_has_a_calendar(reader: Any) -> None:
    """By RFC 5545 a calendar without any component is none, and some programs refuse it."""
    later = Schedule((OnDates((date(2029, 5, 1),)),))
    for one in (EAST._replace(schedules={}), EAST._replace(schedules={"paper": (later,)})):
        content = feed(CITY, one, FeedOptions("en"), TODAY)
        assert faults(content) == []
        assert list(reader(content)) == []
        (told,) = events(content)
        assert (told["SUMMARY"], told.start) == ("Waste collection: no data", date(2026, 4, 1))
