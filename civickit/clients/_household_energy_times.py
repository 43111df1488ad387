"""Times as meters' files write them, and clocks that jump."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo

from civickit.core.dates import parse_date
from civickit.core.text import clean

CLOCK = re.compile(r"(\d{1,2})(?::(\d{2})(?::\d{2}(?:\.\d+)?)?|時(?:(\d{1,2})分)?)")
DAY_AND_CLOCK = re.compile(rf"(.*?\d(?:日|\([月火水木金土日]\))?)(?:\s*T|\s)\s*({CLOCK.pattern}.*)")
COMPACT = re.compile(r"\d{12}(\d\d)?")
FIRST, LAST = 2, 7  # which day of the week in a month, in a rule of ESPI for the clocks
SERIAL = re.compile(r"\d{5}(\.\d+)?")


def clock_min(text: str) -> int | None:
    """Minutes since midnight of `0:30`, `24:00`, `9時`, `0:00-0:30` (its beginning)."""
    found = CLOCK.match(clean(text))
    if not found:
        return None
    minutes = int(found[1]) * 60 + int(found[2] or found[3] or 0)
    return minutes if minutes <= 1440 and int(found[2] or found[3] or 0) < 60 else None


def moment(day: str, clock: str = "") -> datetime:
    """The time that a cell, or a cell for the day and one for the clock, tell.

    Without a zone where none is written. 24:00 is the next midnight. Raises ValueError.
    """
    written = clean(f"{day} {clock}")
    if COMPACT.fullmatch(written):
        form = "%Y%m%d%H%M%S" if len(written) == 14 else "%Y%m%d%H%M"
        return datetime.strptime(written, form)  # noqa: DTZ007 - no zone is written
    if SERIAL.fullmatch(written):
        raise ValueError(f"{written!r} is a number, not a time; write it as 2026-04-01 00:30")
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return _moment(written)
    return found


def _moment(written: str) -> datetime:
    parts = DAY_AND_CLOCK.fullmatch(written)
    found = parse_date(parts[1] if parts else written)
    minutes = clock_min(parts[2]) if parts else 0
    if found is None or minutes is None:
        raise ValueError(f"{written!r} is not a time; write it as 2026-04-01 00:30")
    return datetime.combine(found, time()) + timedelta(minutes=minutes)


class Clock:
    """Gives times without a zone the one of a place, also when its clocks are put back."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self._seen: set[datetime] = set()

    def place(self, found: datetime) -> datetime:
        """The time with its zone. Raises ValueError for one that was skipped in spring."""
        if found.tzinfo is not None:
            return found
        local = found.replace(tzinfo=self.zone)
        if local.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != found:
            raise ValueError(f"{found} was skipped when the clocks were put forward")
        again = found in self._seen
        self._seen.add(found)
        return local.replace(fold=1) if again and _happens_twice(local) else local


def _happens_twice(local: datetime) -> bool:
    return local.utcoffset() != local.replace(fold=1).utcoffset()


class EspiClock:
    """The local time of LocalTimeParameters: offsets in seconds, and when clocks are changed.

    A rule is 32 bits: seconds (12), hour (5), day of the week from Monday = 1 (3), day of the
    month (5), which of them (3), month (4); it counts in the time that ends at that moment.
    """

    def __init__(self, offset_s: int, dst_s: int, start_rule: str, end_rule: str) -> None:
        self.standard = timezone(timedelta(seconds=offset_s))
        self.summer = timezone(timedelta(seconds=offset_s + dst_s))
        self.start = int(start_rule or "0", 16) if dst_s else 0
        self.end = int(end_rule or "0", 16) if dst_s else 0

    def at(self, moment: datetime) -> datetime:
        return moment.astimezone(self.summer if self._is_summer(moment) else self.standard)

    def _is_summer(self, moment: datetime) -> bool:
        if not self.start or not self.end:
            return False
        year = moment.astimezone(self.standard).year
        start = _changes(self.start, year, self.standard)
        end = _changes(self.end, year, self.summer)
        if start < end:
            return start <= moment < end
        return not end <= moment < start


def _changes(rule: int, year: int, zone: timezone) -> datetime:
    """The moment of a year that a rule names."""
    seconds, hour = rule & 0xFFF, rule >> 12 & 0x1F
    weekday, day, which, month = rule >> 17 & 7, rule >> 20 & 0x1F, rule >> 25 & 7, rule >> 28
    found = datetime(year, month, max(day, 1), tzinfo=zone)
    if which == LAST:
        found = (found.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        found -= timedelta(days=(found.isoweekday() - weekday) % 7)
    elif which:
        found += timedelta(days=(weekday - found.isoweekday()) % 7)
        found += timedelta(weeks=max(which - FIRST, 0))
    return found + timedelta(hours=hour, seconds=seconds)
