"""Timetables of buses and trains: GTFS, and Japan's GTFS-JP in its editions 3 and 4.

A feed is one zip archive of CSV tables. Tables are read when they are first asked for. What
only Japan's third edition has (agency_jp, office_jp, pattern_jp) may be there or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from civickit.clients import _gtfs_read as read
from civickit.clients._client import Client
from civickit.clients._gtfs_departures import Departure, Departures
from civickit.clients._gtfs_records import (
    Agency,
    FeedInfo,
    Frequency,
    Route,
    Service,
    ServiceException,
    Stop,
    StopTime,
    Translation,
    Trip,
)
from civickit.clients._gtfs_zip import Tables
from civickit.core.errors import UnknownName, UnreadableTable
from civickit.core.fetch import Fetcher
from civickit.tables.model import Limits

T = TypeVar("T")
Point = tuple[float, float]


class RouteLines(NamedTuple):
    """The ways that a route takes, each a line of points (lat, lon)."""

    route: Route
    lines: tuple[tuple[Point, ...], ...]


class Gtfs:
    """A timetable from a zip archive: its bytes or its path. Everything raises UnreadableTable
    where a table cannot be read. `stale` says why the feed is an old copy, or is ''.
    """

    def __init__(
        self,
        source: str | Path | bytes,
        name: str = "",
        *,
        limits: Limits | None = None,
        stale: str = "",
    ) -> None:
        self._tables = Tables(source, name, limits)
        self.name = self._tables.name
        self.stale = stale

    @property
    def table_names(self) -> list[str]:
        """The tables there are, without '.txt'."""
        return sorted(self._tables.members)

    def table(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of any table as text, such as 'office_jp'. Raises UnknownName."""
        if name not in self._tables.members:
            raise UnknownName("table of the timetable", name, self.table_names)
        columns = self._tables.columns(name)
        for _, cells in self._tables.rows(name, columns):
            yield dict(zip(columns, cells, strict=True))

    @cached_property
    def agencies(self) -> tuple[Agency, ...]:
        return tuple(read.records(self._tables, "agency", read.agency))

    @cached_property
    def stops(self) -> dict[str, Stop]:
        return read.by_id(self._tables, "stops", read.stop)

    @cached_property
    def routes(self) -> dict[str, Route]:
        return read.by_id(self._tables, "routes", read.route)

    @cached_property
    def trips(self) -> dict[str, Trip]:
        return read.by_id(self._tables, "trips", read.trip)

    @cached_property
    def services(self) -> dict[str, Service]:
        return read.by_id(self._tables, "calendar", read.service)

    @cached_property
    def exceptions(self) -> tuple[ServiceException, ...]:
        return tuple(read.records(self._tables, "calendar_dates", read.exception))

    @cached_property
    def frequencies(self) -> dict[str, list[Frequency]]:
        """By trip; most feeds have none."""
        found: dict[str, list[Frequency]] = {}
        for one in read.records(self._tables, "frequencies", read.frequency):
            found.setdefault(one.trip_id, []).append(one)
        return found

    @cached_property
    def shapes(self) -> dict[str, tuple[Point, ...]]:
        """The points (lat, lon) of each way on the map."""
        return read.shapes(self._tables)

    @cached_property
    def feed_info(self) -> FeedInfo | None:
        return next(read.records(self._tables, "feed_info", read.feed_info), None)

    @cached_property
    def translations(self) -> tuple[Translation, ...]:
        return tuple(read.records(self._tables, "translations", read.translation))

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the agency."""
        for agency in self.agencies:
            try:
                return ZoneInfo(agency.timezone)
            except (ValueError, OSError, LookupError):
                raise UnreadableTable(
                    f"agency.txt in {self.name} has no such time zone: {agency.timezone!r}"
                ) from None
        raise UnreadableTable(f"agency.txt in {self.name} names no agency")

    def stop_times(self) -> Iterator[StopTime]:
        """Every stop of every trip, one row after the other, in the order of the file."""
        return read.stop_times(self._tables)

    def period(self) -> tuple[date, date] | None:
        """The first and the last day that the feed holds for; None where it says nothing."""
        info = self.feed_info
        days = [day for one in self.services.values() for day in (one.start, one.end)]
        days += [one.date for one in self.exceptions if one.added]
        start = info.start if info and info.start else min(days, default=None)
        end = info.end if info and info.end else max(days, default=None)
        return (start, end) if start and end else None

    def services_on(self, day: date) -> frozenset[str]:
        """The services that run on a day."""
        running = {
            one.id
            for one in self.services.values()
            if one.start <= day <= one.end and one.weekdays[day.weekday()]
        }
        today = [one for one in self.exceptions if one.date == day]
        running |= {one.service_id for one in today if one.added}
        return frozenset(running - {one.service_id for one in today if not one.added})

    def trips_on(self, day: date) -> list[Trip]:
        """The trips that start on a service day."""
        running = self.services_on(day)
        return [trip for trip in self.trips.values() if trip.service_id in running]

    def departures(self, stop_id: str, day: date, after: time = time.min) -> list[Departure]:
        """What can be boarded at a stop (of a station: at any of its stops), in order of time.

        From that time of that day on, to the end of the service day, which may be after
        midnight; and what still runs of the service of the day before. Raises UnknownName.
        """
        return self._departures.on(stop_id, day, after)

    def route_lines(self) -> list[RouteLines]:
        """Each route as lines on the map: its shapes, or from stop to stop where it has none."""
        ways: dict[str, dict[tuple[Point, ...], None]] = {id_: {} for id_ in self.routes}
        for trip in self.trips.values():
            way = self.shapes.get(trip.shape_id) or self._from_stop_to_stop(trip)
            self.known(ways, trip.route_id, f"trip {trip.id!r}")[way] = None
        return [
            RouteLines(self.routes[id_], tuple(way for way in ways[id_] if way)) for id_ in ways
        ]

    def translated(
        self, table: str, field: str, language: str, *, record_id: str = "", value: str = ""
    ) -> str | None:
        """A text in another language ('en', 'ja-Hrkt' for readings), or None.

        For the record with that id, else for the value wherever it stands.
        """
        here = [
            one
            for one in self.translations
            if one.language.casefold() == language.casefold()
            and (one.table, one.field) in {(table, field), ("", "")}
        ]
        by_record = (one.text for one in here if record_id and one.record_id == record_id)
        by_value = (one.text for one in here if value and not one.record_id and one.value == value)
        return next(by_record, None) or next(by_value, None)

    @cached_property
    def by_trip(self) -> dict[str, list[StopTime]]:
        """The stops of each trip in their order."""
        found: dict[str, list[StopTime]] = {}
        for one in self.stop_times():
            found.setdefault(one.trip_id, []).append(one)
        for calls in found.values():
            calls.sort(key=lambda one: one.sequence)
        return found

    def known(self, records: Mapping[str, T], id_: str, named_by: str) -> T:
        """A record that another one names. Raises UnreadableTable where it is not there."""
        if id_ not in records:
            raise UnreadableTable(f"{named_by} in {self.name} names {id_!r}, which is not there")
        return records[id_]

    @cached_property
    def _departures(self) -> Departures:
        return Departures(self)

    def _from_stop_to_stop(self, trip: Trip) -> tuple[Point, ...]:
        stops = (
            self.known(self.stops, call.stop_id, f"a stop of trip {trip.id!r}")
            for call in self.by_trip.get(trip.id, ())
        )
        return tuple(
            (one.lat, one.lon) for one in stops if one.lat is not None and one.lon is not None
        )


def feed(url: str, fetch: Fetcher | None = None) -> Gtfs:
    """The timetable at an address."""
    answer = (fetch or Fetcher()).get(url)
    return Gtfs(answer.path, url.partition("?")[0], stale=answer.stale)


client = Client(
    name="gtfs",
    title={"ja": "GTFS-JP 時刻表", "en": "GTFS timetables"},
    specification="https://gtfs.org/documentation/schedule/reference/",
    opens=feed,
)
