"""What a team may say about its own places, as docs/how-to/new-app.md shows it."""

from __future__ import annotations

from collections.abc import Iterator

from civickit.places import say
from civickit.places.card import Fact
from civickit.places.look import Look
from civickit.schemas.evacuation_space import EvacuationSpace


class OwnLook(Look):
    """Shelters say how high they lie and how many people they take."""

    def facts(self, place: EvacuationSpace) -> Iterator[Fact]:
        yield from super().facts(place)
        if place.elevation_m is not None:
            yield "fact.height", {"metres": say.number(place.elevation_m)}
        if place.capacity:
            yield "fact.people", {"count": place.capacity}
