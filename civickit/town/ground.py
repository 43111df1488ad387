"""What lies between the streets: water, woods, and the grounds of named places."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from civickit.town.blocks import Block, blocks
from civickit.town.network import Segment, build, degrees
from civickit.town.places import PLACES, Place
from civickit.town.plan import CASTLE, MOAT, RAIL, RIVER, RIVER_AREA, Way
from civickit.town.plane import (
    Line,
    Point,
    area,
    bearing,
    crossing,
    curve,
    distance,
    distance_to_line,
    foot,
    inside,
    overlap,
    pairs,
    shift,
    tidy,
)

LARGEST_GROUND_M2 = 42_000
WITH_GROUND = {
    "park",
    "school",
    "junior_high",
    "high_school",
    "shrine",
    "temple",
    "hospital",
    "depot",
}
RAIL_CLEARANCE_M = 12
OFF_STREET_M = 17
BACK_YARD_M = 32  # no building of the town is further from its street

POND: Line = curve(
    [(-1395, 880), (-1352, 862), (-1325, 882), (-1340, 915), (-1385, 922)], 3, closed=True
)[:-1]
_FORESTS: tuple[tuple[str, str, Line], ...] = (
    ("西山の森", "Nishiyama Woods", [
        (-1770, 60), (-1650, 260), (-1610, 600), (-1520, 780), (-1660, 960), (-1700, 1200),
        (-1760, 1190),
        (-1690, 800), (-1770, 400)]),
    ("北山の森", "Kitayama Woods", [
        (-1120, 1270), (-980, 1160), (-860, 1130), (-700, 1180), (-640, 1300), (-640, 1450),
        (-900, 1550),
        (-1220, 1490)]),
    ("ひかりの森", "Hikari Woods", [
        (600, 1130), (740, 1180), (830, 1290), (960, 1350), (1200, 1340), (1420, 1270),
        (1600, 1120),
        (1650, 960), (1715, 960), (1740, 1150), (1490, 1415), (1100, 1520), (620, 1440),
        (540, 1290)]),
    ("沢口の森", "Sawaguchi Woods", [
        (1690, -640), (1785, -690), (1740, -420), (1730, -250), (1680, -260), (1650, -440)]),
    ("若葉の森", "Wakaba Woods", [
        (-1780, -480), (-1640, -560), (-1600, -760), (-1640, -1020), (-1560, -1260), (-1380, -1380),
        (-1180, -1420), (-1240, -1490), (-1450, -1470), (-1720, -1290), (-1695, -1000),
        (-1785, -620)]),
    ("南原の森", "Minamihara Woods", [
        (560, -1370), (760, -1310), (1000, -1330), (1220, -1250), (1430, -1220), (1490, -1390),
        (1100, -1515),
        (620, -1470)]),
)  # fmt: skip
FORESTS = tuple((ja, en, curve(ring, 3, closed=True)[:-1]) for ja, en, ring in _FORESTS)


class Land(NamedTuple):
    """The streets, the blocks between them, the places, and the grounds of those with one."""

    segments: list[Segment]
    blocks: list[Block]
    places: list[Place]
    grounds: dict[str, Line]


def lay_out(ways: list[Way]) -> Land:
    """Cut the ways into a network that leaves water, castle and school grounds free."""
    segments = in_order(build(ways, _blocked))
    faces = blocks(segments)
    places = [_settled(place, segments) for place in PLACES]
    grounds = {place.id: ring for place in places if (ring := _ground(place, faces))}
    return Land(segments, faces, places, grounds)


def _settled(place: Place, segments: list[Segment]) -> Place:
    """The place, moved off the street if the plan put it on one, a building near to one."""
    spot = place.spot
    near = nearest_street(segments, spot)
    if distance(near, spot) > BACK_YARD_M and place.kind not in WITH_GROUND | {"castle"}:
        spot = tidy(shift(near, bearing(near, spot), BACK_YARD_M))
    for _ in range(9):
        near = nearest_street(segments, spot)
        if distance(near, spot) >= OFF_STREET_M:
            break
        spot = tidy(shift(near, bearing(near, spot), OFF_STREET_M + 1))
    return place._replace(spot=spot)


def nearest_street(segments: list[Segment], spot: Point) -> Point:
    """The place on a street nearest to a spot."""
    feet = (foot(a, b, spot) for segment in segments for a, b in pairs(segment.line))
    return min(feet, key=lambda place: distance(place, spot))


def in_order(segments: list[Segment]) -> list[Segment]:
    """From north-west to south-east in bands of 250 m, each drawn the way it is driven."""
    both_ways = degrees(segment for segment in segments if not segment.way.oneway)
    turned = [_turned(_open(segment, both_ways)) for segment in segments]
    return sorted(turned, key=lambda s: (-(s.line[0][1] // 250), s.line[0], s.line[-1], s.line))


def _open(segment: Segment, both_ways: Counter[Point]) -> Segment:
    """One-way only where a street open both ways begins at either end."""
    if all(both_ways[end] for end in segment.ends):
        return segment
    return segment._replace(way=segment.way._replace(oneway=0))


def _turned(segment: Segment) -> Segment:
    """Drawn from its western end, but against that where traffic only goes west."""
    eastward = segment.line[0] <= segment.line[-1]
    if eastward == (segment.way.oneway >= 0):
        return segment
    return segment._replace(line=segment.line[::-1])


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
    """A whole street block if it is not too large, else the yard's part of it."""
    if place.kind == "castle":
        return CASTLE
    if place.kind not in WITH_GROUND:
        return None
    yard = _yard(place.spot, max(24, place.clear_m * 0.9))
    around = [
        _without_dead_ends(face.ring)
        for face in faces
        if face.area_m2 > 0 and inside(place.spot, face.ring)
    ]
    if not around:
        return yard
    if place.clear_m and area(around[0]) < LARGEST_GROUND_M2:
        return around[0]
    return overlap(around[0], yard)


def _without_dead_ends(ring: Line) -> Line:
    """A block's outline without the streets that only lead into it and back."""
    outline: Line = []
    for point in ring:
        if len(outline) > 1 and outline[-2] == point:
            outline.pop()
        else:
            outline.append(point)
    return outline


def _yard(spot: Point, half_m: float) -> Line:
    """A slightly turned rectangle round a spot."""
    x, y = spot
    a, b = half_m, half_m * 0.72
    return [(x - a, y - b * 0.9), (x + a * 0.9, y - b), (x + a, y + b * 0.9), (x - a * 0.9, y + b)]
