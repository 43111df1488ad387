"""Stands in for Solr, which no package index here offers: keeps CKAN's documents and finds them.

It reads as much of Lucene's language as CKAN and its clients write: fields, phrases, wildcards,
brackets, AND, OR, + and -. Words are found as CKAN's own schema has them: cut at blanks and
punctuation, so that 消火 finds no 消火栓, but *消火* does. Every hit has the same score: the order
by relevance is not real.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

Document = dict[str, Any]
Test = Callable[[Document], bool]

CORE = "/solr/ckan"
SCHEMA = '<?xml version="1.0"?><schema name="ckan-2.12" version="1.6"></schema>'
WORDS = frozenset({"title", "notes", "res_name", "res_description", "author", "maintainer"})
ALL_OF_TEXT = (*WORDS, "name", "tags", "groups", "organization", "license", "res_url")
TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))
    |(?P<op>AND|OR|NOT|&&|\|\|)(?=[\s()]|$)
    |(?P<sign>[+-])(?=\S)
    |(?P<field>(?:\w|[.*])+):
    |"(?P<phrase>(?:[^"\\]|\\.)*)"
    |(?P<word>(?:\\.|[^\s()"\\:])+))""",
    re.VERBOSE,
)


class BadQuery(ValueError):
    """What Solr would refuse to read."""


def parse(query: str) -> Test:
    """The test that a query puts to each document. Clauses side by side must all hold."""
    tokens = list(_tokens(query))
    test = _either(tokens, "text")
    if tokens:
        raise BadQuery(f"Cannot parse {query!r}")
    return test


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    at = 0
    while query[at:].strip():
        found = TOKEN.match(query, at)
        if not found or found.lastgroup is None:
            raise BadQuery(f"Cannot parse {query!r} at {at}")
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


def _either(tokens: list[tuple[str, str]], field: str) -> Test:
    tests = [_both(tokens, field)]
    while tokens and tokens[0] in {("op", "OR"), ("op", "||")}:
        tokens.pop(0)
        tests.append(_both(tokens, field))
    return lambda document: any(test(document) for test in tests)


def _both(tokens: list[tuple[str, str]], field: str) -> Test:
    tests = []
    while tokens and tokens[0][0] != "close" and tokens[0] not in {("op", "OR"), ("op", "||")}:
        if tokens[0] in {("op", "AND"), ("op", "&&")}:
            tokens.pop(0)
            continue
        tests.append(_clause(tokens, field))
    if not tests:
        raise BadQuery("Cannot parse: a clause is missing")
    return lambda document: all(test(document) for test in tests)


def _clause(tokens: list[tuple[str, str]], field: str) -> Test:
    kind, value = tokens.pop(0)
    if (kind, value) in {("sign", "-"), ("op", "NOT")}:
        unwanted = _clause(tokens, field)
        return lambda document: not unwanted(document)
    if kind == "sign":
        return _clause(tokens, field)
    if kind == "field":
        return _clause(tokens, value)
    if kind == "open":
        inside = _either(tokens, field)
        if not tokens or tokens.pop(0)[0] != "close":
            raise BadQuery("Cannot parse: a bracket is not closed")
        return inside
    if kind == "phrase":
        return _phrase(field, re.sub(r"\\(.)", r"\1", value))
    if kind == "word":
        return _wildcard(field, value)
    raise BadQuery(f"Cannot parse: {value!r} stands alone")


def _phrase(field: str, said: str) -> Test:
    wanted = words_of(said)

    def holds(document: Document) -> bool:
        if not is_text(field):
            return said in values(document, field)
        return any(
            words[at : at + len(wanted)] == wanted
            for words in map(words_of, values(document, field))
            for at in range(len(words) if wanted else 0)
        )

    return holds


def _wildcard(field: str, said: str) -> Test:
    if field == "*":
        return lambda _: True
    parts = re.findall(r"\\.|.", said, re.DOTALL)
    if is_text(field) and "*" not in parts and "?" not in parts:
        return _phrase(field, re.sub(r"\\(.)", r"\1", said))
    meant = {"*": ".*", "?": "."}
    pattern = re.compile(
        "".join(meant.get(part) or re.escape(part[-1]) for part in parts), re.IGNORECASE
    )

    def holds(document: Document) -> bool:
        found = values(document, field)
        tokens = [word for one in found for word in words_of(one)] if is_text(field) else found
        return any(pattern.fullmatch(token) for token in tokens)

    return holds


def is_text(field: str) -> bool:
    return field == "text" or field in WORDS or field.startswith("extras_")


def words_of(said: str) -> list[str]:
    return re.findall(r"[^\W_]+", said.lower())


def values(document: Document, field: str) -> list[str]:
    if field == "text":
        return [one for part in ALL_OF_TEXT for one in values(document, part)]
    found = document.get(field)
    several = found if isinstance(found, list) else [found]
    return [str(one) for one in several if one is not None]


class Quiet(WSGIRequestHandler):
    """Tells nobody of each request."""

    def log_request(self, *args: object) -> None:
        pass


class Solr:
    """The stand-in on a port of its own; `stop` and `start` as often as a test likes."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{CORE}"

    def start(self) -> None:
        self.server = make_server(
            "127.0.0.1", self.port, self, threaded=True, request_handler=Quiet
        )
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join(timeout=10)
        self.server.server_close()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.answer(Request(environ))(environ, start_response)

    def answer(self, request: Request) -> Response:
        path = request.path.removeprefix(CORE).strip("/")
        if path == "schema":
            return Response(SCHEMA, mimetype="application/xml")
        try:
            told = self.select(request) if path == "select" else self.update(request)
        except BadQuery as error:
            told = {"error": {"msg": str(error), "code": 400}}
            return Response(json.dumps(told), 400, mimetype="application/json")
        head = {"responseHeader": {"status": 0, "QTime": 1, "params": {}}}
        return Response(json.dumps(head | told), mimetype="application/json")

    def select(self, request: Request) -> dict[str, Any]:
        asked = request.values
        plain = asked.get("defType") == "dismax"
        query = asked.get("q", "*:*")
        words = [_phrase("text", word) for word in query.split()] if plain else [parse(query)]
        tests = [*words, *map(parse, asked.getlist("fq"))]
        hits = [one for one in self.documents.values() if all(test(one) for test in tests)]
        for part in reversed(asked.get("sort", "").split(",")):
            field, _, direction = part.strip().partition(" ")
            if field not in {"", "score"}:
                hits.sort(key=lambda one: str(one.get(field, "")), reverse=direction == "desc")
        start, rows = int(asked.get("start", 0)), int(asked.get("rows", 10))
        wanted = set(re.split(r"[ ,]+", asked.get("fl", "*")))
        page = [
            {key: value for key, value in one.items() if "*" in wanted or key in wanted}
            for one in hits[start : start + rows]
        ]
        return {
            "response": {"numFound": len(hits), "start": start, "docs": page},
            "facet_counts": {"facet_fields": {}, "facet_queries": {}, "facet_ranges": {}},
        }

    def update(self, request: Request) -> dict[str, Any]:
        if request.mimetype == "application/json":
            for document in request.get_json():
                self.documents[document["index_id"]] = document
            return {}
        root = ElementTree.fromstring(request.get_data())
        for query in root.iter("query"):
            gone = parse(query.text or "")
            kept = {key: one for key, one in self.documents.items() if not gone(one)}
            self.documents = kept
        return {}
