"""Where fire engines take water: hydrants along the streets, cisterns, pool, river, wells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from civickit.town.addresses import House
from civickit.town.chance import Chance
from civickit.town.districts import district_of
from civickit.town.ground import POND, Land, wet
from civickit.town.landmarks import landmark
from civickit.town.places import PLACES, Place
from civickit.town.plan import MOAT, RIVER, RIVER_AREA, Way
from civickit.town.plane import (
    Line,
    Point,
    at,
    bearing,
    distance,
    distance_to_line,
    foot,
    inside,
    length,
    pairs,
    shift,
    tidy,
)

FIRST_DAY, LAST_DAY = date(2024, 4, 8), date(2026, 10, 30)
APART_M = {"centre": 57.0, "suburb": 68.0, "village": 78.0}
CENTRE_DISTRICTS = {1, 2, 3, 4}
VILLAGES = {9, 10, 11, 12}
CISTERN_KINDS = {
    "park": 2, "school": 2, "junior_high": 2, "high_school": 2, "shrine": 1, "temple": 1,
    "community": 1, "castle": 3, "branch_office": 1, "town_hall": 1, "gym": 1, "hospital": 2,
    "station": 1, "fire_team": 1, "fire_station": 1, "waste": 1, "market": 1, "nursery": 1,
    "depot": 1,
}  # fmt: skip


class Source(NamedTuple):
    """A water point before it has an address: what it is and where."""

    kind: str
    spot: Point
    towards_deg: float
    ground: str | None = None
    private: bool = False
    diameter_mm: float | None = None
    capacity_m3: float | None = None
    number: str = ""
    landmark: str = ""
    pole_offset_m: float | None = None
    state: str = "usable"
    surveyed: date | None = None
    note: str = ""
    photo: str = ""


def all_sources(land: Land, houses: list[House]) -> list[Source]:
    """Every water point of the town, numbered by district."""
    chance = Chance(119)
    sources = [
        *_hydrants(land, chance),
        *_cisterns(land, chance),
        *_natural(land),
        *_private(houses, chance),
    ]
    described = [_described(source, chance) for source in sources]
    return _numbered(described)


def _hydrants(land: Land, chance: Chance) -> Iterator[Source]:
    """Along every street, near the corners first, never too close to each other."""
    taken: dict[tuple[int, int], list[Point]] = defaultdict(list)
    for along, segment in _candidates(land):
        way = segment.way
        on_street, heading = at(segment.line, along)
        ground = "above" if chance.yes(0.42) else "below"
        right = chance.yes(0.5)
        offset = way.width_m / 2 + 0.8 if ground == "above" else way.width_m / 4
        side = heading + (90 if right else -90)
        spot = tidy(shift(on_street, side, offset))
        if wet(spot) or not _free(spot, taken):
            continue
        taken[int(spot[0] // 110), int(spot[1] // 110)].append(spot)
        yield Source(
            "hydrant", spot, round(side + 180) % 360, ground, diameter_mm=_diameter(way, chance)
        )


def _candidates(land: Land) -> Iterator[tuple[float, "Segment"]]:  # type: ignore[name-defined]  # noqa
    for corner in (True, False):
        for segment in land.segments:
            if "堤防" in segment.way.name:
                continue
            total = length(segment.line)
            rural = "農道" in segment.way.name
            if corner:
                yield min(9.0, total / 3), segment
            elif not rural:
                for step in range(1, int(total // 24)):
                    yield step * 24.0, segment


def _free(spot: Point, taken: dict[tuple[int, int], list[Point]]) -> bool:
    district = district_of(spot)
    if district is None:
        return False
    zone = (
        "centre" if district.number in CENTRE_DISTRICTS
        else "village" if district.number in VILLAGES
        else "suburb"
    )  # fmt: skip
    i, j = int(spot[0] // 110), int(spot[1] // 110)
    near = [p for a in (-1, 0, 1) for b in (-1, 0, 1) for p in taken[i + a, j + b]]
    return all(distance(spot, other) >= APART_M[zone] for other in near)


def _diameter(way: Way, chance: Chance) -> float:
    """The main under a wide street is wider."""
    if way.level == "arterial":
        return chance.weighted([(150, 6), (100, 3), (75, 1)])
    if way.level == "collector":
        return chance.weighted([(150, 3), (100, 5), (75, 3)])
    return chance.weighted([(100, 3), (75, 6), (65, 2)])


def _cisterns(land: Land, chance: Chance) -> Iterator[Source]:
    for place in PLACES:
        for number in range(CISTERN_KINDS.get(place.kind, 0)):
            ring = land.grounds.get(place.id)
            spot = _in_the_yard(place, ring, number, chance)
            capacity = chance.weighted([(40, 7), (60, 2), (100, 1 if place.clear_m else 0)])
            yield Source("cistern", spot, chance.whole(0, 359), "below", capacity_m3=capacity)


def _in_the_yard(place: Place, ring: Line | None, number: int, chance: Chance) -> Point:
    """Near the edge of the ground, where an engine can stand; dry."""
    for _ in range(40):
        spot = tidy(shift(place.spot, chance.between(0, 360), chance.between(12, 26 + 45 * number)))
        if wet(spot) or inside(spot, MOAT) != (place.kind == "castle"):
            continue
        if ring is None or inside(spot, ring):
            return spot
    return place.spot


def _natural(land: Land) -> Iterator[Source]:
    """Suction points on the river, the moat, the pond; the town pool; a sluice or two."""
    for kind, spot in _banks():
        yield Source(kind, spot, bearing(spot, _nearest_street(land, spot)))
    for place in PLACES:
        if place.kind == "pool":
            yield Source("pool", place.spot, 0, capacity_m3=340)
        elif place.kind in {"school", "junior_high"} and place.clear_m:
            yield Source("pool", tidy(shift(place.spot, 40, 34)), 40, capacity_m3=300)


def _banks() -> Iterator[tuple[str, Point]]:
    total = length(RIVER)
    for number, share in enumerate((0.28, 0.4, 0.46, 0.55, 0.6, 0.68, 0.75, 0.84)):
        spot, heading = at(RIVER, total * share)
        yield "river", tidy(shift(spot, heading + (90 if number % 2 else -90), 35))
    for a, b in list(pairs(MOAT))[::2]:
        yield "pond", tidy(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2))
    yield "pond", POND[1]


def _nearest_street(land: Land, spot: Point) -> Point:
    feet = (foot(a, b, spot) for s in land.segments for a, b in pairs(s.line))
    return min(feet, key=lambda place: distance(place, spot))


def _private(houses: list[House], chance: Chance) -> Iterator[Source]:
    """Cisterns and hydrants of firms and inns, and village wells."""
    for house in houses[29::137]:
        if house.district.number in VILLAGES:
            yield Source("well", house.spot, 0, private=True, diameter_mm=None)
        elif chance.yes(0.5):
            yield Source("cistern", house.spot, 0, "below", True, capacity_m3=40)
        else:
            yield Source("hydrant", house.spot, 0, "above", True, 65)


def _described(source: Source, chance: Chance) -> Source:
    """With landmark, snow pole, state and survey; a few have nothing to say."""
    pole = None
    if source.kind in {"hydrant", "cistern"} and chance.yes(0.88):
        pole = round(chance.between(0.4, 1.2 if source.ground == "above" else 4.2), 1)
    state, note = _state(source, chance)
    surveyed = FIRST_DAY + timedelta(days=chance.whole(0, (LAST_DAY - FIRST_DAY).days))
    return source._replace(
        landmark=landmark(source.spot, source.kind, chance),
        pole_offset_m=pole,
        towards_deg=source.towards_deg % 360,
        state=state,
        surveyed=None if state == "unconfirmed" and chance.yes(0.7) else surveyed,
        note=note,
    )


NOTES = {
    "unusable": ("ふたが固着し開かない", "地震後に漏水あり 修理待ち", "道路工事のため使用停止", "除雪車が当たり傾いている"),
    "in_use": ("消雪用水に使用中", "工事用水に使用中"),
    "unconfirmed": ("雪に埋まり確認できず", "車が止まっていて確認できず", ""),
    "usable": ("", "", "", "", "", "", "", "", "私有地につき声をかける", "冬は屋根の雪が落ちる", "除雪の雪山ができやすい",
               "側溝のふたと並んでいる", "積雪時は足元注意", "放水口キャップ固め"),
}  # fmt: skip


def _state(source: Source, chance: Chance) -> tuple[str, str]:
    state = chance.weighted(
        [("usable", 80), ("unconfirmed", 14), ("unusable", 4), ("in_use", 1.5)]
    )
    if source.kind in {"river", "pond"}:
        return "usable", chance.pick(("冬は雪で岸に寄れないことがある", "吸管2本 落差3m", "夏は水が少ない"))
    return state, chance.pick(NOTES[state])


def _numbered(sources: list[Source]) -> list[Source]:
    """District and serial number such as 3-12, from north to south within a district."""
    def place(source: Source) -> tuple[int, float, Point]:
        district = district_of(source.spot)
        return district.number if district else 0, -(source.spot[1] // 120), source.spot

    count: Counter[int] = Counter()
    result = []
    for source in sorted(sources, key=place):
        number = place(source)[0]
        count[number] += 1
        result.append(source._replace(number=f"{number}-{count[number]}"))
    return result


__all__ = ["RIVER_AREA", "Source", "all_sources", "distance_to_line"]
