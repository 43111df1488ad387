"""Every road of the town before it is cut at its crossings."""

from __future__ import annotations

from math import cos, pi, radians, sin

from civickit.town.chance import Chance
from civickit.town.plan import (
    CROSS,
    LEVEL_CROSSING,
    MAIN_WAYS,
    MOAT,
    RING_NE,
    RIVER_LEFT,
    RIVER_RIGHT,
    STATION,
    STEPS,
    Way,
)
from civickit.town.plane import Line, Point, beside, curve, pairs, tidy
from civickit.town.quarters import QUARTERS, grid, reaching

GREEN: Point = (1160.0, 900.0)  # the middle of the hill suburb
DRAWN_SHORT_M = 45  # a hand-drawn street this near to a main road is meant to reach it
BANK_M = 15  # from the edge of the river to the road on its dyke

_STREETS: tuple[tuple[str, str, float, Line], ...] = (
    ("大手通り", "Ote-dori", 9, [(-175, 112), (-160, -45), (-130, -560)]),
    ("踏切通り", "Fumikiri-dori", 9, [
        (-1190, -300), LEVEL_CROSSING, (-420, -300), (-60, -330), (330, -420), (690, -520)]),
    ("学校通り", "Gakko-dori", 8, [STATION, (-760, 240), (-640, 560), (-560, 830)]),
    ("南通り", "Minami-dori", 9, [
        (-745, -560), (-420, -680), (-90, -690), (300, -720), (690, -590)]),
    ("市場通り", "Ichiba-dori", 8, [(700, 150), (880, 160), (1130, 170)]),
    ("札の辻通り", "Fudanotsuji-dori", 8, [CROSS, (40, -180), (120, -330), (110, -690)]),
    ("ひかり台中央通り", "Hikaridai-chuo-dori", 9, [(1165, 838), (1120, 700), (1040, 560),
        (985, 480)]),
    ("ひかり台中央通り", "Hikaridai-chuo-dori", 9, [(1098, 900), (960, 880), RING_NE]),
    ("丘の道", "Oka-no-michi", 8, [(1222, 905), (1400, 820), (1500, 480), (1450, 180),
        (1330, -40)]),
)  # fmt: skip

_LANES: tuple[tuple[str, str, Line], ...] = (
    ("沢口上の道", "Sawaguchi Upper Lane", [(1215, -520), (1330, -500), (1440, -560), (1480, -690),
        (1390, -760)]),
    ("沢口宮前道", "Sawaguchi Shrine Lane", [(1330, -640), (1420, -640), (1530, -600),
        (1610, -700), (1560, -850)]),
    ("沢口下の道", "Sawaguchi Lower Lane", [(1420, -800), (1360, -880), (1250, -860), (1140, -780),
        (1050, -720)]),
    ("沢口水車道", "Sawaguchi Mill Lane", [(1290, -590), (1240, -690), (1250, -860)]),
    ("沢口辻道", "Sawaguchi Cross Lane", [(1330, -500), (1345, -640)]),
    ("沢口奥道", "Sawaguchi Far Lane", [(1530, -600), (1590, -480)]),
    ("木下沢表道", "Kinoshitazawa Front Lane", [
        (-1310, 980), (-1180, 1010), (-1100, 1110), (-1180, 1220), (-1330, 1230), (-1490, 1180)]),
    ("木下沢中道", "Kinoshitazawa Middle Lane", [(-1180, 1010), (-1230, 1110), (-1330, 1230),
        (-1340, 1350)]),
    ("木下沢裏道", "Kinoshitazawa Back Lane", [
        (-1310, 980), (-1420, 950), (-1530, 1020), (-1580, 1150), (-1490, 1180)]),
    ("木下沢坂道", "Kinoshitazawa Slope", [(-1420, 950), (-1410, 1070)]),
    ("木下沢辻道", "Kinoshitazawa Cross Lane", [(-1230, 1110), (-1330, 1090), (-1410, 1070)]),
)  # fmt: skip

