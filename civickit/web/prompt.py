"""Answers that take no thread: where a view hands on what it is sent, and answers when it is kept.

A server without threads asks such a view itself, between all else that it does: so it may wait for
nothing, and gives None where it would have to. Then the app is asked, as by any server.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, NamedTuple

from flask.sansio.app import App
from werkzeug.wrappers import Response

from civickit.web.quick import Answer, raw_headers

EXTENSION = "civickit_prompt"
MOST_BYTES = 4_096
"""A larger body, with what stands behind the `?`, takes too long to read where all others wait."""


class Sent(NamedTuple):
    """A small request. Names of headers are in small letters."""

    method: str
    path: str
    query: str
    headers: dict[bytes, bytes]
    body: bytes


class Pending(NamedTuple):
    """`answer` is called once `kept` is done, well or not."""

    kept: Future[Any]
    answer: Callable[[Future[Any]], Answer]


class Unready(NamedTuple):
    """`prepare` is called in a thread, then the view is asked once more."""

    prepare: Callable[[], object]


View = Callable[[Sent], Pending | Unready | None]


def answer_promptly(app: App, view: View, *paths: str) -> None:
    """Let a server without threads ask `view` first, for requests to these paths of at most 4 kB.

    It is asked before the app: for what the app checks and adds, the view must see to itself.
    """
    app.extensions.setdefault(EXTENSION, {}).update(dict.fromkeys(paths, view))


def answer_of(response: Response, more: Mapping[str, str]) -> Answer:
    """A whole response with more headers, as a server without threads sends it."""
    headers = [*response.headers.to_wsgi_list(), *more.items()]
    raw = raw_headers([(name.lower(), value) for name, value in headers])
    return Answer(response.status_code, raw, response.get_data())


class Bell:
    """Waits in an event loop for what threads do; many that end at once wake it once."""

    def __init__(self) -> None:
        self._rung: deque[asyncio.Future[None]] = deque()
        self._is_ringing = False

    async def wait(self, kept: Future[Any]) -> None:
        """Until it is done. It goes on where nobody waits any more."""
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        kept.add_done_callback(lambda _: self._ring(loop, waiter))
        await waiter

    def _ring(self, loop: asyncio.AbstractEventLoop, waiter: asyncio.Future[None]) -> None:
        self._rung.append(waiter)
        if not self._is_ringing:
            self._is_ringing = True
            with suppress(RuntimeError):  # the loop is over, and so is whoever waited
                loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._is_ringing = False
        while self._rung:
            waiter = self._rung.popleft()
            if not waiter.done():
                waiter.set_result(None)
