"""Fixes that phones send: each durable before it is answered, and a long log at once.

The app runs as `civickit run` starts it, in a process of its own; the phones are this one. What the
disk does alone (4 kB and fdatasync, one after the other) and SQLite alone (executemany of the same
rows) is measured in the same run.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from measuring import Result, report

PHONES = 64
ROUNDS = 5
ROUND_S = 2.0
DISK_S = 0.5
LOG_ROWS = 100_000
OF_THE_DISK = 4.0
"""A fix may take so many times what the disk takes for 4 kB."""
BACKFILL_PER_S = 20_000.0
OF_EXECUTEMANY = 0.3
APP = Path(__file__).parent.parent / "apps" / "snowplow_nav"


class Phone(NamedTuple):
    """A name and a token as a login says them."""

    login: str
    started_s: int


class Running(NamedTuple):
    port: int
    phones: list[Phone]


@contextmanager
def running(state: str) -> Iterator[Running]:
    """The app with 64 devices, and nothing simulated."""
    phones = list(_phones(state))
    words = ["run", str(APP), "--plows", "0", "--port", "0", "--no-browser", "--json"]
    with subprocess.Popen(
        [sys.executable, "-m", "civickit", *words],
        env={**os.environ, "STATE": state},
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        address = json.loads(process.stdout.readline())["address"]
        try:
            yield Running(int(address.rstrip("/").rpartition(":")[2]), phones)
        finally:
            process.terminate()


def _phones(state: str) -> Iterator[Phone]:
    from civickit.live.settings import read_settings
    from civickit.live.site import Site

    site = Site(read_settings(APP, {"STATE": state}))
    for number in range(PHONES):
        _, token = site.devices.add(f"plow {number}")
        login = base64.b64encode(f"plow {number}:{token}".encode()).decode()
        yield Phone(login, int(time.time()) - 80_000)
    site.storage.close()


class Line:
    """A keep-alive connection of one phone, which sends one fix after the other."""

    def __init__(self, port: int, phone: Phone) -> None:
        self.port = port
        self.phone = phone
        self.sent = 0

    async def drive(self, until: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while time.perf_counter() < until:
            self.sent += 1
            writer.write(self._request())
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200 "):
                raise SystemExit(f"a fix was not taken: {head!r}")
            await reader.readexactly(len(b"[]"))
        writer.close()

    def _request(self) -> bytes:
        """As OwnTracks sends it."""
        place = {"lat": 38.4 + self.sent * 1e-4, "lon": 145.9}
        more = {"acc": 5, "alt": 30, "batt": 80, "cog": 12, "conn": "m", "t": "u", "vel": 24}
        told = {"_type": "location", "tid": "p1", "tst": self.phone.started_s + self.sent}
        body = json.dumps({**told, **place, **more})
        lines = (
            "POST /ingest/owntracks HTTP/1.1",
            "Host: localhost",
            "X-Limit-U: plow",
            f"Authorization: Basic {self.phone.login}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        )
        return "\r\n".join([*lines, "", body]).encode()


def singles_per_s(lines: list[Line]) -> float:
    """Fixes answered in a second, each a request of its own."""

    async def all_at_once() -> None:
        until = time.perf_counter() + ROUND_S
        await asyncio.gather(*(line.drive(until) for line in lines))

    before, start = sum(line.sent for line in lines), time.perf_counter()
    asyncio.run(all_at_once())
    return (sum(line.sent for line in lines) - before) / (time.perf_counter() - start)


def disk_per_s(folder: str) -> float:
    """How often a second the disk writes 4 kB for good."""
    file = os.open(Path(folder) / "disk", os.O_CREAT | os.O_WRONLY)
    count, until = 0, time.perf_counter() + DISK_S
    try:
        while time.perf_counter() < until:
            os.pwrite(file, b"x" * 4096, count * 4096)
            os.fdatasync(file)
            count += 1
    finally:
        os.close(file)
    return count / DISK_S


def log_rows(started_s: int) -> list[tuple[int, float, float, float, str]]:
    """Time, place, speed and state of a long drive, far from all streets: what is counted from
    fixes has a benchmark of its own."""
    return [
        (started_s + n, round(38 + n * 1e-5, 6), 140.0, 6.5, "plowing") for n in range(LOG_ROWS)
    ]


def upload_per_s(app: Running, phone: Phone, started_s: int) -> float:
    """Fixes of one CSV, until the answer that all are kept."""
    rows = (",".join(map(str, row)) for row in log_rows(started_s))
    body = "\n".join(["time,lat,lon,speed,state", *rows]).encode()
    with closing(HTTPConnection("127.0.0.1", app.port, timeout=300)) as line:
        start = time.perf_counter()
        line.request("POST", "/ingest/upload", body, {"Authorization": f"Basic {phone.login}"})
        told = json.loads(line.getresponse().read())
        taken = time.perf_counter() - start
    if told["new"] + told["late"] != LOG_ROWS:
        raise SystemExit(f"a log was not taken whole: {told}")
    return LOG_ROWS / taken


def executemany_per_s(folder: str) -> float:
    """The same rows into the same table by SQLite alone, durable at the end."""
    path = Path(folder) / "alone.sqlite3"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as alone:
        alone.execute("PRAGMA journal_mode=WAL")
        alone.execute("PRAGMA synchronous=FULL")
        alone.execute(
            "CREATE TABLE fixes (device_id INTEGER, fixed_ms BIGINT, received_ms BIGINT, lat FLOAT,"
            " lon FLOAT, speed_m_s FLOAT, heading_deg FLOAT, accuracy_m FLOAT, state VARCHAR,"
            " PRIMARY KEY (device_id, fixed_ms)) WITHOUT ROWID"
        )
        start = time.perf_counter()
        alone.executemany(
            "INSERT INTO fixes VALUES (1, ?, 0, ?, ?, ?, NULL, NULL, ?) ON CONFLICT DO NOTHING",
            [(at_s * 1000, *rest) for at_s, *rest in log_rows(0)],
        )
        alone.commit()
        return LOG_ROWS / (time.perf_counter() - start)


def measure() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder, running(folder) as app:
        lines = [Line(app.port, phone) for phone in app.phones]
        singles_per_s(lines)  # the storm is made, aliases are drawn
        single, disk, log, alone = [], [], [], []
        for turn in range(ROUNDS):
            disk.append(disk_per_s(folder))
            single.append(singles_per_s(lines))
            alone.append(executemany_per_s(folder))
            began = app.phones[turn].started_s - (turn + 1) * 200_000
            log.append(upload_per_s(app, app.phones[turn], began))
    return [
        *_single(statistics.median(single), statistics.median(disk)),
        *_backfill(statistics.median(log), statistics.median(alone)),
    ]


def _single(ours: float, disk: float) -> Iterator[Result]:
    yield Result(
        f"a fix by HTTP, durable, {PHONES} phones at once",
        f"{ours:,.0f} a second",
        f"{disk:,.0f} fdatasync a second",
        disk / ours,
        OF_THE_DISK,
    )


def _backfill(ours: float, alone: float) -> Iterator[Result]:
    wanted = min(BACKFILL_PER_S, OF_EXECUTEMANY * alone)
    yield Result(
        f"a log of {LOG_ROWS:,} fixes by HTTP",
        f"{ours:,.0f} a second ({ours / alone:.0%} of executemany, {alone:,.0f})",
        f"budget {wanted:,.0f} a second",
        wanted / ours,
        1,
    )


if __name__ == "__main__":
    report(measure())
