"""The tables: clean where they should be, dirty where they should be, and true to the map."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import Any

import pytest

from civickit import schemas, town
from civickit.town.districts import DISTRICTS
from civickit.town.plane import (
    CENTRE_LAT,
    CENTRE_LON,
    METRES_PER_LAT,
    METRES_PER_LON,
    Line,
    Point,
    distance,
    distance_to_line,
    inside,
)

NEAR_M = 60
TABLES = {
    "water_points.csv": "water_point",
    "places.csv": "public_facility",
    "evacuation_space.csv": "evacuation_space",
    "aed.csv": "aed",
}


def _on_plane(lat: float, lon: float) -> Point:
    return (lon - CENTRE_LON) * METRES_PER_LON, (lat - CENTRE_LAT) * METRES_PER_LAT


def _layer(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(town.path(name).read_text(encoding="utf-8"))[
        "features"
    ]
    return found


@pytest.fixture(scope="module")
def street_lines() -> dict[str, Line]:
    return {
        one["id"]: [_on_plane(lat, lon) for lon, lat in one["geometry"]["coordinates"]]
        for one in _layer("streets.geojson")
    }


@pytest.fixture(scope="module")
def water_points() -> list[Any]:
    return schemas.load(town.path("water_points.csv")).records


@pytest.mark.parametrize("name", TABLES)
def test_a_standard_table_is_read_without_a_word_and_written_back_the_same(name: str) -> None:
    loaded = schemas.load(town.path(name), TABLES[name])
    assert loaded.report.problems == []
    assert loaded.report.doubts == {}
    assert loaded.report.kept == loaded.report.rows > 0
    text = io.StringIO()
    schemas.to_csv(loaded.records, text)
    assert text.getvalue().encode() == town.path(name).read_bytes()
    assert len({record.key for record in loaded.records}) == len(loaded.records)


def test_there_are_about_seven_hundred_water_points_of_all_sorts(water_points: list[Any]) -> None:
    kinds = Counter(point.kind for point in water_points)
    assert 650 <= len(water_points) <= 750
    assert 80 <= kinds["cistern"] <= 100
    assert set(kinds) >= {"hydrant", "cistern", "pool", "river", "pond", "well"}
    hydrants = [point for point in water_points if point.kind == "hydrant"]
    assert {point.ground for point in hydrants} == {"above", "below"}
    assert {point.diameter_mm for point in hydrants} == {65, 75, 100, 150}
    assert {p.capacity_m3 for p in water_points if p.kind == "cistern"} == {40, 60, 100}
    assert {p.state for p in water_points} == {"usable", "unconfirmed", "in_use", "unusable"}
    assert any(point.private for point in water_points)


def test_the_optional_columns_are_filled(water_points: list[Any]) -> None:
    assert all(point.landmark and point.address and point.town_id for point in water_points)
    assert len({point.landmark for point in water_points}) > 300
    poles = [point for point in water_points if point.pole_offset_m]
    assert len(poles) > 500
    assert all(0 < point.pole_offset_m < 5 for point in poles)
    assert all(0 <= point.pole_bearing_deg < 360 for point in poles)
    days = [point.surveyed for point in water_points if point.surveyed]
    assert {day.year for day in days} == {2024, 2025, 2026}
    assert max(days).isoformat() <= town.about()["date"]
    photos = {point.photo for point in water_points if point.photo}
    assert photos
    assert all(town.path(photo).is_file() for photo in photos)


def test_numbers_are_unique_and_begin_with_the_district(water_points: list[Any]) -> None:
    assert len({point.number for point in water_points}) == len(water_points)
    for point in water_points:
        number = int(point.number.split("-")[0])
        assert inside(_on_plane(point.lat, point.lon), DISTRICTS[number - 1].ring)
        assert int(point.town_id[:4]) == number


def test_every_water_point_is_beside_a_street_or_on_the_ground_of_a_place(
    water_points: list[Any], street_lines: dict[str, Line]
) -> None:
    grounds = [
        [_on_plane(lat, lon) for lon, lat in one["geometry"]["coordinates"][0]]
        for one in _layer("land.geojson")
        if one["properties"]["kind"] not in {"land", "forest", "water", "railway"}
    ]
    for point in water_points:
        spot = _on_plane(point.lat, point.lon)
        near = min(distance_to_line(line, spot) for line in street_lines.values())
        assert near < NEAR_M or any(inside(spot, ring) for ring in grounds), point.number


def test_hydrants_keep_their_distance(water_points: list[Any]) -> None:
    spots = [_on_plane(p.lat, p.lon) for p in water_points if p.kind == "hydrant" and not p.private]
    nearest = [min(distance(a, b) for b in spots if b is not a) for a in spots]
    assert min(nearest) > 55
    assert sum(nearest) / len(nearest) < 110


def test_addresses_are_unique_and_lie_at_their_street_in_their_district(
    street_lines: dict[str, Line],
) -> None:
    text = town.path("addresses.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    town_column = "町字(架空の雪野辺町)"
    assert 1_500 <= len(rows) <= 2_500
    assert len({(row[town_column], row["番地以下"]) for row in rows}) == len(rows)
    for row in rows:
        spot = _on_plane(float(row["緯度"]), float(row["経度"]))
        assert 8 < distance_to_line(street_lines[row["道路ID"]], spot) < 25
        assert inside(spot, DISTRICTS[int(row["地区"]) - 1].ring)
        assert re.fullmatch(r"\d+番\d+号|\d+番地", row["番地以下"])


def test_no_place_stands_on_a_street(street_lines: dict[str, Line]) -> None:
    places = schemas.load(town.path("places.csv"), "public_facility").records
    for place in places:
        spot = _on_plane(place.lat, place.lon)
        assert min(distance_to_line(line, spot) for line in street_lines.values()) > 12, place.name


def test_the_dirty_list_is_as_its_readme_says() -> None:
    raw = town.path("water_points_dirty.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    lines = raw.decode("cp932").splitlines()
    assert len(lines) == 45
    assert lines[3].startswith("番号,種別,所在地,緯度,経度")
    readme = town.path("water_points_dirty.README.md").read_text(encoding="utf-8")
    told = {int(n) for n in re.findall(r"^\| (\d+) \|", readme, flags=re.MULTILINE)}
    cells = (
        *(r"3-\d+", "消火栓|防火水槽", "雪野辺町駅前町[^ ,]+", r"38\.\d+", r"14[56]\.\d+"),
        *(r"[0-9]*", "[^,]*", r"202[456]-\d\d-\d\d"),
    )
    in_order = re.compile(",".join(f"({cell})" for cell in cells), re.ASCII)
    twice = {n for n, line in enumerate(lines, start=1) if n > 1 and line == lines[n - 2]}
    odd = {n for n, line in enumerate(lines[4:44], start=5) if not in_order.fullmatch(line)}
    assert told == odd | twice


def test_the_dirty_list_gets_a_fate_for_every_row() -> None:
    report = schemas.load(town.path("water_points_dirty.csv")).report
    assert report.encoding == "cp932"
    assert report.rows == 41
    assert report.kept + report.refused == report.rows
    swapped = [problem.line for problem in report.problems if problem.reason == "swapped"]
    zero = [problem.line for problem in report.problems if problem.reason == "zero_position"]
    assert swapped == [20, 30]
    assert zero == [16]
