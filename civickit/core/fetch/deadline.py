"""A moment by which an answer must be there, however slowly its bytes drip in."""

from __future__ import annotations

import io
import socket
import time
from contextvars import ContextVar
from http.client import HTTPResponse
from typing import Any

DEADLINE: ContextVar[float] = ContextVar("DEADLINE")
"""On the clock of time.monotonic, for what this thread reads."""
SILENCE_S = 30.0


class TimedResponse(HTTPResponse):
    """An answer of which no read, of headers or body, goes on past the deadline."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_Timed(self.fp.detach(), sock))


class _Timed(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock
        self._silence_s = sock.gettimeout() or SILENCE_S

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left_s = DEADLINE.get() - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the answer took too long")
        self._sock.settimeout(min(left_s, self._silence_s))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
