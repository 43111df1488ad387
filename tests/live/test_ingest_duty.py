"""The button: when a device is on duty, and what it is doing."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live.sent import STORM_S, drive, fix, rows
from live.storm_drives import drive as on_streets
from live.storm_drives import plow as plow_of

from civickit.core.errors import InvalidRecord
from civickit.live import counting, tables
from civickit.live._keep import Keeper
from civickit.live._street_tables import runs
from civickit.live.counting import count_all
from civickit.live.devices import Device
from civickit.live.duty import Duty
from civickit.live.site import Site
from civickit.live.writing import Taken

OFF = Duty(False, None, "unknown")


def ms(seconds: float) -> int:
    return round((STORM_S + seconds) * 1000)


def times(site: Site) -> list[float]:
    return [round(at_ms / 1000 - STORM_S, 3) for at_ms in rows(site, tables.fixes, "fixed_ms")]


@pytest.fixture
def plow(each_site: Site) -> Device:
    return each_site.devices.add("plow")[0]


@pytest.fixture
def button(each_site: Site) -> Device:
    return each_site.devices.add("button", by_button=True)[0]


def test_a_device_without_a_button_is_on_duty_while_it_sends(each_site: Site, plow: Device) -> None:
    assert each_site.duties.of(plow) == Duty(True, None, "unknown")
    assert each_site.writer.take(plow, [fix(0), fix(60)]) == Taken(new=2)


def test_from_the_first_press_on_the_button_decides(
    each_site: Site, plow: Device, clock: Any
) -> None:
    each_site.writer.take(plow, [fix(-60)])
    clock.forward(600)
    each_site.duties.start(plow, ms(100))
    each_site.duties.stop(plow, ms(200))
    sent = [fix(at) for at in (50, 99.999, 100, 150, 199.999, 200, 300)]
    assert each_site.writer.take(plow, sent) == Taken(new=3, off_duty=4)
    assert times(each_site) == [-60, 100, 150, 199.999]
    assert each_site.devices.named("plow").by_button


def test_a_stop_as_the_first_press_ends_the_duty(each_site: Site, plow: Device) -> None:
    assert each_site.duties.stop(plow) == OFF
    assert each_site.writer.take(plow, [fix(1)]) == Taken(off_duty=1)


def test_a_state_as_the_first_press_begins_a_duty(each_site: Site, plow: Device) -> None:
    assert each_site.duties.set_state(plow, "salting") == Duty(True, ms(0), "salting")
    assert each_site.writer.take(plow, [fix(-1), fix(1)]) == Taken(new=1, off_duty=1)


def test_one_made_for_the_button_is_off_duty_until_it_is_pressed(
    each_site: Site, button: Device
) -> None:
    assert each_site.duties.of(button) == OFF
    assert each_site.writer.take(button, [fix()]) == Taken(off_duty=1)
    assert each_site.duties.start(button) == Duty(True, ms(0), "unknown")
    assert each_site.writer.take(button, [fix(), fix(1)]) == Taken(new=2)


def test_what_a_phone_sends_after_its_duty_of_that_duty_is_taken(
    each_site: Site, button: Device, clock: Any
) -> None:
    each_site.duties.start(button)
    clock.forward(3600)
    each_site.duties.stop(button)
    clock.forward(7200)
    assert each_site.writer.take(button, [fix(1800), fix(5400)]) == Taken(new=1, off_duty=1)


def test_pressing_twice_does_no_harm(each_site: Site, button: Device, clock: Any) -> None:
    each_site.duties.start(button)
    clock.forward(60)
    assert each_site.duties.start(button).since_ms == ms(0)
    clock.forward(60)
    assert each_site.duties.stop(button) == OFF
    clock.forward(60)
    assert each_site.duties.stop(button) == OFF
    assert rows(each_site, tables.duties, "started_ms", "ended_ms") == [(ms(0), ms(120))]


def test_the_same_presses_told_again_change_nothing(
    each_site: Site, button: Device, clock: Any
) -> None:
    clock.forward(1000)
    for _ in range(2):
        each_site.duties.start(button, ms(100))
        each_site.duties.set_state(button, "plowing", ms(110))
        each_site.duties.stop(button, ms(200))
        each_site.duties.start(button, ms(300))
        each_site.duties.stop(button, ms(400))
    duties = rows(each_site, tables.duties, "started_ms", "ended_ms")
    assert duties == [(ms(100), ms(200)), (ms(300), ms(400))]
    assert rows(each_site, tables.work_states, "at_ms", "state") == [(ms(110), "plowing")]


def test_a_start_told_late_makes_the_duty_longer(
    each_site: Site, button: Device, clock: Any
) -> None:
    clock.forward(1000)
    each_site.duties.start(button, ms(300))
    each_site.duties.start(button, ms(100))
    assert rows(each_site, tables.duties, "started_ms", "ended_ms") == [(ms(100), None)]


def test_a_stop_told_late_takes_back_what_was_kept_since(
    each_site: Site, plow: Device, clock: Any
) -> None:
    """The phone had no network when the button was pressed, another app on it had."""
    site = each_site
    clock.forward(900)
    site.duties.start(plow, ms(0))
    site.writer.take(plow, drive(60))
    site.duties.stop(plow, ms(449))
    assert times(site) == [15.0 * number for number in range(30)]
    assert rows(site, tables.latest, "fixed_ms") == [ms(435)]
    assert site.writer.take(plow, [fix(460)]) == Taken(off_duty=1)
    site.duties.start(plow, ms(600))
    site.duties.stop(plow, ms(449))
    assert len(times(site)) == 30


def test_a_clock_that_is_days_behind_takes_back_one_day_at_most(
    each_site: Site, plow: Device, clock: Any
) -> None:
    site = each_site
    clock.forward(900)
    site.writer.take(plow, drive(60))
    clock.forward(86_400)
    site.duties.stop(plow, ms(-9 * 86_400))
    assert times(site) == [15.0 * number for number in range(60)]
    assert site.duties.of(plow) == OFF


def test_what_was_driven_after_the_end_is_counted_no_more(site: Site, clock: Any) -> None:
    device = plow_of(site, "one")
    made = on_streets(site, 1, STORM_S - 7_200).fixes
    site.writer.take(device, made)
    count_all(site)
    every = rows(site, runs, "started_ms")
    end_s = made[len(made) // 2].fixed_at
    site.duties.stop(device, round(end_s * 1000))
    count_all(site)
    left = rows(site, runs, "ended_ms")
    assert 0 < len(left) < len(every)
    assert max(left) <= end_s * 1000
    site.writer.stop()


def test_an_end_told_while_its_hour_is_counted_takes_back_too(
    site: Site, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = plow_of(site, "one")
    made = on_streets(site, 1, STORM_S - 7_200).fixes
    site.writer.take(device, made)
    end_ms = round(made[len(made) // 2].fixed_at * 1000)
    real = counting.count

    def and_then_the_end_comes(of: Site, stale: Any) -> Any:
        counted = real(of, stale)
        monkeypatch.setattr(counting, "count", real)
        site.duties.stop(device, end_ms)
        return counted

    monkeypatch.setattr(counting, "count", and_then_the_end_comes)
    count_all(site)
    assert 0 < max(rows(site, runs, "ended_ms")) <= end_ms
    site.writer.stop()


def test_an_end_told_while_fixes_are_written_finds_them(each_site: Site, button: Device) -> None:
    """Two processes on PostgreSQL: neither sees what the other has not finished."""
    each_site.duties.start(button, ms(-600))
    row = {"device_id": button.id, "received_ms": ms(0), "lat": 38.4, "lon": 145.9}
    sent = [
        {**row, "fixed_ms": ms(at), "state": "unknown"}
        | dict.fromkeys(("speed_m_s", "heading_deg", "accuracy_m"))
        for at in (-300, -60)
    ]
    end = Thread(target=each_site.duties.stop, args=(button, ms(-200)))
    with each_site.storage.write() as connection:
        Keeper(each_site).keep(connection, [sent])
        end.start()
        end.join(1)
        assert end.is_alive()
    end.join()
    assert times(each_site) == [-300]


def test_a_press_in_the_future_counts_as_now(each_site: Site, button: Device) -> None:
    assert each_site.duties.start(button, 2**62).since_ms == ms(0)
    assert each_site.duties.stop(button, 2**62) == OFF
    assert rows(each_site, tables.duties, "ended_ms") == [ms(0)]


def test_what_cannot_be_pressed_is_told(each_site: Site, button: Device) -> None:
    with pytest.raises(InvalidRecord, match="set the clock"):
        each_site.duties.start(button, -1)
    with pytest.raises(InvalidRecord, match="'flying' is none of plowing"):
        each_site.duties.set_state(button, "flying")  # type: ignore[arg-type]
    assert each_site.duties.of(button) == OFF


def test_a_fix_takes_the_last_word_before_it_in_its_duty(
    each_site: Site, button: Device, clock: Any
) -> None:
    clock.forward(10_000)
    for start, stop in ((0, 1000), (2000, 3000)):
        each_site.duties.start(button, ms(start))
        each_site.duties.stop(button, ms(stop))
    each_site.duties.set_state(button, "plowing", ms(100))
    each_site.duties.set_state(button, "driving", ms(500))
    each_site.duties.set_state(button, "salting", ms(1500))  # off duty: of no duty
    sent = [fix(at) for at in (50, 100, 499, 500, 900, 2500)] + [fix(600, state="salting")]
    each_site.writer.take(button, sent)
    assert rows(each_site, tables.fixes, "fixed_ms", "state") == [
        (ms(50), "unknown"),
        (ms(100), "plowing"),
        (ms(499), "plowing"),
        (ms(500), "driving"),
        (ms(600), "salting"),
        (ms(900), "driving"),
        (ms(2500), "unknown"),
    ]


def test_a_word_told_late_reaches_the_fixes_that_came_before_it(
    each_site: Site, button: Device, clock: Any
) -> None:
    each_site.duties.start(button)
    clock.forward(7000)
    each_site.duties.stop(button, ms(5000))
    each_site.writer.take(button, [fix(at) for at in (10, 100, 3000, 4000)])
    each_site.duties.set_state(button, "driving", ms(4000))
    each_site.storage.run(tables.stale_hours.delete())
    each_site.duties.set_state(button, "plowing", ms(100))
    assert rows(each_site, tables.fixes, "fixed_ms", "state") == [
        (ms(10), "unknown"),
        (ms(100), "plowing"),
        (ms(3000), "plowing"),
        (ms(4000), "driving"),
    ]
    assert rows(each_site, tables.latest, "state") == ["driving"]
    assert rows(each_site, tables.stale_hours, "device_id") != []


def test_who_is_on_duty_is_told_of_all(each_site: Site, plow: Device, button: Device) -> None:
    each_site.devices.add("gone")
    each_site.devices.revoke("gone")
    gone = each_site.devices.named("gone")
    each_site.duties.start(button)
    each_site.duties.set_state(button, "plowing")
    assert each_site.duties.of_all() == {
        plow.id: Duty(True, None, "unknown"),
        button.id: Duty(True, ms(0), "plowing"),
        gone.id: OFF,
    }


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    presses=st.lists(
        st.tuples(st.sampled_from(["start", "stop"]), st.integers(0, 60)),
        min_size=1,
        max_size=12,
        unique_by=lambda one: one[1],
    ).map(lambda told: sorted(told, key=lambda one: one[1]))
)
def test_in_order_the_last_press_before_a_fix_decides(
    site: Site, clock: Any, presses: list[tuple[str, int]]
) -> None:
    clock.now = STORM_S + 1000
    device, _ = site.devices.add(f"plow {len(site.devices.all())}", by_button=True)
    for press, at in presses:
        getattr(site.duties, press)(device, ms(at))
    last = [
        next((press for press, when in reversed(presses) if when <= at), "") for at in range(61)
    ]
    taken = site.writer.take(device, [fix(at) for at in range(61)])
    assert taken == Taken(new=last.count("start"), off_duty=61 - last.count("start"))
