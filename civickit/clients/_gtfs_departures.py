"""What leaves a stop of a timetable on a day, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from civickit.clients._gtfs_records import Route, StopTime, Trip
from civickit.core.errors import UnknownName, UnreadableTable

if TYPE_CHECKING:
    from civickit.clients.gtfs import Gtfs

NOT_POSSIBLE = 1
DAY = timedelta(days=1)


class Departure(NamedTuple):
    """One vehicle that can be boarded at a stop.

    `service_date` is the day it counts to: a bus at 00:30 may belong to the day before.
    `exact` is False where the timetable gives no time here, but only one before and one after,
    and where the vehicle comes "every ten minutes".
    """

    time: datetime
    stop_id: str
    route: Route
    trip: Trip
    headsign: str
    service_date: date
    exact: bool


class Departures:
    """The departures of one feed, found by stop."""

    def __init__(self, feed: Gtfs) -> None:
        self.feed = feed

    def on(self, stop_id: str, day: date, after: time) -> list[Departure]:
        """See Gtfs.departures."""
        if stop_id not in self.feed.stops:
            raise UnknownName("stop", stop_id, self.feed.stops)
        parts = (one.id for one in self.feed.stops.values() if one.parent_station == stop_id)
        stops = (stop_id, *parts)
        begin = datetime.combine(day, after, self.feed.zone)
        found = [
            one
            for service_day in (day - DAY, day)
            for stop in stops
            for one in self._of_service_day(stop, service_day)
            if one.time >= begin
        ]
        return sorted(found, key=lambda one: (one.time, one.route.name, one.trip.id))

    @cached_property
    def _at_stop(self) -> dict[str, list[tuple[str, int]]]:
        """For each stop the trips that can be boarded there, and which stop of theirs it is.

        Nobody boards at the last stop of a trip.
        """
        found: dict[str, list[tuple[str, int]]] = {}
        for trip_id, calls in self.feed.by_trip.items():
            for index, call in enumerate(calls[:-1]):
                if call.pickup != NOT_POSSIBLE:
                    found.setdefault(call.stop_id, []).append((trip_id, index))
        return found

    def _of_service_day(self, stop_id: str, service_day: date) -> Iterator[Departure]:
        feed, running = self.feed, self.feed.services_on(service_day)
        # Where clocks change, a service day starts 12 hours before noon, not at midnight.
        noon = datetime.combine(service_day, time(12), feed.zone).astimezone(UTC)
        for trip_id, index in self._at_stop.get(stop_id, ()):
            trip = feed.known(feed.trips, trip_id, "stop_times.txt")
            if trip.service_id not in running:
                continue
            route = feed.known(feed.routes, trip.route_id, f"trip {trip_id!r}")
            headsign = feed.by_trip[trip_id][index].headsign or trip.headsign
            for moment_s, exact in self._moments(trip_id, index):
                at = (noon + timedelta(seconds=moment_s - 12 * 3600)).astimezone(feed.zone)
                yield Departure(at, stop_id, route, trip, headsign, service_day, exact)

    def _moments(self, trip_id: str, index: int) -> Iterator[tuple[int, bool]]:
        """The seconds at which a trip departs from one of its stops, and whether exactly then."""
        calls = self.feed.by_trip[trip_id]
        moment, first = _departure_s(calls, index), _departure_s(calls, 0)
        if moment is None or first is None:
            raise UnreadableTable(
                f"trip {trip_id!r} in {self.feed.name} has no time at its first or last stop"
            )
        if trip_id not in self.feed.frequencies:
            yield moment
        for one in self.feed.frequencies.get(trip_id, ()):
            for start_s in range(one.start_s, one.end_s, one.headway_s):
                yield start_s + moment[0] - first[0], False


def _departure_s(calls: list[StopTime], index: int) -> tuple[int, bool] | None:
    """When a trip departs; evenly between the times around where it has none of its own."""
    own = _own_s(calls[index])
    if own is not None:
        return own, True
    before = next((i for i in range(index - 1, -1, -1) if _own_s(calls[i]) is not None), None)
    after = next((i for i in range(index + 1, len(calls)) if _own_s(calls[i]) is not None), None)
    if before is None or after is None:
        return None
    left, right = _own_s(calls[before]) or 0, calls[after].arrival_s or _own_s(calls[after]) or 0
    return left + (right - left) * (index - before) // (after - before), False


def _own_s(call: StopTime) -> int | None:
    return call.arrival_s if call.departure_s is None else call.departure_s
