"""Requests to the app itself over HTTP, and what became of them."""

from __future__ import annotations

import logging
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from civickit.live.simulator.phones import Request

PATIENCE_S = 10.0
TELL_EACH = 100
LOG = logging.getLogger("civickit.live.simulator")


class Posting:
    """One kept connection. A request that fails is counted and told; nothing is raised."""

    def __init__(self, address: str) -> None:
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE_S)
        self.done = 0
        self.failed = 0

    def post(self, request: Request) -> int:
        """The status; 0 where there was no answer."""
        try:
            self.connection.request(
                request.method, request.path, request.body, dict(request.headers)
            )
            reply = self.connection.getresponse()
            said = reply.read()
        except (OSError, HTTPException) as fault:
            self.close()
            self._tell(request, str(fault) or type(fault).__name__)
            return 0
        if reply.status >= 300:
            self._tell(request, f"{reply.status} {said[:200]!r}")
        else:
            self.done += 1
        return reply.status

    def close(self) -> None:
        with suppress(OSError):
            self.connection.close()

    def _tell(self, request: Request, why: str) -> None:
        """The first failure and each hundredth: a door that is shut is told, not repeated."""
        self.failed += 1
        if self.failed % TELL_EACH == 1:
            door = request.path.partition("?")[0]
            LOG.warning("simulated phones: failed requests: %d, now %s: %s", self.failed, door, why)
