"""The nearest places in order: how far, which way, and how far we looked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import Any, NamedTuple

from civickit.core.nearest import PointIndex

ANYWHERE_M = 20_100_000.0  # half way round the Earth


class Reach(NamedTuple):
    """A distance in something people have in their hands or legs: hoses, minutes on foot.

    `name` ends the key of its text, `fact.<name>` with {count}. `detour` is the way round
    houses against the straight line.
    """

    name: str = "walk"
    unit_m: float = 80.0  # a minute on foot, as Japanese real estate notices must count it
    detour: float = 1.3

    def count(self, distance_m: float) -> int:
        """How many of them reach that far; at least one, the one in your hands."""
        needed = distance_m * self.detour / self.unit_m
        return max(1, ceil(round(needed, 9)))  # 200 m x 1.3 / 20 m is 13, not 13.000000000000002


class Rules(NamedTuple):
    """The numbers a team may want to change; they stand in civic.toml."""

    reach: Reach = Reach()
    widen_m: tuple[float, ...] = (500.0, 1000.0, 2000.0, 5000.0, 10000.0)
    enough: int = 3
    outside_m: float = 5000.0
    listed: int = 10


class Near(NamedTuple):
    """One place as seen from another. `counts` is False for one that cannot be used."""

    point: Any
    distance_m: float
    bearing_deg: float
    reach: int
    counts: bool


class Answer(NamedTuple):
    """What was found around a place, and how far the search went.

    `nearest` is the closest point at any distance, so that a place far from all data can
    still be told where the data lies.
    """

    lat: float
    lon: float
    found: list[Near]
    searched_m: float
    nearest: Near | None
    outside: bool

    @property
    def usable(self) -> list[Near]:
        return [near for near in self.found if near.counts]


class Finder:
    """Answers "where is the nearest?" for one set of points.

    `counts` says which of them can be used; the others are shown, but the search goes on.
    """

    def __init__(
        self,
        points: Sequence[Any],
        rules: Rules,
        counts: Callable[[Any], bool] = lambda _: True,
    ) -> None:
        self.points = points
        self.rules = rules
        self._counts = counts
        self._index = PointIndex.build([p.lat for p in points], [p.lon for p in points])

    def around(self, lat: float, lon: float, count: int | None = None) -> Answer:
        """The nearest points, widening the search until enough of them can be used.

        `count` is of points that can be used.
        """
        count = count or self.rules.listed
        found: list[Near] = []
        searched_m = 0.0
        for searched_m in self.rules.widen_m:
            found = self._usable(lat, lon, count, searched_m)
            if sum(near.counts for near in found) >= min(self.rules.enough, count):
                break
        return self._answer(lat, lon, found, searched_m)

    def within(self, lat: float, lon: float, count: int, within_m: float | None) -> Answer:
        """The nearest `count` points of any state; without `within_m`, as far as we ever look."""
        within_m = self.rules.widen_m[-1] if within_m is None else within_m
        return self._answer(lat, lon, list(self._hits(lat, lon, count, within_m)), within_m)

    def _answer(self, lat: float, lon: float, found: list[Near], searched_m: float) -> Answer:
        nearest = found[0] if found else next(self._hits(lat, lon, 1, ANYWHERE_M), None)
        outside = nearest is None or nearest.distance_m > self.rules.outside_m
        return Answer(lat, lon, found, searched_m, nearest, outside)

    def _usable(self, lat: float, lon: float, count: int, within_m: float) -> list[Near]:
        """Up to `count` points that can be used, with the unusable ones lying between them."""
        asked = count
        while True:
            found = list(self._hits(lat, lon, asked, within_m))
            usable = [place for place, near in enumerate(found, start=1) if near.counts]
            if len(usable) >= count:
                return found[: usable[count - 1]]
            if len(found) < asked:
                return found
            asked *= 2

    def _hits(self, lat: float, lon: float, count: int, within_m: float) -> Iterator[Near]:
        for hit in self._index.nearest(lat, lon, n=count, within_m=within_m):
            point, reach = self.points[hit.index], self.rules.reach.count(hit.distance_m)
            yield Near(point, hit.distance_m, hit.bearing_deg, reach, self._counts(point))


def undecided(answer: Answer, accuracy_m: float | None) -> tuple[Near, Near] | None:
    """The first two usable points, when the position is too vague to say which is nearer."""
    if accuracy_m is None or len(answer.usable) < 2:
        return None
    first, second = answer.usable[:2]
    gap_m = second.distance_m - first.distance_m
    return (first, second) if accuracy_m > gap_m else None
