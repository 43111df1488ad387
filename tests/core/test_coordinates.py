"""What can be wrong with a whole file of coordinates."""

from __future__ import annotations

import random

import pytest

from civickit.core.coordinates import (
    JAPAN,
    Area,
    all_look_swapped,
    looks_swapped,
    share_inside,
    tokyo_shift,
)
from civickit.core.geo import destination, tokyo_to_jgd2011

AIZU = (37.4948, 139.9298)


def town(count: int = 40, spread_m: float = 4000.0) -> list[tuple[float, float]]:
    dice = random.Random(7)
    return [
        destination(*AIZU, dice.uniform(0, 360), dice.uniform(0, spread_m)) for _ in range(count)
    ]


def on_old_datum(point: tuple[float, float]) -> tuple[float, float]:
    """The reverse of `tokyo_to_jgd2011`, by repetition."""
    lat, lon = point
    for _ in range(5):
        there = tokyo_to_jgd2011(lat, lon)
        lat, lon = lat + point[0] - there[0], lon + point[1] - there[1]
    return lat, lon


@pytest.mark.parametrize(
    ("lat", "lon", "swapped"),
    [
        (37.5, 139.9, False),
        (139.9, 37.5, True),
        (0.0, 0.0, False),
        (51.5, -0.1, False),
        (float("nan"), 139.9, False),
    ],
)
def test_a_pair_is_swapped_when_only_the_other_way_round_is_in_japan(
    lat: float, lon: float, swapped: bool
) -> None:
    assert looks_swapped(lat, lon) is swapped


def test_another_area_can_be_given() -> None:
    area = Area(south=60.0, west=10.0, north=65.0, east=20.0)
    assert looks_swapped(15.0, 62.0, area)
    assert not looks_swapped(62.0, 15.0, area)


def test_a_whole_file_is_swapped_when_none_is_right() -> None:
    turned = [(lon, lat) for lat, lon in town()]
    assert all_look_swapped(turned)
    assert all_look_swapped([*turned, (0.0, 0.0)])
    assert not all_look_swapped([*turned, AIZU])
    assert not all_look_swapped(town())
    assert not all_look_swapped([])
    assert not all_look_swapped([(0.0, 0.0)] * 5 + turned[:5])


def test_japan_holds_its_corners() -> None:
    for corner in ((45.52, 141.94), (20.43, 136.07), (24.28, 153.99), (24.45, 122.93)):
        assert JAPAN.holds(*corner)


def test_a_file_on_the_old_datum_is_suspected() -> None:
    found = tokyo_shift((on_old_datum(point), point) for point in town())
    assert found.suspected
    assert found.compared == 40
    assert 400 < found.as_given_m < 480
    assert found.after_m < 1


def test_coarse_references_and_a_few_wrong_ones_do_not_hide_it() -> None:
    dice = random.Random(3)
    pairs = [
        (on_old_datum(point), destination(*point, dice.uniform(0, 360), dice.uniform(0, 120)))
        for point in town()
    ]
    pairs[::5] = [(given, (35.0, 135.0)) for given, _ in pairs[::5]]
    assert tokyo_shift(pairs).suspected


def test_a_right_file_and_another_shift_are_not_suspected() -> None:
    assert not tokyo_shift((point, point) for point in town()).suspected
    moved_east = [(destination(*point, 90, 450), point) for point in town()]
    moved_north_west = [(destination(*point, 320, 450), point) for point in town()]
    assert not tokyo_shift(moved_east).suspected
    assert not tokyo_shift(moved_north_west).suspected


def test_two_pairs_are_too_few_and_none_is_nothing() -> None:
    assert not tokyo_shift((on_old_datum(point), point) for point in town(2)).suspected
    assert tokyo_shift([]).compared == 0


def test_a_tight_area_hints_at_the_old_datum() -> None:
    points = town(200)
    area = Area(
        min(lat for lat, _ in points),
        min(lon for _, lon in points),
        max(lat for lat, _ in points),
        max(lon for _, lon in points),
    )
    given, after = share_inside([on_old_datum(point) for point in points], area)
    assert given < 0.99
    assert after > 0.99
    assert share_inside(points, area)[0] == 1.0
    assert share_inside([], area) == (0.0, 0.0)
