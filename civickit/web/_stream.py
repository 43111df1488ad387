"""News for one reader, as Server-Sent Events."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from civickit.web._pending import RESYNC, Pending, Told

if TYPE_CHECKING:
    from civickit.web.events import Hub

TAKE_STREAM = "civickit.take_stream"
"""In the environ of a server that serves streams without a thread: it is called with each."""
HEARTBEAT = b": still here\n\n"
HEARTBEAT_S = 15.0
PAUSE_S = 0.25
"""What comes in between goes out together."""
LIFE_S = 900.0
"""Then the browser asks again, and again must be somebody who may listen."""
RETRY_MS = 3_000


class Stream:
    """One reader of some topics, and of `resync`. What waits for it never grows.

    `wake` is called, in any thread, when there is something to `take`.
    """

    def __init__(self, hub: Hub, topics: Iterable[str]) -> None:
        self.wake: Callable[[], None] = lambda: None
        self._hub = hub
        self._number = 0
        self._opening = [f"retry: {RETRY_MS}\n\n".encode()]
        self._pending = Pending()
        self._until = monotonic() + LIFE_S
        self._ends = [hub.listen(topic, partial(self._hear, topic)) for topic in {*topics, RESYNC}]
        hub.streams.add(self)
        hub.attend()

    @property
    def over(self) -> bool:
        return monotonic() > self._until

    def open_with(self, topic: str, told: Told) -> None:
        """What the reader gets before any news."""
        self._opening.append(self._event(topic, told))

    def take(self) -> bytes:
        """The events that wait, oldest first; b"" without any."""
        opening, self._opening = self._opening, []
        return b"".join([*opening, *(self._event(*one) for one in self._pending.take())])

    def close(self) -> None:
        """Listen no more."""
        self._hub.streams.discard(self)
        for end in self._ends:
            end()
        self._ends = []

    def _hear(self, topic: str, told: Told) -> None:
        self._pending.add(topic, told)
        self.wake()

    def _event(self, topic: str, told: Told) -> bytes:
        self._number += 1
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        return f"id: {self._number}\nevent: {topic}\ndata: {body}\n\n".encode()


def held(stream: Stream) -> Iterator[bytes]:
    """The events of a stream, for a server that gives each answer a thread."""
    news = Event()
    stream.wake = news.set
    while not stream.over:
        news.clear()
        yield stream.take() or HEARTBEAT
        news.wait(HEARTBEAT_S)
