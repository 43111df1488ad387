"""Every benchmark, one after the other; `--write` puts the table into the docs.

A line is a ratio against its anchor, measured in the same run. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from measuring import Result, machine, report

BENCHMARKS = ("command_start", "nearest", "check_csv", "map_page", "hydrant_page")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "measured.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/explanation/measured.md")
    parser.add_argument("only", nargs="*", help=f"some of: {', '.join(BENCHMARKS)}")
    options = parser.parse_args()
    print(machine(), flush=True)
    results: list[Result] = []
    for name in options.only or BENCHMARKS:
        found = import_module(name).measure()
        report(found)
        results += found
    if options.write:
        PAGE.write_text(page(results), "utf-8")
    sys.exit(0 if all(one.met for one in results) else 1)


def page(results: list[Result]) -> str:
    lines = [
        "<!-- written by `python benchmarks/run.py --write`; run that instead of editing -->",
        "",
        "# Measured",
        "",
        f"One run of `make bench` on {machine()}. Ratios are against the anchor in the same run;",
        "the limit is what we promise not to exceed. Absolute times depend on the machine.",
        "",
        "| what | ours | anchor | ratio | limit |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {one.what} | {one.ours} | {one.anchor} | {one.ratio:.2f} {one.unit} "
            f"| {one.limit:g} {one.unit} |"
            for one in results
        ),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
