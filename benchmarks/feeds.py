"""Feeds of 500 areas for a year, against a hand-written builder of strings; sheets a second.

    python benchmarks/feeds.py                  500 areas
    python benchmarks/feeds.py --areas 100      quicker

Both get the days from the same rules, within the measured time, and write the same fields; the
builder escapes and folds by the octet, as it must. Before anything is measured, the days of
both are read back by icalendar and compared. The second line leaves the rules out for both: their
days are counted beforehand.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from statistics import median
from time import process_time
from typing import Any

import icalendar
from measuring import Result, machine, medians, report

from civickit.calendars.city import Area, City, Kind
from civickit.calendars.grid import marks_of
from civickit.calendars.ics import FeedOptions, feed, feed_range
from civickit.calendars.rules import NthWeekday, Schedule, Weekly
from civickit.calendars.sheet import Imprint, year_sheet
from civickit.calendars.why import said

LIMIT = 1.5
SHEET_BUDGET_S = 0.1
TODAY = date(2026, 4, 10)
NAMES = ("燃やすごみ", "プラスチック製容器包装", "ペットボトル", "あきびん・かん", "古紙・古布")
HOW = "朝8時までに、透明な袋に入れて出してください。雪の日は、除雪の前を避けて出してください。"


def town(count: int) -> City:
    """Areas with the pickups of a usual town: twice a week, weekly, and four in a month."""
    kinds = tuple(Kind(f"k{n}", {"ja": name}, {"ja": HOW}) for n, name in enumerate(NAMES))
    return City("native", "0", tuple(_area(n) for n in range(count)), kinds)


def _area(n: int) -> Area:
    day = n % 3
    rules = (
        (Weekly(day), Weekly(day + 3)),
        (Weekly((day + 1) % 7),),
        (NthWeekday(2, 1 + n % 2), NthWeekday(2, 3 + n % 2)),
        (NthWeekday(4, 1 + n % 4),),
        (NthWeekday(5, 1 + n % 4),),
    )
    schedules = {f"k{k}": (Schedule(one, last=date(2028, 3, 31)),) for k, one in enumerate(rules)}
    return Area(f"area-{n}", {"ja": f"第{n}地区"}, {"ja": "北の町"}, schedules=schedules)


def by_hand(city: City, area: Area, marks: Mapping[date, Any] | None = None) -> bytes:
    """The same feed as a careful person writes it in an evening, one string at a time."""
    names = {kind.key: (kind.names["ja"], kind.description["ja"]) for kind in city.kinds}
    first, last = feed_range(TODAY)
    url = f"https://example.jp/areas/{area.key}"
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//by//hand//EN", "METHOD:PUBLISH"),
        *(f"NAME:{_escaped(area.names['ja'])}", f"X-WR-CALNAME:{_escaped(area.names['ja'])}"),
        *("REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H"),
    ]
    for day, told in (marks or marks_of(city, area, first, last)).items():
        title = "・".join(names[mark.kind][0] for mark in told)
        about = "\n".join(
            f"{names[mark.kind][0]}：{said(mark.why, 'ja')}\n{names[mark.kind][1]}" for mark in told
        )
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day:%Y%m%d}-{area.key}@example.jp",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            "DTSTAMP:20260101T000000Z",
            f"URL:{url}",
            f"SUMMARY:{_escaped(title)}",
            "CATEGORIES:" + ",".join(_escaped(names[mark.kind][0]) for mark in told),
            f"DESCRIPTION:{_escaped(about)}",
            *("TRANSP:TRANSPARENT", "END:VEVENT"),
        ]
    return "\r\n".join(
        part for line in (*lines, "END:VCALENDAR") for part in _folded(line)
    ).encode()


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;")
    return text.replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    data = line.encode()
    while len(data) > 75:
        at = 75
        while data[at] & 0xC0 == 0x80:
            at -= 1
        yield data[:at].decode()
        data = b" " + data[at:]
    yield data.decode()


def ours(city: City, area: Area, marks: Mapping[date, Any] | None = None) -> bytes:
    url = f"https://example.jp/areas/{area.key}"
    return feed(city, area, FeedOptions(), TODAY, url=url, marks=marks)


def days(content: bytes) -> list[tuple[date, str]]:
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return [(one.start, str(one["SUMMARY"])) for one in events]


def measure(areas: int = 500, rounds: int = 3) -> list[Result]:
    city = town(areas)
    for area in city.areas[:12]:
        if days(ours(city, area)) != days(by_hand(city, area)):
            raise SystemExit(f"the feeds of {area.key} do not have the same days")
    return [*_feeds(city, rounds), _sheets(city, rounds)]


def _feeds(city: City, rounds: int) -> Iterator[Result]:
    span = feed_range(TODAY)
    counted = {area.key: marks_of(city, area, *span) for area in city.areas}

    def cold() -> None:
        from civickit.calendars import _ics_event

        for one in (_ics_event.body, _ics_event.dates, _ics_event.ending):
            one.cache_clear()

    def all_of(make: Any, marks: Any) -> Any:
        def action() -> None:
            cold()
            for area in city.areas:
                make(city, area, marks.get(area.key))

        return action

    for what, marks in (("rules and all", {}), ("the days counted beforehand", counted)):
        taken = medians({"ours": all_of(ours, marks), "by hand": all_of(by_hand, marks)}, rounds)
        yield _line(f"feeds of {len(city.areas)} areas for a year, {what}", taken)


def _line(what: str, taken: dict[str, float]) -> Result:
    ratio = taken["ours"] / taken["by hand"]
    ours_said, hand_said = (f"{taken[name]:.2f} s" for name in ("ours", "by hand"))
    return Result(what, ours_said, f"a hand-written builder of strings {hand_said}", ratio, LIMIT)


def _sheets(city: City, rounds: int, count: int = 20) -> Result:
    imprint = Imprint("北の町", "https://example.jp/areas/a", "CC0", TODAY, TODAY)
    year_sheet(city, city.areas[0], TODAY, "ja", imprint)  # loads the fonts
    taken = []
    for n in range(rounds):
        start = process_time()
        for area in city.areas[n * count : (n + 1) * count]:
            size = len(year_sheet(city, area, TODAY, "ja", imprint))
        taken.append((process_time() - start) / count)
    each = median(taken)
    return Result(
        "a year's sheet as PDF",
        f"{each * 1000:.0f} ms of processor ({1 / each:.0f} a second, {size // 1000} kB)",
        f"budget {SHEET_BUDGET_S * 1000:.0f} ms",
        each / SHEET_BUDGET_S,
        1.0,
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--areas", type=int, default=500)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    print(machine(), os.getloadavg())
    report(measure(chosen.areas, chosen.rounds))


if __name__ == "__main__":
    main()
