"""The files of a project that strangers would get, and their texts."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from civickit.ship._own_files import NEVER_COPIED

LONGEST_BYTES = 1_000_000
LISTED = 5


def project_files(folder: Path) -> dict[str, Path]:
    """Names with slashes and paths: what git tracks, else all but caches and what git would not
    take."""
    names = _tracked(folder)
    if names is None:
        ignored = NEVER_COPIED | _ignored(folder)
        paths = (path for path in folder.rglob("*") if path.is_file())
        found = ((path.relative_to(folder), path) for path in paths)
        return {
            inside.as_posix(): path
            for inside, path in sorted(found)
            if not ignored & set(inside.parts)
        }
    return {name: folder / name for name in names if (folder / name).is_file()}


def _tracked(folder: Path) -> list[str] | None:
    """The names that git tracks in this folder; None without git, or where git tracks none."""
    git = shutil.which("git")
    if git is None:
        return None
    asked = [git, "-C", str(folder), "ls-files", "-z"]
    answer = subprocess.run(asked, capture_output=True, check=False)  # noqa: S603 - our own words, no shell
    names = [name for name in answer.stdout.decode("utf-8", "replace").split("\0") if name]
    return names if answer.returncode == 0 and names else None


def _ignored(folder: Path) -> set[str]:
    """The plain names in .gitignore."""
    try:
        lines = (folder / ".gitignore").read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return set()
    return {line.strip().strip("/") for line in lines if line.strip() and "*" not in line}


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """The numbered lines of a text; nothing of what is not text, or very long."""
    try:
        if path.stat().st_size > LONGEST_BYTES:
            return
        text = path.read_text("utf-8")
    except (OSError, ValueError):
        return
    yield from enumerate(text.splitlines(), 1)


def listed(places: Iterable[str]) -> str:
    """The first few places, and how many more there are."""
    found = list(places)
    more = f" (+{len(found) - LISTED})" if len(found) > LISTED else ""
    return ", ".join(found[:LISTED]) + more
