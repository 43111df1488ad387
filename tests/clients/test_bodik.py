"""The shapes of BODIK's rows, and what is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from clients.samples.bodik import FEATURES
from pytest_httpserver import HTTPServer

from civickit.clients.bodik import Bodik
from civickit.core.errors import SourceChanged, UnknownName
from civickit.core.fetch import Fetcher


@pytest.fixture
def bodik(httpserver: HTTPServer, fetch: Fetcher) -> Bodik:
    return Bodik(httpserver.url_for("/"), fetch)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda features: {"resultsets": {"features": features}},
        lambda features: {"resultset": {"features": features}},
        lambda features: {"features": features},
    ],
)
def test_features_by_any_of_their_names(httpserver: HTTPServer, bodik: Bodik, wrap: Any) -> None:
    body = {"metadata": {"totalCount": 3}, **wrap(FEATURES)}
    httpserver.expect_request("/aed").respond_with_json(body)
    assert len(list(bodik.rows("aed").rows)) == 3


def test_around_a_point(httpserver: HTTPServer, bodik: Bodik) -> None:
    query = {
        "select_type": "data",
        "maxResults": "200",
        "lat": "37.49",
        "lon": "139.93",
        "distance": "500",
        "offset": "0",
    }
    empty = {"metadata": {"totalCount": 0}, "resultsets": {"features": []}}
    httpserver.expect_oneshot_request("/aed", query_string=query).respond_with_json(empty)
    assert list(bodik.rows("aed", lat=37.49, lon=139.93, distance_m=500).rows) == []


def test_more_rows_than_promised_are_told(httpserver: HTTPServer, bodik: Bodik) -> None:
    body = {"metadata": {"totalCount": 2}, "resultsets": {"features": FEATURES}}
    httpserver.expect_request("/aed").respond_with_json(body)
    with pytest.raises(SourceChanged, match="expected 2 rows; found 3"):
        bodik.rows("aed")


@pytest.mark.parametrize("name", ["", "../admin", "aed?x=1", "救急", "a/b"])
def test_a_name_that_is_none_is_not_asked_for(bodik: Bodik, name: str) -> None:
    with pytest.raises(UnknownName):
        bodik.rows(name)


def test_all_organisations(httpserver: HTTPServer, bodik: Bodik) -> None:
    httpserver.expect_request("/organization").respond_with_json(
        [{"organ_code": "072028", "organ_name": "会津若松市"}]
    )
    assert bodik.organisations() == (("072028", "会津若松市"),)


def test_an_organisation_without_a_name_is_told(httpserver: HTTPServer, bodik: Bodik) -> None:
    httpserver.expect_request("/organization").respond_with_json([{"code": 1}])
    with pytest.raises(SourceChanged, match="organ_code"):
        bodik.organisations()
