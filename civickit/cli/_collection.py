"""The CSVs of a garbage calendar as commands are given them: a folder, a file in it, a zip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZipInfo, is_zipfile

from civickit.calendars.opening import LOOKED_FOR, format_of
from civickit.core.errors import UnreadableTable
from civickit.tables.archive import opened
from civickit.tables.inputs import Input
from civickit.tables.model import MEGABYTE, Limits

SCHEMA = "collection"
"""What civic.toml calls the data of a calendar app, where others name a standard dataset."""
MARKS = ("area_days", "collection")
"""The one file that every such folder has, without its ending: 5374's, the native format's."""
TABLES = (".csv", ".xlsx", ".tsv")
TAKEN = (*TABLES, ".geojson")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
LIMITS = Limits(max_bytes=64 * MEGABYTE, max_expanded_bytes=64 * MEGABYTE)


def is_collection(wanted: Path) -> bool:
    """Whether this looks like the CSVs of a calendar; a zip only where it holds such a file."""
    if wanted.is_file() and is_zipfile(wanted):
        try:
            return _marked(wanted) is not None
        except UnreadableTable:
            return False
    return _folder(wanted) is not None


def collection_folder(wanted: Path, scratch: Path) -> Path:
    """The folder that is meant; what was zipped is unpacked into `scratch`.

    Raises UnreadableTable, in a sentence, where there is none.
    """
    if wanted.is_file() and is_zipfile(wanted):
        return _unpacked(wanted, scratch)
    found = _folder(wanted)
    if found is None:
        what = "folder" if wanted.is_dir() else "file"
        raise UnreadableTable(
            f"the {what} {str(wanted)!r} is not the data of a garbage calendar; looked for "
            f"{LOOKED_FOR}. Name the folder with a city's CSVs, or a zip of it."
        )
    return found


@contextmanager
def unpacked(wanted: Path) -> Iterator[Path]:
    """What is wanted; of a zip with a calendar's CSVs a folder of them, while the block lasts."""
    if not (wanted.is_file() and is_collection(wanted) and is_zipfile(wanted)):
        yield wanted
        return
    with TemporaryDirectory() as scratch:
        yield collection_folder(wanted, Path(scratch))


def files_of(folder: Path) -> dict[str, bytes]:
    """The city's files in the folder, by name. Raises UnreadableTable where they are too large."""
    found = {one.name: one for one in sorted(folder.iterdir()) if _is_taken(one.name)}
    found = {name: one for name, one in found.items() if one.is_file()}
    if sum(one.stat().st_size for one in found.values()) > LIMITS.max_expanded_bytes:
        raise UnreadableTable(f"the CSVs in {str(folder)!r} are larger than 64 MB altogether")
    return {name: one.read_bytes() for name, one in found.items()}


def _folder(wanted: Path) -> Path | None:
    """The folder itself, its `data`, or the one in which the file lies."""
    if wanted.is_file():
        return wanted.parent if _is_mark(wanted) else None
    found = format_of(wanted)
    return found[1] if found else None


def _is_mark(path: PurePath) -> bool:
    return path.stem.lower() in MARKS and path.suffix.lower() in TABLES


def _is_taken(name: str) -> bool:
    return bool(NAME.fullmatch(name)) and name.lower().endswith(TAKEN)


def _unpacked(archive: Path, scratch: Path) -> Path:
    """The CSVs of a zip as plain files; nothing else of it is written."""
    mark = _marked(archive)
    if mark is None:
        raise UnreadableTable(
            f"the zip {str(archive)!r} is not the data of a garbage calendar; looked for "
            f"{LOOKED_FOR}. Unpack it and look what it holds."
        )
    source = Input(archive, archive.name)
    with opened(source, LIMITS) as packed:
        for info in _beside(packed.infolist(), mark):
            if info.flag_bits & 1:
                raise UnreadableTable(f"{archive.name} is locked with a password; unlock it")
            name = PurePosixPath(info.filename).name
            (scratch / name).write_bytes(packed.read(info))
    return scratch


def _marked(archive: Path) -> PurePosixPath | None:
    """The folder inside the zip that has such a file; the outermost one."""
    with opened(Input(archive, archive.name), LIMITS) as packed:
        names = [PurePosixPath(info.filename) for info in packed.infolist() if not info.is_dir()]
    marks = [one for one in names if _is_mark(one) and "__MACOSX" not in one.parts]
    return min(marks, key=lambda one: len(one.parts)).parent if marks else None


def _beside(infos: list[ZipInfo], folder: PurePosixPath) -> Iterator[ZipInfo]:
    for info in infos:
        path = PurePosixPath(info.filename)
        if path.parent == folder and _is_taken(path.name) and not info.is_dir():
            yield info
