"""Real messages, made with the same bindings that the agencies' software uses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from clients.samples.gtfs_realtime import NOW, PATH, at, full, message, put
from pytest_httpserver import HTTPServer

from civickit.clients._gtfs_realtime_records import Realtime
from civickit.clients.gtfs_realtime import GtfsRealtime, read_message
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher

SECRET = "my-secret-consumer-key"


def read(made: Any) -> Realtime:
    return read_message(made.SerializeToString(), "a feed")


def test_a_vehicle_has_what_was_told_and_none_of_the_rest() -> None:
    [bus] = read(full()).vehicles
    assert (bus.lat, bus.lon, bus.speed_m_s, bus.bearing_deg) == (37.4948, 139.929, 8.5, None)
    assert (bus.status, bus.occupancy, bus.stop_id) == ("IN_TRANSIT_TO", "", "s2")
    assert bus.time == datetime(2026, 1, 6, 11, 59, tzinfo=UTC)


def test_a_late_trip() -> None:
    [run] = read(full()).trip_updates
    [stop] = run.stops
    assert (stop.arrival, stop.arrival_delay_s) == (NOW + timedelta(minutes=5), 120)
    assert (stop.departure, stop.departure_delay_s, stop.relationship) == (None, None, "SCHEDULED")
    assert (run.trip.relationship, run.delay_s, run.time) == ("SCHEDULED", None, None)


def test_a_notice() -> None:
    [notice] = read(full()).alerts
    assert dict(notice.header) == {"ja": "大雪のため迂回します", "en": "Detour because of snow"}
    assert (notice.cause, notice.effect) == ("WEATHER", "DETOUR")
    assert notice.periods == ((NOW, None),)
    assert (notice.routes, notice.stops, notice.trips) == (("r1",), ("s2",), ())


def test_a_notice_about_a_trip_is_about_its_route() -> None:
    made = message()
    about = made.entity.add(id="1").alert.informed_entity.add()
    about.trip.route_id, about.trip.trip_id = "r7", "t7"
    [notice] = read(made).alerts
    assert (notice.routes, notice.trips) == (("r7",), ("t7",))


def test_vehicles_without_a_place_and_deleted_ones_are_not_on_the_map() -> None:
    made = full()
    made.entity.add(id="where").vehicle.trip.trip_id = "t9"
    gone = made.entity.add(id="gone", is_deleted=True)
    gone.vehicle.position.latitude, gone.vehicle.position.longitude = 37.0, 139.0
    assert len(read(made).vehicles) == 1


def test_a_choice_newer_than_the_bindings_is_not_told() -> None:
    made = message()
    bus = made.entity.add(id="1").vehicle
    bus.position.latitude, bus.position.longitude = 37, 139
    occupancy_99 = bytes([9 << 3, 99])  # field 9 of VehiclePosition
    bus.ParseFromString(bus.SerializeToString() + occupancy_99)
    [found] = read(made).vehicles
    assert found.occupancy == ""


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda made: made.header.ClearField("timestamp"), "when it was made"),
        (lambda made: setattr(made.header, "incrementality", 1), "changes only"),
        (lambda made: setattr(made.header, "timestamp", 2**62), "time that is none"),
        (lambda made: setattr(made.entity[0].vehicle.position, "latitude", 139.9), "globe"),
        (
            lambda made: setattr(made.entity[0].vehicle.position, "latitude", float("nan")),
            "globe",
        ),
    ],
    ids=["no time", "differential", "odd time", "swapped", "nan"],
)
def test_a_message_that_cannot_be_right_is_told(spoil: Callable[[Any], None], said: str) -> None:
    made = full()
    spoil(made)
    with pytest.raises(SourceChanged, match=said):
        read(made)


def test_a_message_without_what_it_must_have_is_told() -> None:
    made = full()
    made.header.ClearField("gtfs_realtime_version")
    with pytest.raises(SourceChanged):
        read_message(made.SerializePartialToString(), "a feed")


@pytest.mark.parametrize("content", [b"", b"<html>", b"{}", b"\x00" * 100, bytes(range(256))])
def test_other_bytes_are_told(content: bytes) -> None:
    with pytest.raises(SourceChanged):
        read_message(content, "a feed")


@pytest.mark.parametrize(
    ("made", "said"), [(-1, ""), (-11, "11 minutes old"), (6, "yet to come"), (4, "")]
)
def test_an_old_message_says_so(
    made: int, said: str, httpserver: HTTPServer, fetch: Fetcher
) -> None:
    put(httpserver, message(at(made)).SerializeToString())
    found = GtfsRealtime(httpserver.url_for(PATH), fetch, now=lambda: NOW).read()
    assert said in found.stale
    assert bool(said) == bool(found.stale)


def test_a_kept_copy_says_so(httpserver: HTTPServer, make_fetch: Callable[..., Fetcher]) -> None:
    put(httpserver, full().SerializeToString())
    url = httpserver.url_for(PATH)
    assert GtfsRealtime(url, make_fetch(), now=lambda: NOW).read().stale == ""
    httpserver.clear()
    httpserver.expect_request("/never").respond_with_data("")
    assert "copy of" in GtfsRealtime(url, make_fetch(), now=lambda: NOW).read().stale


def test_an_endless_message_is_left(httpserver: HTTPServer, fetch: Fetcher) -> None:
    put(httpserver, full().SerializeToString())
    with pytest.raises(SourceUnavailable, match="at most 100"):
        GtfsRealtime(httpserver.url_for(PATH), fetch, max_bytes=100).read()


def test_a_key_is_sent_and_not_kept(httpserver: HTTPServer, fetch: Fetcher) -> None:
    httpserver.expect_request(
        PATH, query_string={"acl:consumerKey": SECRET}, headers={"X-Key": SECRET}
    ).respond_with_data(full().SerializeToString())
    feed = GtfsRealtime(
        httpserver.url_for(PATH),
        fetch,
        secret_params={"acl:consumerKey": SECRET},
        secret_headers={"X-Key": SECRET},
    )
    assert feed.read().vehicles
    kept = [path for path in fetch.store.folder.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]


def test_without_the_extra_it_says_what_to_install() -> None:
    """In a process of its own, where the bindings cannot be imported."""
    code = (
        "import sys\n"
        "sys.modules['google.transit'] = None\n"
        "from civickit.clients.gtfs_realtime import GtfsRealtime, read_message\n"
        "from civickit.core.errors import MissingExtra\n"
        "for ask in (lambda: read_message(b'', ''), GtfsRealtime('https://example.org').read):\n"
        "    try:\n"
        "        ask()\n"
        "    except MissingExtra as error:\n"
        "        print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.count("pip install 'civickit[transit]'") == 2


def test_the_module_imports_no_protobuf() -> None:
    code = "import sys, civickit.clients.gtfs_realtime\nprint('google' in str(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
