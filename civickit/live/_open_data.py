"""The history of a storm as files: one for each day of the city, kept when raw fixes are deleted.

A day that has been over for 12 hours is written to STATE/open-data/<storm>/<day>.csv.gz: thinned to
ten seconds, under aliases, without stands and depots. It is written again when late fixes change
it, as long as the raw fixes of that day are there. So raw fixes may be deleted after two days or
more, and what the public was promised stays. A younger day is made from the raw fixes when it is
asked for.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from civickit.core.durable import write_whole
from civickit.core.formulas import shield
from civickit.live._history_points import Point, Storm, all_storms, devices_of, points
from civickit.live._street_tables import hours
from civickit.live.every import Every
from civickit.live.settings import OPEN_DATA_AFTER_S
from civickit.tracks.coverage import HOUR_S

if TYPE_CHECKING:
    from civickit.live.site import Site

COLUMNS = ("alias", "time", "lat", "lon", "speed", "heading", "state", "drive")
EVERY_S = 600.0
STEP_MS = 300_000


class Day(NamedTuple):
    """The part of a storm that lies on one day of the city, in ms; `until_ms` is not in it."""

    storm: Storm
    day: date
    from_ms: int
    until_ms: int


def midnight_ms(site: Site, day: date) -> int:
    """When a day begins by the city's clock."""
    return round(datetime.combine(day, time(), site.settings.zone).timestamp() * 1000)


def day_of(site: Site, at_ms: int) -> date:
    """The city's day at a time."""
    return datetime.fromtimestamp(at_ms / 1000, site.settings.zone).date()


def public_until_ms(site: Site) -> int:
    """History is told up to here, which moves on every five minutes."""
    return (site.now_ms - round(site.settings.history_delay_s * 1000)) // STEP_MS * STEP_MS


def days_of(site: Site, storm: Storm) -> list[Day]:
    """The days of a storm as far as they are public, the first one first."""
    until_ms = min(storm.last_ms + 1, public_until_ms(site))
    found: list[Day] = []
    day = day_of(site, storm.started_ms)
    while (begin_ms := midnight_ms(site, day)) < until_ms:
        end_ms = midnight_ms(site, day + timedelta(days=1))
        found.append(Day(storm, day, max(begin_ms, storm.started_ms), min(end_ms, until_ms)))
        day += timedelta(days=1)
    return [one for one in found if one.from_ms < one.until_ms]


def archive_path(site: Site, day: Day) -> Path:
    return archive_folder(site, day.storm.id) / f"{day.day.isoformat()}.csv.gz"


def archive_folder(site: Site, storm_id: int) -> Path:
    return site.settings.state / "open-data" / str(storm_id)


def csv_of(site: Site, day: Day) -> Iterator[str]:
    """The lines of a day without a header, some at a time: from the archive, else from the raw
    fixes. No connection to the storage stays open between them."""
    path = archive_path(site, day)
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            file.readline()
            while some := file.read(65_536):
                yield some
        return
    yield from _raw_csv(site, day)


def _raw_csv(site: Site, day: Day) -> Iterator[str]:
    for alias, device_id in devices_of(site, day.storm):
        found = points(site, alias, device_id, day.from_ms, day.until_ms)
        yield lines([_cells(site, one) for one in found])


def lines(rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _cells(site: Site, one: Point) -> tuple[str, ...]:
    at = datetime.fromtimestamp(one.at_ms / 1000, site.settings.zone)
    return (
        str(one.alias),
        at.isoformat(timespec="seconds"),
        f"{one.lat:.6f}",
        f"{one.lon:.6f}",
        "" if one.speed_m_s is None else f"{one.speed_m_s:.1f}",
        "" if one.heading_deg is None else f"{one.heading_deg:.0f}",
        shield(one.state),
        str(one.drive),
    )


def points_of(site: Site, day: Day) -> Iterator[Point]:
    """The positions of a day: from the archive, else from the raw fixes. No connection to the
    storage stays open between them."""
    path = archive_path(site, day)
    if not path.is_file():
        for alias, device_id in devices_of(site, day.storm):
            yield from list(points(site, alias, device_id, day.from_ms, day.until_ms))
        return
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Point(
                int(row["alias"]),
                int(row["drive"]),
                round(datetime.fromisoformat(row["time"]).timestamp() * 1000),
                float(row["lat"]),
                float(row["lon"]),
                float(row["speed"]) if row["speed"] else None,
                float(row["heading"]) if row["heading"] else None,
                row["state"],
            )


def keep_open_data(site: Site) -> list[Path]:
    """Write the days that are due; the files that were written."""
    written = []
    for storm in all_storms(site):
        for day in days_of(site, storm):
            if _is_due(site, day):
                _write(site, day)
                written.append(archive_path(site, day))
    return written


def _is_due(site: Site, day: Day) -> bool:
    over_ms = midnight_ms(site, day.day + timedelta(days=1)) + round(OPEN_DATA_AFTER_S * 1000)
    if over_ms > site.now_ms or public_until_ms(site) < day.until_ms:
        return False
    path = archive_path(site, day)
    if not path.is_file():
        return True
    raw_since_ms = site.now_ms - site.settings.keep_raw_days * 86_400_000
    changed = changed_ms(site, day.from_ms, day.until_ms)
    return day.from_ms > raw_since_ms and changed > told_ms(path)


def changed_ms(site: Site, from_ms: int, until_ms: int) -> int:
    """When the count of an hour of that time last gave something new; 0 for never."""
    of = hours.c.hour.between(int(from_ms / 1000 // HOUR_S), int(until_ms / 1000 // HOUR_S))
    with site.storage.read() as connection:
        return connection.execute(select(func.max(hours.c.changed_ms)).where(of)).scalar() or 0


def _write(site: Site, day: Day) -> None:
    changed = changed_ms(site, day.from_ms, day.until_ms)
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as file:
        file.write(lines([COLUMNS]).encode())
        for some in _raw_csv(site, day):
            file.write(some.encode())
    path = archive_path(site, day)
    write_whole(path, out.getvalue())
    tell_ms(path, changed)


def told_ms(path: Path) -> int:
    """The `changed_ms` of what a file tells, which is its time; 0 where there is no file."""
    return round(path.stat().st_mtime * 1000) if path.is_file() else 0


def tell_ms(path: Path, changed: int) -> None:
    os.utime(path, (changed / 1000, changed / 1000))


def open_data(site: Site) -> Every:
    """Writes the days that are due, now and then."""
    return Every("the open data", EVERY_S, lambda: keep_open_data(site))
