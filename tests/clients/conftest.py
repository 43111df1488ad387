from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from civickit.core.fetch import Fetcher, Limits, Store

QUICK = Limits(connect_s=2, read_s=2, total_s=10, retries=1, backoff_s=0.01, retry_after_s=0.05)


@pytest.fixture(scope="session")
def make_httpserver() -> Iterator[HTTPServer]:
    """One server for all tests of a process, cleared between them."""
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server


@pytest.fixture(autouse=True)
def servers_on_this_machine_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICKIT_ALLOW_PRIVATE", "1")
    monkeypatch.delenv("CIVICKIT_OFFLINE", raising=False)


@pytest.fixture
def make_fetch(tmp_path: Path) -> Callable[..., Fetcher]:
    """Fetchers that share one store of their own and do not wait long."""

    def make(**options: object) -> Fetcher:
        settings = {"store": Store(tmp_path / "store"), "limits": QUICK, "offline": False}
        return Fetcher(**{**settings, **options})

    return make


@pytest.fixture
def fetch(make_fetch: Callable[..., Fetcher]) -> Fetcher:
    return make_fetch()
