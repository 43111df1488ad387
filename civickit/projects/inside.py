"""Where the files of a project lie. None of them is anywhere else, whatever a name says."""

from __future__ import annotations

from pathlib import Path

from civickit.core.errors import ProjectConflict


def stays_inside(name: str) -> bool:
    """Whether a name with `/` is one of a file below the project, on any system."""
    parts = name.split("/")
    odd = {"", ".", ".."}.intersection(parts) or set("\\:").intersection(name)
    return not odd and name.isprintable()


def file_at(project: Path, name: str) -> Path:
    """Where a file of the project lies. Raises ProjectConflict where that leads elsewhere."""
    if not stays_inside(name):
        raise ProjectConflict(f"{name!r} is no file below {str(project)!r}; nothing was changed")
    path = project
    for part in name.split("/"):
        if path.exists() and not path.is_dir():
            raise ProjectConflict(_in_the_way(project, path, f"the folder of {name!r}"))
        path = path / part
        if path.is_symlink():
            raise ProjectConflict(_in_the_way(project, path, "a file or folder of its own"))
    if path.exists() and not path.is_file():
        raise ProjectConflict(_in_the_way(project, path, "a file"))
    return path


def _in_the_way(project: Path, path: Path, wanted: str) -> str:
    name, found = path.relative_to(project).as_posix(), "something else"
    if path.is_symlink():
        found = "a link"
    elif path.is_dir():
        found = "a folder"
    elif path.is_file():
        found = "a file"
    return f"{name!r} is {found} where the template has {wanted}. Move it away; nothing was changed"


def content_at(project: Path, name: str) -> bytes | None:
    """The text of a file, None where there is none."""
    path = file_at(project, name)
    return path.read_bytes() if path.exists() else None
