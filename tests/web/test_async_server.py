"""The server for many: what web.server promises, and nobody waits for anybody slow."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from flask import Flask, Response, request

from civickit.core.errors import CivicKitError
from civickit.web import _asgi_body, _asgi_protocol, asgi, async_server, server
from civickit.web.shell import DataInfo

PROGRAM = """
import sys, time
if int(sys.argv[4]):
    import resource
    resource.setrlimit(resource.RLIMIT_NOFILE, [int(sys.argv[4])] * 2)
from pathlib import Path
from flask import Flask, Response, request
from civickit.web.async_server import serve
from civickit.web.server import BACKGROUND
from civickit.web.shell import DataInfo, equip

def data():
    time.sleep(float(sys.argv[3]))
    return DataInfo("t", "", "", "", "", False, 1, "0")

class Work:
    def start(self, address):
        print("work at", address, flush=True)
    def stop(self):
        print("work stopped", flush=True)

app = Flask("served")
equip(app, languages=Path("none"), data=data, name="served", version="1")
def slow():
    print("inside", flush=True)
    time.sleep(1)
    return "answered"

app.add_url_rule("/slow", "slow", slow)
app.add_url_rule("/size", "size", lambda: str(len(request.get_data())), methods=["POST"])
app.add_url_rule("/endless", "endless", lambda: Response(iter(lambda: b"x" * 1000, None)))
app.extensions[BACKGROUND] = [Work()]
serve(app, sys.argv[1], int(sys.argv[2]), announce=lambda url: print(url, flush=True))
print("ended", flush=True)
"""
ROOT = Path(__file__).parents[2]
PEERS = 3 * asgi.THREADS
"""Enough to take every thread, did they take any."""
MB = 1_000_000


def start(
    host: str = "127.0.0.1", *, slow_s: float = 0, hops: str = "0", most_files: int = 0
) -> Any:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, host, "0", str(slow_s), str(most_files)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PROXY_HOPS": hops},
        cwd=ROOT,
    )


@pytest.fixture
def started() -> Iterator[Callable[..., tuple[Any, str]]]:
    """A server in a process of its own, and its address."""
    with ExitStack() as stack:

        def begin(**options: Any) -> tuple[Any, str]:
            process = start(**options)
            stack.enter_context(process)
            stack.callback(process.kill)
            return process, process.stdout.readline().strip()

        yield begin


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_announces_once_it_answers_and_ends_quietly(stop: int) -> None:
    process = start(slow_s=0.4)
    address = process.stdout.readline().strip()
    with urlopen(address + "healthz") as answer:
        assert answer.status == 200
        assert "Server" not in answer.headers
        assert len(answer.headers.get_all("Date")) == 1
    assert process.stdout.readline() == f"work at {address}\n"
    process.send_signal(stop)
    assert process.communicate(timeout=20) == ("work stopped\nended\n", "")
    assert process.returncode == 0


def test_a_request_under_way_is_answered_before_the_end(started: Any) -> None:
    process, address = started()
    process.stdout.readline()
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(lambda: urlopen(address + "slow").read())
        assert process.stdout.readline() == "inside\n"
        process.send_signal(signal.SIGTERM)
        assert answer.result(timeout=20) == b"answered"
    assert process.communicate(timeout=20) == ("work stopped\nended\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
def test_it_answers_where_few_files_may_be_open(started: Any) -> None:
    process, address = started(most_files=64)
    with ExitStack() as stack:
        others = [
            socket.create_connection(("127.0.0.1", urlsplit(address).port)) for _ in range(20)
        ]
        for one in others:
            stack.enter_context(one)
        with urlopen(address + "healthz") as answer:
            assert answer.status == 200
    process.terminate()
    assert "more than 32 clients at once are answered 503" in process.communicate(timeout=20)[1]


def test_who_only_waits_does_not_delay_the_end() -> None:
    process = start()
    address = process.stdout.readline().strip()
    assert process.stdout.readline() == f"work at {address}\n"
    port = int(address.rstrip("/").rsplit(":", 1)[1])
    with (
        connected(port, b"GET /end", b"less HTTP/1.1\r\nHost: x\r\n\r\n") as reading,
        connected(port, b"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"),
        connected(port, b"GET / HTTP/1.1\r\n"),
        connected(port),
    ):
        assert reading.recv(15) == b"HTTP/1.1 200 OK"
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    assert out.endswith("work stopped\nended\n")
    assert process.returncode == 0


@pytest.mark.parametrize(("host", "local"), [("0.0.0.0", "127.0.0.1"), ("::1", "[::1]")])
def test_other_hosts(host: str, local: str, started: Any) -> None:
    if host == "::1" and not Path("/proc/net/if_inet6").read_text():
        pytest.skip("no IPv6 on this machine")
    _, address = started(host=host)
    assert address.startswith(f"http://{local}:")
    with urlopen(address + "version") as answer:
        assert answer.status == 200


def test_a_taken_port_names_a_free_one(app: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CivicKitError, match=f"port {port} is already in use. Stop .* or try"):
            async_server.serve(app, "127.0.0.1", port, announce=print)


def test_an_app_that_never_answers_is_told(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> DataInfo:
        raise OSError("disk")

    monkeypatch.setattr(server, "PATIENCE_S", 0.3)
    said: list[str] = []
    with pytest.raises(CivicKitError, match="status 503"):
        async_server.serve(make_app(broken), "127.0.0.1", 0, announce=said.append)
    assert said == []


@pytest.mark.parametrize("hops", ["0", "1"])
def test_forwarded_headers_reach_the_app_only_when_trusted(hops: str, started: Any) -> None:
    _, address = started(hops=hops)
    for name, trusted in (("X-Forwarded-Proto", hops == "1"), ("X_Forwarded_Proto", False)):
        with urlopen(Request(address + "version", headers={name: "https"})) as answer:
            assert ("Strict-Transport-Security" in answer.headers) == trusted


# From here on the server is in this process.


class Seen:
    """What the views of the app below have noticed."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.closed = threading.Event()
        self.inside = 0
        self.most_inside = 0
        self.blocks = 0
        self.lock = threading.Lock()


