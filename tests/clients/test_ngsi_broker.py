"""Both versions of NGSI against a small broker that was written to the specifications.

Client and broker share no code, and the places lie so that a swapped axis gives a wrong answer.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from servers.ngsi.broker import make_broker

from civickit.clients import write_csv
from civickit.clients.ngsi_ld import NgsiLd
from civickit.clients.ngsi_v2 import Area, Near, NgsiV2, WebHook, point
from civickit.core.errors import InvalidRecord, SourceUnavailable
from civickit.core.fetch import Fetcher

Serve = Callable[[Any], str]
TOKEN = "a-token-nobody-guesses"
EXAMPLE = Path(__file__).parents[1] / "docs/examples/city_os.py"

# Both numbers could be a latitude, so that a swap is not refused but finds the wrong place.
HERE = (37.49, 39.93)
EAST = (37.49, 39.9413)
NORTH = (37.499, 39.93)
SWAPPED = (39.93, 37.49)
PLACES = {"here": HERE, "east": EAST, "north": NORTH, "swapped": SWAPPED}


@pytest.fixture(params=["v2", "ld"])
def broker(request: pytest.FixtureRequest, serve: Serve, fetch: Fetcher) -> Any:
    """A client of each version, on an empty broker of its own."""
    url = serve(make_broker())
    return NgsiV2(url, fetch) if request.param == "v2" else NgsiLd(url, fetch)


def gauge(last: str, **attributes: Any) -> dict[str, Any]:
    return {"id": f"urn:ngsi-ld:Gauge:{last}", "type": "Gauge", **attributes}


def names(entities: Any) -> list[str]:
    return [entity["id"].rpartition(":")[2] for entity in entities]


@pytest.fixture
def placed(broker: Any) -> Any:
    broker.upsert([gauge(name, location=point(*place)) for name, place in PLACES.items()])
    return broker


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (Near(*HERE, within_m=900), ["here"]),
        (Near(*HERE, within_m=999.5), ["here", "east"]),
        (Near(*HERE, within_m=1100), ["here", "east", "north"]),
        (Near(*SWAPPED, within_m=1100), ["swapped"]),
        (Near(*HERE, within_m=2_000_000), ["here", "east", "north", "swapped"]),
        (Area(37.48, 39.92, 37.50, 39.935), ["here", "north"]),
        (Area(37.48, 39.92, 37.495, 39.95), ["here", "east"]),
        (Area(39.92, 37.48, 39.95, 37.50), ["swapped"]),
    ],
)
def test_places_are_asked_for_in_the_right_order(placed: Any, place: Any, found: list[str]) -> None:
    assert names(placed.entities("Gauge", place=place)) == found


def test_places_beyond_90_east_are_asked_for_too(broker: Any) -> None:
    broker.upsert([gauge("aizu", location=point(37.49, 139.93))])
    assert names(broker.entities("Gauge", place=Near(37.49, 139.93, within_m=10))) == ["aizu"]
    assert names(broker.entities("Gauge", place=Area(37, 139, 38, 140))) == ["aizu"]


LEVELS = [
    gauge("a", level=1.5, name="湯川橋, 南", open=True),
    gauge("b", level=2, name="10", open=False),
    gauge("c", level=-3, seen=datetime(2026, 1, 1, 12, tzinfo=UTC)),
]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ([("level", ">", 1)], ["a", "b"]),
        ([("level", ">=", 1.5), ("level", "<", 2)], ["a"]),
        ([("level", "between", (-3, 1.5))], ["a", "c"]),
        ([("level", "in", [2, -3])], ["b", "c"]),
        ([("level", "!=", 2)], ["a", "c"]),
        ([("name", "==", "湯川橋, 南")], ["a"]),
        ([("name", "==", "湯川橋")], []),
        ([("name", "==", "10")], ["b"]),
        ([("name", "in", ["湯川橋, 南", "10"])], ["a", "b"]),
        ([("name", "~=", "^湯川")], ["a"]),
        ([("open", "==", True)], ["a"]),
        ([("open", "exists", True)], ["a", "b"]),
        ([("seen", ">", datetime(2026, 1, 1, tzinfo=UTC))], ["c"]),
        ([("seen", ">", datetime.fromisoformat("2026-01-02T00:00+09:00"))], []),
    ],
)
def test_conditions(broker: Any, where: Any, found: list[str]) -> None:
    broker.upsert(LEVELS)
    assert names(broker.entities("Gauge", where=where)) == found


def test_v2_can_ask_for_what_is_missing_and_ld_says_that_it_cannot(broker: Any) -> None:
    broker.upsert(LEVELS)
    missing = [("open", "exists", False)]
    if isinstance(broker, NgsiV2):
        assert names(broker.entities("Gauge", where=missing)) == ["c"]
    else:
        with pytest.raises(InvalidRecord, match="cannot ask"):
            broker.entities("Gauge", where=missing)


def test_every_page_is_read(broker: Any) -> None:
    many = [gauge(f"{number:04}", level=number) for number in range(1, 1235)]
    assert broker.upsert(many) == 1234
    found = list(broker.entities("Gauge"))
    assert [entity["level"] for entity in found] == list(range(1, 1235))
    assert found == many


def test_an_entity_is_made_changed_read_and_deleted(broker: Any) -> None:
    broker.upsert([gauge("a", level=1, location=point(*HERE))])
    broker.upsert([gauge("a", level=2.5)])
    read = broker.entity("urn:ngsi-ld:Gauge:a")
    assert read == gauge("a", level=2.5, location=point(*HERE))
    full = next(iter(broker.entities("Gauge", full=True)))
    assert full["level"]["value"] == 2.5
    broker.delete("urn:ngsi-ld:Gauge:a")
    assert list(broker.entities("Gauge")) == []
    with pytest.raises(SourceUnavailable) as caught:
        broker.entity("urn:ngsi-ld:Gauge:a")
    assert caught.value.status == 404


def test_rows_become_a_table_for_the_map(broker: Any, tmp_path: Path) -> None:
    river = {"type": "LineString", "coordinates": [[139.93, 37.49], [139.94, 37.5]]}
    address = {"city": "会津若松市"}
    broker.upsert([gauge("a", name="橋", address=address, location=point(37.49, 139.93))])
    broker.upsert([gauge("b", location=river)])
    assert write_csv(broker.rows("Gauge"), tmp_path / "table.csv") == 2
    lines = (tmp_path / "table.csv").read_text("utf-8").splitlines()
    assert lines[0].split(",")[-2:] == ["lat", "lon"]
    assert "会津若松市" in lines[1]
    assert lines[1].endswith("37.49,139.93")
    assert "LineString" in lines[2]
    assert lines[2].endswith(",,")


def test_tenants_do_not_see_each_other(serve: Serve, fetch: Fetcher) -> None:
    url = serve(make_broker())
    NgsiV2(url, fetch, service="Aizu").upsert([gauge("a")])
    assert names(NgsiV2(url, fetch, service="aizu").entities()) == ["a"]
    assert names(NgsiV2(url, fetch, service="bandai").entities()) == []
    NgsiLd(url, fetch, tenant="aizu").upsert([gauge("a")])
    assert names(NgsiLd(url, fetch, tenant="aizu").entities("Gauge")) == ["a"]
    assert names(NgsiLd(url, fetch).entities("Gauge")) == []


def test_service_paths(serve: Serve, fetch: Fetcher) -> None:
    url = serve(make_broker())
    for path in ("/river", "/river/yugawa", "/roads"):
        NgsiV2(url, fetch, service_path=path).upsert([gauge(path.rpartition("/")[2])])

    def seen(path: str) -> list[str]:
        return names(NgsiV2(url, fetch, service_path=path).entities())

    assert seen("/river") == ["river"]
    assert seen("/river/#") == ["river", "yugawa"]
    assert seen("/river,/roads") == ["river", "roads"]
    assert seen("/#") == seen("") == ["river", "yugawa", "roads"]
    with pytest.raises(InvalidRecord, match="service_path"):
        NgsiV2(url, fetch, service_path="/river/#").upsert([gauge("x")])


def test_the_same_id_twice_is_told_with_the_next_step(serve: Serve, fetch: Fetcher) -> None:
    broker = NgsiV2(serve(make_broker()), fetch)
    broker.upsert([{"id": "a", "type": "One"}, {"id": "a", "type": "Two"}])
    with pytest.raises(SourceUnavailable, match="give its type") as caught:
        broker.entity("a")
    assert caught.value.status == 409
    assert broker.entity("a", "Two") == {"id": "a", "type": "Two"}


def test_free_text_arrives_whole(serve: Serve, fetch: Fetcher) -> None:
    broker = NgsiV2(serve(make_broker()), fetch)
    words = "ここ(橋の前)が<危険>; \"至急\" 'no=1'"
    broker.upsert([gauge("a", words=words)], free_text={"words"})
    assert broker.entity("urn:ngsi-ld:Gauge:a")["words"] == words


def test_what_a_broker_refuses_is_told_in_its_words(serve: Serve, fetch: Fetcher) -> None:
    url = serve(make_broker())
    v2 = {"id": "a", "type": "T", "x": {"type": "a(b)", "value": 1}}
    with pytest.raises(SourceUnavailable, match="BadRequest: Invalid characters"):
        NgsiV2(url, fetch).upsert([v2])
    ld = [gauge("a", level=1), gauge("b", near={"type": "Relationship", "object": "nowhere"})]
    with pytest.raises(InvalidRecord, match="does not lead to a URI") as caught:
        NgsiLd(url, fetch).upsert(ld)
    assert caught.value.errors["stored"] == "1 of 2 entities were"
    assert names(NgsiLd(url, fetch).entities("Gauge")) == ["a"]


def test_a_gateway_wants_a_token_and_gets_the_newest(serve: Serve, fetch: Fetcher) -> None:
    url = serve(make_broker(token="second"))
    tokens = iter(["first", "second"])
    broker = NgsiV2(url, fetch, auth=lambda: {"Authorization": f"Bearer {next(tokens)}"})
    with pytest.raises(SourceUnavailable, match="No credentials") as caught:
        list(broker.entities())
    assert caught.value.status == 401
    assert "first" not in str(caught.value)
    assert list(broker.entities()) == []


def listener(hook: WebHook) -> tuple[Flask, list[Any]]:
    app, told = Flask(__name__), []

    @app.post("/changed")
    def changed() -> tuple[str, int]:
        told.extend(hook.read(request.get_data(), request.headers.get("Authorization", "")))
        return "", 204

    return app, told


def test_a_subscriber_is_told_of_what_it_asked_for(
    broker: Any, serve: Serve, fetch: Fetcher
) -> None:
    app, told = listener(WebHook(TOKEN))
    made = broker.subscribe(
        serve(app) + "/changed",
        TOKEN,
        "Gauge",
        attributes=["level"],
        where=[("level", ">", 2)],
        place=Near(*HERE, within_m=1100),
        description="高水位",
    )
    broker.upsert([gauge("low", level=1, location=point(*HERE))])
    broker.upsert([gauge("far", level=3, location=point(*SWAPPED))])
    broker.upsert([gauge("high", level=3.5, location=point(*NORTH))])
    broker.upsert([{**gauge("other", level=9, location=point(*HERE)), "type": "Other"}])
    assert names(told) == ["high"]
    assert told[0]["level"] == 3.5
    (standing,) = broker.subscriptions()
    assert (standing.id, standing.description) == (made, "高水位")
    assert (standing.status, standing.times_sent) == ("active", 1)
    broker.unsubscribe(made)
    assert broker.subscriptions() == []


def test_a_stranger_is_not_believed_and_the_broker_notes_it(
    broker: Any, serve: Serve, fetch: Fetcher
) -> None:
    app, told = listener(WebHook(TOKEN))
    app.register_error_handler(InvalidRecord, lambda error: (str(error), 403))
    broker.subscribe(serve(app) + "/changed", "another-token-of-somebody", "Gauge")
    broker.upsert([gauge("a", level=1)])
    assert told == []
    assert broker.subscriptions()[0].status == "failed"


def test_no_copy_of_a_token_is_kept(broker: Any, fetch: Fetcher) -> None:
    broker.subscribe("http://127.0.0.1:9/changed", TOKEN, "Gauge")
    assert len(broker.subscriptions()) == 1
    kept = [file for file in fetch.store.folder.rglob("*") if file.is_file()]
    assert [file for file in kept if TOKEN.encode() in file.read_bytes()] == []


def test_the_example_of_the_docs_runs(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CITY_OS", serve(make_broker(token="shared")))
    monkeypatch.setenv("CITY_OS_TOKEN", "shared")
    monkeypatch.setenv("HOOK_TOKEN", TOKEN)
    monkeypatch.setenv("CIVICKIT_CACHE", str(tmp_path / "cache"))
    spec = importlib.util.spec_from_file_location("city_os", EXAMPLE)
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    hook = serve(example.app)
    example.listen(f"{hook}/changed")
    station = point(37.5078, 139.9306)
    example.city.upsert([{"id": "g", "type": "WaterLevel", "level": 2.5, "location": station}])
    assert example.levels == {"g": 2.5}
    assert names(example.high_water_near_the_station()) == ["g"]
    assert example.save_as_table(tmp_path / "levels.csv") == 1
    example.report("r", "橋が(また)冠水", 37.5, 139.9)
    assert example.city.entity("r")["words"] == "橋が(また)冠水"
    with example.app.test_client() as client:
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        refused = client.post("/changed", data=b"[]", headers=bearer)
        assert (refused.status_code, b"notification" in refused.data) == (400, True)
        assert client.post("/changed", data=json.dumps({"data": []})).status_code == 400
