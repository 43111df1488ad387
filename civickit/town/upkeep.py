"""What a fire team writes down about its water points: landmark, pole, state, survey, note."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from civickit.town.addresses import House
from civickit.town.cards import CARDS
from civickit.town.chance import Chance
from civickit.town.districts import district_of
from civickit.town.ground import Land
from civickit.town.landmarks import landmark
from civickit.town.places import Place
from civickit.town.plane import Point
from civickit.town.water import Source, placed

SEED = 119
SEASONS = ((date(2024, 4, 15), 210), (date(2025, 4, 15), 215), (date(2026, 4, 13), 200))
STATES = [("usable", 80.0), ("unconfirmed", 14.0), ("unusable", 4.0), ("in_use", 1.5)]
NOTES = {
    "unusable": ("ふたが固着し開かない", "漏水あり 修理待ち", "道路工事のため使用停止",
    "除雪車が当たり傾いている"),
    "in_use": ("消雪用水に使用中", "工事用水に使用中"),
    "unconfirmed": ("雪に埋まり確認できず", "車が止まっていて確認できず", ""),
    "usable": (
        *[""] * 9, "私有地につき声をかける", "冬は屋根の雪が落ちる", "除雪の雪山ができやすい",
        "側溝のふたと並んでいる", "積雪時は足元注意", "放水口キャップ固め",
    ),
}  # fmt: skip
BANK_NOTES = (
    "冬は雪で岸に寄れないことがある",
    "吸管2本 落差3m",
    "夏は水が少ない",
    "車両は橋側から進入",
)


def water_sources(land: Land, houses: list[House]) -> list[Source]:
    """Every water point of the town, described and numbered."""
    chance = Chance(SEED)
    described = [_described(source, land.places, chance) for source in placed(land, houses, chance)]
    return _with_photos(_numbered(described))


def _described(source: Source, places: list[Place], chance: Chance) -> Source:
    state, note = _state(source, chance)
    start, days = chance.pick(SEASONS)
    surveyed = start + timedelta(days=chance.whole(0, days - 1))
    pole_m = round(chance.between(0.4, 1.2 if source.ground == "above" else 4.2), 1)
    has_pole = source.kind in {"hydrant", "cistern"} and chance.yes(0.88)
    return source._replace(
        landmark=landmark(source, places, chance),
        pole_offset_m=pole_m if has_pole else None,
        state=state,
        surveyed=None if state == "unconfirmed" and chance.yes(0.7) else surveyed,
        note=note,
    )


def _state(source: Source, chance: Chance) -> tuple[str, str]:
    state = chance.weighted(STATES)
    if source.kind in {"river", "pond"}:
        return "usable", chance.pick(BANK_NOTES)
    return state, chance.pick(NOTES[state])


def _numbered(sources: list[Source]) -> list[Source]:
    """District and serial number such as 3-12, from north to south within a district."""
    count: Counter[int] = Counter()
    result = []
    for source in sorted(sources, key=_place_in_list):
        district = _place_in_list(source)[0]
        count[district] += 1
        result.append(source._replace(number=f"{district}-{count[district]}"))
    return result


def _place_in_list(source: Source) -> tuple[int, float, Point]:
    district = district_of(source.spot)
    return district.number if district else 0, -(source.spot[1] // 120), source.spot


def _with_photos(sources: list[Source]) -> list[Source]:
    """The first few of each sort carry a card drawing in place of a photo."""
    left = dict.fromkeys(CARDS, 3)
    result = []
    for source in sources:
        card = f"card_{'cistern' if source.kind == 'cistern' else source.ground}.svg"
        show = source.kind in {"hydrant", "cistern"} and left.get(card, 0) > 0
        if show:
            left[card] -= 1
        result.append(source._replace(photo=card if show else ""))
    return result
