"""The way of one request over the network: wait one's turn, send, follow, read, keep."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from civickit import __version__
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch.answer import Answer
from civickit.core.fetch.body import Body
from civickit.core.fetch.guard import ALLOW, PrivateAddress, check_url, session
from civickit.core.fetch.limits import Limits
from civickit.core.fetch.politeness import Turns
from civickit.core.fetch.request import Request
from civickit.core.fetch.store import Store

TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEPT_HEADERS = {"content-type", "content-disposition", "etag", "last-modified", "link", "location"}
CONTACT = "CIVICKIT_CONTACT"


def user_agent() -> str:
    """Who is asking, with the contact that CIVICKIT_CONTACT names."""
    contact = os.environ.get(CONTACT, "").strip()
    plain = contact if contact.isprintable() and contact.isascii() else ""
    return f"civickit/{__version__} (civic open-data kit; contact: {plain or 'not given'})"


class Failed(Exception):
    """One try did not work out. `again` is whether another may; `wait_s` what was asked for."""

    def __init__(
        self, error: SourceUnavailable | SourceChanged, *, again: bool, wait_s: float | None = None
    ) -> None:
        self.error = error
        self.again = again
        self.wait_s = wait_s
        super().__init__(str(error))


class Wish(NamedTuple):
    """How an answer is to be taken."""

    data: bool
    allow: Collection[int]
    kept: Answer | None
    progress: bool


class Transport:
    """Sends requests; one for each Fetcher, shared by its threads."""

    def __init__(self, store: Store, limits: Limits, note: Callable[[str], None]) -> None:
        self.store = store
        self.limits = limits
        self.note = note
        self.turns = Turns()
        self.session = session()

    def ask(
        self,
        asked: Request,
        expect: str,
        allow: Collection[int],
        *,
        once: bool = False,
        kept: Answer | None = None,
        progress: bool = False,
    ) -> Answer:
        """The answer. Raises SourceUnavailable and SourceChanged."""
        wish = Wish(expect == "data", allow, kept, progress)
        tries = 1 if once else 1 + self.limits.retries
        for attempt in range(tries):
            try:
                return self._try(asked, wish, once)
            except Failed as failed:
                if not failed.again or attempt == tries - 1:
                    raise failed.error from None
                self._pause(asked, attempt, failed.wait_s)
        raise AssertionError("unreachable")

    def _pause(self, asked: Request, attempt: int, wanted_s: float | None) -> None:
        wait = self.limits.backoff_s * 2**attempt * random.uniform(1, 1.5)  # noqa: S311 - no secret
        if wanted_s is not None:
            wait = max(wait, min(wanted_s, self.limits.retry_after_s))
            self.note(f"{_host(asked.shown)} asked to wait {wait:.0f} s.")
        time.sleep(wait)

    def _try(self, asked: Request, wish: Wish, once: bool) -> Answer:
        deadline = time.monotonic() + self.limits.total_s
        step = Step(asked.method, asked.url, asked.body, self._headers(asked, wish))
        for _ in range(self.limits.redirects + 1):
            with self._send(asked, step) as response:
                where = response.headers.get("location")
                if response.status_code not in REDIRECTS or not where:
                    return self._take(asked, step.url, response, wish, deadline, once)
                step = step.redirected(response.status_code, where, asked)
        said = f"{asked.shown} redirects more than {self.limits.redirects} times."
        raise Failed(SourceUnavailable(said, url=asked.shown), again=False)

    def _headers(self, asked: Request, wish: Wish) -> dict[str, str]:
        headers = {"User-Agent": user_agent(), "Accept-Encoding": "gzip, deflate"}
        if wish.kept:
            known = wish.kept.headers
            if "etag" in known:
                headers["If-None-Match"] = known["etag"]
            if "last-modified" in known:
                headers["If-Modified-Since"] = known["last-modified"]
        return headers | dict(asked.headers)

    def _send(self, asked: Request, step: Step) -> requests.Response:
        host = _host(step.url)
        self.turns.wait(host)
        try:
            check_url(step.url)
        except SourceUnavailable as error:
            raise Failed(error, again=False) from None
        try:
            return self.session.request(
                step.method,
                step.url,
                data=step.body,
                headers=step.headers,
                timeout=(self.limits.connect_s, self.limits.read_s),
                allow_redirects=False,
                stream=True,
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise _failure(asked, host, error) from None

    def _take(
        self,
        asked: Request,
        url: str,
        response: requests.Response,
        wish: Wish,
        deadline: float,
        once: bool,
    ) -> Answer:
        status = response.status_code
        if status == 304 and wish.kept:
            return self._keep(asked, wish.kept.final_url, response, None, wish.kept)
        if status >= 400 and status not in wish.allow:
            raise _refused(asked, response)
        try:
            body = Body.read(response, self.store, self.limits, deadline, progress=wish.progress)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise _failure(asked, _host(url), error) from None
        except SourceUnavailable as error:
            raise Failed(error, again=False) from None
        if wish.data and status < 400 and body.is_web_page:
            found = "a web page; the portal may be closed for maintenance, or the link has moved"
            changed = SourceChanged(
                f"{asked.shown} did not answer with data", expected="data", found=found
            )
            raise Failed(changed, again=False)
        return self._keep(asked, asked.mask(url), response, body, None, keep=not once)

    def _keep(
        self,
        asked: Request,
        final_url: str,
        response: requests.Response,
        body: Body | None,
        kept: Answer | None,
        keep: bool = True,
    ) -> Answer:
        headers = {
            name.lower(): value
            for name, value in response.headers.items()
            if name.lower() in KEPT_HEADERS or _is_told(name)
        }
        entry = {
            "url": asked.shown,
            "final_url": final_url,
            "status": kept.status if kept else response.status_code,
            "headers": {**(kept.headers if kept else {}), **headers},
            "fetched_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "sha256": kept.sha256 if kept else body.sha256 if body else "",
            "bytes": kept.bytes if kept else body.bytes if body else 0,
        }
        answer = Answer(**entry, path=self.store.body_path(str(entry["sha256"])))
        if keep and answer.status < 400:
            self.store.keep(asked.key, entry)
        return answer


class Step(NamedTuple):
    """One leg of a request that may be redirected."""

    method: str
    url: str
    body: bytes | None
    headers: dict[str, str]

    def redirected(self, status: int, where: str, asked: Request) -> Step:
        """The next leg; secrets stay with the host they were meant for."""
        url = urljoin(self.url, where)
        headers = self.headers
        if urlsplit(url)[:2] != urlsplit(self.url)[:2]:
            headers = {name: v for name, v in headers.items() if name not in asked.secret}
        if status == 303 or (status in {301, 302} and self.method == "POST"):
            plain = {name: v for name, v in headers.items() if name != "Content-Type"}
            return Step("GET", url, None, plain)
        return Step(self.method, url, self.body, headers)


def _is_told(header: str) -> bool:
    """Whether a header says something about the answer: counts, paging."""
    return header.lower().startswith(("x-", "fiware-", "ngsild-"))


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _failure(asked: Request, host: str, error: Exception) -> Failed:
    """What a connection that did not work out means, in words."""
    inner = error.args[0] if error.args else error
    reason = getattr(inner, "reason", inner)
    if isinstance(reason, PrivateAddress):
        said = f"{host} leads to a private address; {ALLOW}=1 allows that."
        return Failed(SourceUnavailable(said, url=asked.shown), again=False)
    if isinstance(error, requests.Timeout) or "timed out" in str(error).lower():
        said = f"{host} did not answer in time."
    elif isinstance(reason, urllib3.exceptions.NameResolutionError):
        said = f"there is no machine called {host}, or no network."
    elif isinstance(error, requests.exceptions.SSLError):
        said = f"{host} did not prove who it is: {reason}."
    else:
        said = f"{host} broke the connection off ({type(reason).__name__})."
    return Failed(SourceUnavailable(said, url=asked.shown), again=True)


def _refused(asked: Request, response: requests.Response) -> Failed:
    """What a status from 400 on means."""
    status = response.status_code
    host = _host(asked.shown)
    words = {
        401: "wants a key or a login",
        403: "does not let us in; it may have had too many requests. Try again tomorrow",
        404: "has nothing there; the address may have moved",
        410: "says that this is gone for good",
        429: "has had too many requests; try again later",
    }
    said = words.get(status, "cannot answer now" if status >= 500 else "refused the request")
    error = SourceUnavailable(
        f"{host} {said} (HTTP {status}, {asked.shown}).", url=asked.shown, status=status
    )
    return Failed(error, again=status in TRY_AGAIN, wait_s=_retry_after_s(response))


def _retry_after_s(response: requests.Response) -> float | None:
    """Seconds that Retry-After asks for, as a number or a date."""
    given = response.headers.get("retry-after", "").strip()
    if given.isdecimal():
        return float(given)
    try:
        until = parsedate_to_datetime(given)
    except (TypeError, ValueError):
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds()) if until.tzinfo else None
