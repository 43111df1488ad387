"""Every benchmark, one after the other; `--write` puts the table into the docs.

A line is a ratio against its anchor, measured in the same run. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from measuring import Result, machine, report

BENCHMARKS = (
    "command_start",
    "nearest",
    "check_csv",
    "map_page",
    "hydrant_page",
    "fetching",
    "datastore",
    "find",
    "new_project",
    "static_cells",
    "feeds",
    "feed_request",
    "matching",
    "ingest",
    "live_feed",
    "fan_out",
    "import_city",
)
PAGE = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "measured.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/explanation/measured.md")
    parser.add_argument("only", nargs="*", help=f"some of: {', '.join(BENCHMARKS)}")
    options = parser.parse_args()
    print(machine(), flush=True)
    results: list[Result] = []
    # Each in a small process of its own: what one holds in memory must not count for the next.
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as alone:
        for found in alone.map(measure, options.only or BENCHMARKS):
            report(found)
            results += found
    if options.write:
        PAGE.write_text(page(rows(results) if not options.only else merged(results)), "utf-8")
    sys.exit(0 if all(one.met for one in results) else 1)


def measure(name: str) -> list[Result]:
    found: list[Result] = import_module(name).measure()
    return found


def rows(results: list[Result]) -> list[str]:
    return [
        f"| {one.what} | {one.ours} | {one.anchor} | {one.ratio:.2f} {one.unit} "
        f"| {one.limit:g} {one.unit} |"
        for one in results
    ]


def merged(results: list[Result]) -> list[str]:
    """The lines of the page as it is; what was measured again comes anew, at the end."""
    anew = tuple(f"| {one.what} | " for one in results)
    there = [one for one in PAGE.read_text("utf-8").splitlines() if one.startswith("| ")]
    return [one for one in there[2:] if not one.startswith(anew)] + rows(results)


def page(lines: list[str]) -> str:
    head = [
        "<!-- written by `python benchmarks/run.py --write`; run that instead of editing -->",
        "",
        "# Measured",
        "",
        f"By `make bench` on {machine()}. Each ratio is against the anchor in the same run",
        "of its benchmark; the limit is what we promise not to exceed. Absolute times depend on",
        "the machine.",
        "",
        "| what | ours | anchor | ratio | limit |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *lines, ""])


if __name__ == "__main__":
    main()
