"""Put an app on the network with uvicorn: for apps whose readers are many, or listen for long.

What web.server promises holds here too. Beside that, the work that the app lists under `BACKGROUND`
begins once it answers.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec

from flask import Flask

from civickit.core.errors import MissingExtra
from civickit.web.server import (
    BACKGROUND,
    EVERYWHERE,
    FINISH_S,
    TURN_S,
    Background,
    addresses,
    at_work,
    listen,
    until_stopped,
    wait_until_healthy,
)

if find_spec("uvicorn") is None or find_spec("httptools") is None:
    raise MissingExtra("Live apps", "live")

import uvicorn

from civickit.web._asgi_protocol import BoundedProtocol
from civickit.web.asgi import Bridge

KEEP_ALIVE_S = 15
"""A page that asks every ten seconds keeps its connection."""
MOST_FILES = 65_536
OWN_FILES = 200
"""Files and connections that the app itself needs, for its database for example."""
FEW_FILES = (
    "only %d files may be open here, so more than %d clients at once are answered 503. Allow more: "
    "`ulimit -n 4096`, for systemd LimitNOFILE=4096"
)

_log = logging.getLogger(__name__)


def serve(
    app: Flask, host: str = "127.0.0.1", port: int = 8000, *, announce: Callable[[str], None]
) -> None:
    """Serve the app until Ctrl-C or SIGTERM, as web.server.serve does."""
    listener = listen(host, port)
    port = listener.getsockname()[1]
    with until_stopped() as heed, running(app, listener) as ended:
        wait_until_healthy(EVERYWHERE.get(host, host), port, heed=heed)
        reached_at = addresses(host, port)
        for address in reached_at:
            announce(address)
        with _beside(app.extensions.get(BACKGROUND, ()), reached_at[0]):
            while not ended.wait(TURN_S):
                heed()


@contextmanager
def running(app: Flask, listener: socket.socket) -> Iterator[threading.Event]:
    """The app on the network while the block lasts; gives what is set when it ends by itself."""
    server = _Server(app)

    def finish() -> None:
        server.should_exit = True

    with at_work(lambda: server.run([listener]), finish) as ended:
        yield ended


@contextmanager
def _beside(background: Iterable[Background], address: str) -> Iterator[None]:
    with ExitStack() as stack:
        for one in background:
            stack.callback(one.stop)
            one.start(address)
        yield


class _Server(uvicorn.Server):
    def __init__(self, app: Flask) -> None:
        self._bridge = Bridge(app)
        super().__init__(
            uvicorn.Config(
                self._bridge,
                http=BoundedProtocol,
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                log_level="error",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE_S,
                timeout_graceful_shutdown=FINISH_S,
                limit_concurrency=_most_connections(),
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._bridge.close()
        await super().shutdown(sockets)


def _most_connections() -> int | None:
    """As many as the system grants, and it is asked for them: unasked, most give 1,024 files."""
    with suppress(ImportError):  # Windows has no such limit
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
        if soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        most = max(most, soft)
        if most < 2 * OWN_FILES:
            _log.warning(FEW_FILES, most, most // 2)
        return most - min(OWN_FILES, most // 2)
    return None
