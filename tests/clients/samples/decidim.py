from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from civickit.clients.decidim import Decidim
from civickit.core.fetch import Fetcher

Answer = Callable[[dict[str, Any]], Any]


def plain(name: str, type_name: str, *args: dict[str, Any]) -> dict[str, Any]:
    """A field as introspection tells it."""
    return {"name": name, "args": list(args), "type": {"name": type_name, "ofType": None}}


def many(name: str, type_name: str) -> dict[str, Any]:
    inner = {"name": None, "ofType": {"name": type_name, "ofType": None}}
    return {"name": name, "args": [], "type": {"name": None, "ofType": inner}}


TYPES: dict[str, list[dict[str, Any]]] = {
    "Query": [many("participatoryProcesses", "ParticipatoryProcess")],
    "ParticipatoryProcess": [
        plain("id", "ID"),
        plain("slug", "String"),
        plain("title", "TranslatedField"),
        plain("startDate", "Date"),
        plain("endDate", "Date"),
        many("components", "ComponentInterface"),
    ],
    "ComponentInterface": [plain("id", "ID"), plain("name", "TranslatedField")],
    "TranslatedField": [many("translations", "LocalizedString")],
    "LocalizedString": [plain("locale", "String"), plain("text", "String")],
    "Proposals": [plain("proposals", "ProposalConnection")],
    "ProposalConnection": [
        plain("pageInfo", "PageInfo"),
        many("edges", "ProposalEdge"),
        plain("totalCount", "Int"),
    ],
    "PageInfo": [plain("hasNextPage", "Boolean"), plain("endCursor", "String")],
    "ProposalEdge": [plain("node", "Proposal")],
    "Proposal": [
        plain("id", "ID"),
        plain("title", "TranslatedField"),
        plain("body", "TranslatedField"),
        plain("voteCount", "Int"),
        plain("coordinates", "Coordinates"),
        plain("publishedAt", "DateTime"),
    ],
    "Coordinates": [plain("latitude", "Float"), plain("longitude", "Float")],
}
SCHEMA = {
    "__schema": {
        "queryType": {"name": "Query"},
        "types": [
            {"name": "ID", "fields": None, "inputFields": None},
            *({"name": name, "fields": fields} for name, fields in TYPES.items()),
        ],
    }
}


def words(**by_locale: str | None) -> dict[str, Any]:
    told = [{"locale": locale, "text": text} for locale, text in by_locale.items()]
    return {"translations": told}


def proposal(number: int) -> dict[str, Any]:
    return {
        "id": str(number),
        "title": words(en="Bench", ja="<b>ベンチ</b>"),
        "body": words(ja="<p>木陰に</p><script>x()</script>"),
        "votes": None,
        "coordinates": {"lat": 39.7, "lon": 141.1},
        "published": "2026-04-01T09:00:00+09:00",
    }


def page(numbers: list[int], after: str | None = None, total: int | None = None) -> dict[str, Any]:
    """A page of proposals; `after` is where the next one begins."""
    connection = {
        "pageInfo": {"hasNextPage": after is not None, "endCursor": after},
        "edges": [{"node": proposal(number)} for number in numbers],
        "total": total,
    }
    return {"component": {"__typename": "Proposals", "proposals": connection}}


def serve(server: HTTPServer, answer: Answer) -> None:
    """The schema for who asks for it, else the data that `answer` gives for the variables."""

    def respond(request: Request) -> Response:
        asked = json.loads(request.data)
        data = SCHEMA if "__schema" in asked["query"] else answer(asked["variables"])
        return Response(json.dumps({"data": data}), content_type="application/json")

    server.expect_request("/api", method="POST").respond_with_handler(respond)


def serve_proposals(server: HTTPServer) -> None:
    pages = {None: page([1, 2], "b", 3), "b": page([3], None, 3)}
    serve(server, lambda asked: pages[asked["after"]])


def serve_no_proposals(server: HTTPServer) -> None:
    serve(server, lambda asked: page([], None, 0))


def serve_cut(server: HTTPServer) -> None:
    pages = {None: page([1, 2], "b", 4), "b": page([3], None, 4)}
    serve(server, lambda asked: pages[asked["after"]])


def serve_processes(server: HTTPServer) -> None:
    component = {"id": "7", "name": words(ja="提案"), "kind": "Proposals"}
    process = {
        "id": "1",
        "slug": "park",
        "title": words(ca="El parc"),
        "start": "2026-01-01",
        "end": None,
        "components": [component],
    }
    serve(server, lambda asked: {"participatoryProcesses": [process]})


def serve_no_processes(server: HTTPServer) -> None:
    serve(server, lambda asked: {"participatoryProcesses": []})


def call_rows(url: str, fetch: Fetcher) -> Any:
    rows = Decidim(url, fetch).rows("7").rows
    return [(row["id"], row["title"], row["body"], row["lat"], row["published"]) for row in rows]


def call_processes(url: str, fetch: Fetcher) -> Any:
    return [
        (one.slug, one.title, str(one.start), [part.name for part in one.components])
        for one in Decidim(url, fetch).processes()
    ]


SAMPLES = [
    Sample(
        client="decidim",
        name="rows",
        call=call_rows,
        serve=serve_proposals,
        expected=[
            (str(number), "ベンチ", "木陰に", 39.7, "2026-04-01T09:00:00+09:00")
            for number in (1, 2, 3)
        ],
        serve_empty=serve_no_proposals,
        empty=[],
        serve_cut=serve_cut,
        refusal={"errors": [{"message": "Internal error"}]},
    ),
    Sample(
        client="decidim",
        name="processes",
        call=call_processes,
        serve=serve_processes,
        expected=[("park", "El parc", "2026-01-01", ["提案"])],
        serve_empty=serve_no_processes,
        empty=[],
        refusal={"errors": [{"message": "Internal error"}]},
    ),
]
