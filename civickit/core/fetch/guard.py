"""No request may end at a private address: apps take URLs from people.

The address is checked when the connection is made, on the very address connected to, so
neither a redirect nor a name that changes its answer gets past.

With a proxy (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY; NO_PROXY names exceptions) the proxy looks
names up and connects, so what is connected to cannot be seen from here. Then an address that
is private, or a name that this machine finds to be private, is refused before it is sent to
the proxy; a name that this machine cannot look up is left to the proxy. The proxy itself may
be private: whoever runs this machine has chosen it.
"""

from __future__ import annotations

import logging
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3 import ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from civickit.core.fetch.address import SCHEMES, is_public, private_allowed
from civickit.core.fetch.deadline import TimedResponse

CONNECTIONS_PER_HOST = 64
Place = tuple[Any, Any, int, str, Any]
"""As socket.getaddrinfo gives it: family, type, protocol, name, socket address."""


class Private(Exception):
    """The host is not on the public internet."""


class PrivateAddress(NewConnectionError):
    """The name led to an address that is not on the public internet."""


def public_places(host: str, port: int) -> list[Place]:
    """Where a host can be reached. Raises Private where any of it is private, and gaierror."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not private_allowed() and not all(is_public(str(place[4][0])) for place in found):
        raise Private(host)
    return list(found)


class _Timed:
    """Answers on this connection end at the deadline."""

    response_class = TimedResponse


class _Guarded(_Timed):
    """Looks the host up once, checks every address, and connects to what it has checked."""

    def _new_conn(self: Any) -> socket.socket:
        failure: OSError | None = None
        for place in self._places():
            try:
                return _connected(place, self.timeout, self.socket_options or ())
            except OSError as error:
                failure = error
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, f"{self.host} did not answer in time")
        raise NewConnectionError(self, f"{self.host} refused the connection: {failure}")

    def _places(self: Any) -> list[Place]:
        try:
            return public_places(self._dns_host, self.port)
        except Private:
            raise PrivateAddress(self, f"{self.host} is private") from None
        except (socket.gaierror, UnicodeError) as error:
            reason = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
            raise NameResolutionError(self.host, self, reason) from None


def _connected(place: Place, timeout_s: float, options: Any) -> socket.socket:
    family, kind, protocol, _, where = place
    made = socket.socket(family, kind, protocol)
    try:
        for option in options:
            made.setsockopt(*option)
        made.settimeout(timeout_s)
        made.connect(where)
    except BaseException:
        made.close()
        raise
    return made


class _GuardedHTTP(_Guarded, HTTPConnection):  # type: ignore[misc]  # ours is to come first
    pass


class _GuardedHTTPS(_Guarded, HTTPSConnection):  # type: ignore[misc]  # the same
    pass


class _TimedHTTP(_Timed, HTTPConnection):  # type: ignore[misc]  # the same
    pass


class _TimedHTTPS(_Timed, HTTPSConnection):  # type: ignore[misc]  # the same
    pass


class _GuardedHTTPPool(HTTPConnectionPool):
    ConnectionCls = _GuardedHTTP


class _GuardedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPS


class _ProxyHTTPPool(HTTPConnectionPool):
    ConnectionCls = _TimedHTTP


class _ProxyHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _TimedHTTPS


class GuardedAdapter(HTTPAdapter):
    """Connects to public addresses only."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        pools = {"http": _GuardedHTTPPool, "https": _GuardedHTTPSPool}
        self.poolmanager.pool_classes_by_scheme = pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        if isinstance(manager, ProxyManager):
            pools = {"http": _ProxyHTTPPool, "https": _ProxyHTTPSPool}
            manager.pool_classes_by_scheme = pools
        return manager

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        if select_proxy(request.url, kwargs.get("proxies")):
            _refuse_private(request.url)
        return super().send(request, *args, **kwargs)


def _refuse_private(url: str) -> None:
    parts = urlsplit(url)
    try:
        public_places(parts.hostname or "", parts.port or 0)
    except Private:
        raise PrivateAddress(None, f"{parts.hostname} is private") from None  # type: ignore[arg-type]  # no connection was made
    except (OSError, UnicodeError):
        return


def _no_login(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002 - requests' signature
        """Nowhere: the transport follows by itself. Here the whole body would be read first."""
        return None


def session() -> requests.Session:
    # urllib3 writes whole URLs into its log, keys included.
    logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
    made = _Session()
    made.auth = _no_login  # else requests sends what it finds in ~/.netrc
    for scheme in SCHEMES:
        made.mount(f"{scheme}://", GuardedAdapter(pool_maxsize=CONNECTIONS_PER_HOST))
    return made
