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
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from math import atan2, cos, degrees, inf, radians, sin
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from geographiclib.geodesic import Geodesic
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


def warm(index: PointIndex, points: Any, places: list[list[float]]) -> None:
    other = anchor(points)
    ours, theirs = [], []
    for lat, lon in places:
        theirs.append(timed(other, lat, lon))
        ours.append(timed(index.nearest, lat, lon))
    tell("warm, p50", median(ours) * 1e6, median(theirs) * 1e6, "µs", WARM_LIMIT)


def cold(path: Path, place: list[float]) -> None:
    bare = [sys.executable, "-c", "pass"]
    first = [sys.executable, "-c", COLD, str(path), str(place[0]), str(place[1])]
    compiled = {**os.environ, "PYTHONPYCACHEPREFIX": str(path.parent / "compiled")}
    compiled.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(first, check=True, env=compiled)
    times: dict[str, list[float]] = {"bare": [], "first": []}
    for _ in range(31):
        for name, command in (("bare", bare), ("first", first)):
            start = time.perf_counter()
            subprocess.run(command, check=True, env=compiled)
            times[name].append(time.perf_counter() - start)
    tell("cold start to first answer", median(times["first"]) * 1e3, median(times["bare"]) * 1e3,
         "ms", COLD_LIMIT)  # fmt: skip
    if not Path("/proc/self/status").exists():
        return
    peak = subprocess.run([*first, "memory"], check=True, capture_output=True, text=True).stdout
    print(f"  memory of that process at its peak: {int(peak) / 1024:.0f} MB")


def tell(what: str, ours: float, theirs: float, unit: str, limit: float) -> None:
    ratio = ours / theirs
    verdict = "within" if ratio <= limit else "OVER"
    print(f"  {what}: {ours:.1f} {unit} / {theirs:.1f} {unit} = {ratio:.2f} x ({verdict} {limit})")


def compare(index: PointIndex, points: Any, places: list[list[float]]) -> None:
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
    print(f"  against brute force: {wrong} wrong of {len(places[:40])}")


def measure(name: str, points: Any, folder: Path) -> None:
    dice = np.random.default_rng(SEED + 1)
    chosen = points[dice.integers(0, len(points), 3000)]
    places = (chosen + dice.normal(0, 0.003, chosen.shape)).tolist()
    print(f"{len(points):,} points, {name}")
    start = time.perf_counter()
    index = PointIndex.build(points[:, 0].tolist(), points[:, 1].tolist())
    built = time.perf_counter() - start
    path = folder / "points.idx"
    index.write(path)
    size = path.stat().st_size / 1e6
    print(f"  built in {built:.1f} s, {size:.1f} MB on disk (limit {DISK_LIMIT_MB})")
    index = PointIndex.open(path)
    compare(index, points, places)
    warm(index, points, places)
    cold(path, places[0])


def machine() -> str:
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")),
        platform.processor(),
    ) if Path("/proc/cpuinfo").exists() else platform.processor()  # fmt: skip
    return (
        f"{model}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, nargs="*", default=[4_000, 2_500_000])
    counts = parser.parse_args().points
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            for make in (clustered, uniform):
                points = make(count, np.random.default_rng(SEED))
                measure(make.__name__, points, Path(folder))


if __name__ == "__main__":
    main()
