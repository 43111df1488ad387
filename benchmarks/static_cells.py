"""All Japan's hydrants on a static host: how long cells take to make, and what one phone loads.

2.5 million points around made-up towns within Japan's bounds, seeded. The pages are those of
the hydrant map, frozen as for so many points; the points go straight into cells, as fields of
the same shape, so that what is measured is the cells and not the reading of a file.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hydrant_page import first_visit
from measuring import Result, report, run

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

COUNT = 2_500_000
TOWNS = 1_700
BUDGET_KB = 300
CORE_S = 120
PEAK_MB = 200
PLACES = 12


def points(count: int) -> Iterator[tuple[float, float, list[Any]]]:
    """Points with the fields that a frozen hydrant map gives them."""
    chance = random.Random(2_500_000)
    towns = [(chance.uniform(31, 45), chance.uniform(130, 145)) for _ in range(TOWNS)]
    for row in range(count):
        town = chance.randrange(TOWNS)
        lat, lon = towns[town]
        number = f"{town}-{row // TOWNS}"
        bore = ["fact.bore", {"mm": str(chance.choice([65, 75, 100, 150]))}]
        facts = [bore, ["ground.below", {}], f"{chance.randrange(90)}番地の角"]
        address = f"見本県第{town}町{chance.randrange(9)}丁目{chance.randrange(40)}番{row % 30}号"
        fields = [f"{town}-{row}", "hydrant", number, "unconfirmed", 0, facts, [], "", [0, address]]
        yield round(chance.gauss(lat, 0.03), 6), round(chance.gauss(lon, 0.03), 6), fields


def make(folder: str, version: str, count: str) -> None:
    """What the measured process does."""
    from civickit.maps.cells import write_cells

    write_cells(points(int(count)), Path(folder), version=version)


def measure(count: int = COUNT) -> list[Result]:
    from ship.static_host import hosted

    with tempfile.TemporaryDirectory() as temporary:
        site = Path(temporary, "site")
        cells = frozen_pages(site)
        made = run([__file__, "make", str(cells), cells.parent.name, str(count)])
        admit_index(site, cells)
        files = [path for path in cells.rglob("*") if path.is_file()]
        size_mb = sum(path.stat().st_size for path in files) / 1e6
        index_kb = (cells / "index.json").stat().st_size / 1000
        visits = [visit(site, lat, lon) for lat, lon in places(count)]
        with hosted(site) as host:
            lat, lon = places(count)[0]
            first_visit(f"{host.url}?lat={lat}&lon={lon}")
            all_kb = sum(size for _, size in host.sent) / 1000
    worst = max(visits, key=lambda one: one[0])
    return [
        Result(
            f"cells of {count:,} points",
            f"{made.wall_s:.0f} s ({made.cpu_s:.0f} s of one core), {len(files):,} files, "
            f"{size_mb:.0f} MB, index {index_kb:.1f} kB",
            f"{CORE_S} s of one core",
            made.cpu_s / CORE_S,
            1,
        ),
        Result("peak memory for them", f"{made.peak_mb:.0f} MB", f"{PEAK_MB} MB",
               made.peak_mb / PEAK_MB, 1),
        Result(
            f"a phone finds its water, the worst of {PLACES} places",
            f"{worst[0]:.0f} kB on the wire ({worst[1]:.0f} kB raw, {worst[2]} cells)",
            f"budget {BUDGET_KB} kB",
            worst[0] / BUDGET_KB,
            1,
        ),
        Result("the same with what it keeps for later", f"{all_kb:.0f} kB on the wire",
               f"budget {BUDGET_KB} kB", all_kb / BUDGET_KB, 1),
    ]  # fmt: skip


def frozen_pages(site: Path) -> Path:
    """The hydrant map's pages as for many points; gives the folder of cells, emptied."""
    import shutil

    from civickit.cli._apps import find_app, load_app
    from civickit.ship import _static_data
    from civickit.ship.static import freeze

    _static_data.WHOLE = _static_data.LISTED = 0
    freeze(load_app(find_app("hydrant_map"), {}), site)
    [cells] = site.glob("data/*/cells")
    shutil.rmtree(cells)
    return cells


def admit_index(site: Path, cells: Path) -> None:
    """The worker knows the index by its digest."""
    from civickit.ship._static_folder import digest_of

    index = (cells / "index.json").relative_to(site).as_posix()
    worker = site / "sw.js"
    text = worker.read_text("utf-8")
    digest = digest_of(cells / "index.json")[:32]
    worker.write_text(re.sub(rf'("{index}":\[")\w+', rf"\g<1>{digest}", text), "utf-8")


def places(count: int) -> list[tuple[float, float]]:
    """Where somebody stands: near points, between towns."""
    chance = random.Random(7)
    some = [
        point for row, point in zip(range(2_000), points(count), strict=False) if row % 200 == 0
    ]
    near = [(lat + chance.gauss(0, 0.002), lon + chance.gauss(0, 0.002)) for lat, lon, _ in some]
    return [*near, (36.21, 137.81), (42.93, 142.77)][:PLACES]


def visit(site: Path, lat: float, lon: float) -> tuple[float, float, int]:
    """kB on the wire and raw until the list of a place stands, and how many cells that took."""
    from shutil import which

    from playwright.sync_api import sync_playwright
    from ship.static_host import hosted

    with hosted(site) as host, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_context(
            viewport={"width": 390, "height": 844}, service_workers="block"
        ).new_page()
        page.goto(f"{host.url}?lat={lat:.6f}&lon={lon:.6f}")
        page.wait_for_selector("[data-answer] [data-asked]")
        page.wait_for_load_state("networkidle")
        browser.close()
    wire = sum(size for _, size in host.sent) / 1000
    files = [site / (name if not name.endswith("/") and name else f"{name}index.html")
             for name, _ in host.sent]  # fmt: skip
    raw = sum(file.stat().st_size for file in files if file.is_file()) / 1000
    cells = sum(1 for name, _ in host.sent if re.search(r"/cells/[0-3/]+\.json$", name))
    return wire, raw, cells


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(*sys.argv[2:])
    else:
        report(measure(int(sys.argv[1]) if sys.argv[1:] else COUNT))
