"""Streets as residents know them: by name, between which others, how long ago cleared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from civickit.live.street_feeds import by_id
from civickit.tracks.coverage import Claim, Cleared
from civickit.tracks.streets import Network, Point, Segment, SegmentId

if TYPE_CHECKING:
    from civickit.live.site import Site

HOUR_S = 3_600.0
CLASSES = ("h1", "h3", "h6", "old", "passed", "none")
"""How long ago, as maps and lists draw it; static/age.js has the same."""
LEAST = 9
"""Sorts after every priority."""


class Street(NamedTuple):
    """One street of the ledger. `ends` are the keys of the streets it runs between, or ''."""

    id: SegmentId
    name: str
    name_en: str
    priority: int | None
    length_m: float
    at: Point
    ends: tuple[str, str]

    @property
    def key(self) -> str:
        """What stands for it in addresses."""
        return str(self.id)


class Line(NamedTuple):
    """A street with what is known of it."""

    street: Street
    row: Cleared | None
    age: str
    """One of CLASSES."""


def class_of(claim: Claim, last: float, now: float) -> str:
    """One of CLASSES."""
    if claim != "worked":
        return "passed" if claim == "passed" else "none"
    hours = (now - last) / HOUR_S
    return "h1" if hours < 1 else "h3" if hours < 3 else "h6" if hours < 6 else "old"


class Guide:
    """The streets of an app, prepared when they are first needed."""

    def __init__(self, site: Site) -> None:
        self.site = site

    @cached_property
    def streets(self) -> dict[str, Street]:
        """By key, in the order of the file."""
        corners = _corners(self.site.network)
        return {str(id_): _street(parts, corners) for id_, parts in by_id(self.site.network)}

    @cached_property
    def bounds(self) -> list[Point]:
        """The south-west and the north-east corner."""
        points = [point for one in self.site.network.segments for point in one.line]
        lats, lons = zip(*points, strict=True)
        return [(min(lats), min(lons)), (max(lats), max(lons))]

    def counts(self, now: float) -> dict[str, int]:
        """How many streets there are of each class, in the order of the legend."""
        found = dict.fromkeys(CLASSES, 0)
        for row in self.site.ledger.streets():
            found[class_of(row.claim, row.last, now)] += 1
        found["none"] += len(self.streets) - sum(found.values())
        return found

    def newest(self, now: float, most: int) -> list[Line]:
        """The streets of which something is known, the last first."""
        rows = nlargest(most, self.site.ledger.streets(), key=lambda row: row.last)
        return [line_of(self.streets[str(row.id)], row, now) for row in rows]

    def lines(self, now: float) -> Iterator[Line]:
        """Every street with what is known of it."""
        known = {row.id: row for row in self.site.ledger.streets()}
        for one in self.streets.values():
            yield line_of(one, known.get(one.id), now)

    def near(self, lat: float, lon: float, radius_m: float = 100.0) -> Street | None:
        """The nearest street."""
        for id_, _ in self.site.ledger.near(lat, lon, radius_m):
            return self.streets[str(id_)]
        return None


def line_of(street: Street, row: Cleared | None, now: float) -> Line:
    """A street with what is known of it."""
    return Line(street, row, class_of(row.claim, row.last, now) if row else "none")


def _corners(network: Network) -> dict[Point, list[Segment]]:
    """The segments at each place where one has a point."""
    found: dict[Point, list[Segment]] = {}
    for one in network.segments:
        for point in set(one.line):
            found.setdefault(point, []).append(one)
    return found


def _street(parts: list[Segment], corners: dict[Point, list[Segment]]) -> Street:
    first, last = parts[0], parts[-1]
    middle = parts[len(parts) // 2].line
    return Street(
        id=first.id,
        name=first.name,
        name_en=first.name_en,
        priority=first.priority,
        length_m=sum(one.length_m for one in parts),
        at=middle[len(middle) // 2],
        ends=(
            _crossing(first, corners[first.line[0]]),
            _crossing(last, corners[last.line[-1]]),
        ),
    )


def _crossing(own: Segment, meeting: list[Segment]) -> str:
    """The key of the greatest other street at an end; '' where there is none with a name."""
    named = [one for one in meeting if one.name and one.name != own.name]
    if not named:
        return ""
    return str(min(named, key=lambda one: (one.priority or LEAST, one.name)).id)
