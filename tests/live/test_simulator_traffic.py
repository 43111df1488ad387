"""How simulated vehicles drive: believable, spread out, and the same every time."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from math import dist

import pytest

from civickit import town
from civickit.core.errors import CivicKitError
from civickit.core.geo import distance_m
from civickit.live.simulator.roads import Roads
from civickit.live.simulator.traffic import Traffic
from civickit.tracks.coverage import Coverage
from civickit.tracks.fixes import Fix
from civickit.tracks.matching import Streets
from civickit.tracks.streets import Network, Segment, read_streets, segment

START = 1_796_000_000.0
HOUR_S = 3_600.0
DEPOTS = ((38.408401, 145.993587), (38.390271, 146.001832))
NAMES = [f"sim-{number:02}" for number in range(1, 11)]


@pytest.fixture(scope="module")
def streets() -> Streets:
    return Streets(read_streets(town.path("streets.geojson")))


def traffic(streets: Streets, names: list[str] = NAMES, **options: object) -> Traffic:
    return Traffic(Roads(streets), names, DEPOTS, START, **options)


@pytest.fixture(scope="module")
def hour(streets: Streets) -> list[Fix]:
    return traffic(streets).until(START + HOUR_S)


def by_device(fixes: list[Fix]) -> dict[str, list[Fix]]:
    found: dict[str, list[Fix]] = defaultdict(list)
    for fix in fixes:
        found[fix.device].append(fix)
    return found


def test_the_same_seed_gives_the_same_storm_however_it_is_asked_for(
    streets: Streets, hour: list[Fix]
) -> None:
    again = traffic(streets)
    bit_by_bit = [fix for minute in range(1, 61) for fix in again.until(START + minute * 60)]
    assert bit_by_bit == hour
    assert traffic(streets, seed=2).until(START + HOUR_S) != hour


def test_nothing_comes_from_the_future_or_twice(streets: Streets) -> None:
    driving = traffic(streets)
    for now in (START + 100, START + 115, START + 900):
        fixes = driving.until(now)
        assert fixes
        assert all(fix.fixed_at <= now for fix in fixes)
    keys = [fix.key for fix in traffic(streets).until(START + HOUR_S)]
    assert len(keys) == len(set(keys))


def test_a_phone_says_where_it_is_every_five_to_ten_seconds(hour: list[Fix]) -> None:
    for fixes in by_device(hour).values():
        gaps = [b.fixed_at - a.fixed_at for a, b in pairwise(fixes) if a.speed_m_s and b.speed_m_s]
        assert 4.5 < sum(gaps) / len(gaps) < 10.5


def test_speeds_are_those_of_the_work(hour: list[Fix]) -> None:
    speeds = defaultdict(list)
    for fix in hour:
        if fix.speed_m_s:
            speeds[fix.state].append(fix.speed_m_s * 3.6)
    assert min(speeds["plowing"]) >= 14.8
    assert max(speeds["plowing"]) <= 25.2
    assert min(speeds["driving"]) >= 29.8
    assert max(speeds["driving"]) <= 40.2
    assert Counter(fix.state for fix in hour)["salting"] > 100


def test_what_it_says_of_its_speed_is_how_it_moves(hour: list[Fix]) -> None:
    """Over a minute, so that errors of 8 m do not count; corners make the way a little longer."""
    for fixes in by_device(hour).values():
        moving = [
            (a, b)
            for a, b in pairwise(fixes)
            if a.speed_m_s and b.speed_m_s and b.fixed_at - a.fixed_at < 12
        ]
        driven = sum(distance_m(a.lat, a.lon, b.lat, b.lon) for a, b in moving)
        said = sum(a.speed_m_s * (b.fixed_at - a.fixed_at) for a, b in moving)
        assert driven == pytest.approx(said, rel=0.25)


def test_everybody_begins_at_a_depot(streets: Streets, hour: list[Fix]) -> None:
    for fixes in by_device(hour).values():
        first = fixes[0]
        assert min(distance_m(first.lat, first.lon, *depot) for depot in DEPOTS) < 250


def test_ten_vehicles_clear_what_matters_first_and_both_ways(
    streets: Streets, hour: list[Fix]
) -> None:
    coverage = Coverage(streets)
    for fix in hour:
        coverage.add(fix)
    table = coverage.table()
    worked: dict[int | None, list[bool]] = defaultdict(list)
    for one in streets.network.segments:
        if one.length_m > 60:
            for way in ("forward",) if one.one_way else ("forward", "backward"):
                row = table.get((one.id, way))
                worked[one.priority].append(row is not None and row.claim == "worked")
    share = {priority: sum(all_) / len(all_) for priority, all_ in worked.items()}
    assert share[1] > 0.9
    assert share[1] > share[3] > 0.2


def test_nobody_drives_behind_another(hour: list[Fix]) -> None:
    """Of all minutes, few in which two that work are within 40 m of each other."""
    minutes: dict[int, dict[str, Fix]] = defaultdict(dict)
    for fix in hour:
        if fix.state == "plowing" and fix.fixed_at > START + 600:
            minutes[int(fix.fixed_at // 60)][fix.device] = fix
    pairs = close = 0
    for fixes in minutes.values():
        there = list(fixes.values())
        for i, a in enumerate(there):
            for b in there[i + 1 :]:
                pairs += 1
                close += distance_m(a.lat, a.lon, b.lat, b.lon) < 40
    assert pairs > 500
    assert close / pairs < 0.02


def test_after_their_shift_they_rest_at_the_depot(streets: Streets) -> None:
    fixes = traffic(streets, NAMES[:4]).until(START + 3 * HOUR_S)
    for one in by_device(fixes).values():
        standing = [fix for fix in one if fix.fixed_at > START + 1_000 and not fix.speed_m_s]
        home = [
            fix for fix in standing if min(distance_m(fix.lat, fix.lon, *d) for d in DEPOTS) < 40
        ]
        assert len(home) >= 5


def test_for_a_bus_nothing_is_worked(streets: Streets) -> None:
    fixes = traffic(streets, NAMES[:3], works=False).until(START + 600)
    assert {fix.state for fix in fixes} == {"unknown"}


def test_streets_that_lead_nowhere_back_are_left_out() -> None:
    """A one-way street into a dead end, and an island, would catch a vehicle for ever."""
    north, east = 1 / 111_100, 1 / 88_000

    def line(id_: str, *points: tuple[float, float], **options: bool) -> Segment:
        made = segment(id_, [(38 + y * north, 140 + x * east) for x, y in points], **options)
        assert made is not None
        return made

    network = Network(
        (
            line("square", (0, 0), (300, 0), (300, 300), (0, 300), (0, 0)),
            line("trap", (300, 300), (600, 300), one_way=True),
            line("island", (5_000, 0), (5_200, 0)),
        ),
        {},
    )
    roads = Roads(Streets(network))
    driving = Traffic(roads, ["one", "two"], [(38.0, 140.0)], START)
    fixes = driving.until(START + HOUR_S)
    assert len(fixes) > 300
    plane = roads.plane
    places = [plane.xy(fix.lat, fix.lon) for fix in fixes]
    corner = plane.xy(38.0, 140.0)
    assert max(dist(place, corner) for place in places) < 500


def test_streets_without_a_way_back_are_a_sentence() -> None:
    made = segment("only", [(38.0, 140.0), (38.0, 140.004)], one_way=True)
    assert made is not None
    with pytest.raises(CivicKitError, match="one-way"):
        Roads(Streets(Network((made,), {})))


def test_more_vehicles_than_junctions_still_drive() -> None:
    made = segment("only", [(38.0, 140.0), (38.0, 140.004)])
    assert made is not None
    names = [f"sim-{number}" for number in range(9)]
    driving = Traffic(Roads(Streets(Network((made,), {}))), names, [], START)
    assert len(by_device(driving.until(START + 1_800))) == 9
