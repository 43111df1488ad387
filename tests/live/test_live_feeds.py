"""What programs read of the vehicles: compact, GeoJSON, GTFS-Realtime, and its description."""

from __future__ import annotations

import builtins
import gzip
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from google.transit.gtfs_realtime_pb2 import FeedMessage
from jsonschema import Draft202012Validator
from live.conftest import STORM_S, Clock
from live.public_storm import know, send
from openapi_spec_validator import validate

from civickit.live.board import Board
from civickit.live.live_feeds import now_of
from civickit.live.site import CATCH_UP_S, SITE, Site
from civickit.tracks.fixes import Fix
from civickit.web.server import BACKGROUND

LAT, LON = 38.4000, 145.9500
FEEDS = ("/live.json", "/live.geojson", "/vehicle_positions.pb")
SECRETS = (b"Plow 7", b"Yuki Kensetsu", b"0901234567")


def plow(site: Site, name: str = "Plow 7", lat: float = LAT, **about: Any) -> int:
    """A vehicle that drives; gives its number."""
    if name not in {one.name for one in site.devices.all()}:
        site.devices.add(name, contractor="Yuki Kensetsu", note="0901234567")
    send(site, name, lat, LON, **about)
    return next(one.alias for one in Board(site).all() if one.device == name)


def test_the_compact_feed(client: FlaskClient, site: Site) -> None:
    number = plow(site, speed_m_s=5.24, heading_deg=89.6)
    told = client.get("/live.json").get_json()
    assert told == {
        "at": int(STORM_S),
        "storm": 1,
        "simulated": False,
        "season": True,
        "stale": False,
        "delay_s": 0,
        "fields": ["alias", "lat", "lon", "heading", "speed", "state", "at"],
        "vehicles": [[number, 38.4, 145.95, 90, 5.2, "plowing", int(STORM_S)]],
    }


def test_what_a_phone_did_not_say_is_null(client: FlaskClient, site: Site) -> None:
    plow(site, speed_m_s=None, heading_deg=None, state="unknown")
    [row] = client.get("/live.json").get_json()["vehicles"]
    assert row[3:6] == [None, None, "unknown"]
    [feature] = json.loads(client.get("/live.geojson").data)["features"]
    assert (feature["properties"]["heading"], feature["properties"]["speed"]) == (None, None)
    [entity] = positions(client).entity
    position = entity.vehicle.position
    assert not position.HasField("bearing")
    assert not position.HasField("speed")


def test_the_same_as_geojson(client: FlaskClient, site: Site) -> None:
    number = plow(site)
    told = json.loads(client.get("/live.geojson").data)
    assert (told["fictional"], told["simulated"], told["licence"]) == (True, False, "CC0-1.0")
    [feature] = told["features"]
    assert feature["id"] == feature["properties"]["alias"] == number
    assert feature["geometry"] == {"type": "Point", "coordinates": [145.95, 38.4]}
    assert feature["properties"]["at"] == "2026-11-30T09:53:20+09:00"


def positions(client: FlaskClient) -> FeedMessage:
    feed = FeedMessage()
    feed.ParseFromString(client.get("/vehicle_positions.pb").data)
    return feed


def test_the_same_as_gtfs_realtime(client: FlaskClient, site: Site) -> None:
    number = plow(site, speed_m_s=5.25, heading_deg=90.0)
    feed = positions(client)
    assert (feed.header.gtfs_realtime_version, feed.header.timestamp) == ("2.0", int(STORM_S))
    [entity] = feed.entity
    vehicle = entity.vehicle
    assert entity.id == vehicle.vehicle.id == vehicle.vehicle.label == str(number)
    assert vehicle.timestamp == int(STORM_S)
    assert (vehicle.position.bearing, vehicle.position.speed) == (90.0, 5.25)
    assert vehicle.position.latitude == pytest.approx(LAT, abs=1e-5)
    assert vehicle.position.longitude == pytest.approx(LON, abs=1e-5)


def test_gtfs_realtime_says_that_its_maker_is_awake(
    client: FlaskClient, site: Site, clock: Clock
) -> None:
    """Also while nothing moves; and no vehicle is of a later time than the feed."""
    plow(site, fixed_at=STORM_S + 30)
    assert positions(client).entity[0].vehicle.timestamp == int(STORM_S)
    clock.forward(90)
    feed = positions(client)
    assert feed.header.timestamp == int(STORM_S) + 90
    assert feed.entity[0].vehicle.timestamp == int(STORM_S) + 30


