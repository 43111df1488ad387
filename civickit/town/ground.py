"""What lies between the streets: water, woods, and the grounds of named places."""

from __future__ import annotations

from typing import NamedTuple

from civickit.town.blocks import Block, blocks
from civickit.town.network import Segment, build
from civickit.town.places import PLACES, Place
from civickit.town.plan import CASTLE, MOAT, RAIL, RIVER, RIVER_AREA, Way
from civickit.town.plane import (
    Line,
    Point,
    area,
    crossing,
    distance,
    distance_to_line,
    inside,
    pairs,
)

LARGEST_GROUND_M2 = 42_000
WITH_GROUND = {"park", "school", "junior_high", "high_school", "shrine", "temple", "hospital", "depot"}
RAIL_CLEARANCE_M = 12

POND: Line = [
    (-1395.0, 880.0), (-1352.0, 862.0), (-1325.0, 882.0), (-1340.0, 915.0), (-1385.0, 922.0),
]  # fmt: skip
FORESTS: tuple[tuple[str, Line], ...] = (
    ("西山の森", [(-1750, 380), (-1620, 420), (-1600, 640), (-1480, 800), (-1640, 960), (-1720, 1180), (-1745, 800), (-1780, 400)]),
    ("北山の森", [(-1080, 1240), (-880, 1120), (-700, 1180), (-620, 1400), (-800, 1540), (-1240, 1480), (-1180, 1340)]),
    ("ひかりの森", [(620, 1080), (760, 1180), (960, 1330), (1300, 1320), (1500, 1180), (1640, 980), (1740, 1150), (1500, 1410), (1100, 1520), (640, 1440), (560, 1260)]),
    ("沢口の森", [(1640, -620), (1760, -640), (1745, -380), (1690, -240), (1640, -420)]),
    ("若葉の森", [(-1730, -640), (-1610, -700), (-1620, -1140), (-1420, -1340), (-1440, -1460), (-1700, -1290), (-1680, -1000)]),
    ("南原の森", [(620, -1320), (900, -1300), (1220, -1250), (1440, -1250), (1480, -1390), (1100, -1510), (640, -1460)]),
)  # fmt: skip


class Land(NamedTuple):
    """The streets, the blocks between them, and the ground of each place that has one."""

    segments: list[Segment]
    blocks: list[Block]
    grounds: dict[str, Line]


def lay_out(ways: list[Way]) -> Land:
    """Cut the ways into a network that leaves water, castle and school grounds free."""
    segments = in_order(build(ways, _blocked))
    faces = blocks(segments)
    return Land(segments, faces, {p.id: ring for p in PLACES if (ring := _ground(p, faces))})


def in_order(segments: list[Segment]) -> list[Segment]:
    """From north-west to south-east in bands of 250 m, each drawn from its western end."""
    turned = [s if s.line[0] <= s.line[-1] else s._replace(line=s.line[::-1]) for s in segments]
    return sorted(turned, key=lambda s: (-(s.line[0][1] // 250), s.line[0], s.line[-1], s.line))


def wet(point: Point) -> bool:
    """Whether a place is in the river, the moat or the pond."""
    in_moat = inside(point, MOAT) and not inside(point, CASTLE)
    return in_moat or inside(point, RIVER_AREA) or inside(point, POND)


def built_on(point: Point, land: Land) -> bool:
    """Whether a place is taken: water, castle, railway, or the ground of a named place."""
    if wet(point) or inside(point, MOAT) or distance_to_line(RAIL, point) < RAIL_CLEARANCE_M:
        return True
    return any(inside(point, ring) for ring in land.grounds.values())


def _blocked(a: Point, b: Point, way: Way) -> bool:
    """Streets keep out of water and school grounds; only bridges and crossings pass."""
    middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    if inside(middle, MOAT):
        return True
    if way.crosses:
        return False
    if inside(middle, RIVER_AREA) or _meets(a, b, RIVER) or _meets(a, b, RAIL):
        return True
    if way.level in {"arterial", "collector"}:
        return False
    return any(distance(middle, place.spot) < place.clear_m for place in PLACES)


def _meets(a: Point, b: Point, line: Line) -> bool:
    return any(crossing(a, b, c, d) for c, d in pairs(line))


def _ground(place: Place, faces: list[Block]) -> Line | None:
    if place.kind == "castle":
        return CASTLE
    if place.kind not in WITH_GROUND:
        return None
    around = [f.ring for f in faces if f.area_m2 > 0 and inside(place.spot, f.ring)]
    if around and area(around[0]) < LARGEST_GROUND_M2 and place.clear_m:
        return around[0]
    return _yard(place.spot, max(22, place.clear_m * 0.75))


def _yard(spot: Point, half_m: float) -> Line:
    """A slightly turned rectangle round a spot."""
    x, y = spot
    a, b = half_m, half_m * 0.72
    return [(x - a, y - b * 0.9), (x + a * 0.9, y - b), (x + a, y + b * 0.9), (x - a * 0.9, y + b)]
