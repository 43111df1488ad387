"""The nearest 10 within 2 km: the index of `civickit.core.nearest` against scipy's cKDTree.

    python benchmarks/nearest.py                      4,000 and 2.5 million points
    python benchmarks/nearest.py --points 200000      quicker

Both give distance and bearing of every hit. Questions alternate between the two, and each
number is a median. The cold start is a new interpreter with the index in a file, against one
that does nothing, both with their modules compiled as after an installation. A sample of the
answers is compared with brute force over all points.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from math import atan2, cos, degrees, inf, radians, sin
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from geographiclib.geodesic import Geodesic
from measuring import Result, machine, medians, report
from scipy.spatial import cKDTree

from civickit.core.nearest import PointIndex

WARM_LIMIT, COLD_LIMIT, DISK_LIMIT_MB = 2.5, 2.0, 150
RADIUS_M = 6_371_008.8
SEED = 20240401

COLD = """
import sys
from civickit.core.nearest import PointIndex
PointIndex.open(sys.argv[1]).nearest(float(sys.argv[2]), float(sys.argv[3]))
if len(sys.argv) > 4:
    print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


def clustered(count: int, dice: np.random.Generator) -> Any:
    """Like Japan: towns of very different size and density along a bent line of islands."""
    towns = max(3, count // 1500)
    along = dice.uniform(0, 1, towns)
    centres = np.column_stack(
        (
            31 + 13 * along**1.3 + dice.normal(0, 0.5, towns),
            130 + 13 * along + dice.normal(0, 0.5, towns),
        )
    )
    share = dice.pareto(1.2, towns) + 0.1
    town = dice.choice(towns, count, p=share / share.sum())
    spread = dice.uniform(0.008, 0.06, towns)[town]
    return centres[town] + dice.normal(size=(count, 2)) * spread[:, None]


def uniform(count: int, dice: np.random.Generator) -> Any:
    """As many points to the square everywhere: 15 in the circle of 2 km."""
    side = (count * 4 * 3.14 / 15) ** 0.5 / 111 / 2
    return np.array((37.5, 139.9)) + dice.uniform(-side, side, (count, 2)) * (1, 1.26)


def unit_vectors(points: Any) -> Any:
    lat, lon = np.radians(points).T
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def anchor(points: Any) -> Callable[[float, float], list[tuple[int, float, float]]]:
    vectors = unit_vectors(points)
    tree = cKDTree(vectors)

    def nearest(lat: float, lon: float) -> list[tuple[int, float, float]]:
        phi, lam = radians(lat), radians(lon)
        sin_lat, cos_lat, sin_lon, cos_lon = sin(phi), cos(phi), sin(lam), cos(lam)
        here = (cos_lat * cos_lon, cos_lat * sin_lon, sin_lat)
        chords, rows = tree.query(here, k=10, distance_upper_bound=2000 / RADIUS_M)
        ways = chords.tolist()
        rows = rows[: 10 - ways.count(inf)]
        hits = []
        for row, way, (x, y, z) in zip(rows.tolist(), ways, vectors[rows].tolist(), strict=False):
            north = cos_lat * z - sin_lat * (cos_lon * x + sin_lon * y)
            bearing = degrees(atan2(cos_lon * y - sin_lon * x, north)) % 360
            hits.append((row, way * RADIUS_M, bearing))
        return hits

    return nearest


def timed(ask: Callable[[float, float], object], lat: float, lon: float) -> float:
    start = time.perf_counter()
    ask(lat, lon)
    return time.perf_counter() - start


def warm(index: PointIndex, points: Any, places: list[list[float]], what: str) -> Result:
    other = anchor(points)
    ours, theirs = [], []
    for lat, lon in places:
        theirs.append(timed(other, lat, lon))
        ours.append(timed(index.nearest, lat, lon))
    us, them = median(ours), median(theirs)
    return Result(
        f"nearest 10 within 2 km of {what}",
        f"{us * 1e6:.0f} µs",
        f"scipy cKDTree {them * 1e6:.0f} µs",
        us / them,
        WARM_LIMIT,
    )


def cold(path: Path, place: list[float], what: str) -> Result:
    bare = [sys.executable, "-c", "pass"]
    first = [sys.executable, "-c", COLD, str(path), str(place[0]), str(place[1])]
    compiled = {**os.environ, "PYTHONPYCACHEPREFIX": str(path.parent / "compiled")}
    compiled.pop("PYTHONDONTWRITEBYTECODE", None)

    def start(command: list[str]) -> Callable[[], object]:
        return lambda: subprocess.run(command, check=True, env=compiled)

    start(first)()
    taken = medians({"bare": start(bare), "first": start(first)}, rounds=31)
    return Result(
        f"process start to first answer, {what}",
        f"{taken['first'] * 1e3:.0f} ms{peak_of(first)}",
        f"bare interpreter {taken['bare'] * 1e3:.0f} ms",
        taken["first"] / taken["bare"],
        COLD_LIMIT,
    )


def peak_of(command: list[str]) -> str:
    """The peak memory of that process, where the system tells it."""
    if not Path("/proc/self/status").exists():
        return ""
    peak_kb = subprocess.run(
        [*command, "memory"], check=True, capture_output=True, text=True
    ).stdout
    return f", {int(peak_kb) / 1024:.0f} MB of memory"


def wrong_answers(index: PointIndex, points: Any, places: list[list[float]], what: str) -> Result:
    """All distances on a sphere, then geodesics to the 100 least of them, for some places."""
    wrong = 0
    vectors = unit_vectors(points)
    for lat, lon in places[:40]:
        likely = np.argpartition(-(vectors @ unit_vectors(np.array([[lat, lon]]))[0]), 100)[:100]
        ways = sorted(
            (Geodesic.WGS84.Inverse(lat, lon, *points[row])["s12"], row) for row in likely.tolist()
        )
        true = [(row, way) for way, row in ways if way <= 2000][:10]
        hits = index.nearest(lat, lon)
        wrong += [hit.index for hit in hits] != [row for row, _ in true] or any(
            abs(hit.distance_m - way) > 1e-3 for hit, (_, way) in zip(hits, true, strict=True)
        )
    asked = len(places[:40])
    return Result(
        f"wrong answers, {what}", str(wrong), f"brute force, {asked} places", wrong, 0, ""
    )


def measure(counts: Sequence[int] = (4_000, 2_500_000)) -> list[Result]:
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            for make in (clustered, uniform):
                points = make(count, np.random.default_rng(SEED))
                what = f"{count:,} {make.__name__} points"
                results += measure_one(what, points, Path(folder) / "points.idx")
    return results


def measure_one(what: str, points: Any, path: Path) -> list[Result]:
    dice = np.random.default_rng(SEED + 1)
    chosen = points[dice.integers(0, len(points), 3000)]
    places = (chosen + dice.normal(0, 0.003, chosen.shape)).tolist()
    PointIndex.build(points[:, 0].tolist(), points[:, 1].tolist()).write(path)
    size_mb = path.stat().st_size / 1e6
    index = PointIndex.open(path)
    return [
        wrong_answers(index, points, places, what),
        warm(index, points, places, what),
        cold(path, places[0], what),
        Result(
            f"index of {what} on disk",
            f"{size_mb:.1f} MB",
            f"budget {DISK_LIMIT_MB} MB",
            size_mb / DISK_LIMIT_MB,
            1,
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, nargs="*", default=[4_000, 2_500_000])
    print(machine())
    report(measure(parser.parse_args().points))


if __name__ == "__main__":
    main()
