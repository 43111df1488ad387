"""A server on this machine that says byte for byte what a test wants, however wrong."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

Say = bytes | Callable[[socket.socket], None]


class Asked(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def said(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer with the right length; `Content_Type=` names a header."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def sent_on(where: str, status: str = "302 Found") -> bytes:
    return said(b"", status, Location=where)


class Portal:
    """`says` holds the answers of each path, given one after the other; the last one repeats."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listening = socket.create_server((host, 0), family=family, backlog=64)
        self.port = self._listening.getsockname()[1]
        self.host = host
        self.url = f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"
        self.says: dict[str, list[Say]] = {}
        self.asked: list[Asked] = []
        self.connections = 0
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                made, _ = self._listening.accept()
                self.connections += 1
                self._open.append(made)
                threading.Thread(target=self._serve, args=(made,), daemon=True).start()

    def _serve(self, made: socket.socket) -> None:
        with suppress(OSError), made, made.makefile("rb") as reading:
            while asked := _read(reading):
                self.asked.append(asked)
                path = asked.path.partition("?")[0]
                answers = self.says.get(path) or self.says.get("*") or [said(b"", "404 Not Found")]
                say = answers.pop(0) if len(answers) > 1 else answers[0]
                if callable(say):
                    say(made)
                    return
                made.sendall(say)
                if b"Content-Length" not in say.partition(b"\r\n\r\n")[0]:
                    return

    def stop(self) -> None:
        """As if the machine were switched off."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for made in self._open:
            with suppress(OSError):
                made.shutdown(socket.SHUT_RDWR)


def _read(reading: object) -> Asked | None:
    first = reading.readline().decode("latin-1").split()
    if len(first) != 3:
        return None
    headers = {}
    while line := reading.readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = reading.read(int(headers.get("content-length", 0)))
    return Asked(first[0], first[1], headers, body)


@contextmanager
def portal_at(host: str = "127.0.0.1") -> Iterator[Portal]:
    portal = Portal(host)
    try:
        yield portal
    finally:
        portal.stop()
