"""What a client's sample must say, so that the one contract can be held against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pytest_httpserver import HTTPServer

from civickit.core.fetch import Fetcher


@dataclass(frozen=True)
class Sample:
    """One call of a client against a small server on this machine.

    `serve` puts good answers (hand-made, in the real shape) on the server; `call(url, fetch)`
    asks, goes through everything it gets, and gives a value that can be compared. `expected`
    is that value. `serve_empty` answers "there is nothing", for which `call` must give `empty`;
    None where the protocol has no such answer. `serve_cut` lies about its length or
    breaks off between pages, for which `call` must raise SourceChanged or SourceUnavailable;
    None where there is no paging. `writes`: the call changes something, so it is not replayed.
    `refusal` is JSON that tells of an error with status 200, where the protocol does that.
    """

    client: str
    call: Callable[[str, Fetcher], Any]
    serve: Callable[[HTTPServer], None]
    expected: Any
    serve_empty: Callable[[HTTPServer], None] | None = None
    empty: Any = None
    serve_cut: Callable[[HTTPServer], None] | None = None
    writes: bool = False
    refusal: Any = None
    name: str = ""
