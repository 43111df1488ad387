from __future__ import annotations

import json
from typing import Any

import pytest
from clients.samples.socrata import CATALOGUE, ID, VIEW, column, dataset, listed
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from civickit.clients import socrata
from civickit.clients.socrata import Socrata
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher


@pytest.fixture
def site(httpserver: HTTPServer, fetch: Fetcher) -> Socrata:
    return Socrata(httpserver.url_for("/"), fetch)


def serve_table(server: HTTPServer, columns: list[Any], rows: list[Any]) -> None:
    """A table by SODA 2 that honours $limit and $offset."""
    server.expect_request(f"/api/views/{ID}.json").respond_with_json({**VIEW, "columns": columns})

    def give(request: Request) -> Response:
        asked = request.args
        page = rows[int(asked.get("$offset", 0)) :][: int(asked.get("$limit", 1000))]
        answer = [{"n": str(len(rows))}] if "$select" in asked else page
        return Response(json.dumps(answer), content_type="application/json")

    server.expect_request(f"/resource/{ID}.json").respond_with_handler(give)


def test_pages_follow_each_other_in_order(
    site: Socrata, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socrata, "ROWS_AT_ONCE", 1000)
    rows = [{"no": f"{number:04}"} for number in range(2500)]
    serve_table(httpserver, [column("no", "text")], rows)
    assert list(site.rows(ID).rows) == rows
    asked = [dict(request.args) for request, _ in httpserver.log if "$offset" in request.args]
    assert [one["$offset"] for one in asked] == ["0", "1000", "2000"]
    assert {one["$order"] for one in asked} == {":id"}


def test_a_condition_goes_to_count_and_rows(site: Socrata, httpserver: HTTPServer) -> None:
    serve_table(httpserver, [column("no", "text")], [{"no": "1"}])
    list(site.rows(ID, where="no > '0'").rows)
    conditions = [request.args.get("$where") for request, _ in httpserver.log][1:]
    assert conditions == ["no > '0'", "no > '0'"]


def test_what_the_site_objects_to_is_told(site: Socrata, httpserver: HTTPServer) -> None:
    httpserver.expect_request(f"/api/views/{ID}.json").respond_with_json(VIEW)
    error = {"code": "query.compiler.malformed", "error": True, "message": "No such column: x"}
    httpserver.expect_request(f"/resource/{ID}.json").respond_with_json(error, status=400)
    with pytest.raises(SourceUnavailable, match="No such column: x") as caught:
        site.rows(ID, where="x > 1")
    assert caught.value.status == 400


def test_too_many_requests_are_told(site: Socrata, httpserver: HTTPServer) -> None:
    error = {"code": "throttled", "error": True, "message": "slow down"}
    httpserver.expect_request(f"/api/views/{ID}.json").respond_with_json(
        error, status=429, headers={"Retry-After": "0"}
    )
    with pytest.raises(SourceUnavailable) as caught:
        site.rows(ID)
    assert caught.value.status == 429


@pytest.mark.parametrize("wrong", ["hydrants", "abcd-12345", "../../etc", "", "ABCD-1234"])
def test_an_id_of_another_kind_is_not_asked_for(
    site: Socrata, httpserver: HTTPServer, wrong: str
) -> None:
    with pytest.raises(SourceUnavailable, match="abcd-1234"):
        site.rows(wrong)
    assert not httpserver.log


POINT = {"type": "Point", "coordinates": [139.9, 37.4]}
LOCATION = {"latitude": "37.4", "longitude": "139.9", "human_address": "{}"}
AREA = {"type": "MultiPolygon", "coordinates": [[[[0, 0], [0, 1], [1, 1], [0, 0]]]]}


@pytest.mark.parametrize(("kind", "value"), [("point", POINT), ("location", LOCATION)])
def test_a_point_gets_lat_and_lon(
    site: Socrata, httpserver: HTTPServer, kind: str, value: Any
) -> None:
    serve_table(httpserver, [column("place", kind)], [{"place": value}, {}])
    found = site.rows(ID)
    assert found.columns == ("place", "lat", "lon")
    rows = list(found.rows)
    assert rows[0] == {"place": value, "lat": 37.4, "lon": 139.9}
    assert rows[1] == {"lat": None, "lon": None}


def test_an_area_stays_a_geometry(site: Socrata, httpserver: HTTPServer) -> None:
    serve_table(httpserver, [column("area", "multipolygon")], [{"area": AREA}])
    found = site.rows(ID)
    assert (found.columns, list(found.rows)) == (("area",), [{"area": AREA}])


