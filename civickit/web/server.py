"""Put an app on the network with waitress, and say its address once it really answers."""

from __future__ import annotations

import errno
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any, Protocol

from flask import Flask

from civickit.core.errors import CivicKitError
from civickit.web.shell import LARGEST_REQUEST_BYTES, proxy_hops

if TYPE_CHECKING:
    from types import FrameType

BACKGROUND = "civickit_background"
"""In app.extensions: what an async_server starts when it answers, and stops at its end."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked for by the user
PATIENCE_S = 30.0
FINISH_S = 5
STOPPING = (signal.SIGINT, signal.SIGTERM)
TURN_S = 0.1
"""How long an app may go on unaware that it is asked to end."""
HIGHEST_PORT = 65_535
THREADS = 8


class Background(Protocol):
    """Work beside the answers; a server starts it once it answers, and stops it at the end."""

    def start(self, address: str) -> None: ...
    def stop(self) -> None: ...


def serve(
    app: Flask, host: str = "127.0.0.1", port: int = 8000, *, announce: Callable[[str], None]
) -> None:
    """Serve the app until Ctrl-C or SIGTERM.

    `announce` gets each address once /healthz has answered: the one for this machine, and
    when the host is 0.0.0.0 or :: also the one for a phone in the same network (browsers
    give a page the phone's position only over https, so not there). Port 0 takes any
    free port. Raises CivicKitError when the port is taken, the host is not of this machine,
    or the app does not answer.
    """
    listener = listen(host, port)
    port = listener.getsockname()[1]
    server = _server(app, listener)
    with until_stopped() as heed, at_work(server.run, lambda: _finish(server)) as ended:
        wait_until_healthy(EVERYWHERE.get(host, host), port, heed=heed)
        for address in addresses(host, port):
            announce(address)
        while not ended.wait(TURN_S):
            heed()


@contextmanager
def at_work(run: Callable[[], object], finish: Callable[[], object]) -> Iterator[threading.Event]:
    """`run` in a thread while the block lasts; then `finish` tells it to end, and it is waited for.

    Gives what is set once it has ended.
    """
    # Not Thread.join: where a signal interrupts it, Python 3.11 takes the thread for ended.
    ended = threading.Event()

    def work() -> None:
        try:
            run()
        finally:
            ended.set()

    threading.Thread(target=work, name="server", daemon=True).start()
    try:
        yield ended
    finally:
        finish()
        ended.wait(2 * FINISH_S)


def addresses(host: str, port: int) -> list[str]:
    """The addresses under which a server on this host and port is reached."""
    hosts = [EVERYWHERE.get(host, host)]
    if host in EVERYWHERE:
        hosts += filter(None, [lan_address(_family(host))])
    return [f"http://{f'[{one}]' if ':' in one else one}:{port}/" for one in hosts]


def lan_address(family: socket.AddressFamily) -> str | None:
    """This machine's address in its local network, or None without one. Sends nothing."""
    # Documentation addresses: choosing a route to them names the outgoing interface.
    far = "2001:db8::1" if family == socket.AF_INET6 else "192.0.2.1"
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            return str(probe.getsockname()[0])
    except OSError:
        return None


def take_port(host: str, port: int) -> int:
    """The port once it is known to be free, or some free one for 0. Raises CivicKitError."""
    with closing(listen(host, port)) as listener:
        return int(listener.getsockname()[1])


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections there. Raises CivicKitError where that cannot be."""
    if not 0 <= port <= HIGHEST_PORT:
        raise CivicKitError(f"port {port} does not exist. Give one from 0 to {HIGHEST_PORT}.")
    try:
        return socket.create_server((host, port), family=_family(host))
    except OSError as fault:
        raise CivicKitError(_cannot_listen(host, port, fault)) from fault


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _server(app: Flask, listener: socket.socket) -> Any:
    from waitress import create_server

    # It warns of every request that waits a moment for a thread: no news to the one who started us.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return create_server(
        app,
        sockets=[listener],
        threads=THREADS,
        ident=None,
        # The app refuses politely above its own limit; this one guards the disk.
        max_request_body_size=10 * (app.config["MAX_CONTENT_LENGTH"] or LARGEST_REQUEST_BYTES),
        clear_untrusted_proxy_headers=proxy_hops(app) == 0,
    )


def _finish(server: Any) -> None:
    """Let requests under way end, then close every connection."""
    from waitress.wasyncore import close_all

    server.task_dispatcher.shutdown(timeout=FINISH_S)
    # Closing belongs to the thread that waits on these sockets: it would trip over it.
    server.trigger.pull_trigger(lambda: close_all(server._map))


def _cannot_listen(host: str, port: int, fault: OSError) -> str:
    if fault.errno == errno.EADDRINUSE:
        return f"port {port} is already in use. Stop the other program or try port {_free(host)}."
    if fault.errno == errno.EACCES:
        return f"port {port} needs administrator rights. Try port {_free(host)}."
    return f"cannot listen on {host!r}, port {port}: {fault}. Try host 127.0.0.1."


def _free(host: str) -> int:
    """The first free port from 8000, else whichever the system gives."""
    for port in range(8000, 8020):
        with suppress(OSError), socket.create_server((host, port), family=_family(host)):
            return port
    with socket.create_server((host, 0), family=_family(host)) as probe:
        return int(probe.getsockname()[1])


def wait_until_healthy(
    host: str, port: int, path: str = "/healthz", *, heed: Callable[[], object] = lambda: None
) -> None:
    """Returns once the server there answers; `heed` is called between two attempts.

    Raises CivicKitError when it does not answer.
    """
    last = "no answer"
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        heed()
        try:
            with closing(HTTPConnection(host, port, timeout=5)) as connection:
                connection.request("GET", path)
                status = connection.getresponse().status
        except (OSError, HTTPException) as fault:
            last = str(fault)
        else:
            if status in {200, 404}:  # an app that was not equipped has no /healthz
                return
            last = f"status {status}"
        time.sleep(0.05)
    raise CivicKitError(f"the app started but {path} does not answer: {last}. See the log above.")


@contextmanager
def until_stopped() -> Iterator[Callable[[], None]]:
    """End quietly at Ctrl-C, and let a service manager's SIGTERM do the same.

    Gives a function to call from time to time: it leaves the block once the end was asked for.
    Who asks a second time is not kept waiting for that.
    """
    # An error out of the handler itself would strike anywhere, in a transaction of the start for
    # example, where the failing rollback takes its place and the app would go on.
    asked: list[int] = []

    def hear(signal_number: int, _frame: FrameType | None) -> None:
        asked.append(signal_number)
        if len(asked) > 1:
            raise KeyboardInterrupt

    def heed() -> None:
        if asked:
            raise KeyboardInterrupt

    in_main = threading.current_thread() is threading.main_thread()
    before = {one: signal.signal(one, hear) for one in STOPPING} if in_main else {}
    try:
        yield heed
    except KeyboardInterrupt:
        return
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
