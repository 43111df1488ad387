"""Answers that are the same for all are kept for a moment, and are those that the view gave."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from flask import Flask, Response, abort, request

from civickit.web import async_server, quick, server
from civickit.web.compress import pack
from civickit.web.quick import answer_quickly


class Feed:
    """What the view below says, and how often it was asked."""

    def __init__(self) -> None:
        self.text = "first " * 500
        self.asked = 0
        self.may_answer = threading.Event()
        self.may_answer.set()


@pytest.fixture
def feed() -> Iterator[Feed]:
    found = Feed()
    yield found
    found.may_answer.set()


@pytest.fixture
def app(make_app: Callable[..., Flask], feed: Feed) -> Flask:
    made = make_app(PROXY_HOPS=1)

    @made.get("/feed")
    @made.get("/not-listed")
    def feed_() -> Response:
        feed.asked += 1
        feed.may_answer.wait(20)
        response = pack(f"{feed.text}{request.query_string!r}".encode(), "text/plain").response()
        response.cache_control.public = True
        response.cache_control.max_age = 5
        return response

    @made.get("/mine")
    def mine() -> str:
        feed.asked += 1
        return request.headers.get("Cookie", "nobody")

    @made.get("/broken")
    def broken() -> str:
        feed.asked += 1
        abort(503)

    answer_quickly(made, "/feed", "/mine", "/broken")
    return made


@pytest.fixture
def ask(app: Flask) -> Iterator[Callable[..., tuple[Any, bytes]]]:
    """Ask the app, served by the server that keeps answers."""
    listener = server.listen("127.0.0.1", 0)
    port = listener.getsockname()[1]

    def one(path: str = "/feed", method: str = "GET", **headers: str) -> tuple[Any, bytes]:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            return answer, answer.read()

    with async_server.running(app, listener):
        yield one


@pytest.fixture
def for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept stays new: no test hangs on how fast the machine is."""
    monkeypatch.setattr(quick, "FRESH_S", 1_000)
    monkeypatch.setattr(quick, "ASKING_S", 1_000)


def test_many_ask_and_the_view_is_asked_once(ask: Any, feed: Feed, for_ever: None) -> None:
    bodies = {ask()[1] for _ in range(50)}
    assert (len(bodies), feed.asked) == (1, 1)


@pytest.mark.parametrize("encoding", ["gzip, deflate", "gzip;q=0", "identity", ""])
@pytest.mark.parametrize("protocol", ["http", "https"])
@pytest.mark.parametrize("known", [False, True])
def test_kept_answers_are_those_of_the_view(
    ask: Any, app: Flask, for_ever: None, encoding: str, protocol: str, known: bool
) -> None:
    headers = {"Accept-Encoding": encoding, "X-Forwarded-Proto": protocol}
    if known:
        headers["If-None-Match"] = app.test_client().get("/feed").headers["ETag"]
    expected = app.test_client().get("/feed", headers=headers)
    assert expected.status_code == (304 if known else 200)
    for _ in ("asked", "kept"):
        answer, body = ask(**{name.replace("-", "_"): value for name, value in headers.items()})
        assert (answer.status, body) == (expected.status_code, expected.data)
        for name in {one.lower() for one, _ in expected.headers} - {"date"}:
            assert answer.headers.get_all(name) == expected.headers.getlist(name), name


def test_what_is_new_is_told_once_what_is_kept_is_old(
    ask: Any, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "FRESH_S", 0)
    first, _ = ask()
    feed.text = "second"
    again, body = ask(If_None_Match=first.headers["ETag"])
    assert (again.status, body[:6]) == (200, b"second")


def test_while_one_waits_for_the_view_others_get_what_there_is(
    ask: Any, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "FRESH_S", 0)
    monkeypatch.setattr(quick, "ASKING_S", 1_000)
    ask()
    feed.text = "second"
    feed.may_answer.clear()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(ask)
        while feed.asked < 2:
            pass
        assert {ask()[1][:5] for _ in range(20)} == {b"first"}
        assert feed.asked == 2
        feed.may_answer.set()
        assert waiting.result(20)[1].startswith(b"second")
    monkeypatch.setattr(quick, "FRESH_S", 1_000)
    assert ask()[1].startswith(b"second")


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/feed?x=1", "GET"),
        ("/feed", "HEAD"),
        ("/not-listed", "GET"),
        ("/mine", "GET"),
        ("/broken", "GET"),
    ],
)
def test_the_rest_is_asked_of_the_view_each_time(
    ask: Any, feed: Feed, for_ever: None, path: str, method: str
) -> None:
    for number in range(3):
        answer, body = ask(path, method, Cookie=f"reader={number}")
        assert feed.asked == number + 1
        if path == "/mine":
            assert body == f"reader={number}".encode()
        assert answer.status == (503 if path == "/broken" else 200)


def test_other_methods_go_to_the_app(ask: Any, feed: Feed, for_ever: None) -> None:
    ask()
    assert ask(method="POST")[0].status == 405


def test_a_reader_with_several_copies(ask: Any, for_ever: None) -> None:
    etag = ask()[0].headers["ETag"]
    for known in (f'"other", W/{etag}', "*", f" {etag}"):
        assert ask(If_None_Match=known)[0].status == 304, known
    for unknown in ('"other"', "", "nonsense", "W/"):
        assert ask(If_None_Match=unknown)[0].status == 200, unknown


@pytest.mark.parametrize("name", ["If_None_Match", "Accept_Encoding"])
def test_long_headers_are_not_remembered_whole(
    ask: Any, for_ever: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    remembered = []
    for one in ("_names", "_takes_gzip"):
        real = getattr(quick, one)
        monkeypatch.setattr(
            quick, one, lambda has, *more, real=real: remembered.append(has) or real(has, *more)
        )
    assert ask(**{name: "x" * 60_000})[0].status == 200
    assert max(map(len, remembered)) == quick.MOST_BYTES
