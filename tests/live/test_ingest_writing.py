"""What is kept of the fixes that come, and what follows from them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live.sent import STORM_S, drive, fix, rows
from sqlalchemy.exc import IntegrityError

from civickit.live import tables, writing
from civickit.live.devices import Device
from civickit.live.site import Site
from civickit.live.writing import Busy, Taken
from civickit.tracks.coverage import hours_touched
from civickit.tracks.fixes import Fix


@pytest.fixture
def plow(each_site: Site) -> Device:
    return each_site.devices.add("plow")[0]


@pytest.fixture
def grader(each_site: Site) -> Device:
    return each_site.devices.add("grader")[0]


@contextmanager
def held(site: Site) -> Iterator[None]:
    """The writer waits after what it writes first: what comes meanwhile shares a transaction."""
    waits, go = Event(), Event()

    def listener(_told: object) -> None:
        waits.set()
        go.wait(30)

    end = site.hub.listen("fixes", listener)
    first = site.writer.submit(site.devices.add("first")[0], [fix()])
    assert waits.wait(30)
    end()
    yield
    go.set()
    assert first.result() == Taken(new=1)


def test_each_fix_has_one_fate(each_site: Site, plow: Device) -> None:
    take = each_site.writer.take
    assert take(plow, [fix(0), fix(20), fix(10), fix(20), fix(30)]) == Taken(
        new=3, late=1, duplicate=1
    )
    assert take(plow, [fix(10), fix(5), fix(40, lat=95.0)]) == Taken(late=1, duplicate=1, refused=1)
    assert take(plow, []) == Taken()
    assert len(rows(each_site, tables.fixes)) == 5


def test_what_a_fix_says_is_kept_to_the_millisecond(each_site: Site, plow: Device) -> None:
    said = Fix("x", STORM_S + 0.1234, STORM_S + 5, 38.4, -145.9, 7.5, 359.0, 4.0, "plowing")
    each_site.writer.take(plow, [said])
    at_ms, received_ms = round(STORM_S * 1000) + 123, round(STORM_S * 1000) + 5000
    kept = (plow.id, at_ms, received_ms, 38.4, -145.9, 7.5, 359.0, 4.0, "plowing")
    assert rows(each_site, tables.fixes) == [kept]


def test_of_two_that_disagree_about_one_moment_the_first_stands(
    each_site: Site, plow: Device
) -> None:
    each_site.writer.take(plow, [fix(0, lat=38.1), fix(0, lat=38.2)])
    each_site.writer.take(plow, [fix(0, lat=38.3)])
    assert rows(each_site, tables.fixes, "lat") == [38.1]
    assert rows(each_site, tables.latest, "lat") == [38.1]


@pytest.mark.parametrize(
    "bad",
    [
        fix(lat=math.nan),
        fix(lon=math.inf),
        fix(lat=0.0, lon=0.0),
        fix(lat=90.1),
        fix(86_401)._replace(received_at=STORM_S),
        fix()._replace(fixed_at=-1.0),
        fix()._replace(fixed_at=math.nan),
        fix()._replace(fixed_at=1e300),
        fix()._replace(fixed_at=1e300, received_at=math.nan),
        fix()._replace(received_at=math.inf, fixed_at=math.inf),
    ],
)
def test_what_cannot_be_is_refused_and_harms_nobody(
    each_site: Site, plow: Device, bad: Fix
) -> None:
    assert each_site.writer.take(plow, [fix(1), bad, fix(2)]) == Taken(new=2, refused=1)
    assert each_site.writer.take(plow, [bad]) == Taken(refused=1)


def test_numbers_that_are_none_are_kept_as_unknown(each_site: Site, plow: Device) -> None:
    odd = fix(speed_m_s=math.inf, heading_deg=math.nan, accuracy_m=-math.inf)
    assert each_site.writer.take(plow, [odd]) == Taken(new=1)
    assert rows(each_site, tables.fixes, "speed_m_s", "heading_deg", "accuracy_m") == [
        (None, None, None)
    ]


def test_a_place_moves_only_to_a_newer_fix(each_site: Site, plow: Device) -> None:
    for at_s, expected in ((60, 60), (30, 60), (90, 90), (90, 90), (0, 90)):
        each_site.writer.take(plow, [fix(at_s, lat=38 + at_s / 1000)])
        [(fixed_ms, lat)] = rows(each_site, tables.latest, "fixed_ms", "lat")
        assert (fixed_ms, lat) == (round(STORM_S + expected) * 1000, 38 + expected / 1000)


def moved_s(site: Site) -> float:
    [moved_ms] = rows(site, tables.latest, "moved_ms")
    return float(moved_ms / 1000 - STORM_S)


def test_since_when_it_stands(each_site: Site, plow: Device) -> None:
    """0.0001 degrees of latitude are 11 m."""
    take = each_site.writer.take
    take(plow, [fix(0, lat=38.40), fix(60, lat=38.41)])
    assert moved_s(each_site) == 60
    take(plow, [fix(120, lat=38.4101), fix(180, lat=38.4102)])
    assert moved_s(each_site) == 60  # less than 30 m: it stands
    take(plow, [fix(240, lat=38.4103)])
    assert moved_s(each_site) == 120  # it creeps: the first is 33 m away now
    take(plow, [fix(90, lat=38.5)])
    assert moved_s(each_site) == 120
    take(plow, [fix(200, lat=38.5)])
    assert moved_s(each_site) == 240  # a late fix says that it was elsewhere


def test_meters_to_the_east_are_shorter_in_the_north(each_site: Site, plow: Device) -> None:
    east = 0.0004  # 44 m at the equator, 22 m at 60 degrees
    each_site.writer.take(plow, [fix(0, lat=60.0, lon=10.0), fix(60, lat=60.0, lon=10 + east)])
    assert moved_s(each_site) == 0
    each_site.writer.take(plow, [fix(120, lat=0.1, lon=10.0), fix(180, lat=0.1, lon=10 + east)])
    assert moved_s(each_site) == 180


def test_one_that_says_little_stands_since_its_fix_before(each_site: Site, plow: Device) -> None:
    for hour in range(4):
        each_site.writer.take(plow, [fix(hour * 10_000)])
    assert moved_s(each_site) == 20_000


def test_only_hours_with_new_fixes_are_counted_again(each_site: Site, plow: Device) -> None:
    each_site.writer.take(plow, [fix(0), fix(7200), fix(2000, lat=99.0)])
    expected = {*hours_touched(STORM_S), *hours_touched(STORM_S + 7200)}
    assert set(rows(each_site, tables.stale_hours, "hour")) == expected
    each_site.storage.run(tables.stale_hours.delete())
    each_site.writer.take(plow, [fix(0), fix(7200)])
    assert rows(each_site, tables.stale_hours) == []


def test_each_touch_of_an_hour_can_be_told_from_the_one_before(
    each_site: Site, plow: Device
) -> None:
    """In one millisecond too, and when the clock is set back."""
    seen = []
    for number in range(4):
        each_site.writer.take(plow, [fix(number)])
        seen.append(max(rows(each_site, tables.stale_hours, "since_ms")))
    each_site.now = lambda: STORM_S - 1000
    each_site.writer.take(plow, [fix(9)])
    seen.append(max(rows(each_site, tables.stale_hours, "since_ms")))
    assert len(set(seen)) == 5
    assert seen[0] == each_site.now_ms + 1_000_000


def test_listeners_hear_of_what_is_new_when_it_is_there(
    each_site: Site, plow: Device, grader: Device
) -> None:
    heard: list[Any] = []

    def listener(told: Any) -> None:
        heard.append((told, len(rows(each_site, tables.fixes))))

    each_site.hub.listen("fixes", listener)
    each_site.writer.take(plow, [fix(0), fix(1)])
    each_site.writer.take(plow, [fix(0)])
    each_site.writer.take(grader, [fix(0)])
    each_site.writer.take(plow, [fix(lat=99.0)])
    assert heard == [({"devices": [plow.id]}, 2), ({"devices": [grader.id]}, 3)]


def test_who_waits_together_shares_a_transaction(each_site: Site) -> None:
    devices = [each_site.devices.add(f"plow {number}")[0] for number in range(30)]
    heard: list[Any] = []
    with held(each_site):
        each_site.hub.listen("fixes", heard.append)
        waiting = [each_site.writer.submit(one, [fix(1), fix(2)]) for one in devices]
    assert [one.result() for one in waiting] == [Taken(new=2)] * 30
    assert heard == [{"devices": [one.id for one in devices]}]


def test_the_fault_of_one_is_not_the_fault_of_others(each_site: Site, plow: Device) -> None:
    unknown = plow._replace(id=9_999)
    with held(each_site):
        before = each_site.writer.submit(plow, [fix(1)])
        wrong = each_site.writer.submit(unknown, [fix(1)])
        after = each_site.writer.submit(plow, [fix(2), fix(1)])
    assert before.result() == Taken(new=1)
    assert after.result() == Taken(new=1, duplicate=1)
    with pytest.raises(IntegrityError):
        wrong.result()
    assert each_site.writer.take(plow, [fix(3)]) == Taken(new=1)


def test_more_than_can_be_written_is_not_let_in(
    each_site: Site, plow: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_WAITING", 10)
    with held(each_site):
        much = each_site.writer.submit(plow, drive(12))
        with pytest.raises(Busy, match="12 fixes wait"):
            each_site.writer.submit(plow, [fix(9_000)])
    assert much.result() == Taken(new=12)
    assert each_site.writer.take(plow, [fix(9_000)]) == Taken(new=1)


def test_a_stopped_writer_has_written_and_begins_again(each_site: Site, plow: Device) -> None:
    with held(each_site):
        waiting = each_site.writer.submit(plow, [fix(1)])
    each_site.writer.stop()
    assert waiting.done()
    each_site.writer.stop()
    assert each_site.writer.take(plow, [fix(2)]) == Taken(new=1)


def test_where_no_thread_is_to_be_had_nobody_waits_for_one(
    each_site: Site, plow: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as short:
        short.setattr(Thread, "start", none)
        with pytest.raises(RuntimeError, match="new thread"):
            each_site.writer.submit(plow, [fix(1)])
    assert each_site.writer.submit(plow, [fix(1)]).result(20) == Taken(new=1)


def test_a_database_that_was_gone_is_used_again(
    each_site: Site, plow: Device, database_url: str
) -> None:
    each_site.writer.take(plow, [fix(1)])
    if database_url:
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        with closing(psycopg.connect(database_url, autocommit=True)) as keeper:
            kill = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
            assert keeper.execute(kill).fetchall()
    assert each_site.writer.take(plow, [fix(2)]) == Taken(new=1)


PLACES = [(38.40, 145.90), (38.4001, 145.90), (38.4002, 145.9001), (38.41, 145.92), (0.0, 0.0)]
MOMENTS = st.integers(0, 300).map(lambda number: number * 61.5)
FIXES = st.dictionaries(
    MOMENTS,
    st.tuples(st.sampled_from(PLACES), st.sampled_from([None, 8.0])),
    min_size=1,
    max_size=25,
).map(
    lambda told: [
        fix(at_s, lat=place[0], lon=place[1], speed_m_s=speed)
        for at_s, (place, speed) in told.items()
    ]
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_in_any_parts_with_any_duplicates_gives_the_same(
    each_site: Site, data: st.DataObject
) -> None:
    fixes = data.draw(FIXES)
    number = len(each_site.devices.all())
    one = each_site.devices.add(f"one {number}")[0]
    other = each_site.devices.add(f"other {number}")[0]
    each_site.writer.take(one, fixes)
    repeated = data.draw(st.permutations(fixes + data.draw(st.lists(st.sampled_from(fixes)))))
    while repeated:
        size = data.draw(st.integers(1, len(repeated)))
        part, repeated = repeated[:size], repeated[size:]
        each_site.writer.take(other, part)
    for table, leave_out in ((tables.fixes, set()), (tables.latest, {"storm_id"}),
                             (tables.stale_hours, {"since_ms"})):  # fmt: skip
        columns = [column.name for column in table.c if column.name not in leave_out]
        found = rows(each_site, table, *columns)
        of = {id_: [row[1:] for row in found if row[0] == id_] for id_ in (one.id, other.id)}
        assert of[one.id] == of[other.id], table.name


def test_a_clock_that_is_hours_ahead_hides_nothing_and_makes_no_storm_of_tomorrow(
    each_site: Site, plow: Device
) -> None:
    """Its fix is kept as promised; where the vehicle is now comes from what is of now."""
    site = each_site
    wrong = fix(20 * 3_600, lat=38.9)._replace(received_at=STORM_S)
    assert site.writer.take(plow, [wrong]).new == 1
    assert rows(site, tables.latest) == rows(site, tables.storms) == []
    assert site.writer.take(plow, [fix(), wrong, fix(-60)]) == Taken(new=1, late=1, duplicate=1)
    assert rows(site, tables.latest, "lat", "fixed_ms") == [(38.4, STORM_S * 1000)]
    assert rows(site, tables.storms, "last_ms") == [STORM_S * 1000]
    assert len(rows(site, tables.fixes)) == 3
    fast = fix(1_800)._replace(received_at=STORM_S)
    site.writer.take(plow, [fast])
    assert rows(site, tables.latest, "fixed_ms") == [fast.fixed_at * 1000]
