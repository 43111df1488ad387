"""Fixes on streets: right on simulated drives, nothing from a parked vehicle, online as batch."""

from __future__ import annotations

import csv
import math
import random
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tracks.drives import START, Drive, Noise, Roads, grid

from civickit.tracks._plane import length_m
from civickit.tracks.fixes import Fix
from civickit.tracks.matching import Matcher, Run, Streets, match
from civickit.tracks.streets import Network, read_streets, segment


@pytest.fixture(scope="module")
def city(city_files: Path) -> Roads:
    return Roads(read_streets(city_files / "roads" / "syracuse_streets.geojson.gz", "CITYST_ID"))


@pytest.fixture(scope="module")
def city_streets(city: Roads) -> Streets:
    return Streets(city.network)


@pytest.fixture(scope="module")
def town() -> Streets:
    return Streets(grid())


def passed(network: Network, runs: list[Run]) -> set[int]:
    """Segments of which at least half was driven."""
    metres: dict[int, set[int]] = defaultdict(set)
    for run in runs:
        metres[run.segment].update(range(round(run.start_m), round(run.end_m)))
    return {n for n, of in metres.items() if len(of) >= 0.5 * network.segments[n].length_m}


def quality(network: Network, drives: list[Drive], streets: Streets) -> tuple[float, float]:
    """Precision and recall by length."""
    right = claimed = driven = 0.0
    for drive in drives:
        said = passed(network, match(streets, drive.fixes).runs)
        truth = {n for n, of in drive.truth.items() if of.share >= 0.5}
        length = {n: network.segments[n].length_m for n in said | truth}
        right += sum(length[n] for n in said & truth)
        claimed += sum(length[n] for n in said)
        driven += sum(length[n] for n in truth)
    return right / claimed, right / driven


@pytest.mark.parametrize(
    ("every_s", "sd_m", "precision", "recall"),
    [
        (5, 5, 0.98, 0.98),
        (5, 10, 0.96, 0.96),
        (5, 20, 0.94, 0.94),
        (15, 5, 0.98, 0.98),
        (15, 10, 0.98, 0.98),
        (15, 20, 0.95, 0.95),
        (30, 10, 0.96, 0.94),
        (60, 10, 0.90, 0.83),
    ],
)
def test_the_streets_of_a_simulated_drive_are_found(
    city: Roads, city_streets: Streets, every_s: int, sd_m: int, precision: float, recall: float
) -> None:
    chance = random.Random(20)
    noise = Noise(sd_m, every_s)
    drives = [city.drive(city.walk(chance, 60), noise, chance) for _ in range(20)]
    found = quality(city.network, drives, city_streets)
    assert found[0] >= precision
    assert found[1] >= recall


def test_it_works_without_headings(city: Roads, city_streets: Streets) -> None:
    chance = random.Random(21)
    noise = Noise(10, 15, heading=False)
    drives = [city.drive(city.walk(chance, 60), noise, chance) for _ in range(20)]
    assert min(quality(city.network, drives, city_streets)) >= 0.97


def test_the_direction_is_the_one_driven(city: Roads, city_streets: Streets) -> None:
    chance = random.Random(22)
    right = wrong = 0.0
    for _ in range(15):
        path = city.walk(chance, 60)
        ways = {way >> 1 for way in path if way ^ 1 not in path}
        drive = city.drive(path, Noise(10, 15), chance)
        for run in match(city_streets, drive.fixes).runs:
            if run.segment in ways and run.segment in drive.truth:
                agrees = run.forward == drive.truth[run.segment].forward
                right += agrees * (run.end_m - run.start_m)
                wrong += (not agrees) * (run.end_m - run.start_m)
    assert wrong / (right + wrong) < 0.01


def test_what_is_sure_is_right_more_often_than_what_is_not(
    city: Roads, city_streets: Streets
) -> None:
    chance = random.Random(23)
    told: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(25):
        drive = city.drive(city.walk(chance, 60), Noise(20, 30), chance)
        for run in match(city_streets, drive.fixes).runs:
            told[run.confidence >= 0.9].append(float(run.segment in drive.truth))
    sure, unsure = (sum(of) / len(of) for of in (told[True], told[False]))
    assert sure > 0.95
    assert unsure < sure - 0.1


