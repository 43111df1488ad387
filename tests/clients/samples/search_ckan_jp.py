from __future__ import annotations

from typing import Any

from clients.contract import Sample
from clients.samples.ckan import REFUSAL, searching
from pytest_httpserver import HTTPServer

from civickit.clients.search_ckan_jp import SearchCkanJp
from civickit.core.fetch import Fetcher

PACKAGES: list[dict[str, Any]] = [
    {
        "id": "data.bodik.jp__dataset:1",
        "name": "072028_hydrant",
        "title": "消火栓",
        "xckan_id": "data.bodik.jp__dataset:1",
        "xckan_title": "消火栓一覧",
        "xckan_site_name": "BODIK ODCS",
        "xckan_site_url": "https://data.bodik.jp/dataset/072028_hydrant",
        "xckan_last_updated": "2026-04-01T00:00:00Z",
        "xckan_description": "市内の消火栓",
        "license_title": "CC BY 4.0",
        "organization": {"title": "会津若松市"},
        "resources": [
            {"id": "r1", "format": "XLSX ", "url": "https://data.bodik.jp/a.xlsx", "size": "120"},
            {
                "id": "r2",
                "format": "CSV",
                "url": "https://data.bodik.jp/a.csv",
                "datastore_active": True,
            },
        ],
    },
    {
        "id": "pref.example.jp__dataset:9",
        "xckan_id": "pref.example.jp__dataset:9",
        "xckan_title": "消防水利",
        "xckan_site_name": "県オープンデータ",
        "xckan_site_url": "https://pref.example.jp/opendata/9.html",
        "x_ckan_description": "県内の消火栓と防火水槽",
        "license_title": "政府標準利用規約（第2.0版）",
        "resources": [
            {"id": "r3", "format": "", "url": "https://pref.example.jp/9.zip"},
            {
                "id": "r4",
                "format": "CSV",
                "url": "https://pref.example.jp/9.csv",
                "datastore_active": True,
            },
        ],
    },
    {"id": "x", "xckan_title": "消火栓の記号", "xckan_site_url": None, "resources": None},
]


def serve(server: HTTPServer, packages: list[dict[str, Any]], count: int | None = None) -> None:
    server.expect_request("/backend/api/package_search").respond_with_handler(
        searching(packages, count)
    )


def search(url: str, fetch: Fetcher) -> Any:
    found = SearchCkanJp(f"{url}/backend/api", fetch).search("消火栓")
    return found.total, [
        (one.id, one.title, one.url, one.publisher, one.licence.id, one.description)
        for one in found.datasets
    ]


def tables(url: str, fetch: Fetcher) -> Any:
    """Which portal has the rows of which file."""
    found = SearchCkanJp(f"{url}/backend/api/", fetch).search("消火栓")
    return [
        (file.format, file.service, file.service_url, file.service_id)
        for one in found.datasets
        for file in one.resources
    ]


SAMPLES = [
    Sample(
        client="search_ckan_jp",
        name="search",
        refusal=REFUSAL,
        call=search,
        serve=lambda server: serve(server, PACKAGES),
        expected=(
            3,
            [
                (
                    "data.bodik.jp__dataset:1",
                    "消火栓一覧",
                    "https://data.bodik.jp/dataset/072028_hydrant",
                    "会津若松市",
                    "CC-BY-4.0",
                    "市内の消火栓",
                ),
                (
                    "pref.example.jp__dataset:9",
                    "消防水利",
                    "https://pref.example.jp/opendata/9.html",
                    "県オープンデータ",
                    "GJSTU-2.0",
                    "県内の消火栓と防火水槽",
                ),
                ("x", "消火栓の記号", "", "", "", ""),
            ],
        ),
        serve_empty=lambda server: serve(server, []),
        empty=(0, []),
        serve_cut=lambda server: serve(server, PACKAGES, 12),
    ),
    Sample(
        client="search_ckan_jp",
        name="tables",
        call=tables,
        serve=lambda server: serve(server, PACKAGES),
        expected=[
            ("XLSX", "", "", ""),
            ("CSV", "ckan", "https://data.bodik.jp", "r2"),
            ("ZIP", "", "", ""),
            ("CSV", "", "", ""),
        ],
        serve_empty=lambda server: serve(server, []),
        empty=[],
    ),
]
