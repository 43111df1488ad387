"""News between processes by Redis: quick, and gone where nobody hears them."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from civickit.core.errors import InvalidRecord, MissingExtra
from civickit.web._pending import RESYNC, Told

log = logging.getLogger(__name__)

TIMEOUT_S = 2.0
AGAIN_S = 1.0
"""So long after a failure Redis is left alone."""


class RedisLine:
    """One process' line to Redis. `deliver` is called with the news of the others.

    Raises MissingExtra without its package, InvalidRecord for an address that is none.
    """

    def __init__(self, url: str, origin: str, deliver: Callable[[str, Told], None]) -> None:
        self._client = _client(url)
        self._origin = origin
        self._deliver = deliver
        self._listener: threading.Thread | None = None
        self._again_at = 0.0
        self._is_down = False

    @property
    def is_up(self) -> bool:
        """Whether it is worth trying."""
        return monotonic() >= self._again_at

    def send(self, channel: str, news: Sequence[tuple[str, Told]]) -> bool:
        """Whether Redis took all of them."""
        if not self.is_up:
            return False
        try:
            with self._client.pipeline(transaction=False) as line:
                for topic, told in news:
                    line.publish(channel, json.dumps([self._origin, topic, told]))
                line.execute()
        except Exception as fault:  # of Redis, of the network, of the name service
            self._fell(fault)
            return False
        self._rose()
        return True

    def attend(self, channel: str, needed: Callable[[], bool]) -> None:
        """Listen to the others while it is needed."""
        if self._listener is None or not self._listener.is_alive():
            self._listener = threading.Thread(
                target=self._listen, args=(channel, needed), name="redis news", daemon=True
            )
            self._listener.start()

    def _listen(self, channel: str, needed: Callable[[], bool]) -> None:
        while needed():
            try:
                with self._client.pubsub(ignore_subscribe_messages=True) as heard:
                    heard.subscribe(channel)
                    self._hear(heard, needed)
            except Exception as fault:  # as above
                self._fell(fault)
                threading.Event().wait(AGAIN_S)

    def _hear(self, heard: Any, needed: Callable[[], bool]) -> None:
        heard.get_message(timeout=TIMEOUT_S)  # the subscription itself: from here on all is heard
        self._rose()
        self._deliver(RESYNC, {})
        while needed():
            message = heard.get_message(timeout=AGAIN_S)
            if message is not None:
                self._take(message["data"])

    def _take(self, data: bytes) -> None:
        try:
            origin, topic, told = json.loads(data)
        except (ValueError, TypeError):
            log.warning("Redis brought something that is no news: %r", data[:80])
            return
        if origin != self._origin:
            self._deliver(topic, told)

    def _fell(self, fault: Exception) -> None:
        self._again_at = monotonic() + AGAIN_S
        if not self._is_down:
            self._is_down = True
            log.warning(
                "Redis does not answer (%s). News go by the database until it does: check "
                "REDIS_URL, and whether the server runs.",
                fault,
            )

    def _rose(self) -> None:
        if self._is_down:
            self._is_down = False
            log.warning("Redis answers again.")


def _client(url: str) -> Any:
    try:
        from redis import Redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ModuleNotFoundError:
        raise MissingExtra("News by Redis", "servers") from None
    try:
        return Redis.from_url(
            url,
            retry=Retry(NoBackoff(), 0),  # the database does it meanwhile
            socket_connect_timeout=TIMEOUT_S,
            socket_timeout=TIMEOUT_S,
            socket_keepalive=True,
            health_check_interval=15,
        )
    except ValueError as fault:
        raise InvalidRecord({"REDIS_URL": f"{url!r} is no address like redis://…"}) from fault
