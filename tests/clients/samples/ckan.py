from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from civickit.clients.ckan import Ckan
from civickit.core.fetch import Fetcher

ACTIONS = "/api/3/action"
FIELDS = [
    {"id": "_id", "type": "int"},
    {"id": "コード", "type": "text"},
    {"id": "緯度", "type": "numeric"},
    {"id": "備考", "type": "text"},
]
RECORDS = [
    {"_id": 1, "コード": "0001", "緯度": 37.49, "備考": None},
    {"_id": 2, "コード": "0002", "緯度": 37.5, "備考": "雪"},
    {"_id": 5, "コード": "072028", "緯度": 37.51, "備考": ""},
]


def package(number: int) -> dict[str, Any]:
    return {
        "id": f"0f1e-{number}",
        "name": f"072028_hydrant{number}",
        "title": "消火栓一覧",
        "notes": "市内の消火栓",
        "license_id": "cc-by-40-intl",
        "license_title": "クリエイティブ・コモンズ 表示 4.0 国際",
        "metadata_modified": "2026-04-01T00:30:00.123456",
        "organization": {"name": "072028", "title": "会津若松市"},
        "maintainer_email": "joho@city.example.jp",
        "tags": [{"name": "防災", "display_name": "防災"}],
        "resources": [
            {
                "id": f"r{number}",
                "name": "一覧",
                "format": "csv",
                "url": "https://portal.example.jp/hydrant.csv",
                "size": 2048,
                "last_modified": None,
                "created": "2026-03-01T00:00:00",
                "datastore_active": True,
            }
        ],
    }


def told(result: Any) -> Response:
    body = {"help": "https://portal.example.jp/help", "success": True, "result": result}
    return Response(json.dumps(body, ensure_ascii=False), content_type="application/json")


def serve(server: HTTPServer, action: str, answer: Callable[[Request], Response]) -> None:
    server.expect_request(f"{ACTIONS}/{action}").respond_with_handler(answer)


def searching(packages: list[dict[str, Any]], count: int | None = None) -> Callable[..., Response]:
    """A search that gives two at most, whatever is asked for."""

    def answer(request: Request) -> Response:
        start = int(request.args["start"])
        page = packages[start : start + min(2, int(request.args["rows"]))]
        return told({"count": len(packages) if count is None else count, "results": page})

    return answer


def table(records: list[dict[str, Any]], total: int | None = None) -> Callable[..., Response]:
    """A table of CKAN 2.12 that gives two rows at most."""

    def answer(request: Request) -> Response:
        after = json.loads(request.args.get("filters", "{}")).get("_id", {}).get("gt", 0)
        left = [row for row in records if row["_id"] > after]
        gone = len(records) - len(left)
        counted = (len(records) if total is None else total) - gone
        result = {"fields": FIELDS, "records": left[:2], "total": counted, "limit": 2}
        return told({"resource_id": "r1", **result})

    return answer


def search(url: str, fetch: Fetcher) -> Any:
    found = Ckan(url, fetch).search("消火栓")
    kept = [
        (one.id, one.title, one.publisher, one.licence.id, one.place_code, one.modified)
        for one in found.datasets
    ]
    files = [
        (file.url, file.format, file.bytes, file.modified, file.service, file.service_id)
        for one in found.datasets
        for file in one.resources
    ]
    return found.total, kept, files


def rows(url: str, fetch: Fetcher) -> Any:
    found = Ckan(url, fetch).rows("r1")
    return found.columns, found.total, list(found.rows)


REFUSAL = {"success": False, "error": {"message": "Not found", "type": "Not Found Error"}}

SAMPLES = [
    Sample(
        client="ckan",
        name="search",
        refusal=REFUSAL,
        call=search,
        serve=lambda server: serve(
            server, "package_search", searching([package(number) for number in range(3)])
        ),
        expected=(
            3,
            [
                (
                    f"072028_hydrant{number}",
                    "消火栓一覧",
                    "会津若松市",
                    "CC-BY-4.0",
                    "072028",
                    "2026-04-01T00:30:00.123456Z",
                )
                for number in range(3)
            ],
            [
                (
                    "https://portal.example.jp/hydrant.csv",
                    "CSV",
                    2048,
                    "2026-03-01T00:00:00Z",
                    "ckan",
                    f"r{number}",
                )
                for number in range(3)
            ],
        ),
        serve_empty=lambda server: serve(server, "package_search", searching([])),
        empty=(0, [], []),
        serve_cut=lambda server: serve(
            server, "package_search", searching([package(number) for number in range(3)], 4)
        ),
    ),
    Sample(
        client="ckan",
        name="rows",
        refusal=REFUSAL,
        call=rows,
        serve=lambda server: serve(server, "datastore_search", table(RECORDS)),
        expected=(
            ("コード", "緯度", "備考"),
            3,
            [
                {"コード": "0001", "緯度": 37.49, "備考": None},
                {"コード": "0002", "緯度": 37.5, "備考": "雪"},
                {"コード": "072028", "緯度": 37.51, "備考": ""},
            ],
        ),
        serve_empty=lambda server: serve(server, "datastore_search", table([])),
        empty=(("コード", "緯度", "備考"), 0, []),
        serve_cut=lambda server: serve(server, "datastore_search", table(RECORDS, 4)),
    ),
    Sample(
        client="ckan",
        name="package",
        refusal=REFUSAL,
        call=lambda url, fetch: Ckan(url, fetch).dataset("072028_hydrant1").description,
        serve=lambda server: serve(server, "package_show", lambda _: told(package(1))),
        expected="市内の消火栓",
    ),
    Sample(
        client="ckan",
        name="status",
        refusal=REFUSAL,
        call=lambda url, fetch: tuple(Ckan(url, fetch).status()),
        serve=lambda server: serve(
            server,
            "status_show",
            lambda _: told(
                {"ckan_version": "2.12.0", "site_title": "会津", "extensions": ["datastore"]}
            ),
        ),
        expected=("2.12.0", "会津", ("datastore",)),
    ),
]
