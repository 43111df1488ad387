"""The committed town is what the generator makes, and it is small, at sea and called fictional."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from civickit import town
from civickit.core.errors import UnknownName
from civickit.town.generate import DATA, town_files

SEA = (38.3, 145.9, 38.5, 146.1)


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file by its place in the folder."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def generated() -> dict[str, bytes]:
    return town_files()


def test_the_committed_files_are_what_the_generator_makes(generated: dict[str, bytes]) -> None:
    committed = files_in(DATA)
    assert sorted(committed) == sorted(generated)
    assert [name for name in committed if committed[name] != generated[name]] == []


def test_the_command_makes_the_same_in_another_process_with_other_hashes(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    command = [sys.executable, "-m", "civickit.town.generate", str(folder)]
    said = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    assert str(folder) in said.stdout
    assert files_in(folder) == files_in(DATA)


def test_the_files_stay_small(generated: dict[str, bytes]) -> None:
    assert sum(map(len, generated.values())) < 620_000
    assert max(map(len, generated.values())) < 220_000


def _texts(suffix: str) -> list[tuple[str, str]]:
    found = [path for path in sorted(DATA.glob(f"*{suffix}")) if "dirty.csv" not in path.name]
    return [(path.name, path.read_text(encoding="utf-8")) for path in found]


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.geojson")), ids=lambda path: path.name)
def test_every_layer_says_in_its_head_that_it_is_fictional(path: Path) -> None:
    layer = json.loads(path.read_text(encoding="utf-8"))
    assert layer["fictional"] is True
    assert layer["licence"] == "CC0-1.0"
    assert "架空" in layer["title"]
    assert "fictional" in layer["title"]
    assert "架空" in layer["note"]
    assert "fictional" in layer["note"]
    assert layer["features"]


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.csv")), ids=lambda path: path.name)
def test_every_table_says_that_it_is_fictional(path: Path) -> None:
    encoding = "cp932" if "dirty" in path.name else "utf-8"
    text = path.read_bytes().decode(encoding)
    head, *rows = text.splitlines()
    assert "架空" in head or all("架空の雪野辺町" in row for row in rows)


def test_drawings_and_the_list_of_faults_say_so_too() -> None:
    for name, text in [*_texts(".svg"), *_texts(".md")]:
        assert "架空" in text, name
        assert "fictional" in text, name


def _positions(geometry: object) -> list[tuple[float, float]]:
    if isinstance(geometry, list) and geometry and isinstance(geometry[0], float):
        return [(geometry[1], geometry[0])]
    assert isinstance(geometry, list)
    return [position for part in geometry for position in _positions(part)]


def test_everything_lies_at_sea() -> None:
    south, west, north, east = SEA
    found = []
    for _, text in _texts(".geojson"):
        for feature in json.loads(text)["features"]:
            found += _positions(feature["geometry"]["coordinates"])
    for _, text in _texts(".csv"):
        rows = csv.DictReader(text.splitlines())
        found += [(float(row["緯度"]), float(row["経度"])) for row in rows]
    assert len(found) > 5_000
    outside = [(lat, lon) for lat, lon in found if not (south < lat < north and west < lon < east)]
    assert outside == []


def test_about_tells_title_licence_place_and_counts() -> None:
    about = town.about()
    (south, west), (north, east) = about["bounds"]
    lat, lon = about["centre"]
    assert south < lat < north
    assert west < lon < east
    assert about["fictional"] is True
    assert about["licence"] == "CC0-1.0"
    assert "架空" in about["title"]["ja"]
    assert "fictional" in about["title"]["en"]
    assert "ない" in about["title"]["ja_easy"]
    assert set(about["notice"]) == {"ja", "ja_easy", "en"}
    rows = town.path("water_points.csv").read_text(encoding="utf-8").splitlines()
    assert about["counts"]["water_points"] == len(rows) - 1


def test_the_municipality_code_is_well_formed_and_belongs_to_nobody() -> None:
    code = town.about()["municipality_code"]
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=False))
    assert int(code[5]) == (11 - total % 11) % 10
    assert int(code[:2]) > 47


def test_an_unknown_file_is_answered_with_a_near_name() -> None:
    with pytest.raises(UnknownName, match=r"Did you mean 'water_points\.csv'"):
        town.path("water_point.csv")
