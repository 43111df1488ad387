"""The quarters of the town, each filled with a grid of local streets of its own making."""

from __future__ import annotations

from math import cos, radians, sin
from typing import NamedTuple

from civickit.town.chance import Chance
from civickit.town.plan import Way
from civickit.town.plane import Line, Point, bearing, clipped, crossing, distance, shift, tidy

Pieces = list[tuple[Point, Point]]
Names = tuple[tuple[str, str], ...]
ONE_WAY = {"味噌屋小路": 1, "鐘撞小路": -1, "桶屋通り": 1, "呉服通り": -1}
HALF_M = 900  # a grid is drawn this far from its centre, then cut to its quarter


class Quarter(NamedTuple):
    """A part of town. Its grid is turned anticlockwise by `turn_deg`; `swing_m` bends it.

    `spacing_m` is the usual width and depth of its street blocks, `gaps` the share of
    street pieces left out. Streets without a name of their own get a number.
    """

    name: str
    name_en: str
    ring: Line
    centre: Point
    turn_deg: float
    spacing_m: tuple[float, float]
    jitter_m: float = 4
    gaps: float = 0.1
    swing_m: float = 0
    rows: Names = ()
    columns: Names = ()
    level: str = "residential"
    width_m: float = 6


QUARTERS = (
    Quarter(
        "本町", "Honcho",
        [(25, -45), (95, 240), (85, 640), (480, 640), (590, 150), (545, -165), (300, -100)],
        (330, 200), -7, (132, 158), 7, 0.10, 0,
        (("紺屋通り", "Kon'ya-dori"), ("桶屋通り", "Okeya-dori"), ("呉服通り", "Gofuku-dori"),
         ("米屋通り", "Komeya-dori"), ("鍛冶屋通り", "Kajiya-dori")),
        (("味噌屋小路", "Misoya-koji"), ("鐘撞小路", "Kanetsuki-koji"), ("油屋小路",
        "Aburaya-koji"),
         ("稲荷小路", "Inari-koji"), ("桝屋小路", "Masuya-koji")),
        width_m=5.5,
    ),
    Quarter(
        "城内町", "Jonai-cho",
        [(-745, 10), (-420, -5), (0, -55), (80, 230), (65, 620), (-110, 640), (-420, 600),
        (-745, 590)],
        (-400, 250), 3, (155, 172), 6, 0.10, 0,
        (("番所通り", "Bansho-dori"), ("蔵前通り", "Kuramae-dori"), ("馬場通り", "Baba-dori"),
         ("弓場通り", "Yuba-dori"), ("水の手通り", "Mizunote-dori")),
        (("馬出小路", "Umadashi-koji"), ("柳小路", "Yanagi-koji"), ("槍小路", "Yari-koji"),
         ("杉小路", "Sugi-koji"), ("御殿小路", "Goten-koji"), ("鷹匠小路", "Takajo-koji"),
         ("武者小路", "Musha-koji")),
        width_m=5.5,
    ),
    Quarter(
        "寺町", "Tera-machi",
        [(10, -85), (300, -145), (545, -215), (670, -520), (560, -640), (300, -700), (-70, -660),
        (-55, -520)],
        (270, -400), -9, (165, 158), 9, 0.14, 8,
        (("寺前通り", "Teramae-dori"), ("数珠屋通り", "Juzuya-dori"), ("仏師通り", "Busshi-dori"),
         ("川端通り", "Kawabata-dori"), ("門前通り", "Monzen-dori")),
        (("塩屋小路", "Shioya-koji"), ("染屋小路", "Someya-koji"), ("石屋小路", "Ishiya-koji"),
         ("筆屋小路", "Fudeya-koji"), ("蝋燭小路", "Rosoku-koji"), ("紙屋小路", "Kamiya-koji")),
        width_m=5,
    ),
    Quarter(
        "駅前町", "Ekimae-cho",
        [(-750, 0), (-420, -20), (0, -70), (-80, -560), (-110, -700), (-700, -640), (-760, -330)],
        (-420, -330), 4, (165, 158), 3, 0.06,
    ),
    Quarter(
        "駅西", "Eki-nishi",
        [(-860, 10), (-850, -560), (-1090, -560), (-1180, -200), (-1180, 60), (-1090, 500),
        (-830, 440)],
        (-1030, 0), 2, (126, 160), 0, 0.04, width_m=8,
    ),
    Quarter(
        "川向町", "Kawamuko-cho",
        [(690, 150), (650, -190), (770, -490), (1000, -690), (1140, -470), (1165, -60), (1050, 400),
         (830, 640), (660, 640), (650, 480)],
        (900, -60), -17, (165, 158), 8, 0.12, 6, width_m=5.5,
    ),
    Quarter(
        "北原", "Kitahara",
        [(-690, 790), (-690, 650), (-110, 670), (60, 660), (480, 640), (330, 840), (-110, 880)],
        (-200, 760), 2, (185, 105), 5, 0.10, 6,
    ),
    Quarter(
        "南原", "Minamihara",
        [(-110, -740), (300, -740), (650, -680), (900, -770), (430, -925), (-140, -980)],
        (300, -850), 3, (190, 120), 8, 0.15, 10,
    ),
    Quarter(
        "若葉台", "Wakabadai",
        [(-1150, -520), (-780, -850), (-760, -1120), (-900, -1330), (-1250, -1360), (-1540, -1120),
         (-1500, -760)],
        (-1130, -930), 38, (128, 150), 4, 0.10, 42, width_m=6.5,
    ),
    Quarter(
        "若葉台東", "Wakabadai-higashi",
        [(-710, -700), (-120, -760), (-150, -970), (-720, -840)],
        (-420, -850), -8, (170, 115), 4, 0.10, 10, width_m=6.5,
    ),
    Quarter(
        "北原工業団地", "Kitahara Industrial Park",
        [(-640, 880), (-110, 930), (-90, 1180), (-150, 1390), (-480, 1380)],
        (-330, 1140), 5, (210, 180), 4, 0, level="collector", width_m=10,
    ),
)  # fmt: skip


