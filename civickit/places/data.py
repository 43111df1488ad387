"""The points being served, and the file they come from, read again when it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from civickit.core.errors import UnreadableTable
from civickit.core.fresh import CHECK_EVERY_S, Fresh
from civickit.places.look import Look
from civickit.places.nearby import Finder, Rules
from civickit.places.say import word
from civickit.places.search import Book
from civickit.schemas import REASONS, Loaded, load


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


class DataFile(Fresh[Data]):
    """The points of a file, read again when it changes."""

    def __init__(
        self,
        path: Path,
        mapping: Mapping[str, str | int],
        look: Look,
        rules: Rules,
        check_every_s: float | None = None,
    ) -> None:
        super().__init__(
            path,
            lambda: read_places(path, mapping, look, rules),
            CHECK_EVERY_S if check_every_s is None else check_every_s,
        )
