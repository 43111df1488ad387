"""The client against a GeoReport v2 endpoint written by itself, in both forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from servers.open311.city import City
from servers.open311.endpoint import Endpoint
from servers.open311.town import city as made_city
from servers.serving import serving

from civickit.clients.open311 import Open311, Report, endpoints, spans
from civickit.core.errors import InvalidRecord, SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher

START = datetime.fromisoformat("2025-01-01T00:00:00+09:00")
HOLE = Report("001", "深い穴", lat=39.7, lon=141.1, attributes={"KINDS": ["1", "2"]})

each_form = pytest.mark.parametrize("form", ["json", "xml"])


@pytest.fixture
def opened(fetch: Fetcher) -> Iterator[Callable[..., Open311]]:
    """A client of an endpoint with these options; `city` is what the endpoint knows."""
    with ExitStack() as stack:

        def open_(city: City, *, key: str = "demo-key", asks: str = "", **options: Any) -> Open311:
            url = stack.enter_context(serving(Endpoint(city, **options).app()))
            return Open311(url, fetch, key=key, jurisdiction=asks)

        yield open_


@each_form
def test_services_and_questions_read_the_same(opened: Callable[..., Open311], form: str) -> None:
    client = opened(made_city(), forms=[form])
    hole, light, bench = client.services()
    assert (hole.service_code, hole.metadata, hole.keywords) == (
        "001",
        True,
        ("道路", "穴", "段差"),
    )
    assert (light.description, light.keywords) == ("", ())
    assert bench.type == "batch"
    note, kinds, depth = client.definition("001")
    assert not note.variable
    assert [(one.key, one.name) for one in kinds.values] == [("1", "自転車"), ("2", "歩行者")]
    assert (kinds.required, depth.required, depth.datatype) == (True, False, "number")


@each_form
def test_a_report_that_is_sent_can_be_read(opened: Callable[..., Open311], form: str) -> None:
    city = made_city()
    client = opened(city, forms=[form])
    receipt = client.send(HOLE)
    assert receipt == ("0001", "", "担当者が現地を確認します", "")
    read = client.request("0001")
    assert (read.lat, read.lon, read.description) == (39.7, 141.1, "深い穴")
    assert read.requested_at is not None
    assert read.requested_at.tzinfo is not None
    assert city.answers[0]["attribute[KINDS][]"] == ["1", "2"]


def test_a_token_becomes_an_id(opened: Callable[..., Open311]) -> None:
    city = made_city()
    client = opened(city)
    receipt = client.send(Report("park/bench", address_string="中央公園"))
    assert (receipt.service_request_id, receipt.token) == ("", "t-1")
    assert client.request_id("t-1") == ""
    city.work_through_tokens()
    assert client.request_id("t-1") == "0001"
    with pytest.raises(SourceUnavailable, match="'t-9' was not found"):
        client.request_id("t-9")


@each_form
def test_the_city_s_own_words_are_told(opened: Callable[..., Open311], form: str) -> None:
    client = opened(made_city(), forms=[form], key="wrong")
    with pytest.raises(SourceUnavailable, match=r"api_key is missing or not known \(403\)") as no:
        client.send(HOLE)
    assert no.value.status == 403
    assert "wrong" not in str(no.value)
    with pytest.raises(SourceUnavailable, match="'77' was not found") as missing:
        client.request("77")
    assert missing.value.status == 404


def test_the_same_report_twice_is_refused_in_words(opened: Callable[..., Open311]) -> None:
    city = made_city()
    client = opened(city)
    client.send(HOLE)
    with pytest.raises(SourceUnavailable, match="base is a duplicate") as no:
        client.send(HOLE)
    assert no.value.status == 400
    assert "may have arrived" not in str(no.value)
    assert len(city.requests) == 1


def test_a_place_is_one_of_several_places(opened: Callable[..., Open311]) -> None:
    client = opened(made_city(), jurisdiction="kita.example", asks="kita.example")
    assert len(client.services()) == 3
    client.send(Report("002", address_id="A-7"))
    stranger = opened(made_city(), jurisdiction="kita.example")
    with pytest.raises(SourceUnavailable, match="jurisdiction_id is missing"):
        stranger.services()


def test_a_long_span_is_asked_in_pieces(opened: Callable[..., Open311]) -> None:
    """400 days with a report every 12 hours, some on the very edge of a piece."""
    client = opened(made_city(reports=800, first=START, every=timedelta(hours=12)))
    found = client.requests(start=START, end=START + timedelta(days=400))
    assert sorted(one.service_request_id for one in found) == [f"{n:04}" for n in range(1, 801)]


def test_the_server_itself_refuses_more_than_90_days(opened: Callable[..., Open311]) -> None:
    client = opened(made_city())
    params = {"start_date": "2025-01-01T00:00:00Z", "end_date": "2025-04-02T00:00:00Z"}
    with pytest.raises(SourceUnavailable, match="may not span more than 90 days"):
        client._endpoint.several("requests", params)


@pytest.mark.parametrize("page_size", [0, 7, 50])
def test_pages_are_read_where_there_are_any(opened: Callable[..., Open311], page_size: int) -> None:
    city = made_city(reports=60, first=START, every=timedelta(hours=1))
    client = opened(city, page_size=page_size)
    found = client.requests(start=START, end=START + timedelta(days=89))
    assert len({one.service_request_id for one in found}) == len(found) == 60


def test_what_fills_the_server_s_measure_is_asked_in_halves(opened: Callable[..., Open311]) -> None:
    city = made_city(reports=2500, first=START, every=timedelta(minutes=30))
    found = opened(city).requests(start=START, end=START + timedelta(days=80))
    assert len(found) == 2500


def test_a_measure_that_cannot_be_halved_is_no_silent_cut(opened: Callable[..., Open311]) -> None:
    client = opened(made_city(reports=1100, first=START, every=timedelta(0)))
    with pytest.raises(SourceChanged, match="may have kept reports back"):
        client.requests(start=START, end=START + timedelta(days=1))


def test_without_dates_the_window_is_told(opened: Callable[..., Open311], fetch: Fetcher) -> None:
    now = datetime.now().astimezone()
    city = made_city(reports=3, first=now - timedelta(days=100), every=timedelta(days=40))
    assert [one.service_request_id for one in opened(city).requests()] == ["0003", "0002"]
    assert any("last 90 days only" in note for note in fetch.notes)


def test_choices_are_kept(opened: Callable[..., Open311]) -> None:
    client = opened(made_city(reports=12, first=START))
    end = START + timedelta(days=30)
    closed = client.requests(start=START, end=end, status="closed", service_code="002")
    assert [one.service_request_id for one in closed] == ["0012", "0006"]
    assert client.requests(start=START, end=end, status="open,closed", service_code="001")


def test_reports_by_their_ids(opened: Callable[..., Open311], fetch: Fetcher) -> None:
    """Ids overrule the 90 days, and there may be more of them than one address holds."""
    client = opened(made_city(reports=120, first=START))
    wanted = [f"{number:04}" for number in range(1, 121)]
    assert [one.service_request_id for one in client.requests_of(wanted)] == wanted
    assert [one.service_request_id for one in client.requests_of(["0007", "x"])] == ["0007"]
    assert any("does not give the requests x." in note for note in fetch.notes)
    assert client.requests_of([]) == []


def test_discovery_leads_to_the_endpoint(opened: Callable[..., Open311], fetch: Fetcher) -> None:
    url = opened(made_city()).url
    for form in ("json", "xml"):
        (found,) = endpoints(f"{url}/discovery.{form}", fetch)
        assert found.formats == ("application/json", "text/xml")
        assert len(Open311(found.url, fetch).services()) == 3


def test_faults_are_told_all_at_once_and_nothing_is_sent(opened: Callable[..., Open311]) -> None:
    city = made_city()
    client = opened(city, key="")
    report = Report(
        "001",
        "穴" * 4001,
        lat=141.1,
        attributes={"DEPTH": "深い", "COLOUR": "red"},
        media_url="photo.jpg",
        email="citizen",
    )
    with pytest.raises(InvalidRecord) as caught:
        client.send(report)
    assert set(caught.value.errors) == {
        "api_key",
        "description",
        "lat",
        "lon",
        "media_url",
        "email",
        "attribute[KINDS]",
        "attribute[DEPTH]",
        "attribute[COLOUR]",
    }
    assert city.requests == []


@pytest.mark.parametrize(
    ("report", "field", "why"),
    [
        (Report("01", lat=1, lon=1), "service_code", "did you mean '001'"),
        (Report("water", lat=1, lon=1), "service_code", "known are 001, 002"),
        (Report("002"), "place", "lat with lon, or address_string, or address_id"),
        (Report("002", lat=float("nan"), lon=1), "lat", "outside"),
        (Report("002", lat=1, lon=1, attributes={"X": "1"}), "attribute[X]", "asks for none"),
        (
            Report("001", lat=1, lon=1, attributes={"KINDS": ["1", "9"]}),
            "attribute[KINDS]",
            "'9' is not one of 1, 2",
        ),
        (
            Report("001", lat=1, lon=1, attributes={"KINDS": "1", "DEPTH": ["1", "2"]}),
            "attribute[DEPTH]",
            "one answer is wanted",
        ),
    ],
)
def test_a_fault_says_what_to_do(
    opened: Callable[..., Open311], report: Report, field: str, why: str
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        opened(made_city()).send(report)
    assert why in caught.value.errors[field]
    assert list(caught.value.errors) == [field]


def test_one_answer_to_a_question_that_takes_many(opened: Callable[..., Open311]) -> None:
    city = made_city()
    opened(city).send(Report("001", "穴", lat=39, lon=141, attributes={"KINDS": "2"}))
    assert city.answers[0]["attribute[KINDS][]"] == ["2"]


def test_offline_tells_nobody(
    opened: Callable[..., Open311], make_fetch: Callable[..., Fetcher]
) -> None:
    city = made_city()
    online = opened(city)
    online.send(HOLE)
    offline = Open311(online.url, make_fetch(offline=True), key="demo-key")
    with pytest.raises(SourceUnavailable, match="this is offline") as caught:
        offline.send(HOLE)
    assert "may have arrived" not in str(caught.value)
    assert len(city.requests) == 1


def test_pieces_of_time() -> None:
    days = [(to - since).days for since, to in spans(START, START + timedelta(days=181))]
    assert days == [90, 90, 1]
    (only,) = spans(None, START)
    assert only == (START - timedelta(days=90), START)
    open_end = spans(START, None)
    assert open_end[-1][1] >= datetime.now().astimezone()
    assert {(to - since).days for since, to in open_end} == {90}


def test_dates_without_a_zone_or_in_the_wrong_order() -> None:
    naive = START.replace(tzinfo=None)
    with pytest.raises(InvalidRecord) as caught:
        spans(naive, naive)
    assert set(caught.value.errors) == {"start", "end"}
    with pytest.raises(InvalidRecord, match="after the end"):
        spans(START, START - timedelta(days=1))
