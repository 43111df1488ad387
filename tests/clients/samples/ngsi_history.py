"""A QuantumLeap with three values, and its 404 for "nothing"."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime

from clients.contract import Sample
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from civickit.clients.ngsi_history import QuantumLeap, Reading

TIMES = ["2026-01-01T00:00:00", "2026-01-01T01:00:00.000+00:00", "2026-01-01T11:00:00+09:00"]
VALUES = [1.25, 1.5, None]


def serve(times: list[str], values: list[float | None]) -> Callable[[HTTPServer], None]:
    def answer(request: Request) -> Response:
        start = int(request.args["offset"])
        told: dict[str, object] = {"attrName": "level", "entityId": "gauge-1"}
        end = start + int(request.args["limit"])
        told |= {"index": times[start:end], "values": values[start:end]}
        if start < len(times):
            return Response(json.dumps(told), content_type="application/json")
        told = {"error": "Not Found", "description": "No records were found for such query."}
        return Response(json.dumps(told), 404, content_type="application/json")

    def put(server: HTTPServer) -> None:
        server.expect_request(re.compile(".*")).respond_with_handler(answer)

    return put


SAMPLES = [
    Sample(
        "ngsi_history",
        lambda url, fetch: QuantumLeap(url, fetch).history("gauge-1", "level"),
        serve(TIMES, VALUES),
        [
            Reading("level", datetime(2026, 1, 1, hour, tzinfo=UTC), value)
            for hour, value in enumerate(VALUES)
        ],
        serve_empty=serve([], []),
        empty=[],
        serve_cut=serve(TIMES, VALUES[:2]),
    )
]
