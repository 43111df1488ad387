"""2,000 people at the desk hear of each fix: one process, from the phone's request to the event.

The time counts from before a phone sends its fix, by OwnTracks, until the event has come: it holds
the way in, the commit, and the way out to all of them. Nothing is compared; 1 s is the promise.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

from measuring import Result, report

LISTENERS = 2_000
FIXES, EVERY_S = 20, 1.0
P99_S = 1.0
SERVE = """
import sys
from civickit.cli._apps import find_app, load_app
from civickit.live.desk.tables import ACCOUNTS
from civickit.live.site import SITE
from civickit.web.account_store import Accounts
from civickit.web.async_server import serve
app = load_app(find_app("snowplow_nav"), {"STATE": sys.argv[1], "PLOWS": 0})
site = app.extensions[SITE]
accounts = Accounts(site.storage, ACCOUNTS, site.now)
accounts.add("bench", "correct horse battery", "staff")
client = app.test_client()
with client.session_transaction() as session:
    session["login"] = accounts.log_in("bench", "correct horse battery")
name = app.config["SESSION_COOKIE_NAME"]
print(site.devices.add("plow")[1], f"{name}={client.get_cookie(name).value}", flush=True)
serve(app, port=0, announce=lambda address: print(address, flush=True))
"""


@contextmanager
def served(home: str) -> Iterator[tuple[int, str, str]]:
    """The port, a phone's token and the cookie of somebody at the desk."""
    command = [sys.executable, "-c", SERVE, home]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        token, cookie = process.stdout.readline().split()
        address = process.stdout.readline().strip()
        yield int(address.rstrip("/").rsplit(":", 1)[1]), token, cookie
    finally:
        process.terminate()
        process.wait()


async def listen(port: int, cookie: str, heard: list[float]) -> None:
    """Note the time at which each event comes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /desk/events HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise SystemExit(f"a listener was refused: {head[:60]!r}")
    heard.clear()
    while line := await reader.readline():
        if line == b"event: fixes\n":
            heard.append(time.monotonic())


async def send(port: int, token: str) -> list[float]:
    """A phone drives; the times before each of its requests."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    login = b64encode(f"plow:{token}".encode()).decode()
    sent, begin = [], int(time.time())
    for step in range(FIXES):
        body = f'{{"_type":"location","lat":{38.4 + step / 1000},"lon":145.9,"tst":{begin + step}}}'
        head = f"POST /ingest/owntracks HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {login}\r\n"
        sent.append(time.monotonic())
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in answer.split(b"\r\n")[0]:
            raise SystemExit(f"a fix was refused: {answer[:60]!r}")
        await reader.readexactly(2)
        await asyncio.sleep(EVERY_S)
    return sent


async def run(port: int, token: str, cookie: str) -> list[float]:
    """How long each listener waited for each fix, in seconds."""
    heard: list[list[float]] = [[-1.0] for _ in range(LISTENERS)]
    listeners = []
    for one in heard:
        listeners.append(asyncio.create_task(listen(port, cookie, one)))
        if len(listeners) % 50 == 0:
            await asyncio.sleep(0.1)
    while any(one == [-1.0] for one in heard):
        await asyncio.sleep(0.1)
    sent = await send(port, token)
    await asyncio.sleep(2)
    for one in listeners:
        one.cancel()
    missing = [one for one in heard if len(one) < FIXES]
    if missing:
        raise SystemExit(f"{len(missing)} listeners have not heard of every fix")
    return [at - then for one in heard for at, then in zip(one, sent, strict=True)]


def measure() -> list[Result]:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as home, served(home) as (port, token, cookie):
        waited = sorted(asyncio.run(run(port, token, cookie)))
    p50, p99 = (waited[int(len(waited) * part)] for part in (0.5, 0.99))
    return [
        Result(
            f"a fix until {LISTENERS:,} listeners of one process know, 99 of 100",
            f"{p99 * 1000:.0f} ms (half of them {p50 * 1000:.0f} ms)",
            f"{P99_S:.0f} s",
            p99 / P99_S,
            1,
        )
    ]


if __name__ == "__main__":
    report(measure())
