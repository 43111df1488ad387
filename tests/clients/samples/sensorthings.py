"""A SensorThings service with ids that are numbers, as FROST has them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from clients.contract import Sample
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from civickit.clients.sensorthings import Observation, SensorThings

EVERYTHING = re.compile(".*")


RIVER = {"type": "LineString", "coordinates": [[139.93, 37.49], [139.94, 37.5]]}
LOCATIONS: list[list[object]] = [
    [{"name": "湯川橋", "location": {"type": "Point", "coordinates": [139.93, 37.49]}}],
    [{"name": "湯川", "location": RIVER}],
    [],
]
LATEST: list[list[object]] = [
    [{"phenomenonTime": "2026-01-01T09:00:00+09:00", "result": 1.25}],
    [],
    [{"phenomenonTime": "2026-01-01T00:00:00Z/2026-01-01T01:00:00Z", "result": 0}],
]
STREAMS = [
    {
        "@iot.id": number,
        "@iot.selfLink": f"http://inside:8080/v1.1/Datastreams({number})",
        "name": "水位",
        "unitOfMeasurement": {"name": "metre", "symbol": "m", "definition": "ucum:m"},
        "Observations": latest,
    }
    for number, latest in enumerate(LATEST, 1)
]
THINGS = [
    {
        "@iot.id": 10 + number,
        "name": f"水位計 {number}",
        "Locations": locations,
        "Datastreams": [{"@iot.id": number, "name": "水位"}],
    }
    for number, locations in enumerate(LOCATIONS, 1)
]
MEASURED = [
    {"@iot.id": 7, "phenomenonTime": "2026-01-01T00:10:00.000Z", "result": 1.5},
    {"@iot.id": 6, "phenomenonTime": "2026-01-01T00:00:00.000Z", "result": 1.25},
    {"@iot.id": 8, "phenomenonTime": "2026-01-01T00:20:00Z/2026-01-01T00:30:00Z", "result": None},
]


def pages(members: list[object], total: int) -> object:
    """Two of each page, with a link to the next."""

    def answer(request: Request) -> Response:
        skip = int(request.args.get("$skip", 0))
        told: dict[str, object] = {"@iot.count": total, "value": members[skip : skip + 2]}
        if skip + 2 < len(members):
            told["@iot.nextLink"] = f"{request.base_url}?$count=true&$skip={skip + 2}"
        return Response(json.dumps(told), content_type="application/json")

    return answer


def serve(members: list[object], total: int | None = None) -> object:
    def put(server: HTTPServer) -> None:
        handler = pages(members, len(members) if total is None else total)
        server.expect_request(EVERYTHING).respond_with_handler(handler)

    return put


def serve_streams(streams: list[object], total: int) -> object:
    def put(server: HTTPServer) -> None:
        for path, members, count in (
            ("/v1.1/Things", THINGS, len(THINGS)),
            ("/v1.1/Datastreams", streams, total),
        ):
            server.expect_request(path).respond_with_handler(pages(members, count))

    return put


def row(number: int, **known: object) -> dict[str, object]:
    said = {"id": number, "datastream": "水位", "thing_id": 10 + number}
    return {**said, "thing": f"水位計 {number}", "unit": "m", **known}


def at(minute: int) -> datetime:
    return datetime(2026, 1, 1, 0, minute, tzinfo=UTC)


SAMPLES = [
    Sample(
        "sensorthings",
        lambda url, fetch: list(SensorThings(f"{url}/v1.1", fetch).rows().rows),
        serve_streams(STREAMS, 3),
        [
            row(1, result=1.25, at="2026-01-01T09:00:00+09:00", lat=37.49, lon=139.93),
            row(2, result=None, at=None, location=RIVER),
            row(3, result=0, at="2026-01-01T00:00:00+00:00", location=None),
        ],
        serve_empty=serve([]),
        empty=[],
        serve_cut=serve_streams(STREAMS, 4),
        name="rows",
    ),
    Sample(
        "sensorthings",
        lambda url, fetch: SensorThings(f"{url}/v1.1", fetch).observations(1, since=at(0)),
        serve(MEASURED),
        [
            Observation(at(0), None, 1.25),
            Observation(at(10), None, 1.5),
            Observation(at(20), at(30), None),
        ],
        serve_empty=serve([]),
        empty=[],
        serve_cut=serve(MEASURED, 5),
        name="observations",
    ),
    Sample(
        "sensorthings",
        lambda url, fetch: SensorThings(f"{url}/v1.1", fetch).send(1, 1.5, at(0)),
        lambda server: server.expect_request("/v1.1/Observations", "POST").respond_with_data(
            status=201, headers={"Location": "http://inside:8080/v1.1/Observations(9)"}
        ),
        None,
        writes=True,
        name="send",
    ),
]
