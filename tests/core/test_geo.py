"""Geometry against GeographicLib, and the spellings of a coordinate."""

from __future__ import annotations

import subprocess
import sys

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import example, given
from hypothesis import strategies as st

from civickit.core.errors import UnknownName
from civickit.core.geo import (
    bearing_deg,
    destination,
    distance_m,
    parse_coordinate,
    tokyo_to_jgd2011,
    wind,
)

LATS = st.floats(-90, 90)
LONS = st.floats(-180, 180)
STEPS = st.floats(-0.02, 0.02)


def geodesic(lat1: float, lon1: float, lat2: float, lon2: float) -> dict[str, float]:
    return Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)


def apart_deg(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)


@given(LATS, LONS, LATS, LONS)
@example(0.0, 0.0, 0.0, 180.0)
@example(0.0, 0.0, 0.0, 179.7)
@example(35.0, 20.0, -35.0, -160.0)
@example(30.48, 87.78, -30.51, -91.59)
@example(90.0, 10.0, -90.0, 77.0)
@example(0.0, 179.999, 0.0, -179.999)
@example(35.0, 139.0, 35.0, 139.0)
def test_distances_anywhere(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    true = geodesic(lat1, lon1, lat2, lon2)["s12"]
    assert distance_m(lat1, lon1, lat2, lon2) == pytest.approx(true, rel=0, abs=1e-4)


@given(st.floats(-89.9, 89.9), LONS, STEPS, STEPS)
def test_distances_and_bearings_around_the_corner(
    lat: float, lon: float, north: float, east: float
) -> None:
    there = lat + north, (lon + east + 180) % 360 - 180
    true = geodesic(lat, lon, *there)
    assert distance_m(lat, lon, *there) == pytest.approx(true["s12"], rel=0, abs=1e-5)
    if true["s12"] > 1:
        assert apart_deg(bearing_deg(lat, lon, *there), true["azi1"]) < 1e-4


@given(LATS, LONS, LATS, LONS)
def test_bearings_lie_in_the_circle(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    assert 0 <= bearing_deg(lat1, lon1, lat2, lon2) < 360


@pytest.mark.parametrize(
    ("there", "bearing"),
    [((36.0, 139.0), 0), ((35.0, 139.001), 90), ((34.0, 139.0), 180), ((35.0, 138.999), 270)],
)
def test_bearings_run_clockwise_from_north(there: tuple[float, float], bearing: float) -> None:
    assert bearing_deg(35.0, 139.0, *there) == pytest.approx(bearing, abs=0.001)


def test_the_same_place_is_no_way_off() -> None:
    assert distance_m(35.0, 139.0, 35.0, 139.0) == 0
    assert bearing_deg(35.0, 139.0, 35.0, 139.0) == 0
    assert distance_m(35.0, 180.0, 35.0, -180.0) == pytest.approx(0, abs=1e-6)
    assert distance_m(90.0, 0.0, 90.0, 120.0) == pytest.approx(0, abs=1e-6)


@given(st.floats(-89.9, 89.9), LONS, st.floats(0, 360), st.floats(0, 19_000_000))
def test_a_destination_is_where_the_geodesic_leads(
    lat: float, lon: float, bearing: float, way_m: float
) -> None:
    true = Geodesic.WGS84.Direct(lat, lon, bearing, way_m)
    there = destination(lat, lon, bearing, way_m)
    assert geodesic(*there, true["lat2"], true["lon2"])["s12"] < 2e-4
    assert -180 <= there[1] < 180


@pytest.mark.parametrize(
    "point", [(91.0, 0.0), (-90.1, 0.0), (139.7, 35.6), (0.0, 180.5), (float("nan"), 0.0)]
)
def test_a_place_outside_the_globe_is_refused(point: tuple[float, float]) -> None:
    for ask in (distance_m, bearing_deg):
        with pytest.raises(ValueError, match="is not between"):
            ask(35.0, 139.0, *point)
    with pytest.raises(ValueError, match="is not between"):
        destination(*point, 0.0, 1.0)


@pytest.mark.parametrize(
    ("bearing", "ja", "en"),
    [
        (0, "北", "N"),
        (11.2, "北", "N"),
        (11.3, "北北東", "NNE"),
        (22.5, "北北東", "NNE"),
        (90, "東", "E"),
        (157.5, "南南東", "SSE"),
        (247.5, "西南西", "WSW"),
        (348.7, "北北西", "NNW"),
        (348.8, "北", "N"),
        (359.99, "北", "N"),
        (-90, "西", "W"),
        (720 + 45, "北東", "NE"),
    ],
)
def test_sixteen_winds(bearing: float, ja: str, en: str) -> None:
    assert wind(bearing) == wind(bearing, "ja_easy") == ja
    assert wind(bearing, "en") == en


@pytest.mark.parametrize(
    ("bearing", "ja"), [(0, "北"), (22.4, "北"), (22.6, "北東"), (67.6, "東"), (337.6, "北")]
)
def test_eight_winds(bearing: float, ja: str) -> None:
    assert wind(bearing, points=8) == ja


@given(st.floats(0, 360))
def test_the_wind_named_is_the_nearest(bearing: float) -> None:
    centre = round(bearing / 22.5) * 22.5
    if abs(apart_deg(bearing, centre) - 11.25) > 1e-6:
        assert wind(bearing, "en") == wind(centre, "en")


def test_winds_of_another_kind_are_refused() -> None:
    with pytest.raises(UnknownName, match="language of the winds"):
        wind(0, "fr")
    with pytest.raises(ValueError, match="8 or 16"):
        wind(0, points=32)
    with pytest.raises(ValueError, match="not a bearing"):
        wind(float("nan"))


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("39.313", 39.313),
        (" 39.313 ", 39.313),
        ("-39.313", -39.313),
        ("−39.313", -39.313),
        ("３９．３１３", 39.313),
        ("N39.313", 39.313),
        ("39.313N", 39.313),
        ("S39.313", -39.313),
        ("W 70.5", -70.5),
        ("東経140.5", 140.5),
        ("南緯39.313度", -39.313),
        ("39°18'46.8\"", 39.313),
        ("39° 18′ 46.8″ N", 39.313),
        ("39º18’46.8”", 39.313),
        ("39°18'46.8''", 39.313),
        ("３９°１８′４６．８″", 39.313),
        ("39度18分46.8秒", 39.313),
        ("北緯３９度１８分４６．８秒", 39.313),
        ("39:18:46.8", 39.313),
        ("39 18 46.8", 39.313),
        ("39-18-46.8", 39.313),
        ("39.18.46.8", 39.313),
        ("39度18.78分", 39.313),
        ("39°18'", 39.3),
        ("39度", 39.0),
        ("140度33分", 140.55),
        ("391846.8", 39.313),
        ("N391846.8", 39.313),
        ("1403337.5", 140.56041667),
        ("375830", 37.975),
        ("1395512.34", 139.92009444),
        ("-391846.8", -39.313),
        ("0", 0.0),
        ("180", 180.0),
        ("1800000", 180.0),
    ],
)
def test_coordinates_in_every_spelling(text: str, degrees: float) -> None:
    assert parse_coordinate(text) == pytest.approx(degrees, abs=1e-8)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "nan",
        "inf",
        "200",
        "999",
        "3918.5",
        "396000",
        "391860",
        "1805959",
        "39°60'00\"",
        "39°18'60\"",
        "39.5°30'",
        "200°",
        "N39.3N",
        "139.7671,35.68",
        "3_9.5",
        "-",
    ],
)
def test_what_is_no_coordinate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"39\.3130") as refusal:
        parse_coordinate(text)
    assert repr(text) in str(refusal.value)


