"""News in browsers: as they come, to as many as listen, and nobody waits for the slowest."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from sqlalchemy import MetaData

from civickit.web import _asgi_protocol, _stream, asgi, async_server, events, server
from civickit.web._pending import MOST_NEWS
from civickit.web.events import RESYNC, Hub, Told, events_response
from civickit.web.storage import Storage

MANY = 4 * asgi.THREADS
"""More than there are threads: a stream that took one would keep the others out."""


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    storage = Storage(tmp_path / "news.sqlite3", MetaData())
    made = Hub(storage)
    begun: list[Told] = []
    made.listen(RESYNC, begun.append)
    made.start("")
    until(lambda: bool(begun))
    yield made
    made.stop()
    storage.close()


@pytest.fixture
def app(make_app: Callable[..., Flask], hub: Hub) -> Flask:
    """The sample app with a stream, and a view that tells something."""
    made = make_app()

    @made.get("/events")
    def events_() -> Response:
        return events_response(hub, ("fixes", "reports"))

    @made.get("/from-now")
    def from_now() -> Response:
        def first() -> Told:
            hub.publish("reports", {"id": "meanwhile"})
            return {"state": 1}

        return events_response(hub, ("reports",), first)

    @made.get("/breaks")
    def breaks() -> Response:
        return events_response(hub, ("reports",), lambda: {"x": 1 // 0})

    @made.post("/tell/<topic>")
    def tell(topic: str) -> str:
        hub.publish(topic, request.get_json())
        return "told"

    return made


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    listener = server.listen("127.0.0.1", 0)
    found = listener.getsockname()[1]
    with async_server.running(app, listener):
        yield found


class Reader:
    """A browser that listens: what came, event by event."""

    def __init__(self, port: int, path: str = "/events", **headers: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=20)
        self._connection.request("GET", path, headers=headers)
        self.answer = self._connection.getresponse()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.answer.close()
        self._connection.close()

    def next(self) -> tuple[str, Told]:
        """The next event; comments and the wish to come back are passed over."""
        found: dict[str, str] = {}
        while "data" not in found:
            name, _, value = self.answer.readline().decode().rstrip("\n").partition(": ")
            found[name] = value
        return found["event"], json.loads(found["data"])


def tell(port: int, topic: str, told: Told) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(
            "POST", f"/tell/{topic}", json.dumps(told), {"Content-Type": "application/json"}
        )
        assert connection.getresponse().read() == b"told"


def until(holds: Callable[[], bool]) -> None:
    """Wait for what must come; a test that waits in vain fails."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_many_listen_and_all_hear(port: int, hub: Hub) -> None:
    with ExitStack() as stack:
        readers = [stack.enter_context(Reader(port)) for _ in range(MANY)]
        assert {one.answer.status for one in readers} == {200}
        for topic, told in (("reports", {"id": 1}), ("fixes", {"devices": [1, 2]})):
            tell(port, topic, told)
            assert [one.next() for one in readers] == [(topic, told)] * MANY
        assert len(hub.streams) == MANY
    until(lambda: not hub.streams)


def test_a_stream_says_what_it_is(port: int) -> None:
    with Reader(port, **{"Accept-Encoding": "gzip"}) as reader:
        headers = reader.answer.headers
        assert headers["Content-Type"].split(";")[0] == "text/event-stream"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Accel-Buffering"] == "no"
        assert headers["Content-Encoding"] is None
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert reader.answer.readline() == b"retry: 3000\n"


def test_hostile_text_stays_in_its_event(port: int) -> None:
    with Reader(port) as reader:
        told = {"text": "a\n\nevent: reports\ndata: {}\r\n雪\u2028"}
        tell(port, "reports", told)
        assert reader.next() == ("reports", told)


def test_nothing_falls_between_the_first_and_the_news(port: int) -> None:
    with Reader(port, "/from-now") as reader:
        assert reader.next() == ("first", {"state": 1})
        assert reader.next() == ("reports", {"id": "meanwhile"})


