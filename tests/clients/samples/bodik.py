from __future__ import annotations

import json
from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from civickit.clients.bodik import Bodik
from civickit.core.fetch import Fetcher

FEATURES: list[dict[str, Any]] = [
    {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [139.93, 37.49]},
        "properties": {"name": "市役所", "municipalityCode": "072028", "lat": 37.49, "lon": 139.93},
    },
    {
        "type": "Feature",
        "geometry": None,
        "properties": {"name": "移動AED", "municipalityCode": "072028", "lat": None, "lon": None},
    },
    {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [139.94, 37.5]},
        "properties": {"name": "駅", "municipalityCode": "072028", "telephoneNumber": "0242"},
    },
]


def serve(server: HTTPServer, features: list[dict[str, Any]], total: int) -> None:
    """Pages of two at most."""

    def answer(request: Request) -> Response:
        at = int(request.args["offset"])
        found = {"type": "FeatureCollection", "features": features[at : at + 2]}
        body = {"metadata": {"totalCount": total}, "resultsets": found}
        return Response(json.dumps(body, ensure_ascii=False), content_type="application/json")

    server.expect_request("/aed").respond_with_handler(answer)


def rows(url: str, fetch: Fetcher) -> Any:
    found = Bodik(url, fetch).rows("aed", place_code="072028")
    return found.columns, found.total, [dict(row) for row in found.rows]


SAMPLES = [
    Sample(
        client="bodik",
        name="rows",
        call=rows,
        serve=lambda server: serve(server, FEATURES, 3),
        expected=(
            ("name", "municipalityCode", "lat", "lon", "telephoneNumber"),
            3,
            [
                {"name": "市役所", "municipalityCode": "072028", "lat": 37.49, "lon": 139.93},
                {"name": "移動AED", "municipalityCode": "072028", "lat": None, "lon": None},
                {
                    "name": "駅",
                    "municipalityCode": "072028",
                    "telephoneNumber": "0242",
                    "lat": 37.5,
                    "lon": 139.94,
                },
            ],
        ),
        serve_empty=lambda server: serve(server, [], 0),
        empty=((), 0, []),
        serve_cut=lambda server: serve(server, FEATURES, 5),
    ),
    Sample(
        client="bodik",
        name="apis",
        call=lambda url, fetch: [tuple(api) for api in Bodik(url, fetch).apis()],
        serve=lambda server: server.expect_request("/api/list").respond_with_json(
            [
                {"apiname": "aed", "description": "AED設置箇所一覧"},
                {"apiname": "public_toilet", "description": "公衆トイレ一覧"},
            ]
        ),
        expected=[("aed", "AED設置箇所一覧"), ("public_toilet", "公衆トイレ一覧")],
        serve_empty=lambda server: server.expect_request("/api/list").respond_with_json([]),
        empty=[],
    ),
    Sample(
        client="bodik",
        name="organisations",
        call=lambda url, fetch: [tuple(one) for one in Bodik(url, fetch).organisations("aed")],
        serve=lambda server: server.expect_request("/aed/organization").respond_with_json(
            [{"organ_code": "072028", "organ_name": "会津若松市"}]
        ),
        expected=[("072028", "会津若松市")],
        serve_empty=lambda server: server.expect_request("/aed/organization").respond_with_json([]),
        empty=[],
    ),
]
