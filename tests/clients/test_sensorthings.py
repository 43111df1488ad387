"""What SensorThings services do that a client must not fall for."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from civickit.clients.sensorthings import SensorThings
from civickit.core.errors import InvalidRecord, SourceChanged
from civickit.core.fetch import Fetcher

NINE = datetime(2026, 1, 1, 9, tzinfo=UTC)
OBSERVATIONS = "/v1.1/Datastreams(1)/Observations"


def observation(number: int) -> dict[str, Any]:
    return {"@iot.id": number, "phenomenonTime": f"2026-01-01T00:0{number}:00Z", "result": number}


def opened(server: HTTPServer, fetch: Fetcher) -> SensorThings:
    return SensorThings(server.url_for("/v1.1"), fetch)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (5, "(5)"),
        ("5", "('5')"),
        ("o'clock", "('o''clock')"),
        ("水位/1?#", "('水位/1?#')"),
        ("01a201c1-d56c-7596-90df-ba3ec8c5b884", "('01a201c1-d56c-7596-90df-ba3ec8c5b884')"),
    ],
)
def test_ids_are_written_as_their_kind_wants(
    given: int | str, written: str, httpserver: HTTPServer, fetch: Fetcher
) -> None:
    seen: list[str] = []

    def answer(request: Any) -> Any:
        seen.append(unquote(request.environ["REQUEST_URI"].partition("?")[0]))
        return Response('{"value": []}', content_type="application/json")

    httpserver.expect_request(re.compile(".*")).respond_with_handler(answer)
    assert opened(httpserver, fetch).observations(given) == []
    assert seen == [f"/v1.1/Datastreams{written}/Observations"]


def test_a_link_to_another_server_is_refused(httpserver: HTTPServer, fetch: Fetcher) -> None:
    told = {"value": [observation(1)], "@iot.nextLink": "http://inside:8080/v1.1/x?$skip=1"}
    httpserver.expect_request(OBSERVATIONS).respond_with_json(told)
    with pytest.raises(SourceChanged, match="another server"):
        opened(httpserver, fetch).observations(1)


def test_links_in_a_circle_are_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    link = httpserver.url_for(f"{OBSERVATIONS}?$skip=1")
    told = {"value": [observation(1)], "@iot.nextLink": link}
    httpserver.expect_request(OBSERVATIONS).respond_with_json(told)
    with pytest.raises(SourceChanged, match="nowhere new"):
        opened(httpserver, fetch).observations(1)


def serve_two_pages(server: HTTPServer, first: dict[str, Any], second: dict[str, Any]) -> None:
    link = server.url_for(f"{OBSERVATIONS}?page=2")
    server.expect_ordered_request(OBSERVATIONS).respond_with_json({**first, "@iot.nextLink": link})
    server.expect_ordered_request(OBSERVATIONS, query_string="page=2").respond_with_json(second)


def test_new_ones_may_come_meanwhile(httpserver: HTTPServer, fetch: Fetcher) -> None:
    first = {"@iot.count": 2, "value": [observation(1)]}
    second = {"@iot.count": 3, "value": [observation(2), observation(3)]}
    serve_two_pages(httpserver, first, second)
    assert [one.result for one in opened(httpserver, fetch).observations(1)] == [1, 2, 3]


def test_some_taken_away_meanwhile_is_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    first = {"@iot.count": 3, "value": [observation(1)]}
    second = {"@iot.count": 2, "value": [observation(3)]}
    serve_two_pages(httpserver, first, second)
    with pytest.raises(SourceChanged, match="taken away"):
        opened(httpserver, fetch).observations(1)


def test_streams_of_a_thing_beyond_the_first_page_keep_their_place(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    bridge = {"location": {"type": "Point", "coordinates": [139.93, 37.49]}}
    thing = {"@iot.id": 9, "name": "橋", "Locations": [bridge], "Datastreams": [{"@iot.id": 1}]}
    thing["Datastreams@iot.nextLink"] = "nonsense"
    streams = [{"@iot.id": n, "name": "水位", "Observations": []} for n in (1, 2)]
    for path, value in (
        ("/v1.1/Things", [thing]),
        ("/v1.1/Things(9)/Datastreams", streams),
        ("/v1.1/Datastreams", streams),
    ):
        httpserver.expect_request(path).respond_with_json({"value": value})
    assert [row["lat"] for row in opened(httpserver, fetch).rows().rows] == [37.49, 37.49]


def test_a_time_without_zone_is_refused(httpserver: HTTPServer, fetch: Fetcher) -> None:
    noon = datetime(2026, 1, 1, 12)  # noqa: DTZ001 - what people write
    with pytest.raises(InvalidRecord, match="time zone"):
        opened(httpserver, fetch).observations(1, since=noon)
    with pytest.raises(InvalidRecord, match="time zone"):
        opened(httpserver, fetch).send(1, 1.5, noon)


def test_the_token_is_sent_and_the_measurement_whole(
    httpserver: HTTPServer, fetch: Fetcher
) -> None:
    httpserver.expect_request(
        "/v1.1/Observations",
        "POST",
        headers={"Authorization": "Bearer x"},
        json={
            "phenomenonTime": "2026-01-01T09:00:00Z",
            "result": 1.5,
            "Datastream": {"@iot.id": 1},
        },
    ).respond_with_data(status=201)
    sensors = SensorThings(
        httpserver.url_for("/v1.1"), fetch, auth=lambda: {"Authorization": "Bearer x"}
    )
    sensors.send(1, 1.5, NINE)
    httpserver.check_assertions()
    assert len(httpserver.log) == 1


def test_a_next_link_that_is_no_address_is_told(httpserver: HTTPServer, fetch: Fetcher) -> None:
    broken = {"@iot.count": 2, "@iot.nextLink": "https://[", "value": []}
    httpserver.expect_request(re.compile("/Things|/Datastreams")).respond_with_json(broken)
    with pytest.raises(SourceChanged, match="no address"):
        list(SensorThings(httpserver.url_for("").rstrip("/"), fetch).rows().rows)
