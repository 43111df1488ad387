"""The streets of a drive: how many are found, how many are claimed wrongly, next to other ways.

Simulated drives (tests/tracks/drives.py, seeded) over the streets of Syracuse, 5,650 segments;
where the city's file is not at hand, over the sample town. `python benchmarks/matching.py` prints
every noise and interval, with `--write` into the docs; `make bench` takes those that are promised.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from math import dist
from pathlib import Path
from typing import Any, NamedTuple

from measuring import Result, medians, report

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from tracks.drives import Drive, Noise, Roads  # noqa: E402 - lies with the tests

CITY = ROOT.parent / "shared" / "data" / "roads" / "syracuse_streets.geojson.gz"
PAGE = ROOT / "docs" / "explanation" / "matching.md"
SEED = 2026
DRIVES = 40
PEER_DRIVES = 8
PROMISED = [Noise(10, 15), Noise(20, 15), Noise(10, 5), Noise(10, 30), Noise(10, 60)]
EVERY = [Noise(sd, every) for every in (5, 15, 30, 60) for sd in (5, 10, 20)]
FOUND = 0.98
POINTS_S = 0.15
READY_S = 2.0
LAST_S = 15.0
FALSE_CLEAR = 0.02

Claims = Callable[[Drive], set[int]]


class Score(NamedTuple):
    """By length: of what was claimed the part that was driven, of what was driven the part that
    was claimed, of streets beside the way the part that was claimed; seconds per 1,000 points."""

    precision: float
    recall: float
    parallels: float
    points_s: float

    def __str__(self) -> str:
        return f"{self.precision:.3f}/{self.recall:.3f}"

    def miss(self) -> float:
        """What is wrong: claimed and not driven, or driven and not claimed."""
        return 1 - 2 * self.precision * self.recall / (self.precision + self.recall)


def roads() -> Roads:
    from civickit import town
    from civickit.tracks.streets import read_streets

    if CITY.is_file():
        return Roads(read_streets(CITY, "CITYST_ID"))
    return Roads(read_streets(town.path("streets.geojson")))


def drives(city: Roads, noise: Noise, count: int) -> list[Drive]:
    chance = random.Random(SEED)
    return [city.drive(city.walk(chance, 60), noise, chance) for _ in range(count)]


def score(city: Roads, made: Sequence[Drive], claims: Claims) -> Score:
    right = claimed = driven = wrong = beside = 0.0
    taken = 0.0
    for drive in made:
        start = time.process_time()
        said = claims(drive)
        taken += time.process_time() - start
        truth = {number for number, of in drive.truth.items() if of.share >= 0.5}
        near = parallels(city, drive)
        right += metres(city, said & truth)
        claimed += metres(city, said)
        driven += metres(city, truth)
        wrong += metres(city, said & near)
        beside += metres(city, near)
    points = sum(len(drive.fixes) for drive in made)
    return Score(
        right / max(claimed, 1), right / driven, wrong / max(beside, 1), taken / points * 1000
    )


def metres(city: Roads, numbers: set[int]) -> float:
    return sum(city.network.segments[number].length_m for number in numbers)


def parallels(city: Roads, drive: Drive) -> set[int]:
    """Streets that were not driven and run beside one that was, 8 to 60 m away."""
    from civickit.tracks._junctions import on_line, place_along

    around = neighbours(city)
    found = set()
    for number in drive.truth:
        for other in around[number] - drive.truth.keys():
            line, along = city.cuts.lines[other], city.cuts.metres[other]
            beside = 0
            for share in (0.2, 0.5, 0.8):
                point = place_along(line, along, share * along[-1])
                nearest = min(
                    (on_line(point, a, b)[1], turn(line, (a, b)))
                    for a, b in pairwise(city.cuts.lines[number])
                )
                beside += 8 <= nearest[0] <= 60 and nearest[1] < 20
            if beside >= 2:
                found.add(other)
    return found


def turn(line: Sequence[tuple[float, float]], bit: Sequence[tuple[float, float]]) -> float:
    """Degrees between two lines, whichever way they are drawn."""
    from math import atan2, degrees

    a, b = (degrees(atan2(one[-1][1] - one[0][1], one[-1][0] - one[0][0])) for one in (line, bit))
    return abs((a - b + 90) % 180 - 90)


_NEIGHBOURS: list[set[int]] = []


def neighbours(city: Roads) -> list[set[int]]:
    """For each segment, those whose box comes within 60 m."""
    from shapely import STRtree, box

    if not _NEIGHBOURS:
        lines = shapes(city)
        tree = STRtree(lines)
        for line in lines:
            low_x, low_y, high_x, high_y = line.bounds
            _NEIGHBOURS.append(
                {int(n) for n in tree.query(box(low_x - 60, low_y - 60, high_x + 60, high_y + 60))}
            )
    return _NEIGHBOURS


def shapes(city: Roads) -> list[Any]:
    from shapely import LineString

    return [LineString(line) for line in city.cuts.lines]


def ours(city: Roads) -> Claims:
    from civickit.tracks.coverage import table
    from civickit.tracks.matching import Streets, match

    streets = Streets(city.network)
    by_id = {one.id: number for number, one in enumerate(city.network.segments)}

    def claims(drive: Drive) -> set[int]:
        signed = (("plow", run) for run in match(streets, drive.fixes).runs)
        rows = table(city.network, signed, by_direction=False).values()
        return {by_id[one.id] for one in rows if one.claim != "unknown"}

    return claims


def nearest(city: Roads) -> Claims:
    """The nearest street of each fix, within 25 m."""
    from shapely import Point, STRtree

    lines = shapes(city)
    tree = STRtree(lines)

    def claims(drive: Drive) -> set[int]:
        found = set()
        for point in (Point(xy) for xy in places(city, drive)):
            number = int(tree.nearest(point))
            if lines[number].distance(point) < 25:
                found.add(number)
        return found

    return claims


def buffer(city: Roads) -> Claims:
    """Streets of which 80 % lie within 20 m of the line through the fixes."""
    from shapely import LineString, STRtree

    lines = shapes(city)
    tree = STRtree(lines)

    def claims(drive: Drive) -> set[int]:
        strip = LineString(list(places(city, drive))).buffer(20)
        near = (int(number) for number in tree.query(strip))
        return {n for n in near if lines[n].intersection(strip).length >= 0.8 * lines[n].length}

    return claims


def leuven(city: Roads) -> Claims:
    """leuvenmapmatching, set as well as we could."""
    from leuvenmapmatching.map.inmem import InMemMap
    from leuvenmapmatching.matcher.distance import DistanceMatcher

    net = InMemMap("streets", use_latlon=False, use_rtree=True, index_edges=True)
    for node, xy in enumerate(city.cuts.nodes):
        net.add_node(node, xy)
    between: dict[tuple[int, int], int] = {}
    for number, cuts in enumerate(city.cuts.cuts):
        for (_, a), (_, b) in pairwise(cuts):
            net.add_edge(a, b)
            net.add_edge(b, a)
            between[a, b] = between[b, a] = number

    def claims(drive: Drive) -> set[int]:
        kept: list[tuple[float, float]] = []
        for xy in places(city, drive):
            if not kept or dist(kept[-1], xy) > 10:
                kept.append(xy)
        matcher = DistanceMatcher(
            net, max_dist=100, max_dist_init=60, obs_noise=12, obs_noise_ne=18,
            min_prob_norm=0.0005, non_emitting_states=True, max_lattice_width=8, only_edges=True,
        )  # fmt: skip
        matcher.match(kept)
        return {between[pair] for pair in pairwise(matcher.path_pred_onlynodes) if pair in between}

    return claims


def places(city: Roads, drive: Drive) -> Iterator[tuple[float, float]]:
    for fix in drive.fixes:
        yield city.cuts.plane.xy(fix.lat, fix.lon)


def last_errors(city: Roads, noise: Noise) -> list[float]:
    """Seconds between when a street was last left and what the table says."""
    from civickit.tracks.coverage import table
    from civickit.tracks.matching import Streets, match

    streets = Streets(city.network)
    by_id = {one.id: number for number, one in enumerate(city.network.segments)}
    errors = []
    for drive in drives(city, noise, DRIVES):
        signed = (("plow", run) for run in match(streets, drive.fixes).runs)
        for one in table(city.network, signed, by_direction=False).values():
            truth = drive.truth.get(by_id[one.id])
            if truth and one.claim != "unknown":
                errors.append(abs(one.last - truth.last))
    return sorted(errors)


def parked(city: Roads) -> tuple[int, float]:
    """Hours that vehicles stood at made-up places with errors of 5 to 20 m, and metres claimed."""
    chance = random.Random(SEED)
    claims = ours(city)
    hours, claimed = 0, 0.0
    for noise in (Noise(sd, every) for sd in (5, 10, 20) for every in (5, 15, 30, 60)):
        for _ in range(20):
            claimed += metres(city, claims(Drive(city.parked(noise, chance), {})))
            hours += 1
    return hours, claimed


PEERS: dict[str, Callable[[Roads], Claims]] = {
    "nearest < 25 m": nearest,
    "buffer 20 m ≥ 80 %": buffer,
    "leuvenmapmatching": leuven,
}


def measure() -> list[Result]:
    city = roads()
    claims = ours(city)
    peers = {name: make(city) for name, make in PEERS.items()}
    results = []
    for noise in PROMISED:
        found = score(city, drives(city, noise, DRIVES), claims)
        some = drives(city, noise, PEER_DRIVES)
        theirs = {name: score(city, some, peer) for name, peer in peers.items()}
        results += _results(noise, found, score(city, some, claims), theirs)
    return [*results, *_seconds(city, peers), *_others(city)]


def _results(noise: Noise, found: Score, same: Score, theirs: dict[str, Score]) -> Iterator[Result]:
    """`found` is of all drives; `same` and `theirs` of the same few, for the others are slow."""
    best = min(theirs.values(), key=Score.miss)
    said = ", ".join(f"{name} {one}" for name, one in theirs.items())
    yield Result(
        f"streets of a drive, a fix every {noise.every_s} s, error {noise.sd_m} m",
        f"precision/recall {found} ({same} on the drives of the others)",
        said,
        same.miss() / best.miss(),
        1,
        "× the errors of the best of them",
    )
    if noise == PROMISED[0]:
        worse = 1 - min(found.precision, found.recall)
        yield Result("the same, what is wrong", f"{worse:.3f}", f"budget {1 - FOUND:.2f}",
                     worse / (1 - FOUND), 1)  # fmt: skip
        near = min(theirs.values(), key=lambda one: one.parallels)
        yield Result("parallel streets claimed wrongly", f"{found.parallels:.2%} of their length",
                     f"budget {FALSE_CLEAR:.0%} (on the few drives {same.parallels:.2%}, best of "
                     f"the others {near.parallels:.2%})",
                     found.parallels / FALSE_CLEAR, 1)  # fmt: skip


def _seconds(city: Roads, peers: dict[str, Claims]) -> Iterator[Result]:
    """What points take, from fixes to the table."""
    made = drives(city, PROMISED[0], PEER_DRIVES)
    points = sum(len(drive.fixes) for drive in made)
    everybody = {"civickit": ours(city), **peers}
    actions: dict[str, Callable[[], object]] = {
        name: partial(_all, claims, made) for name, claims in everybody.items()
    }
    actions["cold"] = lambda: _all(ours(city), made)
    taken = medians(actions, 3)
    said = ", ".join(f"{name} {taken[name] / points * 1000:.3f} s" for name in peers)
    ours_s = taken["civickit"] / points * 1000
    yield Result("1,000 points", f"{ours_s:.3f} s ({said})", f"budget {POINTS_S} s",
                 ours_s / POINTS_S, 1)  # fmt: skip
    yield Result(
        f"{points} points and to make {len(city.network.segments):,} segments ready for them",
        f"{taken['cold']:.2f} s",
        f"budget {READY_S} s",
        taken["cold"] / READY_S,
        1,
    )


def _all(claims: Claims, made: Sequence[Drive]) -> None:
    for drive in made:
        claims(drive)


def _others(city: Roads) -> Iterator[Result]:
    errors = last_errors(city, PROMISED[0])
    middle, most = statistics.median(errors), errors[int(len(errors) * 0.95)]
    yield Result(
        "when a street was last cleared, a fix every 15 s",
        f"off by {middle:.1f} s, 95 % by less than {most:.0f} s",
        f"the time between two fixes, {LAST_S:.0f} s",
        middle / LAST_S,
        1,
    )
    hours, claimed = parked(city)
    yield Result(
        f"{hours} vehicles parked for an hour, errors 5 to 20 m",
        f"{claimed:.0f} m claimed",
        "budget 1 m",
        claimed,
        1,
    )


def grid(city: Roads) -> Iterator[str]:
    """A line of the page for every noise and every interval."""
    judges = {name: partial(score, city, claims=make(city)) for name, make in PEERS.items()}
    claims = ours(city)
    for noise in EVERY:
        found = score(city, drives(city, noise, DRIVES), claims)
        errors = last_errors(city, noise)
        some = drives(city, noise, PEER_DRIVES)
        cells = [
            f"{noise.every_s} s",
            f"{noise.sd_m} m",
            f"**{found}**",
            f"{found.parallels:.1%}",
            f"{statistics.median(errors):.1f} s, {errors[int(len(errors) * 0.95)]:.0f} s",
            *(f"{judge(some)}" for judge in judges.values()),
        ]
        line = f"| {' | '.join(cells)} |"
        print(line, flush=True)
        yield line


def page(lines: Iterator[str]) -> str:
    head = [
        "fix every", "error", "civickit", "parallel streets claimed",
        "last cleared off by: half, 95 % within", *PEERS,
    ]  # fmt: skip
    return "\n".join(
        [
            "<!-- written by `python benchmarks/matching.py --write`; run that instead -->",
            "",
            "# How well streets are found",
            "",
            "Simulated drives over the 5,650 segments of a real network (Syracuse), of 60 streets",
            f"each: {DRIVES} for civickit, the first {PEER_DRIVES} of them for the others, which",
            "are slow. `error` is the standard deviation of a fix; precision and recall are by",
            "length. A parallel street runs 8 to 60 m beside one that was driven, and was not.",
            "",
            f"| {' | '.join(head)} |",
            f"|{' --- |' * len(head)}",
            *lines,
            "",
        ]
    )


def main() -> None:
    """Every noise and every interval, in one table."""
    city = roads()
    text = page(grid(city))
    if "--write" in sys.argv[1:]:
        PAGE.write_text(text, "utf-8")
    report(list(_others(city)))


if __name__ == "__main__":
    main()