@pytest.mark.parametrize(
    "columns",
    [
        [column("from", "point"), column("to", "point")],
        [column("from", "point"), column("lat", "number")],
    ],
    ids=["two points", "a column called lat"],
)
def test_no_place_is_made_up(site: Socrata, httpserver: HTTPServer, columns: list[Any]) -> None:
    serve_table(httpserver, columns, [{"from": POINT}])
    found = site.rows(ID)
    assert found.columns == tuple(one["fieldName"] for one in columns)
    assert list(found.rows) == [{"from": POINT}]


def test_a_column_the_table_does_not_name(site: Socrata, httpserver: HTTPServer) -> None:
    serve_table(httpserver, [column("no", "text")], [{"no": "1", "extra": "2"}])
    with pytest.raises(SourceChanged, match="extra"):
        list(site.rows(ID).rows)


def test_a_dataset_by_its_id(site: Socrata, httpserver: HTTPServer) -> None:
    httpserver.expect_request(f"/api/views/{ID}.json").respond_with_json(VIEW)
    found = site.dataset(ID)
    assert (found.title, found.publisher) == ("Hydrants of Sampleton", "Fire Department")
    assert (found.licence.id, found.licence.open) == ("CC-BY-4.0", True)
    assert (found.modified, found.tags) == ("2024-11-05T00:00:00+00:00", ("fire", "water"))


def test_search_asks_for_this_site_only_and_reads_everything(
    site: Socrata, httpserver: HTTPServer, fetch: Fetcher
) -> None:
    told = {"results": [listed(ID, "Hydrants")], "resultSetSize": 4500}
    httpserver.expect_request(CATALOGUE).respond_with_json(told)
    found = site.search("hydrant", limit=1)
    assert (found.total, found.datasets) == (4500, (dataset(site.url, ID, "Hydrants"),))
    (request, _) = httpserver.log[0]
    assert request.args["domains"] == "127.0.0.1"
    assert (request.args["limit"], request.args["only"]) == ("1", "dataset")


def test_with_a_token_rows_come_by_soda_3(
    httpserver: HTTPServer, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socrata, "ROWS_AT_ONCE", 2)
    httpserver.expect_request(f"/api/views/{ID}.json").respond_with_json(
        {**VIEW, "columns": [column("no", "text")]}
    )
    rows = [{"no": str(number)} for number in range(5)]

    def give(request: Request) -> Response:
        asked = request.get_json()
        size = asked["page"]["pageSize"]
        start = (asked["page"]["pageNumber"] - 1) * size
        answer = [{"n": 5}] if "count" in asked["query"] else rows[start : start + size]
        return Response(json.dumps(answer), content_type="application/json")

    httpserver.expect_request(
        f"/api/v3/views/{ID}/query.json", method="POST", headers={"X-App-Token": "s3cret"}
    ).respond_with_handler(give)
    found = Socrata(httpserver.url_for("/"), fetch, key="s3cret").rows(ID, where="no >= '0'")
    assert list(found.rows) == rows
    sent = [request.get_json() for request, _ in httpserver.log[1:]]
    assert not any(one["includeSynthetic"] for one in sent)
    queries = {one["query"] for one in sent}
    assert queries == {
        "SELECT count(*) AS n WHERE no >= '0'",
        "SELECT * WHERE no >= '0'",
    }
    kept = [path for path in fetch.store.folder.rglob("*") if path.is_file()]
    assert not any(b"s3cret" in path.read_bytes() for path in kept)


@pytest.mark.parametrize("count", [[], [3], [{}], [{"n": "many"}], [{"n": "-1"}]], ids=repr)
def test_a_count_that_is_none(site: Socrata, httpserver: HTTPServer, count: Any) -> None:
    httpserver.expect_request(f"/api/views/{ID}.json").respond_with_json(VIEW)
    httpserver.expect_request(f"/resource/{ID}.json").respond_with_json(count)
    with pytest.raises(SourceChanged):
        site.rows(ID)


def test_more_rows_than_counted(site: Socrata, httpserver: HTTPServer) -> None:
    path, counted = f"/resource/{ID}.json", {"$select": "count(*) AS n"}
    httpserver.expect_request(f"/api/views/{ID}.json").respond_with_json(VIEW)
    httpserver.expect_request(path, query_string=counted).respond_with_json([{"n": "1"}])
    httpserver.expect_request(path).respond_with_json([{"hydrant": "1"}, {"hydrant": "2"}])
    with pytest.raises(SourceChanged, match="found more"):
        list(site.rows(ID).rows)
