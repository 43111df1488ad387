"""The local streets of the plan: old grids, new curved suburbs, village lanes."""

from __future__ import annotations

from math import cos, pi, radians, sin

from civickit.town.chance import Chance
from civickit.town.plan import (
    BRIDGE,
    BRIDGE_SOUTH,
    CROSS,
    LEVEL_CROSSING,
    MAIN_WAYS,
    MOAT,
    RIVER_LEFT,
    RIVER_RIGHT,
    STEPS,
    Quarter,
    Way,
)
from civickit.town.plane import Line, Point, beside, bearing, clipped, crossing, curve, distance, pairs, shift, tidy

Line2 = list[tuple[Point, Point]]

OLD_ROWS = (
    ("紺屋通り", "Kon'ya-dori"), ("桶屋通り", "Okeya-dori"), ("呉服通り", "Gofuku-dori"),
    ("米屋通り", "Komeya-dori"), ("鍛冶屋通り", "Kajiya-dori"), ("寺前通り", "Teramae-dori"),
    ("蔵前通り", "Kuramae-dori"), ("川端通り", "Kawabata-dori"),
)  # fmt: skip
OLD_COLUMNS = (
    ("味噌屋小路", "Misoya-koji"), ("鐘撞小路", "Kanetsuki-koji"), ("油屋小路", "Aburaya-koji"),
    ("稲荷小路", "Inari-koji"), ("馬出小路", "Umadashi-koji"), ("柳小路", "Yanagi-koji"),
    ("塩屋小路", "Shioya-koji"), ("染屋小路", "Someya-koji"),
)  # fmt: skip

QUARTERS = (
    Quarter("本町", "Honcho", [(25, -45), (95, 240), (85, 640), (480, 640), (590, 150), (545, -165), (300, -100)],
            (330, 200), -7, (132, 158), 7, 0.10, 0, OLD_ROWS, OLD_COLUMNS, "residential", 5.5),
    Quarter("城内町", "Jonai-cho", [(-745, 10), (-420, -5), (0, -55), (80, 230), (65, 620), (-110, 640), (-420, 600), (-745, 590)],
            (-400, 250), 3, (138, 160), 6, 0.10, 0, OLD_ROWS[::-1], OLD_COLUMNS[::-1], "residential", 5.5),
    Quarter("寺町", "Tera-machi", [(10, -85), (300, -145), (545, -215), (670, -520), (560, -640), (300, -700), (-70, -660), (-55, -520)],
            (270, -400), -9, (150, 146), 9, 0.14, 8, OLD_ROWS[3:], OLD_COLUMNS[4:], "residential", 5),
    Quarter("駅前町", "Ekimae-cho", [(-750, 0), (-420, -20), (0, -70), (-80, -560), (-110, -700), (-700, -640), (-760, -330)],
            (-420, -330), 4, (150, 146), 3, 0.06, 0, (), (), "residential", 6),
    Quarter("駅西", "Eki-nishi", [(-860, 10), (-850, -560), (-1090, -520), (-1240, 60), (-1090, 500), (-830, 440)],
            (-1050, 0), 2, (140, 168), 0, 0.04, 0, (), (), "residential", 8),
    Quarter("川向町", "Kawamuko-cho", [(680, 150), (640, -190), (760, -490), (1000, -700), (1150, -470), (1165, -60), (1060, 400), (830, 520), (640, 480)],
            (900, -60), -17, (150, 146), 8, 0.12, 6, (), (), "residential", 5.5),
    Quarter("北原", "Kitahara", [(-690, 800), (-690, 650), (-110, 670), (60, 660), (480, 640), (330, 830), (-110, 880)],
            (-200, 760), 2, (185, 105), 5, 0.10, 6, (), (), "residential", 6),
    Quarter("南原", "Minamihara", [(-110, -740), (300, -740), (650, -680), (900, -790), (430, -965), (-140, -990)],
            (300, -850), 3, (190, 120), 8, 0.15, 10, (), (), "residential", 6),
    Quarter("若葉台", "Wakabadai", [(-1120, -520), (-780, -860), (-760, -1120), (-900, -1330), (-1250, -1360), (-1540, -1120), (-1500, -760)],
            (-1130, -930), 38, (128, 150), 4, 0.12, 42, (), (), "residential", 6.5),
    Quarter("若葉台", "Wakabadai", [(-710, -700), (-120, -760), (-150, -970), (-720, -850)],
            (-420, -850), -8, (170, 115), 4, 0.10, 10, (), (), "residential", 6.5),
    Quarter("北原工業団地", "Kitahara Industrial Park", [(-640, 880), (-110, 930), (-90, 1180), (-150, 1390), (-480, 1380)],
            (-330, 1140), 5, (210, 180), 4, 0.0, 0, (), (), "collector", 10),
)  # fmt: skip


