"""How the benchmarks measure: interleaved rounds, medians, ratios against an anchor in one run.

Machines are noisy and shared: read the ratios, never one absolute.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Result(NamedTuple):
    """One line of `make bench`. `limit` is the ratio (or amount) we promise not to exceed."""

    what: str
    ours: str
    anchor: str
    ratio: float
    limit: float
    unit: str = "×"

    @property
    def met(self) -> bool:
        return self.ratio <= self.limit


def machine() -> str:
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def medians(actions: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each action; the actions take turns so that noise hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            start = time.perf_counter()
            action()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def run_python(*arguments: str) -> Callable[[], None]:
    """An action that starts a fresh interpreter with these arguments."""

    def action() -> None:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    return action


class Run(NamedTuple):
    """What a fresh interpreter used."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def run(arguments: Sequence[str]) -> Run:
    """Start a fresh interpreter with these arguments and wait for its end."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"a measured process failed: {arguments[:3]}")
    unit = 1024**2 if sys.platform == "darwin" else 1024
    wall_s = time.perf_counter() - start
    return Run(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def report(results: Sequence[Result]) -> None:
    for one in results:
        mark = "ok  " if one.met else "MISS"
        print(
            f"{mark} {one.what}: {one.ours} against {one.anchor} = "
            f"{one.ratio:.2f} {one.unit} (limit {one.limit:g})",
            flush=True,
        )
