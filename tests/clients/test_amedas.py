"""Snow depth with its quality, at the right place and the right time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from clients.samples.amedas import OBSERVED, STATIONS, put
from pytest_httpserver import HTTPServer

from civickit.clients._amedas_records import MISSING, Measured
from civickit.clients.amedas import HOST, Amedas
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher


@pytest.fixture
def amedas(httpserver: HTTPServer, fetch: Fetcher) -> Amedas:
    return Amedas(httpserver.url_for(""), fetch)


def test_the_real_host_is_the_default() -> None:
    assert Amedas().url == HOST


def test_degrees_and_minutes_become_degrees(httpserver: HTTPServer, amedas: Amedas) -> None:
    put(httpserver, OBSERVED)
    station = amedas.stations()["36127"]
    assert (station.lat, station.lon) == (37.341667, 139.316667)
    assert (station.name, station.name_en, station.altitude_m) == ("只見", "Tadami", 340.0)


def test_times_are_those_of_japan(httpserver: HTTPServer, amedas: Amedas) -> None:
    put(httpserver, OBSERVED, latest="2026-01-06T12:20:00+00:00")
    assert amedas.latest_time().isoformat() == "2026-01-06T21:20:00+09:00"
    assert {one.time.isoformat() for one in amedas.observations()} == {"2026-01-06T21:20:00+09:00"}


def test_a_time_is_asked_for_in_japan_and_taken_down_to_ten_minutes(
    httpserver: HTTPServer, amedas: Amedas
) -> None:
    put(httpserver, OBSERVED)
    found = amedas.observations(datetime(2026, 1, 6, 12, 29, 59, tzinfo=UTC))
    assert found[0].time.isoformat() == "2026-01-06T21:20:00+09:00"


def test_a_time_without_a_zone_is_refused(amedas: Amedas) -> None:
    with pytest.raises(ValueError, match="no zone"):
        amedas.observations(datetime(2026, 1, 6, 21, 20))  # noqa: DTZ001 - what people write


def test_a_time_not_there_is_told(httpserver: HTTPServer, amedas: Amedas) -> None:
    put(httpserver, OBSERVED)
    httpserver.expect_request("/bosai/amedas/data/map/20260106230000.json").respond_with_data(
        "no", status=404
    )
    with pytest.raises(SourceUnavailable) as caught:
        amedas.observations(datetime(2026, 1, 6, 14, 0, tzinfo=UTC))
    assert caught.value.status == 404


def test_every_quantity_has_its_unit_in_its_name(httpserver: HTTPServer, amedas: Amedas) -> None:
    put(httpserver, OBSERVED)
    first, _, _, tokyo = amedas.observations()
    assert first.snow_24h_cm == Measured(24.0, 0)
    assert (first.snow_1h_cm.value, first.snow_6h_cm.value, first.snow_12h_cm.value) == (3, 11, 17)
    assert first.temperature_c == Measured(-2.0, 0)
    assert (first.rain_1h_mm.value, first.wind_m_s.value) == (1.5, 2.1)
    assert tokyo.humidity_percent.value == 48.0


def test_no_gauge_is_not_a_broken_gauge(httpserver: HTTPServer, amedas: Amedas) -> None:
    put(httpserver, OBSERVED)
    *_, broken, tokyo = amedas.observations()
    assert (broken.has_snow_gauge, broken.snow_cm) == (True, MISSING)
    assert (tokyo.has_snow_gauge, tokyo.snow_cm) == (False, MISSING)
    assert not broken.snow_cm.sure


def test_the_nearest_gauge_that_works(httpserver: HTTPServer, amedas: Amedas) -> None:
    """Nishiaizu is nearer, but its gauge gives nothing."""
    put(httpserver, OBSERVED)
    near = amedas.nearest_snow_depth(37.58, 139.66)
    assert near is not None
    assert near.observation.station.name == "只見"
    assert not near.observation.snow_cm.sure
    assert 225 < near.bearing_deg < 240
    assert amedas.nearest_snow_depth(37.58, 139.66, within_m=30_000) is None


@pytest.mark.parametrize("latest", ["", "2026-01-06T21:20:00", "21:20", "{}"])
def test_a_strange_latest_time_is_told(latest: str, httpserver: HTTPServer, amedas: Amedas) -> None:
    put(httpserver, OBSERVED, latest=latest)
    with pytest.raises(SourceChanged, match="not a time"):
        amedas.latest_time()


@pytest.mark.parametrize(
    "observed",
    [
        {},
        [],
        {"54012": []},
        {"54012": {"snow": 180}},
        {"54012": {"snow": [180]}},
        {"54012": {"snow": ["180", 0]}},
        {"54012": {"snow": [180, "normal"]}},
        {"54012": {"snow": [float("inf"), 0]}},
        {"54012": {"snow": [180, 10**400]}},
        {"99999": {"snow": [180, 0]}},
    ],
    ids=repr,
)
def test_a_strange_observation_is_told(
    observed: Any, httpserver: HTTPServer, amedas: Amedas
) -> None:
    put(httpserver, observed)
    with pytest.raises(SourceChanged):
        amedas.observations()


@pytest.mark.parametrize(
    "change",
    [
        {"lat": [37]},
        {"lat": 37.1},
        {"lat": [139, 19.0]},
        {"lon": [float("nan"), 0]},
        {"lon": ["139", 0]},
        {"kjName": None},
        {"alt": "340"},
    ],
    ids=repr,
)
def test_a_strange_station_is_told(
    change: dict[str, Any], httpserver: HTTPServer, amedas: Amedas
) -> None:
    table = {"54012": {**STATIONS["54012"], **change}}
    httpserver.expect_request("/bosai/amedas/const/amedastable.json").respond_with_json(table)
    with pytest.raises(SourceChanged, match="54012"):
        amedas.stations()
