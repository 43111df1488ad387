"""Feeds for people's own calendars, by RFC 5545 and 7986.

```python
options = FeedOptions("en", alarm="evening")
body = feed(city, area, options, today=date(2026, 4, 1), url="https://…/areas/east", title="East")
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from civickit.calendars._clean import clean, uid_part
from civickit.calendars._ics_event import Alarm, Thing, body, calendar_head, dates, ending
from civickit.calendars._words import day_said, words
from civickit.calendars.city import Area, City, Notice, text
from civickit.calendars.grid import Mark, marks_of, months_from, next_month, notices_of

__all__ = ["ALARMS", "FeedOptions", "etag", "feed", "feed_range"]

ALARMS: tuple[Alarm, ...] = ("none", "evening", "morning")
MONTHS_ON = 13
Marks = Mapping[date, tuple[Mark, ...]]
_FOOT = b"END:VCALENDAR\r\n"
_ADDRESS = ":/?#[]@!$&'()*+,;=%~"


class FeedOptions(NamedTuple):
    """What a subscriber chooses. `apart`: an event for each kind instead of one for the day.

    `alarm`: none, at 19:00 on the evening before, or at 6:30 in the morning.
    """

    lang: str = "ja"
    apart: bool = False
    alarm: Alarm = "none"

    @property
    def suffix(self) -> str:
        """What stands after the area's key in the feed's address: '', '-apart-evening'."""
        alarm = "" if self.alarm == "none" else f"-{self.alarm}"
        return f"{'-apart' if self.apart else ''}{alarm}"


def feed_range(today: date) -> tuple[date, date]:
    """The days a feed speaks of: from the first of last month to the end of the 13th month on.

    It is the same for every day of a month, so a feed changes with the data and once a month.
    """
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    *_, last_month = months_from(today, MONTHS_ON + 1)
    return first, next_month(last_month) - timedelta(days=1)


def etag(content: bytes) -> str:
    """The entity tag of a feed or sheet, with its quotes."""
    return f'"{sha256(content).hexdigest()[:24]}"'


def feed(
    city: City,
    area: Area,
    options: FeedOptions,
    today: date,
    *,
    zone: str = "Asia/Tokyo",
    url: str = "",
    title: str = "",
    scope: str = "",
    stamp: date | None = None,
    marks: Marks | None = None,
) -> bytes:
    """The area's collection days as a calendar; raises MissingExtra without icalendar.

    `url` is the area's page, `title` the calendar's name (else the area's). `scope` is what
    makes an event's UID the city's own (a municipality's code, a host; else that of `url`):
    it must stay the same. `stamp` is the date of the data, the DTSTAMP of every event (else
    1 January); the same data in the same month gives the same bytes. `marks`, the days of
    `feed_range` as `marks_of` gives them, saves counting them again for each variant.
    """
    address = quote(clean(url), safe=_ADDRESS, errors="replace")
    name = _name(area, options.lang, title)
    about = _about(city, area, options.lang, address)
    at = f"{uid_part(area.key)}@{uid_part(scope or _host(address))}"
    shared = dates(stamp or date(feed_range(today)[0].year, 1, 1)).stamp + ending(address)
    events = [
        b"BEGIN:VEVENT\r\nUID:%b\r\n%b%b%b" % (uid.encode(), dates(day).span, shared, inner)
        for day, uid, inner in _events(city, area, options, today, at, marks)
    ]
    return b"".join((calendar_head(name, about, zone, address), *events, _FOOT))


def _events(
    city: City, area: Area, options: FeedOptions, today: date, at: str, marks: Marks | None
) -> Iterator[tuple[date, str, bytes]]:
    """Each event's day, its UID, and what icalendar made of the rest of it."""
    first, last = feed_range(today)
    lang, _, alarm = options
    said = {
        kind.key: (text(kind.names, lang) or kind.key, text(kind.description, lang), kind.key)
        for kind in city.kinds
    }
    notices = notices_of(city, area, first, last)
    if marks is None:
        marks = marks_of(city, area, first, last)
    for day, of_day in marks.items():
        told = _told(notices, day, lang)
        for part, uid in _parts(of_day, f"{day:%Y%m%d}", options.apart):
            things = tuple(Thing(*said[mark.kind], mark.why) for mark in part)
            yield day, f"{uid}-{at}", body(things, told, lang, alarm)
    ends, ended = _ended(area)
    if ends is not None and ends < last:
        names = tuple(said[key][0] for key in ended if key in said)
        yield _end_day(ends, today), f"end-{at}", _end(ends, names, lang)
    elif not marks:  # by RFC 5545 a calendar without any event is none
        yield today.replace(day=1), f"end-{at}", _nothing(lang)


def _parts(
    marks: tuple[Mark, ...], day: str, apart: bool
) -> Iterator[tuple[tuple[Mark, ...], str]]:
    """A day's event keeps its UID when a kind joins or leaves; a kind's when others do."""
    if not apart:
        yield marks, day
        return
    for mark in marks:
        yield (mark,), f"{day}-{uid_part(mark.kind)}"


def _told(notices: tuple[Notice, ...], day: date, lang: str) -> tuple[str, ...]:
    """The notices that are for this day: those without dates say nothing about a day."""
    return tuple(
        text(one.text, lang)
        for one in notices
        if (one.first or one.last)
        and (one.first is None or one.first <= day)
        and (one.last is None or day <= one.last)
    )


def _ended(area: Area) -> tuple[date | None, tuple[str, ...]]:
    """The last day of the kinds whose days come to an end; which, unless they are all."""
    ends = {key: area.ends(key) for key in area.schedules}
    ended = {key: end for key, end in ends.items() if end is not None}
    whole = area.ends() is not None
    return max(ended.values(), default=None), () if whole else tuple(ended)


def _end_day(ends: date, today: date) -> date:
    """The day after the data's last; for old data the first of this month, where it is seen."""
    return max(ends + timedelta(days=1), today.replace(day=1))


def _end(ends: date, names: tuple[str, ...], lang: str) -> bytes:
    own = words(lang)
    of = f" ({own['joined'].join(clean(name, 80) for name in names)})" if names else ""
    told = own["end"].format(day=day_said(ends, lang)) + "\n" + own["end_changes"]
    return body((), (own["end_title"] + of, told), lang, "none")


def _nothing(lang: str) -> bytes:
    own = words(lang)
    return body((), (f"{own['title']}{own['colon']}{own['no_data']}",), lang, "none")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or "collection"
    except ValueError:  # no address at all
        return "collection"


def _name(area: Area, lang: str, title: str) -> str:
    named = title or f"{text(area.group, lang)} {text(area.names, lang)}"
    return clean(named, 120) or f"{words(lang)['title']} {clean(area.key, 40)}"


def _about(city: City, area: Area, lang: str, address: str) -> str:
    """What the whole calendar says of itself, with the notices that are for no day."""
    own = words(lang)
    always = [
        one.text
        for one in city.notices
        if one.first is None and one.last is None and (not one.areas or area.key in one.areas)
    ]
    said = [clean(text(one, lang), 300) for one in (*area.remarks, *always)]
    doubts = [own["doubt"]] if area.doubts else []
    return "\n".join(line for line in (own["about"], *doubts, *said, address) if line)
