"""An Orion with two water gauges in keyValues, and one answer for each kind of write."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from civickit.clients.ngsi_v2 import NgsiV2

GAUGES: list[dict[str, Any]] = [
    {
        "id": "gauge-1",
        "type": "WaterLevel",
        "level": 1.25,
        "name": "湯川橋",
        "location": {"type": "Point", "coordinates": [139.93, 37.49]},
    },
    {
        "id": "gauge-2",
        "type": "WaterLevel",
        "level": None,
        "address": {"addressLocality": "会津若松市"},
        "location": "37.5, 139.94",
    },
    {
        "id": "river-1",
        "type": "WaterLevel",
        "location": {"type": "LineString", "coordinates": [[139.9, 37.4], [139.8, 37.5]]},
    },
]


def serve(members: list[Any], total: int, header: str) -> Callable[[HTTPServer], None]:
    """Pages of two at most, whatever was asked for."""

    def answer(request: Request) -> Response:
        start = int(request.args["offset"])
        page = members[start : start + min(2, int(request.args["limit"]))]
        told = json.dumps(page, ensure_ascii=False)
        return Response(told, headers={header: str(total)}, content_type="application/json")

    def put(server: HTTPServer) -> None:
        server.expect_request(re.compile(".*")).respond_with_handler(answer)

    return put


COUNT = "Fiware-Total-Count"


def rows(url: str, fetch: Any) -> object:
    found = NgsiV2(url, fetch).rows("WaterLevel")
    return found.columns, list(found.rows)


SAMPLES = [
    Sample(
        "ngsi_v2",
        lambda url, fetch: list(NgsiV2(url, fetch).entities("WaterLevel")),
        serve(GAUGES, 3, COUNT),
        GAUGES,
        serve_empty=serve([], 0, COUNT),
        empty=[],
        serve_cut=serve(GAUGES, 4, COUNT),
        name="entities",
    ),
    Sample(
        "ngsi_v2",
        rows,
        serve(GAUGES, 3, COUNT),
        (
            ("id", "type", "level", "name", "address.addressLocality", "location", "lat", "lon"),
            [
                {
                    "id": "gauge-1",
                    "type": "WaterLevel",
                    "level": 1.25,
                    "name": "湯川橋",
                    "lat": 37.49,
                    "lon": 139.93,
                },
                {
                    "id": "gauge-2",
                    "type": "WaterLevel",
                    "level": None,
                    "address.addressLocality": "会津若松市",
                    "lat": 37.5,
                    "lon": 139.94,
                },
                GAUGES[2],
            ],
        ),
        serve_empty=serve([], 0, COUNT),
        empty=(("id", "type", "lat", "lon"), []),
        serve_cut=serve(GAUGES, 4, COUNT),
        name="rows",
    ),
    Sample(
        "ngsi_v2",
        lambda url, fetch: NgsiV2(url, fetch).entity("gauge-1"),
        lambda server: server.expect_request("/v2/entities/gauge-1").respond_with_json(GAUGES[0]),
        GAUGES[0],
        name="entity",
    ),
    Sample(
        "ngsi_v2",
        lambda url, fetch: NgsiV2(url, fetch).upsert(GAUGES),
        lambda server: server.expect_request("/v2/op/update", "POST").respond_with_data(status=204),
        3,
        writes=True,
        name="upsert",
    ),
]
