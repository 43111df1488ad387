"""One vehicle: out of its depot, from street to street, back for a rest, as its phone sees it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from math import ceil, cos, exp, radians, sin, sqrt
from random import Random
from typing import NamedTuple

from civickit.live.simulator.roads import XY, Roads, Way
from civickit.live.simulator.work import Work
from civickit.tracks.fixes import Fix, State

KMH_M_S = 1 / 3.6
KEEP_LEFT_M = 2.0
SPEED_KMH: dict[State, tuple[float, float]] = {
    "plowing": (15, 25),
    "salting": (20, 30),
    "driving": (30, 40),
}
STOPS = 0.04
"""Of all junctions, at how many it stands for a while."""
STOP_S = (8.0, 60.0)
SHIFT_S = (3_600.0, 6_000.0)
REST_S = (600.0, 1_500.0)
REST_FIX_S = 60.0
"""A phone that does not move sends less often."""
HANGS_S = 20.0
"""Errors of a receiver hang together for so long."""


class Crew(NamedTuple):
    """What is settled about a vehicle before it drives. `works` is False for a bus or a stall."""

    name: str
    depot: XY
    quarter: XY
    every_s: float
    error_m: float
    salts: bool
    works: bool


class Vehicle:
    """`step` drives on to the next junction; time is seconds since 1970."""

    def __init__(self, crew: Crew, roads: Roads, work: Work, start: float, chance: Random) -> None:
        self.crew, self.roads, self.work, self.chance = crew, roads, work, chance
        self.at = start
        self._home = roads.nearest(crew.depot)
        self._node = self._home
        self._path: deque[Way] = deque()
        self._last: Way | None = None
        self._until = start + chance.uniform(*SHIFT_S)
        self._homeward = False
        self._next_fix = start + chance.uniform(0, crew.every_s)
        self._error = chance.gauss(0, crew.error_m), chance.gauss(0, crew.error_m)
        self._erred_at = start

    def step(self) -> list[Fix]:
        """The fixes until the next junction, or of a stop or a rest."""
        if self._path:
            return [*self._drive(self._path.popleft()), *self._perhaps_stand()]
        if self._homeward and self._node == self._home:
            return self._rest()
        self._choose()
        return []

    def _choose(self) -> None:
        """Work where there is any and the shift lasts, else the way home."""
        path: list[Way] = []
        self._homeward = self.at >= self._until
        if not self._homeward:
            salts = self.crew.salts
            quarter = self.crew.quarter
            path = self.work.next(self.at, self._node, self._last, quarter, salts=salts)
            self._homeward = not path
        self._path.extend(path or self.roads.to(self._node, self._home))

    def _drive(self, way: Way) -> list[Fix]:
        salts = self.crew.salts
        target = not self._path and not self._homeward
        working = target or self.work.wants(way, self.at, salts=salts)
        state: State = ("salting" if salts else "plowing") if working else "driving"
        pace = self.chance.uniform(*SPEED_KMH[state]) * KMH_M_S
        begun = self.at
        self.at += way.length_m / pace
        self._node, self._last = way.end, way
        if working:
            self.work.done(way, self.at, salts=salts)
        return [
            self._fix(now, *way.at((now - begun) * pace), pace, state)
            for now in self._times(self.crew.every_s)
        ]

    def _perhaps_stand(self) -> list[Fix]:
        if self._last is None or self.chance.random() >= STOPS:
            return []
        self.at += self.chance.uniform(*STOP_S)
        place = self._last.at(self._last.length_m)
        return [self._fix(now, *place, 0.0, "driving") for now in self._times(self.crew.every_s)]

    def _rest(self) -> list[Fix]:
        """In the depot, until the next shift."""
        self.at += self.chance.uniform(*REST_S)
        self._until = self.at + self.chance.uniform(*SHIFT_S)
        self._homeward, self._last = False, None
        place = self.crew.depot
        return [self._fix(now, place, 0.0, 0.0, "driving") for now in self._times(REST_FIX_S)]

    def _times(self, every_s: float) -> Iterator[float]:
        while self._next_fix < self.at:
            yield self._next_fix
            self._next_fix += every_s
        self._next_fix = min(self._next_fix, self.at + self.crew.every_s)

    def _fix(self, at: float, place: XY, heading: float, pace: float, state: State) -> Fix:
        left = radians(heading - 90)
        east, north = self._err(at)
        x = place[0] + KEEP_LEFT_M * sin(left) + east
        y = place[1] + KEEP_LEFT_M * cos(left) + north
        lat, lon = self.roads.plane.lat_lon(x, y)
        return Fix(
            device=self.crew.name,
            fixed_at=ceil(at),
            received_at=ceil(at),
            lat=round(lat, 6),
            lon=round(lon, 6),
            speed_m_s=round(pace, 1),
            heading_deg=round(heading + self.chance.gauss(0, 6)) % 360 if pace else None,
            accuracy_m=round(1.5 * self.crew.error_m),
            state=state if self.crew.works else "unknown",
        )

    def _err(self, at: float) -> XY:
        """The receiver's error then, which stays near what it was just before."""
        keep = exp(-(at - self._erred_at) / HANGS_S)
        fresh = sqrt(1 - keep * keep) * self.crew.error_m
        east, north = (keep * old + fresh * self.chance.gauss(0, 1) for old in self._error)
        self._error, self._erred_at = (east, north), at
        return self._error
