"""An NGSI-LD broker that ignores `options` and pages by Link, as some do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from civickit.clients.ngsi_ld import NgsiLd, Reading

GAUGES: list[dict[str, Any]] = [
    {
        "id": f"urn:ngsi-ld:WaterLevel:{number}",
        "type": "WaterLevel",
        "水位": {"type": "Property", "value": number / 4, "unitCode": "MTR"},
        "river": {"type": "Relationship", "object": "urn:ngsi-ld:River:湯川"},
        "seen": {
            "type": "Property",
            "value": {"@type": "DateTime", "@value": "2026-01-01T00:00:00Z"},
        },
        "location": {
            "type": "GeoProperty",
            "value": {"type": "Point", "coordinates": [139.93, 37.49]},
        },
    }
    for number in (1, 2, 3)
]
PLAIN = [
    {
        "id": f"urn:ngsi-ld:WaterLevel:{number}",
        "type": "WaterLevel",
        "水位": number / 4,
        "river": "urn:ngsi-ld:River:湯川",
        "seen": "2026-01-01T00:00:00Z",
        "location": {"type": "Point", "coordinates": [139.93, 37.49]},
    }
    for number in (1, 2, 3)
]


def serve(members: list[Any], total: int) -> Callable[[HTTPServer], None]:
    def answer(request: Request) -> Response:
        start = int(request.args.get("from", 0))
        links = ['<https://example.org/c.jsonld>; rel="http://www.w3.org/ns/json-ld#context"']
        if start + 2 < len(members):
            links.append(f'</ngsi-ld/v1/entities?from={start + 2}>; rel="next"; type="x"')
        headers = {"NGSILD-Results-Count": str(total), "Link": ", ".join(links)}
        told = json.dumps(members[start : start + 2])
        return Response(told, headers=headers, content_type="application/json")

    def put(server: HTTPServer) -> None:
        server.expect_request(re.compile(".*")).respond_with_handler(answer)

    return put


def at(hour: int) -> datetime:
    return datetime(2026, 1, 1, hour, tzinfo=UTC)


SAMPLES = [
    Sample(
        "ngsi_ld",
        lambda url, fetch: list(NgsiLd(url, fetch).entities("WaterLevel")),
        serve(GAUGES, 3),
        PLAIN,
        serve_empty=serve([], 0),
        empty=[],
        serve_cut=serve(GAUGES, 4),
        name="entities",
    ),
    Sample(
        "ngsi_ld",
        lambda url, fetch: NgsiLd(url, fetch).history(
            "urn:ngsi-ld:WaterLevel:1", ["水位"], since=at(0), until=at(9)
        ),
        lambda server: server.expect_request(
            "/ngsi-ld/v1/temporal/entities/urn:ngsi-ld:WaterLevel:1"
        ).respond_with_json(
            {
                "id": "urn:ngsi-ld:WaterLevel:1",
                "type": "WaterLevel",
                "水位": {
                    "type": "Property",
                    "values": [[1.5, "2026-01-01T02:00:00Z"], [1.25, "2026-01-01T10:00:00+09:00"]],
                },
            }
        ),
        [Reading("水位", at(1), 1.25), Reading("水位", at(2), 1.5)],
        name="history",
    ),
    Sample(
        "ngsi_ld",
        lambda url, fetch: NgsiLd(url, fetch).upsert(PLAIN),
        lambda server: server.expect_request(
            "/ngsi-ld/v1/entityOperations/upsert", "POST"
        ).respond_with_data(status=204),
        3,
        writes=True,
        name="upsert",
    ),
]
