from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from core.fetch.portal import Portal, portal_at

from civickit.core.fetch import Fetcher, Limits, Store

QUICK = Limits(connect_s=2, read_s=2, total_s=8, retries=2, backoff_s=0.01, retry_after_s=0.1)
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICKIT_ALLOW_PRIVATE", "1")
    for name in ("CIVICKIT_OFFLINE", "CIVICKIT_CONTACT", *PROXIES):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def portal() -> Iterator[Portal]:
    with portal_at() as made:
        yield made


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def make_fetch(store: Store) -> Callable[..., Fetcher]:
    """Fetchers that share one store and do not wait long; further arguments are limits."""

    def make(*, offline: bool = False, fresh_s: float = 0, **limits: float) -> Fetcher:
        chosen = QUICK._replace(**limits)
        return Fetcher(store=store, offline=offline, fresh_s=fresh_s, limits=chosen)

    return make


@pytest.fixture
def fetch(make_fetch: Callable[..., Fetcher]) -> Fetcher:
    return make_fetch()


@pytest.fixture
def leftovers(store: Store) -> Callable[[], list[str]]:
    """The names of half-written files in the store."""

    def find() -> list[str]:
        return [path.name for path in store.folder.rglob("*.part")]

    return find
