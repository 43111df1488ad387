from __future__ import annotations

from typing import Any

import pytest
from clients.samples.overpass import HYDRANT, PATH, POND, answer, count
from pytest_httpserver import HTTPServer

from civickit.clients.overpass import Overpass, quoted
from civickit.core.errors import InvalidRecord, SourceChanged, SourceUnavailable, UnknownName
from civickit.core.fetch import Fetcher

TAG = "emergency=fire_hydrant"
BOX = (37.4, 139.8, 37.6, 140.0)


@pytest.fixture
def osm(httpserver: HTTPServer, fetch: Fetcher) -> Overpass:
    return Overpass(httpserver.url_for(PATH), fetch)


def serve(server: HTTPServer, *elements: Any, **more: Any) -> None:
    server.expect_request(PATH, method="POST").respond_with_json(answer(*elements, **more))


def asked(server: HTTPServer) -> str:
    return server.log[0][0].form["data"]


def test_a_box_is_south_west_north_east(osm: Overpass, httpserver: HTTPServer) -> None:
    serve(httpserver, count(1), HYDRANT)
    osm.points(TAG, box=BOX)
    assert asked(httpserver) == (
        '[out:json][timeout:25];nwr["emergency"="fire_hydrant"]'
        "(37.4000000,139.8000000,37.6000000,140.0000000)->.found;"
        ".found out count;.found out center;"
    )


def test_a_place_is_looked_up_and_counted_first(osm: Overpass, httpserver: HTTPServer) -> None:
    serve(httpserver, count(1), count(1), HYDRANT)
    osm.points("emergency=*", place="会津若松市")
    assert asked(httpserver) == (
        '[out:json][timeout:25];area["boundary"="administrative"]["name"="会津若松市"]'
        '->.place;.place out count;nwr["emergency"](area.place)->.found;'
        ".found out count;.found out center;"
    )


def test_one_text_may_name_the_tag_and_the_place(osm: Overpass, httpserver: HTTPServer) -> None:
    serve(httpserver, count(1), count(1), HYDRANT)
    assert len(list(osm.rows(f"{TAG} 会津若松市").rows)) == 1
    assert '"name"="会津若松市"' in asked(httpserver)
    assert 'nwr["emergency"="fire_hydrant"](area.place)' in asked(httpserver)


def test_features_with_licence_and_date(osm: Overpass, httpserver: HTTPServer) -> None:
    serve(httpserver, count(2), HYDRANT, POND)
    found = osm.points(TAG, box=BOX)
    assert [one["id"] for one in found.features] == ["node/101", "way/202"]
    assert found.features[1]["geometry"] == {"type": "Point", "coordinates": [139.93, 37.5]}
    assert found.features[1]["properties"]["name"] == "東山の池"
    assert (found.licence.id, found.licence.open) == ("ODbL-1.0", True)
    assert found.attribution == "© OpenStreetMap contributors"
    assert found.as_of == "2026-11-22T00:00:00Z"


@pytest.mark.parametrize(
    "remark",
    [
        'runtime error: Query timed out in "query" at line 1 after 26 seconds.',
        'runtime error: Query run out of memory in "recurse" at line 1.',
    ],
)
def test_a_remark_is_an_error_however_good_the_rest(
    osm: Overpass, httpserver: HTTPServer, remark: str
) -> None:
    serve(httpserver, count(1), HYDRANT, remark=remark)
    with pytest.raises(SourceUnavailable, match="Query"):
        osm.points(TAG, box=BOX)


def test_what_is_missing_behind_the_count(osm: Overpass, httpserver: HTTPServer) -> None:
    serve(httpserver, count(2), HYDRANT)
    with pytest.raises(SourceChanged, match="2 rows; found 1"):
        osm.points(TAG, box=BOX)


def test_no_count_at_all(osm: Overpass, httpserver: HTTPServer) -> None:
    serve(httpserver, HYDRANT)
    with pytest.raises(SourceChanged, match="count"):
        osm.points(TAG, box=BOX)


def test_a_place_that_the_map_does_not_have(osm: Overpass, httpserver: HTTPServer) -> None:
    """No hydrants and no such town are not the same."""
    serve(httpserver, count(0), count(0))
    with pytest.raises(UnknownName, match="会津若松し"):
        osm.points(TAG, place="会津若松し")


def test_a_name_of_several_places(osm: Overpass, httpserver: HTTPServer) -> None:
    serve(httpserver, count(2), count(1), HYDRANT)
    with pytest.raises(InvalidRecord, match="2 places called 府中市"):
        osm.points(TAG, place="府中市")


@pytest.mark.parametrize("status", [429, 504])
def test_a_busy_server_is_asked_again_and_then_told(
    osm: Overpass, httpserver: HTTPServer, status: int
) -> None:
    httpserver.expect_request(PATH).respond_with_data("busy", status=status)
    with pytest.raises(SourceUnavailable) as caught:
        osm.points(TAG, box=BOX)
    assert caught.value.status == status
    assert len(httpserver.log) == 2


@pytest.mark.parametrize(
    "value", ['a"];out meta;//', "a\\", 'a\\"', "two\nlines", "消火栓", "'", "${x}"], ids=repr
)
def test_values_stay_inside_their_quotes(osm: Overpass, httpserver: HTTPServer, value: str) -> None:
    serve(httpserver, count(1), count(0))
    osm.points(f"name={value}", place=value)
    query = asked(httpserver)
    assert query.count(quoted(value)) == 2
    rest = query.replace(quoted(value), "")
    assert rest == (
        '[out:json][timeout:25];area["boundary"="administrative"]["name"=]->.place;'
        '.place out count;nwr["name"=](area.place)->.found;.found out count;.found out center;'
    )
    inner = quoted(value)[1:-1].replace("\\\\", "")
    assert '"' not in inner.replace('\\"', "")
    assert "\n" not in inner


@pytest.mark.parametrize(
    ("tag", "where", "field"),
    [
        ("", {"box": BOX}, "tag"),
        ("=x", {"box": BOX}, "tag"),
        (TAG, {}, "place"),
        (TAG, {"box": BOX, "place": "会津若松市"}, "place"),
        (TAG, {"box": (139.8, 37.4, 140.0, 37.6)}, "box"),
        (TAG, {"box": (37.6, 139.8, 37.4, 140.0)}, "box"),
        (TAG, {"box": (float("nan"), 139.8, 37.4, 140.0)}, "box"),
    ],
)
def test_questions_that_make_no_sense_are_not_asked(
    osm: Overpass, httpserver: HTTPServer, tag: str, where: Any, field: str
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        osm.points(tag, **where)
    assert list(caught.value.errors) == [field]
    assert not httpserver.log


@pytest.mark.parametrize(
    "element",
    [
        {"type": "node", "id": 1},
        {"type": "node", "id": 1, "lat": "?", "lon": 3},
        {"type": "node", "id": 1, "lat": 95.0, "lon": 3.0},
        {"type": "way", "id": 1, "lat": 37.0, "lon": 139.0},
        {"type": "node", "lat": 37.0, "lon": 139.0},
        {"type": "node", "id": 1, "lat": 37.0, "lon": 139.0, "tags": [1]},
        7,
    ],
    ids=repr,
)
def test_odd_elements_are_told(osm: Overpass, httpserver: HTTPServer, element: Any) -> None:
    serve(httpserver, count(1), element)
    with pytest.raises(SourceChanged):
        osm.points(TAG, box=BOX)
