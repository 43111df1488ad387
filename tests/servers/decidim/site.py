"""A Decidim site's `/api`, with as many proposals as wanted, in the shape of one version."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, request
from graphql import build_schema, graphql_sync

HERE = Path(__file__).parent
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
MOST_AT_ONCE = 50


def create_app(version: str = "recent", *, proposals: int = 120) -> Flask:
    """`version` is recent or older; `proposals` of them in component 7. All queries are kept."""
    schema = build_schema((HERE / f"{version}.graphql").read_text("utf-8"))
    root = site(version, [proposal(number, version) for number in range(1, proposals + 1)])
    app = Flask(__name__)
    app.config["QUERIES"] = []

    @app.post("/api")
    def api() -> Any:
        asked = request.get_json()
        app.config["QUERIES"].append(asked["query"])
        done = graphql_sync(schema, asked["query"], root, variable_values=asked.get("variables"))
        return jsonify(done.formatted)

    return app


def words(**by_locale: str) -> dict[str, Any]:
    """A TranslatedField. A locale that is not there translates to null."""
    return {
        "translation": lambda info, locale: by_locale.get(locale),
        "translations": lambda info, locales=None: [
            {"locale": locale, "text": text}
            for locale, text in by_locale.items()
            if locales is None or locale in locales
        ],
    }


def site(version: str, proposals: list[dict[str, Any]]) -> dict[str, Any]:
    components: dict[str, dict[str, Any]] = {
        "7": {
            "__typename": "Proposals",
            "id": "7",
            "name": words(ja="提案"),
            "weight": 1,
            "proposals": connection(proposals),
        },
        "8": {"__typename": "Meetings", "id": "8", "name": words(ja="会議"), "weight": 2},
        "9": {
            "__typename": "Proposals",
            "id": "9",
            "name": words(en="Old ideas"),
            "weight": 3,
            "proposals": connection([]),
        },
    }
    process = {
        "id": "1",
        "slug": "park",
        "title": words(en="The park", ja="公園の<em>これから</em>"),
        "startDate": "2026-01-01",
        "endDate": None,
        "components": list(components.values()),
    }
    return {
        "decidim": {"version": "0.31.0" if version == "recent" else None, "applicationName": "町"},
        "participatoryProcesses": lambda info, **_: [process],
        "participatoryProcess": lambda info, **asked: process if asked.get("id") == "1" else None,
        "component": lambda info, **asked: components.get(asked["id"]),
    }


def connection(proposals: list[dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Pages as relay describes them; a cursor is the place in the list."""

    def page(info: Any, first: int = 50, after: str | None = None, **asked: Any) -> dict[str, Any]:
        chosen = proposals
        if since := (asked.get("filter") or {}).get("publishedSince"):
            chosen = [one for one in chosen if one["publishedAt"] >= since]
        if (asked.get("order") or {}).get("publishedAt") == "desc":
            chosen = chosen[::-1]
        start = int(base64.b64decode(after)) if after else 0
        end = start + min(first, MOST_AT_ONCE)
        edges = [
            {"cursor": cursor(number), "node": one}
            for number, one in enumerate(chosen[start:end], start=start + 1)
        ]
        info_ = {
            "hasNextPage": end < len(chosen),
            "hasPreviousPage": start > 0,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        }
        return {"edges": edges, "nodes": [edge["node"] for edge in edges], "pageInfo": info_}

    return page


def cursor(number: int) -> str:
    return base64.b64encode(str(number).encode()).decode()


def proposal(number: int, version: str) -> dict[str, Any]:
    """Number 3 has its votes hidden, 4 no place, 5 no Japanese, 6 no author."""
    title = f"ベンチを<b>{number}</b>つ"
    body = (
        f'<p onclick="x()">水と&amp;日陰を</p><script>alert({number})</script><p>お願いします</p>'
    )
    new = version == "recent"
    texts = {"en": f"{number} benches", "ca": "Bancs"} if number == 5 else {"en": "x", "ja": title}
    return {
        "id": str(number),
        "title": words(**texts) if new else title,
        "body": words(ja=body) if new else body,
        "state": "accepted",
        "voteCount": None if number == 3 else number * 2,
        "likesCount": number,
        "endorsementsCount": number,
        "totalCommentsCount": 1,
        "address": "中央公園",
        "coordinates": None if number == 4 else {"latitude": 39.7, "longitude": 141.1},
        "publishedAt": (FIRST + timedelta(days=number)).isoformat(),
        "author": None
        if number == 6
        else {"__typename": "User", "name": "北野", "nickname": "kita"},
        "category": {"id": "1", "name": words(ja="公園")},
        "taxonomies": [
            {"id": "1", "name": words(ja="公園")},
            {"id": "2", "name": words(ja="暑さ対策")},
        ],
    }
