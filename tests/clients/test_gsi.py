"""An address in the wrong prefecture sends the fire engine there."""

from __future__ import annotations

from typing import Any

import pytest
from clients.samples.gsi import ELEVATION, FOUND, GEOCODE, REVERSE, place
from pytest_httpserver import HTTPServer

from civickit.clients.gsi import Gsi
from civickit.core.errors import SourceChanged, UnknownName
from civickit.core.fetch import Fetcher
from civickit.core.fetch.politeness import interval_s


@pytest.fixture
def gsi(httpserver: HTTPServer, fetch: Fetcher) -> Gsi:
    return Gsi(httpserver.url_for(""), fetch)


def titles(gsi: Gsi, place_code: str) -> list[str]:
    return [one.title for one in gsi.geocode("x", place_code=place_code)]


def test_without_a_place_everything_alike_is_given(httpserver: HTTPServer, gsi: Gsi) -> None:
    httpserver.expect_request(GEOCODE).respond_with_json(FOUND)
    found = gsi.geocode("東栄町")
    assert [one.title[:3] for one in found] == ["福島県", "福島県", "北海道"]
    assert [one.municipality_code for one in found] == ["07202", "", ""]


@pytest.mark.parametrize(
    ("place_code", "title", "code", "kept"),
    [
        ("07", "福島県会津若松市東栄町", "", True),
        ("07", "東栄町", "7202", True),
        ("07", "北海道旭川市東栄町", "", False),
        ("07202", "福島県会津若松市東栄町", "", True),
        ("072028", "鶴ヶ城", "07202", True),
        ("072028", "福島県郡山市", "07203", False),
        ("072028", "鶴ヶ城", "", False),
        ("073687", "福島県南会津郡南会津町田島", "", True),
        ("073687", "福島県南会津郡只見町", "", False),
        ("041009", "宮城県仙台市青葉区", "04101", True),
        ("131016", "東京都千代田区", "", True),
        ("131016", "東京都八王子市千代田区町", "", False),
    ],
)
def test_only_what_lies_in_the_place_is_given(
    place_code: str, title: str, code: str, kept: bool, httpserver: HTTPServer, gsi: Gsi
) -> None:
    httpserver.expect_request(GEOCODE).respond_with_json([place(title, 139.9, 37.5, code)])
    assert titles(gsi, place_code) == ([title] if kept else [])


@pytest.mark.parametrize("code", ["99", "072029", "会津", "0"])
def test_an_unknown_place_is_told(code: str, gsi: Gsi) -> None:
    with pytest.raises(UnknownName):
        gsi.geocode("x", place_code=code)


@pytest.mark.parametrize(
    "found",
    [
        [{}],
        [{"properties": {"title": "x"}}],
        [{"geometry": {"type": "Point", "coordinates": []}, "properties": {"title": "x"}}],
        [{"geometry": {"type": "Point", "coordinates": [37, 139]}, "properties": {"title": "x"}}],
        [{"geometry": {"type": "Point", "coordinates": [139, 37]}, "properties": {}}],
    ],
    ids=repr,
)
def test_a_strange_place_is_told(found: Any, httpserver: HTTPServer, gsi: Gsi) -> None:
    httpserver.expect_request(GEOCODE).respond_with_json(found)
    with pytest.raises(SourceChanged):
        gsi.geocode("x")


@pytest.mark.parametrize("code", ["7202", "07202"])
def test_the_code_of_a_place_has_five_digits(code: str, httpserver: HTTPServer, gsi: Gsi) -> None:
    httpserver.expect_request(REVERSE).respond_with_json(
        {"results": {"muniCd": code, "lv01Nm": "－"}}
    )
    assert gsi.reverse(37.5, 139.9) == ("07202", "")


@pytest.mark.parametrize(
    "answer",
    [{"results": {}}, {"results": {"muniCd": "aizu", "lv01Nm": ""}}, {"results": {"muniCd": 7202}}],
    ids=repr,
)
def test_a_strange_address_is_told(answer: Any, httpserver: HTTPServer, gsi: Gsi) -> None:
    httpserver.expect_request(REVERSE).respond_with_json(answer)
    with pytest.raises(SourceChanged):
        gsi.reverse(37.5, 139.9)


def test_the_ground_may_lie_below_the_sea(httpserver: HTTPServer, gsi: Gsi) -> None:
    httpserver.expect_request(ELEVATION).respond_with_json({"elevation": -1, "hsrc": "10m"})
    assert gsi.elevation(35.0, 136.7) == (-1.0, "10m")


@pytest.mark.parametrize("height", ["12.3", None, True, []])
def test_a_strange_height_is_told(height: Any, httpserver: HTTPServer, gsi: Gsi) -> None:
    httpserver.expect_request(ELEVATION).respond_with_json({"elevation": height, "hsrc": ""})
    with pytest.raises(SourceChanged):
        gsi.elevation(37.5, 139.9)


def test_swapped_coordinates_are_refused_before_asking(gsi: Gsi) -> None:
    for ask in (gsi.reverse, gsi.elevation):
        with pytest.raises(ValueError, match=r"139\.9"):
            ask(139.9, 37.5)


def test_the_institute_is_not_hurried() -> None:
    assert interval_s("msearch.gsi.go.jp") >= 0.15
    assert interval_s("cyberjapandata2.gsi.go.jp") >= 0.15
