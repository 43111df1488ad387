"""Addresses of the city, for people who know where they live and not what their street is called.

The files are read once, beside the answers, when the server starts or somebody searches; each
address is joined to its street when it is found. 100,000 of them take about
three seconds of one core, once, 50 MB, and some milliseconds a search.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from threading import Lock

from civickit.core.errors import CivicKitError
from civickit.live._address_rows import Address, Read, read_addresses
from civickit.live._street_near import Near
from civickit.live.finding import Book, fold

WITHIN_M = 150.0
"""An address belongs to a street that is as near as this."""
_SHORT = {
    "street": "st",
    "avenue": "ave",
    "road": "rd",
    "drive": "dr",
    "lane": "ln",
    "boulevard": "blvd",
    "court": "ct",
    "place": "pl",
}
_LONG_WORD = re.compile(rf"\b({'|'.join(_SHORT)})\b")
_LAST_NUMBER = re.compile(r"-\d+$")
_log = logging.getLogger(__name__)


class Addresses:
    """The addresses of some files, which may be none."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self.paths = paths
        self._lock = Lock()
        self._told = False

    def find(self, query: str) -> list[tuple[int, Address]]:
        """(rank, address), the nearest to what was typed first.

        Where a file ends with the block, who typed the house as well finds the block.
        """
        if not self.paths:
            return []
        ways = {fold(way): way for way in reversed([*self._ways(query)])}
        return next(filter(None, map(self._book.find, reversed(ways.values()))), [])

    def tell(self, near: Near) -> None:
        """Say in the log, once, how many there are and how many have no street."""
        if not self.paths or self._told:
            return
        self._told = True
        read = self._read
        placed = (one for one in read.addresses if not one.key)
        apart = [one for one in placed if not near.holds(one.lat, one.lon, WITHIN_M)]
        level = logging.WARNING if apart or read.left_out else logging.INFO
        _log.log(
            level,
            "addresses: %d, of which %d have no street within %d m%s; %d rows are none",
            len(read.addresses),
            len(apart),
            WITHIN_M,
            f" ({', '.join(one.label for one in apart[:3])} …)" if apart else "",
            read.left_out,
        )

    @property
    def _read(self) -> Read:
        with self._lock:
            return self._kept[0]

    @property
    def _book(self) -> Book[Address]:
        with self._lock:
            return self._kept[1]

    @cached_property
    def _kept(self) -> tuple[Read, Book[Address]]:
        """Once, also where it fails: a search then finds streets by their names."""
        try:
            read = read_addresses(self.paths)
        except CivicKitError as fault:
            _log.error("addresses cannot be searched: %s", fault)
            read = Read([], set(), 0)
        return read, Book((one, _texts(one)) for one in read.addresses)

    @cached_property
    def _cities(self) -> list[str]:
        """As they are compared, the longest first."""
        return sorted(map(fold, self._read.cities), key=len, reverse=True)

    def _ways(self, query: str) -> Iterator[str]:
        """What was typed; without the city; with street as st; without one number after another."""
        yield query
        words = [word for word in query.split() if fold(word) not in self._cities]
        yield " ".join(words)
        yield shortened(" ".join(words))
        left = self._without_city(fold(query))
        while left:
            yield left
            left, cut = _LAST_NUMBER.subn("", left)
            if not cut:
                return

    def _without_city(self, folded: str) -> str:
        for city in self._cities * 2:  # 県, 市, 区: whichever is longer
            folded = folded.removeprefix(city)
        return folded


def _texts(one: Address) -> Iterator[str]:
    """What leads to an address: `12 Main Street`, `Main Street 12`, `12 Main St` …"""
    yield one.label
    if one.street:
        turned = f"{one.street} {one.label.removesuffix(one.street).strip()}"
        yield from (turned, shortened(one.label), shortened(turned))


def shortened(text: str) -> str:
    """In small letters, `street` as `st`: for comparing."""
    return _LONG_WORD.sub(lambda found: _SHORT[found[0]], text.casefold())
