"""Waiting one's turn at each host."""

from __future__ import annotations

import threading
import time
from collections import defaultdict

from civickit.core.fetch.limits import DEFAULT_INTERVAL_S, PATIENCE_S

NEAR = {"localhost", "127.0.0.1", "::1"}


def interval_s(host: str) -> float:
    """Seconds between the starts of two requests to a host; this machine needs none."""
    return 0.0 if host in NEAR else PATIENCE_S.get(host, DEFAULT_INTERVAL_S)


class Turns:
    """Gives threads their turn at each host, so that requests start an interval apart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: defaultdict[str, float] = defaultdict(float)

    def wait(self, host: str) -> None:
        interval = interval_s(host)
        if not interval:
            return
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next[host])
            self._next[host] = turn + interval
        time.sleep(max(0.0, turn - now))
