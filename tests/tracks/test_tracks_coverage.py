"""The table of streets: a function of the set of fixes, whatever order they come in."""

from __future__ import annotations

import csv
import random
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tracks.drives import START, Drive, Noise, Roads, grid

from civickit.tracks import coverage
from civickit.tracks.coverage import Cleared, Coverage, hours_touched, never_back, table
from civickit.tracks.fixes import Fix
from civickit.tracks.matching import Run, Streets, match
from civickit.tracks.streets import Network, read_streets, segment

HOUR = 3600.0


@pytest.fixture(scope="module")
def roads() -> Roads:
    return Roads(grid(7, 7))


@pytest.fixture(scope="module")
def streets(roads: Roads) -> Streets:
    return Streets(roads.network)


def drive(roads: Roads, seed: int, count: int = 30, **more: Any) -> Drive:
    chance = random.Random(seed)
    return roads.drive(roads.walk(chance, count), Noise(6, 15, **more), chance)


def counted(streets: Streets, fixes: list[Fix]) -> dict[Any, Cleared]:
    kept = Coverage(streets)
    for fix in fixes:
        kept.add(fix)
    return kept.table()


def run(start: float, end: float, begun: float, done: float, **more: Any) -> Run:
    given_ = {"segment": 0, "forward": True, "state": "unknown", "confidence": 1.0} | more
    return Run(
        given_["segment"],
        given_["forward"],
        start,
        end,
        START + begun,
        START + done,
        given_["state"],
        given_["confidence"],
    )


ONE = Network(
    tuple(
        one
        for one in (
            segment(4711, [(43.0, -76.0), (43.0009, -76.0)]),
            segment("B", [(43.0, -75.9), (43.0009, -75.9)]),
            segment("B", [(43.0009, -75.9), (43.0018, -75.9)]),
        )
        if one
    ),
    {},
)
WHOLE = ONE.segments[0].length_m


def row(*runs: Run, alias: str = "a") -> Cleared | None:
    found = table(ONE, [(alias, one) for one in runs], by_direction=False)
    return next(iter(found.values()), None)


def test_a_street_driven_is_passed_and_with_the_blade_down_it_is_worked() -> None:
    found = row(run(0, 60, 0, 10), run(60, 100, 10, 15))
    assert found == (
        4711, "both", "passed", START, START + 15, pytest.approx(1, abs=0.01), 1.0, "a", "unknown"
    )  # fmt: skip
    found = row(run(0, 60, 0, 10, state="plowing"), run(60, 100, 10, 15, state="driving"))
    assert (found.claim, found.work) == ("worked", "plowing")
    found = row(run(0, 40, 0, 10, state="salting"), run(40, 100, 10, 15, state="driving"))
    assert found.claim == "passed"


def test_less_than_half_is_unknown_and_a_corner_is_not_mentioned() -> None:
    assert row(run(0, 45, 0, 10)).claim == "unknown"
    assert row(run(0, 45, 0, 10)).share == pytest.approx(45 / WHOLE)
    assert row(run(0, 5, 0, 10)) is None


def test_a_hundred_metres_of_a_long_street_are_mentioned() -> None:
    long = segment(1, [(43.0, -76.0), (43.03, -76.0)])
    assert long
    network = Network((long,), {})
    for end, said in ((90, []), (110, [1])):
        assert [one.id for one in table(network, [("a", run(0, end, 0, 10))]).values()] == said


def test_what_is_driven_twice_counts_once() -> None:
    found = row(run(0, 30, 0, 5), run(10, 40, 5, 10, forward=False))
    assert found.share == pytest.approx(40 / WHOLE)
    assert found.claim == "unknown"


def test_what_is_not_sure_is_unknown() -> None:
    assert row(run(0, 100, 0, 10, confidence=0.4)).claim == "unknown"
    assert row(run(0, 100, 0, 10, confidence=0.6)).claim == "passed"


def test_the_last_time_is_of_a_pass_that_counts() -> None:
    found = row(run(0, 100, 0, 10), run(0, 20, 5_000, 5_010))
    assert (found.first, found.last) == (START, START + 10)
    found = row(run(0, 100, 0, 10, state="plowing"), run(0, 100, 5_000, 5_010, state="driving"))
    assert (found.claim, found.last, found.work) == ("worked", START + 10, "plowing")


