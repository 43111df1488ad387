"""Points cut into small files by area, so that a phone loads only the ones around it.

A folder of cells works on any static host. The globe is halved in latitude and longitude
again and again until the points of an area fit into one small file:

    index.json   {"version", "points", "cells", "deepest", "tree"}
    1302/11.json {"version", "cell": "130211", "points": [[row, lat, lon, …], …]}

A cell is named by the way to it: 0 south-west, 1 south-east, 2 north-west, 3 north-east, four
steps a folder, so no folder has more than a few hundred files. `tree` holds two bits a node in
that order, from the top (0 nothing there, 1 a file, 2 four parts), as base64: 20 kB for all
Japan. The same points give the same bytes. static/civic_cells.js reads them.

Points pass through: memory stays small however many there are.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from heapq import merge
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

from civickit.core.earth import check_point
from civickit.core.errors import InvalidRecord

MOST_BYTES = 32_000  # of one cell, before compression: about 5 kB on the wire
DEEPEST = 24  # halvings: a cell of one metre; what shares a place cannot be parted
STEPS_A_FOLDER = 4
RUN = 50_000  # points sorted at a time

Point = tuple[float, float, Sequence[Any]]
Lines = Iterator[bytes]

_NOTHING, _FILE, _PARTS = 0, 1, 2
_CODE = 13  # hex digits of a place in a line's beginning, and behind it those of its row
_START = _CODE + 8


class Written(NamedTuple):
    """What came of it."""

    points: int
    cells: int
    bytes: int
    largest: int


def write_cells(
    points: Iterable[Point],
    folder: Path,
    *,
    version: str,
    most_bytes: int | None = None,
    seen: Callable[[int], object] = lambda _: None,
) -> Written:
    """Cells and index of the points (lat, lon, further JSON values) in an empty folder.

    `version` names the data in every file, so that a reader never mixes two; `seen` is told
    how many points have been read. A cell with points at one place may exceed `most_bytes`,
    which is MOST_BYTES where it is not said.
    Raises InvalidRecord for a coordinate outside the globe.
    """
    marks = bytearray()
    cells = size = largest = count = 0
    with ExitStack() as stack:
        lines = _Ahead(_sorted(points, stack, seen), most_bytes or MOST_BYTES)
        for mark, way, found in _grow(lines, "", 0):
            marks.append(mark)
            if mark != _FILE:
                continue
            written = _write(folder / cell_file(way), way, version, found)
            cells, size, largest = cells + 1, size + written, max(largest, written)
            count += len(found)
    index = {
        "version": version,
        "points": count,
        "cells": cells,
        "deepest": DEEPEST,
        "tree": b64encode(_packed(marks)).decode(),
    }
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    folder.mkdir(parents=True, exist_ok=True)
    size += (folder / "index.json").write_bytes(text.encode())
    return Written(count, cells, size, largest)


def cell_file(way: str) -> str:
    """The file of a cell below the folder: `1302/11.json`."""
    parts = [way[at : at + STEPS_A_FOLDER] for at in range(0, len(way), STEPS_A_FOLDER)]
    return "/".join(parts or ["all"]) + ".json"


def _sorted(points: Iterable[Point], stack: ExitStack, seen: Callable[[int], object]) -> Lines:
    """One line a point, in the order of the cells: sorted in runs on disk, then merged."""
    runs: list[IO[bytes]] = []
    run: list[bytes] = []
    row = 0
    for row, (lat, lon, fields) in enumerate(points, start=1):
        run.append(_line(row - 1, lat, lon, fields))
        if len(run) == RUN:
            runs.append(_kept(run, stack))
            run = []
            seen(row)
    seen(row)
    run.sort()
    return merge(*runs, run) if runs else iter(run)


def _kept(run: list[bytes], stack: ExitStack) -> IO[bytes]:
    run.sort()
    file = stack.enter_context(TemporaryFile())  # noqa: SIM115 - the stack closes it
    file.writelines(run)
    file.seek(0)
    return file


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _line(row: int, lat: float, lon: float, fields: Sequence[Any]) -> bytes:
    try:
        check_point(lat, lon)
        values = [row, lat, lon, *fields]
        text = _ENCODER.encode(values)
    except (ValueError, TypeError) as error:
        raise InvalidRecord({f"point {row}": str(error)}) from None
    # A lone half of a surrogate pair is no text: JSON can still write it as an escape.
    return b"%013x%08x%s\n" % (_code(lat, lon), row, text.encode(errors="backslashreplace"))


def _spread_table() -> list[int]:
    """Numbers of twelve bits with a gap between their bits, for another's bits to stand in."""
    return [int(f"{number:b}", 4) for number in range(1 << 12)]


_SPREAD = _spread_table()
_SIDE = 1 << DEEPEST


def _code(lat: float, lon: float) -> int:
    """The way to a point's smallest cell as one number, two bits a step."""
    north = min(int((lat + 90) / 180 * _SIDE), _SIDE - 1)
    east = min(int((lon + 180) / 360 * _SIDE), _SIDE - 1)
    high = _SPREAD[north >> 12] << 1 | _SPREAD[east >> 12]
    return high << 24 | _SPREAD[north & 0xFFF] << 1 | _SPREAD[east & 0xFFF]


class _Ahead:
    """The lines, of which as many as fit into one cell may be looked at before they are taken."""

    def __init__(self, lines: Lines, most_bytes: int) -> None:
        self._lines = lines
        self._most = most_bytes
        self._waiting: list[bytes] = []

    def take(self, end: bytes, *, whole: bool) -> list[bytes] | None:
        """All lines before `end`, or None when they are too many for a cell that can be parted."""
        size = count = 0
        while (line := self._at(count)) is not None and line < end:
            size += len(line) - _START
            count += 1
            if size > self._most and count > 1 and not whole:
                return None
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    def _at(self, place: int) -> bytes | None:
        if place == len(self._waiting):
            line = next(self._lines, None)
            if line is None:
                return None
            self._waiting.append(line)
        return self._waiting[place]


def _grow(lines: _Ahead, way: str, code: int) -> Iterator[tuple[int, str, list[bytes]]]:
    """The nodes below `way` in their order: what each is, the way to it, its lines."""
    below = 2 * (DEEPEST - len(way))
    found = lines.take(b"%013x" % ((code + 1) << below), whole=below == 0)
    if found is None:
        yield _PARTS, way, []
        for part in range(4):
            yield from _grow(lines, f"{way}{part}", code << 2 | part)
    else:
        yield _FILE if found else _NOTHING, way, found


def _write(path: Path, way: str, version: str, lines: list[bytes]) -> int:
    """Writes one cell and says how many bytes it has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    start = json.dumps({"version": version, "cell": way}, separators=(",", ":"))[:-1]
    points = b",\n".join(line[_START:-1] for line in lines)
    return path.write_bytes(start.encode() + b',"points":[\n' + points + b"\n]}\n")


def _packed(marks: bytearray) -> bytes:
    """Four nodes a byte, the first in the lowest bits."""
    marks = marks + bytes(-len(marks) % 4)
    quarters = zip(marks[::4], marks[1::4], marks[2::4], marks[3::4], strict=True)
    return bytes(a | b << 2 | c << 4 | d << 6 for a, b, c, d in quarters)
