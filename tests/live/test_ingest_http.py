"""The doors, asked over real HTTP by what phones really send."""

from __future__ import annotations

import json
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Semaphore
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

import pytest
import requests
from flask import Flask
from live.sent import STORM_S, fix, rows

from civickit.live import devices, tables, writing
from civickit.live.devices import Device
from civickit.live.site import SITE, Site
from civickit.web import asgi, seldom

OLD = {"_type": "location", "lat": 38.4, "lon": 145.9, "tst": 1_795_999_990, "vel": 36, "acc": 5}


class Town(NamedTuple):
    """A served app with one device."""

    site: Site
    address: str
    http: requests.Session
    device: Device
    token: str

    def post(self, door: str, body: bytes | str | dict[str, Any], **more: Any) -> Any:
        data = json.dumps(body) if isinstance(body, dict) else body
        return self.http.post(f"{self.address}/ingest/{door}", data=data, **more)

    def owntracks(self, body: bytes | str | dict[str, Any]) -> Any:
        return self.post("owntracks", body, auth=("plow 1", self.token))

    def kept(self) -> list[Any]:
        return rows(self.site, tables.fixes, "fixed_ms", "lat", "lon", "speed_m_s")


@pytest.fixture(params=["at once", "by a thread"])
def town(
    make_live: Callable[..., Flask],
    serve_live: Callable[[Flask], str],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Iterator[Town]:
    """Asked by the server itself where it may be, or always by way of the app."""
    monkeypatch.setattr(devices, "AT_HAND_S", -1e9 if request.param == "at once" else 1e9)
    app = make_live()
    site = app.extensions[SITE]
    device, token = site.devices.add("plow 1")
    with requests.Session() as http:
        yield Town(site, serve_live(app), http, device, token)
    site.writer.stop()


def test_owntracks_is_kept_and_answered(town: Town) -> None:
    answer = town.post(
        "owntracks",
        OLD,
        auth=("plow 1", town.token),
        headers={"X-Limit-U": "somebody", "X-Limit-D": "else"},
    )
    assert (answer.status_code, answer.content) == (200, b"[]")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert town.kept() == [(1_795_999_990_000, 38.4, 145.9, 10.0)]


def test_both_ways_answer_alike(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every header too; only what makes them faster is left to the server."""

    def answers() -> list[Any]:
        form = {"id": town.token, "lat": 38, "lon": 145, "timestamp": "1795999000"}
        asked = [
            town.owntracks(OLD),
            town.owntracks(b"{"),
            town.post("owntracks", OLD, auth=("plow 1", "x")),
            town.post("owntracks", OLD),
            town.post("gpslogger", urlencode(form)),
            town.http.get(f"{town.address}/ingest/osmand", params=form),
            town.http.get(f"{town.address}/ingest/osmand", params=form | {"id": "x"}),
            town.http.get(f"{town.address}/ingest/owntracks"),
        ]
        return [
            (one.status_code, {**one.headers, "Date": ""}, one.content, one.reason) for one in asked
        ]

    found = answers()
    monkeypatch.setattr(devices, "AT_HAND_S", -devices.AT_HAND_S)
    assert answers() == found


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"{",
        b"null",
        b"[]",
        b"[[[]]]",
        b"[" * 100_000,
        b'"x"',
        b"\xff\xfe\x00",
        b'{"_type": "status"}',
        b'{"_type": "lwt", "tst": 1}',
        b'{"_type": "encrypted", "data": "x"}',
        b'{"_type": "location"}',
        b'{"_type": "location", "lat": 1e999, "lon": 5, "tst": 5}',
        b'{"_type": "location", "lat": 38, "lon": 145, "tst": 99999999999}',
        b'{"_type": "location", "lat": NaN, "lon": 145, "tst": 1795999990}',
        b'{"_type": "location", "lat": {"a": 1}, "lon": [], "tst": "x"}',
        b"x" * 300_000,
        b"x" * 1_200_000,
        b"[" + b" " * 1_200_000 + b"]",
    ],
)
def test_whatever_a_known_phone_sends_is_answered_so_that_it_goes_on(
    town: Town, body: bytes
) -> None:
    answer = town.owntracks(body)
    assert (answer.status_code, answer.content) == (200, b"[]")
    assert town.kept() == []
    assert town.owntracks(OLD).content == b"[]"
    assert len(town.kept()) == 1


def test_a_list_as_some_clients_send_it(town: Town) -> None:
    many = [OLD | {"tst": 1_795_990_000 + number, "pad": "x" * 60} for number in range(3_000)]
    assert 256_000 < len(json.dumps(many)) < 1_000_000
    assert town.owntracks(json.dumps(many)).content == b"[]"
    assert len(town.kept()) == 3_000


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Basic"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic cGxvdw=="},
        {"Authorization": "Basic " + "A" * 4_000},
        {"Authorization": "Digest x"},
        {"Authorization": "Bearer x"},
        {"X-Limit-U": "plow 1"},
    ],
)
def test_who_is_not_known_is_asked_to_log_in(town: Town, headers: dict[str, str]) -> None:
    answer = town.post("owntracks", OLD, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    assert town.kept() == []


def test_the_name_must_be_that_of_the_token(town: Town) -> None:
    town.site.devices.add("plow 2")
    for name in ("plow 2", "plow 1 ", "", "PLOW 1"):
        assert town.post("owntracks", OLD, auth=(name, town.token)).status_code == 401
    assert town.post("owntracks", OLD, auth=("plow 1", town.token)).status_code == 200


def test_a_name_that_a_phone_cannot_write(town: Town) -> None:
    """OwnTracks for Android sends Latin-1 with `?` for every other letter."""
    _, token = town.site.devices.add("除雪 3 号é")
    for name in ("除雪 3 号é".encode(), "除雪 3 号é".encode("latin-1", "replace")):
        assert town.post("owntracks", OLD, auth=(name, token.encode())).status_code == 200
    assert town.post("owntracks", OLD, auth=(b"?? 4 ?", token.encode())).status_code == 401


def test_a_revoked_device_is_asked_to_log_in(town: Town) -> None:
    assert town.owntracks(OLD).status_code == 200
    town.site.devices.revoke("plow 1")
    assert town.owntracks(OLD).status_code == 401
    assert town.post("osmand", f"id={town.token}&lat=38&lon=145").status_code == 400
    assert town.post("upload", b"x", auth=("plow 1", town.token)).status_code == 401


def test_both_generations_of_traccar(town: Town) -> None:
    old = {"id": town.token, "timestamp": "1795999000", "lat": "38.4", "lon": "145.9", "speed": 10}
    where = f"{town.address}/ingest/osmand"
    assert town.http.get(f"{where}?{urlencode(old)}").status_code == 200
    assert town.http.post(where, data=old | {"timestamp": "1795999001"}).status_code == 200
    coords = {"latitude": 38.5, "longitude": 145.9, "speed": 7.0, "heading": -1, "accuracy": 4}
    new = {
        "location": {"timestamp": "2026-11-30T00:50:00.500Z", "coords": coords},
        "device_id": town.token,
    }
    assert town.post("osmand", new).status_code == 200
    assert [(lat, round(speed, 2)) for _, lat, _, speed in town.kept()] == [
        (38.4, 5.14),
        (38.4, 5.14),
        (38.5, 7.0),
    ]


def test_an_unknown_id_is_answered_as_each_client_expects(town: Town) -> None:
    where = f"{town.address}/ingest/osmand"
    assert town.http.get(f"{where}?id=nobody&lat=38&lon=145&timestamp=1").status_code == 400
    assert town.http.get(where).status_code == 400
    assert town.post("osmand", {"device_id": "nobody", "location": {}}).status_code == 404
    assert town.post("osmand", {"location": {}}).status_code == 404
    assert town.post("osmand", b"{").status_code == 404
    assert town.post("osmand", {"device_id": ["x"] * 9}).status_code == 404
    assert town.post("osmand", {"device_id": town.token, "location": {}}).status_code == 200
    assert town.kept() == []


def test_gpslogger_in_each_way(town: Town) -> None:
    place = {"lat": "38.4", "lon": "145.9", "acc": "5", "spd": "3.5"}
    where = f"{town.address}/ingest/gpslogger"
    for number, (name, auth) in enumerate(
        [("id", None), ("token", None), ("", ("plow 1", town.token)), ("id", ("a", town.token))]
    ):
        told = (
            place
            | {"timestamp": str(1_795_999_000 + number)}
            | ({name: town.token} if name else {})
        )
        assert town.http.get(where, params=told, auth=auth).status_code == 200
        late = told | {"timestamp": str(1_795_998_000 + number)}
        assert town.http.post(where, data=late, auth=auth).status_code == 200
    assert len(town.kept()) == 8
    assert town.http.get(where, params=place | {"id": "nobody"}).status_code == 400


def test_other_methods_and_addresses(town: Town) -> None:
    answer = town.http.get(f"{town.address}/ingest/owntracks")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert town.http.put(f"{town.address}/ingest/osmand").headers["Allow"] == "GET, POST"
    assert town.http.get(f"{town.address}/ingest/nothing").status_code == 404
    assert town.http.get(f"{town.address}/healthz").status_code == 200


def test_too_much_at_once_is_told(town: Town) -> None:
    for door, most in (("osmand", 256_000), ("gpslogger", 1_000_000)):
        answer = town.post(door, b"x" * (most + 1))
        assert answer.status_code == 413
        assert f"{most:,} bytes" in answer.json()["error"]["message"]
        assert town.post(door, b"x" * most).status_code == 400


def test_a_body_without_a_length(town: Town) -> None:
    def parts() -> Iterator[bytes]:
        yield json.dumps(OLD).encode()

    answer = town.http.post(
        f"{town.address}/ingest/owntracks", data=parts(), auth=("plow 1", town.token)
    )
    assert (answer.status_code, len(town.kept())) == (200, 1)


def test_a_body_that_never_comes_keeps_nobody_waiting(town: Town) -> None:
    host, port = town.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(b"POST /ingest/osmand HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nid=")
        assert town.owntracks(OLD).status_code == 200


def test_off_duty_is_answered_as_ever_and_not_kept(town: Town) -> None:
    town.site.duties.stop(town.device)
    assert town.owntracks(OLD).content == b"[]"
    form = {"id": town.token, "lat": 38, "lon": 145, "timestamp": "1795999000"}
    assert town.http.post(f"{town.address}/ingest/osmand", data=form).status_code == 200
    assert town.kept() == []


def test_when_the_disk_cannot_follow_phones_are_told_to_wait(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise writing.Busy("9 fixes wait to be written; send these later")

    monkeypatch.setattr(town.site.writer, "submit", full)
    answer = town.owntracks(OLD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["error"]["code"] == "unavailable"
    form = {"id": town.token, "lat": 38, "lon": 145}
    assert town.http.post(f"{town.address}/ingest/osmand", data=form).status_code == 503


def test_a_database_that_cannot_write_is_no_success(town: Town) -> None:
    """The table is gone: nothing is acknowledged, and nothing is shown of the fault."""
    with town.site.storage.write() as connection:
        connection.exec_driver_sql("ALTER TABLE fixes RENAME TO gone")
    answer = town.owntracks(OLD)
    assert answer.status_code == 503
    assert "fixes" not in answer.text
    with town.site.storage.write() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO fixes")
    assert town.owntracks(OLD).status_code == 200
    assert len(town.kept()) == 1


def test_our_own_fault_is_no_success_either(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(town.site.writer, "submit", None)
    answer = town.owntracks(OLD)
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
    assert "Traceback" not in answer.text
    assert "TypeError" in caplog.text


def test_the_log_says_why_and_never_the_token(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    town.owntracks(OLD | {"lat": 91})
    town.owntracks(b"}" * 20)
    form = {"a": "x" * 170, "id": town.token, "lat": "north", "lon": "145"}
    town.http.post(f"{town.address}/ingest/osmand", data=form)
    town.http.get(f"{town.address}/ingest/gpslogger", params={"id": town.token, "lat": "x"})
    town.post("osmand", {"location": 5, "device_id": town.token})
    town.post("owntracks", OLD, auth=("plow 2", town.token))
    town.http.get(f"{town.address}/ingest/osmand", params={"id": town.token + "x"})
    said = [record.getMessage() for record in caplog.records if "ingest" in record.name]
    whys = ["position", "unreadable", "no_position", "no_position", "unreadable", "no such", "id"]
    assert len(said) == len(whys)
    assert all(why in line for why, line in zip(whys, said, strict=True))
    assert not any(town.token[start : start + 7] in caplog.text for start in range(20))


def test_a_phone_between_fixes_is_no_news(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    town.owntracks({"_type": "lwt"})
    town.post("osmand", {"location": {"is_moving": False}, "device_id": town.token})
    assert [one for one in caplog.records if "ingest" in one.name] == []


def test_nobody_fills_the_disk_with_log_lines(
    town: Town, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(60):
        town.owntracks(b"{")
    said = [one for one in caplog.records if "ingest" in one.name]
    assert len(said) == seldom.MOST
    monkeypatch.setattr(seldom, "monotonic", lambda: 1e12)
    town.owntracks(b"{")
    assert "40 more lines like these were left out" in caplog.text


def test_strangers_do_not_silence_what_is_wrong_with_our_own_phones(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2 * seldom.MOST):
        town.post("osmand", b"id=nobody&lat=1&lon=1")
    town.owntracks(b"{")
    assert "owntracks: plow 1: unreadable" in caplog.text


def test_a_file_that_cannot_be_used_is_in_the_log_too(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.post("upload", b"time,lat,lon\nyesterday,38,145\nnever,38,145\n", auth=("a", town.token))
    town.post("upload", b"x", auth=("a", "nobody"))
    town.post("gpslogger", b"x" * 1_000_001)
    said = [one.getMessage() for one in caplog.records if "ingest" in one.name]
    assert len(said) == 3
    assert said[0].startswith("upload: plow 1: no_time: yesterday,38")
    assert said[1].startswith("upload: no such token, from ")
    assert said[2].startswith("/ingest/gpslogger: too_large: 1000001 bytes")


def test_a_clock_that_is_hours_ahead_is_told(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    assert town.owntracks(OLD | {"tst": round(STORM_S) + 9 * 3_600}).status_code == 200
    assert "owntracks: plow 1: ahead" in caplog.text
    assert len(town.kept()) == 1
    assert town.http.get(f"{town.address}/live.json").json()["vehicles"] == []


def test_an_address_that_was_put_together_with_one_slash_too_many(town: Town) -> None:
    form = {"id": town.token, "lat": "38.4", "lon": "145.9", "timestamp": "1795999000"}
    assert town.http.post(f"{town.address}//ingest/osmand", data=form).status_code == 200
    assert len(town.kept()) == 1


def test_without_a_database_pages_ask_for_patience(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    with town.site.storage.write() as connection:
        connection.exec_driver_sql("ALTER TABLE storms RENAME TO gone")
    for _ in range(2 * seldom.MOST):
        answer = town.http.get(f"{town.address}/storms.json")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    told = "answered 503: GET '/storms.json': no such table"
    assert caplog.text.count(told) == seldom.MOST  # they all say the same
    assert "Traceback" not in caplog.text


def test_phones_that_wait_for_the_disk_hold_up_no_page(
    make_live: Callable[..., Flask],
    serve_live: Callable[[Flask], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asgi, "THREADS", 2)
    app = make_live()
    site: Site = app.extensions[SITE]
    login = "plow", site.devices.add("plow")[1]
    address = serve_live(app)
    submit, has_come = site.writer.submit, Semaphore(0)

    def submitted(*given: Any) -> Any:
        has_come.release()
        return submit(*given)

    monkeypatch.setattr(site.writer, "submit", submitted)

    def send(number: int) -> int:
        told = {**OLD, "tst": OLD["tst"] + number}
        door = f"{address}/ingest/owntracks"
        return requests.post(door, json=told, auth=login, timeout=60).status_code

    with ThreadPoolExecutor(6) as phones:
        with site.storage.write():  # as a disk that takes its time
            sent = []
            for number in range(6):
                site.devices._remembered_until = 0.0  # as it is each second
                sent.append(phones.submit(send, number))
                assert has_come.acquire(timeout=20)
                assert requests.get(f"{address}/healthz", timeout=10).status_code == 200
            assert not any(one.done() for one in sent)
        assert [one.result() for one in sent] == [200] * 6
    assert len(rows(site, tables.fixes, "fixed_ms")) == 6
    site.writer.stop()


def test_behind_a_proxy_the_log_names_the_client(
    make_live: Callable[..., Flask],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROXY_HOPS", "1")
    client = make_live().test_client()
    client.post("/ingest/owntracks", headers={"X-Forwarded-For": "192.0.2.77"})
    assert "192.0.2.77" in caplog.text


def replay(town: Town, line: str) -> int:
    """Send a recorded request with our token as its id."""
    told = json.loads(line)
    where = f"{town.address}/ingest/osmand"
    if "query" in told:
        query = parse_qsl(told["query"].partition("?")[2])
        own = [(name, town.token if name in {"id", "deviceid"} else value) for name, value in query]
        return town.http.get(where, params=own).status_code
    body = json.loads(told["body"])
    return town.http.post(where, json=body | {"device_id": town.token}).status_code


def test_real_requests_of_both_traccar_clients(town: Town, city_files: Path) -> None:
    lines = (city_files / "tracks/device_payloads/osmand.jsonl").read_text("utf-8").splitlines()
    answered = Counter(replay(town, line) for line in lines)
    assert answered == {200: 14, 400: 1}, "one has no id"
    assert len(town.kept()) == 9, "one says only cells; some are of the same moment"


def test_real_bodies_of_owntracks(town: Town, city_files: Path) -> None:
    lines = (city_files / "tracks/device_payloads/owntracks.jsonl").read_text("utf-8").splitlines()
    for line in lines:
        answer = town.owntracks(json.loads(line)["body"])
        assert (answer.status_code, answer.content) == (200, b"[]")
    assert len(town.kept()) == 5, "two are of the same moment"
    assert town.owntracks(json.loads(lines[0])["body"]).content == b"[]"
    assert len(town.kept()) == 5


def test_what_is_answered_is_there_for_another_process(town: Town) -> None:
    town.owntracks(OLD)
    other = Site(town.site.settings)
    assert rows(other, tables.fixes, "fixed_ms") == [1_795_999_990_000]
    other.storage.close()


def test_the_door_has_its_own_time_of_receipt(town: Town, clock: Any) -> None:
    clock.now = STORM_S + 77
    town.owntracks(OLD)
    assert rows(town.site, tables.fixes, "received_ms") == [round(STORM_S + 77) * 1000]
    assert town.site.writer.take(town.device, [fix()]).new == 1


def test_an_address_with_a_slash_at_its_end(town: Town) -> None:
    form = {"id": town.token, "lat": 38.4, "lon": 145.9, "timestamp": "1795999000"}
    assert town.http.post(f"{town.address}/ingest/osmand/", data=form).status_code == 200
    assert len(town.kept()) == 1


def test_a_body_that_breaks_off(live_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """As a server hands it on that does not wait for the whole of it."""
    broken = {"CONTENT_LENGTH": "900", "wsgi.input": BytesIO(b"id=1&lat")}
    answer = live_app.test_client().post("/ingest/osmand", environ_overrides=broken)
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad_request")
    assert caplog.records == []
