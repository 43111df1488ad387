"""Reports by Open311 GeoReport v2: the kit's own client over HTTP, and the wire itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import ANY
from xml.etree.ElementTree import Element

import pytest
import requests
from defusedxml.ElementTree import fromstring
from flask import Flask
from flask.testing import FlaskClient
from live.conftest import STORM_S, Clock
from live.reporting import PLACE, assert_bare, photo, post, telling_picture

from civickit.clients.open311 import Open311, Report, endpoints
from civickit.core.errors import SourceUnavailable
from civickit.core.fetch import Fetcher, Store
from civickit.live.reports.storing import Reports
from civickit.live.site import SITE, Site

ROOT = "/open311/v2"
TREE = Report("tree", "電線に <b>かかって</b> & 危険", lat=38.4036, lon=145.995)
FIELDS = {"service_code": "tree", "lat": PLACE["lat"], "long": PLACE["lon"]}
STORM = datetime.fromtimestamp(STORM_S, UTC)
DAY_S = 86_400
KEY = "key-of-a-partner"

each_form = pytest.mark.parametrize("form", ["json", "xml"])


@pytest.fixture
def reports(site: Site) -> Reports:
    return Reports(site)


@pytest.fixture
def fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fetcher:
    monkeypatch.setenv("CIVICKIT_ALLOW_PRIVATE", "1")  # this machine is one
    return Fetcher(store=Store(tmp_path / "store"), offline=False)


@pytest.fixture
def url(live_app: Flask, serve_live: Callable[[Flask], str]) -> str:
    return serve_live(live_app) + ROOT


def send(client: FlaskClient, form: str = "json", **fields: Any) -> Any:
    data = {name: value for name, value in {**FIELDS, **fields}.items() if value is not None}
    return post(client, f"{ROOT}/requests.{form}", data)


def told(element: Element) -> dict[str, str | None]:
    return {child.tag: child.text for child in element}


# By the kit's own client


@each_form
def test_a_report_goes_all_the_way(url: str, fetch: Fetcher, reports: Reports, form: Any) -> None:
    client = Open311(url, fetch, key="any", form=form)
    services = client.services()
    assert [one.service_code for one in services][:2] == ["tree", "bank"]
    assert (services[0].service_name, services[0].metadata, services[0].type) == (
        *("木が倒れている", False, "batch"),
    )
    assert client.definition("tree") == []
    receipt = client.send(TREE)
    assert receipt.service_request_id == ""
    assert f"/reports/status/{receipt.token}" in receipt.service_notice
    assert client.request_id(receipt.token) == ""
    assert client.requests() == []
    [kept] = reports.all()
    assert (kept.text, kept.via, kept.lat, kept.lon) == (
        TREE.description,
        "open311",
        38.4036,
        145.995,
    )
    reports.accept(kept.id, "sato")
    reports.answer(kept.id, "明日 <片付けます>", "sato")
    assert client.request_id(receipt.token) == str(kept.id)
    read = client.request(str(kept.id))
    assert (read.status, read.description, read.status_notes) == (
        *("open", TREE.description, "明日 <片付けます>"),
    )
    assert (read.lat, read.lon, read.service_name) == (38.4036, 145.995, "木が倒れている")
    assert read.requested_at == STORM
    assert read.requested_datetime.endswith("+09:00")
    reports.close(kept.id, "sato")
    start = STORM - timedelta(days=1)
    assert [one.status for one in client.requests(start=start, end=STORM)] == ["closed"]
    assert client.requests(start=start, end=STORM, status="open") == []
    assert client.requests(start=start, end=STORM, service_code="icy") == []
    assert len(client.requests(start=start, end=STORM, service_code="icy,tree")) == 1
    assert len(client.requests_of([str(kept.id), "9999", "x"])) == 1
    with pytest.raises(SourceUnavailable, match=r"service_request_id「9999」.*\(404\)"):
        client.request("9999")


def test_discovery_leads_there(url: str, fetch: Fetcher) -> None:
    for form in ("json", "xml"):
        [found] = endpoints(f"{url}/discovery.{form}", fetch)
        assert found.url == url
        assert found.type == "test"
        assert found.formats == ("application/json", "text/xml")
        assert Open311(found.url, fetch).services()


def test_pages_reach_all(url: str, fetch: Fetcher, reports: Reports, clock: Clock) -> None:
    from civickit.live.reports.records import NewReport

    for number in range(7):
        clock.forward(60)
        reports.accept(reports.new(NewReport("icy", lat=38.4, lon=145.99), str(number)).id, "x")
    pages = [
        requests.get(f"{url}/requests.json?page_size=3&page={n}", timeout=9).json()
        for n in (1, 2, 3, 4)
    ]
    assert [[one["service_request_id"] for one in page] for page in pages] == [
        *(["7", "6", "5"], ["4", "3", "2"], ["1"], []),
    ]
    start = STORM - timedelta(days=1)
    assert len(Open311(url, fetch).requests(start=start, end=start + timedelta(days=2))) == 7


def test_a_picture_by_multipart_is_bare_over_http(
    url: str, reports: Reports, live_app: Flask
) -> None:
    sent = requests.post(
        f"{url}/requests.xml",
        data=FIELDS,
        files={"media": ("p.png", telling_picture("PNG"), "image/png")},
        timeout=9,
    )
    assert sent.status_code == 201
    [kept] = reports.all()
    jpeg = reports.photo(kept)
    assert jpeg
    assert_bare(jpeg)
    reports.accept(kept.id, "sato")
    [read] = requests.get(f"{url}/requests.json", timeout=9).json()
    assert read["media_url"].startswith(url.removesuffix(ROOT))
    assert_bare(requests.get(read["media_url"], timeout=9).content)


# Shapes


FIELDS_OF = {
    "services": [
        "service_code",
        "service_name",
        "description",
        "metadata",
        "type",
        "keywords",
        "group",
    ],
    "requests": [
        *("service_request_id", "status", "status_notes", "service_name", "service_code"),
        *("description", "agency_responsible", "service_notice", "requested_datetime"),
        *("updated_datetime", "expected_datetime", "address", "address_id", "zipcode"),
        *("lat", "long", "media_url"),
    ],
}
ROOTS = {"services": ("services", "service"), "requests": ("service_requests", "request")}


@pytest.mark.parametrize("name", FIELDS_OF)
def test_both_forms_have_the_fields_of_the_standard(
    client: FlaskClient, reports: Reports, name: str
) -> None:
    send(client, description="改行\nと\u000b制御", address_string="角 & 角")
    reports.accept(reports.all()[0].id, "sato")
    by_json = client.get(f"{ROOT}/{name}.json")
    by_xml = client.get(f"{ROOT}/{name}.xml")
    assert by_json.content_type == "application/json; charset=utf-8"
    assert by_xml.content_type == "text/xml; charset=utf-8"
    root = fromstring(by_xml.data)
    assert (root.tag, root[0].tag) == ROOTS[name]
    assert by_json.get_json()
    for one, element in zip(by_json.get_json(), root, strict=True):
        assert list(one) == FIELDS_OF[name] == list(told(element))
        for field, value in one.items():
            written = (
                None
                if value in (None, "")
                else str(value).lower()
                if value is False
                else str(value)
            )
            assert told(element)[field] == written


def test_a_service_code_is_text_and_a_number_is_one(client: FlaskClient, reports: Reports) -> None:
    send(client)
    reports.accept(reports.all()[0].id, "sato")
    [one] = client.get(f"{ROOT}/requests.json").get_json()
    assert (one["service_code"], one["service_request_id"]) == ("tree", "1")
    assert (one["lat"], one["long"]) == (38.4036, 145.995)


@each_form
def test_the_receipt_and_the_token(client: FlaskClient, form: str) -> None:
    sent = send(client, form)
    assert sent.status_code == 201
    if form == "xml":
        receipt = told(fromstring(sent.data)[0])
    else:
        [receipt] = sent.get_json()
    assert list(receipt) == ["token", "service_notice", "account_id"]
    asked = client.get(f"{ROOT}/tokens/{receipt['token']}.{form}")
    assert receipt["token"].encode() in asked.data
    assert client.get(f"/reports/status/{receipt['token']}").status_code == 200


@each_form
@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("services/bear", 404, "bear"),
        ("services/..%2f..%2fx", 404, "x"),
        ("requests/77", 404, "77"),
        ("requests/x%00", 404, "x"),
        ("tokens/abc", 404, "abc"),
        ("requests", 400, "status=foo"),
        ("requests", 400, "start_date=2026-11-30"),
        ("requests", 400, "start_date=2026-11-30T09:00:00"),
        ("requests", 400, "end_date=yesterday"),
        ("requests", 400, "start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z"),
        ("requests", 400, "start_date=9999-12-31T00:00:00Z"),
        ("requests", 400, "end_date=0001-01-01T00:00:00Z"),
        ("requests", 400, "page=0"),
        ("requests", 400, "page_size=1001"),
    ],
)
def test_a_refusal_is_a_list_of_errors(
    client: FlaskClient, form: str, path: str, status: int, words: str
) -> None:
    query = f"?{words}" if "=" in words else ""
    answer = client.get(f"{ROOT}/{path}.{form}{query}")
    assert answer.status_code == status
    if form == "json":
        errors = answer.get_json()
        assert [one["code"] for one in errors] == [status]
    else:
        root = fromstring(answer.data)
        errors = [told(one) for one in root]
        assert (root.tag, root[0].tag, errors[0]["code"]) == ("errors", "error", str(status))
    assert errors[0]["description"]
    if "=" not in words:
        assert words in errors[0]["description"]


@pytest.mark.parametrize("path", ["requests.json?service_request_id={}", "requests/{}.json"])
def test_a_number_of_any_length_is_no_report_and_no_failure(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/open311/v2/{path.format('9' * 5_000)}")
    assert answer.status_code in {200, 404}
    assert answer.json in ([], [{"code": 404, "description": ANY}])


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"service_code": None}, 400, "service_code"),
        ({"service_code": "bear"}, 404, "service_code"),
        ({"lat": None, "long": None}, 400, "address_string"),
        ({"long": None}, 400, "long"),
        ({"lat": "north"}, 400, "lat"),
        ({"lat": "0", "long": "0"}, 400, "lat"),
        ({"description": "x" * 4001}, 400, "description"),
        ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
        ({"media_url": "file:///etc/passwd"}, 400, "media_url"),
        ({"media_url": "http://[pictures"}, 400, "media_url"),
        ({"media_url": "https://x.example/" + "a" * 500}, 400, "media_url"),
        ({"attribute[DEPTH]": "3"}, 400, "attribute[DEPTH]"),
        ({"email": "x" * 201}, 400, "email"),
    ],
)
@each_form
def test_a_wrong_report_is_refused_with_every_reason(
    client: FlaskClient,
    reports: Reports,
    form: str,
    fields: dict[str, Any],
    status: int,
    words: str,
) -> None:
    answer = send(client, form, **fields)
    assert answer.status_code == status
    assert words in answer.text
    assert reports.all() == []
    both = send(client, **{"lat": "north", "description": "x" * 4001, **fields})
    assert len(both.get_json()) >= 2


def test_only_an_address_is_enough(client: FlaskClient, reports: Reports) -> None:
    assert send(client, lat=None, long=None, address_string="本町3丁目").status_code == 201
    assert (reports.all()[0].lat, reports.all()[0].address) == (None, "本町3丁目")


def test_who_sent_it_is_for_the_desk_only(client: FlaskClient, reports: Reports) -> None:
    sender = {"first_name": "花子", "last_name": "雪野", "email": "h@example.jp", "phone": "0241"}
    send(client, **sender, device_id="phone-1")
    [kept] = reports.all()
    assert kept.contact == "花子, 雪野, h@example.jp, 0241"
    reports.accept(kept.id, "sato")
    for path in ("requests.json", "requests.xml", f"requests/{kept.id}.json"):
        answer = client.get(f"{ROOT}/{path}").text
        assert [one for one in (*sender.values(), "phone-1") if one in answer] == []


def test_a_picture_elsewhere_is_neither_fetched_nor_shown(
    client: FlaskClient, reports: Reports
) -> None:
    """The tests' network is blocked: a fetch would fail here."""
    sent = send(client, media_url="https://pictures.example/gps.jpg")
    assert sent.status_code == 201
    assert "media" in sent.get_json()[0]["service_notice"]
    [kept] = reports.all()
    assert kept.media_url == "https://pictures.example/gps.jpg"
    reports.accept(kept.id, "sato")
    assert client.get(f"{ROOT}/requests.json").get_json()[0]["media_url"] is None
    for path in (f"/reports/{kept.id}", "/reports", "/reports.geojson"):
        assert "pictures.example" not in client.get(path).text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<svg onload='alert(1)'/>", "写真として読めません"),
        (b"GIF89a<?php", "写真として読めません"),
        (b"\xff" * 9_000_000, "8 MB"),
    ],
)
def test_what_is_no_photo_is_refused(
    client: FlaskClient, reports: Reports, data: bytes, reason: str
) -> None:
    answer = send(client, media=(io.BytesIO(data), "x.jpg"))
    assert answer.status_code == 400
    assert reason in answer.get_json()[0]["description"]
    assert reports.all() == []


