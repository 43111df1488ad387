"""One open-data protocol per file: what a portal, a city OS or a service is asked, and its answer.

Each module offers `client`, which says what it is and what it can; all keep one contract
(tests/clients/test_contract.py). May live here: addresses, paging, the shapes of answers,
licences. May not: asking the network in any other way than through `core.fetch`; what a
column means (that is `schemas`).
"""

from __future__ import annotations

from civickit.clients._client import Client
from civickit.clients._dataset import Dataset, Found, Resource
from civickit.clients._licences import Licence, licence_of
from civickit.clients._rows import Rows, write_csv
from civickit.core.registry import Registry

__all__ = [
    "Client",
    "Dataset",
    "Found",
    "Licence",
    "Resource",
    "Rows",
    "get",
    "licence_of",
    "names",
    "write_csv",
]

_CLIENTS: Registry[Client] = Registry("client", "civickit.clients", "client")


def names() -> list[str]:
    """The clients there are."""
    return _CLIENTS.names()


def get(name: str) -> Client:
    """The client of that name. Raises UnknownName."""
    return _CLIENTS.get(name)
