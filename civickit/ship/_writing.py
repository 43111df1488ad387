"""The one way to the disk: several files at once, all or none, and nothing of yours overwritten."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from civickit.core.errors import ProjectConflict

Files = Mapping[str, str | bytes]
"""What to write: a path from the goal's folder with slashes, and the content."""

RUNS = {".sh"}
"""Files of these kinds may be started."""


def write(files: Files, out: Path) -> list[str]:
    """Put the files into `out` and tell which of them are new; the same content is left alone.

    Raises ProjectConflict, and writes nothing, where a file with other content is there. When
    writing fails half-way, what was written goes again.
    """
    new = wanted(files, out)
    made: list[Path] = []
    try:
        made += _folders({out, *((out / name).parent for name in new)})
        with tempfile.TemporaryDirectory(prefix=".ship-", dir=out) as staged:
            for number, name in enumerate(new):
                ready = Path(staged, str(number))
                ready.write_bytes(_content(files[name]))
                ready.chmod(0o755 if Path(name).suffix in RUNS else 0o644)
            for number, name in enumerate(new):
                made.append(out / name)
                Path(staged, str(number)).rename(out / name)
    except BaseException:
        _take_back(made)
        raise
    return new


def wanted(files: Files, out: Path) -> list[str]:
    """The names that `write` would write. Raises ProjectConflict as it would."""
    found = {name: _state(out, name, content) for name, content in files.items()}
    if in_the_way := sorted(name for name, state in found.items() if state == "other"):
        raise ProjectConflict(
            f"{', '.join(in_the_way)} in {out} would be overwritten. Nothing was written. "
            "Move these files away, or name another folder with --out."
        )
    return [name for name, state in found.items() if state == "new"]


def _state(out: Path, name: str, content: str | bytes) -> str:
    """`new`, `same`, or `other` where something else is in the way, also on the way there."""
    goal = out / name
    above = [out / part for part in Path(name).parents]
    if any((one.exists() or one.is_symlink()) and not one.is_dir() for one in above):
        return "other"
    if not (goal.exists() or goal.is_symlink()):
        return "new"
    return "same" if goal.is_file() and goal.read_bytes() == _content(content) else "other"


def _content(content: str | bytes) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content


def _folders(wanted: set[Path]) -> Iterator[Path]:
    """Make the folders, outermost first, and give those that were not there."""
    above = {one for folder in wanted for one in (folder, *folder.parents)}
    for folder in sorted(above, key=_depth):
        if not folder.exists():
            folder.mkdir()
            yield folder


def _depth(folder: Path) -> int:
    return len(folder.parts)


def _take_back(made: list[Path]) -> None:
    for one in reversed(made):
        with suppress(OSError):  # what was never there need not go
            one.rmdir() if one.is_dir() and not one.is_symlink() else one.unlink()
