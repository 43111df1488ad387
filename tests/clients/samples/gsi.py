from __future__ import annotations

from typing import Any

from clients.contract import Sample

from civickit.clients.gsi import Gsi
from civickit.core.fetch import Fetcher

GEOCODE = "/address-search/AddressSearch"
REVERSE = "/reverse-geocoder/LonLatToAddress"
ELEVATION = "/general/dem/scripts/getelevation.php"


def place(title: str, lon: float, lat: float, code: str = "") -> dict[str, Any]:
    return {
        "geometry": {"coordinates": [lon, lat], "type": "Point"},
        "type": "Feature",
        "properties": {"addressCode": code, "title": title},
    }


FOUND = [
    place("福島県会津若松市東栄町", 139.929, 37.4948, "07202"),
    place("福島県会津若松市栄町", 139.927, 37.496),
    place("北海道旭川市東栄町", 142.41, 43.81),
]


def reverse(url: str, fetch: Fetcher) -> object:
    return Gsi(url, fetch).reverse(37.4948, 139.929)


def elevation(url: str, fetch: Fetcher) -> object:
    return Gsi(url, fetch).elevation(37.4948, 139.929)


def geocode(url: str, fetch: Fetcher) -> list[tuple[str, float, float]]:
    found = Gsi(url, fetch).geocode("会津若松市東栄町", place_code="072028")
    return [(one.title, one.lat, one.lon) for one in found]


SAMPLES = [
    Sample(
        client="gsi",
        call=geocode,
        serve=lambda server: server.expect_request(
            GEOCODE, query_string={"q": "会津若松市東栄町"}
        ).respond_with_json(FOUND),
        expected=[
            ("福島県会津若松市東栄町", 37.4948, 139.929),
            ("福島県会津若松市栄町", 37.496, 139.927),
        ],
        serve_empty=lambda server: server.expect_request(GEOCODE).respond_with_json([]),
        empty=[],
        name="geocode",
    ),
    Sample(
        client="gsi",
        call=reverse,
        serve=lambda server: server.expect_request(
            REVERSE, query_string={"lat": "37.4948", "lon": "139.929"}
        ).respond_with_json({"results": {"muniCd": "7202", "lv01Nm": "東栄町"}}),
        expected=("07202", "東栄町"),
        serve_empty=lambda server: server.expect_request(REVERSE).respond_with_json({}),
        empty=None,
        name="reverse",
    ),
    Sample(
        client="gsi",
        call=elevation,
        serve=lambda server: server.expect_request(
            ELEVATION, query_string={"lat": "37.4948", "lon": "139.929", "outtype": "JSON"}
        ).respond_with_json({"elevation": 217.4, "hsrc": "5m（レーザ）"}),
        expected=(217.4, "5m（レーザ）"),
        serve_empty=lambda server: server.expect_request(ELEVATION).respond_with_json(
            {"elevation": "-----", "hsrc": "-----"}
        ),
        empty=None,
        name="elevation",
    ),
]
