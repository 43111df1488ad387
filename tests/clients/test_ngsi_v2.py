"""What NGSI-v2 lets one ask and write, what brokers answer, and what they tell a web hook."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from civickit.clients.ngsi_history import QuantumLeap
from civickit.clients.ngsi_v2 import Area, Near, NgsiV2, WebHook, point
from civickit.core.errors import InvalidRecord, SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher

NOWHERE = "http://127.0.0.1:9"
TOKEN = "a-token-nobody-guesses"


@pytest.mark.parametrize(
    ("where", "fault"),
    [
        (("name", "==", "a'b"), "has '"),
        (("name", "==", "a;b"), "has ;"),
        (("name", "in", ["a", "(b)"]), r"has \( \)"),
        (("name", "~=", "a;b"), "has ;"),
        (("a b", "==", 1), "not a name"),
        (("a:b", "==", 1), "not a name"),
        (("水位", "==", 1), "not a name"),
        (("level", "=", 1), "is not one of"),
        (("level", ">", float("nan")), "nan is not a number"),
        (("level", ">", None), "None is not"),
        (("level", "between", (1, None)), "None is not"),
        (("level", "between", 5), "between cannot be asked with 5"),
        (("level", "~=", 5), "~= cannot be asked with 5"),
        (("seen", ">", datetime(2026, 1, 1)), "time zone"),  # noqa: DTZ001 - what people write
    ],
)
def test_a_condition_that_cannot_be_asked_is_told(where: Any, fault: str, fetch: Fetcher) -> None:
    with pytest.raises(InvalidRecord, match=fault) as caught:
        NgsiV2(NOWHERE, fetch).entities("Gauge", where=[where])
    assert list(caught.value.errors) == [where[0]]


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        (Near(139.93, 37.49, 100), "swapped"),
        (Near(37.49, 139.93, 0), "not a distance"),
        (Near(37.49, 139.93, float("inf")), "not a distance"),
        (Area(139, 37, 140, 38), "swapped"),
        (Area(38, 139, 37, 140), "no room"),
    ],
)
def test_a_place_that_is_none_is_told(place: Any, fault: str, fetch: Fetcher) -> None:
    with pytest.raises(InvalidRecord, match=fault):
        NgsiV2(NOWHERE, fetch).entities("Gauge", place=place)


@pytest.mark.parametrize("service", ["会津", "a-b", "a b", "x" * 51, "a\n"])
def test_a_service_that_cannot_be(service: str, fetch: Fetcher) -> None:
    with pytest.raises(InvalidRecord, match="service"):
        NgsiV2(NOWHERE, fetch, service=service)


@pytest.mark.parametrize(
    "path",
    [
        "river",
        "/river/",
        "//",
        "/ri-ver",
        "/" + "x" * 51,
        "/a" * 11,
        "/#/a",
        "#",
        ",".join(["/a"] * 11),
    ],
)
def test_a_service_path_that_cannot_be(path: str, fetch: Fetcher) -> None:
    with pytest.raises(InvalidRecord, match="service_path"):
        NgsiV2(NOWHERE, fetch, service_path=path)


@pytest.mark.parametrize("path", ["/", "/#", "/river", "/river/#", "/a" * 10, "/a,/b/#"])
def test_a_service_path_that_can_be(path: str, fetch: Fetcher) -> None:
    assert NgsiV2(NOWHERE, fetch, service_path=path).service_path == path


def test_all_faults_of_a_write_are_told_before_it_is_sent(fetch: Fetcher) -> None:
    entity = {
        "id": "橋",
        "type": "T",
        "words": "a=b",
        "nested": {"list": ["ok", "(no)"]},
        "水位": 1,
        "at": datetime(2026, 1, 1),  # noqa: DTZ001 - what people write
        "fine": "橋、南",
        "free": "a=b",
    }
    with pytest.raises(InvalidRecord) as caught:
        NgsiV2(NOWHERE, fetch).upsert([entity], free_text={"free"})
    faults = caught.value.errors
    assert sorted(faults) == ["橋 at", "橋 id", "橋 nested", "橋 words", "橋 水位"]
    assert "has =" in faults["橋 words"]
    assert "has ( )" in faults["橋 nested"]


def test_plain_values_get_their_types(httpserver: HTTPServer, fetch: Fetcher) -> None:
    httpserver.expect_request("/v2/op/update").respond_with_data(status=204)
    entity = {
        "id": "a",
        "type": "T",
        "level": 1.5,
        "open": True,
        "name": "橋",
        "seen": datetime(2026, 1, 1, 9, tzinfo=UTC),
        "location": point(37.49, 139.93),
        "address": {"city": "会津若松市"},
        "nothing": None,
        "full": {"type": "Percent", "value": 3},
    }
    NgsiV2(httpserver.url_for(""), fetch).upsert([entity])
    sent = json.loads(httpserver.log[0][0].get_data())["entities"][0]
    types = {name: one["type"] for name, one in sent.items() if name not in {"id", "type"}}
    assert types == {
        "level": "Number",
        "open": "Boolean",
        "name": "Text",
        "seen": "DateTime",
        "location": "geo:json",
        "address": "StructuredValue",
        "nothing": "None",
        "full": "Percent",
    }
    assert sent["location"]["value"]["coordinates"] == [139.93, 37.49]


def test_a_write_that_was_not_done_is_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    httpserver.expect_request("/v2/op/update").respond_with_data("welcome")
    with pytest.raises(SourceChanged, match="did not say that it was done"):
        NgsiV2(httpserver.url_for(""), fetch).upsert([{"id": "a", "type": "T"}])


def serve_pages(server: HTTPServer, pages: list[tuple[list[Any], dict[str, str]]]) -> None:
    left = iter(pages)

    def answer(request: Request) -> Response:
        page, headers = next(left)
        return Response(json.dumps(page), headers=headers, content_type="application/json")

    server.expect_request(re.compile(".*")).respond_with_handler(answer)


def gauges(*names: str) -> list[dict[str, str]]:
    return [{"id": name, "type": "G"} for name in names]


def test_without_a_count_it_goes_on_to_the_empty_page(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    serve_pages(httpserver, [(gauges("a", "b"), {}), (gauges("c"), {}), ([], {})])
    found = list(NgsiV2(httpserver.url_for(""), fetch).entities("G"))
    assert [one["id"] for one in found] == ["a", "b", "c"]


def test_a_server_that_knows_no_offset_is_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    serve_pages(httpserver, [(gauges("a"), {}), (gauges("a"), {})])
    with pytest.raises(SourceChanged, match="came twice"):
        list(NgsiV2(httpserver.url_for(""), fetch).entities("G"))


def test_a_number_that_changes_meanwhile_is_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    first, second = ({"Fiware-Total-Count": number} for number in ("3", "2"))
    serve_pages(httpserver, [(gauges("a"), first), (gauges("c"), second)])
    with pytest.raises(SourceChanged, match="changed while"):
        list(NgsiV2(httpserver.url_for(""), fetch).entities("G"))


def test_more_than_promised_is_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    count = {"Fiware-Total-Count": "1"}
    serve_pages(httpserver, [(gauges("a", "b"), count), ([], count)])
    with pytest.raises(SourceChanged, match="expected 1; found 2"):
        list(NgsiV2(httpserver.url_for(""), fetch).entities("G"))


@pytest.mark.parametrize(
    ("status", "said", "told"),
    [
        (422, {"error": "NotSupportedQuery", "description": "no geo"}, "NotSupportedQuery: no geo"),
        (409, {"error": "TooManyResults", "description": "many"}, "give its type"),
        (401, {"message": "Unauthorized"}, "Log in again"),
        (400, ["odd"], "odd"),
    ],
)
def test_refusals_are_told_in_the_brokers_words(
    status: int, said: Any, told: str, httpserver: HTTPServer, fetch: Fetcher
) -> None:
    httpserver.expect_request("/v2/entities").respond_with_json(said, status=status)
    with pytest.raises(SourceUnavailable, match=told) as caught:
        list(NgsiV2(httpserver.url_for(""), fetch).entities("G"))
    assert caught.value.status == status


V2_FULL = {
    "id": "a",
    "type": "G",
    "level": {"type": "Number", "value": 1.5, "metadata": {}},
    "river": {"type": "Relationship", "value": "urn:river"},
}
V2_PLAIN = {"id": "a", "type": "G", "level": 1.5, "river": "urn:river"}
LD_FULL = {
    "id": "urn:a",
    "type": "G",
    "@context": "https://example.org/c.jsonld",
    "level": {"type": "Property", "value": 1.5, "observedAt": "2026-01-01T00:00:00Z"},
    "river": {"type": "Relationship", "object": "urn:river"},
    "name": {"type": "LanguageProperty", "languageMap": {"ja": "橋"}},
    "speed": [{"type": "Property", "value": 1}, {"type": "Property", "value": 2, "datasetId": "x"}],
}
LD_PLAIN = {"id": "urn:a", "type": "G", "level": 1.5, "river": "urn:river"}
LD_PLAIN |= {"name": {"ja": "橋"}, "speed": [1, 2]}
# A value may be an object with a type and a value of its own.
NESTED = {"id": "a", "type": "G", "rule": {"type": "limit", "value": 3}, "level": 1}


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({"subscriptionId": "1", "data": [V2_FULL]}, [V2_PLAIN]),
        ({"subscriptionId": "1", "data": [V2_PLAIN, NESTED]}, [V2_PLAIN, NESTED]),
        (V2_FULL, [V2_PLAIN]),
        (V2_PLAIN, [V2_PLAIN]),
        (
            {"id": "urn:n", "type": "Notification", "subscriptionId": "1", "data": [LD_FULL]},
            [LD_PLAIN],
        ),
        (
            {"id": "urn:n", "type": "Notification", "subscriptionId": "1", "data": LD_FULL},
            [LD_PLAIN],
        ),
        ({"subscriptionId": "1", "data": []}, []),
    ],
)
def test_a_notification_in_any_form(told: Any, read: list[Any]) -> None:
    assert WebHook(TOKEN).read(json.dumps(told).encode(), f"Bearer {TOKEN}") == read


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"data": 3}',
        b'{"data": ["x"]}',
        b'{"data": [{"type": "G"}]}',
        b'{"data": [{"id": 3}]}',
        b'{"data": [[1.5, 2]]}',
        b"\xff",
        b'{"data":' + b"[" * 100_000,
    ],
    ids=lambda body: repr(body[:30]),
)
def test_what_is_no_notification_is_told(body: bytes) -> None:
    with pytest.raises(SourceChanged):
        WebHook(TOKEN).read(body, f"Bearer {TOKEN}")


@pytest.mark.parametrize("given", ["", TOKEN, "Bearer", f"Bearer {TOKEN}x", "Bearer 橋\udce6"])
def test_a_wrong_token_is_not_let_in(given: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        WebHook(TOKEN).read(b'{"data": []}', given)
    assert list(caught.value.errors) == ["token"]
    assert TOKEN not in str(caught.value)


def test_a_body_that_is_too_long_is_not_read() -> None:
    with pytest.raises(InvalidRecord, match="longer than 10 bytes"):
        WebHook(TOKEN, max_bytes=10).read(b'{"data": []}', f"Bearer {TOKEN}")


@pytest.mark.parametrize("token", ["", "short", "with spaces in between", "a=b" * 10])
def test_a_token_that_can_be_guessed_is_refused(token: str, fetch: Fetcher) -> None:
    with pytest.raises(InvalidRecord, match="secrets"):
        WebHook(token)
    with pytest.raises(InvalidRecord, match="secrets"):
        NgsiV2(NOWHERE, fetch).subscribe("https://example.org/", token, "G")


def test_an_address_that_a_broker_would_refuse_is_told(fetch: Fetcher) -> None:
    with pytest.raises(InvalidRecord, match="notify"):
        NgsiV2(NOWHERE, fetch).subscribe("https://example.org/?a=b", TOKEN, "G")


def test_a_long_history_is_read_to_the_end(httpserver: HTTPServer, fetch: Fetcher) -> None:
    times = [f"2026-01-{1 + n // 1440:02}T{n // 60 % 24:02}:{n % 60:02}:00" for n in range(2500)]

    def answer(request: Request) -> Response:
        start, many = int(request.args["offset"]), int(request.args["limit"])
        page = times[start : start + many]
        told = {"index": page, "values": [times.index(time) for time in page]}
        return Response(json.dumps(told), content_type="application/json")

    path = "/v2/entities/gauge-1/attrs/level"
    httpserver.expect_request(path).respond_with_handler(answer)
    leap = QuantumLeap(httpserver.url_for(""), fetch, service="Aizu", service_path="/river")
    since = datetime.fromisoformat("2026-01-01T09:00+09:00")
    found = leap.history("gauge-1", "level", since=since)
    assert [one.value for one in found] == list(range(2500))
    assert httpserver.log[0][0].headers["Fiware-Service"] == "aizu"
    assert httpserver.log[0][0].args["fromDate"] == "2026-01-01T00:00:00Z"
