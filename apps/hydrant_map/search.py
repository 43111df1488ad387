"""Points found by what is written about them: number, address, landmark, name, district."""

from __future__ import annotations

import re
from collections.abc import Sequence

from civickit.core.geo import parse_coordinate
from civickit.core.text import clean
from civickit.schemas.water_point import WaterPoint

from .words import district

TWO_COORDINATES = re.compile(r"\s*([^,\s]+)\s*[,\s]\s*([^,\s]+)\s*")


def fold(text: str) -> str:
    """Text as it is compared: one width, one case, one kind of dash, no spaces."""
    return clean(text).casefold().replace(" ", "")


class Book:
    """The searchable words of all points, in the points' order."""

    def __init__(self, points: Sequence[WaterPoint]) -> None:
        self._points = points
        self._pages = [_words(point) for point in points]

    def find(self, query: str, limit: int | None = None) -> list[WaterPoint]:
        """Points that hold every word of the query; a whole number or name comes first."""
        wanted = [fold(word) for word in clean(query).split() if fold(word)]
        if not wanted:
            return []
        hits = [
            (min(_rank(page, word) for word in wanted), place)
            for place, page in enumerate(self._pages)
            if all(any(word in text for text in page) for word in wanted)
        ]
        hits.sort()
        return [self._points[place] for _, place in hits[:limit]]


def _words(point: WaterPoint) -> tuple[str, ...]:
    texts = (point.number, point.name, point.address, point.landmark, point.building)
    return tuple(fold(text) for text in (*texts, district(point), point.key) if text)


def _rank(page: tuple[str, ...], word: str) -> int:
    if word in page:
        return 0
    return 1 if any(text.startswith(word) for text in page) else 2


def as_place(query: str) -> tuple[float, float] | None:
    """(lat, lon) when the query is two coordinates, like `38.401, 146.002`; else None."""
    written = clean(query)
    two = TWO_COORDINATES.fullmatch(written)
    if two is None or "." not in written:
        return None
    try:
        lat, lon = parse_coordinate(two[1]), parse_coordinate(two[2])
    except ValueError:
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None
