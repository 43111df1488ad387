"""A file comes to its place whole: first beside, on the same disk, then under its name."""

from __future__ import annotations

import contextlib
from pathlib import Path
from stat import S_IMODE
from typing import NamedTuple

from civickit.projects.base import FOLDER
from civickit.projects.inside import file_at

UNDO = f"{FOLDER}/undo"
STAGED = f"{UNDO}/new"


class Change(NamedTuple):
    """One file before and after; None where it is not there."""

    name: str
    before: bytes | None
    after: bytes | None
    executable: bool = False
    """For a file that is added; another keeps what it has."""


def stage(project: Path, number: int, content: bytes | None, mode: int = 0) -> Path | None:
    """The content on the disk under a number; None for no content. Mode 0: as files are here."""
    path = file_at(project, f"{STAGED}/{number}")
    if content is None:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if mode:
        path.chmod(mode)
    return path


def can_be_run(path: Path) -> None:
    """Whoever may read the file may run it."""
    mode = S_IMODE(path.stat().st_mode)
    path.chmod(mode | (mode & 0o444) >> 2)


def put(project: Path, name: str, staged: Path | None) -> None:
    """A staged file in its place, or no file there, nor a folder that held only this."""
    path = file_at(project, name)
    if staged:
        path.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(path)
        return
    path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # the first folder with something in it stays
        for folder in list(path.relative_to(project).parents)[:-1]:
            (project / folder).rmdir()


def mode_at(project: Path, name: str) -> int:
    """The mode of a file, 0 where there is none."""
    path = project / name
    return S_IMODE(path.stat().st_mode) if path.exists() else 0