@given(st.floats(-180, 180))
def test_printed_degrees_come_back(degrees: float) -> None:
    assert parse_coordinate(repr(degrees)) == degrees


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 5999))
def test_packed_and_written_degrees_agree(degrees: int, minutes: int, hundredths: int) -> None:
    seconds = hundredths / 100
    true = degrees + minutes / 60 + seconds / 3600
    assert parse_coordinate(f"{degrees}度{minutes}分{seconds}秒") == pytest.approx(true, abs=1e-9)
    packed = f"{degrees}{minutes:02}{seconds:05.2f}"
    if degrees >= 1:
        assert parse_coordinate(packed) == pytest.approx(true, abs=1e-9)


@given(st.text(max_size=20))
def test_any_text_is_a_coordinate_or_a_value_error(text: str) -> None:
    try:
        found = parse_coordinate(text)
    except ValueError:
        return
    assert -180 <= found <= 180


def test_tokyo_datum_at_the_origin_of_the_survey() -> None:
    old = parse_coordinate("35°39'17.5148\""), parse_coordinate("139°44'40.5020\"")
    new = parse_coordinate("35°39'29.1572\""), parse_coordinate("139°44'28.8869\"")
    assert distance_m(*old, *new) > 450
    assert distance_m(*tokyo_to_jgd2011(*old), *new) < 3


def test_tokyo_datum_refuses_what_is_not_on_the_globe() -> None:
    with pytest.raises(ValueError, match="swapped"):
        tokyo_to_jgd2011(139.7, 35.6)


def test_geometry_imports_nothing_heavy() -> None:
    code = (
        "import sys, civickit.core.geo;"
        "print(sorted({'re', 'typing', 'collections'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
