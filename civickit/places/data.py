"""The points being served, and the file they come from, read again when it changes."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from civickit.core.errors import CivicKitError, UnreadableTable
from civickit.places.look import Look
from civickit.places.nearby import Finder, Rules
from civickit.places.say import word
from civickit.places.search import Book
from civickit.schemas import REASONS, Loaded, load

Mark = tuple[int, int]  # a file's time of change and its size
CHECK_EVERY_S = 2.0
SETTLED_S = 1.0


class Data:
    """One reading of the file: its points, what the import had to say, and a finder.

    A dataset may have rows without a position; `nowhere` is how many, for a map cannot show
    them.
    """

    def __init__(self, loaded: Loaded, look: Look, rules: Rules, version: str) -> None:
        self.points = [one for one in loaded.records if one.lat is not None]
        self.nowhere = len(loaded.records) - len(self.points)
        self.report = loaded.report
        self.version = version
        self.book = Book(self.points, look.searched)
        self.finder = Finder(self.points, rules, look.counts)
        self.by_key = {point.key: point for point in self.points}
        self.centre = middle(self.points)
        self.newest_check = _newest_check(self.points, look)


def _newest_check(points: Sequence[Any], look: Look) -> str:
    """The ISO date of the latest look at a place, or '' where none is known."""
    days = [day for point in points if (day := look.checked(point))]
    return max(days).isoformat() if days else ""


def middle(points: Sequence[Any]) -> tuple[float, float]:
    """(lat, lon) amid the points: the median, so that one far point cannot pull it."""
    half = len(points) // 2
    lats = sorted(point.lat for point in points)
    lons = sorted(point.lon for point in points)
    return lats[half], lons[half]


def read_places(path: Path, mapping: Mapping[str, str | int], look: Look, rules: Rules) -> Data:
    """Read a file of places. Raises CivicKitError where no row can be put on a map."""
    if not path.is_file():
        raise UnreadableTable(
            f"there is no file {str(path)!r}. Check the name, or leave out --data "
            "to start with the sample town."
        )
    content = path.read_bytes()  # once, so that the version names what was read
    loaded = load(content, look.schema.name, mapping=mapping or None, name=path.name)
    if all(one.lat is None for one in loaded.records):
        raise UnreadableTable(_nothing_usable(path, loaded))
    return Data(loaded, look, rules, sha256(content).hexdigest()[:12])


def _nothing_usable(path: Path, loaded: Loaded) -> str:
    reasons = [
        f"line {one.line}: {word(REASONS, one.reason, 'en')}" for one in loaded.report.problems[:3]
    ]
    return (
        f"{path.name} has no row that can be put on a map ({loaded.report.rows} rows read"
        + (f"; {'; '.join(reasons)}" if reasons else "")
        + f"). Look at all of them with: civickit check {path}, and name "
        "columns that were not recognised with --map lat=COLUMN --map lon=COLUMN."
    )


class DataFile:
    """Gives the points of a file, and takes a changed file over once it lies still.

    A changed file that cannot be read leaves the last good points in place; `failure`
    then says why.
    """

    def __init__(
        self,
        path: Path,
        mapping: Mapping[str, str | int],
        look: Look,
        rules: Rules,
        check_every_s: float | None = None,
    ) -> None:
        self.path = path
        self.failure = ""
        self._mapping = mapping
        self._look = look
        self._rules = rules
        self._check_every_s = CHECK_EVERY_S if check_every_s is None else check_every_s
        self._checked_at = time.monotonic()
        self._lock = Lock()
        self._pending: Mark | None = None
        self._mark = _mark(path)
        self._data = read_places(path, mapping, look, rules)

    def current(self) -> Data:
        """The newest good points. At most one caller reads the file; the others do not wait."""
        due = time.monotonic() - self._checked_at >= self._check_every_s
        if due and self._lock.acquire(blocking=False):
            try:
                self._checked_at = time.monotonic()
                self._reread()
            finally:
                self._lock.release()
        return self._data

    def _reread(self) -> None:
        mark = _mark(self.path)
        if mark == self._mark:
            return
        if mark is not None and not self._lies_still(mark):
            return
        self._mark = mark
        try:
            self._data = read_places(self.path, self._mapping, self._look, self._rules)
            self.failure = ""
        except (CivicKitError, OSError) as error:
            # Readers of the page need not know where on the machine the file lies.
            self.failure = str(error).replace(str(self.path), self.path.name)

    def _lies_still(self, mark: Mark) -> bool:
        """A file still being written must not be taken for a short one."""
        seen_before = mark == self._pending
        self._pending = mark
        return seen_before or time.time() - mark[0] / 1e9 > SETTLED_S


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