def test_a_street_may_be_done_in_several_goes() -> None:
    found = row(run(0, 40, 0, 10), run(40, 100, 5_000, 5_010))
    assert found.claim == "passed"
    assert found.last == START + 5_010


def test_parts_with_one_id_are_one_street() -> None:
    part = ONE.segments[1].length_m
    found = row(run(0, part, 0, 10, segment=1), run(0, 20, 10, 12, segment=2))
    assert (found.id, found.claim) == ("B", "passed")
    assert found.share == pytest.approx(0.6, abs=0.001)


def test_directions_are_kept_apart_and_the_alias_is_of_the_last() -> None:
    signed = [
        ("one", run(0, 100, 0, 10)),
        ("two", run(0, 100, 50, 60)),
        ("one", run(0, 100, 20, 30, forward=False)),
    ]
    found = table(ONE, signed)
    assert found[4711, "forward"].alias == "two"
    assert found[4711, "backward"].last == START + 30
    assert table(ONE, signed, by_direction=False)[4711, "both"].alias == "two"


def test_what_was_shown_never_goes_back() -> None:
    def of(last: float) -> dict[Any, Cleared]:
        return table(ONE, [("a", run(0, 100, last - 10, last))])

    assert never_back(of(100), of(90)) == of(100)
    assert never_back(of(100), of(110)) == of(110)
    assert never_back(of(100), {}) == of(100)
    assert never_back({}, of(100)) == of(100)


def test_the_hours_of_a_fix() -> None:
    hour = 490_278
    assert list(hours_touched(hour * HOUR + 1_800)) == [hour]
    assert list(hours_touched(hour * HOUR + 599)) == [hour - 1, hour]
    assert list(hours_touched(hour * HOUR - 600)) == [hour - 1, hour]
    assert list(hours_touched(hour * HOUR + 600)) == [hour]


def test_fixes_by_the_hour_give_what_the_whole_trace_gives(roads: Roads, streets: Streets) -> None:
    """Over three full hours: cutting into hours loses and doubles nothing worth the name."""
    made = drive(roads, 5, count=700)
    assert made.fixes[-1].fixed_at - START > 3 * HOUR
    whole = table(streets.network, [("plow", one) for one in match(streets, made.fixes).runs])
    found = counted(streets, made.fixes)
    assert found.keys() == whole.keys()
    for key, one in found.items():
        assert one.claim == whole[key].claim
        assert one.share == pytest.approx(whole[key].share, abs=0.02)
        assert one.last == pytest.approx(whole[key].last, abs=1)


