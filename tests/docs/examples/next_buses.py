"""The next buses at a stop, from a city's timetable."""

from datetime import datetime

from civickit.clients import gtfs
from civickit.core.fetch import Fetcher


def next_buses(timetable: str, stop_id: str, now: datetime, count: int = 3) -> list[str]:
    """`timetable` is the address of a GTFS zip; `now` is in the zone of the agency."""
    feed = gtfs.feed(timetable, Fetcher(fresh_s=24 * 3600))
    return [
        f"{one.time:%H:%M} {one.route.name} {one.headsign}"
        for one in feed.departures(stop_id, now.date(), now.time())[:count]
    ]
