"""What a client says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Client:
    """One protocol. `opens` is the class or function to call; `specification` an address.

    `catalogue`: it can search for datasets: `opens(url, fetch).search(words, place_code="",
    limit=50) -> Found`. `rows`: it can give the rows of one dataset: `opens(url, fetch)
    .rows(...) -> Rows`. Clients of portals also have `dataset(id) -> Dataset`. `key`: the
    environment variable with the key it needs, or ''.
    """

    name: str
    title: Mapping[str, str]
    specification: str
    opens: Callable[..., Any]
    catalogue: bool = False
    rows: bool = False
    key: str = ""
