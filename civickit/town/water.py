"""Where fire engines take water: hydrants along the streets, cisterns, pools, banks, wells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from civickit.town.addresses import House
from civickit.town.chance import Chance
from civickit.town.districts import district_of
from civickit.town.ground import POND, Land, nearest_street, wet
from civickit.town.network import Segment
from civickit.town.places import Place
from civickit.town.plan import MOAT, RIVER, Way
from civickit.town.plane import (
    Point,
    Spread,
    at,
    bearing,
    distance,
    inside,
    length,
    pairs,
    shift,
    tidy,
)

APART_M = {**dict.fromkeys((1, 2, 3, 4), 58.0), **dict.fromkeys((5, 6, 7, 8), 70.0)}
APART_IN_VILLAGES_M = 80.0
VILLAGES = {9, 10, 11, 12}
FIRST_FROM_CORNER_M = 9
STEP_M = 24
CISTERNS = {
    "castle": 3, "park": 2, "school": 2, "junior_high": 2, "high_school": 2, "hospital": 2,
    **dict.fromkeys(
        ("branch_office", "community", "depot", "fire_station", "fire_team", "gym", "market",
         "nursery", "shrine", "station", "temple", "town_hall", "waste"), 1,
    ),
}  # fmt: skip
SUCTION_SHARES = (0.28, 0.4, 0.46, 0.55, 0.6, 0.68, 0.75, 0.84)  # of the river's length
FROM_STREET_TO_BANK_M = 40
EVERY_NTH_HOUSE = 137  # has a private water point


class Source(NamedTuple):
    """A water point of the town. It lies `towards_deg` from its sign pole."""

    kind: str
    spot: Point
    towards_deg: int
    ground: str | None = None
    private: bool = False
    diameter_mm: float | None = None
    capacity_m3: float | None = None
    at_place: str = ""
    number: str = ""
    landmark: str = ""
    pole_offset_m: float | None = None
    state: str = "usable"
    surveyed: date | None = None
    note: str = ""
    photo: str = ""


def placed(land: Land, houses: list[House], chance: Chance) -> list[Source]:
    """Every water point, not yet described."""
    return [
        *_hydrants(land, chance),
        *_cisterns(land, chance),
        *_pools(land),
        *_banks(land),
        *_private(houses, chance),
    ]


def _hydrants(land: Land, chance: Chance) -> Iterator[Source]:
    """Along every street, near the corners first, never too close to each other."""
    taken = Spread(max(*APART_M.values(), APART_IN_VILLAGES_M))
    for along_m, segment in _spots_along(land.segments):
        source = _hydrant(along_m, segment, chance)
        spot, apart_m = source.spot, _apart_m(source.spot)
        free = all(distance(spot, other) >= apart_m for other in taken.near(spot))
        if free and not wet(spot):
            taken.add(spot)
            yield source


def _spots_along(segments: list[Segment]) -> Iterator[tuple[float, Segment]]:
    on_mains = [s for s in segments if "堤防" not in s.way.name]
    for segment in on_mains:
        yield min(FIRST_FROM_CORNER_M, length(segment.line) / 3), segment
    for segment in on_mains:
        if "農道" not in segment.way.name:
            for step in range(1, int(length(segment.line) // STEP_M)):
                yield step * STEP_M, segment


def _apart_m(spot: Point) -> float:
    district = district_of(spot)
    return APART_M.get(district.number, APART_IN_VILLAGES_M) if district else APART_IN_VILLAGES_M


def _hydrant(along_m: float, segment: Segment, chance: Chance) -> Source:
    """A pillar stands beside the street, a lid lies in it; the sign pole is at its edge."""
    way = segment.way
    on_street, heading = at(segment.line, along_m)
    side = heading + chance.pick((90, -90))
    ground = "above" if chance.yes(0.42) else "below"
    offset_m = way.width_m / 2 + 0.8 if ground == "above" else way.width_m / 4
    spot = tidy(shift(on_street, side, offset_m))
    towards = round(side + 180 + chance.between(-25, 25)) % 360
    return Source("hydrant", spot, towards, ground, diameter_mm=_diameter_mm(way, chance))


def _diameter_mm(way: Way, chance: Chance) -> float:
    """The main under a wide street is wider."""
    if way.level == "arterial":
        return chance.weighted([(150.0, 6), (100.0, 3), (75.0, 1)])
    if way.level == "collector":
        return chance.weighted([(150.0, 3), (100.0, 5), (75.0, 3)])
    return chance.weighted([(100.0, 3), (75.0, 6), (65.0, 2)])


def _cisterns(land: Land, chance: Chance) -> Iterator[Source]:
    for place in land.places:
        for number in range(CISTERNS.get(place.kind, 0)):
            large = 1.5 if place.clear_m else 0
            yield Source(
                "cistern",
                _in_the_yard(place, land, number, chance),
                chance.whole(0, 359),
                "below",
                capacity_m3=chance.weighted([(40.0, 7), (60.0, 2), (100.0, large)]),
                at_place=place.name,
            )


def _in_the_yard(place: Place, land: Land, number: int, chance: Chance) -> Point:
    """A dry spot on the place's ground; the place itself when forty tries find none."""
    ring = land.grounds.get(place.id)
    for _ in range(40):
        away = chance.between(10 + 12 * number, 24 + 40 * number)
        spot = tidy(shift(place.spot, chance.between(0, 360), away))
        on_ground = inside(spot, ring) if ring else away < 30
        if on_ground and not wet(spot):
            return spot
    return place.spot


def _pools(land: Land) -> Iterator[Source]:
    for place in land.places:
        if place.kind == "pool":
            yield Source("pool", place.spot, 0, capacity_m3=340.0, at_place=place.name)
        elif place.kind in {"school", "junior_high"} and place.clear_m:
            spot = tidy(shift(place.spot, 40, 34))
            yield Source("pool", spot, 0, capacity_m3=300.0, at_place=place.name)


def _banks(land: Land) -> Iterator[Source]:
    """Where an engine can draw from the river, the moat and the pond: close to a street."""
    spots = [("pond", POND[3])]
    total_m = length(RIVER)
    for share in SUCTION_SHARES:
        on_river, heading = at(RIVER, total_m * share)
        spots += [("river", shift(on_river, heading + side, 35)) for side in (90, -90)]
    for (x1, y1), (x2, y2) in pairs([*MOAT, MOAT[0]]):
        spots.append(("pond", ((x1 + x2) / 2, (y1 + y2) / 2)))
    for kind, spot in spots:
        street = nearest_street(land.segments, spot)
        if distance(street, spot) < FROM_STREET_TO_BANK_M:
            yield Source(kind, tidy(spot), round(bearing(street, spot)) % 360)


def _private(houses: list[House], chance: Chance) -> Iterator[Source]:
    """Cisterns and hydrants of firms and inns; wells in the villages."""
    for house in houses[29::EVERY_NTH_HOUSE]:
        spot = tidy(house.spot)
        if house.district.number in VILLAGES:
            yield Source("well", spot, 0, private=True)
        elif chance.yes(0.5):
            yield Source("cistern", spot, 180, "below", private=True, capacity_m3=40.0)
        else:
            yield Source("hydrant", spot, 180, "above", private=True, diameter_mm=65.0)
