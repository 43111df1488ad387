"""Simulated drives over a network: fixes with errors, and the truth they came from.

For the tests and for benchmarks/matching.py. A vehicle turns at every third junction or so, drives
18 to 32 km/h 3 m right of the middle, stops for a minute now and then; its errors hang together
over some 20 seconds, as those of real receivers do.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from civickit.tracks._junctions import Cuts, cut, place_along
from civickit.tracks.fixes import Fix, State
from civickit.tracks.streets import Network, segment

START = 1_765_000_000.0
XY = tuple[float, float]


class Truth(NamedTuple):
    """What was driven of a segment: the part of its length, and when the vehicle last left it."""

    share: float
    last: float
    forward: bool


class Drive(NamedTuple):
    fixes: list[Fix]
    truth: dict[int, Truth]


class Noise(NamedTuple):
    """Error of a position per axis, a fix every so often, and whether headings are sent."""

    sd_m: float = 10.0
    every_s: float = 15.0
    heading: bool = True
    state: State = "unknown"


class Roads:
    """A network whose segments run from junction to junction, to be driven on."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.cuts: Cuts = cut(network)
        self.onward: dict[int, list[tuple[int, int]]] = {}
        for number, cuts in enumerate(self.cuts.cuts):
            (_, first), (_, last) = cuts[0], cuts[-1]
            self.onward.setdefault(first, []).append((2 * number, last))
            if not network.segments[number].one_way:
                self.onward.setdefault(last, []).append((2 * number + 1, first))

    def walk(self, chance: random.Random, count: int) -> list[int]:
        """So many segments, one after the other; 2 n + 1 is segment n against its line."""
        node = chance.choice(sorted(self.onward))
        path: list[int] = []
        before = -1
        while len(path) < count and self.onward.get(node):
            ways = [one for one in self.onward[node] if one[1] != before] or self.onward[node]
            if before >= 0 and chance.random() < 0.7:
                ways = [min(ways, key=lambda one: self._bend(before, node, one[1]))]
            way, after = chance.choice(ways)
            path.append(way)
            before, node = node, after
        return path

    def _bend(self, a: int, b: int, c: int) -> float:
        nodes = self.cuts.nodes
        return abs((_angle(nodes[b], nodes[c]) - _angle(nodes[a], nodes[b]) + 180) % 360 - 180)

    def line(self, way: int) -> list[XY]:
        line = self.cuts.lines[way >> 1]
        return line[::-1] if way & 1 else line

    def drive(self, path: Sequence[int], noise: Noise, chance: random.Random) -> Drive:
        """The path, driven once."""
        line: list[XY] = []
        marks: list[tuple[float, float, int]] = []
        whole = 0.0
        for way in path:
            here = self.line(way)
            line += here[1:] if line else here
            length = self.cuts.metres[way >> 1][-1]
            marks.append((whole, whole + length, way))
            whole += length
        metres = list(accumulate(map(math.dist, line, line[1:]), initial=0.0))
        clock: list[tuple[float, float]] = []
        fixes = list(self._fixes(line, metres, noise, chance, clock))
        return Drive(fixes, _truth(marks, clock))

    def _fixes(
        self,
        line: list[XY],
        metres: list[float],
        noise: Noise,
        chance: random.Random,
        clock: list[tuple[float, float]],
    ) -> Iterator[Fix]:
        error = Error(noise, chance)
        speed, along, t = chance.uniform(5, 9), 0.0, START
        while along < metres[-1]:
            x, y = place_along(line, metres, along)
            heading = _heading(line, metres, along)
            sideways = math.radians(heading + 90)
            x, y = x + 3 * math.sin(sideways), y + 3 * math.cos(sideways)
            stops = int(60 / noise.every_s) if chance.random() < 0.01 else 0
            for stop in range(stops + 1):
                clock.append((along, t))
                told = chance.uniform(0, 360) if stop else heading + chance.gauss(0, 8)
                yield self._fix(t, error.apply(x, y), told, noise)
                t += noise.every_s
            along += speed * noise.every_s * chance.uniform(0.7, 1.3)

    def _fix(self, t: float, xy: XY, heading: float, noise: Noise) -> Fix:
        lat, lon = self.cuts.plane.lat_lon(*xy)
        told = heading % 360 if noise.heading else None
        return Fix("plow", t, t, lat, lon, None, told, None, noise.state)

    def parked(self, noise: Noise, chance: random.Random, hours: float = 1.0) -> list[Fix]:
        """A vehicle that stands near some junction."""
        x, y = chance.choice(self.cuts.nodes)
        x, y = x + chance.gauss(0, 20), y + chance.gauss(0, 20)
        error = Error(noise, chance)
        times = [START + k * noise.every_s for k in range(int(3600 * hours / noise.every_s))]
        return [self._fix(t, error.apply(x, y), chance.uniform(0, 360), noise) for t in times]


class Error:
    """Errors that hang together over 20 seconds."""

    def __init__(self, noise: Noise, chance: random.Random) -> None:
        self.sd, self.chance = noise.sd_m, chance
        self.keep = math.exp(-noise.every_s / 20)
        self.x, self.y = chance.gauss(0, self.sd), chance.gauss(0, self.sd)

    def apply(self, x: float, y: float) -> XY:
        fresh = math.sqrt(1 - self.keep * self.keep) * self.sd
        self.x = self.keep * self.x + fresh * self.chance.gauss(0, 1)
        self.y = self.keep * self.y + fresh * self.chance.gauss(0, 1)
        return x + self.x, y + self.y


def _angle(a: XY, b: XY) -> float:
    return math.degrees(math.atan2(b[0] - a[0], b[1] - a[1])) % 360


def _heading(line: list[XY], metres: list[float], along: float) -> float:
    i = min(max(bisect_right(metres, along) - 1, 0), len(line) - 2)
    return _angle(line[i], line[i + 1])


def _truth(
    marks: list[tuple[float, float, int]], clock: list[tuple[float, float]]
) -> dict[int, Truth]:
    """By segment, of the last time it was driven; the share is the largest of any time."""
    end = clock[-1][0]
    found: dict[int, Truth] = {}
    for start, stop, way in marks:
        share = max(0.0, min(stop, end) - start) / (stop - start)
        if share > 0:
            old = found.get(way >> 1)
            share = max(share, old.share if old else 0.0)
            found[way >> 1] = Truth(share, _when(clock, min(stop, end)), not way & 1)
    return found


def _when(clock: list[tuple[float, float]], along: float) -> float:
    """When the vehicle had driven so far."""
    for (s, t), (later, after) in pairwise(clock):
        if s < along <= later:
            return t + (after - t) * (along - s) / (later - s)
    return clock[0][1] if along <= clock[0][0] else clock[-1][1]


def grid(rows: int = 6, columns: int = 6, block_m: float = 120.0) -> Network:
    """A town of straight streets, a segment from corner to corner, far from everywhere."""
    lat0, lon0 = 43.0, -76.0
    north, east = block_m / 111_100, block_m / 81_400
    made = []
    for row in range(rows):
        for column in range(columns):
            here = (lat0 + row * north, lon0 + column * east)
            if column + 1 < columns:
                to = (here[0], here[1] + east)
                made.append(segment(f"E{row}-{column}", [here, to], name=f"Street {row}"))
            if row + 1 < rows:
                to = (here[0] + north, here[1])
                made.append(segment(f"N{row}-{column}", [here, to], name=f"Avenue {column}"))
    return Network(tuple(one for one in made if one), {})