def all_ways(chance: Chance) -> list[Way]:
    """Every road of the town, the important ones first."""
    ways = list(MAIN_WAYS)
    trunks = [piece for way in ways for piece in pairs(way.line)]
    for way in [*_hand_drawn(), *_fan(), *_villages(), *_field_roads()]:
        ways.append(way._replace(line=_reaching(way.line, trunks, 45)))
    trunks = [piece for way in ways for piece in pairs(way.line)]
    for quarter in QUARTERS:
        ways += _grid(quarter, trunks, chance)
    return ways


def _hand_drawn() -> list[Way]:
    moat_road = curve(beside([*MOAT, MOAT[0]], 14)[:-1], 4, closed=True)
    main_gate = curve([(-175.0, 112.0), (-160.0, -45.0), (-130.0, -560.0)], 3)
    crossing = curve([(-1190, -300), LEVEL_CROSSING, (-420, -300), (-60, -330), (330, -420), (690, -520)], STEPS)
    tram = curve([(-790, 10), (-760, 240), (-640, 560), (-560, 830)], STEPS)
    south_loop = curve([(-745, -560), (-420, -680), (-90, -690), (300, -720), (690, -590)], STEPS)
    east_loop = curve([(700, 150), (880, 160), (1130, 170)], STEPS)
    return [
        Way(moat_road, "お堀端通り", "Ohoribata-dori", "collector", 8),
        Way(main_gate, "大手通り", "Ote-dori", "collector", 9),
        Way(crossing, "踏切通り", "Fumikiri-dori", "collector", 9, crosses=True),
        Way(tram, "学校通り", "Gakko-dori", "collector", 8),
        Way(south_loop, "南通り", "Minami-dori", "collector", 9),
        Way(east_loop, "市場通り", "Ichiba-dori", "collector", 8),
        Way(beside(RIVER_RIGHT, 15)[2 * STEPS : 7 * STEPS + 1], "右岸堤防道路", "Right Bank Road", "lane", 4),
        Way(beside(RIVER_LEFT, -15)[2 * STEPS : 7 * STEPS + 1], "左岸堤防道路", "Left Bank Road", "lane", 4),
        Way(curve([CROSS, (40, -180), (120, -330), (110, -690)], STEPS), "札の辻通り", "Fudanotsuji-dori", "collector", 8),
    ]  # fmt: skip


def _fan() -> list[Way]:
    """The hill suburb: arcs round a small green, with roads down to the ring."""
    centre: Point = (1160.0, 900.0)
    ways = [
        Way(_arc(centre, radius, start, end), f"ひかり台{n}号線", f"Hikaridai Line {n}", "residential", 6.5)
        for n, (radius, start, end) in enumerate(
            [(62, 0, 360), (140, 0, 360), (222, -150, 200), (304, -120, 175), (386, -95, 150)], start=1
        )
    ]
    for n, degrees_ in enumerate([8, 52, 98, 140, 186, 232, 278, 322], start=6):
        inner, outer = (56, 146) if n % 2 else (134, 408)
        name = (f"ひかり台{n}号線", f"Hikaridai Line {n}")
        ways.append(Way([_polar(centre, degrees_, inner), _polar(centre, degrees_ + 3, outer)], *name, "residential", 6.5))
    down = curve([(1165, 900 - 62), (1120, 700), (1040, 560), (985, 480)], STEPS)
    up = curve([(1160 - 62, 900), (960, 880), (800, 730)], STEPS)
    east = curve([(1222, 905), (1400, 820), (1500, 480), (1450, 180), (1330, -40)], STEPS)
    return [
        Way(down, "ひかり台中央通り", "Hikaridai-chuo-dori", "collector", 9),
        Way(up, "ひかり台中央通り", "Hikaridai-chuo-dori", "collector", 9),
        Way(east, "丘の道", "Oka-no-michi", "collector", 8),
        *ways,
    ]  # fmt: skip