def test_without_its_package_gtfs_realtime_says_what_it_needs(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name.startswith("google"):
            raise ModuleNotFoundError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    answer = client.get("/vehicle_positions.pb", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert "pip install 'civickit[live]'" in answer.get_json()["error"]["detail"]
    assert client.get("/live.json").status_code == 200


@pytest.mark.parametrize("path", FEEDS)
def test_nothing_private_is_in_any_feed(client: FlaskClient, site: Site, path: str) -> None:
    plow(site)
    hidden = plow(site, "Plow 8", LAT + 0.01)
    site.duties.stop(site.devices.named("Plow 8"))
    site.now.forward(1)  # type: ignore[attr-defined]
    body = client.get(path).data
    assert not [one for one in SECRETS if one in body]
    assert f"38.41{'' if path != FEEDS[2] else 'x'}".encode() not in body
    aliases = {
        FEEDS[0]: lambda: [row[0] for row in json.loads(body)["vehicles"]],
        FEEDS[1]: lambda: [one["id"] for one in json.loads(body)["features"]],
        FEEDS[2]: lambda: [int(one.id) for one in positions(client).entity],
    }[path]()
    assert len(aliases) == 1
    assert hidden not in aliases


@pytest.mark.parametrize("path", FEEDS)
def test_feeds_may_be_kept_and_read_by_everybody(
    client: FlaskClient, site: Site, path: str, clock: Clock
) -> None:
    for number in range(20):
        plow(site, f"Plow {number}", LAT + number / 100)
    first = client.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=5, stale-while-revalidate=10"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in first.headers
    known = {"If-None-Match": first.headers["ETag"]}
    own_time = path.endswith(".pb")  # it says itself when it was made, twice a minute
    for _ in range(3):  # nothing changes, however the clock goes on
        clock.forward(3 if own_time else 60)
        again = client.get(path, headers=known)
        assert (again.status_code, again.data) == (304, b"")
    plow(site, "Plow 3", LAT + 0.5)
    clock.forward(1)
    changed = client.get(path, headers=known)
    assert changed.status_code == 200
    assert changed.data != first.data


@pytest.mark.parametrize("path", FEEDS[:2])
def test_feeds_come_packed(client: FlaskClient, site: Site, path: str) -> None:
    for number in range(20):
        plow(site, f"Plow {number}", LAT + number / 100)
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2


def test_250_vehicles_take_few_bytes(client: FlaskClient, site: Site) -> None:
    for number in range(250):
        device, _ = site.devices.add(f"{number}")
        place = Fix("", STORM_S, STORM_S, LAT + number / 1234, LON, 5.5, 123.0, state="plowing")
        site.writer.submit(device, [place]).add_done_callback(lambda done: done.result())
    site.writer.stop()
    answer = client.get("/live.json")
    assert len(answer.get_json()["vehicles"]) == 250
    assert len(answer.data) < 13_000
    assert len(client.get("/live.json", headers={"Accept-Encoding": "gzip"}).data) < 5_000


def test_it_is_said_when_nothing_has_come_for_long(
    client: FlaskClient, site: Site, clock: Clock
) -> None:
    def now() -> tuple[bool, bool]:
        told = client.get("/live.json").get_json()
        return told["season"], told["stale"]

    assert now() == (True, True)  # nothing at all
    plow(site)
    clock.forward(15 * 60)
    assert now() == (True, False)
    clock.forward(2)
    assert now() == (True, True)
    clock.now = STORM_S + 180 * 86_400
    assert now() == (False, False)  # in summer there is nothing to be missed
    assert client.get("/live.json").get_json()["vehicles"] == []


def test_a_simulated_storm_that_catches_up_is_not_called_silent(
    make_live: Callable[..., Flask],
) -> None:
    """It began half an hour before the app; for its first seconds nobody need worry."""
    app = make_live(PLOWS=3)
    site, client = app.extensions[SITE], app.test_client()
    assert client.get("/live.json").get_json()["stale"] is False
    site.made_at -= CATCH_UP_S
    assert now_of(site).stale is True


def test_an_empty_town_has_feeds_too(client: FlaskClient) -> None:
    told = client.get("/live.json").get_json()
    assert (told["at"], told["storm"], told["vehicles"]) == (None, None, [])
    assert json.loads(client.get("/live.geojson").data)["features"] == []
    assert len(positions(client).entity) == 0


def test_simulated_vehicles_are_told_as_such(client: FlaskClient, site: Site) -> None:
    site.devices.add("Simulated 1", simulated=True)
    send(site, "Simulated 1", LAT, LON)
    assert client.get("/live.json").get_json()["simulated"] is True
    told = json.loads(client.get("/live.geojson").data)
    assert told["simulated"] is True
    assert told["features"][0]["properties"]["simulated"] is True


def test_a_real_vehicle_beside_simulated_ones_changes_no_storm(
    client: FlaskClient, site: Site, clock: Clock
) -> None:
    site.devices.add("Simulated 1", simulated=True)
    told = set()
    for name in ("Simulated 1", "Our own phone") * 2:
        clock.forward(2)
        plow(site, name, fixed_at=clock.now)
        live = client.get("/live.json").get_json()
        told.add((live["storm"], live["simulated"]))
    assert told == {(1, True)}
    aliases = [row[0] for row in live["vehicles"]]
    assert len(set(aliases)) == 2


# The description of all public feeds.


@pytest.fixture
def told(client: FlaskClient, site: Site, clock: Clock) -> Any:
    """The description, of a town in which something has happened."""
    plow(site, speed_m_s=5.2, heading_deg=90.0)
    know(site, site.network.segments[0].id, "worked", 10)
    clock.forward(3_600)
    plow(site, lat=LAT + 0.001)
    return client.get("/api/openapi.json").get_json()


def test_the_description_is_valid_openapi(told: Any) -> None:
    validate(told)


def test_the_description_names_all_public_feeds(told: Any, live_app: Flask) -> None:
    files = re.compile(r"/[^?]*\.(json|geojson|csv|pb)")
    apart = ("/desk", "/operator", "/open311", "/reports", "/kit", "/static", "/find", "/land")
    rules = [rule.rule for rule in live_app.url_map.iter_rules()]
    public = {one for one in rules if files.fullmatch(one) and not one.startswith(apart)}
    real = {re.sub(r"<(\w+:)?(\w+)>", r"{\2}", rule) for rule in public}
    assert set(told["paths"]) == real | {"/healthz"}


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/live.json", "/live.json", 200),
        ("/live.geojson", "/live.geojson", 200),
        ("/cleared.json", "/cleared.json", 200),
        ("/streets.geojson", "/streets.geojson", 200),
        ("/network.json", "/network.json", 200),
        ("/storms.json", "/storms.json", 200),
        ("/history/{storm}.json", "/history/1.json", 200),
        ("/history/{storm}.json", "/history/9.json", 404),
        ("/open-data/{storm}.geojson", "/open-data/1.geojson", 200),
        ("/open-data/{storm}.geojson", "/open-data/1.geojson?day=x", 400),
        ("/healthz", "/healthz", 200),
    ],
)
def test_answers_keep_their_promise(
    told: Any, client: FlaskClient, path: str, asked: str, status: int
) -> None:
    answer = client.get(asked, headers={"Accept": "application/json"})
    assert answer.status_code == status
    content = told["paths"][path]["get"]["responses"][str(status)]["content"]
    assert answer.mimetype in content
    schema = content[answer.mimetype]["schema"] | {"components": told["components"]}
    Draft202012Validator(schema).validate(json.loads(answer.data))


