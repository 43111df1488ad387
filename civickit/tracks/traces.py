"""A trace in a file, whatever wrote it: GPX, NMEA, or a table; also gzipped."""

from __future__ import annotations

import gzip
import re
import zlib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from civickit.core.errors import UnreadableTable
from civickit.tracks import devices
from civickit.tracks.fixes import Fix

MOST_BYTES = 256_000_000
_SENTENCE = re.compile(rb"\$[A-Z]{2}(RMC|GGA),")


class Trace(NamedTuple):
    """The fixes by device ('' where the file names none), and what was refused: {why: count}."""

    fixes: dict[str, list[Fix]]
    refused: dict[str, int]


def kind_of(body: bytes) -> str:
    """Which decoder reads it: `gpx`, `nmea` or `csv`."""
    start = body[:64_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<"):
        return "gpx"
    return "nmea" if _SENTENCE.search(start) else "csv"


def read_trace(path: str | Path, received_at: float) -> Trace:
    """The trace in a file. Raises UnreadableTable where not one fix can be read, and says why."""
    path = Path(path)
    if not path.is_file():
        raise UnreadableTable(f"{str(path)!r} is not a file; give a trace")
    body = _body(path)
    decoder = devices.get(kind_of(body))
    told = decoder.decode(devices.Message(body=body, received_at=received_at))
    refused = Counter(one.why for one in told.refused)
    if not told.fixes:
        why = told.refused[0] if told.refused else devices.Refused("empty", "nothing in it")
        hint = (
            "; is latitude beyond 90, or exchanged with longitude?" if why.why == "position" else ""
        )
        raise UnreadableTable(
            f"{path.name} holds no fix that can be used ({why.why}: {why.what}){hint}"
        )
    fixes: dict[str, list[Fix]] = {}
    for fix in told.fixes:
        fixes.setdefault(fix.device, []).append(fix)
    return Trace({device: _headed(those) for device, those in fixes.items()}, dict(refused))


def _headed(fixes: list[Fix]) -> list[Fix]:
    """The fixes, without headings where each says 0: that is no compass, and not always north."""
    if any(fix.heading_deg for fix in fixes):
        return fixes
    return [fix._replace(heading_deg=None) for fix in fixes]


def _body(path: Path) -> bytes:
    """What is in the file, unpacked. Raises UnreadableTable for what is too much or torn."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path) if packed else path.open("rb") as stream:
            body = stream.read(MOST_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableTable(f"{path.name} is packed, and torn; download it again") from error
    if len(body) > MOST_BYTES:
        raise UnreadableTable(f"{path.name} is larger than {MOST_BYTES:,} bytes; split it by day")
    return body
