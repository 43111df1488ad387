"""One call of a WSGI app, made in threads: each step takes one only as long as it lasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import copy_context
from typing import Any

from civickit.web._stream import TAKE_STREAM, Stream
from civickit.web.quick import RawHeaders, raw_headers

WHOLE_BYTES = 1_000_000
"""An answer of a known length up to this is taken at once."""
OF_SERVERS = {
    *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te"),
    *("trailer", "transfer-encoding", "upgrade", "date"),
}
"""Headers that the server writes, not the app."""


class WsgiCall:
    """`begin` in a thread; where the answer is not `whole` then, `more` until it gives None.

    `close` in any case. `stream` is what a view wants served instead of a body.
    """

    def __init__(self, app: Any, environ: dict[str, Any]) -> None:
        self.status = 500
        self.headers: RawHeaders = []
        self.stream: Stream | None = None
        self.whole = False
        self.closed = False
        self._app = app
        self._environ = environ | {TAKE_STREAM: self._take_stream}
        # A generator of a view may need its context, whichever thread asks it next.
        self._context = copy_context()
        self._result: Any = ()
        self._blocks: Iterator[bytes] = iter(())

    def begin(self) -> tuple[int, RawHeaders, bytes]:
        """Call the app: status, headers, and the first part of the body or a small one's whole."""
        body = self._context.run(self._begin)
        return self.status, self.headers, body

    def more(self) -> bytes | None:
        """The next part of the body."""
        return self._context.run(next, self._blocks, None)

    def close(self) -> None:
        """Let the app end what it began, also a stream that nobody came to read."""
        self._context.run(self._close)

    def _begin(self) -> bytes:
        environ, self._environ = self._environ, {}  # it holds this call: no rings for the collector
        self._result = self._app(environ, self._start)
        self._blocks = iter(self._result)
        length = next((value for name, value in self.headers if name == b"content-length"), None)
        if self.stream is None and length is not None and int(length) <= WHOLE_BYTES:
            self.whole = True
            body = b"".join(self._blocks)
            self._close()
            return body
        return next(self._blocks, b"")

    def _close(self) -> None:
        if self.stream is not None:
            self.stream.close()
        self.closed = True
        if hasattr(self._result, "close"):
            self._result.close()

    def _start(self, status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
        self.status = int(status.split(" ", 1)[0])
        self.headers = raw_headers(
            [(name.lower(), value) for name, value in headers if name.lower() not in OF_SERVERS]
        )

    def _take_stream(self, stream: Stream) -> None:
        self.stream = stream
