"""Fixes become streets: in any order, over a restart, with others beside, and again when late."""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live.conftest import STORM_S, Clock
from live.storm_drives import HOUR, drive, kept, moved, plow, rows, send
from sqlalchemy import delete, func, insert, select, update

from civickit.core.errors import CivicKitError
from civickit.live import _street_tables as tables
from civickit.live._show import KEPT_S
from civickit.live.counting import Counter, OtherCounts, count_all, counter_of, step
from civickit.live.lease import leases
from civickit.live.site import SITE, Site
from civickit.live.tables import fixes, stale_hours
from civickit.tracks.coverage import Coverage
from civickit.tracks.fixes import Fix

BEGIN_S = STORM_S - 2 * HOUR


@pytest.fixture
def town(site: Site) -> Iterator[Site]:
    yield site
    site.writer.stop()


def count_of(site: Site, table: Any) -> int:
    with site.storage.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_street_that_was_plowed_is_worked_since_the_plow_left_it(town: Site) -> None:
    made = drive(town, 1, BEGIN_S)
    send(town, plow(town, "one"), made.fixes)
    count_all(town)
    by_id = {one.id: number for number, one in enumerate(town.network.segments)}
    streets = town.ledger.streets()
    assert len(streets) >= 25
    for one in streets:
        assert one.claim == "worked"
        assert one.work == "plowing"
        assert one.last == pytest.approx(made.truth[by_id[one.id]].last, abs=20)
    ways = town.ledger.street(streets[0].id)
    assert ways[0] == streets[0]
    assert {one.direction for one in ways[1:]} <= {"forward", "backward"}
    assert len(ways) > 1
    assert count_of(town, stale_hours) == 0


def test_a_driver_whose_blade_is_up_has_passed(town: Site) -> None:
    send(town, plow(town, "one"), drive(town, 1, BEGIN_S, state="driving").fixes)
    count_all(town)
    assert {one.claim for one in town.ledger.streets()} == {"passed"}


def test_streets_appear_while_the_plow_is_on_its_way(town: Site, clock: Clock) -> None:
    """Long before its hour is over, and the count of the hour then says the same."""
    device, made = plow(town, "one"), drive(town, 1, STORM_S, count=40)
    for fix in made.fixes:
        clock.now = fix.fixed_at + 1
        send(town, device, [fix])
        step(town)
        if not count_of(town, tables.runs):
            before_the_count = len(town.ledger.streets())
    assert made.fixes[-1].fixed_at < STORM_S + HOUR
    assert before_the_count > 10
    live = town.ledger.streets()
    clock.forward(2 * HOUR)
    while step(town):
        pass
    assert count_of(town, stale_hours) == 0
    counted = {one.id: one for one in town.ledger.streets()}
    assert {one.id for one in live if one.claim == "worked"} <= {
        id_ for id_, one in counted.items() if one.claim == "worked"
    }


def test_what_was_shown_stays_for_hours_and_is_then_set_right(town: Site, clock: Clock) -> None:
    """Fixes that turn up late show that the vehicle was elsewhere: nothing jumps back at once."""
    device = plow(town, "one")
    send(town, device, drive(town, 1, BEGIN_S).fixes)
    count_all(town)
    shown = town.ledger.streets()
    with town.storage.write() as connection:
        connection.execute(delete(fixes))
        connection.execute(update(tables.hours).values(needed=0))
        hours = connection.execute(select(tables.hours.c.device_id, tables.hours.c.hour)).all()
        stale = [{"device_id": id_, "hour": hour, "since_ms": 1} for id_, hour in hours]
        connection.execute(insert(stale_hours), stale)
    count_all(town)
    assert count_of(town, tables.runs) == 0
    assert town.ledger.streets() == shown
    clock.forward(KEPT_S + 1)
    step(town)
    assert town.ledger.streets() == []
    assert town.ledger.street(shown[0].id) == []


