"""What programs read of the streets: whole, small, the same bytes until something changes."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import geojson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from live.conftest import STORM_S, Clock
from live.storm_drives import HOUR, drive, plow, send

from civickit.core.geo import distance_m
from civickit.live.counting import count_all
from civickit.live.site import SITE, Site

BEGIN_S = STORM_S - HOUR


@pytest.fixture
def town(site: Site) -> Iterator[Site]:
    yield site
    site.writer.stop()
    site.hub.stop()


def plowed(town: Site, seed: int = 1, **about: Any) -> None:
    device = plow(town, f"plow {seed}", **about)
    send(town, device, drive(town, seed, BEGIN_S + seed * 60).fixes)
    count_all(town)


def test_the_network_is_every_street_once(town: Site, client: FlaskClient) -> None:
    answer = client.get("/network.json")
    told = answer.get_json()
    assert told["version"] == town.network_version
    assert [one["id"] for one in told["streets"]] == [one.id for one in town.network.segments]
    first, segment = told["streets"][0], town.network.segments[0]
    assert first == {
        "id": segment.id,
        "name": segment.name,
        "name_en": "Kinoshitazawa Road",
        "priority": 2,
        "lines": [[list(point) for point in segment.line]],
    }
    south, west, north, east = told["bounds"]
    assert all(south <= lat <= north and west <= lon <= east for lat, lon in segment.line)


def test_the_network_is_kept_a_year_under_its_version(town: Site, client: FlaskClient) -> None:
    named = client.get(f"/network.json?v={town.network_version}")
    assert named.cache_control.max_age == 31_536_000
    assert client.get("/network.json").cache_control.max_age == 60
    assert client.get("/network.json?v=old").cache_control.max_age == 60
    packed = client.get("/network.json", headers={"Accept-Encoding": "gzip"})
    assert packed.content_encoding == "gzip"
    assert gzip.decompress(packed.data) == named.data


def test_nothing_is_known_at_first(town: Site, client: FlaskClient) -> None:
    told = client.get("/cleared.json").get_json()
    assert (told["at"], told["streets"], told["simulated"]) == (None, [], False)
    features = client.get("/streets.geojson").get_json()["features"]
    assert len(features) == len(town.network.segments)
    assert {one["properties"]["claim"] for one in features} == {"unknown"}


def test_the_states_are_those_of_the_ledger(town: Site, client: FlaskClient) -> None:
    plowed(town)
    answer = client.get("/cleared.json")
    told = answer.get_json()
    assert told["network"] == town.network_version
    rows = [dict(zip(told["fields"], row, strict=True)) for row in told["streets"]]
    streets = town.ledger.streets()
    assert [row["id"] for row in rows] == [one.id for one in streets]
    for row, one in zip(rows, streets, strict=True):
        assert (row["claim"], row["alias"], row["work"]) == (one.claim, one.alias, one.work)
        assert row["last"] == round(one.last)
    assert told["at"] == max(row["last"] for row in rows)
    assert answer.cache_control.max_age == 5
    assert answer.cache_control["stale-while-revalidate"] == "10"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "plow 1" not in answer.text


def test_the_bytes_change_only_with_the_streets(town: Site, client: FlaskClient) -> None:
    plowed(town)
    first = client.get("/cleared.json")
    again = client.get("/cleared.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    plowed(town, 2)
    after = client.get("/cleared.json", headers={"If-None-Match": first.headers["ETag"]})
    assert after.status_code == 200
    assert after.data != first.data


def test_the_open_data_is_geojson_and_says_whose_it_is(town: Site, client: FlaskClient) -> None:
    plowed(town)
    answer = client.get("/streets.geojson")
    assert answer.mimetype == "application/geo+json"
    told = answer.get_json()
    assert geojson.loads(answer.text).is_valid
    assert (told["fictional"], told["simulated"]) == (True, False)
    assert told["licence"] == "CC0-1.0"
    known = {one.id: one for one in town.ledger.streets()}
    for feature in told["features"]:
        about, one = feature["properties"], known.get(feature["id"])
        assert about["claim"] == (one.claim if one else "unknown")
        if one:
            last = datetime.fromisoformat(about["last"])
            assert last.timestamp() == round(one.last)
            assert about["last"].endswith("+09:00")
    lon, lat = told["features"][0]["geometry"]["coordinates"][0]
    assert (lat, lon) == town.network.segments[0].line[0]


def test_with_a_delay_streets_are_told_as_late_as_positions(
    town: Site, client: FlaskClient, clock: Clock, make_live: Callable[..., Flask]
) -> None:
    """Else a street and its number would tell at once where the plow is."""

    def told(by: FlaskClient) -> dict[Any, int]:
        return {row[0]: row[2] for row in by.get("/cleared.json").get_json()["streets"]}

    town.settings = town.settings._replace(delay_s=1_800)
    plowed(town)
    early = told(client)
    assert len(early) >= 25
    for seed in (1, 2, 3):
        send(town, plow(town, f"again {seed}"), drive(town, seed, STORM_S - 1_200).fixes)
    count_all(town)
    assert told(client) == early
    later = make_live()
    other: Site = later.extensions[SITE]
    other.settings = town.settings
    assert told(later.test_client()) == early
    for _ in range(12):
        clock.forward(300)
        for one in (town, other):
            one.hub.publish("streets", {})
        assert max(told(client).values()) <= clock.now - 1_800
        assert told(client) == told(later.test_client())
    assert told(client).keys() > early.keys()
    assert all(told(client)[id_] >= at for id_, at in early.items())
    assert sum(told(client)[id_] > at for id_, at in early.items()) >= 25
    other.hub.stop()


def test_a_simulated_storm_is_told_everywhere(town: Site, client: FlaskClient) -> None:
    plowed(town, simulated=True)
    assert client.get("/cleared.json").get_json()["simulated"] is True
    assert client.get("/streets.geojson").get_json()["simulated"] is True


def test_a_real_vehicle_beside_simulated_ones_takes_no_mark_away(
    town: Site, client: FlaskClient
) -> None:
    """A team tries its own phone beside the storm of the sample town."""
    plowed(town, simulated=True)
    phone = plow(town, "our own phone")
    send(town, phone, drive(town, 9, STORM_S - 60, count=1).fixes)
    town.hub.publish("streets", {})
    assert client.get("/cleared.json").get_json()["simulated"] is True
    assert client.get("/streets.geojson").get_json()["simulated"] is True


def test_who_reads_while_the_ledger_changes_keeps_nothing_old(
    town: Site, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read just then must not stand for the new edition."""
    from civickit.live import ledger

    plowed(town)
    before = client.get("/cleared.json").data

    def and_others_read(*what: Any, **more: Any) -> Any:
        with ThreadPoolExecutor() as other:
            assert other.submit(lambda: client.get("/cleared.json").data).result() == before
        return sorted(*what, **more)

    with monkeypatch.context() as patch:
        patch.setattr(ledger, "sorted", and_others_read, raising=False)
        plowed(town, 2)
        streets = town.ledger.streets()
    told = client.get("/cleared.json").get_json()["streets"]
    assert [row[0] for row in told] == [one.id for one in streets]


