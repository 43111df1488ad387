"""Storms and the aliases in them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from live.sent import STORM_S, drive, fix, rows

from civickit.live import tables
from civickit.live.devices import Device
from civickit.live.site import Site
from civickit.live.writing import Taken

HOURS = 3600.0


@pytest.fixture
def plow(each_site: Site) -> Device:
    return each_site.devices.add("plow")[0]


def storms(site: Site) -> list[tuple[float, float]]:
    """Begin and end of each, in hours after the first fix of the tests."""
    found = rows(site, tables.storms, "started_ms", "last_ms")
    return [tuple((at / 1000 - STORM_S) / HOURS for at in storm) for storm in found]


def go(site: Site, device: Device, *hours: float) -> None:
    for hour in hours:
        site.writer.take(device, [fix(hour * HOURS, lat=38 + hour / 100)])


def test_a_storm_lasts_while_nobody_pauses_for_twelve_hours(each_site: Site, plow: Device) -> None:
    grader = each_site.devices.add("grader")[0]
    go(each_site, plow, 0, 11)
    go(each_site, grader, 20)
    go(each_site, plow, 32)
    assert storms(each_site) == [(0, 32)]
    go(each_site, plow, 44.1)
    assert storms(each_site) == [(0, 32), (44.1, 44.1)]


def test_one_upload_of_many_days_is_many_storms(each_site: Site, plow: Device) -> None:
    week = [fix(day * 24 * HOURS + at_s, lat=38 + at_s / 1e5) for day in range(4)
            for at_s in range(0, 7200, 600)]  # fmt: skip
    each_site.writer.take(plow, week)
    assert storms(each_site) == [(day * 24, day * 24 + 6600 / 3600) for day in range(4)]
    given = rows(each_site, tables.aliases, "storm_id", "device_id")
    assert len(given) == 4
    assert rows(each_site, tables.latest, "storm_id") == [given[-1][0]]


def test_a_storm_that_was_told_of_stays_one_of_two(each_site: Site, plow: Device) -> None:
    """A late fix between two makes the nearer one longer."""
    go(each_site, plow, 0, 20)
    ids = rows(each_site, tables.storms, "id")
    assert storms(each_site) == [(0, 0), (20, 20)]
    go(each_site, plow, 9, 16, 10)
    assert storms(each_site) == [(0, 10), (16, 20)]
    assert rows(each_site, tables.storms, "id") == ids


def test_simulated_storms_are_apart(each_site: Site, plow: Device) -> None:
    doll = each_site.devices.add("doll", simulated=True)[0]
    go(each_site, plow, 0)
    go(each_site, doll, 1)
    found = rows(each_site, tables.storms, "started_ms", "simulated")
    assert [simulated for _, simulated in found] == [False, True]


def test_a_parked_phone_makes_no_storm_longer(each_site: Site, plow: Device) -> None:
    forgotten = each_site.devices.add("forgotten")[0]
    go(each_site, plow, 0)
    each_site.writer.take(forgotten, [fix(0)])
    for minutes in range(5, 60 * 72, 30):
        each_site.writer.take(forgotten, [fix(minutes * 60)])
    assert len(storms(each_site)) == 1
    assert storms(each_site)[0][1] < 1
    go(each_site, plow, 60)
    assert [begin for begin, _ in storms(each_site)] == [0, 60]
    each_site.writer.take(forgotten, [fix(72 * HOURS, lat=38.6)])
    assert storms(each_site)[1] == (60, 72)
    assert len(set(rows(each_site, tables.latest, "storm_id"))) == 1


def test_aliases_are_drawn_anew_in_each_storm(each_site: Site) -> None:
    devices = [each_site.devices.add(f"plow {number:02}")[0] for number in range(30)]
    for begin in (0, 100):
        for device in devices:
            go(each_site, device, begin, begin + 1)
    found = rows(each_site, tables.aliases, "storm_id", "device_id", "number")
    assert len(found) == 60
    first, second = ([number for _, _, number in found[part : part + 30]] for part in (0, 30))
    assert len(set(first)) == len(set(second)) == 30
    assert first != second
    assert first != sorted(first)
    assert all(1 <= number <= 99 for number in first)


def test_numbers_never_run_out(each_site: Site) -> None:
    devices = [each_site.devices.add(f"plow {number:03}")[0] for number in range(260)]
    waiting = [each_site.writer.submit(device, [fix()]) for device in devices]
    assert all(one.result().new == 1 for one in waiting)
    numbers = rows(each_site, tables.aliases, "number")
    assert len(set(numbers)) == 260
    assert 99 < max(numbers) <= 999


def test_a_real_and_a_simulated_storm_of_one_time_share_no_number(each_site: Site) -> None:
    """They are on the same map, and in the same feeds."""
    for number in range(40):
        for kind in ("plow", "doll"):
            one = each_site.devices.add(f"{kind} {number}", simulated=kind == "doll")[0]
            go(each_site, one, number / 40)
    assert len(storms(each_site)) == 2
    assert len(set(rows(each_site, tables.aliases, "number"))) == 80


def test_what_two_could_make_at_once_is_made_once(each_site: Site) -> None:
    """Twenty storms, each begun by two processes in one moment."""
    other = Site(each_site.settings)
    devices = [each_site.devices.add(f"plow {number}")[0] for number in range(12)]
    for turn in range(20):
        at = fix(turn * 100 * HOURS - 3000 * HOURS, lat=38 + turn)
        waiting = [
            site.writer.submit(device, [at])
            for number, device in enumerate(devices)
            for site in [(each_site, other)[number % 2]]
        ]
        assert {one.result() for one in waiting} == {Taken(new=1)}
    assert len(rows(each_site, tables.storms)) == 20
    assert len(rows(each_site, tables.aliases)) == 20 * 12
    for part in (other.writer, other.hub):
        part.stop()
    other.storage.close()


WRITE = """
import json, sys
from pathlib import Path
from threading import Thread
from live.sent import drive
from civickit.live.settings import read_settings
from civickit.live.site import Site
app, state, url, number = sys.argv[1:]
site = Site(read_settings(Path(app), {"STATE": state, "DATABASE_URL": url}))
devices = site.devices.all()
fates = []
def send(device):
    for start in range(0, 40, 4):
        for fix in drive(8, start_s=start * 15.0):  # each fix twice, and by both processes
            fates.append((device.id, site.writer.take(device, [fix])))