_FARM_ROADS: tuple[tuple[str, str, tuple[Line, ...]], ...] = (
    ("北原", "Kitahara", (
        [(-130, 1250), (60, 1230), (130, 1130), (250, 930), (330, 850)],
        [(-110, 1050), (60, 1045), (165, 1065)],
    )),
    ("南原", "Minamihara", (
        [(-235, -1180), (60, -1190), (420, -1230), (900, -1180), (1180, -990), (985, -860)],
        [(430, -940), (420, -1230), (380, -1440)],
        [(100, -990), (60, -1190), (40, -1400)],
        [(770, -860), (760, -1200)],
        [(40, -1400), (380, -1440)],
    )),
    ("若葉台", "Wakabadai", (
        [(-900, -1330), (-640, -1290), (-260, -1240)],
        [(-700, -850), (-560, -1080), (-560, -1280)],
        [(-330, -970), (-355, -1130), (-380, -1250)],
        [(-560, -1080), (-355, -1130), (-190, -1100)],
    )),
    ("西山", "Nishiyama", (
        [(-1480, -90), (-1500, -400), (-1500, -760)],
        [(-1500, -400), (-1150, -470)],
        [(-1480, -90), (-1500, 200), (-1420, 480), (-1200, 690)],
        [(-1500, 200), (-1190, 250)],
    )),
    ("木下沢", "Kinoshitazawa", (
        [(-1060, 550), (-960, 830), (-1000, 1060), (-1100, 1110)],
        [(-960, 830), (-1290, 920)],
    )),
    ("ひかり台", "Hikaridai", ([(1500, 480), (1640, 300), (1600, 30)],)),
    ("沢口", "Sawaguchi", (
        [(1170, -450), (1300, -280), (1450, -30)],
        [(1300, -280), (1560, -330), (1600, 50)],
        [(1590, -480), (1560, -330)],
    )),
)  # fmt: skip


def all_ways(chance: Chance) -> list[Way]:
    """Every road of the town, the important ones first."""
    ways = list(MAIN_WAYS)
    trunks = [piece for way in ways for piece in pairs(way.line)]
    drawn = [*_streets(), *_fan(), *_lanes(), *_farm_roads()]
    ways += [way._replace(line=reaching(way.line, trunks, DRAWN_SHORT_M)) for way in drawn]
    trunks = [piece for way in ways for piece in pairs(way.line)]
    for quarter in QUARTERS:
        ways += grid(quarter, trunks, chance)
    return ways


def _streets() -> list[Way]:
    moat_road = curve(beside([*MOAT, MOAT[0]], 14)[:-1], 4, closed=True)
    banks = slice(2 * STEPS, 7 * STEPS + 1)
    return [
        Way(moat_road, "お堀端通り", "Ohoribata-dori", "collector", 8),
        *(
            Way(curve(line, STEPS), ja, en, "collector", width, crosses=ja == "踏切通り")
            for ja, en, width, line in _STREETS
        ),
        Way(beside(RIVER_RIGHT, BANK_M)[banks], "右岸堤防道路", "Right Bank Road", "lane", 4),
        Way(beside(RIVER_LEFT, -BANK_M)[banks], "左岸堤防道路", "Left Bank Road", "lane", 4),
    ]


def _fan() -> list[Way]:
    """The hill suburb: arcs round a small green, and roads between them."""
    arcs = [(66, 0, 360), (165, 0, 360), (270, -140, 190), (375, -100, 160)]
    lines = [_arc(*arc) for arc in arcs]
    for number, turn in enumerate((8, 58, 104, 152, 200, 252, 308)):
        inner, outer = (158, 398) if number % 2 else (58, 173)
        lines.append([_polar(turn, inner), _polar(turn + 3, outer)])
    return [
        Way(line, f"ひかり台{n}号線", f"Hikaridai Line {n}", "residential", 6.5)
        for n, line in enumerate(lines, start=1)
    ]


def _arc(radius: float, start: float, end: float) -> Line:
    count = max(8, int((end - start) / 360 * 2 * pi * radius / 28))
    return [_polar(start + (end - start) * i / count, radius) for i in range(count + 1)]


def _polar(turn_deg: float, radius: float) -> Point:
    """A place round the green, on a circle that is a little out of shape."""
    angle = radians(turn_deg)
    radius *= 1 + 0.09 * sin(2 * angle + 0.7) + 0.05 * sin(3 * angle)
    return tidy((GREEN[0] + radius * cos(angle), GREEN[1] + 0.92 * radius * sin(angle)))


def _lanes() -> list[Way]:
    return [Way(curve(line, 4), ja, en, "lane", 4.5) for ja, en, line in _LANES]


def _farm_roads() -> list[Way]:
    return [
        Way(curve(line, 4), f"{ja}農道{n}号線", f"{en} Farm Road {n}", "lane", 4)
        for ja, en, lines in _FARM_ROADS
        for n, line in enumerate(lines, start=1)
    ]