@pytest.fixture
def seen() -> Iterator[Seen]:
    found = Seen()
    yield found
    found.go_on.set()


@pytest.fixture
def slow_app(make_app: Callable[..., Flask], seen: Seen) -> Flask:
    """The sample app with views that tell how they are treated."""
    app = make_app()
    _add_bodies(app)
    _add_endless(app, seen)
    return app


def _add_bodies(app: Flask) -> None:
    @app.post("/echo")
    def echo() -> dict[str, Any]:
        body = request.get_data()
        on_disk = getattr(request.environ["wsgi.input"], "_rolled", False)
        return {
            "size": len(body),
            "sha": hashlib.sha256(body).hexdigest(),
            "on_disk": on_disk,
            "length": request.content_length,
        }

    @app.post("/large")
    def large() -> dict[str, Any]:
        request.max_content_length = 8 * MB
        return echo()

    @app.post("/blind")
    def blind() -> str:
        return "nobody looked"

    @app.get("/where")
    def where() -> dict[str, Any]:
        names = ("PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "HTTP_COOKIE", "HTTP_ACCEPT")
        return {name: request.environ.get(name) for name in names}

    @app.get("/where/<path:rest>")
    def where_in(rest: str) -> dict[str, Any]:
        return {"rest": rest}


def _add_endless(app: Flask, seen: Seen) -> None:
    @app.get("/wait")
    def wait() -> str:
        with seen.lock:
            seen.inside += 1
            seen.most_inside = max(seen.most_inside, seen.inside)
        seen.go_on.wait(30)
        with seen.lock:
            seen.inside -= 1
        return "done"

    @app.get("/endless")
    def endless() -> Response:
        def made() -> Iterator[bytes]:
            try:
                while True:
                    seen.blocks += 1
                    yield b"x" * 100_000
            finally:
                seen.closed.set()

        return Response(made())

    @app.get("/half")
    def half() -> Response:
        def made() -> Iterator[bytes]:
            yield b"half"
            raise OSError("secret 42")

        return Response(made())


@pytest.fixture
def port(slow_app: Flask) -> Iterator[int]:
    """Where the app is served."""
    listener = server.listen("127.0.0.1", 0)
    found = listener.getsockname()[1]
    with async_server.running(slow_app, listener):
        yield found


class connected:  # noqa: N801 - it is used like a function
    """A raw connection on which some bytes have been sent."""

    def __init__(self, port: int, *parts: bytes) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        for part in parts:
            self._socket.sendall(part)

    def __enter__(self) -> socket.socket:
        return self._socket

    def __exit__(self, *_: object) -> None:
        self._socket.close()


def ask(port: int, method: str, path: str, *args: Any, **more: Any) -> tuple[Any, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(method, path, *args, **more)
        answer = connection.getresponse()
        return answer, answer.read()


def all_of(one: socket.socket) -> bytes:
    """What comes until the other side closes."""
    return b"".join(iter(lambda: one.recv(65_536), b""))


@pytest.mark.parametrize("size", [0, 1, 70_000, 256_000])
def test_bodies_arrive_as_they_were_sent(port: int, size: int) -> None:
    body = os.urandom(size)
    answer, told = ask(port, "POST", "/echo", body)
    assert answer.status == 200
    found = json.loads(told)
    assert (found["size"], found["sha"]) == (size, hashlib.sha256(body).hexdigest())
    assert found["on_disk"] is False


def test_a_body_in_pieces_of_unknown_length(port: int) -> None:
    pieces = [os.urandom(3_000) for _ in range(100)]
    _, told = ask(port, "POST", "/echo", iter(pieces))
    found = json.loads(told)
    assert found["sha"] == hashlib.sha256(b"".join(pieces)).hexdigest()
    assert found["length"] == 300_000


def test_a_view_may_take_more_than_others_and_it_lies_on_the_disk(port: int) -> None:
    body = os.urandom(5 * MB)
    answer, told = ask(port, "POST", "/large", body)
    assert answer.status == 200
    found = json.loads(told)
    assert (found["sha"], found["on_disk"]) == (hashlib.sha256(body).hexdigest(), True)
    assert ask(port, "POST", "/echo", body)[0].status == 413


@pytest.mark.parametrize("size", [9 * MB, 11 * MB, 40 * MB])
@pytest.mark.parametrize("chunked", [False, True])
def test_too_large_is_told_in_the_words_of_the_app(port: int, size: int, chunked: bool) -> None:
    body: Any = (b"x" * 100_000 for _ in range(size // 100_000)) if chunked else b"x" * size
    answer, told = ask(port, "POST", "/large", body, {"Accept": "application/json"})
    assert answer.status == 413
    assert json.loads(told)["error"]["code"] == "too_large"


def test_a_giant_is_refused_before_it_is_sent(port: int) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99000000000\r\n"
    with connected(port, head + b"Expect: 100-continue\r\n\r\n") as one:
        assert one.recv(65_536).startswith(b"HTTP/1.1 413 ")


def test_whoever_waits_for_100_continue_gets_it(port: int) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
    with connected(port, head) as one:
        assert one.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        one.sendall(b"body")
        assert one.recv(65_536).startswith(b"HTTP/1.1 200 OK")


def test_a_view_that_looks_at_no_body_answers_all_the_same(port: int) -> None:
    answer, told = ask(port, "POST", "/blind", b"x" * 20 * MB)
    assert (answer.status, told) == (200, b"nobody looked")
    assert answer.headers["Connection"] == "close"


def test_slow_uploads_hold_no_thread(port: int) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\nConnection: close\r\n\r\n"
    with ExitStack() as stack:
        slow = [stack.enter_context(connected(port, head + b"half")) for _ in range(PEERS)]
        assert ask(port, "GET", "/where")[0].status == 200
        for one in slow:
            one.sendall(b"done")
        answers = [all_of(one) for one in slow]
    assert all(hashlib.sha256(b"halfdone").hexdigest().encode() in one for one in answers)


def test_an_upload_that_stops_is_told_so(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_asgi_body, "SILENCE_S", 0.2)
    with connected(port, b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\nhalf") as one:
        answer = all_of(one)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert answer.endswith(b"Please send it again.\n")


def test_where_the_disk_has_no_room_a_large_body_is_told_to_come_later(
    port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Full(BytesIO):
        def write(self, _: Any) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(_asgi_body, "SpooledTemporaryFile", lambda _: Full())
    body = b"x" * (_asgi_body.IN_MEMORY_BYTES + 1)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        line.request("POST", "/size", body)
        assert line.getresponse().status == 503
    (said,) = caplog.messages
    assert said.startswith("/size: answered 503: [Errno 28] No space left on device")


def test_an_upload_that_trickles_for_ever_is_ended(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_asgi_body, "WHOLE_S", 0.3)
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n"
    with connected(port, head) as one:
        until(lambda: is_cut_off(one, b"x"))


def test_one_who_leaves_in_the_middle_of_an_upload_leaves_nothing(
    port: int, seen: Seen, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(PEERS):
        with connected(port, b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\nhalf"):
            pass
    assert ask(port, "GET", "/where")[0].status == 200
    assert caplog.records == []


def test_no_more_views_run_at_once_than_there_are_threads(port: int, seen: Seen) -> None:
    with ThreadPoolExecutor(PEERS) as pool:
        answers = [pool.submit(ask, port, "GET", "/wait") for _ in range(PEERS)]
        until(lambda: seen.inside == asgi.THREADS)
        seen.go_on.set()
        assert all(one.result()[1] == b"done" for one in answers)
    assert seen.most_inside == asgi.THREADS


def test_slow_readers_hold_no_thread_and_make_nobody_hurry(port: int, seen: Seen) -> None:
    with ExitStack() as stack:
        for _ in range(PEERS):
            stack.enter_context(connected(port, b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n"))
        assert ask(port, "GET", "/where")[0].status == 200
        until(lambda: settled(lambda: seen.blocks))
        # What lies between the two: buffers of the system on both sides, a few MB each.
        assert seen.blocks < PEERS * 100


def test_one_who_reads_nothing_is_cut_off(
    port: int, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_asgi_protocol, "STUCK_S", 0.3)
    with connected(port, b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n"):
        assert seen.closed.wait(20)


def test_one_who_reads_slowly_but_steadily_is_not(
    port: int, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_asgi_protocol, "STUCK_S", 1.0)
    with connected(port, b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n") as one:
        for _ in range(100):
            assert one.recv(100_000)
            time.sleep(0.03)
    assert seen.closed.wait(20)


def test_a_body_ends_when_its_reader_leaves(port: int, seen: Seen) -> None:
    with connected(port, b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n") as one:
        one.recv(1_000)
    assert seen.closed.wait(20)


def test_a_body_that_breaks_is_not_taken_for_a_whole_one(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(http.client.IncompleteRead) as caught:
        ask(port, "GET", "/half")
    assert caught.value.partial == b"half"
    assert "secret 42" in caplog.text


def test_pages_files_and_heads_are_those_of_the_app(port: int, slow_app: Flask) -> None:
    plain = {"Accept-Encoding": "identity"}
    base = f"http://127.0.0.1:{port}"
    for path in ("/", "/data", "/static/tiles.bin", "/static/app.js", "/nowhere", "/number?lat=x"):
        for method in ("GET", "HEAD"):
            client = slow_app.test_client()
            expected = client.open(path, method=method, headers=plain, base_url=base, buffered=True)
            answer, body = ask(port, method, path, headers=plain)
            assert (answer.status, body) == (expected.status_code, expected.data), path
            for name in {one.lower() for one, _ in expected.headers} - {"date", "connection"}:
                assert answer.headers.get_all(name) == expected.headers.getlist(name)


def test_a_page_that_is_known_is_not_sent_again(port: int) -> None:
    first, _ = ask(port, "GET", "/data")
    again, body = ask(port, "GET", "/data", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, body) == (304, b"")


def test_addresses_and_headers_arrive_whole(port: int) -> None:
    _, told = ask(port, "GET", "/where/%E9%9B%AA%2Fx%FF?q=%E9%9B%AA")
    assert json.loads(told)["rest"] == "雪/x\N{REPLACEMENT CHARACTER}"
    head = b"GET /where?q=%00&a HTTP/1.1\r\nHost: x\r\nCookie: a=1\r\nCookie: b=2\r\n"
    with connected(port, head + b"Accept: x\r\nAccept: y\r\nConnection: close\r\n\r\n") as one:
        found = json.loads(all_of(one).split(b"\r\n\r\n", 1)[1])
    assert found == {
        "PATH_INFO": "/where",
        "QUERY_STRING": "q=%00&a",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_COOKIE": "a=1; b=2",
        "HTTP_ACCEPT": "x, y",
    }


def test_requests_one_after_the_other_on_one_connection(port: int) -> None:
    one_request = b"GET /version HTTP/1.1\r\nHost: x\r\n"
    last = one_request + b"Connection: close\r\n\r\n"
    with connected(port, (one_request + b"\r\n") * 20 + last) as one:
        assert all_of(one).count(b"HTTP/1.1 200 OK") == 21


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET http://[ HTTP/1.1\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST /echo HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET /where HTTP/1.1\r\nHost: x\r\nX-Long: " + b"y" * 200_000,
        b"GET /" + b"y" * 200_000,
        b"GET /where HTTP/1.1\r\n" + b"X-Many: y\r\n" * 20_000,
    ],
)
def test_what_is_no_request_is_refused(port: int, sent: bytes) -> None:
    with connected(port) as one:
        try:
            one.sendall(sent)
            answer = all_of(one)
        except ConnectionError:  # refused while it was still being sent
            answer = b"HTTP/1.1 400 "
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"Traceback" not in answer
    assert ask(port, "GET", "/where")[0].status == 200


def test_a_head_that_never_ends_is_cut_off(
    slow_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_asgi_protocol, "HEAD_S", 0.3)
    listener = server.listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    with async_server.running(slow_app, listener):
        for begun in (b"", b"GET /where HT"):
            with connected(port, begun) as one:
                assert all_of(one) == b""
        with connected(port, b"GET /where HTTP/1.1\r\nHost: x\r\n\r\n") as one:
            assert one.recv(65_536).startswith(b"HTTP/1.1 200 ")
            one.sendall(b"GET /wh")
            assert b"HTTP/1.1" not in all_of(one)


def test_a_view_that_fails_gives_a_page_and_no_secret(
    make_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    listener = server.listen("127.0.0.1", 0)
    with async_server.running(make_app(), listener):
        answer, body = ask(listener.getsockname()[1], "GET", "/fail/surprise")
    assert answer.status == 500
    assert b"secret" not in body
    assert b"<!doctype html>" in body
    assert "secret 42" in caplog.text


def test_work_that_cannot_begin_ends_what_has_begun(app: Flask) -> None:
    said: list[str] = []

    class Work:
        def start(self, address: str) -> None:
            said.append("started")

        def stop(self) -> None:
            said.append("stopped")

    class Broken(Work):
        def start(self, address: str) -> None:
            raise CivicKitError("no broker there")

    app.extensions[server.BACKGROUND] = [Work(), Broken()]
    with pytest.raises(CivicKitError, match="no broker there"):
        async_server.serve(app, "127.0.0.1", 0, announce=said.append)
    assert said[1:] == ["started", "stopped", "stopped"]


def until(holds: Callable[[], bool]) -> None:
    """Wait for what must come; a test that waits in vain fails."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def is_cut_off(one: socket.socket, more: bytes) -> bool:
    """Whether the other side takes no more."""
    try:
        one.sendall(more)
    except ConnectionError:
        return True
    return False


def settled(count: Callable[[], int]) -> bool:
    """Whether it stays as it is for half a second."""
    before = count()
    time.sleep(0.5)
    return count() == before
