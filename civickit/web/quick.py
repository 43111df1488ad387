"""Answers that are the same for all readers, kept for a moment: thousands may ask at once."""

from __future__ import annotations

from functools import lru_cache
from time import monotonic
from typing import Any, NamedTuple

from flask import Flask, Request
from flask.sansio.app import App
from werkzeug.datastructures import Headers, ResponseCacheControl
from werkzeug.http import (
    parse_cache_control_header,
    parse_etags,
    parse_set_header,
    remove_entity_headers,
    unquote_etag,
)

from civickit.web.compress import accepts_gzip
from civickit.web.shell import proxy_hops

EXTENSION = "civickit_quick"
FRESH_S = 0.5
ASKING_S = 5.0
"""So long others get what there is, while one of them waits for what is new."""
MOST_BYTES = 500
"""So much of a header is looked at: a thousand of each are remembered."""

RawHeaders = list[tuple[bytes, bytes]]


class Answer(NamedTuple):
    status: int
    headers: RawHeaders
    body: bytes


class Variant(NamedTuple):
    """What an answer may hang on, besides the copy that a reader has."""

    path: str
    gzip: bool
    https: bool


class _Kept(NamedTuple):
    whole: Answer
    unchanged: Answer
    etag: str
    since: float

    def for_reader(self, has: bytes) -> Answer:
        """`has`: the reader's If-None-Match."""
        return self.unchanged if has and _names(has[:MOST_BYTES], self.etag) else self.whole


def answer_quickly(app: App, *paths: str) -> None:
    """Let a server keep the answers to GET of these paths for half a second.

    Only what the views call public is kept, and only where nothing is asked behind a `?`. The
    answers may hang on nothing of the reader's but gzip and https.
    """
    app.extensions.setdefault(EXTENSION, set()).update(paths)


class Quick:
    """What the views of one app have answered a moment ago."""

    def __init__(self, app: Flask) -> None:
        self._paths: set[str] = app.extensions.setdefault(EXTENSION, set())
        self._hops = proxy_hops(app)
        self._kept: dict[Variant, _Kept] = {}
        self._asking: dict[Variant, float] = {}

    def variant(self, scope: dict[str, Any], headers: dict[bytes, bytes]) -> Variant | None:
        """Which answer is wanted, or None for one that the app must be asked for each time."""
        path = scope["path"]
        if path not in self._paths or scope["method"] != "GET" or scope["query_string"]:
            return None
        gzip = _takes_gzip(headers.get(b"accept-encoding", b"")[:MOST_BYTES])
        return Variant(path, gzip, self._is_https(headers.get(b"x-forwarded-proto", b"")))

    def find(self, variant: Variant, has: bytes) -> Answer | None:
        """The answer; or None, then this reader waits for the app, and `keep` gets what it says."""
        kept, now = self._kept.get(variant), monotonic()
        if kept is None or now - kept.since > ASKING_S:
            return None
        if now - kept.since > FRESH_S and now - self._asking.get(variant, -ASKING_S) >= ASKING_S:
            self._asking[variant] = now
            return None
        return kept.for_reader(has)

    def keep(self, variant: Variant, answer: Answer, has: bytes) -> Answer:
        """Keep the whole answer where that is allowed; gives what this reader gets."""
        self._asking.pop(variant, None)
        headers = Headers(
            [(one.decode("latin-1"), two.decode("latin-1")) for one, two in answer.headers]
        )
        if answer.status != 200 or not _is_for_all(headers):
            return answer
        etag = unquote_etag(headers.get("ETag"))[0] or ""
        remove_entity_headers(headers)
        unchanged = Answer(304, raw_headers(headers.to_wsgi_list()), b"")
        self._kept[variant] = kept = _Kept(answer, unchanged, etag, monotonic())
        return kept.for_reader(has)

    def _is_https(self, protocols: bytes) -> bool:
        """As the proxies say that are trusted."""
        said = protocols.split(b",")
        return 0 < self._hops <= len(said) and said[-self._hops].strip() == b"https"


def raw_headers(headers: list[tuple[str, str]]) -> RawHeaders:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def _is_for_all(headers: Headers) -> bool:
    control = parse_cache_control_header(headers.get("Cache-Control"), cls=ResponseCacheControl)
    vary = parse_set_header(headers.get("Vary")).as_set()
    return bool(control.public) and vary <= {"accept-encoding"} and "Set-Cookie" not in headers


@lru_cache(1024)
def _takes_gzip(accept_encoding: bytes) -> bool:
    return accepts_gzip(Request({"HTTP_ACCEPT_ENCODING": accept_encoding.decode("latin-1")}))


@lru_cache(1024)
def _names(if_none_match: bytes, etag: str) -> bool:
    return parse_etags(if_none_match.decode("latin-1")).contains_weak(etag)
