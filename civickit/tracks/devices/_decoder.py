"""What goes into a decoder and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from typing import NamedTuple

from civickit.tracks.fixes import Fix


class Message(NamedTuple):
    """One request, MQTT message or uploaded file, as it came.

    `query`: what stands behind the `?` of the address. `device`: who sent it, where the login, a
    header or the upload says so; what the body says counts only without it. `topic`: of MQTT.
    `zone`: of the times in a table that does not say it.
    """

    body: bytes = b""
    query: str = ""
    content_type: str = ""
    device: str = ""
    topic: str = ""
    received_at: float = 0.0
    zone: tzinfo = UTC


class Answer(NamedTuple):
    """What the device waits for."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


class Refused(NamedTuple):
    """What was not taken: why, as a word to count by, and enough of it to find it in a log."""

    why: str
    what: str


class Decoded(NamedTuple):
    """Fixes with the device as it was named, what was refused, and the answer to send.

    `answer` is for when the fixes are kept; a device that is not known gets `unknown_device`.
    """

    fixes: tuple[Fix, ...]
    refused: tuple[Refused, ...]
    answer: Answer


class Decoder(NamedTuple):
    """One kind of device. `file`: it decodes uploaded files, which name no device."""

    name: str
    title: Mapping[str, str]
    specification: str
    decode: Callable[[Message], Decoded]
    unknown_device: Answer
    file: bool = False
