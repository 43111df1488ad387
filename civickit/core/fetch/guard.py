"""No request may end at a private address: apps take URLs from people.

The address is checked when the connection is made, on the very address connected to, so
neither a redirect nor a name that changes its answer gets past.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from civickit.core.errors import SourceUnavailable

ALLOW = "CIVICKIT_ALLOW_PRIVATE"
SCHEMES = ("http", "https")


class PrivateAddress(NewConnectionError):
    """The name led to an address that is not on the public internet."""


def private_allowed() -> bool:
    return os.environ.get(ALLOW) == "1"


def check_url(url: str) -> None:
    """Raises SourceUnavailable where the URL is not one to fetch at all."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise SourceUnavailable(f"{url!r} is not an address: {error}", url=url) from None
    if parts.scheme.lower() not in SCHEMES or not host:
        raise SourceUnavailable(
            f"{url!r} is not an address that can be fetched; it must begin with https://", url=url
        )
    if parts.username is not None or parts.password is not None:
        raise SourceUnavailable("an address may not hold a user name or password", url=url)


def is_public(address: str) -> bool:
    """Whether an IP address lies on the public internet."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if inner is not None and not is_public(str(inner)):
        return False
    return found.is_global and not found.is_multicast


def public_addresses(host: str, port: int) -> Iterable[str]:
    """The addresses of a host. Raises OSError with the host's name where any is private."""
    found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not private_allowed() and not all(map(is_public, found)):
        raise PermissionError(f"{host} is a private address")
    return found


class _Guarded:
    """Looks the host up once, checks every address, and connects to what it has checked."""

    def _new_conn(self: Any) -> socket.socket:
        try:
            addresses = public_addresses(self._dns_host, self.port)
        except PermissionError as error:
            raise PrivateAddress(self, str(error)) from None
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(
                self.host, self, error if isinstance(error, socket.gaierror) else socket.gaierror()
            ) from error
        failure: OSError | None = None
        for address in addresses:
            try:
                return create_connection(
                    (address, self.port),
                    self.timeout,
                    source_address=self.source_address,
                    socket_options=self.socket_options,
                )
            except OSError as error:
                failure = error
        raise NewConnectionError(self, f"{self.host} refused the connection: {failure}")


class _GuardedHTTP(_Guarded, HTTPConnection):
    pass


class _GuardedHTTPS(_Guarded, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _GuardedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPS


class GuardedAdapter(HTTPAdapter):
    """Connects to public addresses only. A proxy of the environment does its own looking up."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[no-untyped-call]
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}


def session() -> requests.Session:
    made = requests.Session()
    for scheme in SCHEMES:
        made.mount(f"{scheme}://", GuardedAdapter())
    return made
