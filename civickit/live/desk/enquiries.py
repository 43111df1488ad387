"""The log of calls that came in, and how many of them the map answered."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, func, select

from civickit.core.formulas import shield
from civickit.live.desk.tables import enquiries
from civickit.live.site import Site
from civickit.live.tables import storms

ASKED = ("cleared", "coming", "left", "damage", "other")
"""Is it cleared, when does one come, snow left in the way, something broken, anything else."""
ANSWERED = ("map", "phone", "passed")
"""By what the map says, by somebody on the telephone, passed on to another office."""
LONGEST_NOTE = 300
STORM_BREAK_MS = 12 * 3_600_000
COLUMNS = ("at", "storm", "street", "asked", "note", "answered", "taken_by")


class Enquiry(NamedTuple):
    """One call. Nothing of the caller is kept."""

    id: int
    at_ms: int
    taken_by: str
    street: str
    asked: str
    note: str
    answered: str
    storm_id: int | None


class Count(NamedTuple):
    """Calls of a day or of a storm, and by how they were answered."""

    of: str
    calls: int
    map: int
    phone: int
    passed: int


class Enquiries:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.storage = site.storage

    def add(self, by: str, *, street: str, asked: str, note: str, answered: str, once: str) -> None:
        """One call; the same form (`once`) sent twice is one call."""
        now_ms = self.site.now_ms
        with self.storage.write() as connection:
            newest = storms.select().order_by(storms.c.last_ms.desc()).limit(1)
            storm = connection.execute(newest).first()
            running = storm is not None and now_ms - storm.last_ms < STORM_BREAK_MS
            new = {
                "at_ms": now_ms,
                "taken_by": by,
                "street": street,
                "asked": asked,
                "note": note,
                "answered": answered,
                "once": once,
                "storm_id": storm.id if storm is not None and running else None,
            }
            connection.execute(self.storage.insert_new(enquiries).values(new))

    def take_back(self, id_: int, by: str) -> bool:
        """Remove one that was a slip; False where it is not there, or is somebody else's."""
        own = (enquiries.c.id == id_) & (enquiries.c.taken_by == by)
        with self.storage.write() as connection:
            return bool(connection.execute(enquiries.delete().where(own)).rowcount)

    def of_day(self, day: date) -> list[Enquiry]:
        """The newest first."""
        return self._all(self._between(day, day))[::-1]

    def between(self, first: date, last: date) -> list[Enquiry]:
        """In the order they came."""
        return self._all(self._between(first, last))

    def by_day(self, last: date, days: int) -> list[Count]:
        """The days that had calls, the newest first."""
        found: dict[str, list[str]] = {}
        for one in self.between(last - timedelta(days=days - 1), last):
            found.setdefault(f"{self.day_of(one.at_ms):%Y-%m-%d}", []).append(one.answered)
        return [_count(day, found[day]) for day in sorted(found, reverse=True)]

    def by_storm(self) -> list[Count]:
        """The newest storm first; `of` is its number, or '' for calls outside of any."""
        number = func.count().label("number")
        group = enquiries.c.storm_id, enquiries.c.answered
        with self.storage.read() as connection:
            rows = connection.execute(select(*group, number).group_by(*group)).all()
        found: dict[int, dict[str, int]] = {}
        for row in rows:
            found.setdefault(row.storm_id or 0, {})[row.answered] = row.number
        return [
            Count(str(storm or ""), sum(how.values()), *(how.get(one, 0) for one in ANSWERED))
            for storm, how in sorted(found.items(), reverse=True)
        ]

    def day_of(self, at_ms: int) -> date:
        """The city's day."""
        return datetime.fromtimestamp(at_ms / 1000, self.site.settings.zone).date()

    def _between(self, first: date, last: date) -> ColumnElement[bool]:
        zone = self.site.settings.zone
        start, end = (
            round(datetime.combine(day, time(), zone).timestamp() * 1000)
            for day in (first, last + timedelta(days=1))
        )
        return (enquiries.c.at_ms >= start) & (enquiries.c.at_ms < end)

    def _all(self, wanted: ColumnElement[bool]) -> list[Enquiry]:
        statement = enquiries.select().where(wanted).order_by(enquiries.c.at_ms, enquiries.c.id)
        with self.storage.read() as connection:
            return [_enquiry(row) for row in connection.execute(statement)]

    def as_csv(self, found: Iterable[Enquiry]) -> bytes:
        """A table that a spreadsheet opens; no cell is taken for a formula."""
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(COLUMNS)
        for one in found:
            at = datetime.fromtimestamp(one.at_ms // 1000, self.site.settings.zone).isoformat()
            words = (one.street, one.asked, one.note, one.answered, one.taken_by)
            rows.writerow([at, one.storm_id or "", *map(shield, words)])
        return ("\ufeff" + text.getvalue()).encode()


def _enquiry(row: Row[tuple[object, ...]]) -> Enquiry:
    return Enquiry(*(getattr(row, name) for name in Enquiry._fields))


def _count(of: str, answered: list[str]) -> Count:
    return Count(of, len(answered), *(answered.count(one) for one in ANSWERED))
