"""One question to a CKAN, and its answer or its refusal in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

from civickit.clients._shape import expect, member, seen, text
from civickit.core.errors import SourceUnavailable
from civickit.core.fetch import Answer, Fetcher

T = TypeVar("T")
Kind = Literal["ckan", "dataeye", "shirasagi"]

# About the question itself: asking again or giving an old copy would not help.
ABOUT_THE_QUESTION = (400, 404, 409)
LONGEST_ERROR_BYTES = 16 * 1024
_PAGE = re.compile(r"/(?:dataset|organization|group)(?:/.*)?$")


class Site(NamedTuple):
    """Where a portal is asked. `actions` ends in a slash; `pages` is the site for people."""

    actions: str
    pages: str
    kind: Kind


def site_of(url: str) -> Site:
    """The portal at an address: its front page, or where its actions are.

    >>> site_of("https://data.bodik.jp").actions
    'https://data.bodik.jp/api/3/action/'
    >>> site_of("https://data.e-gov.go.jp/data/api/action/").pages
    'https://data.e-gov.go.jp/data'
    """
    base = url.strip().partition("?")[0].partition("#")[0].rstrip("/")
    if base.endswith("/action"):
        return Site(f"{base}/", re.sub(r"/api(?:/[0-9])?/action$", "", base), "ckan")
    if base.endswith("/ckan_api"):
        return Site(f"{base}/", base.removesuffix("/ckan_api"), "dataeye")
    if base.endswith("/api"):
        return Site(f"{base}/", base.removesuffix("/api"), "shirasagi")
    pages = _PAGE.sub("", re.sub(r"/api/[0-9]$", "", base))
    return Site(f"{pages}/api/3/action/", pages, "ckan")


class Asking:
    """Asks the actions of one portal. `token` goes with each question, and is never shown."""

    def __init__(self, site: Site, fetch: Fetcher, token: str = "") -> None:
        self.site = site
        self.fetch = fetch
        self.host = urlsplit(site.actions).hostname or site.actions
        self.secret = {"Authorization": token} if token else None

    def ask(self, action: str, params: Mapping[str, Any], kind: type[T]) -> T:
        """The result of an action. Raises SourceUnavailable with what CKAN says against it."""
        answer = self._answer(f"{self.site.actions}{action}", params)
        if answer.status >= 400:
            raise self._refusal(answer, _said(answer))
        return member(self._envelope(answer), "result", kind, f"the answer of {answer.url}")

    def _envelope(self, answer: Answer) -> dict[str, Any]:
        """The answer around the result. Shirasagi tells of errors with status 200."""
        envelope = expect(answer.json(), dict, f"the answer of {answer.url}")
        if envelope.get("success") is False:
            raise self._refusal(answer, _words(envelope.get("error")))
        return envelope

    def _check(self, answer: Answer) -> None:
        """Errors are short: a page of rows is not read twice to see that it is none."""
        if answer.bytes <= LONGEST_ERROR_BYTES:
            self._envelope(answer)

    def _answer(self, url: str, params: Mapping[str, Any]) -> Answer:
        try:
            return self.fetch.get(
                url,
                params,
                secret_headers=self.secret,
                allow=ABOUT_THE_QUESTION,
                check=self._check,
            )
        except SourceUnavailable as error:
            if error.status == 500:
                return self._told_of_500(url, params, error)
            if error.status == 403:
                raise self._closed(error) from None
            raise

    def _told_of_500(self, url: str, params: Mapping[str, Any], error: SourceUnavailable) -> Answer:
        """Asked once more, for the reason: CKAN tells when its own search is down."""
        answer = self.fetch.get(url, params, secret_headers=self.secret, allow=(500,))
        if answer.status == 500 and not _said(answer):
            raise error
        return answer

    def _closed(self, error: SourceUnavailable) -> SourceUnavailable:
        token = (
            "The token that was given does not open it."
            if self.secret
            else "If it is private, give a token: CIVICKIT_CKAN_TOKEN."
        )
        return SourceUnavailable(f"{error} {token}", url=error.url, status=error.status)

    def _refusal(self, answer: Answer, said: str) -> SourceUnavailable:
        reason = f"says: {said}" if said else "gives no reason; is this the address of a CKAN?"
        return SourceUnavailable(
            f"{self.host} refused ({answer.url}, HTTP {answer.status}) and {reason}",
            url=answer.url,
            status=answer.status,
        )


def _said(answer: Answer) -> str:
    """What an error answer says, '' where it is not CKAN that speaks."""
    import json

    try:
        body = json.loads(answer.content)
    except (ValueError, RecursionError):
        return ""
    # An unknown action and broken JSON are answered with a bare string.
    if isinstance(body, str):
        return body
    return _words(body.get("error")) if isinstance(body, dict) else ""


def _words(error: Any) -> str:
    """An error as CKAN tells it: a text, a message, or reasons for each field."""
    if not isinstance(error, dict):
        return text(error) if isinstance(error, str) else "" if error is None else seen(error)
    kind = text(error.get("__type") or error.get("type"))
    message = text(error.get("message"))
    fields = [
        f"{name}: {_reasons(why)}"
        for name, why in error.items()
        if name not in {"__type", "type", "message"}
    ]
    return ": ".join(part for part in (kind, message, "; ".join(fields)) if part)


def _reasons(why: Any) -> str:
    return ", ".join(map(text, why)) if isinstance(why, list) else seen(why)
