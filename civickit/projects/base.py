"""The base of a project: what its template baked, before anybody edited, in one zip.

`civickit update` tells by it who changed what: the team, the template, or both.
"""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from civickit.core.errors import InvalidRecord
from civickit.core.fetch.files import write_whole
from civickit.projects.inside import stays_inside

FOLDER = ".civickit"
BASE = f"{FOLDER}/base.zip"
NOT_BAKED = frozenset({FOLDER, ".git", ".venv", "__pycache__"})
MOST_BYTES = 64 * 1024**2

DAMAGED = (BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OverflowError)
"""What zipfile raises on bytes that are no sound zip."""


def files_of(folder: Path, without: str = "") -> dict[str, bytes]:
    """Every plain file below a folder, by its name with `/`; links are not followed.

    Without what the template does not make: `.civickit`, `.git`, `.venv`, `__pycache__`; and the
    folder `without` that lies directly in it.
    """
    found = {}
    for where, folders, names in os.walk(folder):
        left_out = NOT_BAKED | ({without} if Path(where) == folder else set())
        folders[:] = [name for name in folders if name not in left_out]
        for path in (Path(where, name) for name in names):
            if path.is_file() and not path.is_symlink():
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return dict(sorted(found.items()))


def keep(project: Path, files: Mapping[str, bytes]) -> None:
    """Keep what the template baked. Only that: what a team adds is not the template's to remove."""
    write_whole(project / BASE, packed(files))


def read(project: Path) -> dict[str, bytes] | None:
    """What was baked, or None where nothing is kept. Raises InvalidRecord where it is damaged."""
    path = project / BASE
    if not path.is_file():
        return None
    try:
        return unpacked(path.read_bytes())
    except DAMAGED as error:
        raise InvalidRecord(
            {
                BASE: f"is damaged ({error}). Bring it back from a copy of the project, or delete "
                "it: without it update marks every difference for you to decide"
            }
        ) from None


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip that depends on nothing else: no clock, no order, no machine."""
    packing = io.BytesIO()
    with ZipFile(packing, "w") as packed_files:
        for name in sorted(files):
            info = ZipInfo(name)
            info.compress_type, info.create_system = ZIP_DEFLATED, 3
            info.external_attr = 0o644 << 16
            packed_files.writestr(info, files[name])
    return packing.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of such a zip. Raises one of DAMAGED where it is none, or too large."""
    with ZipFile(io.BytesIO(content)) as packed_files:
        infos = packed_files.infolist()
        if sum(info.file_size for info in infos) > MOST_BYTES:
            raise ValueError(f"it holds more than {MOST_BYTES // 1024**2} MB")
        files = {info.filename: packed_files.read(info) for info in infos}
    if len(files) < len(infos):
        raise ValueError("it names a file twice")
    for name in files:
        if not stays_inside(name):
            raise ValueError(f"it names {name!r}, which is no file of a project")
    return files
