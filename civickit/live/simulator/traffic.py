"""All vehicles together, driven up to a moment. One seed gives one storm."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from random import Random

from civickit.live.simulator.roads import XY, Roads
from civickit.live.simulator.vehicle import Crew, Vehicle
from civickit.live.simulator.work import Work
from civickit.tracks.fixes import Fix

EVERY_S = (5.0, 10.0)
ERROR_M = (3.0, 8.0)
SALTS_EACH = 5
"""Each fifth vehicle salts what others have plowed."""


class Traffic:
    """`names` are the vehicles'; `depots` are (lat, lon), none: the middle of the network."""

    def __init__(
        self,
        roads: Roads,
        names: Sequence[str],
        depots: Sequence[tuple[float, float]],
        start: float,
        *,
        works: bool = True,
        seed: int = 1,
    ) -> None:
        chance = Random(seed)  # noqa: S311 - scenery, not secrets
        places = [roads.plane.xy(*depot) for depot in depots] or [(0.0, 0.0)]
        work = Work(roads, len(names))
        quarters = roads.spread(len(names), roads.nearest((0.0, 0.0)))
        self._waiting: list[Fix] = []
        self._heap: list[tuple[float, int, Vehicle]] = []
        for number, name in enumerate(names):
            quarter = roads.nodes[quarters[number]]
            crew = _crew(name, number, quarter, places, works=works, chance=chance)
            vehicle = Vehicle(crew, roads, work, start, Random(chance.random()))  # noqa: S311 - a game, no secret
            self._heap.append((vehicle.at, number, vehicle))
        heapify(self._heap)

    def until(self, at: float) -> list[Fix]:
        """The fixes since the last call up to this moment, by time."""
        while self._heap and self._heap[0][0] <= at:
            _, number, vehicle = heappop(self._heap)
            self._waiting += vehicle.step()
            heappush(self._heap, (vehicle.at, number, vehicle))
        ready = [fix for fix in self._waiting if fix.fixed_at <= at]
        self._waiting = [fix for fix in self._waiting if fix.fixed_at > at]
        return sorted(ready, key=lambda fix: (fix.fixed_at, fix.device))


def _crew(
    name: str, number: int, quarter: XY, depots: Sequence[XY], *, works: bool, chance: Random
) -> Crew:
    from math import dist

    return Crew(
        name=name,
        depot=min(depots, key=lambda depot: dist(depot, quarter)),
        quarter=quarter,
        every_s=chance.uniform(*EVERY_S),
        error_m=chance.uniform(*ERROR_M),
        salts=works and number % SALTS_EACH == SALTS_EACH - 1,
        works=works,
    )
