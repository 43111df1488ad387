"""The way of one request over the network: wait one's turn, send, follow, read, keep."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import requests
import urllib3

from civickit import __version__
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch.answer import Answer
from civickit.core.fetch.body import Body, Reading, TooLate, read_body
from civickit.core.fetch.deadline import DEADLINE
from civickit.core.fetch.failures import Failed, broken, refused, too_slow, unavailable
from civickit.core.fetch.guard import session
from civickit.core.fetch.leg import REDIRECTS, Leg, as_meant
from civickit.core.fetch.limits import Limits
from civickit.core.fetch.politeness import Turns
from civickit.core.fetch.request import Request
from civickit.core.fetch.store import Store
from civickit.core.fetch.web_page import is_web_page, title_of
from civickit.core.fetch.wish import Wish

KEPT_HEADERS = {"content-type", "content-disposition", "etag", "last-modified", "link", "location"}
TOLD_HEADERS = ("x-", "fiware-", "ngsild-")
CONTACT = "CIVICKIT_CONTACT"
CLOSE_S = 0.01
SILENT_S = 60.0


def user_agent() -> str:
    """Who is asking, with the contact that CIVICKIT_CONTACT names."""
    contact = os.environ.get(CONTACT, "").strip()
    plain = contact if contact.isprintable() and contact.isascii() else ""
    return f"civickit/{__version__} (civic open-data kit; contact: {plain or 'not given'})"


class Transport:
    """Sends requests; one for each Fetcher, shared by its threads."""

    def __init__(self, store: Store, limits: Limits, note: Callable[[str], None]) -> None:
        self.store = store
        self.limits = limits
        self.note = note
        self.turns = Turns(limits.interval_s)
        self.session = session()
        self._silent: dict[str, tuple[float, SourceUnavailable]] = {}

    def ask(self, asked: Request, wish: Wish, kept: Answer | None = None) -> Answer:
        """The answer, where `kept` is not still the one. Raises SourceUnavailable and
        SourceChanged.
        """
        tries = 1 if asked.told else 1 + self.limits.retries
        for attempt in range(tries):
            try:
                return self._try(asked, wish, kept)
            except Failed as failed:
                if not failed.again or attempt == tries - 1:
                    self._remember(asked, failed)
                    raise failed.error from None
                self._pause(asked, attempt, failed.wait_s)
        raise AssertionError("unreachable")

    def silence(self, host: str) -> SourceUnavailable | None:
        """What a host that did not answer at all ended with, for a minute."""
        until, error = self._silent.get(host, (0.0, None))
        return error if time.monotonic() < until else None

    def _remember(self, asked: Request, failed: Failed) -> None:
        error = failed.error
        if failed.again and isinstance(error, SourceUnavailable) and error.status is None:
            self._silent[_host(asked.shown)] = (time.monotonic() + SILENT_S, error)

    def _pause(self, asked: Request, attempt: int, wanted_s: float | None) -> None:
        wait = self.limits.backoff_s * 2**attempt * random.uniform(1, 1.5)  # noqa: S311 - no secret
        if wanted_s is not None:
            wait = max(wait, min(wanted_s, self.limits.retry_after_s))
            host = _host(asked.shown)
            self.note(f"{host} asked us to wait; we waited {wait:.0f} s.")
            self.turns.hold(host, wait)
        time.sleep(wait)

    def _try(self, asked: Request, wish: Wish, kept: Answer | None) -> Answer:
        deadline = time.monotonic() + self.limits.total_s
        mark = DEADLINE.set(deadline)
        try:
            return self._follow(asked, wish, kept, deadline)
        except TooLate:
            raise too_slow(asked, self.limits.total_s) from None
        finally:
            DEADLINE.reset(mark)

    def _follow(self, asked: Request, wish: Wish, kept: Answer | None, deadline: float) -> Answer:
        leg = Leg(asked.method, asked.url, asked.body, self._headers(asked, kept))
        for _ in range(self.limits.redirects + 1):
            try:
                with self._send(leg) as response:
                    where = response.headers.get("location")
                    if response.status_code == 304 and kept:
                        return self._unchanged(asked, response, kept)
                    if response.status_code not in REDIRECTS or not where:
                        return self._take(asked, leg.url, response, wish, deadline)
                    leg = leg.onward(response.status_code, where, asked)
            except (requests.RequestException, urllib3.exceptions.HTTPError, UnicodeError) as error:
                if time.monotonic() >= deadline - CLOSE_S:
                    raise TooLate from None
                raise broken(asked, leg.url, error) from None
        times = self.limits.redirects
        said = f"{asked.shown} sends us on more than {times} times. Look at it in a browser."
        raise unavailable(asked, said)

    def _headers(self, asked: Request, kept: Answer | None) -> dict[str, str]:
        headers = {"User-Agent": user_agent(), "Accept-Encoding": "gzip"}
        if kept:
            known = kept.headers
            if "etag" in known:
                headers["If-None-Match"] = known["etag"]
            if "last-modified" in known:
                headers["If-Modified-Since"] = known["last-modified"]
        return headers | dict(asked.headers)

    def _send(self, leg: Leg) -> requests.Response:
        self.turns.wait(_host(leg.url))
        return self.session.request(
            leg.method,
            leg.url,
            data=leg.body,
            headers={name: value.encode() for name, value in leg.headers.items()},
            timeout=(self.limits.connect_s, self.limits.read_s),
            allow_redirects=False,
            stream=True,
        )

    def _take(
        self, asked: Request, url: str, response: requests.Response, wish: Wish, deadline: float
    ) -> Answer:
        status = response.status_code
        if status >= 300 and status not in wish.allow:
            raise refused(asked, url, response)
        passing = asked.told or status >= 300
        how = Reading(asked.shown, self.limits, deadline, wish.progress, passing)
        try:
            body = read_body(response, self.store, how)
        except SourceUnavailable as error:
            raise Failed(error, again=False) from None
        answer = self._answer(asked, url, response, body)
        if wish.data and status < 300 and is_web_page(body.beginning, answer.content_type):
            raise Failed(_web_page(asked, body), again=False)
        if not passing:
            _checked(answer, wish)
            self.store.keep(asked.key, _entry(answer))
        return answer

    def _answer(self, asked: Request, url: str, response: requests.Response, body: Body) -> Answer:
        return Answer(
            url=asked.shown,
            final_url=asked.mask(url),
            status=response.status_code,
            headers=_told_headers(asked, response),
            fetched_at=_now(),
            sha256=body.sha256,
            bytes=body.size,
            path=body.path,
        )

    def _unchanged(self, asked: Request, response: requests.Response, kept: Answer) -> Answer:
        """The kept answer, which the server says is still the one."""
        if "transfer-encoding" not in response.headers:
            response.raw.read1(1)  # finds the end, so that the connection can serve again
        answer = Answer(
            url=asked.shown,
            final_url=kept.final_url,
            status=kept.status,
            headers={**kept.headers, **_told_headers(asked, response)},
            fetched_at=_now(),
            sha256=kept.sha256,
            bytes=kept.bytes,
            path=kept.path,
        )
        self.store.keep(asked.key, _entry(answer))
        return answer


def _checked(answer: Answer, wish: Wish) -> None:
    try:
        if wish.check:
            wish.check(answer)
    except (SourceUnavailable, SourceChanged) as error:
        raise Failed(error, again=False) from None


def _entry(answer: Answer) -> dict[str, object]:
    """What is kept of an answer besides its body."""
    return {
        "url": answer.url,
        "final_url": answer.final_url,
        "status": answer.status,
        "headers": dict(answer.headers),
        "fetched_at": answer.fetched_at,
        "sha256": answer.sha256,
        "bytes": answer.bytes,
    }


def _told_headers(asked: Request, response: requests.Response) -> dict[str, str]:
    """The headers that say something about the answer: its type, counts, paging."""
    return {
        name.lower(): asked.hide(as_meant(value))
        for name, value in response.headers.items()
        if name.lower() in KEPT_HEADERS or name.lower().startswith(TOLD_HEADERS)
    }


def _web_page(asked: Request, body: Body) -> SourceChanged:
    title = title_of(body.beginning)
    found = f"the web page {title!r}" if title else "a web page"
    said = (
        f"{asked.shown} did not answer with data. Look at it in a browser: the portal may be "
        "closed for maintenance, want a login, or have moved the file"
    )
    return SourceChanged(said, expected="data", found=found)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
