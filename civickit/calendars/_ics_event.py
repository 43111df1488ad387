"""What `icalendar` writes: each wording once, for whatever areas and days it is said of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from civickit.calendars._clean import clean, clean_lines
from civickit.calendars._words import words
from civickit.calendars.rules import Why
from civickit.calendars.why import said
from civickit.core.errors import MissingExtra

if TYPE_CHECKING:
    from icalendar import Component, Event

Alarm = Literal["none", "evening", "morning"]

PRODUCT = "-//civickit//collection days//EN"
ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]{0,63}")
REFRESHED = timedelta(hours=12)
BEFORE_MIDNIGHT = {"evening": timedelta(hours=-5), "morning": timedelta(hours=6, minutes=30)}


class Thing(NamedTuple):
    """A kind that an event is about."""

    name: str
    description: str
    key: str
    why: Why


class Dates(NamedTuple):
    """A day's lines: `span` are DTSTART and DTEND, `stamp` is DTSTAMP."""

    span: bytes
    stamp: bytes


def _event() -> Event:
    try:
        from icalendar import Event
    except ImportError:
        raise MissingExtra("Calendar feeds", "calendars") from None
    return Event()


def _inside(event: Event) -> bytes:
    """The event's lines, folded and escaped, without BEGIN and END."""
    return bytes(event.to_ical()).removeprefix(b"BEGIN:VEVENT\r\n").removesuffix(b"END:VEVENT\r\n")


@lru_cache(2048)
def dates(day: date) -> Dates:
    span, stamp = _event(), _event()
    span.add("dtstart", day)
    span.add("dtend", day + timedelta(days=1))
    stamp.add("dtstamp", datetime(day.year, day.month, day.day, tzinfo=UTC))
    return Dates(_inside(span), _inside(stamp))


@lru_cache(256)
def ending(address: str) -> bytes:
    """The line of the area's page."""
    event = _event()
    if address:
        event.add("url", address)
    return _inside(event)


@lru_cache(8192)
def body(things: tuple[Thing, ...], told: tuple[str, ...], lang: str, alarm: Alarm) -> bytes:
    """All of an event that depends neither on its day nor on its area, to END:VEVENT.

    Without things the first of `told` is its title.
    """
    own = words(lang)
    names = [clean(thing.name, 80) or clean(thing.key, 80) or own["title"] for thing in things]
    title = own["joined"].join(names) if names else clean(told[0])
    event = _event()
    event.add("summary", title)
    if about := "\n".join(_about(things, names, told if things else told[1:], lang)):
        event.add("description", about)
    if names:
        event.add("categories", names)
    event.add("transp", "TRANSPARENT")
    if alarm != "none":
        event.add_component(_alarm(title, alarm))
    return _inside(event) + b"END:VEVENT\r\n"


def _about(
    things: Sequence[Thing], names: Sequence[str], told: Sequence[str], lang: str
) -> list[str]:
    own = words(lang)
    lines = []
    for thing, name in zip(things, names, strict=True):
        lines.append(f"{name}{own['colon']}{clean(said(thing.why, lang))}")
        lines.append(clean_lines(thing.description))
    notice = own["notice"] if things else "{text}"
    lines += [notice.format(text=clean_lines(one)) for one in told if one]
    return [line for line in lines if line]


def _alarm(title: str, alarm: Alarm) -> Component:
    from icalendar import Alarm as Bell

    component = Bell()
    component.add("action", "DISPLAY")
    component.add("description", title)
    component.add("trigger", BEFORE_MIDNIGHT[alarm])
    return component


@lru_cache(256)
def calendar_head(name: str, about: str, zone: str, address: str) -> bytes:
    """The calendar's own lines, from BEGIN:VCALENDAR to the first event."""
    _event()
    from icalendar import Calendar, vDuration, vText

    calendar = Calendar()
    for key, value in (
        *(("version", "2.0"), ("prodid", PRODUCT), ("calscale", "GREGORIAN")),
        *(("method", "PUBLISH"), ("name", name), ("description", about)),
        *(("x-wr-calname", name), ("x-wr-caldesc", about)),
    ):
        calendar.add(key, vText(value))
    if ZONE.fullmatch(zone):
        calendar.add("x-wr-timezone", vText(zone))
    if address:
        calendar.add("url", address)
    calendar.add("refresh-interval", vDuration(REFRESHED), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESHED))
    return bytes(calendar.to_ical()).removesuffix(b"END:VCALENDAR\r\n")
