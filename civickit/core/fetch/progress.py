"""How far a download is, for somebody who is watching: on a terminal, never in a log."""

from __future__ import annotations

import sys
import time
from types import TracebackType

PATIENCE_S = 1.0
INTERVAL_S = 0.2
CLEAR = "\r\x1b[K"


class Progress:
    """One line on the terminal that grows while bytes come, and is gone afterwards.

    Nothing is shown in the first second. `total` is 0 where the server does not tell.
    """

    def __init__(self, name: str, total: int, *, wanted: bool) -> None:
        self._name = "".join(sign if sign.isprintable() else "?" for sign in name)[:40]
        self._total = total
        self._size = 0
        self._next = time.monotonic() + PATIENCE_S
        self._watched = wanted and sys.stderr is not None and sys.stderr.isatty()
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def add(self, count: int) -> None:
        self._size += count
        if self._watched and time.monotonic() >= self._next:
            self._next = time.monotonic() + INTERVAL_S
            self._shown = True
            print(f"{CLEAR}{self._words()}", end="", file=sys.stderr, flush=True)

    def _words(self) -> str:
        here = self._size / 1e6
        if self._total < self._size:
            return f"{self._name}: {here:.1f} MB"
        share = self._size / self._total
        return f"{self._name}: {here:.1f} of {self._total / 1e6:.1f} MB ({share:.0%})"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            print(CLEAR, end="", file=sys.stderr, flush=True)
