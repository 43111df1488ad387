from __future__ import annotations

from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer

from civickit.clients.amedas import Amedas
from civickit.core.fetch import Fetcher


def station(name: str, kana: str, en: str, lat: list[float], lon: list[float]) -> dict[str, Any]:
    return {
        "type": "C",
        "elems": "11112010",
        "lat": lat,
        "lon": lon,
        "alt": 340,
        "kjName": name,
        "knName": kana,
        "enName": en,
    }


STATIONS = {
    "54012": station("塩沢", "シオザワ", "Shiozawa", [37, 2.0], [138, 51.0]),
    "36127": station("只見", "タダミ", "Tadami", [37, 20.5], [139, 19.0]),
    "36196": station("西会津", "ニシアイヅ", "Nishiaizu", [37, 35.0], [139, 39.6]),
    "44132": {**station("東京", "トウキョウ", "Tokyo", [35, 41.5], [139, 45.0]), "type": "A"},
}
OBSERVED = {
    "54012": {
        "temp": [-2, 0],
        "snow": [180, 0],
        "snow1h": [3, 0],
        "snow6h": [11, 0],
        "snow12h": [17, 0],
        "snow24h": [24, 0],
        "precipitation1h": [1.5, 0],
        "wind": [2.1, 0],
    },
    "36127": {"temp": [-3.4, 0], "snow": [155, 1], "snow24h": [None, None]},
    "36196": {"temp": [-1.0, 0], "snow": [None, None]},
    "44132": {"temp": [5.1, 0], "humidity": [48, 0], "normalPressure": [1016.2, 0]},
}


def put(server: HTTPServer, observed: Any, latest: str = "2026-01-06T21:20:00+09:00\n") -> None:
    base = "/bosai/amedas/"
    server.expect_request(f"{base}const/amedastable.json").respond_with_json(STATIONS)
    server.expect_request(f"{base}data/latest_time.txt").respond_with_data(latest)
    server.expect_request(f"{base}data/map/20260106212000.json").respond_with_json(observed)


def call(url: str, fetch: Fetcher) -> list[tuple[str, float | None, int | None, bool]]:
    return [
        (one.station.name, *one.snow_cm, one.snow_cm.sure)
        for one in Amedas(url, fetch).snow_depth()
    ]


def call_near(url: str, fetch: Fetcher) -> tuple[str, float | None, int] | None:
    near = Amedas(url, fetch).nearest_snow_depth(37.58, 139.66)
    if near is None:
        return None
    return near.observation.station.name, near.observation.snow_cm.value, round(near.distance_m)


def serve_empty(server: HTTPServer) -> None:
    put(server, {"44132": OBSERVED["44132"]})


SAMPLES = [
    Sample(
        client="amedas",
        call=call,
        serve=lambda server: put(server, OBSERVED),
        expected=[
            ("塩沢", 180.0, 0, True),
            ("只見", 155.0, 1, False),
            ("西会津", None, None, False),
        ],
        serve_empty=serve_empty,
        empty=[],
        name="snow",
    ),
    Sample(
        client="amedas",
        call=call_near,
        serve=lambda server: put(server, OBSERVED),
        expected=("只見", 155.0, 40278),
        serve_empty=serve_empty,
        empty=None,
        name="nearest",
    ),
]
