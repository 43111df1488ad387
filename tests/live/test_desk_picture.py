"""The live picture: who is where, who is silent, what waits; and what the script reads of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from live.conftest import Clock
from live.desking import HOSTILE, Staff, assert_harmless
from live.public_storm import know
from live.reporting import send as report
from sqlalchemy import insert

from civickit.live.board import Vehicle
from civickit.live.desk.picture import SILENT_S, last_heard, numbered, on_duty, silent
from civickit.live.desk.room import Room
from civickit.live.devices import Device
from civickit.live.reports.records import NewReport
from civickit.live.reports.storing import Reports
from civickit.live.reports.tables import reports
from civickit.live.site import Site
from civickit.live.tables import storms
from civickit.tracks.fixes import Fix

HERE = (38.4, 146.0)


@pytest.fixture
def room(site: Site) -> Iterator[Room]:
    yield Room(site)
    site.writer.stop()


def plow(site: Site, name: str, *, by_button: bool = False) -> Device:
    return site.devices.add(name, contractor="Kitahara", by_button=by_button)[0]


def fix(site: Site, device: Device, *, ago_s: float = 0, north_m: float = 0) -> None:
    """A fix of so long ago, which comes now."""
    at, lat = site.now() - ago_s, HERE[0] + north_m / 111_000
    site.writer.take(device, [Fix(device.name, at, site.now(), lat, HERE[1], state="plowing")])


def names(rows: list[object]) -> list[str]:
    return [one.device.name for one in rows]  # type: ignore[attr-defined]


# Who is silent


def test_who_is_on_duty_and_says_nothing_is_silent_the_longest_first(
    room: Room, site: Site, clock: Clock
) -> None:
    first, second, third, off = (plow(site, name, by_button=True) for name in "abcd")
    for one in (first, second, third, off):
        site.duties.start(one)
    fix(site, first)
    clock.forward(60)
    fix(site, second)
    site.duties.stop(off)
    clock.forward(SILENT_S)
    fix(site, third)
    busy = on_duty(room)
    assert names(busy) == ["a", "b", "c"]
    assert names(silent(room, busy)) == ["a"]
    clock.forward(1)
    assert names(silent(room, on_duty(room))) == ["a", "b"]
    fix(site, first)
    clock.forward(1.1)  # the board looks once a second
    assert names(silent(room, on_duty(room))) == ["b"]


def test_who_began_a_duty_and_never_sent_is_silent_since_then(
    room: Room, site: Site, clock: Clock
) -> None:
    device = plow(site, "a", by_button=True)
    site.duties.start(device)
    began = site.now()
    clock.forward(SILENT_S + 1)
    [row] = silent(room, on_duty(room))
    assert row.vehicle is None
    assert last_heard(row) == began


def test_a_duty_that_begins_after_a_long_pause_is_not_silent_at_once(
    room: Room, site: Site, clock: Clock
) -> None:
    device = plow(site, "a", by_button=True)
    site.duties.start(device)
    fix(site, device)
    site.duties.stop(device)
    clock.forward(10 * 3_600)
    site.duties.start(device)
    clock.forward(SILENT_S - 1)
    assert silent(room, on_duty(room)) == []


def test_without_a_button_one_is_on_duty_as_long_as_one_is_heard(
    room: Room, site: Site, clock: Clock
) -> None:
    device = plow(site, "a")
    assert on_duty(room) == []
    fix(site, device)
    clock.forward(SILENT_S + 1)
    assert names(silent(room, on_duty(room))) == ["a"]
    clock.forward(site.settings.hide_silent_s)
    assert on_duty(room) == []


def test_fixes_that_come_late_are_a_word_all_the_same(room: Room, site: Site, clock: Clock) -> None:
    device = plow(site, "a", by_button=True)
    site.duties.start(device)
    clock.forward(SILENT_S + 1)
    fix(site, device, ago_s=SILENT_S)
    assert silent(room, on_duty(room)) == []


def test_the_lists_say_it(live_app: Flask, site: Site, clock: Clock) -> None:
    heard, never = plow(site, "heard", by_button=True), plow(site, "never", by_button=True)
    for one in (heard, never):
        site.duties.start(one)
    fix(site, heard)
    clock.forward(601)
    page = Staff(live_app).page("/desk/lists")
    silence = page[page.index('data-section="silent"') : page.index('data-section="duty"')]
    assert "last heard 10 min ago" in silence
    assert "nothing since duty began 10 min ago" in silence
    assert 'data-section="progress"' in page
    site.writer.stop()


# The map


def vehicle(alias: int, device_id: int, fixed_at: float) -> Vehicle:
    more = ("Kitahara", "plow", True, fixed_at, None, "")
    return Vehicle(alias, *HERE, None, None, "plowing", fixed_at, False, device_id, "x", *more)


def test_two_with_one_number_from_different_storms_are_both_on_the_map() -> None:
    old, new, other = vehicle(7, 1, 100.0), vehicle(7, 2, 200.0), vehicle(8, 3, 50.0)
    assert dict(numbered([old, new, other])) == {7: new, -1: old, 8: other}


def test_the_script_gets_every_vehicle_also_hidden_ones_and_every_report(
    live_app: Flask, site: Site, clock: Clock
) -> None:
    standing = plow(site, "standing", by_button=True)
    site.duties.start(standing, site.now_ms - 2_000)
    fix(site, standing, ago_s=1)
    site.duties.stop(standing)
    report(live_app.test_client(), text="tree")
    told = Staff(live_app).get("/desk/live.json").json
    assert told
    [row] = (dict(zip(told["fields"], one, strict=True)) for one in told["vehicles"])
    assert (row["device"], row["hidden"], row["state"]) == ("standing", "off_duty", "plowing")
    assert (row["lat"], row["lon"]) == HERE
    assert told["reports"] == [
        {
            "id": 1,
            "lat": 38.4036,
            "lon": 145.995,
            "status": "new",
            "kind": "tree",
            "urgent": True,
        }
    ]
    assert live_app.test_client().get("/live.json").json["vehicles"] == []
    site.writer.stop()


def test_reports_without_a_pin_are_told_too(live_app: Flask) -> None:
    report(live_app.test_client(), lat="", lon="", address="駅前")
    [one] = Staff(live_app).get("/desk/live.json").json["reports"]
    assert (one["lat"], one["lon"]) == (None, None)


# The page


def test_the_page_is_whole_without_a_script(live_app: Flask, site: Site) -> None:
    fix(site, plow(site, "Plow 12"))
    report(live_app.test_client(), text="A tree across the road")
    page = Staff(live_app).page("/desk/")
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in page
    for word in ("Plow 12", "A tree across the road", "Kitahara", "plowing"):
        assert word in page
    site.writer.stop()


def test_new_reports_are_counted_on_every_page(live_app: Flask, site: Site) -> None:
    staff = Staff(live_app)
    badge = re.compile(r'<b class="count" data-news( hidden)?>(\d+)</b>')
    for count in range(3):
        for path in ("/desk/", "/desk/enquiries", "/desk/devices"):
            found = badge.search(staff.page(path))
            assert found
            assert (bool(found[1]), int(found[2])) == (count == 0, count)
        report(live_app.test_client(), text=f"number {count}")
    Reports(site).accept(1, "Sato")
    found = badge.search(staff.page("/desk/"))
    assert found
    assert found[2] == "2"


def test_names_that_bite_are_text_in_the_lists(live_app: Flask, site: Site) -> None:
    name = HOSTILE[:36].replace(":", "")
    device = site.devices.add(name, contractor=HOSTILE, note=HOSTILE, kind=HOSTILE)[0]
    fix(site, device)
    staff = Staff(live_app)
    for path in ("/desk/", "/desk/lists", "/desk/devices"):
        page = staff.page(path)
        assert "&lt;img src=x" in page
        assert_harmless(page)
    site.writer.stop()


# Progress


def begin_storm(site: Site) -> None:
    row = {"started_ms": site.now_ms - 3_600_000, "last_ms": site.now_ms, "simulated": False}
    site.storage.run(insert(storms), row)


def test_progress_says_what_is_left_of_each_priority(live_app: Flask, site: Site) -> None:
    staff = Staff(live_app)
    assert "No storm is recorded yet" in staff.page("/desk/lists")
    begin_storm(site)
    first = [one for one in site.network.segments if one.priority == 1]
    know(site, first[0].id, "worked", 10)
    know(site, first[1].id, "worked", 120)  # before this storm
    page = staff.page("/desk/lists")
    assert f"1 / {len(first)}" in page
    left = staff.page("/desk/left")
    assert f"Priority 1: {len(first) - 1} left" in left
    assert f'href="/streets/{first[0].id}"' not in left
    assert f'href="/streets/{first[1].id}"' in left


def test_storms_are_listed_with_their_open_data(live_app: Flask, site: Site) -> None:
    staff = Staff(live_app)
    assert "No storm is recorded yet" in staff.page("/desk/storms")
    begin_storm(site)
    page = staff.page("/desk/storms")
    for address in re.findall(r'href="(/open-data/[^"]*)"', page):
        assert live_app.test_client().get(address).status_code == 200, address
    assert page.count("/open-data/1.") == 2


def test_what_is_urgent_is_first_though_hundreds_came_after_it(live_app: Flask, site: Site) -> None:
    kept, shared = Reports(site), NewReport("bank", lat=HERE[0], lon=HERE[1])
    kept.new(shared._replace(kind="stuck"), "first")
    id_ = kept.new(shared, "second").id
    with site.storage.write() as connection:
        row = connection.execute(reports.select().where(reports.c.id == id_)).one()._asdict()
        del row["id"]
        row["created_ms"] += 1
        more = [row | {"form_hash": f"{n}", "token_hash": f"{n}"} for n in range(598)]
        connection.execute(insert(reports), more[30:])
        connection.execute(insert(reports), [one | {"status": "open"} for one in more[:30]])
    page = Staff(live_app).page("/desk/lists")
    assert re.findall(r'data-key="(report-\d+)"', page)[0] == "report-1"
    assert '<b class="count">570</b>' in page
    assert "All 30 open reports" in page
