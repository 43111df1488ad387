"""What every test may use: a blocked network, real city files, a served app, a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
import requests  # noqa: F401 - it sets filters for warnings; in an app's thread that is a race
from hypothesis import settings

# Property tests measure rightness, not speed: a busy machine must not fail them.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0", ""}

_real_connect = socket.socket.connect
_real_getaddrinfo = socket.getaddrinfo


def _guarded_connect(self: socket.socket, address: Any) -> None:
    if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
        raise RuntimeError(f"tests may not use the network: connect to {address!r}")
    _real_connect(self, address)


def _guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    if host is not None and str(host) not in LOOPBACK:
        raise RuntimeError(f"tests may not use the network: look up {host!r}")
    return _real_getaddrinfo(host, *args, **kwargs)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case after its argument where its value is bytes or long.

    A zip or gzip made while tests are collected holds the second it was made in: the processes of
    one run would give the same case different names, and the run would end before its first test.
    """
    if isinstance(val, bytes | bytearray) or (isinstance(val, str) and len(val) > 80):
        return argname
    return None


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    socket.socket.connect = _guarded_connect
    socket.getaddrinfo = _guarded_getaddrinfo
    yield
    socket.socket.connect = _real_connect
    socket.getaddrinfo = _real_getaddrinfo


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What worked apps keep goes with the run, and no two processes of a run share it."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session")
def city_files() -> Path:
    """The folder of real city files. They are not ours to ship: without them a test skips."""
    folder = SHARED / "data"
    if folder.is_dir():
        return folder
    if os.environ.get("CI") == "true":
        pytest.fail(f"real city files are expected at {folder} when CI=true")
    pytest.skip("real city files are not on this machine")


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """Serve a WSGI app on a free port of this machine; gives the address without a final slash."""
    from waitress import create_server
    from waitress.wasyncore import close_all

    with ExitStack() as stack:

        def start(app: Any) -> str:
            server = create_server(app, host="127.0.0.1", port=0, threads=4)
            thread = threading.Thread(target=server.run, daemon=True)
            thread.start()

            def stop() -> None:
                """Close the sockets in the server's own thread: elsewhere it may be using them."""
                server.task_dispatcher.shutdown()
                with suppress(OSError):  # closed already, where a test has stopped the server
                    server.trigger.pull_trigger(lambda: close_all(server._map))
                thread.join(timeout=5)

            stack.callback(stop)
            return f"http://127.0.0.1:{server.effective_port}"

        yield start


CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One headless Chromium for the whole run: the one on PATH, else the one Playwright keeps."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open an address in a fresh browser context; keyword arguments are the context's options.

    When the test ends, every page it opened must have asked only its own origin (or a
    file on this machine) and must have thrown no script error. `page.script_errors` and
    `page.outside_requests` are there for tests that expect some: clear the list.
    """
    contexts = []
    pages = []

    def open_(url: str, **options: Any) -> Any:
        wait_until = options.pop("wait_until", "load")
        context = chromium.new_context(**{"locale": "ja-JP", **options})
        contexts.append(context)
        page = context.new_page()
        page.outside_requests = []
        page.script_errors = []
        own = url.split("/", 3)[:3] if url.startswith("http") else None

        def watch(request: Any) -> None:
            scheme = request.url.split(":", 1)[0]
            if scheme in {"data", "blob", "about"}:
                return
            if own is None and scheme == "file":
                return
            if own is None or request.url.split("/", 3)[:3] != own:
                page.outside_requests.append(request.url)

        page.on("request", watch)
        page.on("pageerror", lambda error: page.script_errors.append(str(error)))
        page.on(
            "console",
            lambda said: (
                page.script_errors.append(said.text)
                if said.type == "error" and "Content Security Policy" in said.text
                else None
            ),
        )
        page.goto(url, wait_until=wait_until)
        pages.append(page)
        return page

    yield open_
    outside = [url for page in pages for url in page.outside_requests]
    errors = [error for page in pages for error in page.script_errors]
    for context in contexts:
        context.close()
    assert outside == [], "the page asked another origin"
    assert errors == [], "the page's script failed"


@pytest.fixture(scope="session")
def assert_accessible() -> Callable[[Any], None]:
    """Run axe on an open page and fail with its findings, one a line."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    still = (
        "() => Promise.allSettled(document.getAnimations().filter((one) =>"
        " one.playState === 'running' && one.effect.getComputedTiming().iterations !== Infinity)"
        ".map((one) => one.finished)).then(() => null)"
    )

    def check(page: Any) -> None:
        page.evaluate(still)  # what is still fading in has too little contrast
        found = axe.run(page).response["violations"]
        lines = [
            f"{one['id']} ({one['impact']}): {one['help']} at {node['target']}"
            for one in found
            for node in one["nodes"]
        ]
        assert lines == [], "\n".join(lines)

    return check