def _polar(centre: Point, degrees_: float, radius: float) -> Point:
    angle = radians(degrees_)
    radius *= 1 + 0.09 * sin(2 * angle + 0.7) + 0.05 * sin(3 * angle)
    return tidy((centre[0] + radius * cos(angle), centre[1] + 0.92 * radius * sin(angle)))


def _arc(centre: Point, radius: float, start: float, end: float) -> Line:
    count = max(8, int((end - start) / 360 * 2 * pi * radius / 28))
    return [_polar(centre, start + (end - start) * i / count, radius) for i in range(count + 1)]


def _villages() -> list[Way]:
    lanes: list[tuple[list[Point], str, str]] = [
        ([(1215, -520), (1330, -500), (1440, -560), (1480, -690), (1390, -760)], "沢口上の道", "Sawaguchi Upper Lane"),
        ([(1330, -640), (1420, -640), (1530, -600), (1610, -700), (1560, -850)], "沢口宮前道", "Sawaguchi Shrine Lane"),
        ([(1420, -800), (1360, -880), (1250, -860), (1140, -780), (1050, -720)], "沢口下の道", "Sawaguchi Lower Lane"),
        ([(1290, -590), (1240, -690), (1250, -860)], "沢口水車道", "Sawaguchi Mill Lane"),
        ([(1330, -500), (1345, -640)], "沢口辻道", "Sawaguchi Cross Lane"),
        ([(1530, -600), (1590, -480)], "沢口奥道", "Sawaguchi Far Lane"),
        ([(-1310, 980), (-1180, 1010), (-1100, 1110), (-1180, 1220), (-1330, 1230), (-1490, 1180)], "木下沢表道", "Kinoshitazawa Front Lane"),
        ([(-1180, 1010), (-1230, 1110), (-1330, 1230), (-1340, 1350)], "木下沢中道", "Kinoshitazawa Middle Lane"),
        ([(-1310, 980), (-1420, 950), (-1530, 1020), (-1580, 1150), (-1490, 1180)], "木下沢裏道", "Kinoshitazawa Back Lane"),
        ([(-1420, 950), (-1410, 1070)], "木下沢坂道", "Kinoshitazawa Slope"),
        ([(-1230, 1110), (-1330, 1090), (-1410, 1070)], "木下沢辻道", "Kinoshitazawa Cross Lane"),
    ]  # fmt: skip
    return [Way(curve(points, 4), ja, en, "lane", 4.5) for points, ja, en in lanes]


def _field_roads() -> list[Way]:
    roads: list[tuple[list[Point], str, str]] = [
        ([(-130, 1250), (60, 1230), (130, 1130), (250, 930), (330, 850)], "北原農道1号線", "Kitahara Farm Road 1"),
        ([(-110, 1050), (150, 1040)], "北原農道2号線", "Kitahara Farm Road 2"),
        ([(-235, -1180), (60, -1190), (420, -1230), (900, -1180), (1180, -990), (985, -860)], "南原農道1号線", "Minamihara Farm Road 1"),
        ([(430, -985), (420, -1230), (380, -1440)], "南原農道2号線", "Minamihara Farm Road 2"),
        ([(100, -1010), (60, -1190), (40, -1400)], "南原農道3号線", "Minamihara Farm Road 3"),
        ([(770, -900), (760, -1200)], "南原農道4号線", "Minamihara Farm Road 4"),
        ([(40, -1400), (380, -1440)], "南原農道5号線", "Minamihara Farm Road 5"),
        ([(-900, -1330), (-640, -1290), (-260, -1240)], "若葉台農道1号線", "Wakabadai Farm Road 1"),
        ([(-740, -870), (-560, -1080), (-560, -1280)], "若葉台農道2号線", "Wakabadai Farm Road 2"),
        ([(-330, -1020), (-380, -1250)], "若葉台農道3号線", "Wakabadai Farm Road 3"),
        ([(-560, -1080), (-355, -1130), (-190, -1100)], "若葉台農道4号線", "Wakabadai Farm Road 4"),
        ([(-1480, -90), (-1500, -400), (-1500, -760)], "西山農道1号線", "Nishiyama Farm Road 1"),
        ([(-1500, -400), (-1130, -470)], "西山農道2号線", "Nishiyama Farm Road 2"),
        ([(-1480, -90), (-1500, 200), (-1420, 480), (-1200, 690)], "西山農道3号線", "Nishiyama Farm Road 3"),
        ([(-1500, 200), (-1240, 250)], "西山農道4号線", "Nishiyama Farm Road 4"),
        ([(-1080, 530), (-960, 830), (-1000, 1060), (-1100, 1110)], "木下沢農道1号線", "Kinoshitazawa Farm Road 1"),
        ([(-960, 830), (-1290, 920)], "木下沢農道2号線", "Kinoshitazawa Farm Road 2"),
        ([(1500, 480), (1640, 300), (1600, 30)], "ひかり台農道1号線", "Hikaridai Farm Road 1"),
        ([(1190, -450), (1300, -280), (1450, -30)], "沢口農道1号線", "Sawaguchi Farm Road 1"),
        ([(1300, -280), (1560, -330), (1600, 50)], "沢口農道2号線", "Sawaguchi Farm Road 2"),
        ([(1590, -480), (1560, -330)], "沢口農道3号線", "Sawaguchi Farm Road 3"),
    ]  # fmt: skip
    return [Way(curve(points, 4), ja, en, "lane", 4) for points, ja, en in roads]


