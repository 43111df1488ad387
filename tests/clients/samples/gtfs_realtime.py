from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from clients.contract import Sample
from google.transit.gtfs_realtime_pb2 import Alert, FeedMessage, TripDescriptor, VehiclePosition
from pytest_httpserver import HTTPServer

from civickit.clients.gtfs_realtime import GtfsRealtime
from civickit.core.fetch import Fetcher

NOW = datetime(2026, 1, 6, 12, 0, tzinfo=UTC)
PATH = "/realtime/vehicles.pb"


def at(minute: int) -> int:
    return int(NOW.timestamp()) + minute * 60


def message(made: int | None = None) -> Any:
    found = FeedMessage()
    found.header.gtfs_realtime_version = "2.0"
    found.header.timestamp = at(-1) if made is None else made
    return found


def full() -> Any:
    """A bus, how it runs, and a notice, as three entities."""
    found = message()
    bus = found.entity.add(id="bus")
    bus.vehicle.vehicle.id = "会津200か1234"
    bus.vehicle.position.latitude = 37.4948
    bus.vehicle.position.longitude = 139.929
    bus.vehicle.position.speed = 8.5
    bus.vehicle.timestamp = at(-1)
    bus.vehicle.trip.trip_id = "t1"
    bus.vehicle.current_status = VehiclePosition.IN_TRANSIT_TO
    bus.vehicle.stop_id = "s2"
    run = found.entity.add(id="run")
    run.trip_update.trip.trip_id = "t1"
    run.trip_update.trip.schedule_relationship = TripDescriptor.SCHEDULED
    late = run.trip_update.stop_time_update.add(stop_id="s2", stop_sequence=2)
    late.arrival.delay = 120
    late.arrival.time = at(5)
    notice = found.entity.add(id="notice")
    notice.alert.effect = Alert.DETOUR
    notice.alert.cause = Alert.WEATHER
    notice.alert.header_text.translation.add(text="大雪のため迂回します", language="ja")
    notice.alert.header_text.translation.add(text="Detour because of snow", language="en")
    notice.alert.active_period.add(start=at(0))
    notice.alert.informed_entity.add(route_id="r1")
    notice.alert.informed_entity.add(route_id="r1", stop_id="s2")
    return found


def put(server: HTTPServer, content: bytes) -> None:
    server.expect_request(PATH).respond_with_data(content, content_type="application/x-protobuf")


def call(url: str, fetch: Fetcher) -> list[Any]:
    found = GtfsRealtime(url + PATH, fetch, now=lambda: NOW).read()
    return [
        *((one.id, one.lat, one.lon, one.trip.trip_id) for one in found.vehicles),
        *((one.trip.trip_id, one.stops[0].arrival_delay_s) for one in found.trip_updates),
        *((one.header["ja"], one.effect, one.routes) for one in found.alerts),
    ]


SAMPLES = [
    Sample(
        client="gtfs_realtime",
        call=call,
        serve=lambda server: put(server, full().SerializeToString()),
        expected=[
            ("会津200か1234", 37.4948, 139.929, "t1"),
            ("t1", 120),
            ("大雪のため迂回します", "DETOUR", ("r1",)),
        ],
        serve_empty=lambda server: put(server, message().SerializeToString()),
        empty=[],
        serve_cut=lambda server: put(server, full().SerializeToString()[:-7]),
    )
]
