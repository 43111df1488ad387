"""What servers do that the standard does not say."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from civickit.clients.open311 import Open311, Report
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher

SERVICES = [{"service_code": "1", "service_name": "穴", "metadata": False}]


def client_of(server: HTTPServer, fetch: Fetcher) -> Open311:
    return Open311(server.url_for("/v2/"), fetch, key="secret-key")


def serve(server: HTTPServer, path: str, body: Any, **options: Any) -> None:
    server.expect_request(f"/v2/{path}").respond_with_json(body, **options)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('[{"service_code":001,"service_name":"a"}]', "001"),
        ('[{"service_code":1,"service_name":"a"}]', "1"),
        ('[{"service_code":12345678901234567890123}]', "12345678901234567890123"),
        ('[{"service_code":"0:007","service_name":"a, 007"}]', "0:007"),
    ],
)
def test_codes_are_text(httpserver: HTTPServer, fetch: Fetcher, written: str, code: str) -> None:
    httpserver.expect_request("/v2/services.json").respond_with_data(written)
    (service,) = client_of(httpserver, fetch).services()
    assert service.service_code == code


def test_a_broken_json_is_not_mended_beyond_zeros(httpserver: HTTPServer, fetch: Fetcher) -> None:
    httpserver.expect_request("/v2/services.json").respond_with_data('[{"service_code":00x1}]')
    with pytest.raises(SourceChanged, match="did not answer in GeoReport's JSON or XML"):
        client_of(httpserver, fetch).services()


def request_with(**fields: Any) -> dict[str, Any]:
    return {"service_request_id": "1", **fields}


def test_a_time_without_zone_stays_text_and_is_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    serve(httpserver, "requests/1.json", [request_with(requested_datetime="2026-04-01 10:00:00")])
    read = client_of(httpserver, fetch).request("1")
    assert (read.requested_datetime, read.requested_at) == ("2026-04-01 10:00:00", None)
    assert any("times without a zone" in note for note in fetch.notes)


@pytest.mark.parametrize(
    ("lat", "lon", "read", "told"),
    [
        ("39.7", 141, (39.7, 141.0), False),
        (None, None, (None, None), False),
        ("", "", (None, None), False),
        (141.1, 39.7, (None, 39.7), True),
        ("n/a", "141", (None, 141.0), True),
        ("NaN", "Infinity", (None, None), True),
    ],
)
def test_coordinates(
    httpserver: HTTPServer, fetch: Fetcher, lat: Any, lon: Any, read: Any, told: bool
) -> None:
    serve(httpserver, "requests/1.json", [request_with(lat=lat, long=lon)])
    given = client_of(httpserver, fetch).request("1")
    assert (given.lat, given.lon) == read
    assert any("coordinate that is none" in note for note in fetch.notes) is told


def test_status_words_of_a_server_s_own_are_kept(httpserver: HTTPServer, fetch: Fetcher) -> None:
    serve(httpserver, "requests/1.json", [request_with(status="investigating")])
    assert client_of(httpserver, fetch).request("1").status == "investigating"


@pytest.mark.parametrize("body", [[], [request_with(), request_with()], [{**request_with(),
                         "service_request_id": "2"}], request_with()])  # fmt: skip
def test_one_request_is_a_list_of_just_that_one(
    httpserver: HTTPServer, fetch: Fetcher, body: Any
) -> None:
    serve(httpserver, "requests/1.json", body)
    with pytest.raises((SourceChanged, SourceUnavailable)):
        client_of(httpserver, fetch).request("1")


def test_ids_are_quoted_in_addresses(httpserver: HTTPServer, fetch: Fetcher) -> None:
    asked: list[str] = []

    def answer(request: Request) -> Response:
        asked.append(request.environ["REQUEST_URI"])
        return Response('[{"code":404,"description":"なし"}]', 404)

    httpserver.expect_request("/v2/requests/../a?b.json").respond_with_handler(answer)
    with pytest.raises(SourceUnavailable, match=r"なし \(404\)"):
        client_of(httpserver, fetch).request("../a?b")
    assert asked == ["/v2/requests/..%2Fa%3Fb.json"]


def test_pages_that_are_refused_are_none(httpserver: HTTPServer, fetch: Fetcher) -> None:
    httpserver.expect_request("/v2/requests.json", query_string={"page": "2"}).respond_with_json(
        [{"code": 400, "description": "unknown parameter page"}], status=400
    )
    serve(httpserver, "requests.json", [request_with()])
    assert len(client_of(httpserver, fetch).requests()) == 1


def test_a_server_without_pages_is_asked_for_one_once(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    serve(httpserver, "requests.json", [request_with()])
    client = client_of(httpserver, fetch)
    for _ in range(3):
        client.requests()
    assert sum("page" in request.args for request, _ in httpserver.log) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"<services>maintenance</services>",
        b"<service_requests/>x",
        b'<!DOCTYPE a [<!ENTITY b "bbbb">]><services>&b;</services>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><services>&b;</services>',
        b"<a>" * 20_000 + b"</a>" * 20_000,
        b"[" * 200_000,
        b"<services><service><service_name>a</service_name></service></services>",
    ],
    ids=lambda content: repr(content[:40]),
)
def test_strange_xml_is_told(httpserver: HTTPServer, fetch: Fetcher, content: bytes) -> None:
    httpserver.expect_request("/v2/services.xml").respond_with_data(
        content, content_type="text/xml"
    )
    with pytest.raises((SourceChanged, SourceUnavailable)):
        Open311(httpserver.url_for("/v2"), fetch, form="xml").services()


@pytest.mark.parametrize(
    ("status", "body"), [(200, "<html>ok</html>"), (200, "{}"), (201, "[3]"), (200, "[]")]
)
def test_a_report_whose_receipt_is_unreadable_may_have_arrived(
    httpserver: HTTPServer, fetch: Fetcher, status: int, body: str
) -> None:
    serve(httpserver, "services.json", SERVICES)
    httpserver.expect_request("/v2/requests.json", method="POST").respond_with_data(
        body, status=status, content_type="text/html"
    )
    with pytest.raises(SourceChanged, match="may have arrived"):
        client_of(httpserver, fetch).send(Report("1", address_id="A"))


def test_a_report_is_sent_once_even_where_the_server_stumbles(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    sent: list[dict[str, str]] = []

    def stumble(request: Request) -> Response:
        sent.append(request.form.to_dict())
        return Response("", 503)

    serve(httpserver, "services.json", SERVICES)
    httpserver.expect_request("/v2/requests.json", method="POST").respond_with_handler(stumble)
    with pytest.raises(SourceUnavailable, match="may have arrived") as caught:
        client_of(httpserver, fetch).send(Report("1", "café 穴", address_id="A"))
    assert caught.value.status == 503
    assert "secret-key" not in str(caught.value)
    assert sent == [
        {
            "service_code": "1",
            "address_id": "A",
            "description": "café 穴",
            "api_key": "secret-key",
        }
    ]
