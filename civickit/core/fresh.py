"""A value made from files, and made again when they change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from civickit.core.errors import CivicKitError

T = TypeVar("T")
Mark = tuple[tuple[str, int, int], ...]  # of each file: its name, its time of change, its size
CHECK_EVERY_S = 2.0
SETTLED_S = 1.0


class Fresh(Generic[T]):
    """Gives what `read` makes of a file or of a folder's files.

    A change is taken over once it lies still. One that cannot be read leaves the last good
    value in place; `failure` then says why.
    Raises what `read` raises when there is no good value yet.
    """

    def __init__(self, path: Path, read: Callable[[], T], check_every_s: float = CHECK_EVERY_S):
        self.path = path
        self.failure = ""
        self._read = read
        self._check_every_s = check_every_s
        self._checked_at = time.monotonic()
        self._lock = Lock()
        self._pending: Mark = ()
        self._mark = _mark(path)
        self._value = read()

    def current(self) -> T:
        """The newest good value. At most one caller reads the files; the others do not wait."""
        due = time.monotonic() - self._checked_at >= self._check_every_s
        if due and self._lock.acquire(blocking=False):
            try:
                self._checked_at = time.monotonic()
                self._reread()
            finally:
                self._lock.release()
        return self._value

    def _reread(self) -> None:
        mark = _mark(self.path)
        if mark == self._mark:
            return
        if mark and not self._lies_still(mark):
            return
        self._mark = mark
        try:
            self._value = self._read()
            self.failure = ""
        except (CivicKitError, OSError) as error:
            # Readers of a page need not know where on the machine the files lie.
            self.failure = str(error).replace(str(self.path), self.path.name)

    def _lies_still(self, mark: Mark) -> bool:
        """A file still being written must not be taken for a short one."""
        seen_before = mark == self._pending
        self._pending = mark
        newest = max(changed_ns for _, changed_ns, _ in mark)
        return seen_before or time.time() - newest / 1e9 > SETTLED_S


def _mark(path: Path) -> Mark:
    """What changes when the file, or any file in the folder and its folders, does."""
    return tuple(sorted(_marks(path)))


def _marks(path: Path) -> Iterator[tuple[str, int, int]]:
    try:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            found = file.stat()
            if not file.is_dir():
                yield str(file), found.st_mtime_ns, found.st_size
    except OSError:  # it vanished while we looked
        return
