"""The server: announced when it answers, a taken port explained, a quiet end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import pytest

from civickit.core.errors import CivicKitError
from civickit.web import server

PROGRAM = """
import sys, time
from pathlib import Path
from flask import Flask
from civickit.web.server import serve
from civickit.web.shell import DataInfo, equip

def data():
    time.sleep(float(sys.argv[3]))
    return DataInfo("t", "", "", "", "", False, 1, "0")

app = Flask("served")
equip(app, languages=Path("none"), data=data, name="served", version="1")
serve(app, sys.argv[1], int(sys.argv[2]), announce=lambda url: print(url, flush=True))
print("ended", flush=True)
"""


def start(host: str, *, slow_s: float = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, host, "0", str(slow_s)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_announces_once_it_answers_and_ends_quietly(stop):
    begin = time.monotonic()
    process = start("127.0.0.1", slow_s=0.4)
    address = process.stdout.readline().strip()
    assert time.monotonic() - begin > 0.4
    with urlopen(address + "healthz") as answer:
        assert answer.status == 200
        assert "Server" not in answer.headers
    process.send_signal(stop)
    out, err = process.communicate(timeout=20)
    assert (out, err, process.returncode) == ("ended\n", "", 0)


def test_a_request_under_way_is_answered_before_the_end():
    process = start("127.0.0.1", slow_s=1)
    address = process.stdout.readline().strip()
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(lambda: urlopen(address + "version").read())
        time.sleep(0.4)
        process.send_signal(signal.SIGTERM)
        assert b'"served"' in answer.result(timeout=20)
    assert process.communicate(timeout=20) == ("ended\n", "")


@pytest.mark.parametrize(("host", "local"), [("0.0.0.0", "127.0.0.1"), ("::1", "[::1]")])
def test_other_hosts(host, local):
    if host == "::1" and not Path("/proc/net/if_inet6").read_text():
        pytest.skip("no IPv6 on this machine")
    process = start(host)
    try:
        address = process.stdout.readline().strip()
        assert address.startswith(f"http://{local}:")
        with urlopen(address + "version") as answer:
            assert answer.status == 200
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_an_address_for_the_phone_in_the_room(monkeypatch):
    found = {socket.AF_INET: "192.168.1.5", socket.AF_INET6: "fd00::5"}
    monkeypatch.setattr(server, "lan_address", found.get)
    assert server.addresses("0.0.0.0", 80) == ["http://127.0.0.1:80/", "http://192.168.1.5:80/"]
    assert server.addresses("::", 80) == ["http://[::1]:80/", "http://[fd00::5]:80/"]
    assert server.addresses("127.0.0.1", 80) == ["http://127.0.0.1:80/"]
    monkeypatch.setattr(server, "lan_address", lambda family: None)
    assert server.addresses("0.0.0.0", 80) == ["http://127.0.0.1:80/"]


def test_a_taken_port_names_a_free_one(app):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CivicKitError, match=f"port {port} is already in use") as caught:
            server.serve(app, "127.0.0.1", port, announce=print)
    free = int(str(caught.value).split()[-1].rstrip("."))
    socket.create_server(("127.0.0.1", free)).close()


@pytest.mark.parametrize(
    ("host", "port", "words"),
    [
        ("127.0.0.1", 65536, "port 65536 does not exist"),
        ("192.0.2.1", 8000, "cannot listen on '192.0.2.1'"),
    ],
)
def test_what_cannot_be_listened_on(app, host, port, words, monkeypatch):
    with pytest.raises(CivicKitError, match=words):
        server.serve(app, host, port, announce=print)


def test_an_app_that_never_answers_is_told(make_app, monkeypatch):
    def broken():
        raise OSError("disk")

    monkeypatch.setattr(server, "PATIENCE_S", 0.3)
    said = []
    with pytest.raises(CivicKitError, match="status 503"):
        server.serve(make_app(broken), "127.0.0.1", 0, announce=said.append)
    assert said == []


@pytest.mark.parametrize("hops", ["0", "1"])
def test_forwarded_headers_reach_the_app_only_when_trusted(hops):
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "127.0.0.1", "0", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PROXY_HOPS": hops},
        cwd=Path(__file__).parents[2],
    )
    try:
        address = process.stdout.readline().strip()
        from urllib.request import Request

        asked = Request(address + "version", headers={"X-Forwarded-Proto": "https"})
        with urlopen(asked) as answer:
            assert ("Strict-Transport-Security" in answer.headers) == (hops == "1")
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_the_end_is_waited_for_also_where_a_signal_interrupts_the_waiting():
    """Python 3.11 takes a thread for ended when a signal comes while it is joined."""
    asked, over = threading.Event(), []

    def run():
        asked.wait(20)
        time.sleep(0.3)
        over.append(True)

    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()
    with server.until_stopped() as heed, server.at_work(run, asked.set) as ended:
        while not ended.wait(0.05):
            heed()
    assert over


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_the_start_disturbs_nothing_and_is_not_forgotten(stop):
    """Raised in a transaction, it gave way to the error of the rollback, and the app went on."""
    done = []
    with server.until_stopped() as heed:
        signal.raise_signal(stop)
        done.append("the start")
        heed()
        done.append("the service")
    assert done == ["the start"]


def test_who_asks_twice_is_not_kept_waiting():
    done = []
    with server.until_stopped():
        signal.raise_signal(signal.SIGINT)
        done.append("asked")
        signal.raise_signal(signal.SIGINT)
        done.append("asked again")
    assert done == ["asked"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
