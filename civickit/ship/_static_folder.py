"""A folder that is replaced as a whole: built beside its goal, and swapped when it is complete.

A marker file in it lists what was written, so that a later run knows its own files from others.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import file_digest, sha256
from pathlib import Path

from civickit.core.errors import ProjectConflict

MARKER = ".civickit-static.json"
MADE_BY = "civickit ship static"


class Goal:
    """The folder `out`, as it is before the new one takes its place.

    `ours` are the files of an earlier run, `others` what somebody else put there (kept).
    Raises ProjectConflict for a folder that an earlier run did not make, or whose files
    somebody has edited since.
    """

    def __init__(self, out: Path) -> None:
        self.out = out.absolute()
        self.ours = _known(self.out)
        self.others: list[str] = []
        if self.out.is_dir():
            self._look()

    def _look(self) -> None:
        found = set(files_in(self.out)) - {MARKER}
        self.others = sorted(found - set(self.ours))
        changed = [name for name in sorted(found & set(self.ours)) if self._is_changed(name)]
        if changed:
            raise ProjectConflict(
                f"{_listed(changed)} in {self.out} was changed after it was written, and would be "
                "lost. Nothing was written. Keep your copy elsewhere and delete it there, or name "
                "another folder with --out."
            )

    def _is_changed(self, name: str) -> bool:
        return digest_of(self.out / name)[:16] != self.ours[name]

    @contextmanager
    def building(self) -> Iterator[Path]:
        """An empty folder beside the goal; it takes the goal's place when the block ends well."""
        part = self.out.with_name(f".{self.out.name}.{os.getpid()}.part")
        shutil.rmtree(part, ignore_errors=True)
        try:
            part.mkdir(parents=True)
            yield part
            self._mark(part)
            self._swap(part)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def _mark(self, part: Path) -> None:
        """Lists the files. What lies in the way of a new one must not be lost."""
        written = {name: digest_of(part / name)[:16] for name in sorted(files_in(part))}
        lost = [name for name in self.others if _is_in_the_way(name, part)]
        if lost:
            raise ProjectConflict(
                f"{_listed(lost)} in {self.out} is not from an earlier run and would be "
                "overwritten. Nothing was written. Move it away, or name another folder with --out."
            )
        told = {"made_by": MADE_BY, "files": written}
        (part / MARKER).write_text(json.dumps(told, indent=0, ensure_ascii=False), "utf-8")

    def _swap(self, part: Path) -> None:
        """Other people's files move over, then the folders change places; a failure undoes it."""
        before = self.out.with_name(f".{self.out.name}.{os.getpid()}.before")
        moved: list[str] = []
        try:
            for name in self.others:
                (part / name).parent.mkdir(parents=True, exist_ok=True)
                (self.out / name).rename(part / name)
                moved.append(name)
            if self.out.is_dir():
                self.out.rename(before)
            part.rename(self.out)
        except BaseException:
            if before.is_dir() and not self.out.exists():
                before.rename(self.out)
            for name in moved:
                (part / name).rename(self.out / name)
            raise
        shutil.rmtree(before, ignore_errors=True)


def _known(out: Path) -> dict[str, str]:
    """The files of an earlier run with the beginnings of their SHA-256."""
    if not out.exists() and not out.is_symlink():
        return {}
    told: object = None
    with suppress(OSError, ValueError):
        told = json.loads((out / MARKER).read_text("utf-8"))
    if isinstance(told, dict) and told.get("made_by") == MADE_BY:
        return {str(name): str(digest) for name, digest in dict(told["files"]).items()}
    if out.is_dir() and not out.is_symlink() and not any(out.iterdir()):
        return {}
    raise ProjectConflict(
        f"{out} is there and was not made by {MADE_BY}. Nothing was written. "
        "Name a new folder with --out."
    )


def files_in(folder: Path) -> Iterator[str]:
    """Every file below the folder, by its name with slashes."""
    for path, _, names in os.walk(folder):
        inner = Path(path).relative_to(folder)
        for name in names:
            yield (inner / name).as_posix()


def digest_of(path: Path) -> str:
    """The file's SHA-256; a link counts by where it points to."""
    if path.is_symlink():
        return sha256(os.fsencode(path.readlink())).hexdigest()
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _is_in_the_way(name: str, part: Path) -> bool:
    """Whether the new folder has something where this file, or a folder of it, would stand."""
    above = [part / one for one in Path(name).parents]
    return os.path.lexists(part / name) or any(one.exists() and not one.is_dir() for one in above)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown
