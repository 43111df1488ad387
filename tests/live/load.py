"""Phones, viewers and listeners by the hundred, in one thread."""

from __future__ import annotations

import asyncio
import json
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Coroutine
from typing import Any


class Load:
    """What one run sends, and what came of it.

    `acknowledged` are (device, fix time in s) that a phone was told are safe; `answers` counts
    (what, status); `waited_s` holds how long each kind waited for its answers.
    """

    def __init__(self, port: int, seconds: float) -> None:
        self.port = port
        self.until = time.monotonic() + seconds
        self.acknowledged: set[tuple[str, int]] = set()
        self.answers: Counter[tuple[str, int]] = Counter()
        self.waited_s: dict[str, list[float]] = {}
        self.events: Counter[str] = Counter()

    def p99_ms(self, what: str) -> float:
        waited = sorted(self.waited_s[what])
        return waited[int(len(waited) * 0.99)] * 1000

    async def phone(self, name: str, token: str, number: int) -> None:
        """One that drives and says so every second, as OwnTracks does."""
        login = b64encode(f"{name}:{token}".encode()).decode()
        begin = int(time.time())
        await asyncio.sleep(number % 250 / 250)
        async with Connection(self.port) as one:
            for step in range(10_000):
                if time.monotonic() > self.until:
                    return
                at = begin + step
                lat = round(38.3 + number / 2_000 + step / 20_000, 6)
                body = {"_type": "location", "lat": lat, "lon": 145.95, "tst": at, "vel": 20}
                status = await self.timed(
                    "phone", one.ask("POST", "/ingest/owntracks", json.dumps(body), login)
                )
                if status == 200:
                    self.acknowledged.add((name, at))
                await asyncio.sleep(max(0.0, begin + number % 250 / 250 + step + 1 - time.time()))

    async def viewer(self, path: str = "/live.json", every_s: float = 0.5) -> None:
        """One that looks again and again, and says what it has."""
        async with Connection(self.port) as one:
            while time.monotonic() < self.until:
                await self.timed(path, one.ask("GET", path))
                await asyncio.sleep(every_s)

    async def listener(self, cookie: str, *, reads: bool = True) -> None:
        """Somebody at the desk. One who does not read is there all the same."""
        async with Connection(self.port) as one:
            one.send("GET", "/desk/events", "", cookie=cookie)
            if not reads:
                await asyncio.sleep(max(0.0, self.until - time.monotonic()))
                return
            head = await one.reader.readuntil(b"\r\n\r\n")
            self.answers["events", int(head.split(b" ", 2)[1])] += 1
            while (left := self.until - time.monotonic()) > 0:
                try:
                    line = await asyncio.wait_for(one.reader.readline(), left)
                except TimeoutError:
                    return
                if line.startswith(b"event: "):
                    self.events[line[7:].strip().decode()] += 1

    async def slow_upload(self) -> None:
        """One that sends a byte now and then."""
        async with Connection(self.port) as one:
            one.send("POST", "/ingest/owntracks", "", length=100_000)
            while time.monotonic() < self.until:
                one.writer.write(b" ")
                await asyncio.sleep(0.5)

    async def timed(self, what: str, asking: Coroutine[Any, Any, int]) -> int:
        begin = time.monotonic()
        status = await asking
        self.waited_s.setdefault(what, []).append(time.monotonic() - begin)
        self.answers[what, status] += 1
        return status


class Connection:
    """A connection that is kept, as phones and browsers do."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.etag = ""

    async def __aenter__(self) -> Connection:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    def send(
        self,
        method: str,
        path: str,
        body: str,
        login: str = "",
        cookie: str = "",
        length: int | None = None,
    ) -> None:
        size = len(body) if length is None else length
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n"
        head += f"Content-Length: {size}\r\n" if size else ""
        head += f"Authorization: Basic {login}\r\n" if login else ""
        head += f"Cookie: {cookie}\r\n" if cookie else ""
        head += f"If-None-Match: {self.etag}\r\n" if self.etag else ""
        self.writer.write(f"{head}\r\n{body}".encode())

    async def ask(self, method: str, path: str, body: str = "", login: str = "") -> int:
        """The status of the answer, when all of it has come."""
        self.send(method, path, body, login)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *lines = head.split("\r\n")
        headers = {name.lower(): value for name, _, value in (ln.partition(": ") for ln in lines)}
        self.etag = headers.get("etag", "")
        await self.reader.readexactly(int(headers.get("content-length", 0)))
        return int(status.split(" ")[1])