def test_parts_of_a_street_and_hostile_names(
    make_live: Callable[..., Flask], tmp_path: Path
) -> None:
    """Two lines with one id are one street; ids may be numbers; text stays text."""
    lines = [[[146.0, 38.4], [146.002, 38.4]], [[146.002, 38.4], [146.002, 38.402]]]
    features = [
        {
            "type": "Feature",
            "properties": {"id": 7, "name": "</script><b>&\u2028", "priority": None},
            "geometry": {"type": "MultiLineString", "coordinates": lines},
        }
    ]
    path = tmp_path / "streets.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    app = make_live(DATA=path)
    [street] = app.test_client().get("/network.json").get_json()["streets"]
    assert (street["id"], street["priority"], len(street["lines"])) == (7, None, 2)
    assert street["name"] == "</script><b>&\u2028"
    [feature] = app.test_client().get("/streets.geojson").get_json()["features"]
    assert feature["geometry"]["coordinates"] == lines


def test_near_is_what_measuring_every_street_gives(town: Site) -> None:
    chance = random.Random(3)
    for _ in range(12):
        lat, lon = chance.uniform(38.387, 38.413), chance.uniform(145.981, 146.019)
        found = town.ledger.near(lat, lon, 150)
        distances = [metres for _, metres in found]
        assert distances == sorted(distances)
        slow = {one.id: dense_m(one.line, lat, lon) for one in town.network.segments}
        assert {id_ for id_, _ in found} >= {id_ for id_, metres in slow.items() if metres < 148}
        for id_, metres in found:
            assert metres == pytest.approx(slow[id_], abs=1)


def dense_m(line: Any, lat: float, lon: float) -> float:
    """The distance to the nearest of many points on a line, where it comes near."""
    box = [(abs(y - lat) < 0.006 and abs(x - lon) < 0.006) for y, x in line]
    if not any(box):
        return 9e9
    return min(
        distance_m(lat, lon, a[0] + (b[0] - a[0]) * k / 40, a[1] + (b[1] - a[1]) * k / 40)
        for a, b in pairwise(line)
        for k in range(41)
    )


def test_far_from_every_street_nothing_is_near(town: Site) -> None:
    assert town.ledger.near(35.0, 135.0) == []


def test_another_process_reads_what_has_changed(
    town: Site, make_live: Callable[..., Flask]
) -> None:
    plowed(town)
    other: Site = make_live().extensions[SITE]
    assert other.ledger.streets() == town.ledger.streets()
    before = len(other.ledger.streets())
    plowed(town, 2)
    other.hub.publish("streets", {})
    assert other.ledger.streets() == town.ledger.streets()
    assert len(other.ledger.streets()) > before
    other.hub.stop()
