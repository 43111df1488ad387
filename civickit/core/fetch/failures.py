"""What can go wrong on the way, in words that say the next step."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
import urllib3

from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch.address import ALLOW
from civickit.core.fetch.guard import PrivateAddress
from civickit.core.fetch.request import Request

TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
REFUSALS = {
    401: "wants a key or a login",
    403: "does not let us in. It may want a key, or have had too many requests: "
    "wait some hours before asking again",
    404: "has nothing there. The address may have moved: look for it on the site",
    410: "says that this is gone for good",
    429: "has had too many requests. Try again later",
}


class Failed(Exception):
    """One try did not work out. `again` is whether another may; `wait_s` what was asked for."""

    def __init__(
        self, error: SourceUnavailable | SourceChanged, *, again: bool, wait_s: float | None = None
    ) -> None:
        self.error = error
        self.again = again
        self.wait_s = wait_s
        super().__init__(str(error))


def unavailable(asked: Request, said: str, *, again: bool = False) -> Failed:
    return Failed(SourceUnavailable(said, url=asked.shown), again=again)


def too_slow(asked: Request, total_s: float) -> Failed:
    said = f"{asked.shown} took longer than {total_s:.0f} s and was left. Try again later."
    return unavailable(asked, said)


def broken(asked: Request, url: str, error: Exception) -> Failed:
    """What a connection that did not work out means. The error's own text may hold secrets."""
    host = urlsplit(url).hostname or "the server"
    causes = list(_causes(error))
    for kind, said, again in FAULTS:
        if any(isinstance(cause, kind) for cause in causes):
            return unavailable(asked, said.format(host=host), again=again)
    if trouble := next((c for c in causes if isinstance(c, ssl.SSLCertVerificationError)), None):
        said = UNPROVEN.format(host=host, reason=trouble.verify_message)
        return unavailable(asked, said)
    said = f"{host} broke off before its answer was complete. Try again later."
    return unavailable(asked, said, again=True)


FAULTS: list[tuple[type[Exception] | tuple[type[Exception], ...], str, bool]] = [
    (
        PrivateAddress,
        f"{{host}} is inside a private network, which is refused. {ALLOW}=1 allows it.",
        False,
    ),
    (
        urllib3.exceptions.NameResolutionError,
        "there is no machine called {host}, or no network. Check the address and the network.",
        True,
    ),
    (
        (urllib3.exceptions.ProxyError, requests.exceptions.InvalidProxyURL),
        "the proxy of this network did not connect to {host}. Check HTTPS_PROXY and NO_PROXY.",
        True,
    ),
    (
        requests.exceptions.InvalidSchema,
        "the proxy that ALL_PROXY or HTTPS_PROXY names is of a kind that is not supported.",
        False,
    ),
    (
        (requests.exceptions.InvalidURL, UnicodeError),
        "{host!r} is not an address that can be asked. Copy it again from the page.",
        False,
    ),
    (
        (urllib3.exceptions.DecodeError, urllib3.exceptions.InvalidHeader),
        "{host} sent an answer that cannot be read. Try again later.",
        True,
    ),
    (
        requests.exceptions.InvalidHeader,
        "a header for {host} holds signs that cannot be sent. Check the key for line breaks.",
        False,
    ),
    (
        urllib3.exceptions.NewConnectionError,
        "{host} does not take connections now. Check the address, or try again later.",
        True,
    ),
    (
        (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError),
        "{host} did not answer in time. Try again later.",
        True,
    ),
]
UNPROVEN = (
    "{host} did not prove who it is: {reason}. If this network opens all traffic, name its "
    "certificate in REQUESTS_CA_BUNDLE; else tell the site."
)


def _causes(error: BaseException | None) -> list[BaseException]:
    """An error and what lies within it: requests and urllib3 wrap several times."""
    found: list[BaseException] = []
    while isinstance(error, BaseException) and error not in found and len(found) < 10:
        found.append(error)
        inner = getattr(error, "reason", None)
        if not isinstance(inner, BaseException):
            inner = next((a for a in error.args if isinstance(a, BaseException)), None)
        error = inner or error.__cause__
    return found


def refused(asked: Request, url: str, response: requests.Response) -> Failed:
    """What a status from 300 on means that is no answer."""
    status = response.status_code
    host = urlsplit(url).hostname or "the server"
    wait_s = retry_after_s(response.headers.get("retry-after", ""))
    said = REFUSALS.get(status, "refused the request" if status < 500 else "cannot answer now")
    if status >= 500:
        said += ". Try again later"
    elif status < 400:
        said = "gave no answer of its own. Look at it in a browser"
    if wait_s and wait_s >= 1:
        said += f"; it asks for {_duration(wait_s)}"
    told = f"{host} {said} (HTTP {status}, {asked.shown})."
    error = SourceUnavailable(told, url=asked.shown, status=status)
    return Failed(error, again=status in TRY_AGAIN, wait_s=wait_s)


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds"


def retry_after_s(given: str) -> float | None:
    """Seconds that Retry-After asks for, as a number or a date; None where it says neither."""
    given = given.strip()
    if given.isascii() and given.isdecimal():
        return float(given[:9])
    try:
        until = parsedate_to_datetime(given)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
