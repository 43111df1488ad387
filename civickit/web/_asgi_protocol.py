"""A connection of uvicorn that bounds what a client may send before anybody looks at it."""

from __future__ import annotations

from asyncio import TimerHandle, Transport

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

ABORT = "civickit.abort"
"""In scope["extensions"]: how to end the connection at once, whatever still waits to be sent."""
LARGEST_HEAD_BYTES = 65_536
HEAD_S = 20.0
STUCK_S = 60.0


class BoundedProtocol(HttpToolsProtocol):
    """The head of a request is at most 64 kB and 20 seconds long; a client that takes nothing of
    its answer for a minute is cut off."""

    _in_head = True
    _head_bytes = 0
    _messages = 0
    _timer: TimerHandle | None = None
    _patience: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._timer = self.loop.call_later(HEAD_S, self._cut)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self._stop_patience()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        before = self._messages
        super().data_received(data)
        if not self._in_head or self._messages != before:
            self._head_bytes = 0
            self._stop_timer()
            return
        self._head_bytes += len(data)
        if self._head_bytes > LARGEST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")
        elif self._timer is None and (self.cycle is None or self.cycle.response_complete):
            self._timer = self.loop.call_later(HEAD_S, self._cut)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: {"abort": self._cut}}

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head = True
        self._messages += 1

    def pause_writing(self) -> None:
        super().pause_writing()
        self._wait(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        self._stop_patience()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        self._cut()  # closing would wait for a client that reads nothing

    def _wait(self, waiting_bytes: int) -> None:
        self._stop_patience()
        self._patience = self.loop.call_later(STUCK_S, self._cut_if_stuck, waiting_bytes)

    def _cut_if_stuck(self, before_bytes: int) -> None:
        waiting_bytes = self.transport.get_write_buffer_size()
        if waiting_bytes < before_bytes:
            self._wait(waiting_bytes)
        else:
            self._cut()

    def _stop_patience(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _cut(self) -> None:
        self.transport.abort()
