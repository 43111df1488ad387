"""The street network and the districts: connected, named, without gaps."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from civickit import town
from civickit.town.districts import DISTRICTS, OUTLINE, united
from civickit.town.layers import COLLECTION_AREAS
from civickit.town.network import Segment, build
from civickit.town.plan import RAIL, RIVER, Way
from civickit.town.plane import Point, area, crossing, inside, pairs

Node = tuple[float, float]


@pytest.fixture(scope="module")
def streets() -> list[dict[str, Any]]:
    layer = json.loads(town.path("streets.geojson").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = layer["features"]
    return found


def _ends(street: dict[str, Any]) -> tuple[Node, Node]:
    line = street["geometry"]["coordinates"]
    return tuple(line[0]), tuple(line[-1])


def _reached(start: Node, links: Iterable[tuple[Node, Node]]) -> set[Node]:
    follow: dict[Node, set[Node]] = defaultdict(set)
    for a, b in links:
        follow[a].add(b)
    seen, queue = {start}, [start]
    while queue:
        for after in follow[queue.pop()] - seen:
            seen.add(after)
            queue.append(after)
    return seen


def test_there_are_about_five_hundred_streets_with_stable_ids(
    streets: list[dict[str, Any]],
) -> None:
    assert 480 <= len(streets) <= 620
    assert [street["id"] for street in streets] == [f"S{n + 1:04}" for n in range(len(streets))]


def test_every_place_can_be_reached_by_car_and_left_again(streets: list[dict[str, Any]]) -> None:
    forward, backward = [], []
    for street in streets:
        a, b = _ends(street)
        forward.append((a, b))
        if not street["properties"].get("oneway"):
            forward.append((b, a))
    backward = [(b, a) for a, b in forward]
    nodes = {end for street in streets for end in _ends(street)}
    start = min(nodes)
    assert _reached(start, forward) == nodes
    assert _reached(start, backward) == nodes
    assert any(street["properties"].get("oneway") for street in streets)


def test_streets_have_names_in_both_languages_and_sensible_widths(
    streets: list[dict[str, Any]],
) -> None:
    for street in streets:
        about = street["properties"]
        assert about["name"]
        assert about["name_en"].isascii()
        assert about["class"] in {"arterial", "collector", "residential", "lane"}
        assert 3 < about["width_m"] <= 20
        assert about["priority"] in {1, 2, 3}
    assert len({street["properties"]["name"] for street in streets}) > 100


def test_a_segment_is_long_enough_to_be_one(streets: list[dict[str, Any]]) -> None:
    for street in streets:
        a, b = _ends(street)
        assert a != b or len(street["geometry"]["coordinates"]) > 3


def test_three_bridges_cross_the_river_and_nothing_else_does(
    streets: list[dict[str, Any]],
) -> None:
    bridges = {street["properties"].get("bridge") for street in streets} - {None}
    assert bridges == {"雪見橋", "大橋", "下ノ瀬橋"}
    assert sum("bridge" in street["properties"] for street in streets) == 3


def test_ways_that_cross_become_four_segments_and_what_is_apart_is_dropped() -> None:
    def way(name: str, *line: Point) -> Way:
        return Way(list(line), name, name, "residential", 6)

    ways = [
        way("east", (-200, 0), (200, 0)),
        way("north", (0, -200), (0, 200)),
        way("far", (900, 900), (1100, 900)),
    ]
    segments = build(ways, lambda a, b, way: False)
    assert sorted(s.way.name for s in segments) == ["east", "east", "north", "north"]
    assert all((0.0, 0.0) in segment.ends for segment in segments)


def test_what_is_blocked_is_left_out() -> None:
    ways = [Way([(0, 0), (100, 0), (200, 0)], "a", "a", "lane", 4)]
    segments = build(ways, lambda a, b, way: max(a[0], b[0]) > 100)
    assert segments == [Segment([(0, 0), (100, 0)], ways[0])]


def test_river_and_railway_never_meet() -> None:
    assert not any(crossing(a, b, c, d) for a, b in pairs(RIVER) for c, d in pairs(RAIL))


def test_districts_share_every_border_and_cover_the_town() -> None:
    assert sum(area(one.ring) for one in DISTRICTS) == pytest.approx(area(OUTLINE), abs=1)
    outer = set(pairs([*OUTLINE, OUTLINE[0]]))
    sides = [side for one in DISTRICTS for side in pairs([*one.ring, one.ring[0]])]
    assert len(sides) == len(set(sides))
    for a, b in sides:
        assert (b, a) in sides or (a, b) in outer


@given(st.floats(-1800, 1800), st.floats(-1560, 1560))
def test_every_place_in_town_lies_in_exactly_one_district(x: float, y: float) -> None:
    assume(inside((x, y), OUTLINE))
    assert [inside((x, y), one.ring) for one in DISTRICTS].count(True) == 1


def test_collection_areas_take_in_every_district_once() -> None:
    layer = json.loads(town.path("collection_areas.geojson").read_text(encoding="utf-8"))
    numbers = [n for one in layer["features"] for n in one["properties"]["districts"]]
    assert sorted(numbers) == [one.number for one in DISTRICTS]


def test_a_collection_area_is_as_large_as_its_districts() -> None:
    for _, _, _, numbers in COLLECTION_AREAS:
        rings = [DISTRICTS[number - 1].ring for number in numbers]
        assert area(united(rings)) == pytest.approx(sum(map(area, rings)), abs=1)


def test_united_drops_the_border_between() -> None:
    left: list[Point] = [(0, 0), (1, 0), (1, 1), (0, 1)]
    right: list[Point] = [(1, 0), (2, 0), (2, 1), (1, 1)]
    assert united([left, right]) == [(0, 0), (1, 0), (2, 0), (2, 1), (1, 1), (0, 1)]
