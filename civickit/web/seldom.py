"""Log lines that others can cause: some a minute, so that nobody can fill the disk."""

from __future__ import annotations

import logging
from threading import Lock
from time import monotonic

MOST = 20
EACH_S = 60.0


class Seldom:
    """At most 20 lines a minute, then how many were left out. Give it no secrets."""

    def __init__(self, logger: logging.Logger) -> None:
        self.logger = logger
        self._lock = Lock()
        self._until = 0.0
        self._said = 0

    def warn(self, line: str, *values: object) -> None:
        """As `logging.warning`."""
        with self._lock:
            left_out = 0
            if monotonic() >= self._until:
                left_out, self._said = max(0, self._said - MOST), 0
                self._until = monotonic() + EACH_S
            self._said += 1
            speak = self._said <= MOST
        if left_out:
            self.logger.warning("%d more lines like these were left out", left_out)
        if speak:
            self.logger.warning(line, *values, stacklevel=2)
