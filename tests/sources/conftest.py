from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from civickit.core.fetch import Fetcher, Limits, Store

QUICK = Limits(connect_s=2, read_s=5, total_s=10, retries=0, backoff_s=0.01)


@pytest.fixture(autouse=True)
def servers_on_this_machine_are_allowed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CIVICKIT_ALLOW_PRIVATE", "1")
    monkeypatch.setenv("CIVICKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CIVICKIT_OFFLINE", raising=False)


@pytest.fixture
def make_fetch(tmp_path: Path) -> Callable[..., Fetcher]:
    def make(**options: object) -> Fetcher:
        settings = {"store": Store(tmp_path / "cache"), "limits": QUICK, "offline": False}
        return Fetcher(**{**settings, **options})

    return make


@pytest.fixture
def fetch(make_fetch: Callable[..., Fetcher]) -> Fetcher:
    return make_fetch()


@pytest.fixture
def httpserver() -> Iterator[HTTPServer]:
    """A server of this test alone that answers several questions at once."""
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server
