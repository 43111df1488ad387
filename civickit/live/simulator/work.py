"""Which streets are to be worked next, so that vehicles spread over the town and none follows
another."""

from __future__ import annotations

from collections.abc import Iterable
from math import dist, inf

from civickit.live.simulator.roads import XY, Roads, Way

URGENT = {1: 1.0, 2: 1.5, 3: 2.5}
"""How many times longer than a street of priority 1 one waits for the next round."""
LATER_M = 400.0
"""A street of the next lower priority is as good as one so much further away."""
PACE_M_S = 3.5
"""Metres that a vehicle works in a second, with its ways between and its rests."""
BUSY = 0.8
SALT_AFTER_S = 240.0
SALTED = (1, 2)


class Work:
    """When each way was worked last, and who is on the way to it."""

    def __init__(self, roads: Roads, vehicles: int) -> None:
        self.roads = roads
        self._plowed = dict.fromkeys(roads.ways, -inf)
        self._salted = dict.fromkeys(roads.ways, -inf)
        self._claimed: set[int] = set()
        ways = roads.ways.values()
        load = sum(way.length_m / URGENT[way.priority] for way in ways)
        self._round_s = load / (BUSY * PACE_M_S * vehicles)

    def next(self, at: float, node: int, after: Way | None, home: XY, *, salts: bool) -> list[Way]:
        """The ways to one that is to be worked, which is then this vehicle's; none is left: []."""

        def cost_there_m(way: Way) -> float:
            if not self.wants(way, at, salts=salts):
                return inf
            return LATER_M * (way.priority - 1) + dist(way.middle, home) / 2

        path = self.roads.route(node, after, cost_there_m)
        self._claimed.update(way.number for way in path[-1:])
        return path

    def wants(self, way: Way, at: float, *, salts: bool) -> bool:
        """Whether a way is to be worked now, and nobody is on the way to it."""
        if way.number in self._claimed:
            return False
        plowed = self._plowed[way.number]
        if salts:
            new = plowed > self._salted[way.number]
            return way.priority in SALTED and new and at - plowed >= SALT_AFTER_S
        return at - plowed >= self._round_s * URGENT[way.priority]

    def done(self, way: Way, at: float, *, salts: bool) -> None:
        (self._salted if salts else self._plowed)[way.number] = at
        self._claimed.discard(way.number)

    def give_up(self, ways: Iterable[Way]) -> None:
        self._claimed.difference_update(way.number for way in ways)