def test_a_late_fix_moves_the_last_time_forward_and_never_back(town: Site, clock: Clock) -> None:
    device, made = plow(town, "one"), drive(town, 1, BEGIN_S)
    send(town, device, made.fixes)
    count_all(town)
    before = {one.id: one.last for one in town.ledger.streets()}
    send(town, device, [moved(fix, -6 * HOUR) for fix in made.fixes])
    count_all(town)
    assert {one.id: one.last for one in town.ledger.streets()} == before
    send(town, device, [moved(fix, HOUR) for fix in made.fixes])
    count_all(town)
    after = {one.id: one.last for one in town.ledger.streets()}
    assert all(after[id_] == pytest.approx(last + HOUR, abs=1) for id_, last in before.items())


def test_the_table_is_what_tracks_say(each_site: Site) -> None:
    """The storage adds and loses nothing: the same rows as of the fixes in memory."""
    town = each_site
    town.background.append(Counter(town))
    expected = Coverage(town.streets)
    for number in range(3):
        device = plow(town, f"plow {number}")
        made = drive(town, number, BEGIN_S + number * 1_000, count=60)
        send(town, device, made.fixes)
        for fix in made.fixes:
            expected.add(fix._replace(device=str(device.id)))
    count_all(town)
    found = {
        (row["street"], row["direction"]): row
        for row in kept(town)["cleared"]
    }  # fmt: skip
    for by_direction in (True, False):
        for (id_, direction), one in expected.table(by_direction=by_direction).items():
            row = found.pop((str(id_), direction))
            assert (row["claim"], row["work"]) == (one.claim, one.work)
            assert row["alias"] == f"device {one.alias}"
            assert row["last_ms"] == round(one.last * 1000)
            assert row["first_ms"] == round(one.first * 1000)
            assert row["share"] == pytest.approx(one.share, abs=1e-9)
            assert row["confidence"] == pytest.approx(one.confidence, abs=1e-9)
    assert found == {}


class Town:
    """An app of its own for each example, with three plows that drive over some hours."""

    def __init__(self, make_live: Callable[..., Flask], folder: Path, clock: Clock) -> None:
        self.site: Site = make_live(STATE=folder).extensions[SITE]
        self.clock = clock
        self.plows = [plow(self.site, f"plow {number}") for number in range(3)]

    def traces(self) -> list[tuple[int, Fix]]:
        return [
            (number, fix)
            for number in range(3)
            for fix in drive(self.site, number, BEGIN_S + number * 1_500, count=50).fixes
        ]

    def send(self, some: list[tuple[int, Fix]]) -> None:
        for number, device in enumerate(self.plows):
            if given_ := [fix for whose, fix in some if whose == number]:
                send(self.site, device, given_)

    def settle(self) -> dict[str, Any]:
        """What is kept once everything is counted and nothing old is shown any more."""
        count_all(self.site)
        self.clock.forward(KEPT_S + 1)
        count_all(self.site)
        self.site.writer.stop()
        return kept(self.site)


@pytest.fixture
def make_town(make_live: Callable[..., Flask], clock: Clock) -> Iterator[Callable[[], Town]]:
    folders: list[TemporaryDirectory[str]] = []

    def make() -> Town:
        clock.now = STORM_S
        folders.append(TemporaryDirectory())
        return Town(make_live, Path(folders[-1].name), clock)

    yield make
    for one in folders:
        one.cleanup()


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False), data=st.data())
def test_any_order_any_batches_and_a_restart_give_the_same(
    make_town: Callable[[], Town], chance: random.Random, data: st.DataObject
) -> None:
    """Fixes in any order, some twice, a bit at a time; steps of the counter between them, and a
    counter that ends in the middle without a word."""
    plain = make_town()
    traces = plain.traces()
    plain.send(traces)
    expected = plain.settle()
    assert len(expected["runs"]) > 150
    town = make_town()
    mixed = traces + chance.sample(traces, 40)
    chance.shuffle(mixed)
    while mixed:
        size = data.draw(st.integers(1, 150), "batch")
        town.send(mixed[:size])
        del mixed[:size]
        then = data.draw(st.sampled_from(["nothing", "step", "all", "restart"]), "then")
        town.clock.forward(data.draw(st.sampled_from([0.0, 5.0, 700.0]), "time"))
        if then == "restart":
            town.site.background[:] = [
                Counter(town.site) if isinstance(one, Counter) else one
                for one in town.site.background
            ]
            time_passes_for_leases(town.site)
        if then in {"step", "restart"}:
            step(town.site)
        if then == "all":
            count_all(town.site)
    assert town.settle() == expected


