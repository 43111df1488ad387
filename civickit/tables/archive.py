"""The one table in a zip archive, unpacked within limits."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from civickit.core.errors import UnreadableTable
from civickit.tables.inputs import Input, from_stream
from civickit.tables.model import MEGABYTE, Limits

TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".geojson", ".json")
FREELY_EXPANDED = 10 * MEGABYTE
NOT_TABLES = {
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "xl/workbook.bin": "a binary workbook (.xlsb)",
    "content.xml": "an OpenDocument file",
}


@contextmanager
def opened(source: Input, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """The archive, once it is known that unpacking it stays within the limits."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            _refuse_bomb(archive, source, limits)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        if isinstance(error, UnreadableTable):
            raise
        raise UnreadableTable(
            f"{source.name} is a damaged zip archive ({error}); download it again"
        ) from error


def is_workbook(source: Input, limits: Limits) -> bool:
    """Whether the archive is an XLSX. Raises UnreadableTable for other office documents."""
    with opened(source, limits) as archive:
        names = set(archive.namelist())
    for member, what in NOT_TABLES.items():
        if member in names:
            raise UnreadableTable(f"{source.name} is {what}; open it and save it as CSV or XLSX")
    return "xl/workbook.xml" in names


def unpack(source: Input, member: str | None, limits: Limits) -> tuple[Input, list[str]]:
    """The table in the archive, and which other files were left aside."""
    with opened(source, limits) as archive:
        files = {_shown(info): info for info in archive.infolist() if _is_table(info)}
        name = _choose(files, member, source)
        info = files[name]
        if info.flag_bits & 1:
            raise UnreadableTable(f"{name} in {source.name} is locked with a password; unlock it")
        with archive.open(info) as stream:
            found = from_stream(stream, f"{source.name}/{name}", limits.max_bytes)
    others = [other for other in files if other != name]
    notes = [f"the table is {name} in the archive {source.name}"]
    if others:
        notes.append(f"left aside in the archive: {', '.join(others)}")
    return found, notes


def _choose(files: dict[str, zipfile.ZipInfo], member: str | None, source: Input) -> str:
    if not files:
        raise UnreadableTable(
            f"{source.name} is a zip archive without a table in it "
            f"({', '.join(TABLES)}); unpack it and look what it holds"
        )
    if member is None:
        return max(files, key=lambda name: (name.endswith((".csv", ".tsv")), files[name].file_size))
    if member not in files:
        raise UnreadableTable(f"no {member!r} in {source.name}; it holds: {', '.join(files)}")
    return member


def _is_table(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return not hidden and path.suffix.lower() in TABLES


def _shown(info: zipfile.ZipInfo) -> str:
    """The member's name; Windows writes Japanese names as cp932 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp932")
    except UnicodeError:
        return info.filename


def _refuse_bomb(archive: zipfile.ZipFile, source: Input, limits: Limits) -> None:
    """zipfile never unpacks more than a member declares, so the declared sizes can be trusted."""
    total = sum(info.file_size for info in archive.infolist())
    allowed = max(FREELY_EXPANDED, source.size() * limits.max_expansion)
    if total > min(allowed, limits.max_expanded_bytes):
        raise UnreadableTable(
            f"{source.name} would unpack to {total:,} bytes from {source.size():,}, which is not "
            "what a table does; unpack it yourself if you trust it, or raise Limits.max_expansion"
        )
