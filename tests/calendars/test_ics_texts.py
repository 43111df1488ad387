"""Whatever stands in the city's files, the feed stays a feed with the same days."""

from __future__ import annotations

import re
from datetime import date

import icalendar
import pytest
from calendars.hand_made_city import area, city
from calendars.ics_rules import faults
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from civickit.calendars.city import City, Kind, Notice
from civickit.calendars.ics import FeedOptions, feed

TODAY = date(2026, 4, 10)
ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(",;:\\\"'\r\n\t\x00\x07\x0b\x85\u2028\u202e\ud800\U0001f600あ한ng"),
    ),
    max_size=120,
)
NASTY = (
    "BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT",
    "a,b;c:d\\e\\n\nf",
    "\x00\x07\x1b\x7f\x85\u2028\u2029\ud800",
    "あ" * 5000,
    "\u202e逆さ",
    "e" + "\u0301" * 300,
    "👩‍👩‍👧‍👦" * 40,
    "",
    " ",
)


def spoilt(one: str) -> City:
    kind = Kind("k", {"ja": one}, {"ja": one})
    here = area()._replace(
        key=one, names={"ja": one}, group={"ja": one}, remarks=({"ja": one},), doubts=(one,)
    )
    rules = here.schedules["burnable"]
    notice = Notice({"ja": one}, date(2026, 4, 1), date(2026, 4, 30))
    return City(
        *("native", "0", (here._replace(schedules={"k": rules}),), (kind,)),
        notices=(notice, Notice({"ja": one})),
    )


def holds(one: str) -> None:
    town = spoilt(one)
    options = FeedOptions(apart=True, alarm="evening")
    content = feed(town, town.areas[0], options, TODAY, zone=one, url=one, title=one, scope=one)
    assert faults(content) == []
    known = feed(city(), area(), options, TODAY)
    days = {
        read.start
        for read in icalendar.Calendar.from_ical(known).walk("VEVENT")
        if "燃やすごみ" in read["SUMMARY"]
    }
    found = list(icalendar.Calendar.from_ical(content).walk("VEVENT"))
    assert {read.start for read in found if read.walk("VALARM")} == days
    assert len(found) == len(days) + 1
    assert len(list(IcsCalendarStream.calendar_from_ics(content.decode()).timeline)) == len(found)


@pytest.mark.parametrize("one", NASTY, ids=range(len(NASTY)))
def test_hostile_words_change_no_day(one: str) -> None:
    holds(one)


@given(ANYTHING)
def test_any_words_change_no_day(one: str) -> None:
    town = spoilt(one)
    content = feed(town, town.areas[0], FeedOptions(), TODAY, title=one, url=one, zone=one)
    assert faults(content) == []


def test_words_come_through_as_they_are() -> None:
    said = 'a,b;c:d\\e "f" \N{SNOWMAN} é 한 ，；'
    town = spoilt(said)
    content = feed(town, town.areas[0], FeedOptions(), TODAY)
    read = icalendar.Calendar.from_ical(content)
    event = read.walk("VEVENT")[0]
    assert event["SUMMARY"] == said
    assert said in event["DESCRIPTION"]
    assert event["CATEGORIES"].cats == [said]
    # icalendar leaves values of names it does not know as they stand in the file
    names = {re.sub(r"\\([\\,;])", r"\1", read[key]) for key in ("NAME", "X-WR-CALNAME")}
    assert names == {f"{said} {said}"}
    (first, *_) = IcsCalendarStream.calendar_from_ics(content.decode()).timeline
    assert first.summary == said


def test_an_address_is_never_more_than_an_address() -> None:
    town = city()
    url = "https://a.example/areas/e?x=1&y=あ b\r\nX-EVIL:1"
    content = feed(town, town.areas[0], FeedOptions(), TODAY, url=url)
    assert faults(content) == []
    assert b"\r\nX-EVIL" not in content
