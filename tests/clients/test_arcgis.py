from __future__ import annotations

import re
from typing import Any

import pytest
from clients.samples.arcgis import FEATURES, LAYER, SERVICE, about, answer, feature, field, serve
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from civickit.clients._arcgis_geometry import geojson_of, polygons
from civickit.clients.arcgis import ArcGIS, LayerName
from civickit.core.errors import SourceChanged, SourceUnavailable, UnknownName
from civickit.core.fetch import Fetcher


def layer(server: HTTPServer, fetch: Fetcher, **options: str) -> ArcGIS:
    return ArcGIS(server.url_for(LAYER), fetch, **options)


def numbers(given: ArcGIS) -> list[int]:
    return [one["properties"]["OBJECTID"] for one in given.features()]


def paged(server: HTTPServer, pages: dict[int, Any], count: int, told: Any = None) -> None:
    """A layer whose pages are what the test says, by their offset."""

    def query(request: Request) -> Response:
        if request.args.get("returnCountOnly"):
            return answer({"count": count})
        assert request.args["orderByFields"] == "OBJECTID ASC"
        return answer(pages[int(request.args["resultOffset"])])

    server.expect_request(LAYER).respond_with_json(told or about())
    server.expect_request(f"{LAYER}/query").respond_with_handler(query)


def page(*which: int, more: Any = None, inner: bool = False) -> dict[str, Any]:
    told = {} if more is None else {"exceededTransferLimit": more}
    features = {"features": [feature(number) for number in which]}
    return {**features, "properties": told} if inner else {**features, **told}


def test_an_empty_page_may_be_followed_by_others(httpserver: HTTPServer, fetch: Fetcher) -> None:
    pages = {0: page(1, 2, more=True), 2: page(more=True), 4: page(3, more=False)}
    paged(httpserver, pages, 3)
    assert numbers(layer(httpserver, fetch)) == [1, 2, 3]


def test_a_full_page_may_be_the_last(httpserver: HTTPServer, fetch: Fetcher) -> None:
    paged(httpserver, {0: page(1, 2, more=True), 2: page(3, 4, more=False)}, 4)
    assert numbers(layer(httpserver, fetch)) == [1, 2, 3, 4]


def test_a_short_page_is_not_the_end(httpserver: HTTPServer, fetch: Fetcher) -> None:
    """The next page begins behind what came, not behind what was asked for."""
    pages = {0: page(1, more=True), 1: page(2, 3, more=True), 3: page(4, more=False)}
    paged(httpserver, pages, 4)
    assert numbers(layer(httpserver, fetch)) == [1, 2, 3, 4]


