"""What talking to a broker is, whichever version of NGSI it speaks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from civickit.clients._links import next_of, next_page
from civickit.clients._ngsi_entity import Entity, plain
from civickit.clients._shape import expect
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Answer, Fetcher

Auth = Callable[[], Mapping[str, str]]

TOLD = frozenset({400, 401, 403, 404, 405, 409, 411, 413, 415, 422})
DONE = frozenset({201, 204, 207})
NEXT_STEP = {
    401: "Log in again: give `auth`, a function that gives the headers of a valid token.",
    403: "The token may not do this in this service and service path (or tenant).",
    404: "Look at the address, the id, and the service and service path (or tenant).",
    409: "Say more exactly which entity is meant: give its type.",
    413: "Send or ask for less at once.",
    422: "This broker cannot do what was asked.",
}


class Subscription(NamedTuple):
    """A standing order: whom the broker tells, and how that went. Times are as written."""

    id: str
    description: str
    notify: str
    status: str
    expires: str
    times_sent: int
    last_failure: str


class Broker(ABC):
    """`url` is the address before the version; `page` how many entities are asked for at once.

    `auth` is called before each request and gives headers that prove who asks; nothing of them
    is kept or shown.
    """

    page: int
    count_header: str

    def __init__(self, url: str, fetch: Fetcher, *, auth: Auth | None = None) -> None:
        self.url = url.rstrip("/")
        self._fetch = fetch
        self._auth = auth or dict

    @abstractmethod
    def _headers(self, *, writes: bool) -> dict[str, str]: ...

    def _get(self, url: str, params: Mapping[str, Any] | None = None) -> Answer:
        return taken(
            self._fetch.get(
                url,
                params,
                headers=self._headers(writes=False),
                secret_headers=self._auth(),
                allow=TOLD,
            )
        )

    def _send(
        self, method: str, url: str, content: Any = None, params: Mapping[str, Any] | None = None
    ) -> Answer:
        answer = taken(
            self._fetch.send(
                method,
                url,
                json=content,
                params=params,
                headers=self._headers(writes=True),
                secret_headers=self._auth(),
                allow=TOLD,
            )
        )
        if method != "GET" and answer.status not in DONE:
            raise SourceChanged(
                f"{answer.url} did not say that it was done; it may not be the broker's address",
                expected="HTTP 201 or 204",
                found=f"HTTP {answer.status}",
            )
        return answer

    def _pages(
        self, path: str, params: Mapping[str, Any], *, secret: bool = False
    ) -> Iterator[Any]:
        """Every member of a list, asked for page after page until the promised number is there.

        `secret`: the answers hold secrets (a subscription its token), so no copy is kept.
        Raises SourceChanged where that number is not reached or changes meanwhile.
        """
        url, asked = self.url + path, {**params, "limit": self.page, "offset": 0}
        got, total, link = 0, None, ""
        before: list[Any] = []
        while True:
            answer = self._get(url, asked) if not secret else self._send("GET", url, params=asked)
            try:
                page = expect(answer.json(), list, answer.url)
            finally:
                if secret:
                    answer.path.unlink(missing_ok=True)
            total = self._total(answer, total if got else None)
            if page and page == before:
                raise SourceChanged(f"{answer.url} came twice", expected="a next page", found="it")
            yield from page
            got, before = got + len(page), page
            linked, link = bool(link), next_of(answer.headers.get("link", ""))
            if not page or got == total or (linked and not link):
                break
            url = next_page(link, answer.final_url) if link else url
            asked = {} if link else {**asked, "offset": got}
        if total is not None and got != total:
            raise SourceChanged(
                f"{self.url}{path} broke off; ask again", expected=str(total), found=str(got)
            )

    def _total(self, answer: Answer, before: int | None) -> int | None:
        """How many there are in all; None where the broker does not tell."""
        told = answer.headers.get(self.count_header, "")
        if not told.isascii() or not told.isdecimal():
            return before
        if before not in {None, int(told)}:
            raise SourceChanged(
                f"{answer.url}: what is there changed while it was read; ask again",
                expected=str(before),
                found=told,
            )
        return int(told)

    def _entities(self, path: str, params: Mapping[str, Any], full: bool) -> Iterator[Entity]:
        for entity in self._pages(path, params):
            checked = plain(entity, self.url + path)
            yield entity if full else checked


def taken(answer: Answer) -> Answer:
    """The answer, unless it is a refusal: then SourceUnavailable with what the broker said."""
    if answer.status < 400:
        return answer
    step = NEXT_STEP.get(answer.status, "")
    raise SourceUnavailable(
        f"{answer.url} refused (HTTP {answer.status}): {_said(answer)}. {step}".rstrip(),
        url=answer.url,
        status=answer.status,
    )


def _said(answer: Answer) -> str:
    """What went wrong in the broker's words: v2, LD (RFC 7807), a gateway's, or any other."""
    try:
        told = answer.json()
    except SourceChanged:
        return answer.beginning()
    if not isinstance(told, dict):
        return answer.beginning()
    words = [told.get(name) for name in ("error", "title", "description", "detail", "message")]
    return ": ".join(word for word in words if isinstance(word, str)) or answer.beginning()


def created_id(answer: Answer) -> str:
    """The id of what was made, from the end of its address."""
    where = answer.headers.get("location", "")
    if not where.rpartition("/")[2]:
        raise SourceChanged(
            f"{answer.url} did not say what it made", expected="Location", found=where or "nothing"
        )
    return where.rpartition("/")[2]


def count(told: Any) -> int:
    """A number that a broker may leave out."""
    return 0 if told is None else expect(told, int, "a number of times")
