"""The streets that what people type may mean: by their names, and by addresses beside them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from civickit.live._address_rows import Address
from civickit.live.addresses import WITHIN_M, shortened
from civickit.live.finding import Book, fold
from civickit.live.public.streets import Guide, Street

if TYPE_CHECKING:
    from civickit.live.site import Site

MOST = 20
MOST_JOINED = 100
"""So many addresses are joined to their streets for one search."""
DOOR_M = 20.0
BESIDE_M, MOST_BESIDE = 40.0, 4
"""A block has streets on all sides, a corner has two: all that are about as near are told."""


class Found(NamedTuple):
    """A street, the address that led to it ('' for its own name), and how far from it that is."""

    street: Street
    address: str = ""
    away_m: float = 0.0

    @property
    def about_m(self) -> int:
        """As it is told: by tens; 0 for a street that passes the door."""
        return 0 if self.away_m < DOOR_M else int(round(self.away_m, -1))


class Finds(NamedTuple):
    """The streets that were found, each once, and whether there may be more."""

    streets: list[Found]
    more: bool


class Search:
    """Names and addresses of one app."""

    def __init__(self, site: Site, guide: Guide) -> None:
        self._site = site
        self._guide = guide

    def find(self, query: str) -> Finds:
        """The best first. Where an address was typed whole, all streets it may lie on."""
        named: list[tuple[int, Found | Address]] = [
            (rank, Found(one)) for rank, one in self._names.find(query)
        ]
        placed = self._site.addresses.find(query)
        hits = sorted([*named, *placed], key=lambda hit: hit[0])
        found: dict[str, Found] = {}
        joined = 0
        for place, (rank, hit) in enumerate(hits):
            if len(found) >= MOST or joined >= MOST_JOINED:
                return Finds(list(found.values())[:MOST], more=True)
            joined += isinstance(hit, Address)
            whole = place == 0 and rank == 0
            streets = self._beside(hit, whole=whole) if isinstance(hit, Address) else [hit]
            for one in streets:
                found.setdefault(one.street.key, one)
        return Finds(list(found.values()), more=False)

    def _beside(self, one: Address, *, whole: bool) -> Iterator[Found]:
        """The street of an address; all that may be, where it is `whole`."""
        if one.key in self._guide.streets:
            yield Found(self._guide.streets[one.key], one.label)
            return
        near = self._site.ledger.near(one.lat, one.lon, WITHIN_M)
        found = [Found(self._guide.streets[str(id_)], one.label, away) for id_, away in near]
        wanted = fold(shortened(one.street))
        of_the_name = [
            hit for hit in found if wanted and fold(shortened(hit.street.name)) == wanted
        ]
        if of_the_name:
            yield of_the_name[0]
            return
        for hit in found[: MOST_BESIDE if whole else 1]:
            if near[0][1] + BESIDE_M >= hit.away_m:
                yield hit

    @cached_property
    def _names(self) -> Book[Street]:
        return Book(
            (one, filter(None, (one.name, one.name_en)) if one.name or one.name_en else (one.key,))
            for one in self._guide.streets.values()
        )
