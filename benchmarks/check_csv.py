"""A long cp932 table checked, cleaned and written as GeoJSON, against reading and writing alone.

The anchor is pandas + geopandas: read the same file, write the same points as GeoJSON, no
cleaning at all. Both run in processes of their own, in turns, so that a busy machine is
fair to both; the ratio is that of the medians.

    python benchmarks/check_csv.py --rows 500000 --rounds 3
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
from pathlib import Path
from statistics import median

from measuring import Result, Run, machine, report, run

BUDGET_MB = 150

HEADER = (
    *(
        "全国地方公共団体コード",
        "ID",
        "地方公共団体名",
        "種別",
        "所在地_全国地方公共団体コード",
        "町字ID",
    ),
    *("所在地_連結表記", "所在地_都道府県", "所在地_市区町村", "所在地_町字", "所在地_番地以下"),
    *("建物名等(方書)", "緯度", "経度", "口径", "備考"),
)
KINDS = ("消火栓", "消火栓", "消火栓", "防火水槽")

ANCHOR = """
import sys, geopandas, pandas
table = pandas.read_csv(sys.argv[1], encoding="cp932", dtype=str)
lat, lon = table["緯度"].astype(float), table["経度"].astype(float)
points = geopandas.GeoDataFrame(table, geometry=geopandas.points_from_xy(lon, lat), crs=4326)
points.to_file(sys.argv[2], driver="GeoJSON")
"""


def write_table(path: Path, rows: int) -> None:
    """Every standard column filled, no two rows alike."""
    chance = random.Random(5)
    towns = [f"{a}{b}" for a in "栄中本大馬宮追城徒東" for b in ("町", "町字前田", "町字石高")]
    with path.open("w", encoding="cp932", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for n in range(rows):
            town, block = chance.choice(towns), f"{chance.randint(1, 99)}-{chance.randint(1, 99)}"
            out.writerow(
                [
                    *("072028", f"{n + 1:010}", "福島県会津若松市", chance.choice(KINDS), "072028"),
                    *(f"{chance.randint(1, 900):07}", f"福島県会津若松市{town}{block}"),
                    *("福島県", "会津若松市", town, block, f"第{n % 500}ビル"),
                    f"{37.4 + chance.random() / 5:.6f}",
                    f"{139.8 + chance.random() / 5:.6f}",
                    *(chance.choice(("75", "100", "150")), f"管理番号 {n % 9000}"),
                ]
            )


def measure(rounds: int = 3, rows: int = 500_000) -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        source, target = f"{folder}/city.csv", f"{folder}/out.geojson"
        write_table(Path(source), rows)
        programs = {
            "civickit": ("-m", "civickit", "check", source, "--geojson", target, "--json"),
            "anchor": ("-c", ANCHOR, source, target),
        }
        runs: dict[str, list[Run]] = {name: [] for name in programs}
        for _ in range(rounds):
            for name, arguments in programs.items():
                runs[name].append(run(arguments))
                Path(target).unlink()
    ours, anchor = (Run(*map(median, zip(*taken, strict=True))) for taken in runs.values())
    return [
        Result(
            f"{rows:,} cp932 rows checked, cleaned, written as GeoJSON",
            f"{ours.wall_s:.1f} s ({ours.cpu_s:.1f} s of processor)",
            f"pandas + geopandas without cleaning {anchor.wall_s:.1f} s ({anchor.cpu_s:.1f} s)",
            ours.wall_s / anchor.wall_s,
            1.0,
        ),
        Result(
            "its peak memory",
            f"{ours.peak_mb:.0f} MB",
            f"budget {BUDGET_MB} MB; pandas + geopandas {anchor.peak_mb:,.0f} MB",
            ours.peak_mb / BUDGET_MB,
            1.0,
        ),
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=500_000)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    print(machine())
    report(measure(chosen.rounds, chosen.rows))


if __name__ == "__main__":
    main()
