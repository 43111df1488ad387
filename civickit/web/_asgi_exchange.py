"""One request and its answer, told to the server message by message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from civickit.web._asgi_body import Receive, drain
from civickit.web._asgi_protocol import ABORT
from civickit.web.quick import Answer

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]

CLOSE = (b"connection", b"close")
BLOCK_BYTES = 262_144
"""Only between blocks is seen whether the client takes them."""


async def send_answer(send: Send, answer: Answer) -> None:
    """All of a small answer."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})


class Exchange:
    """What a bridge does with one request. To a client that has left, everything is sent in vain.

    `unread`: the client is still sending a body that nobody wants.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.receive = receive
        self.unread = False
        self._send = send

    async def answer(self, answer: Answer) -> None:
        """The whole answer, a large one in parts."""
        await self.start(answer)
        for at in range(0, len(answer.body), BLOCK_BYTES):
            await self.block(answer.body[at : at + BLOCK_BYTES])
        await self.end()

    async def start(self, answer: Answer) -> None:
        """The head of an answer."""
        headers = [*answer.headers, CLOSE] if self.unread else answer.headers
        await self._send(
            {"type": "http.response.start", "status": answer.status, "headers": headers}
        )

    async def block(self, body: bytes) -> None:
        """A part of the body, once the client has taken most of those before."""
        await self._send({"type": "http.response.body", "body": body, "more_body": True})

    async def end(self) -> None:
        if self.unread:
            await drain(self.receive)
        await self._send({"type": "http.response.body", "body": b""})

    @contextmanager
    def leaving(self, wake: Callable[[], None]) -> Iterator[Callable[[], bool]]:
        """A function that says whether the client has left; `wake` is called when it does."""
        gone = asyncio.ensure_future(self._left())
        gone.add_done_callback(lambda _: wake())
        try:
            yield gone.done
        finally:
            gone.cancel()

    async def _left(self) -> None:
        """Returns once the client has left; what comes before that is the end of its request."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def cut(self) -> None:
        """End the connection at once, in the middle of an answer if need be."""
        found = self.scope.get("extensions", {}).get(ABORT)
        if found is not None:
            found["abort"]()
            await self.receive()  # the server knows it now, and expects no answer any more
