"""One leg of a request that may be sent on, and what may travel along."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from civickit.core.errors import SourceUnavailable
from civickit.core.fetch.address import check_url
from civickit.core.fetch.failures import Failed, unavailable
from civickit.core.fetch.request import Request

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PORTS = {"http": 80, "https": 443}
ALWAYS_SECRET = frozenset({"authorization", "cookie", "proxy-authorization"})


class Leg(NamedTuple):
    method: str
    url: str
    body: bytes | None
    headers: dict[str, str]

    def onward(self, status: int, where: str, asked: Request) -> Leg:
        """The next leg. Secrets, and what changes something, stay with the host they are for.

        303 means: the answer lies there, get it. Any other redirect repeats the request as it
        is; browsers turn some into a GET, which would ask something else.
        """
        try:
            url = urljoin(self.url, as_meant(where))
            check_url(asked.mask(url))
            leaves = not _same_place(self.url, url)
        except (ValueError, SourceUnavailable) as error:
            said = f"{asked.shown} sends us on to where we do not go: {error}"
            raise unavailable(asked, said) from None
        headers = self.headers
        if leaves:
            secret = {name.lower() for name in asked.secret} | ALWAYS_SECRET
            headers = {name: v for name, v in headers.items() if name.lower() not in secret}
        if status == 303:
            plain = {name: v for name, v in headers.items() if name.lower() != "content-type"}
            return Leg("GET", url, None, plain)
        if asked.told and (leaves or status in {301, 302}):
            raise _moved(asked, url)
        return Leg(self.method, url, self.body, headers)


def as_meant(value: str) -> str:
    """A header as it was written: headers come as Latin-1, and most servers mean UTF-8."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def _same_place(before: str, after: str) -> bool:
    """Whether a secret for one may be sent to the other: same host, and never less private."""
    old, new = urlsplit(before), urlsplit(after)
    ports = [parts.port or PORTS.get(parts.scheme) for parts in (old, new)]
    if old.hostname != new.hostname:
        return False
    upgraded = (old.scheme, new.scheme, *ports) == ("http", "https", 80, 443)
    return upgraded or (old.scheme == new.scheme and ports[0] == ports[1])


def _moved(asked: Request, url: str) -> Failed:
    said = f"{asked.shown} has moved, and nothing was sent. Send it to {asked.mask(url)}"
    return unavailable(asked, said)
