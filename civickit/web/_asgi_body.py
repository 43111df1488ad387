"""The body of a request: read without a thread, bounded, and on the disk where it is large."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple

Receive = Callable[[], Awaitable[dict[str, Any]]]

IN_MEMORY_BYTES = 256_000
SILENCE_S = 30.0
WHOLE_S = 600.0
LINGER_S = 5.0


class Gone(Exception):
    """The client has left before its request was complete."""


class TooSlow(Exception):
    """The client has sent nothing for too long, or a little for very long."""


class NoRoom(Exception):
    """The disk has no room for a large body."""


class Body(NamedTuple):
    """`too_large`: it was not read to its end, and `file` is empty."""

    file: IO[bytes]
    size: int
    too_large: bool


async def read_body(receive: Receive, headers: dict[bytes, bytes], largest: int) -> Body:
    """The body of a request, of at most `largest` bytes. Raises Gone, TooSlow and NoRoom."""
    said = int(headers.get(b"content-length", b"0"))
    if said > largest:  # and no 100 Continue: a client that asked first sends nothing at all
        return Body(BytesIO(), said, True)
    if said == 0 and b"transfer-encoding" not in headers:
        return Body(BytesIO(), 0, False)
    file: IO[bytes] = BytesIO()
    if not 0 < said <= IN_MEMORY_BYTES:
        file = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - the caller closes it
    try:
        async with asyncio.timeout(WHOLE_S):
            size = await _fill(file, receive, largest)
    except TimeoutError as fault:
        file.close()
        raise TooSlow from fault
    except OSError as fault:
        with suppress(OSError):  # it tries once more to write
            file.close()
        raise NoRoom(str(fault)) from fault
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Body(file, size, size > largest)


async def _fill(file: IO[bytes], receive: Receive, largest: int) -> int:
    size = 0
    while True:
        async with asyncio.timeout(SILENCE_S):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        size += len(message["body"])
        if size > largest:
            file.truncate(0)
            return size
        file.write(message["body"])
        if not message["more_body"]:
            return size


async def drain(receive: Receive) -> None:
    """Let the rest of a body that is too large pass: cut off, a client would see no answer."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_S):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect" or not message["more_body"]:
                    return
