"""The twelve districts: polygons that share their borders exactly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from civickit.town.plan import (
    EAST,
    HIGHWAY_NORTH,
    HIGHWAY_SOUTH,
    MAIN_EAST,
    MAIN_WEST,
    MOUTH,
    NORTH,
    RAIL,
    RING,
    RIVER,
    ROAD_EAST,
    ROAD_SOUTH,
    ROAD_WEST,
    SOUTH,
    SPRING,
    STEPS,
    WEST,
)
from civickit.town.plane import Line, Point, curve, inside, pairs

RAIL_START, RAIL_END = RAIL[0], RAIL[-1]
_EDGE_EAST = curve([SPRING, (1800, -700), (1730, -350), EAST], 3)
_EDGE_NE = curve(
    [EAST, (1790, 420), (1720, 800), (1760, 1150), (1500, 1420), (1100, 1530), (600, 1450), MOUTH],
    3,
)
_EDGE_NORTH = curve([MOUTH, NORTH, RAIL_END], 3)
_EDGE_NW = curve(
    [RAIL_END, (-900, 1560), (-1300, 1480), (-1640, 1530), (-1760, 1200), (-1700, 800),
     (-1780, 400), (-1720, 50), WEST], 3,
)  # fmt: skip
_EDGE_SW = curve(
    [WEST, (-1800, -600), (-1700, -1000), (-1740, -1300), (-1450, -1480), (-1000, -1540),
    RAIL_START,
     SOUTH], 3,
)  # fmt: skip
_EDGE_SOUTH = curve([SOUTH, (100, -1550), (600, -1480), (1100, -1530), (1500, -1400), SPRING], 3)

OUTLINE: Line = [
    point
    for edge in (_EDGE_EAST, _EDGE_NE, _EDGE_NORTH, _EDGE_NW, _EDGE_SW, _EDGE_SOUTH)
    for point in edge[:-1]
]


class District(NamedTuple):
    """A part of town with its names; `chome` is 0 where addresses are counted by 番地."""

    number: int
    name: str
    kana: str
    name_en: str
    chome: int
    ring: Line


def _part(line: Line, start: int, end: int) -> Line:
    """A smooth line from one control point to another, in that direction."""
    if start <= end:
        return line[start * STEPS : end * STEPS + 1]
    return line[end * STEPS : start * STEPS + 1][::-1]


def _ring(*parts: Line) -> Line:
    """Parts put end to end, without the doubled points between them."""
    ring: Line = []
    for part in parts:
        ring += [point for point in part if not ring or point != ring[-1]]
    return ring[:-1] if ring[0] == ring[-1] else ring


DISTRICTS = (
    District(1, "本町", "ホンチョウ", "Honcho", 4, _ring(
        _part(MAIN_EAST, 0, 2), _part(RIVER, 4, 7), _part(RING, 3, 4), _part(HIGHWAY_NORTH, 3, 0))),
    District(2, "城内町", "ジョウナイチョウ", "Jonai-cho", 4, _ring(
        _part(MAIN_WEST, 0, 2), _part(HIGHWAY_NORTH, 0, 3), _part(RING, 4, 5), _part(RAIL, 5, 3))),
    District(3, "駅前町", "エキマエチョウ", "Ekimae-cho", 4, _ring(
        _part(HIGHWAY_SOUTH, 0, 2), _part(MAIN_WEST, 2, 0), _part(RAIL, 3, 1), _part(RING, 9, 10))),
    District(4, "寺町", "テラマチ", "Tera-machi", 4, _ring(
        _part(HIGHWAY_SOUTH, 2, 0), _part(RING, 10, 12), _part(RIVER, 2, 4),
        _part(MAIN_EAST, 2, 0))),
    District(5, "駅西", "エキニシ", "Eki-nishi", 3, _ring(
        _part(RAIL, 1, 5), _part(RING, 5, 9))),
    District(6, "川向町", "カワムコウチョウ", "Kawamuko-cho", 4, _ring(
        _part(RING, 12, 14), _part(RING, 0, 3), _part(RIVER, 7, 2))),
    District(7, "ひかり台", "ヒカリダイ", "Hikaridai", 4, _ring(
        _part(ROAD_EAST, 0, 2), _EDGE_NE, _part(RIVER, 9, 7), _part(RING, 3, 0))),
    District(8, "若葉台", "ワカバダイ", "Wakabadai", 3, _ring(
        _part(ROAD_SOUTH, 2, 0), _part(RING, 10, 7), _part(ROAD_WEST, 0, 2), _EDGE_SW)),
    District(9, "北原", "キタハラ", "Kitahara", 0, _ring(
        _part(RAIL, 7, 5), _part(RING, 5, 3), _part(RIVER, 7, 9), _EDGE_NORTH)),
    District(10, "南原", "ミナミハラ", "Minamihara", 0, _ring(
        _part(ROAD_SOUTH, 0, 2), _EDGE_SOUTH, _part(RIVER, 0, 2), _part(RING, 12, 10))),
    District(11, "沢口", "サワグチ", "Sawaguchi", 0, _ring(
        _part(RIVER, 2, 0), _EDGE_EAST, _part(ROAD_EAST, 2, 0), _part(RING, 14, 12))),
    District(12, "木下沢", "キノシタザワ", "Kinoshitazawa", 0, _ring(
        _part(ROAD_WEST, 2, 0), _part(RING, 7, 5), _part(RAIL, 5, 7), _EDGE_NW)),
)  # fmt: skip


def district_of(point: Point) -> District | None:
    """The district a place lies in; None outside the town."""
    return next((one for one in DISTRICTS if inside(point, one.ring)), None)


def united(rings: Iterable[Line]) -> Line:
    """The outline of neighbouring polygons: the border pieces that only one of them has."""
    sides = {side for ring in rings for side in pairs([*ring, ring[0]])}
    follow = {a: b for a, b in sides if (b, a) not in sides}
    start = min(follow)
    outline = [start]
    while follow[outline[-1]] != start:
        outline.append(follow[outline[-1]])
    return outline
