"""`civickit --help` against a bare interpreter: nothing heavy may be imported to say hello."""

from __future__ import annotations

from measuring import Result, medians, report, run_python


def measure(rounds: int = 15) -> list[Result]:
    taken = medians(
        {
            "bare": run_python("-c", "pass"),
            "help": run_python("-m", "civickit", "--help"),
        },
        rounds,
    )
    return [
        Result(
            "civickit --help",
            f"{taken['help'] * 1000:.0f} ms",
            f"bare interpreter {taken['bare'] * 1000:.0f} ms",
            taken["help"] / taken["bare"],
            8,
        )
    ]


if __name__ == "__main__":
    report(measure())
