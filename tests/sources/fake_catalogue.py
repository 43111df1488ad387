"""Portals of this machine: CKAN's search, search.ckan.jp's, and the files they lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

SEARCH = "/api/3/action/package_search"
WATER = (
    "ID,種別,所在地_連結表記,緯度,経度,口径\n"
    "0001,消火栓,福島県須賀川市見本町1,37.2865,140.3727,75\n"
    "0002,防火水槽,福島県須賀川市見本町2,37.2866,140.3728,\n"
)


def resource(url: str, format_: str = "CSV", **more: Any) -> dict[str, Any]:
    return {"id": f"r-{url[-12:]}", "name": "一覧", "url": url, "format": format_, **more}


def package(name: str, title: str, *resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A dataset as CKAN lists it."""
    return {
        "id": f"id-{name}",
        "name": name,
        "title": title,
        "license_id": "cc-by-40-intl",
        "license_title": "クリエイティブ・コモンズ 表示 4.0 国際",
        "metadata_modified": "2026-04-01T00:00:00",
        "organization": {"name": "072079", "title": "福島県須賀川市"},
        "resources": list(resources),
        **more,
    }


def listed_elsewhere(told: dict[str, Any], site: str) -> dict[str, Any]:
    """The same dataset as the meta catalogue lists it."""
    return {
        **told,
        "xckan_id": f"x-{told['name']}",
        "xckan_title": told["title"],
        "xckan_site_name": "BODIK ODCS",
        "xckan_site_url": f"{site}/dataset/{told['name']}",
        "xckan_last_updated": "2026-04-01T00:00:00",
    }


def found(packages: list[dict[str, Any]]) -> dict[str, Any]:
    return {"success": True, "result": {"count": len(packages), "results": packages}}


def serve_catalogue(
    server: HTTPServer,
    prefix: str,
    packages: list[dict[str, Any]],
    *,
    before: Callable[[], object] = lambda: None,
) -> str:
    """A CKAN under a path of the server, which calls `before` and then answers every search."""

    def answer(_request: Request) -> Response:
        import json

        before()
        return Response(json.dumps(found(packages)), content_type="application/json")

    server.expect_request(f"{prefix}{SEARCH}").respond_with_handler(answer)
    for one in packages:
        server.expect_request(
            f"{prefix}/api/3/action/package_show", query_string={"id": one["name"]}
        ).respond_with_json({"success": True, "result": one})
    status = {"ckan_version": "2.11.0", "site_title": "見本", "extensions": []}
    server.expect_request(f"{prefix}/api/3/action/status_show").respond_with_json(
        {"success": True, "result": status}
    )
    return server.url_for(prefix)
