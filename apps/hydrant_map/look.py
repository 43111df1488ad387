"""What is said about a water point, and how it is drawn: in the dark, in a hurry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from civickit.maps.layers import Kind
from civickit.places import say
from civickit.places.card import Card, Fact
from civickit.places.look import Look, Sign, called
from civickit.schemas.water_point import GROUND_WORDS, KIND_WORDS, STATE_WORDS, WaterPoint, schema

DRAWN = {
    "hydrant": ("circle", "#b3001b", "消"),
    "cistern": ("square", "#0b4f9e", "槽"),
    "pool": ("square", "#00677a", "プ"),
    "river": ("diamond", "#00677a", "川"),
    "pond": ("diamond", "#0b4f9e", "池"),
    "sea": ("diamond", "#0b4f9e", "海"),
    "well": ("square", "#5b3a8c", "井"),
    "sewer": ("triangle", "#5b4a32", "下"),
    "other": ("triangle", "#3d4650", "他"),
    "unknown": ("triangle", "#3d4650", "？"),
}
"""A shape, a colour and a letter, so that colour is never alone."""
SIGNS = {"usable": "✓", "unconfirmed": "？", "in_use": "▶", "unusable": "✕"}


class WaterLook(Look):
    """Hydrants, cisterns and the other places fire engines take water from."""

    def __init__(self) -> None:
        super().__init__(schema)

    def kinds(self, lang: str) -> dict[str, Kind]:
        return {
            kind: Kind(say.word(KIND_WORDS, kind, lang), *drawn) for kind, drawn in DRAWN.items()
        }

    def states(self, lang: str) -> dict[str, Sign]:
        return {
            state: Sign(sign, say.word(STATE_WORDS, state, lang)) for state, sign in SIGNS.items()
        }

    def counts(self, place: WaterPoint) -> bool:
        """Water that cannot be used does not end a search."""
        return place.state != "unusable"

    def name(self, place: WaterPoint) -> str:
        return say.short(place.number or place.name or place.address, 80)

    def card(self, place: WaterPoint) -> Card:
        surveyed = place.surveyed.isoformat() if place.surveyed else ""
        return super().card(place)._replace(state=place.state, checked=surveyed)

    def facts(self, place: WaterPoint) -> Iterator[Fact]:
        yield from self.size(place)
        if place.landmark:
            yield say.short(place.landmark)
        yield from self.pole(place)

    def size(self, place: WaterPoint) -> Iterator[Fact]:
        """How much water it gives, and what to open."""
        if place.diameter_mm:
            yield "fact.bore", {"mm": say.number(place.diameter_mm)}
        if place.capacity_m3:
            yield "fact.capacity", {"m3": say.number(place.capacity_m3)}
        if place.ground:
            yield f"ground.{place.ground}", {}
        if place.private:
            yield "fact.private", {}

    def pole(self, place: WaterPoint) -> Iterator[Fact]:
        """Where the lid lies from its sign pole, for when it lies under snow."""
        values: dict[str, str | float] = {}
        if place.pole_bearing_deg is not None:
            values["bearing_deg"] = place.pole_bearing_deg
        if place.pole_offset_m is not None:
            values["metres"] = say.number(place.pole_offset_m)
        if values:
            known = {"bearing_deg": "pole_direction", "metres": "pole_distance"}
            yield f"fact.{'pole' if len(values) == 2 else known[next(iter(values))]}", values

    def where(self, place: WaterPoint) -> Iterator[Fact]:
        yield from super().where(place)
        if place.landmark:
            yield say.short(place.landmark)

    def popup(self, place: WaterPoint) -> Iterator[Fact]:
        if place.state != "unconfirmed":
            yield f"state.{place.state}", {"sign": SIGNS[place.state]}
        if place.landmark:
            yield say.short(place.landmark)

    def details(self, place: WaterPoint, lang: str) -> Iterator[tuple[str, str]]:
        """What its page says besides the facts, in words, not codes."""
        said = {
            "address": " ".join(filter(None, [place.address, place.building])),
            "number": place.number,
            "note": place.note,
        }
        for field in self.schema.fields:
            if value := said.get(field.name):
                yield called(field, lang), say.short(value, 1000)

    def searched(self, place: WaterPoint) -> Iterator[str]:
        yield from super().searched(place)
        yield from (place.number, place.landmark)

    def picture(self, place: WaterPoint) -> str:
        return place.photo

    def checked(self, place: WaterPoint) -> date | None:
        return place.surveyed

    def texts(self, lang: str) -> dict[str, str]:
        """The dataset's own words: how a hydrant is mounted, and its state."""
        ground = {f"ground.{code}": say.word(GROUND_WORDS, code, lang) for code in GROUND_WORDS}
        states = {
            f"state.{code}": f"{{sign}} {word}" for code, (_, word) in self.states(lang).items()
        }
        return ground | states
