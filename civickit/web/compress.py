"""Small answers: gzip when it pays, and 304 when the reader has the page already.

An ETag names the content. The plain form carries it strong, the gzip form weak, since
the two differ byte for byte; If-None-Match compares weakly, so either form finds the other.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import NamedTuple

from flask import Request, Response, request

WORTH_GZIP_BYTES = 500
_LEVEL = 6


class Packed(NamedTuple):
    """A body that is sent many times: compressed once, named by its content."""

    body: bytes
    gzipped: bytes | None
    mimetype: str
    version: str
    """The first 8 hex digits of the body's SHA-256."""

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self.body) + len(self.gzipped or b"")

    def response(self) -> Response:
        """An answer in the form the reader's browser takes."""
        zipped = self.gzipped if accepts_gzip(request) else None
        response = Response(self.body if zipped is None else zipped, mimetype=self.mimetype)
        response.set_etag(self.version, weak=zipped is not None)
        if self.gzipped is not None:
            response.vary.add("Accept-Encoding")
        if zipped is not None:
            response.content_encoding = "gzip"
        return response


def pack(body: bytes, mimetype: str) -> Packed:
    """Compress a body that will be sent many times, for example all points of a map."""
    pays = compressible(mimetype) and len(body) > WORTH_GZIP_BYTES
    zipped = gzip.compress(body, 9, mtime=0) if pays else None
    return Packed(body, zipped, mimetype, sha256(body).hexdigest()[:8])


class Shelf:
    """Bodies that are built and compressed once for each edition of the data.

    Above `most_bytes` the oldest make room: whoever asks for very many gets them built again.
    """

    def __init__(self, most_bytes: int = 100_000_000) -> None:
        self._most_bytes = most_bytes
        self._edition = ""
        self._kept: dict[str, Packed] = {}
        self._bytes = 0
        self._lock = Lock()

    def get(self, edition: str, name: str, mimetype: str, build: Callable[[], bytes]) -> Packed:
        """The body called `name`; a new edition clears the shelf."""
        found = self._kept.get(f"{edition} {name}")
        if found is None:
            found = pack(build(), mimetype)
            with self._lock:
                self._keep(edition, f"{edition} {name}", found)
        return found

    def _keep(self, edition: str, name: str, packed: Packed) -> None:
        if edition != self._edition:
            self._edition, self._kept, self._bytes = edition, {}, 0
        self._kept[name] = packed
        self._bytes += packed.size
        while self._bytes > self._most_bytes and self._kept:
            self._bytes -= self._kept.pop(next(iter(self._kept))).size


def compressible(mimetype: str) -> bool:
    """Whether files of this type shrink: text, JSON, scripts, SVG."""
    return (
        (mimetype.startswith("text/") and mimetype != "text/event-stream")
        or mimetype.endswith(("+json", "+xml"))
        or mimetype in {"application/json", "application/javascript", "application/xml"}
    )


def accepts_gzip(request: Request) -> bool:
    """Whether the browser takes gzip; 'gzip;q=0' is a no even beside '*'."""
    qualities = {name.lower(): quality for name, quality in request.accept_encodings}
    return qualities.get("gzip", qualities.get("*", 0)) > 0


def finish_body(request: Request, response: Response) -> None:
    """Name, revalidate and compress the body of an answer that is ready."""
    if response.direct_passthrough or response.is_streamed:
        return
    shrinks = _shrinks(response)
    if shrinks:
        response.vary.add("Accept-Encoding")
    shrinks = shrinks and accepts_gzip(request)
    if _may_be_kept(request, response):
        response.add_etag(weak=shrinks)
        response.make_conditional(request)
    if shrinks and response.status_code != 304:
        response.set_data(gzip.compress(response.get_data(), _LEVEL, mtime=0))
        response.content_encoding = "gzip"


def _shrinks(response: Response) -> bool:
    return (
        not response.content_encoding
        and compressible(response.mimetype or "")
        and len(response.get_data()) > WORTH_GZIP_BYTES
    )


def _may_be_kept(request: Request, response: Response) -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and response.status_code == 200
        and not response.cache_control.no_store
    )
