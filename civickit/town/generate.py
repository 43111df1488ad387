"""Make the town: `python -m civickit.town.generate [FOLDER]` writes its files anew."""

from __future__ import annotations

import sys
from pathlib import Path

from civickit.town import sheets
from civickit.town.addresses import all_houses
from civickit.town.chance import Chance
from civickit.town.ground import lay_out
from civickit.town.quarters import all_ways

SEED = 20260401
DATA = Path(__file__).parent / "data"


def town_files() -> dict[str, bytes]:
    """Every file of the town by name; the same bytes on every run."""
    land = lay_out(all_ways(Chance(SEED)))
    return sheets.all_files(land, all_houses(land))


def main(arguments: list[str]) -> None:
    """Write the files into the folder named, or where the package keeps them."""
    folder = Path(arguments[0]) if arguments else DATA
    folder.mkdir(parents=True, exist_ok=True)
    files = town_files()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    total = sum(len(content) for content in files.values())
    print(f"{len(files)} files, {total / 1000:.0f} kB, in {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
