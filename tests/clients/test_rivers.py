"""A missing level is not a level of nought, and an old file is not the newest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from clients.samples.rivers import FILES, LATEST, LEVEL, LEVELS, RAIN, level, put, series
from pytest_httpserver import HTTPServer

from civickit.clients.rivers import Kind, Rivers, station_code
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher


@pytest.fixture
def rivers(httpserver: HTTPServer, fetch: Fetcher) -> Rivers:
    return Rivers(httpserver.url_for(""), fetch)


def put_levels(server: HTTPServer, data: Any, now: str = "2026/01/06 21:20") -> None:
    put(server, f"tmlist/stg/20260106/2120/{LEVEL}.json", data, now)


@pytest.mark.parametrize(
    ("office", "station", "kind", "code"),
    [
        (22806, 20, "stg", "2280600400020"),
        ("972", "25", "stg", "0097200400025"),
        (22061, 5, "rn", "2206100100005"),
    ],
)
def test_a_code_is_put_together(
    office: str | int, station: str | int, kind: Kind, code: str
) -> None:
    assert station_code(office, station, kind) == code


@pytest.mark.parametrize("code", [RAIN, "228060040002", "22806004000200", "22806004 0020", "", "x"])
def test_another_code_is_refused_before_asking(code: str, rivers: Rivers) -> None:
    with pytest.raises(ValueError, match="13 digits"):
        rivers.water_level(code)


def test_parts_that_make_no_code_are_refused() -> None:
    with pytest.raises(ValueError, match="13 digits"):
        station_code(123456, 1)


@pytest.mark.parametrize("prefecture", ["7", "00", "48", "072028", "福島"])
def test_another_prefecture_is_refused(prefecture: str, rivers: Rivers) -> None:
    with pytest.raises(ValueError, match="two digits"):
        rivers.stations(prefecture)


def test_hokkaido_has_five_areas(httpserver: HTTPServer, rivers: Rivers) -> None:
    for area in range(101, 106):
        name = f"{FILES}/obslist/twninfo/obs/rn/{area}.json"
        stations = [{"obsFcd": f"10{area}00100001", "obsNm": f"第{area}"}]
        httpserver.expect_request(name).respond_with_json(
            {"prefTwn": [{"twnCd": area, "rn": stations}]}
        )
    assert [one.name for one in rivers.stations("01", "rn")] == [
        f"第{area}" for area in range(101, 106)
    ]


@pytest.mark.parametrize(
    ("now", "path"),
    [
        ("2026/01/06 21:29", "20260106/2120"),
        ("2026/01/06 21:55", "20260106/2130"),
        ("2026/01/07 00:10", "20260106/2340"),
        ("2026/01/06 24:00", "20260107/0000"),
    ],
)
def test_files_that_come_late_are_looked_for(
    now: str, path: str, httpserver: HTTPServer, rivers: Rivers
) -> None:
    put(httpserver, f"tmlist/stg/{path}/{LEVEL}.json", LEVELS, now)
    httpserver.expect_request(LATEST).respond_with_json({"crntObsTime": now})
    for other in ("2120", "2130", "2140", "2150"):
        name = f"{FILES}/tmlist/stg/20260106/{other}/{LEVEL}.json"
        httpserver.expect_request(name).respond_with_data("no", status=404)
    for other in ("20260107/0010", "20260107/0000", "20260106/2350"):
        name = f"{FILES}/tmlist/stg/{other}/{LEVEL}.json"
        httpserver.expect_request(name).respond_with_data("no", status=404)
    assert rivers.water_level(LEVEL).newest.value == 1.45


def test_nothing_for_half_an_hour_is_told(httpserver: HTTPServer, rivers: Rivers) -> None:
    httpserver.expect_request(LATEST).respond_with_json({"crntObsTime": "2026/01/06 21:20"})
    for time in ("2120", "2110", "2100", "2050", "2040"):
        httpserver.expect_request(
            f"{FILES}/tmlist/stg/20260106/{time}/{LEVEL}.json"
        ).respond_with_data("no", status=404)
    with pytest.raises(SourceUnavailable, match="20260106/2050") as caught:
        rivers.water_level(LEVEL)
    assert caught.value.status == 404


def test_a_server_in_trouble_is_not_asked_for_older_files(
    httpserver: HTTPServer, rivers: Rivers
) -> None:
    httpserver.expect_request(LATEST).respond_with_json({"crntObsTime": "2026/01/06 21:20"})
    httpserver.expect_request(f"{FILES}/tmlist/stg/20260106/2120/{LEVEL}.json").respond_with_data(
        "no", status=403
    )
    with pytest.raises(SourceUnavailable, match="2120") as caught:
        rivers.water_level(LEVEL)
    assert caught.value.status == 403


@pytest.mark.parametrize(("value", "mark"), [(9.99, 190), (0, 140), (None, 0), (None, None)])
def test_what_is_missing_has_no_value(
    value: float | None, mark: int | None, httpserver: HTTPServer, rivers: Rivers
) -> None:
    put_levels(httpserver, series(level("2026/01/06 21:20", value, mark)))
    newest = rivers.water_level(LEVEL).newest
    assert (newest.value, newest.mark) == (None, mark)


def test_the_end_of_the_day_is_the_next_one(httpserver: HTTPServer, rivers: Rivers) -> None:
    put_levels(httpserver, series(level("2026/01/06 24:00", 1.2)))
    assert rivers.water_level(LEVEL).newest.time.isoformat() == "2026-01-07T00:00:00+09:00"


def test_an_old_copy_says_so(httpserver: HTTPServer, make_fetch: Callable[..., Fetcher]) -> None:
    put_levels(httpserver, LEVELS)
    url = httpserver.url_for("")
    assert Rivers(url, make_fetch()).water_level(LEVEL).stale == ""
    httpserver.clear()
    httpserver.expect_request("/never").respond_with_data("")
    assert "copy of" in Rivers(url, make_fetch()).water_level(LEVEL).stale


@pytest.mark.parametrize(
    "data",
    [
        {"obsValue": level("2026/01/06 21:20", 1)},
        {"min10Values": []},
        series(level("21:20", 1)),
        series(level("2026/02/30 21:20", 1)),
        series(level("2026-01-06 21:20", 1)),
        series(level("2026/01/06 21:20", "1.45")),
        series(level("2026/01/06 21:20", 1, "0")),
        series({"obsTime": "2026/01/06 21:20", "stg": 1.4}),
        series({"obsTime": "2026/01/06 21:20", "stgCcd": 0}),
    ],
    ids=range(9),
)
def test_any_other_shape_is_told(data: Any, httpserver: HTTPServer, rivers: Rivers) -> None:
    put_levels(httpserver, data)
    with pytest.raises(SourceChanged):
        rivers.water_level(LEVEL)


@pytest.mark.parametrize(
    "station",
    [
        {"obsNm": "湯川"},
        {"obsFcd": "2103600400004"},
        {"obsFcd": "21036", "obsNm": "湯川"},
        {"obsFcd": "2103600400004", "obsNm": "湯川", "warnStg": "1.5"},
    ],
    ids=repr,
)
def test_any_other_station_is_told(
    station: dict[str, Any], httpserver: HTTPServer, rivers: Rivers
) -> None:
    listed = {"prefTwn": [{"twnCd": 701202, "stg": [station]}]}
    put(httpserver, "obslist/twninfo/obs/stg/701.json", listed)
    with pytest.raises(SourceChanged):
        rivers.stations("07")
