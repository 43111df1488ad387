from __future__ import annotations

import json
from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from civickit.clients.arcgis import ArcGIS
from civickit.core.fetch import Fetcher

SERVICE = "/arcgis/rest/services/消火栓/FeatureServer"
LAYER = f"{SERVICE}/0"


def field(name: str, kind: str) -> dict[str, str]:
    return {"name": name, "type": f"esriFieldType{kind}", "alias": name}


def about(*, pages: bool = True, most: int = 2, shape: str = "esriGeometryPoint") -> dict[str, Any]:
    return {
        "id": 0,
        "name": "消火栓",
        "type": "Feature Layer",
        "geometryType": shape,
        "objectIdField": "OBJECTID",
        "maxRecordCount": most,
        "advancedQueryCapabilities": {"supportsPagination": pages},
        "fields": [field("OBJECTID", "OID"), field("番号", "String"), field("点検日", "Date")],
    }


def feature(number: int, geometry: Any = None) -> dict[str, Any]:
    return {
        "attributes": {"OBJECTID": number, "番号": f"{number:04}", "点検日": 1730764800000},
        "geometry": geometry or {"x": 139.9 + number / 1000, "y": 37.49},
    }


FEATURES = [feature(number) for number in (1, 2, 3, 4, 5)]


def answer(body: Any) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), content_type="application/json")


def serve(
    server: HTTPServer,
    features: list[Any],
    told: dict[str, Any],
    *,
    count: int | None = None,
    given: int | None = None,
) -> None:
    """A layer. `count` is what it says it has, `given` how many it gives at most in all."""
    there = features[:given]

    def query(request: Request) -> Response:
        asked = request.values
        ids = [one["attributes"]["OBJECTID"] for one in features]
        if asked.get("returnCountOnly") == "true":
            return answer({"count": len(features) if count is None else count})
        if asked.get("returnIdsOnly") == "true":
            return answer({"objectIdFieldName": "OBJECTID", "objectIds": ids or None})
        if " IN (" in asked["where"]:
            wanted = asked["where"].partition("(")[2].rstrip(")").split(",")
            page = [one for one in there if str(one["attributes"]["OBJECTID"]) in wanted]
            return answer({"features": page[: told["maxRecordCount"]]})
        start = int(asked["resultOffset"])
        size = min(int(asked["resultRecordCount"]), told["maxRecordCount"])
        return answer(
            {
                "spatialReference": {"wkid": 4326, "latestWkid": 4326},
                "features": there[start : start + size],
                "exceededTransferLimit": start + size < len(there),
            }
        )

    server.expect_request(LAYER).respond_with_json(told)
    server.expect_request(SERVICE).respond_with_json({"layers": [{"id": 0, "name": "消火栓"}]})
    server.expect_request(f"{LAYER}/query").respond_with_handler(query)


def rows(url: str, fetch: Fetcher) -> Any:
    found = ArcGIS(f"{url}{SERVICE}", fetch).rows()
    return found.columns, found.total, list(map(dict, found.rows))


def features(url: str, fetch: Fetcher) -> Any:
    return list(ArcGIS(f"{url}{LAYER}", fetch).features())


COLUMNS = ("OBJECTID", "番号", "点検日", "lat", "lon")
INSPECTED = "2024-11-05T00:00:00+00:00"


def row(number: int) -> dict[str, Any]:
    lon = 139.9 + number / 1000
    told = {"OBJECTID": number, "番号": f"{number:04}", "点検日": INSPECTED}
    point = {"type": "Point", "coordinates": [lon, 37.49]}
    return {**told, "geometry": point, "lat": 37.49, "lon": lon}


def as_feature(number: int) -> dict[str, Any]:
    told = row(number)
    properties = {name: told[name] for name in ("OBJECTID", "番号", "点検日")}
    return {"type": "Feature", "properties": properties, "geometry": told["geometry"]}


SAMPLES = [
    Sample(
        "arcgis",
        rows,
        lambda server: serve(server, FEATURES, about()),
        (COLUMNS, 5, [row(number) for number in (1, 2, 3, 4, 5)]),
        serve_empty=lambda server: serve(server, [], about()),
        empty=(COLUMNS, 0, []),
        serve_cut=lambda server: serve(server, FEATURES, about(), given=4),
        name="rows",
        refusal={"error": {"code": 500, "message": "Service not started", "details": []}},
    ),
    Sample(
        "arcgis",
        features,
        lambda server: serve(server, FEATURES, about(pages=False)),
        [as_feature(number) for number in (1, 2, 3, 4, 5)],
        serve_empty=lambda server: serve(server, [], about(pages=False)),
        empty=[],
        serve_cut=lambda server: serve(server, FEATURES, about(pages=False), given=4),
        name="features without pages",
        refusal={"error": {"code": 500, "message": "Service not started", "details": []}},
    ),
]