@pytest.mark.parametrize(
    ("path", "asked"),
    [("/vehicle_positions.pb",) * 2, ("/open-data/{storm}.csv", "/open-data/1.csv")],
)
def test_files_that_are_no_json_are_what_the_description_says(
    told: Any, client: FlaskClient, path: str, asked: str
) -> None:
    answer = client.get(asked)
    assert answer.status_code == 200
    assert answer.mimetype in told["paths"][path]["get"]["responses"]["200"]["content"]


@pytest.mark.parametrize("path", [*FEEDS, "/cleared.json", "/streets.geojson"])
def test_served_the_feeds_are_those_of_the_app(
    live_app: Flask, site: Site, serve_live: Callable[[Flask], str], path: str
) -> None:
    from urllib.request import urlopen

    plow(site)
    address = serve_live(live_app)
    expected = live_app.test_client().get(path)
    for _ in range(3):
        with urlopen(address + path) as answer:
            assert answer.read() == expected.data
            for name in {one for one, _ in expected.headers} - {"Date", "Connection"}:
                assert answer.headers[name] == expected.headers[name]


def test_the_app_tells_a_server_what_to_start(live_app: Flask, site: Site) -> None:
    work = live_app.extensions[BACKGROUND]
    assert work is live_app.extensions[SITE].background
    assert site.hub in work