def _grid(quarter: Quarter, trunks: Line2, chance: Chance) -> list[Way]:
    """A grid of named streets, each piece of it inside the quarter's ring."""
    us, vs = (_stops(spacing, chance) for spacing in quarter.spacing_m)
    corners = {
        (i, j): _corner(quarter, u, v, chance) for i, u in enumerate(us) for j, v in enumerate(vs)
    }
    ways = []
    for j in range(len(vs)):
        line = [corners[i, j] for i in range(len(us))]
        ways += _street(quarter, line, quarter.rows, j, trunks, chance)
    for i in range(len(us)):
        line = [corners[i, j] for j in range(len(vs))]
        ways += _street(quarter, line, quarter.columns, i + len(vs), trunks, chance)
    return ways


def _stops(spacing: float, chance: Chance) -> list[float]:
    """Irregular steps from -900 to 900 metres."""
    stops = [-900.0]
    while stops[-1] < 900:
        stops.append(stops[-1] + spacing * chance.between(0.88, 1.12))
    return stops


def _corner(quarter: Quarter, u: float, v: float, chance: Chance) -> Point:
    swing = quarter.swing_m
    u += swing * sin(v / 130) + chance.between(-1, 1) * quarter.jitter_m
    v += swing * sin(u / 150 + 1) + chance.between(-1, 1) * quarter.jitter_m
    turn = radians(quarter.turn_deg)
    x = quarter.centre[0] + u * cos(turn) - v * sin(turn)
    y = quarter.centre[1] + u * sin(turn) + v * cos(turn)
    return tidy((x, y))


def _street(
    quarter: Quarter,
    line: Line,
    names: tuple[tuple[str, str], ...],
    number: int,
    trunks: Line2,
    chance: Chance,
) -> list[Way]:
    inside_parts = clipped(line, quarter.ring)
    if names:
        name, name_en = names[number % len(names)]
    else:
        name, name_en = f"{quarter.name}{number}号線", f"{quarter.name_en} Line {number}"
    ways = []
    for part in inside_parts:
        for piece in _with_gaps(_reaching(part, trunks), quarter.gaps, chance):
            ways.append(Way(piece, name, name_en, quarter.level, quarter.width_m))
    return ways


def _reaching(line: Line, trunks: Line2, further_m: float = 75) -> Line:
    """The line made longer at both ends, up to the first greater road if there is one near."""
    return _extended(_extended(line, trunks, further_m)[::-1], trunks, further_m)[::-1]


def _extended(line: Line, trunks: Line2, further_m: float) -> Line:
    tip = line[-1]
    start = shift(tip, bearing(line[-2], tip), 0.5)
    goal = shift(tip, bearing(line[-2], tip), further_m)
    met = [x for a, b in trunks if (x := crossing(start, goal, a, b))]
    if not met:
        return line
    nearest = min(met, key=lambda place: distance(tip, place))
    return [*line, tidy(shift(nearest, bearing(tip, nearest), 1))]


def _with_gaps(line: Line, share: float, chance: Chance) -> list[Line]:
    pieces: list[Line] = [[line[0]]]
    for point in line[1:]:
        if chance.yes(share):
            pieces.append([point])
        else:
            pieces[-1].append(point)
    return [piece for piece in pieces if len(piece) > 1]


__all__ = ["BRIDGE", "BRIDGE_SOUTH", "QUARTERS", "all_ways"]
