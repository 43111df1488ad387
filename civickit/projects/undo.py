"""One step back: what was there before the last update, and how it comes back.

`.civickit/undo/running.zip` holds it from before the first change until after the last; then it
becomes `last.zip`. So whatever ends an update (a full disk, a power cut), it can be taken back.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from civickit.core.errors import InvalidRecord, ProjectConflict
from civickit.core.fetch.files import write_whole
from civickit.projects.base import BASE, DAMAGED, FOLDER, packed, unpacked
from civickit.projects.inside import content_at, file_at
from civickit.projects.putting import STAGED, UNDO, Change, mode_at, put, stage

RUNNING, LAST = f"{UNDO}/running.zip", f"{UNDO}/last.zip"
WHAT = "civickit undo 1"


class Undone(NamedTuple):
    """What was taken back, and what was edited since and therefore kept, by name."""

    restored: tuple[str, ...]
    kept: tuple[str, ...]


class _Was(NamedTuple):
    """A file before (None: there was none), its mode, and the digest of what it became."""

    name: str
    before: bytes | None
    mode: int
    after: str | None

    def still_is(self, now: bytes | None) -> bool:
        """Whether nobody has touched the file since; one that is gone holds nothing to lose."""
        return now is None or _digest(now) == self.after


def is_interrupted(project: Path) -> bool:
    """Whether an update was stopped in the middle."""
    return (project / RUNNING).exists()


def can_be_taken_back(project: Path) -> bool:
    return is_interrupted(project) or (project / LAST).exists()


def remember(project: Path, changes: Iterable[Change]) -> None:
    """Keep what is there, before any of it is touched."""
    record = file_at(project, RUNNING)
    record.parent.mkdir(parents=True, exist_ok=True)
    for left in record.parent.glob(".*.part"):
        left.unlink()
    write_whole(record.parent / ".gitignore", b"*\n")
    files, held = [], {}
    for name, before, after, _ in changes:
        mode = mode_at(project, name)
        was = before is not None
        files.append({"name": name, "was": was, "mode": mode, "after": _digest(after)})
        if before is not None:
            held[f"before/{name}"] = before
    told = json.dumps({"what": WHAT, "files": files}, ensure_ascii=False, indent=1)
    write_whole(record, packed({"undo.json": told.encode(), **held}))


def finished(project: Path) -> None:
    """All was changed: from now on the record is of the last update."""
    shutil.rmtree(project / STAGED, ignore_errors=True)
    (project / RUNNING).replace(project / LAST)


def take_back(project: Path) -> Undone:
    """Every file as it was before the last update, byte for byte; what was added goes.

    A file that was edited since is kept. Raises ProjectConflict where the project has been
    updated in another way since, InvalidRecord where the record is damaged.
    """
    running, last = file_at(project, RUNNING), file_at(project, LAST)
    record = _read(running if running.exists() else last)
    found = [(was, now) for was in record if (now := content_at(project, was.name)) != was.before]
    kept = tuple(was.name for was, now in found if not was.still_is(now))
    if BASE in kept:
        raise ProjectConflict(
            f"{BASE} is not as the last update left it: the project has been updated in another "
            f"way since. Nothing was changed. To forget the last update, delete {UNDO}"
        )
    if last.exists() and not running.exists():
        last.replace(running)
    restored = [was for was, _ in found if was.name not in kept]
    for number, was in enumerate(restored):
        put(project, was.name, stage(project, number, was.before, was.mode))
    running.replace(last) if kept else running.unlink()
    tidy(project)
    return Undone(tuple(was.name for was in restored), kept)


def tidy(project: Path) -> None:
    """Nothing stays of what is over."""
    shutil.rmtree(project / STAGED, ignore_errors=True)
    if not (project / LAST).exists():
        shutil.rmtree(project / UNDO, ignore_errors=True)
        with contextlib.suppress(OSError):  # the base is in it: it stays
            (project / FOLDER).rmdir()


def _read(path: Path) -> list[_Was]:
    try:
        held = unpacked(path.read_bytes())
        told = json.loads(held["undo.json"])
        if told["what"] != WHAT:
            raise ValueError(f"it does not begin with {WHAT!r}")
        return [_was(one, held) for one in told["files"]]
    except (*DAMAGED, LookupError, TypeError) as error:
        said = f"is damaged ({error}), so the update cannot be taken back; nothing was changed"
        raise InvalidRecord({f"{UNDO}/{path.name}": said}) from None


def _was(one: dict[str, Any], held: dict[str, bytes]) -> _Was:
    before = held[f"before/{one['name']}"] if one["was"] else None
    return _Was(str(one["name"]), before, int(one["mode"]) & 0o7777, one["after"])


def _digest(content: bytes | None) -> str | None:
    return None if content is None else sha256(content).hexdigest()
