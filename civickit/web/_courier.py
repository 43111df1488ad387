"""News from process to process: one thread that sends them, and brings those of the others."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Collection
from time import monotonic

from civickit.web._news_table import NewsTable
from civickit.web._pending import RESYNC, Pending, Told
from civickit.web._redis import RedisLine
from civickit.web.storage import Storage

log = logging.getLogger(__name__)

TURN_S = 0.5
MOST_FAILURES = 4
"""So often the end of the process waits for a database that does not answer."""
FINISH_S = 5.0


class Courier:
    """Carries news while there are any to send, and while `needed` says that somebody listens.

    `deliver` is called with those of other processes.
    """

    def __init__(
        self,
        storage: Storage,
        redis_url: str,
        frequent: Collection[str],
        *,
        deliver: Callable[[str, Told], None],
        needed: Callable[[], bool],
    ) -> None:
        origin = secrets.token_hex(8)
        self._table = NewsTable(storage, origin)
        self._redis = RedisLine(redis_url, origin, deliver) if redis_url else None
        self._deliver = deliver
        self._needed = needed
        self._frequent = frozenset(frequent)
        self._at_once, self._gathered = Pending(), Pending()
        self._database = ""
        self._failures = 0
        self._next_turn = 0.0
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def send(self, topic: str, told: Told) -> None:
        """Never waits: the thread does."""
        if topic in self._frequent and not (self._redis and self._redis.is_up):
            self._gathered.add(topic, told)
        else:
            self._at_once.add(topic, told)
            self._wake.set()
        self.attend()

    def attend(self) -> None:
        """Start the thread where there is something to do."""
        with self._lock:
            if self._thread is None and self._is_wanted():
                # No daemon: a command that ends has told its news before.
                thread = threading.Thread(target=self._work, name="news")
                thread.start()
                self._thread = thread

    def finish(self) -> None:
        """Wait a moment for what is still to be sent."""
        self._wake.set()
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(FINISH_S)

    def _is_wanted(self) -> bool:
        if self._at_once or self._gathered:
            return self._failures < MOST_FAILURES or threading.main_thread().is_alive()
        return self._needed() and threading.main_thread().is_alive()

    def _work(self) -> None:
        while True:
            try:
                self._turn()
                self._failures = 0
            except Exception as fault:  # whatever it is: nobody would start this thread again
                self._failed(fault)
            with self._lock:
                if not self._is_wanted():
                    self._thread = None
                    self._table.lose_place()
                    return
            self._wake.wait(TURN_S)
            self._wake.clear()

    def _turn(self) -> None:
        self._database = self._database or self._table.prepare()
        if self._redis and self._needed():
            self._redis.attend(f"civickit:{self._database}", self._needed)
        self._send(self._at_once)
        if monotonic() >= self._next_turn:
            self._next_turn = monotonic() + TURN_S * 0.9
            self._send(self._gathered)
            self._receive()

    def _send(self, pending: Pending) -> None:
        news = pending.take()
        if not news or (self._redis and self._redis.send(f"civickit:{self._database}", news)):
            return
        try:
            self._table.write(news)
        except Exception:
            pending.add(RESYNC, {})  # the others have missed these
            raise

    def _receive(self) -> None:
        if not self._needed():
            self._table.lose_place()
            return
        found = self._table.read()
        for topic, told in [(RESYNC, {})] if found is None else found:
            self._deliver(topic, told)

    def _failed(self, fault: Exception) -> None:
        self._table.lose_place()
        self._failures += 1
        if self._failures == 1:
            why = getattr(fault, "orig", None) or fault  # of a database without the statement
            log.warning("news cannot go to other processes for the moment: %s", why)
