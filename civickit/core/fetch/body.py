"""The body of an answer, read within bounds into the store."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import requests
import urllib3

from civickit.core.errors import SourceUnavailable
from civickit.core.fetch.limits import Limits
from civickit.core.fetch.progress import Progress
from civickit.core.fetch.store import Store
from civickit.core.fetch.web_page import BEGINNING

CHUNK = 64 * 1024
GZIP = {"gzip", "x-gzip"}
PACKED = {*GZIP, "deflate", "compress", "x-compress", "br", "zstd"}


class Body(NamedTuple):
    """A body that lies on disk, whole; `beginning` is its first few kilobytes."""

    path: Path
    sha256: str
    size: int
    beginning: bytes


class Reading(NamedTuple):
    """How a body is to be read. `shown` is the URL without secrets, for messages."""

    shown: str
    limits: Limits
    deadline: float
    progress: bool
    passing: bool


def read_body(response: requests.Response, store: Store, how: Reading) -> Body:
    """Take the body as it comes; nothing of it stays where it breaks off.

    Raises SourceUnavailable where it is too long, urllib3's errors where the connection fails,
    and OSError where the disk does.
    """
    start = b""
    name = urlsplit(how.shown).path.rpartition("/")[2] or how.shown
    with (
        Progress(name, _promised(response), wanted=how.progress) as progress,
        store.incoming(passing=how.passing) as body,
    ):
        for chunk in _bounded(_decoded(response, how), how):
            body.write(chunk)
            progress.add(len(chunk))
            if len(start) < BEGINNING:
                start = (start + chunk)[:BEGINNING]
    return Body(body.path, body.sha256, body.bytes, start)


def _promised(response: requests.Response) -> int:
    """The length in bytes that the server tells, 0 where it is none that can be shown."""
    given = response.headers.get("content-length", "")
    return int(given) if given.isdecimal() and not _encoding(response) else 0


def _encoding(response: requests.Response) -> str:
    """How the body is packed, '' where it is not; some servers name a charset here."""
    given = response.headers.get("content-encoding", "").strip().lower()
    return given if any(word.strip() in PACKED for word in given.split(",")) else ""


def _raw(response: requests.Response) -> Iterator[bytes]:
    while chunk := response.raw.read1(CHUNK, decode_content=False):
        yield chunk


def _decoded(response: requests.Response, how: Reading) -> Iterator[bytes]:
    """Chunks, with gzip undone. A stream that ends too early raises."""
    encoding = _encoding(response)
    if not encoding:
        yield from _raw(response)
    elif encoding in GZIP:
        yield from _unpacked(_bounded(_raw(response), how))
    else:
        raise urllib3.exceptions.DecodeError(f"packed as {encoding}, which was not asked for")


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Gzip undone in small pieces, however much hides in one; members may follow each other."""
    packed = None
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if packed is None or packed.eof:
                    packed = zlib.decompressobj(16 + zlib.MAX_WBITS)
                yield packed.decompress(rest, CHUNK)
                rest = packed.unconsumed_tail or packed.unused_data
    except zlib.error as error:
        raise urllib3.exceptions.DecodeError(str(error)) from None
    if packed is not None and not packed.eof:
        raise urllib3.exceptions.DecodeError("the packed data end too early")


def _bounded(chunks: Iterator[bytes], how: Reading) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > how.limits.bytes:
            raise SourceUnavailable(
                f"{how.shown} is longer than {how.limits.bytes / 1024**2:.3g} MB and was left. "
                "Ask its publisher for it in parts.",
                url=how.shown,
            )
        if time.monotonic() > how.deadline:
            raise TooLate
        yield chunk


class TooLate(Exception):
    """The whole answer took longer than it may."""
