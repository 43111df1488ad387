from __future__ import annotations

from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer

from civickit.clients.overpass import Overpass
from civickit.core.fetch import Fetcher

PATH = "/api/interpreter"


def count(total: int) -> dict[str, Any]:
    return {"type": "count", "id": 0, "tags": {"nodes": str(total), "total": str(total)}}


HYDRANT = {
    "type": "node",
    "id": 101,
    "lat": 37.4945,
    "lon": 139.9297,
    "tags": {"emergency": "fire_hydrant", "fire_hydrant:type": "underground", "ref": "0012"},
}
POND = {
    "type": "way",
    "id": 202,
    "center": {"lat": 37.5, "lon": 139.93},
    "nodes": [1, 2, 3, 1],
    "tags": {"emergency": "fire_hydrant", "name": "東山の池", "lat": "?"},
}


def answer(*elements: Any, **more: Any) -> dict[str, Any]:
    return {
        "version": 0.6,
        "generator": "Overpass API",
        "osm3s": {"timestamp_osm_base": "2026-11-22T00:00:00Z", "copyright": "…"},
        "elements": list(elements),
        **more,
    }


def server_of(*elements: Any, **more: Any) -> Any:
    def serve(server: HTTPServer) -> None:
        server.expect_request(PATH, method="POST").respond_with_json(answer(*elements, **more))

    return serve


def rows(url: str, fetch: Fetcher) -> Any:
    found = Overpass(f"{url}{PATH}", fetch).rows("emergency=fire_hydrant", place="会津若松市")
    return found.columns, found.total, list(found.rows)


OWN = ("osm_id", "lat", "lon")
SAMPLES = [
    Sample(
        "overpass",
        rows,
        server_of(count(1), count(2), HYDRANT, POND),
        (
            (*OWN, "emergency", "fire_hydrant:type", "tag:lat", "name", "ref"),
            2,
            [
                {**HYDRANT["tags"], "osm_id": "node/101", "lat": 37.4945, "lon": 139.9297},
                {
                    "emergency": "fire_hydrant",
                    "name": "東山の池",
                    "tag:lat": "?",
                    "osm_id": "way/202",
                    "lat": 37.5,
                    "lon": 139.93,
                },
            ],
        ),
        serve_empty=server_of(count(1), count(0)),
        empty=(OWN, 0, []),
        serve_cut=server_of(count(1), count(2), HYDRANT),
        name="rows",
        refusal={"elements": [], "remark": "runtime error: Query timed out"},
    )
]
