"""A large city's 5374 files imported, against `csv.reader` over its largest file alone.

Hiroshima's real files when they are on this machine, else a made-up city of the same shape:
1,135 areas, 8 kinds, 395,000 dates in few distinct lists. The second line has every list its own.

    python benchmarks/import_city.py --rounds 15
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

from measuring import Result, machine, medians, report

from civickit.calendars.gomi5374 import read

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "gomi5374" / "hiroshima"
AREAS = 1_135
TIMES = (104, 52, 52, 26, 26, 26, 26, 26)
"""How often a year each kind is collected."""
LISTS = 15


def write_city(folder: Path, lists: int) -> Path:
    """A city of this shape whose areas share so many lists of dates for each kind."""
    chance = random.Random(5)
    year = [f"{date(2026, 4, 1) + timedelta(days=n):%Y%m%d}" for n in range(365)]
    cells = [
        [f"{' '.join(sorted(chance.sample(year, times)))} *{n}" for _ in range(lists)]
        for n, times in enumerate(TIMES, 1)
    ]
    folder.mkdir()
    kinds = [f"種類{n}" for n in range(len(TIMES))]
    rows = [["地名", "センター", *kinds]]
    rows += [
        [f"{n % 8 + 1}区 町{n}", '""', *(one[n % lists] for one in cells)] for n in range(AREAS)
    ]
    (folder / "area_days.csv").write_text("\n".join(map(",".join, rows)) + "\n", "utf-8")
    (folder / "center.csv").write_text("名称,休止開始日,休止終了日\n", "utf-8")
    remarks = "".join(f"{n},収集は週{n}回です\n" for n in range(1, 9))
    (folder / "remarks.csv").write_text(f"ID,注意事項\n{remarks}", "utf-8")
    return folder


def count_rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def compared(what: str, folder: Path, rounds: int, limit: float) -> Result:
    taken = medians(
        {
            "civickit": lambda: read(folder),
            "anchor": lambda: count_rows(folder / "area_days.csv"),
        },
        rounds,
    )
    ours, anchor = taken["civickit"], taken["anchor"]
    return Result(
        what,
        f"{ours * 1e3:.0f} ms",
        f"csv.reader over area_days.csv {anchor * 1e3:.0f} ms",
        ours / anchor,
        limit,
    )


def measure(rounds: int = 15) -> list[Result]:
    with tempfile.TemporaryDirectory() as temporary:
        made_up = Path(temporary)
        usual = REAL if REAL.is_dir() else write_city(made_up / "usual", LISTS)
        city = "Hiroshima" if REAL.is_dir() else "a made-up city"
        return [
            compared(f"{city} imported from 5374: 1,135 areas, 395,000 dates", usual, rounds, 5),
            compared(
                "the same with 9,080 different lists of dates",
                write_city(made_up / "distinct", AREAS),
                rounds,
                12,
            ),
        ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=15)
    print(machine())
    report(measure(options.parse_args().rounds))


if __name__ == "__main__":
    main()