def test_a_huge_request_is_refused_as_an_error(client: FlaskClient) -> None:
    answer = send(client, "xml", media=(io.BytesIO(b"\xff" * 10_500_000), "x.jpg"))
    assert answer.status_code == 413
    assert told(fromstring(answer.data)[0])["code"] == "413"


def test_only_what_was_accepted_is_told_and_for_90_days(
    client: FlaskClient, reports: Reports, clock: Clock
) -> None:
    for kind in ("tree", "icy", "bank"):
        send(client, service_code=kind)
    bank, icy, _ = reports.all()
    reports.accept(icy.id, "sato")
    reports.reject(bank.id, "sato", "no")

    def ids(query: str = "") -> list[str]:
        return [
            one["service_request_id"]
            for one in client.get(f"{ROOT}/requests.json{query}").get_json()
        ]

    assert ids() == [str(icy.id)]
    assert ids(f"?service_request_id={icy.id},{bank.id},,x,99999999999,1e3") == [str(icy.id)]
    assert ids(f"?service_request_id={icy.id}&status=closed") == [str(icy.id)]
    clock.forward(90 * DAY_S - 10)
    assert ids() == [str(icy.id)]
    clock.forward(20)
    assert ids() == []
    start = (STORM - timedelta(seconds=1)).isoformat()
    assert ids(f"?start_date={start}") == [str(icy.id)]  # its + has become a space
    assert ids("?start_date=2026-12-01T00:00:00Z") == []


