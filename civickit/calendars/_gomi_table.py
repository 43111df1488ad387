"""A 5374 file as rows of cells, read as CSV should be: any encoding, real quoting, any line end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from civickit.core.errors import UnreadableTable
from civickit.tables.delimited import DELIMITERS, parse
from civickit.tables.encodings import detect
from civickit.tables.model import DEFAULT_LIMITS, Problem, Row

NAMES = (
    "area_days",
    "center",
    "description",
    "remarks",
    "target",
    "area_master",
    "notifications",
    "transferdata",
)
MOST_BYTES = 64_000_000
NUL_WITHIN = 1000
TITLES = 10
"""So many lines may stand above the header."""
HEADER_CELLS = 3
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class File(NamedTuple):
    """A file's bytes, its text, and how it had to be decoded."""

    name: str
    raw: bytes
    text: str
    encoding: str = "utf-8"
    notes: tuple[str, ...] = ()

    @property
    def as_browsers_read(self) -> str:
        """What a browser hands to the original script: UTF-8, whatever it is."""
        if self.encoding == "utf-8" and b"\0" not in self.raw[:NUL_WITHIN]:
            return self.text
        return self.raw.decode("utf-8", "replace").removeprefix("\ufeff")


class Rows(NamedTuple):
    """The rows of a file that are not blank, their lines, and what was odd about some."""

    rows: list[Row]
    stray_quotes: tuple[int, ...] = ()
    delimiter: str = ","
    only_cr: bool = False
    """Lines end as on an old Macintosh: the original takes the file for one line."""
    blank: tuple[int, ...] = ()
    """Lines of nothing but spaces: the original takes them for rows that are too short."""
    titles: tuple[Row, ...] = ()
    """Lines with words above the header, which the original takes for it."""


def read_files(folder: Path) -> dict[str, File]:
    """The files of a 5374 folder by name without suffix, those that are there.

    Raises UnreadableTable for one that is larger than 64 MB, that cannot be opened, or that is
    a workbook.
    """
    there = {path.name.lower(): path for path in sorted(folder.iterdir(), reverse=True)}
    found = {}
    for name in NAMES:
        path = there.get(f"{name}.csv")
        if path is not None and path.is_file():
            found[name] = decoded(path.name, _bytes(path))
    return found


def not_read(folder: Path) -> list[str]:
    """The names of the folder's other tables, which no copy of 5374 known here reads."""
    names = sorted(path.name for path in folder.iterdir() if path.suffix.lower() == ".csv")
    return [one for one in names if one[0] != "." and one[:-4].lower() not in NAMES]


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise UnreadableTable(
                f"{path.name} has {size:,} bytes; more than {MOST_BYTES:,} are not read. "
                "Check that it is the right file"
            )
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableTable(f"{path.name} cannot be opened: {error.strerror}") from error
    if raw.startswith(WORKBOOKS):
        raise UnreadableTable(
            f"{path.name} is a workbook, whatever its name says; open it and save it as CSV (UTF-8)"
        )
    return raw


def version_of(files: Mapping[str, File]) -> str:
    """The beginning of the SHA-256 over the files' names and bytes."""
    digest = hashlib.sha256()
    for file in files.values():
        digest.update(f"{file.name}\0{len(file.raw)}\0".encode())
        digest.update(file.raw)
    return digest.hexdigest()[:12]


def decoded(name: str, raw: bytes) -> File:
    """The text of a file in whatever encoding it is."""
    try:
        if b"\0" not in raw[:NUL_WITHIN]:
            return File(name, raw, raw.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError:
        pass
    found = detect(raw[:4096], lambda: iter([raw]))
    text = raw.decode(found.encoding, "replace").removeprefix("\ufeff").replace("\0", "")
    encoding = "utf-8" if found.encoding == "utf-8-sig" and not found.notes else found.encoding
    return File(name, raw, text, encoding, tuple(found.notes))


def rows_of(file: File) -> Rows:
    """The rows of a file; quoting is only looked at where there is a quote."""
    text = file.text
    only_cr = "\n" not in text and "\r" in text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter = _delimiter(text[:10_000].split("\n"))
    told: dict[int, Problem] = {}
    if '"' in text:
        source: Iterator[Row] = parse(StringIO(text, newline=""), delimiter, DEFAULT_LIMITS, told)
    else:
        lines = enumerate(text.split("\n"), 1)
        source = (Row(line, cells.split(delimiter)) for line, cells in lines)
    rows, blank = [], []
    for row in source:
        if len(row.cells) > 1 or (row.cells and row.cells[0].strip()):
            rows.append(row)
        elif row.cells and row.cells[0]:
            blank.append(row.line)
    above = _above_header(rows)
    titles = tuple(row for row in rows[:above] if _filled(row))
    return Rows(rows[above:], tuple(told), delimiter, only_cr, tuple(blank), titles)


def _above_header(rows: Sequence[Row]) -> int:
    """How many rows stand above the header: with one cell at most, where more follow."""
    wide = (n for n, row in enumerate(rows[:TITLES]) if _filled(row) >= HEADER_CELLS)
    at = next(wide, 0)
    return at if all(_filled(row) <= 1 for row in rows[:at]) else 0


def _filled(row: Row) -> int:
    return sum(bool(one.strip()) for one in row.cells)


def _delimiter(lines: Sequence[str]) -> str:
    """The comma, unless the first line that is cut at all has none and another sign cuts it."""
    header = next((one for one in lines if any(map(one.count, DELIMITERS))), "")
    if "," in header:
        return ","
    return max(DELIMITERS, key=header.count)


def cell(row: Row, at: int) -> str:
    """The cell of a column (from 0), '' where the row is too short or there is no such column."""
    return row.cells[at] if 0 <= at < len(row.cells) else ""
