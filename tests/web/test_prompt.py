"""Views that a server asks between all else: over real HTTP, also where clients leave."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from threading import Event, Thread, current_thread
from typing import NamedTuple

import pytest
from flask import Flask, Response, request

from civickit.web import async_server, server
from civickit.web.prompt import (
    MOST_BYTES,
    Answer,
    Pending,
    Sent,
    Unready,
    answer_of,
    answer_promptly,
)


class Kept(NamedTuple):
    """What the view below was asked, and what its answers wait for."""

    asked: list[Sent]
    waiting: list[Future[str]]
    is_asked: Event

    def settle(self, text: str = "kept") -> None:
        while self.waiting:
            self.waiting.pop(0).set_result(text)


@pytest.fixture
def kept() -> Kept:
    return Kept([], [], Event())


@pytest.fixture
def port(make_app: Callable[..., Flask], kept: Kept) -> Iterator[int]:
    app = make_app()

    def promptly(sent: Sent) -> Pending | None:
        if sent.method != "POST" or sent.query == "later":
            return None
        kept.asked.append(sent)
        kept.waiting.append(Future())
        kept.is_asked.set()
        return Pending(kept.waiting[-1], said)

    def said(done: Future[str]) -> Answer:
        return answer_of(Response(done.result()), {"X-Kept": "1"})

    @app.post("/take")
    def take() -> str:
        return f"by the app: {len(request.get_data())}"

    answer_promptly(app, promptly, "/take")
    listener = server.listen("127.0.0.1", 0)
    with async_server.running(app, listener):
        yield listener.getsockname()[1]
        kept.settle()


def post(port: int, path: str, body: bytes = b"") -> tuple[int, dict[str, str], str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        line.request("POST", path, body, {"Content-Type": "text/plain"})
        answer = line.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()


def test_it_is_answered_once_it_is_kept(port: int, kept: Kept) -> None:
    with ThreadPoolExecutor() as phones:
        answer = phones.submit(post, port, "/take?a=%20b", b"text")
        assert kept.is_asked.wait(20)
        assert not answer.done()
        kept.settle()
        status, headers, said = answer.result(20)
    assert (status, said, headers["x-kept"]) == (200, "kept", "1")
    (sent,) = kept.asked
    assert (sent.method, sent.path, sent.query, sent.body) == ("POST", "/take", "a=%20b", b"text")
    assert sent.headers[b"content-type"] == b"text/plain"


@pytest.mark.parametrize("size", [0, MOST_BYTES - len("later")])
def test_what_would_have_to_wait_goes_to_the_app_whole(port: int, kept: Kept, size: int) -> None:
    assert post(port, "/take?later", b"x" * size)[2] == f"by the app: {size}"
    assert kept.asked == []


def test_a_large_body_goes_to_the_app(port: int, kept: Kept) -> None:
    assert post(port, "/take", b"x" * (MOST_BYTES + 1))[2] == f"by the app: {MOST_BYTES + 1}"
    assert kept.asked == []


def test_a_long_address_goes_to_the_app(port: int, kept: Kept) -> None:
    assert post(port, f"/take?{'x' * MOST_BYTES}", b"x")[2] == "by the app: 1"
    assert kept.asked == []


def test_other_methods_go_to_the_app(port: int, kept: Kept) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        line.request("GET", "/take")
        assert line.getresponse().status == 405
    assert kept.asked == []


def test_many_wait_together_and_each_is_answered(port: int, kept: Kept) -> None:
    with ThreadPoolExecutor(40) as phones:
        answers = [phones.submit(post, port, "/take", str(n).encode()) for n in range(40)]
        while len(kept.asked) < 40:
            assert kept.is_asked.wait(20)
            kept.is_asked.clear()
        for sent in kept.asked:
            kept.waiting.pop(0).set_result(sent.body.decode())
        assert [answer.result(20)[2] for answer in answers] == [str(n) for n in range(40)]


def test_who_leaves_meanwhile_harms_nobody(port: int, kept: Kept) -> None:
    with closing(socket.create_connection(("127.0.0.1", port))) as line:
        line.sendall(b"POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx")
        assert kept.is_asked.wait(20)
    kept.settle()
    kept.is_asked.clear()
    with ThreadPoolExecutor() as phones:
        answer = phones.submit(post, port, "/take")
        assert kept.is_asked.wait(20)
        kept.settle("another")
        assert answer.result(20)[2] == "another"


@pytest.mark.parametrize("fails", [False, True])
def test_what_must_be_read_first_is_read_in_a_thread_and_then_it_is_asked_again(
    make_app: Callable[..., Flask], *, fails: bool
) -> None:
    app, prepared = make_app(), list[str]()

    def prepare() -> None:
        prepared.append(current_thread().name)
        if fails:
            raise OSError("the disk is gone")

    def promptly(_: Sent) -> Pending | Unready:
        if fails or not prepared:
            return Unready(prepare)
        kept = Future[None]()
        kept.set_result(None)
        return Pending(kept, lambda _: Answer(200, [(b"content-length", b"7")], b"at once"))

    app.add_url_rule("/take", "take", lambda: "by the app", methods=["POST"])
    answer_promptly(app, promptly, "/take")
    listener = server.listen("127.0.0.1", 0)
    with async_server.running(app, listener):
        port = listener.getsockname()[1]
        assert post(port, "/take", b"x")[2] == ("by the app" if fails else "at once")
    assert [name.partition("_")[0] for name in prepared] == ["view"]


def test_what_is_kept_after_the_end_of_the_server_troubles_nobody(
    make_app: Callable[..., Flask],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app, kept, is_asked = make_app(), Future[None](), Event()

    def promptly(_: Sent) -> Pending:
        is_asked.set()
        return Pending(kept, lambda _: Answer(200, [], b""))

    answer_promptly(app, promptly, "/take")
    monkeypatch.setattr(async_server, "FINISH_S", 0)
    listener = server.listen("127.0.0.1", 0)
    with async_server.running(app, listener):
        phone = Thread(target=post, args=(listener.getsockname()[1], "/take"), daemon=True)
        monkeypatch.setattr("threading.excepthook", lambda _: None)  # its line is cut
        phone.start()
        assert is_asked.wait(20)
    phone.join(20)
    kept.set_result(None)
    assert "exception calling callback" not in caplog.text
