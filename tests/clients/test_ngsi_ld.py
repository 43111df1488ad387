"""What differs in NGSI-LD: what must be asked, contexts, links, partial answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from civickit.clients.ngsi_ld import NgsiLd, point
from civickit.core.errors import InvalidRecord, SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher

NOWHERE = "http://127.0.0.1:9"
CONTEXT = "https://example.org/context.jsonld"
ENTITIES = "/ngsi-ld/v1/entities"
UPSERT = "/ngsi-ld/v1/entityOperations/upsert"
GAUGE = {"id": "urn:ngsi-ld:Gauge:1", "type": "Gauge"}


def test_everything_at_once_cannot_be_asked_for(fetch: Fetcher) -> None:
    with pytest.raises(InvalidRecord, match="say which"):
        NgsiLd(NOWHERE, fetch).entities()


@pytest.mark.parametrize(
    "options",
    [
        {"tenant": "a b"},
        {"tenant": "a\r\nX: y"},
        {"context": "context.jsonld"},
        {"context": 'https://example.org/>; rel="next"'},
    ],
)
def test_a_header_that_cannot_be(options: dict[str, str], fetch: Fetcher) -> None:
    with pytest.raises(InvalidRecord):
        NgsiLd(NOWHERE, fetch, **options)


def test_tenant_and_context_go_with_reading_and_writing(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    httpserver.expect_request(ENTITIES).respond_with_json([])
    httpserver.expect_request(UPSERT).respond_with_data(status=204)
    broker = NgsiLd(httpserver.url_for(""), fetch, tenant="aizu", context=CONTEXT)
    assert list(broker.entities("Gauge", where=[("水位", ">", 2)])) == []
    broker.upsert([{**GAUGE, "水位": 2.5}])
    read, written = (request for request, _ in httpserver.log)
    for request in (read, written):
        assert request.headers["NGSILD-Tenant"] == "aizu"
        assert request.headers["Link"].startswith(f'<{CONTEXT}>; rel="http://www.w3.org/ns/json-ld')
    assert read.args["q"] == "水位>2"
    assert written.headers["Content-Type"] == "application/json"
    assert written.get_json()[0]["水位"] == {"type": "Property", "value": 2.5}


def test_plain_values_become_attributes(httpserver: HTTPServer, fetch: Fetcher) -> None:
    httpserver.expect_request(UPSERT).respond_with_data(status=201)
    river = {"type": "Relationship", "object": "urn:ngsi-ld:River:1"}
    seen = datetime(2026, 1, 1, 9, tzinfo=UTC)
    entity = {**GAUGE, "location": point(37.49, 139.93), "seen": seen, "river": river}
    NgsiLd(httpserver.url_for(""), fetch).upsert([entity])
    (sent,) = json.loads(httpserver.log[0][0].get_data())
    assert sent["location"]["type"] == "GeoProperty"
    assert sent["location"]["value"]["coordinates"] == [139.93, 37.49]
    assert sent["seen"]["value"] == {"@type": "DateTime", "@value": "2026-01-01T09:00:00Z"}
    assert sent["river"] == river


def test_all_faults_of_a_write_are_told_before_it_is_sent(fetch: Fetcher) -> None:
    entity = {"id": "1", "level": None, "@context": CONTEXT}
    with pytest.raises(InvalidRecord) as caught:
        NgsiLd(NOWHERE, fetch).upsert([entity])
    assert sorted(caught.value.errors) == ["1 @context", "1 id", "1 level", "1 type"]


def test_a_text_with_a_quote_cannot_be_asked_for(fetch: Fetcher) -> None:
    with pytest.raises(InvalidRecord, match="cannot be asked for"):
        NgsiLd(NOWHERE, fetch).entities("Gauge", where=[("name", "==", 'a"b')])


def page(server: HTTPServer, query: str, members: list[Any], link: str = "") -> None:
    headers = {"Link": f'<{link}>; rel="next"'} if link else {}
    server.expect_ordered_request(ENTITIES, query_string=query).respond_with_json(
        members, headers=headers
    )


FIRST = "type=Gauge&count=true&options=keyValues&limit=100&offset=0"


def test_links_alone_are_followed_to_the_last(httpserver: HTTPServer, fetch: Fetcher) -> None:
    page(httpserver, FIRST, [GAUGE], link=f"{ENTITIES}?from=2")
    page(httpserver, "from=2", [{**GAUGE, "id": "urn:2"}])
    found = list(NgsiLd(httpserver.url_for(""), fetch).entities("Gauge"))
    assert [one["id"] for one in found] == ["urn:ngsi-ld:Gauge:1", "urn:2"]


def test_a_link_to_another_server_is_refused(httpserver: HTTPServer, fetch: Fetcher) -> None:
    page(httpserver, FIRST, [GAUGE], link=f"http://scorpio:9090{ENTITIES}?from=2")
    with pytest.raises(SourceChanged, match="another server"):
        list(NgsiLd(httpserver.url_for(""), fetch).entities("Gauge"))


def test_a_problem_is_told_in_the_brokers_words(httpserver: HTTPServer, fetch: Fetcher) -> None:
    problem = {"type": "https://x/BadRequestData", "title": "Bad request", "detail": "no such q"}
    httpserver.expect_request(ENTITIES).respond_with_json(problem, status=400)
    with pytest.raises(SourceUnavailable, match="Bad request: no such q"):
        list(NgsiLd(httpserver.url_for(""), fetch).entities("Gauge"))


def test_a_part_of_the_history_is_not_taken_for_all(httpserver: HTTPServer, fetch: Fetcher) -> None:
    path = "/ngsi-ld/v1/temporal/entities/urn:1"
    httpserver.expect_request(path).respond_with_json({"id": "urn:1"}, status=206)
    day = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(SourceChanged, match="shorter time"):
        NgsiLd(httpserver.url_for(""), fetch).history("urn:1", since=day, until=day)


def test_a_period_needs_a_zone(fetch: Fetcher) -> None:
    day = datetime(2026, 1, 1)  # noqa: DTZ001 - what people write
    with pytest.raises(InvalidRecord, match="time zone"):
        NgsiLd(NOWHERE, fetch).history("urn:1", since=day, until=day)
