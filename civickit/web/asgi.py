"""A Flask app for a server that waits without threads.

Views run in a few threads, each only while it works. Bodies come in, and answers go out, without
one; so do streams of events. However slow a client is, it keeps nobody else waiting.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from flask import Flask

from civickit.web._asgi_body import Body, Gone, NoRoom, Receive, TooSlow, read_body
from civickit.web._asgi_environ import environ_of, headers_of
from civickit.web._asgi_exchange import CLOSE, Exchange, Scope, Send, send_answer
from civickit.web._stream import HEARTBEAT, HEARTBEAT_S, PAUSE_S, Stream
from civickit.web._wsgi_call import WsgiCall
from civickit.web.prompt import EXTENSION as PROMPT
from civickit.web.prompt import MOST_BYTES, Bell, Pending, Sent, Unready, View
from civickit.web.quick import Answer, Quick, Variant
from civickit.web.seldom import Seldom
from civickit.web.shell import LARGEST_REQUEST_BYTES, proxy_hops

T = TypeVar("T")

THREADS = 64
"""Most of them wait for the disk, and all that wait share one commit."""
TOO_SLOW = b"408: the request did not arrive in time. Please send it again.\n"
NO_ROOM = b"503: there is no room for this now. Please send it again later.\n"


class Bridge:
    """The ASGI app around a Flask app.

    A request may be ten times as large as MAX_CONTENT_LENGTH here: the app refuses politely above
    its own limit, and a view may raise that for itself (`request.max_content_length`).
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._largest = 10 * (app.config["MAX_CONTENT_LENGTH"] or LARGEST_REQUEST_BYTES)
        self._trust_proxies = proxy_hops(app) > 0
        self._quick = Quick(app)
        self._prompt: dict[str, View] = app.extensions.setdefault(PROMPT, {})
        self._bell = Bell()
        self._threads = ThreadPoolExecutor(THREADS, "view")
        self._waiting: set[asyncio.Task[Any]] = set()
        self._log = Seldom(logging.getLogger(__name__))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = headers_of(scope)
        variant = self._quick.variant(scope, headers)
        has = headers.get(b"if-none-match", b"")
        if variant and (found := self._quick.find(variant, has)):
            await send_answer(send, found)
            return
        exchange, path = Exchange(scope, receive, send), scope["path"]
        try:
            await self._ask(exchange, headers, variant)
        except TooSlow:
            await send_answer(send, _plain(408, TOO_SLOW, CLOSE))
        except NoRoom as fault:
            self._log.warn("%s: answered 503: %s; make room for temporary files", path, fault)
            exchange.unread = True
            await exchange.answer(_plain(503, NO_ROOM))
        except (Gone, asyncio.CancelledError):
            await exchange.cut()

    def close(self) -> None:
        """Cut off whoever only waits: for news, or with the rest of an upload."""
        for task in self._waiting:
            task.cancel()

    async def _ask(
        self, exchange: Exchange, headers: dict[bytes, bytes], variant: Variant | None
    ) -> None:
        has = headers.pop(b"if-none-match", b"") if variant else b""
        with self._may_be_cut():
            body = await read_body(exchange.receive, headers, self._largest)
        exchange.unread = body.too_large
        try:
            if pending := await self._promptly(exchange.scope, headers, body):
                await self._bell.wait(pending.kept)
                await exchange.answer(pending.answer(pending.kept))
            else:
                trust = self._trust_proxies
                environ = environ_of(exchange.scope, headers, body, trust_proxies=trust)
                await self._call(exchange, environ, variant, has)
        finally:
            body.file.close()

    async def _promptly(
        self, scope: Scope, headers: dict[bytes, bytes], body: Body
    ) -> Pending | None:
        view, query = self._prompt.get(scope["path"]), scope["query_string"].decode("latin-1")
        if view is None or body.size + len(query) > MOST_BYTES:
            return None
        sent = Sent(scope["method"], scope["path"], query, headers, body.file.read())
        body.file.seek(0)
        found = view(sent)
        if isinstance(found, Unready):
            with suppress(Exception):  # the app meets with the same, and says what it is
                await self._in_thread(found.prepare)
            found = view(sent)
        return found if isinstance(found, Pending) else None

    async def _call(
        self, exchange: Exchange, environ: dict[str, Any], variant: Variant | None, has: bytes
    ) -> None:
        call = WsgiCall(self._app, environ)
        try:
            answer = Answer(*await self._in_thread(call.begin))
            if variant and call.whole:
                answer = self._quick.keep(variant, answer, has)
            await self._give(exchange, call, answer)
        finally:
            if not call.closed:
                await self._in_thread(call.close)

    async def _give(self, exchange: Exchange, call: WsgiCall, answer: Answer) -> None:
        if call.whole:
            await exchange.answer(answer)
        elif call.stream and exchange.scope["method"] != "HEAD":
            await self._stream(exchange, call.stream, answer)
        else:
            await self._parts(exchange, call, answer)

    async def _parts(self, exchange: Exchange, call: WsgiCall, answer: Answer) -> None:
        """A body that the app makes as it goes, as fast as the client takes it."""
        await exchange.start(answer)
        block: bytes | None = answer.body
        with exchange.leaving(lambda: None) as has_left:
            while block is not None and not has_left():
                await exchange.block(block)
                block = await self._in_thread(call.more)
        await exchange.end()

    async def _stream(self, exchange: Exchange, stream: Stream, answer: Answer) -> None:
        """Events as they come. Nobody waits for one who reads slowly: the stream keeps the rest."""
        news = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wake() -> None:
            if not news.is_set():
                loop.call_soon_threadsafe(news.set)

        stream.wake = wake
        await exchange.start(answer)
        with self._may_be_cut(), exchange.leaving(news.set) as has_left:
            while not (stream.over or has_left()):
                news.clear()
                await exchange.block(stream.take() or HEARTBEAT)
                await asyncio.sleep(PAUSE_S)
                with suppress(TimeoutError):
                    async with asyncio.timeout(HEARTBEAT_S):
                        await news.wait()
        await exchange.end()

    @contextmanager
    def _may_be_cut(self) -> Iterator[None]:
        task = asyncio.current_task()
        assert task
        self._waiting.add(task)
        try:
            yield
        finally:
            self._waiting.discard(task)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _plain(status: int, text: bytes, *more: tuple[bytes, bytes]) -> Answer:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        *more,
    ]
    return Answer(status, headers, text)
