"""The server is killed in the middle of ingest: what was answered is there, and nothing twice."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from base64 import b64encode
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread

import pytest
from live.sent import rows
from live.served import Served
from live.servers import APP
from sqlalchemy import text

from civickit.live import tables
from civickit.live.settings import read_settings
from civickit.live.site import Site

TIMES = 12
PHONES = 6
START_S = int(time.time()) - 10_000
"""By the real clock, which the app has."""


class Phone(Thread):
    """Sends one fix after the other, oldest first, as OwnTracks does: each until it is answered."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self.login = b64encode(f"{name}:{token}".encode()).decode()
        self.sent = 0
        """How many fixes may have arrived."""
        self.answered = 0
        self.port = 0
        self.off = Event()

    def run(self) -> None:
        line = HTTPConnection("127.0.0.1", self.port, timeout=20)
        while not self.off.is_set():
            self.sent = self.answered + 1
            body = {"_type": "location", "lat": 38 + self.sent * 1e-4, "lon": 145.9}
            told = json.dumps(body | {"tst": START_S + self.sent})
            try:
                line.request(
                    "POST", "/ingest/owntracks", told, {"Authorization": f"Basic {self.login}"}
                )
                answer = line.getresponse()
                if (answer.status, answer.read()) == (200, b"[]"):
                    self.answered = self.sent
            except (OSError, HTTPException):
                break
        line.close()


@pytest.mark.slow
def test_killed_many_times(tmp_path: Path, database_url: str) -> None:
    settings = {"STATE": tmp_path, "DATABASE_URL": database_url}
    site = Site(read_settings(APP, settings))
    tokens = [site.devices.add(f"plow {number}")[1] for number in range(PHONES)]
    chance = random.Random(7)
    sent, answered = [0] * PHONES, [0] * PHONES
    gained = []
    for _ in range(TIMES):
        phones = [Phone(f"plow {number}", token) for number, token in enumerate(tokens)]
        with Served(STATE=str(tmp_path), DATABASE_URL=database_url) as app:
            for number, phone in enumerate(phones):
                phone.answered, phone.port = answered[number], app.port
                phone.start()
            until = time.monotonic() + chance.uniform(0.3, 0.8)
            while time.monotonic() < until or sum(p.answered for p in phones) == sum(answered):
                time.sleep(0.001)
            os.kill(app.process.pid, signal.SIGKILL)
            for phone in phones:
                phone.join()
        gained.append(sum(phone.answered for phone in phones) - sum(answered))
        sent = [max(before, phone.sent) for before, phone in zip(sent, phones, strict=True)]
        answered = [phone.answered for phone in phones]
        assert_all_is_there(site, sent, answered)
    assert min(gained) > 0
    assert len(gained) == TIMES
    site.hub.stop()
    site.storage.close()


def assert_all_is_there(site: Site, sent: list[int], answered: list[int]) -> None:
    """Each phone's fixes from the first to at least the last that was answered, each once; and what
    follows from them belongs to them."""
    kept = rows(site, tables.fixes, "device_id", "fixed_ms")
    assert len(set(kept)) == len(kept)
    start = START_S * 1000
    ends = {id_: (fixed_ms, moved_ms) for id_, fixed_ms, moved_ms in
            rows(site, tables.latest, "device_id", "fixed_ms", "moved_ms")}  # fmt: skip
    for number, (most, least) in enumerate(zip(sent, answered, strict=True)):
        own = [at_ms for id_, at_ms in kept if id_ == number + 1]
        assert own == [start + n * 1000 for n in range(1, len(own) + 1)]
        assert least <= len(own) <= most
        assert not own or ends[number + 1][0] == own[-1]
    hours = set(rows(site, tables.stale_hours, "device_id"))
    assert hours <= {id_ for id_, _ in kept}
    if site.storage.is_sqlite:
        with site.storage.read() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
