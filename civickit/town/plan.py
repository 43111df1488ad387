"""The hand-drawn plan of the town: river, railway, main roads, and where which streets lie.

Metres east and north of the centre. A place where two lines meet is a control point of
both, so that roads join and district borders fit without a gap.
"""

from __future__ import annotations

from typing import NamedTuple

from civickit.town.plane import Line, beside, curve

STEPS = 5  # points per span of a smooth line; control point i is at index i * STEPS

WEST_GATE = (-1190.0, 70.0)
STATION = (-790.0, 10.0)
CROSS = (0.0, -60.0)  # 札の辻: where the old highway meets the main street
WEST, NORTH, SOUTH, EAST = (-1750.0, -260.0), (-175.0, 1500.0), (-235.0, -1500.0), (1750.0, 70.0)
RING_NORTH, RING_SOUTH, RING_EAST = (-120.0, 900.0), (-150.0, -1000.0), (1180.0, -60.0)
RING_NE, RING_NW, RING_SE = (800.0, 730.0), (-1080.0, 530.0), (1170.0, -470.0)
RAIL_NORTH, RAIL_SOUTH = (-700.0, 790.0), (-735.0, -840.0)
BRIDGE_NORTH, BRIDGE, BRIDGE_SOUTH = (330.0, 870.0), (600.0, -200.0), (960.0, -800.0)
SPRING, MOUTH = (1750.0, -1230.0), (60.0, 1500.0)
LEVEL_CROSSING = (-805.0, -330.0)

_RIVER = [
    SPRING, (1350.0, -1040.0), BRIDGE_SOUTH, (720.0, -530.0), BRIDGE, (645.0, 150.0),
    (570.0, 520.0), BRIDGE_NORTH, (170.0, 1180.0), MOUTH,
]  # fmt: skip
_RAIL = [
    (-640.0, -1500.0), RAIL_SOUTH, LEVEL_CROSSING, (-828.0, 10.0), (-800.0, 450.0), RAIL_NORTH,
    (-520.0, 1200.0), (-450.0, 1500.0),
]  # fmt: skip
_RING = [
    RING_EAST, (1060.0, 420.0), RING_NE, BRIDGE_NORTH, RING_NORTH, RAIL_NORTH, RING_NW,
    WEST_GATE, (-1165.0, -470.0), RAIL_SOUTH, RING_SOUTH, (430.0, -940.0), BRIDGE_SOUTH,
    RING_SE,
]  # fmt: skip

RIVER = curve(_RIVER, STEPS)
RAIL = curve(_RAIL, STEPS)
RING = curve(_RING, STEPS, closed=True)
MAIN_WEST = curve([STATION, (-420.0, -10.0), CROSS], STEPS)
MAIN_EAST = curve([CROSS, (300.0, -120.0), BRIDGE, (900.0, -170.0), RING_EAST], STEPS)
HIGHWAY_SOUTH = curve([RING_SOUTH, (-75.0, -560.0), CROSS], STEPS)
HIGHWAY_NORTH = curve([CROSS, (85.0, 240.0), (70.0, 620.0), RING_NORTH], STEPS)
ROAD_NORTH = curve([RING_NORTH, (-90.0, 1180.0), NORTH], STEPS)
ROAD_SOUTH = curve([RING_SOUTH, (-260.0, -1240.0), SOUTH], STEPS)
ROAD_EAST = curve([RING_EAST, (1450.0, -30.0), EAST], STEPS)
VALLEY_EAST = curve([RING_SE, (1330.0, -640.0), (1420.0, -800.0), (1750.0, -930.0)], STEPS)
VALLEY_WEST = curve(
    [RING_NW, (-1230.0, 740.0), (-1310.0, 980.0), (-1480.0, 1160.0), (-1560.0, 1500.0)], STEPS
)
ROAD_WEST = curve([WEST_GATE, (-1480.0, -90.0), WEST], STEPS)

RIVER_RIGHT, RIVER_LEFT = beside(RIVER, 33), beside(RIVER, -33)
RIVER_AREA: Line = RIVER_RIGHT + RIVER_LEFT[::-1]
CASTLE: Line = [(-300.0, 170.0), (-60.0, 145.0), (10.0, 250.0), (-15.0, 420.0), (-270.0, 440.0)]
MOAT: Line = [(-330.0, 140.0), (-50.0, 112.0), (42.0, 240.0), (15.0, 450.0), (-300.0, 472.0)]


class Way(NamedTuple):
    """A road before it is cut into segments."""

    line: Line
    name: str
    name_en: str
    level: str
    width_m: float
    crosses: bool = False  # may cross the river (a bridge) or the railway
    oneway: int = 0  # 1: eastward only, -1: westward only


MAIN_WAYS = (
    Way(RING, "環状通り", "Kanjo-dori Ring Road", "arterial", 14, True),
    Way(MAIN_WEST, "駅前大通り", "Ekimae-odori", "arterial", 16),
    Way(MAIN_EAST, "大橋通り", "Ohashi-dori", "arterial", 14, True),
    Way(HIGHWAY_SOUTH, "南街道", "Minami-kaido", "arterial", 12),
    Way(HIGHWAY_NORTH, "北街道", "Kita-kaido", "arterial", 12),
    Way(ROAD_NORTH, "北街道", "Kita-kaido", "arterial", 11),
    Way(ROAD_SOUTH, "南街道", "Minami-kaido", "arterial", 11),
    Way(ROAD_EAST, "東街道", "Higashi-kaido", "arterial", 11),
    Way(ROAD_WEST, "西山通り", "Nishiyama-dori", "collector", 9),
    Way(VALLEY_EAST, "沢口谷街道", "Sawaguchi Valley Road", "collector", 8),
    Way(VALLEY_WEST, "木下沢街道", "Kinoshitazawa Road", "collector", 8),
)
