"""From the rows of a timetable's tables to its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from civickit.clients._gtfs_records import (
    Agency,
    Cells,
    FeedInfo,
    Frequency,
    Route,
    Service,
    ServiceException,
    Stop,
    StopTime,
    Translation,
    Trip,
    day,
    flag,
    given_seconds,
    maybe_day,
    position,
    seconds,
)
from civickit.clients._gtfs_zip import Tables
from civickit.core.errors import UnreadableTable

T = TypeVar("T")
Named = TypeVar("Named", Stop, Route, Trip, Service)
Point = tuple[float, float]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "agency": ("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang"),
    "stops": (
        "stop_id",
        "stop_name",
        "stop_lat",
        "stop_lon",
        "stop_code",
        "location_type",
        "parent_station",
        "platform_code",
    ),
    "routes": (
        "route_id",
        "agency_id",
        "route_short_name",
        "route_long_name",
        "route_type",
        "route_color",
        "route_text_color",
    ),
    "trips": (
        "trip_id",
        "route_id",
        "service_id",
        "trip_headsign",
        "direction_id",
        "shape_id",
        "block_id",
    ),
    "stop_times": (
        "trip_id",
        "stop_id",
        "stop_sequence",
        "arrival_time",
        "departure_time",
        "stop_headsign",
        "pickup_type",
        "drop_off_type",
    ),
    "calendar": ("service_id", *WEEKDAYS, "start_date", "end_date"),
    "calendar_dates": ("service_id", "date", "exception_type"),
    "shapes": ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"),
    "frequencies": ("trip_id", "start_time", "end_time", "headway_secs"),
    "feed_info": (
        "feed_publisher_name",
        "feed_publisher_url",
        "feed_lang",
        "feed_start_date",
        "feed_end_date",
        "feed_version",
    ),
    "translations": (
        "table_name",
        "field_name",
        "language",
        "translation",
        "record_id",
        "record_sub_id",
        "field_value",
        "trans_id",
        "lang",
    ),
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "agency": ("agency_name", "agency_timezone"),
    "stops": ("stop_id",),
    "routes": ("route_id", "route_type"),
    "trips": ("trip_id", "route_id", "service_id"),
    "stop_times": ("trip_id", "stop_id", "stop_sequence"),
    "calendar": COLUMNS["calendar"],
    "calendar_dates": COLUMNS["calendar_dates"],
    "shapes": COLUMNS["shapes"],
    "frequencies": COLUMNS["frequencies"],
    "translations": ("translation",),
}


def records(tables: Tables, table: str, make: Callable[[Cells], T]) -> Iterator[T]:
    """The records of a table; none where it is not there."""
    names = COLUMNS[table]
    for line, cells in tables.rows(table, names, REQUIRED.get(table, ())):
        yield make(Cells(f"line {line} of {table}.txt in {tables.name}", names, cells))


def by_id(tables: Tables, table: str, make: Callable[[Cells], Named]) -> dict[str, Named]:
    """The records of a table by their `id`. Raises UnreadableTable where two have the same."""
    found: dict[str, Named] = {}
    for one in records(tables, table, make):
        if found.setdefault(one.id, one) != one:
            raise UnreadableTable(
                f"{table}.txt in {tables.name} has two different rows with the id {one.id!r}"
            )
    return found


def stop_times(tables: Tables) -> Iterator[StopTime]:
    """The rows of the largest table, in the order of the file, with little fuss."""
    names = COLUMNS["stop_times"]
    kept: dict[str, str] = {}  # ids come again and again: one string for each is enough
    same = kept.setdefault
    for line, cells in tables.rows("stop_times", names, REQUIRED["stop_times"]):
        trip, stop, sequence, arrival, departure, headsign, pickup, drop_off = cells
        try:
            yield StopTime(
                same(trip, trip),
                same(stop, stop),
                int(sequence),
                seconds(arrival),
                seconds(departure),
                same(headsign, headsign),
                int(pickup or 0),
                int(drop_off or 0),
            )
        except ValueError:
            raise UnreadableTable(
                f"line {line} of stop_times.txt in {tables.name}: this cannot be read: "
                f"{', '.join(cells)}"
            ) from None


def shapes(tables: Tables) -> dict[str, tuple[Point, ...]]:
    """The points (lat, lon) of each shape, in their order."""
    found: dict[str, list[tuple[int, float, float]]] = {}
    for id_, sequence, lat, lon in records(tables, "shapes", _shape_point):
        found.setdefault(id_, []).append((sequence, lat, lon))
    return {
        id_: tuple((lat, lon) for _, lat, lon in sorted(points)) for id_, points in found.items()
    }


def _shape_point(row: Cells) -> tuple[str, int, float, float]:
    lat, lon = row.read(_point, "shape_pt_lat", "shape_pt_lon")
    return row.text("shape_id"), row.read(int, "shape_pt_sequence"), lat, lon


def _point(lat: str, lon: str) -> Point:
    found_lat, found_lon = position(lat, lon)
    if found_lat is None or found_lon is None:
        raise ValueError(lat, lon)
    return found_lat, found_lon


def agency(row: Cells) -> Agency:
    return Agency(*map(row.text, COLUMNS["agency"]))


def stop(row: Cells) -> Stop:
    lat, lon = row.read(position, "stop_lat", "stop_lon")
    return Stop(
        row.text("stop_id"),
        row.text("stop_name"),
        lat,
        lon,
        row.text("stop_code"),
        row.number("location_type"),
        row.text("parent_station"),
        row.text("platform_code"),
    )


def route(row: Cells) -> Route:
    return Route(
        row.text("route_id"),
        row.text("agency_id"),
        row.text("route_short_name"),
        row.text("route_long_name"),
        row.read(int, "route_type"),
        row.text("route_color"),
        row.text("route_text_color"),
    )


def trip(row: Cells) -> Trip:
    return Trip(
        row.text("trip_id"),
        row.text("route_id"),
        row.text("service_id"),
        row.text("trip_headsign"),
        row.read(int, "direction_id") if row.text("direction_id") else None,
        row.text("shape_id"),
        row.text("block_id"),
    )


def service(row: Cells) -> Service:
    return Service(
        row.text("service_id"),
        tuple(row.read(flag, name) for name in WEEKDAYS),
        row.read(day, "start_date"),
        row.read(day, "end_date"),
    )


def exception(row: Cells) -> ServiceException:
    return ServiceException(
        row.text("service_id"), row.read(day, "date"), row.read(_added, "exception_type")
    )


def _added(text: str) -> bool:
    if text.strip() not in {"1", "2"}:
        raise ValueError(text)
    return text.strip() == "1"


def frequency(row: Cells) -> Frequency:
    return Frequency(
        row.text("trip_id"),
        row.read(given_seconds, "start_time"),
        row.read(given_seconds, "end_time"),
        row.read(_positive, "headway_secs"),
    )


def _positive(text: str) -> int:
    if int(text) <= 0:
        raise ValueError(text)
    return int(text)


def feed_info(row: Cells) -> FeedInfo:
    return FeedInfo(
        row.text("feed_publisher_name"),
        row.text("feed_publisher_url"),
        row.text("feed_lang"),
        row.read(maybe_day, "feed_start_date"),
        row.read(maybe_day, "feed_end_date"),
        row.text("feed_version"),
    )


def translation(row: Cells) -> Translation:
    return Translation(
        row.text("table_name"),
        row.text("field_name"),
        row.text("language") or row.text("lang"),
        row.text("translation"),
        row.text("record_id"),
        row.text("record_sub_id"),
        row.text("field_value") or row.text("trans_id"),
    )
