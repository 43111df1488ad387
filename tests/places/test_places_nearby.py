"""Ranking, hoses, widening: what a wrong answer of costs minutes."""

from __future__ import annotations

from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit.core.geo import destination
from civickit.places.nearby import Finder, Reach, Rules, undecided
from civickit.schemas.water_point import WaterPoint

HERE = (38.4, 146.0)
HOSES = Reach("hoses", 20, 1.3)


def finder(points: list[WaterPoint]) -> Finder:
    return Finder(points, Rules(), lambda place: place.state != "unusable")


def point(key: str, metres: float, bearing: float = 0.0, state: str = "usable") -> WaterPoint:
    lat, lon = destination(*HERE, bearing, metres)
    return WaterPoint(key=key, lat=lat, lon=lon, kind="hydrant", state=state)


def keys(answer: Any) -> list[str]:
    return [near.point.key for near in answer.found]


@pytest.mark.parametrize(
    ("distance_m", "count"),
    [(0, 1), (1, 1), (15.38, 1), (15.39, 2), (63, 5), (200, 13), (307.6, 20), (307.8, 21)],
)
def test_hoses_are_twenty_metres_with_a_detour_of_thirty_percent(
    distance_m: float, count: int
) -> None:
    assert HOSES.count(distance_m) == count


def test_a_company_with_other_hoses_says_so() -> None:
    assert Reach("hoses", 15, 1.0).count(100) == 7


@given(st.floats(0, 50_000), st.floats(1, 100), st.floats(1, 3))
def test_hoses_reach_and_not_one_too_many(metres: float, hose_m: float, detour: float) -> None:
    count = Reach("hoses", hose_m, detour).count(metres)
    assert count * hose_m >= metres * detour - 1e-6
    assert count == 1 or (count - 1) * hose_m < metres * detour
    assert count >= ceil(metres * detour / hose_m - 1e-6)


def test_the_order_is_by_distance_and_the_bearing_points_there() -> None:
    answer = finder([point("far", 300, 90), point("near", 100, 225), point("mid", 200)]).around(
        *HERE
    )
    assert keys(answer) == ["near", "mid", "far"]
    assert [round(near.distance_m) for near in answer.found] == [100, 200, 300]
    assert round(answer.found[0].bearing_deg) == 225
    assert answer.searched_m == 500


def test_unusable_water_is_shown_but_the_search_goes_on() -> None:
    points = [point("broken", 50, state="unusable"), point("a", 100), point("b", 400)]
    answer = finder([*points, point("c", 900)]).around(*HERE)
    assert keys(answer) == ["broken", "a", "b", "c"]
    assert answer.searched_m == 1000
    assert [near.point.key for near in answer.usable] == ["a", "b", "c"]


def test_water_in_use_counts() -> None:
    points = [point(name, 100 + place, state="in_use") for place, name in enumerate("abc")]
    assert finder([*points, point("d", 700)]).around(*HERE).searched_m == 500


def test_a_wall_of_broken_hydrants_does_not_hide_the_usable_ones() -> None:
    broken = [point(f"x{place}", 10 + place, place, "unusable") for place in range(60)]
    good = [point(f"y{place}", 200 + place) for place in range(5)]
    answer = finder([*broken, *good]).around(*HERE, count=3)
    assert [near.point.key for near in answer.usable] == ["y0", "y1", "y2"]
    assert len(answer.found) == 63


@given(
    st.lists(st.integers(1, 30_000).filter(lambda m: m % 500), min_size=1, max_size=12), st.data()
)
def test_widening_is_as_far_as_needed_and_no_farther(distances: list[int], data: Any) -> None:
    states = [data.draw(st.sampled_from(["usable", "unusable"])) for _ in distances]
    points = [
        point(str(place), metres, place * 30, state)
        for place, (metres, state) in enumerate(zip(distances, states, strict=True))
    ]
    answer = finder(points).around(*HERE)
    usable = [m for m, state in zip(distances, states, strict=True) if state == "usable"]
    rings = Rules().widen_m
    wanted = next((ring for ring in rings if sum(m <= ring for m in usable) >= 3), rings[-1])
    assert answer.searched_m == wanted
    assert all(near.distance_m <= wanted + 0.01 for near in answer.found)
    assert len(answer.usable) == min(10, sum(m <= wanted for m in usable))


def test_a_fixed_radius_is_not_widened() -> None:
    answer = finder([point("a", 100), point("b", 600)]).within(*HERE, 10, 500)
    assert keys(answer) == ["a"]
    assert answer.searched_m == 500


def test_outside_the_data_the_nearest_is_still_told() -> None:
    answer = finder([point("a", 800_000, 270)]).around(*HERE)
    assert answer.found == []
    assert answer.outside
    assert answer.nearest is not None
    assert round(answer.nearest.distance_m) == 800_000
    assert round(answer.nearest.bearing_deg) == 270


def test_five_kilometres_decide_what_is_outside() -> None:
    assert finder([point("a", 5_001)]).around(*HERE).outside
    assert not finder([point("a", 4_999)]).around(*HERE).outside


def test_two_candidates_closer_than_the_error_are_undecided() -> None:
    points = [point("x", 30, state="unusable"), point("a", 50), point("b", 70, 180)]
    answer = finder(points).around(*HERE)
    pair = undecided(answer, 30)
    assert pair is not None
    assert [near.point.key for near in pair] == ["a", "b"]
    assert undecided(answer, 15) is None
    assert undecided(answer, None) is None