def test_one_that_comes_back_is_told_to_read_all_anew(port: int) -> None:
    with Reader(port, **{"Last-Event-ID": "17"}) as reader:
        assert reader.next() == (RESYNC, {})


def test_a_resync_reaches_every_reader_whatever_its_topics(port: int, hub: Hub) -> None:
    with Reader(port, "/from-now") as reader:
        reader.next()
        reader.next()
        hub.publish(RESYNC, {})
        assert reader.next() == (RESYNC, {})


def test_a_view_that_fails_leaves_nobody_listening(port: int, hub: Hub) -> None:
    with Reader(port, "/breaks") as reader:
        assert reader.answer.status == 500
    assert not hub.streams


def test_asked_for_the_head_only_nobody_listens(port: int, hub: Hub) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        for _ in range(3):
            connection.request("HEAD", "/events")
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (200, b"")
    until(lambda: not hub.streams)


def test_a_quiet_stream_shows_that_it_is_alive(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "HEARTBEAT_S", 0.05)
    with Reader(port) as reader:
        for line in (b"retry: 3000\n", b"\n", b": still here\n", b"\n", b": still here\n"):
            assert reader.answer.readline() == line


def test_a_stream_ends_so_that_whoever_listens_is_asked_again(
    port: int, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asgi, "HEARTBEAT_S", 0.05)
    monkeypatch.setattr(_stream, "LIFE_S", 0.5)
    with Reader(port) as reader:
        assert reader.answer.read().startswith(b"retry: 3000\n\n")
    until(lambda: not hub.streams)


def test_one_who_reads_nothing_costs_nothing_and_keeps_nobody_waiting(
    port: int, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asgi, "PAUSE_S", 0)
    with socket.socket() as lazy, Reader(port) as reader:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        lazy.connect(("127.0.0.1", port))
        lazy.sendall(b"GET /events HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: len(hub.streams) == 2)
        for number in range(300):  # 30 MB, more than all buffers between the two hold
            told = {"id": number, "text": "x" * 100_000}
            hub.publish("reports", told)
            assert reader.next() == ("reports", told)
        waiting = [len(one._pending.take()) for one in hub.streams]
        assert 0 < max(waiting) <= MOST_NEWS


def test_one_who_never_reads_is_dropped(
    port: int, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asgi, "PAUSE_S", 0)
    monkeypatch.setattr(_asgi_protocol, "STUCK_S", 0.3)
    with socket.socket() as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        lazy.connect(("127.0.0.1", port))
        lazy.sendall(b"GET /events HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: len(hub.streams) == 1)

        def is_dropped() -> bool:
            hub.publish("reports", {"text": "x" * 1_000_000})
            return not hub.streams

        until(is_dropped)
    tell(port, "reports", {})


def test_where_each_answer_has_a_thread_a_few_may_listen(
    app: Flask, hub: Hub, serve: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_HELD", 2)
    monkeypatch.setattr(_stream, "HEARTBEAT_S", 0.05)
    port = int(serve(app).rsplit(":", 1)[1])
    with Reader(port) as first, Reader(port) as second, Reader(port) as third:
        assert [one.answer.status for one in (first, second, third)] == [200, 200, 503]
        tell(port, "reports", {"id": 1})
        assert first.next() == second.next() == ("reports", {"id": 1})
    until(lambda: not hub.streams)


def test_the_test_client_may_listen(app: Flask, hub: Hub) -> None:
    client: FlaskClient = app.test_client()
    answer = client.get("/from-now", buffered=False)
    parts = iter(answer.response)
    said = next(parts)
    assert isinstance(said, bytes)
    assert said.startswith(b'retry: 3000\n\nid: 1\nevent: first\ndata: {"state":1}\n\nid: 2\n')
    answer.close()
    assert not hub.streams
