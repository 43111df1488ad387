"""Work that is done now and then beside the answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from sqlalchemy.exc import OperationalError

_log = logging.getLogger(__name__)


class Every:
    """Calls `work` at once and then every so many seconds, in a thread of its own.

    What it raises is logged, and it is called again: a disk that is full now may be mended.
    """

    def __init__(self, name: str, every_s: float, work: Callable[[], object]) -> None:
        self.name = name
        self.every_s = every_s
        self.work = work
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self, address: str) -> None:  # noqa: ARG002 - as every Background
        self._stopping.clear()
        self._thread = Thread(target=self._go_on, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End once the work in hand is done."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _go_on(self) -> None:
        while True:
            try:
                self.work()
            except OperationalError as fault:
                _log.warning("%s: waits for the database: %s", self.name, fault.orig)
            except Exception:
                _log.exception("%s failed; it is tried again in %g s", self.name, self.every_s)
            if self._stopping.wait(self.every_s):
                return
