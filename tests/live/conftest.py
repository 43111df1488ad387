"""The snowplow app with a storage and a clock of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from live.servers import (  # noqa: F401 - fixtures
    database_url,
    each_site,
    mqtt_url,
    postgres_server,
    postgres_url,
    redis_url,
)

from civickit.live.site import SITE, Site

APPS = Path(__file__).parents[2] / "apps"
sys.path.insert(0, str(APPS))  # as `civickit run` does, before the tests are imported
STORM_S = 1_796_000_000.0
"""Monday, 30 November 2026, 09:53 in Japan: in the season."""


class Clock:
    """Seconds since 1970 as the app sees them; a test moves them."""

    def __init__(self, now: float = STORM_S) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_live(tmp_path: Path, clock: Clock) -> Callable[..., Flask]:
    """create_app of snowplow_nav with nothing simulated; keyword arguments are configuration."""

    def make(**config: Any) -> Flask:
        from snowplow_nav.app import create_app

        app = create_app({"STATE": tmp_path / "state", "PLOWS": 0, **config})
        app.testing = True
        app.extensions[SITE].now = clock
        return app

    return make


@pytest.fixture
def live_app(make_live: Callable[..., Flask]) -> Flask:
    return make_live()


@pytest.fixture
def client(live_app: Flask) -> FlaskClient:
    return live_app.test_client()


@pytest.fixture
def serve_live() -> Iterator[Callable[[Flask], str]]:
    """Serve an app as `civickit run` does; gives the address without a final slash.

    What runs in the background is not started: a test does so with what it needs of it.
    """
    from civickit.web.async_server import running
    from civickit.web.server import listen

    with ExitStack() as stack:

        def start(app: Flask) -> str:
            listener = listen("127.0.0.1", 0)
            port = listener.getsockname()[1]
            stack.enter_context(running(app, listener))
            return f"http://127.0.0.1:{port}"

        yield start


@pytest.fixture
def site(live_app: Flask) -> Site:
    found: Site = live_app.extensions[SITE]
    return found