# How many, and who


def test_without_keys_one_client_has_the_limit_of_the_page(client: FlaskClient) -> None:
    assert [send(client).status_code for _ in range(6)] == [201] * 5 + [429]
    refused = send(client, "xml")
    assert told(fromstring(refused.data)[0])["code"] == "429"
    assert refused.headers["Retry-After"] == "3600"


def test_with_keys_only_those_may_send(
    make_live: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPEN311_KEYS", f"other, {KEY}")
    app = make_live()
    client, reports = app.test_client(), Reports(app.extensions[SITE])
    for wrong in (None, "", "any", KEY[:-1], KEY + "x", "雪"):
        refused = send(client, api_key=wrong)
        assert refused.status_code == 403
        assert "api_key" in refused.get_json()[0]["description"]
    assert reports.all() == []
    assert [send(client, api_key=KEY).status_code for _ in range(8)] == [201] * 8
    assert KEY not in send(client, api_key=KEY).text
    assert "api_key" in client.get(f"{ROOT}/discovery.json").get_json()["key_service"]
    assert client.get(f"{ROOT}/services.json").status_code == 200


def test_scripts_of_other_sites_may_read_it(client: FlaskClient) -> None:
    answer = client.get(f"{ROOT}/services.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    assert send(client).cache_control.no_store


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_kind_of_picture_is_bare(client: FlaskClient, reports: Reports, kind: str) -> None:
    assert send(client, media=photo(kind)).status_code == 201
    jpeg = reports.photo(reports.all()[0])
    assert jpeg
    assert_bare(jpeg)
