"""Places found by what is written about them: number, address, landmark, name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from civickit.core.geo import parse_coordinate
from civickit.core.text import clean

TWO_COORDINATES = re.compile(r"\s*([^,\s]+)\s*[,\s]\s*([^,\s]+)\s*")


def fold(text: str) -> str:
    """Text as it is compared: one width, one case, one kind of dash, no spaces."""
    return clean(text).casefold().replace(" ", "")


T = TypeVar("T")


class Book(Generic[T]):
    """The searchable words of records, in the records' order; `texts` gives those of one."""

    def __init__(self, records: Sequence[T], texts: Callable[[T], Iterable[str]]) -> None:
        self._records = records
        self._pages = [tuple(fold(text) for text in texts(one) if text) for one in records]

    def pages(self) -> Iterable[tuple[T, tuple[str, ...]]]:
        """Each record with its folded texts."""
        return zip(self._records, self._pages, strict=True)

    def find(self, query: str) -> list[T]:
        """Records that hold every word of the query; a whole number or name comes first."""
        wanted = [fold(word) for word in clean(query).split() if fold(word)]
        if not wanted:
            return []
        hits = [
            (min(_rank(page, word) for word in wanted), place)
            for place, page in enumerate(self._pages)
            if all(any(word in text for text in page) for word in wanted)
        ]
        return [self._records[place] for _, place in sorted(hits)]


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
