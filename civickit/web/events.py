"""News: whoever listens hears them, in this process and in the others, and so do browsers.

Between processes they go by Redis where REDIS_URL says so, else by a small table of the database.
They say that something changed; what, is read from the storage. Who may have missed some gets
`resync`: read everything again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from threading import Lock
from typing import Any

from flask import Response, abort, request

from civickit.web._courier import Courier
from civickit.web._pending import RESYNC, Told
from civickit.web._stream import TAKE_STREAM, Stream, held
from civickit.web.storage import Storage

__all__ = ["RESYNC", "Hub", "Told", "events_response"]

log = logging.getLogger(__name__)

MOST_HELD = 4
"""Readers that may keep a thread each, where the server has nothing better."""


class Hub:
    """Tells whoever listens, in this process and, by Redis or the database, in others.

    News of the topics `frequent` are gathered for half a second before they go to the database.
    """

    def __init__(
        self, storage: Storage, redis_url: str = "", *, frequent: Collection[str] = ()
    ) -> None:
        self.streams: set[Stream] = set()
        self._listeners: dict[str, list[Callable[[Told], None]]] = {}
        self._lock = Lock()
        self._served = False
        self._courier = Courier(
            storage, redis_url, frequent, deliver=self._tell, needed=self._is_needed
        )

    def publish(self, topic: str, told: Told) -> None:
        """Tell all listeners of a topic, in every process. Never blocks for long, never raises."""
        self._tell(topic, told)
        self._courier.send(topic, told)

    def listen(self, topic: str, listener: Callable[[Told], None]) -> Callable[[], None]:
        """Call `listener` for what is published; gives a function that ends it.

        It is called in any thread and must be quick. Who listens to `resync` hears when news may
        have been missed. Nobody hears other processes before `start`, or before a browser listens.
        """
        with self._lock:
            self._listeners[topic] = [*self._listeners.get(topic, ()), listener]

        def end() -> None:
            with self._lock:
                self._listeners[topic] = [
                    one for one in self._listeners[topic] if one is not listener
                ]

        return end

    def start(self, address: str) -> None:  # noqa: ARG002 - as servers call it
        """Hear other processes until `stop`."""
        self._served = True
        self.attend()

    def stop(self) -> None:
        """What was published until now still goes out."""
        self._served = False
        self._courier.finish()

    def attend(self) -> None:
        """See to it that news of other processes come in while somebody listens."""
        self._courier.attend()

    def _is_needed(self) -> bool:
        return self._served or bool(self.streams)

    def _tell(self, topic: str, told: Told) -> None:
        for listener in self._listeners.get(topic, ()):
            try:
                listener(told)
            except Exception:
                log.exception("a listener to %r failed", topic)


def events_response(
    hub: Hub, topics: Collection[str], first: Callable[[], Told] | Told | None = None
) -> Response:
    """News of these topics as an endless text/event-stream, one event a topic.

    `first` is what the reader gets at once, as an event `first`; a function is asked when the
    listening has begun, so that nothing falls in between. One that comes back is told `resync`.
    """
    take = request.environ.get(TAKE_STREAM)
    if take is None and len(hub.streams) >= MOST_HELD:
        abort(503, "too many are listening already. Ask again every few seconds instead.")
    stream = Stream(hub, topics)
    try:
        if "Last-Event-ID" in request.headers:
            stream.open_with(RESYNC, {})
        if first is not None:
            stream.open_with("first", first() if callable(first) else first)
    except BaseException:
        stream.close()
        raise
    return _response(stream, take)


def _response(stream: Stream, take: Any) -> Response:
    if take is None:
        response = Response(held(stream), mimetype="text/event-stream")
        response.call_on_close(stream.close)
    else:
        take(stream)
        response = Response(iter(()), mimetype="text/event-stream")
    response.cache_control.no_store = True
    response.headers["X-Accel-Buffering"] = "no"
    return response
