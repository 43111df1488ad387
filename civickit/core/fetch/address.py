"""Which addresses may be asked: http(s) only, and only what lies on the public internet."""

from __future__ import annotations

import ipaddress
import os
from urllib.parse import urlsplit

from civickit.core.errors import SourceUnavailable

ALLOW = "CIVICKIT_ALLOW_PRIVATE"
SCHEMES = ("http", "https")
UNICAST = ipaddress.ip_network("2000::/3")
NAT64 = ipaddress.ip_network("64:ff9b::/96")
OLD_RELAYS = ipaddress.ip_network("192.88.99.0/24")


def private_allowed() -> bool:
    return os.environ.get(ALLOW) == "1"


def check_url(url: str) -> None:
    """Raises SourceUnavailable where the URL is not one to fetch at all."""
    plain = _without_login(url)
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise SourceUnavailable(f"{plain!r} is not an address: {error}", url=plain) from None
    if parts.username is not None or parts.password is not None:
        said = f"{plain!r} held a user name or password; leave them out of the address."
        raise SourceUnavailable(said, url=plain)
    if parts.scheme not in SCHEMES or not host:
        said = f"{plain!r} is not an address that can be fetched; it must begin with https://"
        raise SourceUnavailable(said, url=plain)
    if "\\" in parts.netloc or not all(sign.isprintable() for sign in url):
        said = f"{plain!r} holds signs that no address has; copy it again."
        raise SourceUnavailable(said, url=plain)


def _without_login(url: str) -> str:
    """The URL without what stands before an @ in its host; for messages."""
    scheme, slashes, rest = url.partition("//")
    host, slash, path = rest.partition("/")
    return f"{scheme}{slashes}{host.rpartition('@')[2]}{slash}{path}"


def is_public(address: str) -> bool:
    """Whether an IP address lies on the public internet, as does any address within it."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not found.is_multicast and found not in OLD_RELAYS
    if found in NAT64:
        return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    if found not in UNICAST or found.teredo:
        return False
    return found.is_global and (found.sixtofour is None or is_public(str(found.sixtofour)))