def grid(quarter: Quarter, trunks: Pieces, chance: Chance) -> list[Way]:
    """The local streets of a quarter; they reach out to the greater roads around it."""
    us, vs = (_stops(spacing, chance) for spacing in quarter.spacing_m)
    corners = {
        (i, j): _corner(quarter, u, v, chance) for i, u in enumerate(us) for j, v in enumerate(vs)
    }
    rows = [[corners[i, j] for i in range(len(us))] for j in range(len(vs))]
    columns = [[corners[i, j] for j in range(len(vs))] for i in range(len(us))]
    ways: list[Way] = []
    numbered = 0
    for lines, names in ((rows, quarter.rows), (columns, quarter.columns)):
        inside = [parts for line in lines if (parts := clipped(line, quarter.ring))]
        for position, parts in enumerate(inside):
            if position < len(names):
                name = names[position]
            else:
                numbered += 1
                name = f"{quarter.name}{numbered}号線", f"{quarter.name_en} Line {numbered}"
            ways += _street(quarter, parts, name, trunks, chance)
    return ways


def _stops(spacing_m: float, chance: Chance) -> list[float]:
    """Irregular steps from one edge of the grid to the other."""
    stops = [float(-HALF_M)]
    while stops[-1] < HALF_M:
        stops.append(stops[-1] + spacing_m * chance.between(0.88, 1.12))
    return stops


def _corner(quarter: Quarter, u: float, v: float, chance: Chance) -> Point:
    swing, jitter = quarter.swing_m, quarter.jitter_m
    u += swing * sin(v / 130) + jitter * chance.between(-1, 1)
    v += swing * sin(u / 150 + 1) + jitter * chance.between(-1, 1)
    turn = radians(quarter.turn_deg)
    x = quarter.centre[0] + u * cos(turn) - v * sin(turn)
    y = quarter.centre[1] + u * sin(turn) + v * cos(turn)
    return tidy((x, y))


def _street(
    quarter: Quarter, parts: list[Line], name: tuple[str, str], trunks: Pieces, chance: Chance
) -> list[Way]:
    return [
        Way(piece, *name, quarter.level, quarter.width_m, oneway=ONE_WAY.get(name[0], 0))
        for part in parts
        for piece in _with_gaps(reaching(part, trunks, 95), quarter.gaps, chance)
    ]


def reaching(line: Line, trunks: Pieces, further_m: float) -> Line:
    """The line made longer at both ends, up to the first greater road if one is that near."""
    return _extended(_extended(line, trunks, further_m)[::-1], trunks, further_m)[::-1]


def _extended(line: Line, trunks: Pieces, further_m: float) -> Line:
    tip, heading = line[-1], bearing(line[-2], line[-1])
    start, goal = shift(tip, heading, 0.5), shift(tip, heading, further_m)
    met = [place for a, b in trunks if (place := crossing(start, goal, a, b))]
    if not met:
        return line
    nearest = min(met, key=lambda place: distance(tip, place))
    return [*line, tidy(shift(nearest, heading, 1))]


def _with_gaps(line: Line, share: float, chance: Chance) -> list[Line]:
    pieces: list[Line] = [[line[0]]]
    for point in line[1:]:
        if chance.yes(share):
            pieces.append([point])
        else:
            pieces[-1].append(point)
    return [piece for piece in pieces if len(piece) > 1]
