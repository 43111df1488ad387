"""Make the town: `python -m civickit.town.generate [FOLDER]` writes its files anew."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from civickit.town import files
from civickit.town.addresses import all_houses
from civickit.town.cards import card_files
from civickit.town.chance import Chance
from civickit.town.collection import collection_files
from civickit.town.dirty import dirty_files
from civickit.town.districts import DISTRICTS, OUTLINE
from civickit.town.facilities import facility_files
from civickit.town.ground import lay_out
from civickit.town.layers import layers
from civickit.town.plane import to_lat_lon
from civickit.town.registers import address_register, standard_table, water_points
from civickit.town.roads import all_ways
from civickit.town.upkeep import water_sources

SEED = 20260401
DATA = Path(__file__).parent / "data"


def town_files() -> dict[str, bytes]:
    """Every file of the town by name; the same bytes on every run."""
    land = lay_out(all_ways(Chance(SEED)))
    houses = all_houses(land)
    points = water_points(water_sources(land, houses), houses)
    counts = {
        "streets": len(land.segments),
        "districts": len(DISTRICTS),
        "addresses": len(houses),
        "places": len(land.places),
        "water_points": len(points),
    }
    return {
        **layers(land),
        **facility_files(land, houses),
        **card_files(),
        **collection_files(),
        **dirty_files(points),
        "addresses.csv": address_register(houses),
        "water_points.csv": standard_table(points),
        "about.json": files.json_file(_about(counts)),
    }


def _about(counts: dict[str, int]) -> dict[str, Any]:
    corners = [to_lat_lon(point) for point in OUTLINE]
    lats, lons = [lat for lat, _ in corners], [lon for _, lon in corners]
    return {
        "title": files.TITLE,
        "fictional": True,
        "notice": files.NOTICE,
        "date": files.DATE,
        "licence": files.LICENCE,
        "licence_url": files.LICENCE_URL,
        "municipality": files.MUNICIPALITY,
        "municipality_code": files.MUNICIPALITY_CODE,
        "centre": list(to_lat_lon((0, 0))),
        "bounds": [[min(lats), min(lons)], [max(lats), max(lons)]],
        "counts": counts,
    }


def main(arguments: list[str]) -> None:
    """Write the files into the folder named, or where the package keeps them."""
    folder = Path(arguments[0]) if arguments else DATA
    folder.mkdir(parents=True, exist_ok=True)
    content = town_files()
    for name, data in content.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    size = sum(len(data) for data in content.values())
    print(f"{len(content)} files, {size / 1000:.0f} kB, in {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
