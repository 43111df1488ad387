"""The body of an answer, read within bounds into the store."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import urllib3

from civickit.core.errors import SourceUnavailable
from civickit.core.fetch.limits import Limits
from civickit.core.fetch.store import Store

CHUNK = 64 * 1024
BEGINNING = 1024
HTML = (b"<!doctype html", b"<html", b"<head", b"<body")


@dataclass(frozen=True, slots=True)
class Body:
    """A body that lies in the store, whole."""

    sha256: str
    bytes: int
    is_web_page: bool

    @classmethod
    def read(
        cls,
        response: requests.Response,
        store: Store,
        limits: Limits,
        deadline: float,
        *,
        progress: bool = False,
    ) -> Body:
        """Take the body as it comes; nothing of it stays where it breaks off.

        Raises SourceUnavailable where it is too long or too slow, and urllib3's errors where
        the connection fails.
        """
        folder = store.folder / "parts"
        folder.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(suffix=".part", dir=folder)
        digest, size, start = hashlib.sha256(), 0, b""
        try:
            with os.fdopen(number, "wb") as file:
                for chunk in _bounded(_decoded(response, limits), response, limits, deadline):
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                    if len(start) < BEGINNING:
                        start += chunk[:BEGINNING]
            path = store.body_path(digest.hexdigest())
            path.parent.mkdir(parents=True, exist_ok=True)
            Path(name).replace(path)
        finally:
            with suppress(OSError):
                Path(name).unlink(missing_ok=True)
        return cls(digest.hexdigest(), size, is_web_page(start))


def _raw(response: requests.Response) -> Iterator[bytes]:
    while chunk := response.raw.read1(CHUNK, decode_content=False):
        yield chunk


def _decoded(response: requests.Response, limits: Limits) -> Iterator[bytes]:
    """Chunks with gzip or deflate undone. A stream that ends too early raises."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"identity", ""}:
        yield from _raw(response)
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise urllib3.exceptions.DecodeError(f"packed in a way not asked for: {encoding}")
    yield from _unpacked(_raw(response), zlib.decompressobj(32 + zlib.MAX_WBITS))


def _unpacked(chunks: Iterator[bytes], packed: Any) -> Iterator[bytes]:
    try:
        for chunk in chunks:
            rest = chunk
            while rest and not packed.eof:
                yield packed.decompress(rest, CHUNK)
                rest = packed.unconsumed_tail
    except zlib.error as error:
        raise urllib3.exceptions.DecodeError(str(error)) from None
    if not packed.eof:
        raise urllib3.exceptions.IncompleteRead(0)


def _bounded(
    chunks: Iterator[bytes], response: requests.Response, limits: Limits, deadline: float
) -> Iterator[bytes]:
    size, url = 0, response.url
    for chunk in chunks:
        size += len(chunk)
        if size > limits.bytes:
            raise SourceUnavailable(
                f"the answer is longer than {limits.bytes // 1024**2} MB and was left.", url=url
            )
        if time.monotonic() > deadline:
            raise SourceUnavailable(
                f"the answer took longer than {limits.total_s:.0f} s and was left.", url=url
            )
        yield chunk


def is_web_page(beginning: bytes) -> bool:
    """Whether a body begins as an HTML page does."""
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    while start.startswith(b"<!--") and b"-->" in start:
        start = start.partition(b"-->")[2].lstrip()
    if start.startswith(b"<?xml"):
        start = start.partition(b"?>")[2].lstrip()
    return start.startswith(HTML)
