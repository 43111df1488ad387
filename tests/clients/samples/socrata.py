from __future__ import annotations

from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer

from civickit.clients import Dataset, Resource, licence_of
from civickit.clients.socrata import Socrata
from civickit.core.fetch import Fetcher

ID = "kz7x-m2aq"
CATALOGUE = "/api/catalog/v1"
SITE = "https://data.example.gov"


def column(name: str, kind: str) -> dict[str, Any]:
    return {"id": 1, "name": name.title(), "fieldName": name, "dataTypeName": kind}


VIEW = {
    "id": ID,
    "name": "Hydrants of Sampleton",
    "description": "Every hydrant",
    "attribution": "Fire Department",
    "licenseId": "CC_40_BY",
    "license": {"name": "Creative Commons Attribution 4.0", "termsLink": ""},
    "rowsUpdatedAt": 1730764800,
    "tags": ["fire", "water"],
    "columns": [
        column("hydrant", "text"),
        column("diameter", "number"),
        column("place", "point"),
        column(":@computed_region_ab12_cd34", "number"),
    ],
}
ROWS = [
    {
        "hydrant": "0001",
        "diameter": "65",
        "place": {"type": "Point", "coordinates": [139.93, 37.49]},
        ":@computed_region_ab12_cd34": "7",
    },
    {"hydrant": "消火栓 2"},
]


def listed(dataset_id: str, name: str) -> dict[str, Any]:
    return {
        "resource": {
            "name": name,
            "id": dataset_id,
            "description": "Every hydrant",
            "attribution": None,
            "type": "dataset",
            "data_updated_at": "2026-11-01T00:00:00.000Z",
            "contact_email": "fire@example.gov",
        },
        "classification": {"tags": [], "domain_tags": ["fire"]},
        "metadata": {"domain": "data.example.gov", "license": "Public Domain"},
        "permalink": f"{SITE}/d/{dataset_id}",
    }


def dataset(site: str, dataset_id: str, name: str) -> Dataset:
    return Dataset(
        id=dataset_id,
        title=name,
        catalogue=site,
        url=f"{SITE}/d/{dataset_id}",
        description="Every hydrant",
        licence=licence_of("Public Domain"),
        modified="2026-11-01T00:00:00.000Z",
        tags=("fire",),
        contact="fire@example.gov",
        resources=(
            Resource(
                url=f"{SITE}/d/{dataset_id}",
                id=dataset_id,
                service="socrata",
                service_url=SITE,
                service_id=dataset_id,
            ),
        ),
    )


def serve_catalogue(server: HTTPServer, results: list[Any], total: int) -> None:
    server.expect_request(CATALOGUE).respond_with_json(
        {"results": results, "resultSetSize": total, "timings": {}}
    )


def search(url: str, fetch: Fetcher) -> tuple[int, list[Dataset]]:
    found = Socrata(url, fetch).search("hydrant")
    same = [one for one in found.datasets if one.catalogue == url]
    return found.total, [dataset("the site", one.id, one.title) for one in same]


def serve_rows(server: HTTPServer, rows: list[Any], total: int) -> None:
    server.expect_request(f"/api/views/{ID}.json").respond_with_json(VIEW)
    path = f"/resource/{ID}.json"
    server.expect_request(path, query_string={"$select": "count(*) AS n"}).respond_with_json(
        [{"n": str(total)}]
    )
    for offset in range(max(total, 1)):
        server.expect_request(
            path, query_string={"$order": ":id", "$limit": "50000", "$offset": str(offset)}
        ).respond_with_json(rows[offset : offset + 1])


def rows(url: str, fetch: Fetcher) -> Any:
    found = Socrata(url, fetch).rows(ID)
    return found.columns, found.total, list(found.rows)


COLUMNS = ("hydrant", "diameter", "place", "lat", "lon")
SAMPLES = [
    Sample(
        "socrata",
        search,
        lambda server: serve_catalogue(
            server, [listed(ID, "Hydrants"), listed("aaaa-bbbb", "消火栓")], 2
        ),
        (2, [dataset("the site", ID, "Hydrants"), dataset("the site", "aaaa-bbbb", "消火栓")]),
        serve_empty=lambda server: serve_catalogue(server, [], 0),
        empty=(0, []),
        serve_cut=lambda server: serve_catalogue(server, [], 3),
        name="search",
    ),
    Sample(
        "socrata",
        rows,
        lambda server: serve_rows(server, ROWS, 2),
        (
            COLUMNS,
            2,
            [{**ROWS[0], "lat": 37.49, "lon": 139.93}, {**ROWS[1], "lat": None, "lon": None}],
        ),
        serve_empty=lambda server: serve_rows(server, [], 0),
        empty=(COLUMNS, 0, []),
        serve_cut=lambda server: serve_rows(server, ROWS, 3),
        name="rows",
    ),
]
