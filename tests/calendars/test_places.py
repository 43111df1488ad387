"""Which area a place lies in: outlines with holes, in several parts, and broken ones."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from calendars.native_folders import START, folder_of

from civickit import town
from civickit.calendars import native, places
from civickit.calendars.city import City
from civickit.calendars.opening import read_city
from civickit.calendars.places import Places, places_of

AREAS = "番号,名称\nA,北\nB,南\nC,島\n"


def square(west: float, south: float, size: float) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def city_with(*features: Any, data: bytes | None = None) -> tuple[Path, City]:
    folder = folder_of(areas=AREAS, collection=START + "全地区,ごみ,月,,,,\n")
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "areas.geojson").write_bytes(data if data is not None else text.encode())
    return folder, native.read(folder)


def feature(area: Any, kind: str, coordinates: Any, **properties: str) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "id": area, "properties": properties, "geometry": geometry}


@pytest.fixture
def islands() -> Places:
    parted = [square(30, 0, 1), square(30.4, 0.4, 0.2)]
    folder, city = city_with(
        feature("A", "Polygon", [square(10, 0, 4), square(11, 1, 2)]),
        feature(None, "Polygon", [square(11, 1, 2)], name="南"),
        feature(None, "MultiPolygon", [[square(20, 0, 1)], parted], 番号="C"),
    )
    found = places_of(folder, city)
    assert found.findings == ()
    return found


@pytest.mark.parametrize(
    ("lat", "lon", "area"),
    [
        (0.5, 10.5, "A"),
        (2, 12, "B"),
        (3.5, 12, "A"),
        (0.5, 20.5, "C"),
        (0.5, 30.2, "C"),
        (0.5, 30.5, None),
        (0.5, 25, None),
        (10.5, 0.5, None),
        (float("nan"), 10.5, None),
    ],
)
def test_holes_and_parts(islands: Places, lat: float, lon: float, area: str | None) -> None:
    assert islands.area_at(lat, lon) == area


def test_a_place_on_a_shared_border_is_in_one_area() -> None:
    folder, city = city_with(
        feature("A", "Polygon", [square(0, 0, 1)]), feature("B", "Polygon", [square(1, 0, 1)])
    )
    found = places_of(folder, city)
    hits = [
        sum(Places((one,)).area_at(n / 10, 1) is not None for one in found.outlines)
        for n in range(10)
    ]
    assert hits == [1] * 10


def test_what_cannot_be_used_is_told_and_the_rest_is_used() -> None:
    folder, city = city_with(
        feature("X", "Polygon", [square(0, 0, 1)]),
        feature("A", "Point", [0, 0]),
        feature("A", "Polygon", [[[0, 0], [1, 1]]]),
        feature("A", "Polygon", [[["a", 0], [1, 1], [2, 2], [0, 0]]]),
        feature("A", "Polygon", []),
        {"type": "Feature", "id": "A"},
        "no feature",
        feature("B", "Polygon", [square(0, 0, 1)]),
    )
    found = places_of(folder, city)
    assert [(one.code, one.line) for one in found.findings] == [
        ("outline_unknown", 1),
        *(("outline_broken", n) for n in range(2, 7)),
        ("outline_unknown", 7),
    ]
    assert found.area_at(0.5, 0.5) == "B"


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b"\xff\xfe", b'{"features": 3}', b"[" * 100_000]
)
def test_a_file_that_is_none_is_refused_in_a_sentence(data: bytes) -> None:
    found = places_of(*city_with(data=data))
    assert [(one.fate, one.code) for one in found.findings] == [("refused", "outlines_unreadable")]
    assert found.area_at(0, 0) is None


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, city = city_with(feature("A", "Polygon", [square(0, 0, 1)]))
    monkeypatch.setattr(places, "MOST_POINTS", 4)
    assert [one.code for one in places_of(folder, city).findings] == ["outlines_too_many"]
    monkeypatch.setattr(places, "MOST_BYTES", 10)
    assert [one.code for one in places_of(folder, city).findings] == ["outlines_unreadable"]


def test_every_address_of_the_sample_town_lies_in_the_area_that_names_its_town() -> None:
    folder = town.path("collection")
    city = read_city(folder)
    found = places_of(folder, city)
    rows = list(csv.DictReader(town.path("addresses.csv").read_text("utf-8").splitlines()))
    for row in rows:
        area = city.area(found.area_at(float(row["緯度"]), float(row["経度"])) or "")
        assert area is not None
        assert row["町字(架空の雪野辺町)"] in area.searched
    assert len(rows) > 1_500
    assert found.area_at(38.5, 146.5) is None


def test_without_a_file_there_are_no_outlines() -> None:
    folder = folder_of(collection=START + "北,ごみ,月,,,,\n")
    assert places_of(folder, native.read(folder)) == Places()
