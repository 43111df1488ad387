from __future__ import annotations

from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer

from civickit.clients import Dataset, Resource, licence_of
from civickit.clients.opendatasoft import OpenDataSoft
from civickit.core.fetch import Fetcher

DATASETS = "/api/explore/v2.1/catalog/datasets"
ID = "bornes-incendie"
DATASET = {
    "dataset_id": ID,
    "has_records": True,
    "fields": [
        {"name": "numero", "label": "Numéro", "type": "text"},
        {"name": "diametre", "label": "Diamètre", "type": "int"},
        {"name": "position", "label": "Position", "type": "geo_point_2d"},
    ],
    "metas": {
        "default": {
            "title": "Bornes incendie 消火栓",
            "description": "<p>Toutes</p>",
            "publisher": "Ville",
            "keyword": ["eau"],
            "license": "Licence Ouverte v2.0 (Etalab)",
            "license_url": None,
            "modified": "2026-11-01T04:00:00+00:00",
            "records_count": 2,
        }
    },
}
ROWS = [
    {"numero": "0001", "diametre": 65, "position": {"lon": 2.35, "lat": 48.85}},
    {"numero": "0002", "diametre": None, "position": None},
]
COLUMNS = ("numero", "diametre", "position", "lat", "lon")


def dataset(site: str) -> Dataset:
    return Dataset(
        id=ID,
        title="Bornes incendie 消火栓",
        catalogue=site,
        url=f"{site}/explore/dataset/{ID}/",
        description="<p>Toutes</p>",
        publisher="Ville",
        licence=licence_of("Licence Ouverte v2.0 (Etalab)"),
        modified="2026-11-01T04:00:00+00:00",
        tags=("eau",),
        resources=(
            Resource(
                url=f"{site}/explore/dataset/{ID}/",
                id=ID,
                service="opendatasoft",
                service_url=site,
                service_id=ID,
            ),
        ),
    )


def serve_catalogue(server: HTTPServer, results: list[Any], total: int) -> None:
    told = {"total_count": total, "results": results}
    server.expect_request(DATASETS).respond_with_json(told)


def search(url: str, fetch: Fetcher) -> tuple[int, bool, int]:
    found = OpenDataSoft(url, fetch).search("消火栓")
    return found.total, found.datasets == (dataset(url),), len(found.datasets)


def serve_rows(server: HTTPServer, rows: list[Any], total: int) -> None:
    server.expect_request(f"{DATASETS}/{ID}").respond_with_json(DATASET)
    server.expect_request(f"{DATASETS}/{ID}/records").respond_with_json(
        {"total_count": total, "results": []}
    )
    server.expect_request(f"{DATASETS}/{ID}/exports/json").respond_with_json(rows)


def rows(url: str, fetch: Fetcher) -> Any:
    found = OpenDataSoft(f"{url}/api/explore/v2.1", fetch).rows(ID)
    return found.columns, found.total, list(found.rows)


SAMPLES = [
    Sample(
        "opendatasoft",
        search,
        lambda server: serve_catalogue(server, [DATASET], 1),
        (1, True, 1),
        serve_empty=lambda server: serve_catalogue(server, [], 0),
        empty=(0, False, 0),
        serve_cut=lambda server: serve_catalogue(server, [], 3),
        name="search",
    ),
    Sample(
        "opendatasoft",
        rows,
        lambda server: serve_rows(server, ROWS, 2),
        (
            COLUMNS,
            2,
            [{**ROWS[0], "lat": 48.85, "lon": 2.35}, {**ROWS[1], "lat": None, "lon": None}],
        ),
        serve_empty=lambda server: serve_rows(server, [], 0),
        empty=(COLUMNS, 0, []),
        serve_cut=lambda server: serve_rows(server, ROWS, 3),
        name="rows",
    ),
]
