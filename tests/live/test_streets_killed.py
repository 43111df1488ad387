"""Counters that are killed in the middle of their work, and two that start at once."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from live.conftest import STORM_S
from live.storm_drives import HOUR, drive, kept, plow, send
from sqlalchemy import func, select, update

from civickit.live.counting import count_all
from civickit.live.lease import leases
from civickit.live.site import SITE, Site
from civickit.live.tables import stale_hours

COUNT = """
import sys, time
from pathlib import Path
from civickit.live.counting import Counter
from civickit.live.settings import read_settings
from civickit.live.site import Site
site = Site(read_settings(Path(sys.argv[1]), {"STATE": sys.argv[2]}))
site.now = lambda: float(sys.argv[3])
counter = Counter(site)
print("ready", flush=True)
while True:
    if not counter.step(everything=True):
        time.sleep(0.01)
"""
APP = Path(__file__).parents[2] / "apps" / "snowplow_nav"


@contextmanager
def counting(state: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that does nothing but count."""
    command = [sys.executable, "-c", COUNT, str(APP), str(state), str(STORM_S)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def fleet(site: Site) -> None:
    for number in range(8):
        made = drive(site, number, STORM_S - 4 * HOUR + 900 * number, every_s=5, count=80)
        send(site, plow(site, f"plow {number}"), made.fixes)


def left(site: Site) -> int:
    with site.storage.read() as connection:
        return connection.execute(select(func.count()).select_from(stale_hours)).scalar_one()


def until_counted(site: Site) -> None:
    deadline = time.monotonic() + 60
    while left(site) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert left(site) == 0


@pytest.mark.slow
def test_killed_and_killed_again_it_counts_the_same(
    make_live: Callable[..., Flask], tmp_path: Path
) -> None:
    plain: Site = make_live(STATE=tmp_path / "plain").extensions[SITE]
    fleet(plain)
    hours = left(plain)
    assert hours > 10
    count_all(plain)
    site: Site = make_live(STATE=tmp_path / "killed").extensions[SITE]
    fleet(site)
    chance = random.Random(5)
    for _ in range(6):
        with counting(tmp_path / "killed"):
            time.sleep(chance.uniform(0, 0.4))
        site.storage.run(update(leases).values(until_ms=1))  # as after half a minute
    with counting(tmp_path / "killed"):
        until_counted(site)
    site.storage.run(update(leases).values(until_ms=1))
    count_all(site)
    assert kept(site) == kept(plain)
    for one in (site, plain):
        one.writer.stop()
        one.hub.stop()


@pytest.mark.slow
def test_two_that_start_at_once_do_not_count_twice(
    make_live: Callable[..., Flask], tmp_path: Path
) -> None:
    plain: Site = make_live(STATE=tmp_path / "plain").extensions[SITE]
    fleet(plain)
    count_all(plain)
    site: Site = make_live(STATE=tmp_path / "two").extensions[SITE]
    with counting(tmp_path / "two") as one, counting(tmp_path / "two") as other:
        fleet(site)
        until_counted(site)
        assert (one.poll(), other.poll()) == (None, None)
    site.storage.run(update(leases).values(until_ms=1))
    count_all(site)
    assert kept(site) == kept(plain)
    for each in (site, plain):
        each.writer.stop()
        each.hub.stop()