def test_the_word_that_there_is_more_may_stand_in_properties(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    first, empty = page(1, 2, more=True, inner=True), page(more=True, inner=True)
    paged(httpserver, {0: first, 2: empty, 4: page(3, more=False, inner=True)}, 3)
    assert numbers(layer(httpserver, fetch)) == [1, 2, 3]


def test_without_that_word_the_count_decides(httpserver: HTTPServer, fetch: Fetcher) -> None:
    paged(httpserver, {0: page(1, 2), 2: page(3)}, 3)
    assert numbers(layer(httpserver, fetch)) == [1, 2, 3]


@pytest.mark.parametrize(
    "pages",
    [
        {0: page(1, 2, more=False)},
        {0: page(1, 2), 2: page()},
        {0: page(1, 2, more=True), 2: page(more=True), 4: page(more=True)},
    ],
    ids=["it says that this is all", "it says nothing", "it says that there is more for ever"],
)
def test_a_silent_cut_is_seen_by_the_count(
    pages: dict[int, Any], httpserver: HTTPServer, fetch: Fetcher
) -> None:
    paged(httpserver, pages, 4)
    with pytest.raises(SourceChanged, match="4 rows; found 2 rows"):
        numbers(layer(httpserver, fetch))


def test_more_than_counted_is_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    paged(httpserver, {0: page(1, 2, more=True), 2: page(3, 4, more=True)}, 3)
    with pytest.raises(SourceChanged, match="found more"):
        numbers(layer(httpserver, fetch))


def test_a_server_that_does_not_turn_the_page(httpserver: HTTPServer, fetch: Fetcher) -> None:
    """Twice the first two of four would have the right number."""
    paged(httpserver, {0: page(1, 2, more=True), 2: page(1, 2, more=False)}, 4)
    with pytest.raises(SourceChanged, match="same page"):
        numbers(layer(httpserver, fetch))


def test_without_pages_ids_come_in_blocks_of_500(httpserver: HTTPServer, fetch: Fetcher) -> None:
    features = [feature(number) for number in range(1, 1203)]
    serve(httpserver, features, about(pages=False, most=2000))
    assert numbers(layer(httpserver, fetch)) == list(range(1, 1203))
    blocks = [request.form["where"] for request, _ in httpserver.log if request.method == "POST"]
    assert [block.count(",") + 1 for block in blocks] == [500, 500, 202]


def test_a_block_that_is_cut(httpserver: HTTPServer, fetch: Fetcher) -> None:
    """One that the server's own count does not show, because the count is wrong as well."""
    serve(httpserver, FEATURES, about(pages=False), count=4, given=4)
    with pytest.raises(SourceChanged, match="1 rows; found 0"):
        numbers(layer(httpserver, fetch))


def test_the_layers_of_a_service(httpserver: HTTPServer, fetch: Fetcher) -> None:
    several = {"layers": [{"id": 0, "name": "消火栓"}, {"id": 3, "name": "防火水槽"}]}
    httpserver.expect_request(SERVICE).respond_with_json(several)
    httpserver.expect_request(f"{SERVICE}/3").respond_with_json({**about(), "id": 3})
    httpserver.expect_request(f"{SERVICE}/3/query").respond_with_json({"count": 7})
    service = ArcGIS(httpserver.url_for(SERVICE), fetch)
    assert service.layers() == [LayerName("0", "消火栓"), LayerName("3", "防火水槽")]
    assert service.rows("防火水槽").total == 7
    with pytest.raises(UnknownName, match="0 消火栓, 3 防火水槽"):
        service.rows()


def test_what_a_layer_says_of_itself(httpserver: HTTPServer, fetch: Fetcher) -> None:
    more = {
        "copyrightText": "会津若松市 CC BY 4.0",
        "description": "市内の消火栓",
        "editingInfo": {"lastEditDate": 1730764800000},
    }
    httpserver.expect_request(LAYER).respond_with_json({**about(), **more})
    found = layer(httpserver, fetch).dataset()
    assert (found.id, found.title) == ("消火栓/FeatureServer/0", "消火栓")
    assert (found.licence.id, found.publisher) == ("CC-BY-4.0", "会津若松市 CC BY 4.0")
    assert (found.modified, found.description) == ("2024-11-05T00:00:00+00:00", "市内の消火栓")
    (table,) = found.resources
    assert (table.service, table.service_url, table.format) == ("arcgis", found.url, "")
    with pytest.raises(SourceUnavailable):
        layer(httpserver, fetch).dataset("7")


def test_a_folder_of_services_names_them(httpserver: HTTPServer, fetch: Fetcher) -> None:
    told = {"folders": [], "services": [{"name": "fire/消火栓", "type": "FeatureServer"}]}
    httpserver.expect_request("/arcgis/rest/services").respond_with_json(told)
    with pytest.raises(UnknownName, match="fire/消火栓/FeatureServer"):
        ArcGIS(httpserver.url_for("/arcgis/rest/services"), fetch).rows()


def test_an_error_in_an_answer_that_says_200(httpserver: HTTPServer, fetch: Fetcher) -> None:
    error = {"error": {"code": 499, "message": "Token Required", "details": ["sign in"]}}
    httpserver.expect_request(LAYER).respond_with_json(error)
    with pytest.raises(SourceUnavailable, match="Token Required; sign in") as caught:
        layer(httpserver, fetch).rows()
    assert caught.value.status == 499


def test_a_token_is_sent_and_never_shown(httpserver: HTTPServer, fetch: Fetcher) -> None:
    serve(httpserver, FEATURES, about(pages=False))
    numbers(layer(httpserver, fetch, key="s3cret"))
    sent = {request.headers.get("X-Esri-Authorization") for request, _ in httpserver.log}
    assert sent == {"Bearer s3cret"}
    kept = [path for path in fetch.store.folder.rglob("*") if path.is_file()]
    assert kept
    assert not any(b"s3cret" in path.read_bytes() for path in kept)


def test_metres_are_not_taken_for_degrees(httpserver: HTTPServer, fetch: Fetcher) -> None:
    """A server that leaves outSR aside, with and without saying so."""
    told = {**page(1, more=False), "spatialReference": {"wkid": 102100, "latestWkid": 3857}}
    paged(httpserver, {0: told}, 1)
    with pytest.raises(SourceChanged, match="degrees"):
        numbers(layer(httpserver, fetch))
    with pytest.raises(SourceChanged, match="globe"):
        geojson_of({"x": 15573000.0, "y": 4509000.0}, "it")


def test_a_table_without_places(httpserver: HTTPServer, fetch: Fetcher) -> None:
    told = about()
    del told["geometryType"]
    paged(httpserver, {0: {"features": [{"attributes": {"OBJECTID": 1}}]}}, 1, told)
    found = layer(httpserver, fetch).rows()
    assert found.columns == ("OBJECTID", "番号", "点検日")
    assert [row["OBJECTID"] for row in found.rows] == [1]


def test_columns_called_lat_stay_as_they_are(httpserver: HTTPServer, fetch: Fetcher) -> None:
    told = {**about(), "fields": [field("OBJECTID", "OID"), field("lat", "Double")]}
    one = {"attributes": {"OBJECTID": 1, "lat": 0.5}, "geometry": {"x": 139.9, "y": 37.4}}
    paged(httpserver, {0: {"features": [one]}}, 1, told)
    found = layer(httpserver, fetch).rows()
    assert found.columns == ("OBJECTID", "lat", "geometry")
    (row,) = found.rows
    assert (row["lat"], row["geometry"]["coordinates"]) == (0.5, [139.9, 37.4])


def test_a_field_the_layer_does_not_name(httpserver: HTTPServer, fetch: Fetcher) -> None:
    one = {"attributes": {"OBJECTID": 1, "新": "?"}, "geometry": None}
    paged(httpserver, {0: {"features": [one]}}, 1)
    with pytest.raises(SourceChanged, match="新"):
        numbers(layer(httpserver, fetch))


def test_dates_before_1970_and_none(httpserver: HTTPServer, fetch: Fetcher) -> None:
    times = [-2208988800000, 0, None, 10**18]
    features = [
        {"attributes": {"OBJECTID": number, "点検日": time}, "geometry": None}
        for number, time in enumerate(times)
    ]
    paged(httpserver, {0: {"features": features}}, 4)
    given = [one["properties"]["点検日"] for one in layer(httpserver, fetch).features()]
    assert given == ["1900-01-01T00:00:00+00:00", "1970-01-01T00:00:00+00:00", None, 10**18]


OUTER = [[0, 0], [0, 4], [4, 4], [4, 0], [0, 0]]
INNER_OUTER = [[1.5, 1.5], [1.5, 2.5], [2.5, 2.5], [2.5, 1.5], [1.5, 1.5]]
HOLE = [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]
TINY_HOLE = [[1.8, 1.8], [2.2, 1.8], [2.2, 2.2], [1.8, 2.2], [1.8, 1.8]]
FAR = [[9, 9], [10, 9], [10, 10], [9, 9]]


def test_holes_find_the_area_they_are_in() -> None:
    """An island in a lake on an island, with a pond on it; and a hole that lies nowhere."""
    made = polygons([HOLE, OUTER, TINY_HOLE, INNER_OUTER, FAR])
    assert made == [
        [OUTER[::-1], HOLE[::-1]],
        [INNER_OUTER[::-1], TINY_HOLE[::-1]],
        [FAR],
    ]


@pytest.mark.parametrize(
    ("esri", "geojson"),
    [
        (None, None),
        ({"x": None, "y": None}, None),
        ({"x": "NaN", "y": "NaN"}, None),
        ({"x": 139.9, "y": 37, "z": 5}, {"type": "Point", "coordinates": [139.9, 37]}),
        ({"points": [[1, 2, 3]]}, {"type": "MultiPoint", "coordinates": [[1, 2]]}),
        ({"paths": [[[1, 2], [3, 4]]]}, {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}),
        ({"paths": []}, None),
        ({"rings": [OUTER]}, {"type": "Polygon", "coordinates": [OUTER[::-1]]}),
        ({"rings": []}, None),
    ],
)
def test_geometries(esri: Any, geojson: Any) -> None:
    assert geojson_of(esri, "it") == geojson


@pytest.mark.parametrize(
    "esri",
    [
        3,
        {},
        {"x": []},
        {"x": "139", "y": "37"},
        {"x": 1},
        {"x": 1, "y": float("nan")},
        {"rings": 3},
        {"rings": [3]},
        {"rings": [[3]]},
        {"paths": [[[]]]},
        {"curvePaths": [[[1, 2], {"c": [[3, 3], [1, 4]]}]]},
    ],
    ids=repr,
)
def test_odd_geometries_are_told(esri: Any) -> None:
    with pytest.raises(SourceChanged):
        geojson_of(esri, "it")


@pytest.mark.parametrize(
    "tail", ["", "/", "/0", "/0/", "/0/query", "/0/query?where=1%3D1&f=json", "?f=pjson"]
)
def test_addresses_as_people_paste_them(tail: str, httpserver: HTTPServer, fetch: Fetcher) -> None:
    serve(httpserver, FEATURES, about())
    given = ArcGIS(httpserver.url_for(SERVICE) + tail, fetch)
    assert re.search("消火栓|%E6", given.url)
    assert numbers(given) == [1, 2, 3, 4, 5]
