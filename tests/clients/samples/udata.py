from __future__ import annotations

from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer

from civickit.clients.udata import Udata
from civickit.core.fetch import Fetcher

PATH = "/api/1/datasets/"


def dataset(dataset_id: str, title: str) -> dict[str, Any]:
    return {
        "id": dataset_id,
        "title": title,
        "slug": dataset_id,
        "page": f"https://data.example.fr/datasets/{dataset_id}/",
        "description": "Toutes les bornes",
        "license": "lov2",
        "tags": ["eau", "incendie"],
        "last_modified": "2026-10-01T00:00:00+00:00",
        "last_update": "2026-11-01T00:00:00+00:00",
        "organization": {"id": "o1", "name": "Ville", "slug": "ville"},
        "owner": None,
        "contact_points": [{"name": "SIG", "email": "sig@example.fr", "role": "contact"}],
        "resources": [
            {
                "id": "r1",
                "title": "bornes.csv",
                "url": "https://data.example.fr/bornes.csv",
                "format": "csv",
                "mime": "text/csv",
                "filesize": 1200,
                "last_modified": "2026-11-01T00:00:00+00:00",
            }
        ],
    }


def serve_pages(server: HTTPServer, pages: list[list[Any]], total: int) -> None:
    for number, data in enumerate(pages, start=1):
        more = f"{server.url_for(PATH)}?q=bornes&page={number + 1}&page_size=50"
        server.expect_request(
            PATH, query_string={"q": "bornes", "page": str(number), "page_size": "50"}
        ).respond_with_json(
            {
                "data": data,
                "total": total,
                "page": number,
                "page_size": 50,
                "next_page": more if number < len(pages) else None,
                "previous_page": None,
            }
        )


def search(url: str, fetch: Fetcher) -> Any:
    found = Udata(url, fetch).search("bornes")
    return found.total, [
        (one.id, one.title, one.publisher, one.contact, one.licence.id, one.resources[0].format)
        for one in found.datasets
    ]


SAMPLES = [
    Sample(
        "udata",
        search,
        lambda server: serve_pages(
            server, [[dataset("a1", "Bornes")], [dataset("b2", "消火栓")]], 2
        ),
        (
            2,
            [
                ("a1", "Bornes", "Ville", "sig@example.fr", "etalab-2.0", "CSV"),
                ("b2", "消火栓", "Ville", "sig@example.fr", "etalab-2.0", "CSV"),
            ],
        ),
        serve_empty=lambda server: serve_pages(server, [[]], 0),
        empty=(0, []),
        serve_cut=lambda server: serve_pages(server, [[dataset("a1", "Bornes")]], 2),
        name="search",
    )
]
