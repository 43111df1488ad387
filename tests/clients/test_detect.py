from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from civickit.clients import get
from civickit.clients._detect import Spoken, detect, read
from civickit.core.errors import SourceUnavailable
from civickit.core.fetch import Fetcher

SITE = "https://data.example.org"
LAYER = f"{SITE}/arcgis/rest/services/fire/消火栓/FeatureServer/0"


@pytest.mark.parametrize(
    ("url", "spoken"),
    [
        (LAYER, Spoken("arcgis", LAYER, "0")),
        (f"{LAYER}/query?where=1%3D1", Spoken("arcgis", LAYER, "0")),
        (LAYER[:-2], Spoken("arcgis", LAYER[:-2])),
        (f"{SITE}/arcgis/rest/services", Spoken("arcgis", f"{SITE}/arcgis/rest/services")),
        (f"{SITE}/d/ab1c-d2e3", Spoken("socrata", SITE, "ab1c-d2e3")),
        (f"{SITE}/resource/ab1c-d2e3.csv", Spoken("socrata", SITE, "ab1c-d2e3")),
        (f"{SITE}/Safety/Hydrants/ab1c-d2e3/about_data", Spoken("socrata", SITE, "ab1c-d2e3")),
        (f"{SITE}/dataset/Hydrants/ab1c-d2e3", Spoken("socrata", SITE, "ab1c-d2e3")),
        (f"{SITE}/api/views/ab1c-d2e3.json", Spoken("socrata", SITE, "ab1c-d2e3")),
        (f"{SITE}/explore/dataset/bornes/table/?q=x", Spoken("opendatasoft", SITE, "bornes")),
        (f"{SITE}/api/explore/v2.1/catalog/datasets", Spoken("opendatasoft", SITE)),
        (
            f"{SITE}/api/explore/v2.1/catalog/datasets/bornes/records",
            Spoken("opendatasoft", SITE, "bornes"),
        ),
        (f"{SITE}/data.json", Spoken("dcat", f"{SITE}/data.json")),
        (
            f"{SITE}/api/feed/dcat-us/1.1.json",
            Spoken("dcat", f"{SITE}/api/feed/dcat-us/1.1.json"),
        ),
        (f"{SITE}/api/1/datasets/bornes/", Spoken("udata", SITE, "bornes")),
        (f"{SITE}/data/api/action/", Spoken("ckan", f"{SITE}/data/api/action")),
        (f"{SITE}/ckan_api/", Spoken("ckan", f"{SITE}/ckan_api")),
        (f"{SITE}/dataset/abc", None),
        (f"{SITE}/ja/dataset/ab1c-d2e3", None),
        (f"{SITE}/fr/datasets/bornes/", None),
        (f"{SITE}/opendata.json", None),
        (f"{SITE}/files/hydrants.csv", None),
        (SITE, None),
        ("", None),
    ],
)
def test_what_an_address_says_by_itself(url: str, spoken: Spoken | None) -> None:
    assert read(url) == spoken


CKAN = "/api/3/action/status_show"
ANSWERS: dict[str, tuple[str, Any, str]] = {
    "ckan": (CKAN, {"success": True, "result": {"ckan_version": "2.12.0"}}, ""),
    "socrata": ("/api/catalog/v1/domains", {"results": []}, ""),
    "opendatasoft": ("/api/explore/v2.1/catalog/datasets", {"total_count": 3, "results": []}, ""),
    "udata": ("/api/1/site/", {"id": "x", "title": "見本"}, ""),
    "arcgis": ("/arcgis/rest/services", {"services": []}, "/arcgis/rest/services?f=json"),
    "dcat": ("/data.json", {"dataset": []}, "/data.json"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_front_page_is_asked(name: str, httpserver: HTTPServer, fetch: Fetcher) -> None:
    path, answer, base = ANSWERS[name]
    httpserver.expect_request(path).respond_with_json(answer)
    httpserver.expect_request("/").respond_with_data("<html>", content_type="text/html")
    spoken = detect(httpserver.url_for("/"), fetch)
    assert spoken == Spoken(name, httpserver.url_for("").rstrip("/") + base)
    get(spoken.client).opens(spoken.url, fetch)


@pytest.mark.parametrize(
    ("page", "base", "dataset", "resource"),
    [
        ("/dataset/072028_aed", "", "072028_aed", ""),
        ("/ja/dataset/消火栓/resource/ab-12", "", "消火栓", "ab-12"),
        ("/data/dataset/cao_2019?x=1", "/data", "cao_2019", ""),
        ("/data/ja/dataset/ab1c-d2e3", "/data", "ab1c-d2e3", ""),
    ],
)
def test_a_page_of_ckan(
    page: str, base: str, dataset: str, resource: str, httpserver: HTTPServer, fetch: Fetcher
) -> None:
    httpserver.expect_request(base + CKAN).respond_with_json(ANSWERS["ckan"][1])
    site = httpserver.url_for("").rstrip("/")
    assert detect(site + page, fetch) == Spoken("ckan", site + base, dataset, resource)


def test_a_portal_in_a_folder(httpserver: HTTPServer, fetch: Fetcher) -> None:
    httpserver.expect_request(f"/opendata{CKAN}").respond_with_json(ANSWERS["ckan"][1])
    assert detect(httpserver.url_for("/opendata/"), fetch) == Spoken(
        "ckan", httpserver.url_for("/opendata")
    )


def test_a_page_of_udata(httpserver: HTTPServer, fetch: Fetcher) -> None:
    httpserver.expect_request("/api/1/site/").respond_with_json(ANSWERS["udata"][1])
    site = httpserver.url_for("").rstrip("/")
    assert detect(f"{site}/fr/datasets/bornes/", fetch) == Spoken("udata", site, "bornes")


def test_what_was_tried_is_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    httpserver.expect_request(CKAN).respond_with_json("Bad request")
    httpserver.expect_request("/data.json").respond_with_data("<html>", content_type="text/html")
    with pytest.raises(SourceUnavailable) as caught:
        detect(httpserver.url_for("/"), fetch)
    for path in (CKAN, "/api/catalog/v1/domains", "/api/1/site/", "/data.json"):
        assert path in str(caught.value)


def test_nobody_there_is_told_after_one_question(fetch: Fetcher) -> None:
    with pytest.raises(SourceUnavailable) as caught:
        detect("http://127.0.0.1:9/", fetch)
    assert CKAN in caught.value.url


def test_offline_finds_what_was_found_before(
    httpserver: HTTPServer, make_fetch: Callable[..., Fetcher]
) -> None:
    path, answer, _ = ANSWERS["opendatasoft"]
    httpserver.expect_request(path).respond_with_json(answer)
    url = httpserver.url_for("/")
    assert detect(url, make_fetch()) == detect(url, make_fetch(offline=True))


@pytest.mark.parametrize("url", ["", "   ", "not an address", "ftp://x", "http://[", "file:///etc"])
def test_odd_addresses_are_told(url: str, fetch: Fetcher) -> None:
    with pytest.raises(SourceUnavailable):
        detect(url, fetch)