def test_only_one_counts_and_another_takes_over_after_a_crash(town: Site, clock: Clock) -> None:
    first, second = counter_of(town), Counter(town)
    send(town, plow(town, "one"), drive(town, 1, BEGIN_S).fixes)
    assert first.step(everything=True)
    send(town, plow(town, "two"), drive(town, 2, BEGIN_S).fixes)
    assert not second.step(everything=True)
    assert count_of(town, stale_hours) > 0
    time_passes_for_leases(town)
    while second.step(everything=True):
        pass
    assert count_of(town, stale_hours) == 0
    with pytest.raises(OtherCounts), first._writing():  # it slept, and believes that it may
        pytest.fail("two count at once")


def time_passes_for_leases(site: Site) -> None:
    """The time for which others wait is over: the process that counted is dead."""
    site.storage.run(update(leases).values(until_ms=1))


def test_a_counter_that_stops_leaves_the_work_to_others_at_once(town: Site) -> None:
    assert not counter_of(town).step()
    assert not Counter(town).lease.take()
    counter_of(town).stop()
    assert Counter(town).lease.take()


def test_a_fix_that_comes_while_its_hour_is_counted_is_counted_too(
    town: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from civickit.live import counting

    device, made = plow(town, "one"), drive(town, 1, BEGIN_S)
    half = len(made.fixes) // 2
    send(town, device, made.fixes[:half])
    real = counting.count

    def and_then_comes_more(site: Site, stale: Any) -> Any:
        counted = real(site, stale)
        monkeypatch.setattr(counting, "count", real)
        send(site, device, made.fixes[half:])
        return counted

    monkeypatch.setattr(counting, "count", and_then_comes_more)
    count_all(town)
    assert count_of(town, stale_hours) == 0
    with town.storage.read() as connection:
        last = connection.execute(select(func.max(tables.runs.c.ended_ms))).scalar_one()
    assert last == pytest.approx(made.fixes[-1].fixed_at * 1000, abs=60_000)


def test_a_fault_between_runs_and_the_end_of_their_hour_undoes_both(
    town: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from civickit.live import _count_keep

    send(town, plow(town, "one"), drive(town, 1, BEGIN_S).fixes)
    stale = count_of(town, stale_hours)

    def power_fails(*_: object) -> None:
        raise OSError("no power")

    with monkeypatch.context() as patch:
        patch.setattr(_count_keep, "touch", power_fails)
        with pytest.raises(OSError, match="no power"):
            count_all(town)
    assert (count_of(town, tables.runs), count_of(town, stale_hours)) == (0, stale)
    count_all(town)
    assert count_of(town, tables.runs) > 0
    assert len(town.ledger.streets()) > 20


def test_runs_outlive_the_fixes_they_were_counted_from(town: Site, clock: Clock) -> None:
    device, made = plow(town, "one"), drive(town, 1, BEGIN_S)
    send(town, device, made.fixes)
    count_all(town)
    before = kept(town)
    clock.forward(31 * 86_400)
    town.storage.run(delete(fixes))
    straggler = made.fixes[len(made.fixes) // 2]
    send(town, device, [straggler._replace(fixed_at=straggler.fixed_at + 3)])
    assert count_of(town, stale_hours) > 0
    count_all(town)
    assert count_of(town, stale_hours) == 0
    assert kept(town) == before


def test_fixes_that_come_after_weeks_are_counted_where_nothing_was(
    town: Site, clock: Clock
) -> None:
    clock.forward(40 * 86_400)
    send(town, plow(town, "one"), drive(town, 1, BEGIN_S).fixes)
    count_all(town)
    assert len(town.ledger.streets()) > 20


def network_file(folder: Path, site: Site, *, without: str, renamed: tuple[str, str]) -> Path:
    told = json.loads(site.settings.path.read_text(encoding="utf-8"))
    told["features"] = [one for one in told["features"] if one["id"] != without]
    for one in told["features"]:
        one["id"] = renamed[1] if one["id"] == renamed[0] else one["id"]
    path = folder / "streets.geojson"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


@pytest.mark.parametrize("fixes_left", [True, False])
def test_a_new_file_of_streets_keeps_what_was_driven(
    town: Site,
    make_live: Callable[..., Flask],
    tmp_path: Path,
    clock: Clock,
    fixes_left: bool,
) -> None:
    """Streets are known by their ids; those that are there still keep their state."""
    send(town, plow(town, "one"), drive(town, 1, BEGIN_S).fixes)
    count_all(town)
    before = {one.id: one for one in town.ledger.streets()}
    by_time = sorted(before, key=lambda id_: before[id_].first)
    gone, old_name = by_time[0], by_time[-5]  # far from each other: ways lead round what is gone
    if not fixes_left:
        clock.forward(31 * 86_400)
        town.storage.run(delete(fixes))
    path = network_file(tmp_path, town, without=str(gone), renamed=(str(old_name), "new 1"))
    site: Site = make_live(DATA=path).extensions[SITE]
    time_passes_for_leases(site)
    count_all(site)
    clock.forward(KEPT_S + 1)
    count_all(site)
    after = {one.id: one for one in site.ledger.streets()}
    assert gone not in after
    assert ("new 1" in after) == fixes_left
    far = set(by_time[8:]) - {old_name}  # near what is gone the way is another
    assert len(far) > 15
    for id_ in far:
        assert after[id_].last == pytest.approx(before[id_].last, abs=0.01)


def test_a_new_season_begins_with_nothing(town: Site, clock: Clock) -> None:
    device = plow(town, "one")
    send(town, device, drive(town, 1, BEGIN_S).fixes)
    count_all(town)
    assert town.ledger.streets()
    clock.forward(200 * 86_400)  # summer: last winter is still told
    count_all(town)
    assert town.ledger.streets()
    clock.now = BEGIN_S + 366 * 86_400
    again = [moved(fix, 366 * 86_400) for fix in drive(town, 2, BEGIN_S, count=8).fixes]
    send(town, device, again)
    count_all(town)
    streets = town.ledger.streets()
    assert 0 < len(streets) <= 10
    assert min(one.first for one in streets) > BEGIN_S + 365 * 86_400


def test_a_vehicle_that_stands_clears_nothing(town: Site, clock: Clock) -> None:
    chance = random.Random(4)
    lat, lon = town.network.segments[40].line[0]
    device = plow(town, "one")
    for k in range(240):
        at = BEGIN_S + 15 * k
        clock.now = at + 1
        place = lat + chance.gauss(0, 1e-4), lon + chance.gauss(0, 1e-4)
        send(town, device, [Fix("", at, at, *place, state="plowing")])
        step(town)
    count_all(town)
    assert town.ledger.streets() == []
    assert count_of(town, tables.runs) == 0
    assert rows(town, tables.hours)[0]["used"] == 0


@pytest.mark.slow
def test_parked_vehicles_of_chicago_clear_nothing(
    make_live: Callable[..., Flask], city_files: Path, tmp_path: Path
) -> None:
    """The batches that could not be matched: most of them parked. Moved onto real streets, through
    the door that all fixes take."""
    with gzip.open(city_files / "roads" / "syracuse_streets.geojson.gz") as packed:
        roads = json.load(packed)
    for one in roads["features"]:
        one["id"] = one["properties"]["CITYST_ID"]
    (tmp_path / "streets.geojson").write_text(json.dumps(roads), encoding="utf-8")
    site: Site = make_live(DATA=tmp_path / "streets.geojson").extensions[SITE]
    middle = site.network.segments[2_000].line[0]
    path = city_files / "tracks" / "chicago_clearstreets" / "unmatched_traces_2016-12.csv"
    traces: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = row["asset_id"], row["trace_end_unix"]
            traces.setdefault(key, []).append((float(row["lat"]), float(row["lon"])))
    parked = 0
    device = plow(site, "parked")
    for number, places in enumerate(traces.values()):
        lats, lons = [lat for lat, _ in places], [lon for _, lon in places]
        if max(lats) - min(lats) > 0.0009 or max(lons) - min(lons) > 0.0012 or len(places) < 3:
            continue
        parked += 1
        begin = STORM_S - 3_000_000 + number * 1_500
        send(
            site,
            device,
            [
                Fix("", begin + 30 * k, begin + 30 * k, middle[0] + lat - lats[0],
                    middle[1] + lon - lons[0], state="plowing")
                for k, (lat, lon) in enumerate(places)
            ],
        )  # fmt: skip
    count_all(site)
    site.writer.stop()
    assert parked > 1_000
    claimed = [one for one in site.ledger.streets() if one.claim != "unknown"]
    assert claimed == []


def test_an_app_that_clears_nothing_has_no_counter(site: Site) -> None:
    site.background.clear()
    with pytest.raises(CivicKitError, match="counts no streets"):
        count_all(site)


def test_while_nobody_drives_nothing_is_written(
    town: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A memory card takes only so many writes, and a winter has ten million seconds."""
    from civickit.live import counting

    monkeypatch.setattr(counting, "RENEW_S", 1e9)
    send(town, plow(town, "one"), drive(town, 1, BEGIN_S).fixes)
    count_all(town)
    monkeypatch.setattr(town.storage, "write", lambda: pytest.fail("written for nothing"))
    for _ in range(3):
        clock.forward(1)
        assert not step(town)


def test_it_counts_beside_the_answers(town: Site) -> None:
    """In a thread, told by the hub; the clock of the site stands still."""
    import time

    counting = counter_of(town)
    counting.start("")
    try:
        send(town, plow(town, "one"), drive(town, 1, BEGIN_S).fixes)
        until = time.monotonic() + 30
        while not town.ledger.streets() and time.monotonic() < until:
            time.sleep(0.05)
        assert town.ledger.streets()
    finally:
        counting.stop()


def test_no_street_was_cleared_tomorrow(town: Site, clock: Clock) -> None:
    """A clock that is hours ahead says nothing until its time has come."""
    late = [one._replace(received_at=STORM_S) for one in drive(town, 1, STORM_S + 9 * HOUR).fixes]
    send(town, plow(town, "one"), late)
    step(town)
    count_all(town)
    assert town.ledger.streets() == []
    clock.forward(11 * HOUR)
    count_all(town)
    assert len(town.ledger.streets()) > 20


def test_a_clock_that_is_set_back_does_not_stop_the_count(town: Site, clock: Clock) -> None:
    clock.forward(5 * HOUR)
    send(town, plow(town, "one"), drive(town, 1, BEGIN_S).fixes)
    step(town)
    clock.forward(-5 * HOUR)
    while step(town):
        pass
    assert count_of(town, stale_hours) == 0
    assert len(town.ledger.streets()) > 20


def test_a_lease_of_a_clock_that_was_set_back_holds_nobody_up(town: Site) -> None:
    """Whoever held it has gone; by its clock it would last for another day."""
    assert Counter(town).lease.take()
    assert not Counter(town).lease.take()
    town.storage.run(update(leases).values(until_ms=leases.c.until_ms + 86_400_000))
    assert Counter(town).lease.take()


def test_without_a_database_what_was_read_stands(town: Site) -> None:
    send(town, plow(town, "one"), drive(town, 1, BEGIN_S).fixes)
    count_all(town)
    streets = town.ledger.streets()
    with town.storage.write() as connection:
        connection.exec_driver_sql("ALTER TABLE counter RENAME TO gone")
    town.hub.publish("streets", {})
    assert town.ledger.streets() == streets
    with town.storage.write() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO counter")