@pytest.mark.parametrize("sd_m", [5, 10])
@pytest.mark.parametrize("every_s", [5, 15, 60])
def test_a_parked_vehicle_drives_nothing(
    city: Roads, city_streets: Streets, sd_m: int, every_s: int
) -> None:
    chance = random.Random(24)
    for _ in range(15):
        found = match(city_streets, city.parked(Noise(sd_m, every_s), chance))
        assert found.runs == []
        assert found.dropped == {"standing": 3600 // every_s}


@pytest.mark.parametrize("every_s", [5, 15])
def test_a_parked_vehicle_between_high_houses_drives_nothing(
    city: Roads, city_streets: Streets, every_s: int
) -> None:
    """Three of a hundred fixes jump by 100 m, as where the signal comes by way of a wall."""
    chance = random.Random(31)
    for _ in range(6):
        fixes = city.parked(Noise(10, every_s), chance)
        for number in chance.sample(range(len(fixes)), len(fixes) * 3 // 100):
            aside = chance.choice([-1, 1]) * 100 / 111_100
            fixes[number] = fixes[number]._replace(lat=fixes[number].lat + aside)
        assert match(city_streets, fixes).runs == []


def test_real_parked_plows_drive_nothing(
    city: Roads, city_streets: Streets, city_files: Path
) -> None:
    """Batches of Chicago within 100 m of each other, laid beside junctions of another city."""
    chance = random.Random(25)
    plane = city.cuts.plane
    count = 0
    for rows in parked_batches(city_files):
        x, y = chance.choice(city.cuts.nodes)
        north, east = plane.lat_lon(x + chance.gauss(0, 30), y + chance.gauss(0, 30))
        middle = [sum(row[i] for row in rows) / len(rows) for i in (1, 2)]
        fixes = [
            Fix("p", t, t, north + lat - middle[0], east + (lon - middle[1]) * 82.8 / 81.4)
            for t, lat, lon in rows
        ]
        assert match(city_streets, fixes).runs == []
        count += 1
    assert count > 1_000


def parked_batches(city_files: Path) -> list[list[tuple[float, float, float]]]:
    batches: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    path = city_files / "tracks" / "chicago_clearstreets" / "unmatched_traces_2016-12.csv"
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            batches[row["asset_id"], row["trace_end_unix"]].append(row)
    found = []
    for (_, end), rows in batches.items():
        lats, lons = [float(r["lat"]) for r in rows], [float(r["lon"]) for r in rows]
        across = (max(lats) - min(lats)) * 111_100, (max(lons) - min(lons)) * 82_800
        if across[0] ** 2 + across[1] ** 2 < 100**2:
            times = [_time(r["timestamp"], float(end) - 30 * n) for n, r in enumerate(rows[::-1])]
            found.append(list(zip(times[::-1], lats, lons, strict=True)))
    return found


def _time(text: str, otherwise: float) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() if text else otherwise


@pytest.mark.parametrize("every_s", [1, 5, 15, 30])
def test_a_fix_at_a_time_gives_what_the_whole_trace_gives(
    city: Roads, city_streets: Streets, every_s: int
) -> None:
    chance = random.Random(26)
    drive = city.drive(city.walk(chance, 80), Noise(10, every_s), chance)
    matcher = Matcher(city_streets)
    runs: list[Run] = []
    for number, fix in enumerate(drive.fixes):
        runs += matcher.push(fix)
        if number % 50 == 20:
            ahead = [*runs, *matcher.ahead()]
            assert ahead == match(city_streets, drive.fixes[: number + 1]).runs
    runs += matcher.close()
    assert runs == match(city_streets, drive.fixes).runs
    assert len(runs) > 60


def test_what_is_settled_comes_long_before_the_end_and_memory_stays_small(
    city: Roads, city_streets: Streets
) -> None:
    chance = random.Random(27)
    drive = city.drive(city.walk(chance, 400), Noise(10, 15), chance)
    matcher = Matcher(city_streets)
    settled = [len(matcher.push(fix)) for fix in drive.fixes]
    assert sum(settled[: len(settled) // 2]) > 0.4 * sum(settled)
    assert len(matcher._chain.steps) <= 2 * city_streets.tuning.lag
    assert len(matcher._moving._window) < 100


def test_the_order_of_the_fixes_does_not_matter(city: Roads, city_streets: Streets) -> None:
    chance = random.Random(28)
    fixes = city.drive(city.walk(chance, 40), Noise(10, 15), chance).fixes
    shuffled = fixes * 2
    chance.shuffle(shuffled)
    assert match(city_streets, shuffled).runs == match(city_streets, fixes).runs
    assert match(city_streets, shuffled).dropped["duplicate"] == len(fixes)


def along(points: list[tuple[float, float]], every_s: float = 10.0, **more: object) -> list[Fix]:
    return [
        Fix("p", START + n * every_s, START + n * every_s, lat, lon, **more)
        for n, (lat, lon) in enumerate(points)
    ]


def straight(network: Network, first: str, last: str, count: int) -> list[tuple[float, float]]:
    """Points from the start of one segment to the end of another."""
    by_id = {one.id: one for one in network.segments}
    a, b = by_id[first].line[0], by_id[last].line[-1]
    return [
        (a[0] + (b[0] - a[0]) * n / (count - 1), a[1] + (b[1] - a[1]) * n / (count - 1))
        for n in range(count)
    ]


def ids(streets: Streets, runs: list[Run]) -> list[object]:
    return [streets.network.segments[run.segment].id for run in runs]


def test_a_straight_drive_runs_each_segment_once_and_whole(town: Streets) -> None:
    found = match(town, along(straight(town.network, "E2-0", "E2-4", 9)))
    by_segment = Counter[object]()
    for run in found.runs:
        by_segment[town.network.segments[run.segment].id] += run.end_m - run.start_m
    assert set(by_segment) == {f"E2-{n}" for n in range(5)}
    assert all(119 < metres < 121 for metres in by_segment.values())
    assert found.runs[0].started_at == START
    assert found.runs[-1].ended_at == START + 80
    assert all(run.forward for run in found.runs)
    assert found.dropped == {}


def test_a_long_gap_is_not_filled(town: Streets) -> None:
    points = straight(town.network, "E2-0", "E2-4", 9)
    fixes = along(points)
    late = [fix._replace(fixed_at=fix.fixed_at + (400 if n > 4 else 0)) for n, fix in
            enumerate(fixes)]  # fmt: skip
    runs = match(town, late).runs
    assert not any(run.started_at < START + 41 < run.ended_at for run in runs)
    assert {"E2-0", "E2-4"} <= set(ids(town, runs))
    assert sum(run.end_m - run.start_m for run in runs) < 540


def test_between_fixes_far_apart_the_way_is_less_sure() -> None:
    streets = Streets(grid(4, 12))
    points = straight(streets.network, "E1-0", "E1-9", 4)
    runs = match(streets, along(points, every_s=60)).runs
    sure = [run.confidence for run in runs]
    assert min(sure) < 0.95 < max(sure)
    close = match(streets, along(straight(streets.network, "E1-0", "E1-9", 25))).runs
    assert min(run.confidence for run in close) > 0.97


def test_a_jump_is_dropped_and_the_street_goes_on(town: Streets) -> None:
    fixes = along(straight(town.network, "E2-0", "E2-4", 13))
    lat, lon = fixes[6].lat + 0.02, fixes[6].lon
    found = match(town, [*fixes[:6], fixes[6]._replace(lat=lat, lon=lon), *fixes[7:]])
    assert found.dropped == {"outlier": 1}
    assert set(ids(town, found.runs)) == {f"E2-{n}" for n in range(5)}


def test_a_vehicle_off_the_streets_drives_none(town: Streets) -> None:
    points = [(lat + 0.1, lon) for lat, lon in straight(town.network, "E2-0", "E2-4", 9)]
    assert match(town, along(points)) == ([], {"off_street": 9})


def test_a_one_way_street_is_not_driven_the_wrong_way() -> None:
    """Two carriageways 14 m apart: the fixes lie between them, the direction decides."""
    east = [(43.0, -76.0), (43.0, -75.99)]
    west = [(43.000126, -75.99), (43.000126, -76.0)]
    made = [segment("east", east, one_way=True), segment("west", west, one_way=True)]
    streets = Streets(Network(tuple(one for one in made if one), {}))
    points = [(43.00006, -76.0 + n * 0.001) for n in range(11)]
    assert set(ids(streets, match(streets, along(points)).runs)) == {"east"}
    assert set(ids(streets, match(streets, along(points[::-1])).runs)) == {"west"}


def test_turning_round_in_a_dead_end_counts_both_directions() -> None:
    made = segment("end", [(43.0, -76.0), (43.0, -75.996)])
    other = segment("main", [(42.998, -76.0), (43.0, -76.0)])
    streets = Streets(Network(tuple(one for one in (made, other) if one), {}))
    there = [(43.0, -76.0 + n * 0.0005) for n in range(9)]
    runs = match(streets, along([*there, *there[-2::-1]])).runs
    assert {run.forward for run in runs if run.segment == 0} == {True, False}


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ("plowing", "plowing", "plowing"),
        ("salting", "plowing", "salting"),
        ("plowing", "driving", "driving"),
        ("driving", "driving", "driving"),
        ("plowing", "unknown", "unknown"),
    ],
)
def test_it_worked_between_two_fixes_when_it_worked_at_both(
    town: Streets, before: str, after: str, state: str
) -> None:
    points = straight(town.network, "E2-0", "E2-0", 2)
    [first, second] = along(points, every_s=20)
    found = match(town, [first._replace(state=before), second._replace(state=after)])
    assert {run.state for run in found.runs} == {state}


def test_no_fixes_and_one_fix_are_no_drive(town: Streets) -> None:
    assert match(town, []) == ([], {})
    assert match(town, along(straight(town.network, "E2-0", "E2-0", 2))[:1]).runs == []


def test_a_later_fix_must_be_later(town: Streets) -> None:
    matcher = Matcher(town)
    fixes = along(straight(town.network, "E2-0", "E2-4", 9))
    for fix in (*fixes[:5], fixes[2], fixes[4], *fixes[5:]):
        matcher.push(fix)
    assert matcher.dropped["late"] == 2
    assert set(ids(town, matcher.close())) == {f"E2-{n}" for n in range(5)}


def test_a_fix_with_no_other_near_in_time_says_nothing(town: Streets) -> None:
    fixes = along(straight(town.network, "E2-0", "E2-4", 5), every_s=600)
    assert match(town, fixes) == ([], {"alone": 5})


def test_at_a_corner_the_street_across_is_no_doubt(town: Streets) -> None:
    """A fix every second corner, without a heading: each lies on two streets."""
    points = straight(town.network, "E2-0", "E2-3", 3)
    runs = match(town, along(points, every_s=30)).runs
    assert set(ids(town, runs)) == {f"E2-{n}" for n in range(4)}
    assert min(run.confidence for run in runs) > 0.9


def shorn(network: Network, *ids_: str) -> Streets:
    """Without some streets, as a file that is older than they are."""
    return Streets(Network(tuple(one for one in network.segments if one.id not in ids_), {}))


def test_a_street_that_the_file_lacks_is_no_drive_round_the_block(town: Streets) -> None:
    """Three blocks of it, and the next streets are 120 m away."""
    streets = shorn(town.network, "E2-1", "E2-2", "E2-3")
    found = match(streets, along(straight(town.network, "E2-0", "E2-4", 31), every_s=3.6))
    assert set(ids(streets, found.runs)) == {"E2-0", "E2-4"}
    assert found.dropped["off_street"] >= 3


@pytest.mark.parametrize("every_s", [5, 15])
def test_a_city_that_lacks_a_tenth_of_its_streets(city: Roads, every_s: int) -> None:
    chance = random.Random(30)
    kept = [one for one in city.network.segments if chance.random() > 0.1]
    streets = Streets(Network(tuple(kept), {}))
    number = {one.id: n for n, one in enumerate(city.network.segments)}
    right = claimed = 0.0
    for _ in range(15):
        drive = city.drive(city.walk(chance, 60), Noise(8, every_s), chance)
        for n in passed(streets.network, match(streets, drive.fixes).runs):
            claimed += kept[n].length_m
            right += kept[n].length_m * (number[kept[n].id] in drive.truth)
    assert right / claimed > 0.94


def test_a_stand_at_a_light_is_no_slow_drive(town: Streets) -> None:
    """A minute at the corner of E2-1 and E2-2: the first was left before it, the second after."""
    points = straight(town.network, "E2-0", "E2-4", 11)  # two a block
    stand = [points[4]] * 5
    fixes = along([*points[:5], *stand, *points[5:]], every_s=12)
    runs = match(town, fixes).runs
    begun = min(run.started_at for run in runs if town.network.segments[run.segment].id == "E2-2")
    ended = max(run.ended_at for run in runs if town.network.segments[run.segment].id == "E2-1")
    assert begun == pytest.approx(START + 9 * 12, abs=1)
    assert ended == pytest.approx(START + 4 * 12, abs=1)


def test_what_is_done_after_a_stand_is_what_was_set_there(town: Streets) -> None:
    """The blade goes down at the corner of E2-1 and E2-2, and up at the end of E2-3."""
    points = straight(town.network, "E2-0", "E2-4", 11)  # two a block
    points = [*points[:5], *[points[4]] * 3, *points[5:9], *[points[8]] * 3, *points[9:]]
    states = [*["driving"] * 6, *["plowing"] * 7, *["driving"] * 4]
    fixes = [
        fix._replace(state=state)
        for fix, state in zip(along(points, every_s=12), states, strict=True)
    ]
    worked = [run for run in match(town, fixes).runs if run.state == "plowing"]
    assert set(ids(town, worked)) == {"E2-2", "E2-3"}
    assert sum(run.end_m - run.start_m for run in worked) == pytest.approx(240, abs=2)


def test_a_fix_that_calls_itself_vague_says_no_street(town: Streets) -> None:
    fixes = along(straight(town.network, "E2-0", "E2-4", 21), accuracy_m=8.0)
    vague = fixes[10]._replace(lat=fixes[10].lat + 0.0018, accuracy_m=300.0)
    found = match(town, [*fixes[:10], vague, *fixes[11:]])
    assert found.dropped == {"inaccurate": 1}
    assert set(ids(town, found.runs)) == {f"E2-{n}" for n in range(5)}


def test_every_fix_that_is_dropped_is_counted_once(town: Streets) -> None:
    """A loader that goes round in a yard for an hour, never far."""
    points = [
        (43.0005 + 0.0003 * math.cos(n * 0.7), -75.9995 + 0.0003 * math.sin(n * 0.7))
        for n in range(720)
    ]
    found = match(town, along(points, every_s=5, speed_m_s=3.0))
    assert found == ([], {"standing": 720})


def test_a_line_for_each_direction_is_driven_along_the_line() -> None:
    """As other tools write a street that may be driven both ways."""
    both = []
    for one in grid().segments:
        both += [segment(f"{one.id}>", one.line), segment(f"{one.id}<", one.line[::-1])]
    streets = Streets(Network(tuple(one for one in both if one), {}))
    there = straight(streets.network, "E2-0>", "E2-4>", 21)
    for points, sign in ((there, ">"), (there[::-1], "<")):
        runs = match(streets, along(points, every_s=5)).runs
        assert set(ids(streets, runs)) == {f"E2-{n}{sign}" for n in range(5)}
        assert min(run.confidence for run in runs) > 0.9


def test_a_lane_that_ends_in_a_loop_is_left_by_the_way_it_was_entered() -> None:
    neck, loop = (43.0015, -76.0), [(43.002, -75.9993), (43.0025, -76.0), (43.002, -76.0007)]
    main = segment("main", [(43.0, -76.004), (43.0, -76.0)])
    lane = segment("lane", [(43.0, -76.0), neck, *loop, neck])
    streets = Streets(Network(tuple(one for one in (main, lane) if one), {}))
    middle = [(43.0, -76.002), (43.0, -76.0), (43.0007, -76.0)]
    found = match(streets, along([*middle, neck, *loop, neck, *middle[::-1]], every_s=12))
    assert found.dropped == {}
    metres = sum(run.end_m - run.start_m for run in found.runs if run.segment == 1)
    back = length_m([(43.0, -76.0), neck])
    assert metres == pytest.approx(streets.network.segments[1].length_m + back, rel=0.02)


def test_a_vertex_every_metre_costs_no_more_than_a_bend(town: Streets) -> None:
    """As in lines that were made of curves, or driven with a receiver."""
    fine = [segment(one.id, finer(one.line, 120)) for one in town.network.segments]
    streets = Streets(Network(tuple(one for one in fine if one), {}))
    assert len(streets.graph.near(0.0, 0.0)) < 30 * len(town.graph.near(0.0, 0.0))
    fixes = along(straight(town.network, "E2-0", "E2-4", 9))
    for run, plain in zip(match(streets, fixes).runs, match(town, fixes).runs, strict=True):
        assert run.segment == plain.segment
        assert run.end_m == pytest.approx(plain.end_m, abs=0.1)


def finer(line: tuple[tuple[float, float], ...], parts: int) -> list[tuple[float, float]]:
    (a, b), (c, d) = line
    return [(a + (c - a) * n / parts, b + (d - b) * n / parts) for n in range(parts + 1)]


def test_the_end_of_a_trace_of_every_second_is_its_last_fix(town: Streets) -> None:
    fixes = along(straight(town.network, "E2-0", "E2-4", 76), every_s=1)
    found = match(town, fixes)
    assert found.runs[-1].ended_at == fixes[-1].fixed_at
    assert sum(run.end_m - run.start_m for run in found.runs) == pytest.approx(600, abs=2)


@pytest.mark.parametrize("across", [0.00001, 0.00002, 0.0001])
def test_a_turning_circle_may_be_as_small_as_it_likes(across: float) -> None:
    """Of a metre, too: no piece of a street is nowhere."""
    end = (43.0, -76.0)
    circle = [end, (43.0 + across, -76.0), (43.0 + across, -76.0 + across), end]
    made = segment("lane", [(43.0, -76.004), end]), segment("circle", circle)
    streets = Streets(Network(tuple(one for one in made if one), {}))
    there = [(43.0, -76.004 + n * 0.0005) for n in range(9)]
    assert ids(streets, match(streets, along(there)).runs)[:1] == ["lane"]


@pytest.mark.parametrize("stand_s", [120, 280, 320, 900])
def test_the_first_metres_after_a_stand_are_driven(town: Streets, stand_s: int) -> None:
    points = straight(town.network, "E2-0", "E2-4", 11)  # two a block
    points = [*points[:5], *[points[4]] * (stand_s // 12), *points[5:]]
    runs = match(town, along(points, every_s=12)).runs
    assert sum(run.end_m - run.start_m for run in runs) == pytest.approx(600, abs=2)
    begun = min(run.started_at for run in runs if town.network.segments[run.segment].id == "E2-2")
    assert begun == START + (4 + stand_s // 12) * 12


@pytest.mark.parametrize("every_s", [10, 15])
def test_where_the_file_joins_no_streets_each_is_driven_for_its_part(every_s: int) -> None:
    """Two lines that cross without a vertex there, and a turn from one into the other."""
    made = (
        segment("east", [(43.0, -76.005), (43.0, -75.995)]),
        segment("north", [(42.996, -76.0), (43.004, -76.0)]),
    )
    streets = Streets(Network(tuple(one for one in made if one), {}))
    metres = every_s * 8
    there = [(43.0, -76.0 - n * metres / 81_400) for n in range(300 // metres, 0, -1)]
    on = [(43.0 + (n + 0.5) * metres / 111_100, -76.0) for n in range(300 // metres)]
    runs = match(streets, along([*there, *on], every_s=every_s)).runs
    driven = Counter[int]()
    for run in runs:
        driven[run.segment] += run.end_m - run.start_m
    assert driven[0] == pytest.approx(metres * len(there), abs=metres / 2 + 15)
    assert driven[1] == pytest.approx(metres * (len(on) - 0.5), abs=metres / 2 + 15)


@pytest.mark.parametrize("every_s", [5, 15])
@pytest.mark.parametrize(("north", "east"), [(200, 0), (-200, 0), (0, 200), (140, 140)])
def test_a_jump_that_a_fast_car_could_drive_is_no_way(
    town: Streets, every_s: int, north: float, east: float
) -> None:
    """Of a vehicle at 6 m/s, with the speed told and not."""
    fixes = along(straight(town.network, "E2-0", "E2-4", 600 // 6 // every_s + 1), every_s)
    at = len(fixes) // 2
    lat, lon = fixes[at].lat + north / 111_100, fixes[at].lon + east / 81_400
    fixes[at] = fixes[at]._replace(lat=lat, lon=lon)
    for speed in (None, 6.0):
        found = match(town, [fix._replace(speed_m_s=speed) for fix in fixes])
        assert found.dropped == {"outlier": 1}
        assert set(ids(town, found.runs)) == {f"E2-{n}" for n in range(5)}


def test_a_vehicle_that_turns_back_is_no_jump(town: Streets) -> None:
    there = straight(town.network, "E2-0", "E2-4", 9)
    fixes = along([*there, *there[-2::-1]], 8)
    found = match(town, [fix._replace(speed_m_s=9.4) for fix in fixes])
    assert found.dropped == {}
    assert {run.forward for run in found.runs} == {True, False}


def test_a_short_way_between_two_stands_is_driven_when_the_speed_says_so(town: Streets) -> None:
    points = straight(town.network, "E2-0", "E2-0", 7)
    points = [points[0]] * 40 + points + [points[-1]] * 40
    fixes = along(points, 4)
    speeds = [5.0 if 40 <= n < 47 else 0.1 for n in range(len(fixes))]
    told = [fix._replace(speed_m_s=speed) for fix, speed in zip(fixes, speeds, strict=True)]
    runs = match(town, told).runs
    assert sum(run.end_m - run.start_m for run in runs) > 90
    assert match(town, fixes).runs == []