def test_the_last_time_is_right_to_some_seconds(roads: Roads, streets: Streets) -> None:
    errors = []
    for seed in range(8):
        made = drive(roads, seed, count=60)
        runs = [("plow", one) for one in match(streets, made.fixes).runs]
        for (id_, _), one in table(streets.network, runs, by_direction=False).items():
            number = next(n for n, s in enumerate(streets.network.segments) if s.id == id_)
            if one.claim != "unknown" and number in made.truth:
                errors.append(abs(one.last - made.truth[number].last))
    errors.sort()
    assert len(errors) > 250
    assert errors[len(errors) // 2] < 5
    assert errors[int(len(errors) * 0.95)] < 30


@settings(max_examples=25)
@given(st.integers(0, 5), st.randoms(use_true_random=False), st.integers(1, 200))
def test_any_order_and_any_replay_give_the_same_table(
    roads_once: tuple[Roads, Streets], seed: int, chance: random.Random, asked: int
) -> None:
    roads, streets = roads_once
    fixes = [
        fix._replace(device=device, fixed_at=fix.fixed_at + late)
        for device, late, number in (("a", 0, seed), ("b", 3_000, seed + 1))
        for fix in drive(roads, number).fixes
    ]
    expected = counted(streets, fixes)
    assert expected
    shuffled = fixes + chance.sample(fixes, 20)
    chance.shuffle(shuffled)
    kept = Coverage(streets)
    for number, fix in enumerate(shuffled):
        kept.add(fix)
        if number == asked:
            kept.table()
    assert kept.table() == expected


@pytest.fixture(scope="module")
def roads_once(roads: Roads, streets: Streets) -> tuple[Roads, Streets]:
    return roads, streets


def test_only_the_touched_hours_are_counted_again(
    roads: Roads, streets: Streets, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = drive(roads, 9, count=700)
    kept = Coverage(streets)
    for fix in made.fixes:
        kept.add(fix)
    kept.table()
    asked = []
    real = coverage.runs_of_hour
    monkeypatch.setattr(
        coverage, "runs_of_hour", lambda s, hour, f: asked.append(hour) or real(s, hour, f)
    )
    kept.table()
    late = made.fixes[len(made.fixes) // 2]
    assert kept.add(late) == "duplicate"
    kept.table()
    assert asked == []
    assert kept.add(late._replace(fixed_at=late.fixed_at + 4)) == "late"
    kept.table()
    assert asked == list(hours_touched(late.fixed_at + 4))


def test_a_late_pass_moves_the_last_time_forward_and_an_old_one_does_not(
    roads: Roads, streets: Streets
) -> None:
    made = drive(roads, 3)
    later = [fix._replace(fixed_at=fix.fixed_at + 4 * HOUR) for fix in made.fixes]
    before = counted(streets, later)
    after = counted(streets, later + made.fixes)
    assert before.keys() == after.keys()
    for key, one in before.items():
        assert after[key].last >= one.last
        assert after[key].first < one.first
    grown = counted(streets, made.fixes + later)
    assert all(grown[key].last >= one.last for key, one in counted(streets, made.fixes).items())


def test_what_is_refused_changes_nothing(roads: Roads, streets: Streets) -> None:
    kept = Coverage(streets)
    fix = drive(roads, 3).fixes[0]
    assert kept.add(fix._replace(fixed_at=fix.received_at + 90_000)) == "future"
    assert kept.add(fix._replace(lat=91.0)) == "position"
    assert kept.add(fix) == "new"
    assert kept.add(fix) == "duplicate"
    assert kept.table() == {}


def test_aliases_are_published_and_not_devices(roads: Roads, streets: Streets) -> None:
    kept = Coverage(streets, alias=lambda device: f"No. {len(device)}")
    for fix in drive(roads, 3).fixes:
        kept.add(fix)
    assert {one.alias for one in kept.table().values()} == {"No. 4"}


def test_real_traces_in_any_order(city_files: Path) -> None:
    """Plows of Chicago, moved to Syracuse, a fix every 30 s, some of them given twice."""
    city = Streets(read_streets(city_files / "roads" / "syracuse_streets.geojson.gz", "CITYST_ID"))
    path = city_files / "tracks" / "chicago_clearstreets" / "snapshots_2015-12-02.csv"
    fixes = []
    with path.open(encoding="utf-8") as file:
        for told in csv.DictReader(file):
            at = datetime.fromisoformat(told["postingTime"]).timestamp()
            lat, lon = float(told["latitude"]) + 1.1, float(told["longitude"]) + 11.5
            fixes.append(
                Fix(told["assetName"], at, float(told["snapshot"]), lat, lon,
                    heading_deg=float(told["directionDegrees"]) % 360)
            )  # fmt: skip
    expected = counted(city, fixes)
    assert len(expected) > 20
    chance = random.Random(1)
    for _ in range(3):
        shuffled = fixes + chance.sample(fixes, 300)
        chance.shuffle(shuffled)
        assert counted(city, shuffled) == expected


def test_a_corner_touched_before_and_after_gives_no_times() -> None:
    whole = run(0, 100, 100, 110), run(2, 100, 110, 120, forward=False)
    before, after = run(94, 100, 0, 2, forward=False), run(85, 100, 200, 205, forward=False)
    on, back = run(0, 50, 2, 98, segment=1), run(0, 50, 122, 198, segment=1)
    for touched in ([], [before, on], [back, after], [before, on, back, after]):
        found = row(*touched, *whole)
        assert (found.first, found.last) == (START + 100, START + 120)


def test_a_stand_in_the_street_ends_no_visit() -> None:
    found = row(run(0, 90, 0, 10), run(88, 100, 200, 202))
    assert (found.first, found.last) == (START, START + 202)
    found = row(run(0, 12, 0, 10), run(0, 50, 12, 38, segment=1), run(50, 62, 40, 50))
    assert (found.first, found.last) == (START, START + 50), "all, where no part is a good one"