threads = [Thread(target=send, args=(device,)) for device in devices]
print("ready", flush=True)
sys.stdin.readline()
for thread in threads: thread.start()
for thread in threads: thread.join()
site.writer.stop()
site.hub.stop()
print(json.dumps([[id_, fate.new + fate.late] for id_, fate in fates]))
"""


@pytest.mark.slow
def test_two_processes_at_once(each_site: Site, tmp_path: Path, database_url: str) -> None:
    """Each fix is new once, there is one storm, and no number is drawn twice."""
    from live.servers import APP

    for number in range(8):
        each_site.devices.add(f"plow {number}")
    tests = Path(__file__).parents[1]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(APP), str(tmp_path / "each"), database_url, "1"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": f"{tests}:{tests.parent}"},
        )
        for _ in range(2)
    ]
    for process in started:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    told = [process.communicate("\n", timeout=120)[0] for process in started]
    taken = Counter[int]()
    for lines in told:
        for id_, new in json.loads(lines):
            taken[id_] += new
    kept = Counter(rows(each_site, tables.fixes, "device_id"))
    assert kept == taken == {device.id: 44 for device in each_site.devices.all()}
    assert len(rows(each_site, tables.storms)) == 1
    assert len(set(rows(each_site, tables.aliases, "number"))) == 8
    newest = round((drive(44)[-1].fixed_at) * 1000)
    assert rows(each_site, tables.latest, "fixed_ms") == [newest] * 8
