"""What the places of a dataset are called, how they are drawn and what is said about each.

An app with more to say about its places makes a class of its own from `Look`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from civickit.maps.layers import Kind
from civickit.places import say
from civickit.places.card import Card, Fact
from civickit.schemas import Field, Schema

COLOR = "#0b4f9e"
SAID = ("address", "hours", "phone", "note")
FOR_OFFICES = {
    *("lat", "lon", "doubts", "municipality_code", "city_code", "facility_id", "place_code"),
    *("town_id", "poi_code", "corporate_number", "prefecture", "city", "town", "block"),
}
"""Fields that tell a person nothing the page does not say otherwise."""
SHAPES = ("circle", "square", "diamond", "triangle", "hexagon", "pentagon")
COLORS = ("#0b4f9e", "#b3001b", "#00677a", "#5b3a8c", "#5b4a32", "#3d4650")


class Sign(NamedTuple):
    """A state as a sign that needs no colour, and its word."""

    sign: str
    word: str


class Look:
    """The look of any standard dataset: one kind, unless its records have kinds of their own."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def kinds(self, lang: str) -> dict[str, Kind]:
        """Word, shape, colour and letter of each kind."""
        if not self.schema.kinds:
            title = say.word({"": self.schema.title}, "", lang).removesuffix("一覧")
            return {self.schema.name: Kind(title, "circle", COLOR, self.schema.title["ja"][0])}
        return {
            code: Kind(
                say.word(self.schema.kinds, code, lang),
                SHAPES[place % len(SHAPES)],
                COLORS[place % len(COLORS)],
                say.word(self.schema.kinds, code, "ja")[0],
            )
            for place, code in enumerate(self.schema.kinds)
        }

    def states(self, lang: str) -> dict[str, Sign]:  # noqa: ARG002 - for those who have states
        """Sign and word of each state a card may have."""
        return {}

    def texts(self, lang: str) -> dict[str, str]:  # noqa: ARG002 - for those who have words
        """Words of the dataset that facts name by a key; they join the app's texts."""
        return {}

    def counts(self, place: Any) -> bool:  # noqa: ARG002 - for those whose places may fail
        """Whether a search may end here."""
        return True

    def name(self, place: Any) -> str:
        """What people call the place besides its kind."""
        number = getattr(place, self.schema.number, "") if self.schema.number else ""
        return say.short(number or place.name or getattr(place, "address", ""), 80)

    def kind(self, place: Any) -> str:
        return str(place.kind) if self.schema.kinds else self.schema.name

    def card(self, place: Any) -> Card:
        """The place as lists show it."""
        return Card(
            kind=self.kind(place),
            name=self.name(place),
            counts=self.counts(place),
            facts=tuple(self.facts(place)),
            doubts=place.doubts,
        )

    def facts(self, place: Any) -> Iterator[Fact]:
        """What a list says more: where, when, whom to call."""
        name = self.name(place)
        for field in SAID:
            said = hours(place) if field == "hours" else getattr(place, field, "")
            if said and said != name:
                yield say.short(said)

    def where(self, place: Any) -> Iterator[Fact]:
        """What tells the place from others of its name: a search shows it."""
        address = getattr(place, "address", "")
        if address and address != self.name(place):
            yield say.short(address)

    def popup(self, place: Any) -> Iterator[Fact]:
        """What the map says more than the name; little, for every phone loads it."""
        yield from self.where(place)

    def details(self, place: Any, lang: str) -> Iterator[tuple[str, str]]:
        """(what it is called, what it says) of every field that is filled."""
        for field in self.schema.fields:
            value = getattr(place, field.name, None)
            if field.name in FOR_OFFICES or value in (None, "", False):
                continue
            yield called(field, lang), say.short(written(value, field.form.write), 1000)

    def searched(self, place: Any) -> Iterator[str]:
        """The texts by which a search finds the place."""
        yield from (place.key, self.name(place), say.district(place))
        for field in ("name", "address", "building", "name_kana", "name_en", "common_name"):
            yield getattr(place, field, "")

    def picture(self, place: Any) -> str:
        """The name or address of the place's picture, or ''."""
        return str(getattr(place, "image", ""))

    def known(self, place: Any) -> Mapping[str, Any]:
        """What programs get: every field, under its own name."""
        found: Mapping[str, Any] = place._asdict()
        return found

    def checked(self, place: Any) -> date | None:  # noqa: ARG002 - for those who have surveys
        """The day on which somebody last looked at the place."""
        return None


def hours(place: Any) -> str:
    """`月火水木金 09:00-17:15`, as far as it is known."""
    opens, closes = getattr(place, "opens", ""), getattr(place, "closes", "")
    times = f"{opens}-{closes}" if opens or closes else ""
    return " ".join(filter(None, [getattr(place, "days", ""), times]))


def called(field: Field, lang: str) -> str:
    """What a page calls a field: the standard's word for it, or its name in English."""
    if lang == "en":
        return field.name.replace("_", " ")
    return field.header.removesuffix("_連結表記").replace("_", " ")


def written(value: Any, write: Callable[[Any], str]) -> str:
    """A value as the standard table writes it; yes as a sign that needs no language."""
    if value is True:
        return "✓"
    said = str(write(value))
    # The table guards a text that a spreadsheet would run; a page shows it as it is.
    return value if isinstance(value, str) and said.endswith(value) else said
