"""Waiting one's turn at each host."""

from __future__ import annotations

import threading
import time
from collections import defaultdict

from civickit.core.fetch.limits import PATIENCE_S, Limits

NEAR = {"localhost", "127.0.0.1", "::1"}


def interval_s(host: str, least_s: float = Limits().interval_s) -> float:
    """Seconds between the starts of two requests to a host; this machine needs none."""
    return 0.0 if host in NEAR else max(least_s, PATIENCE_S.get(host, 0.0))


class Turns:
    """Gives threads their turn at each host, so that requests start an interval apart."""

    def __init__(self, interval_s: float) -> None:
        self.interval_s = interval_s
        self._lock = threading.Lock()
        self._next: defaultdict[str, float] = defaultdict(float)

    def wait(self, host: str) -> None:
        host = host.rstrip(".")
        interval = interval_s(host, self.interval_s)
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next[host])
            self._next[host] = turn + interval
        if turn > now:
            time.sleep(turn - now)

    def hold(self, host: str, seconds: float) -> None:
        """Nobody asks this host for so long."""
        host = host.rstrip(".")
        with self._lock:
            self._next[host] = max(self._next[host], time.monotonic() + seconds)
