"""A simulated storm over real HTTP: through every door, never from the future, gone in the end."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from civickit.live import tables
from civickit.live._open_data import keep_open_data
from civickit.live.counting import count_all, counter_of
from civickit.live.lease import Lease, leases
from civickit.live.simulator import former
from civickit.live.simulator import storm as storm_module
from civickit.live.simulator.former import FormerStorms
from civickit.live.simulator.posting import Posting
from civickit.live.simulator.storm import CONTRACTORS, Span, Storm, span_of
from civickit.live.site import SITE, Site
from civickit.tracks.fixes import Fix

from .conftest import STORM_S, Clock

PATIENCE_S = 90.0
Make = Callable[..., Flask]
Serve = Callable[[Flask], str]


def until(true: Callable[[], Any]) -> Any:
    """Wait for what another thread brings about."""
    end = time.monotonic() + PATIENCE_S
    while not (found := true()):
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)
    return found


def count_by_name(site: Site) -> dict[str, int]:
    who = tables.devices.c
    asked = select(who.name, func.count()).join_from(tables.devices, tables.fixes)
    with site.storage.read() as connection:
        return dict(map(tuple, connection.execute(asked.group_by(who.name))))


def newest_s(site: Site) -> float:
    with site.storage.read() as connection:
        return (connection.execute(select(func.max(tables.fixes.c.fixed_ms))).scalar() or 0) / 1000


def simulated(site: Site) -> set[int]:
    return {one.id for one in site.devices.all() if one.simulated}


def former_storms(site: Site) -> FormerStorms:
    """They go before anything else in the background begins."""
    first = site.background[0]
    assert isinstance(first, FormerStorms)
    return first


def storm_of(site: Site) -> Storm:
    [found] = [one for one in site.background if isinstance(one, Storm)]
    return found


@pytest.fixture
def stormy(make_live: Make, serve_live: Serve) -> Iterator[Callable[..., tuple[Site, str]]]:
    """A served app whose storm has caught up with the clock."""
    begun: list[Storm] = []

    def begin(**config: Any) -> tuple[Site, str]:
        app = make_live(**config)
        site: Site = app.extensions[SITE]
        address = serve_live(app)
        former = simulated(site)
        former_storms(site).start(address)
        assert former.isdisjoint(simulated(site))
        for storm in (one for one in site.background if isinstance(one, Storm)):
            begun.append(storm)
            storm.start(address)
            until(lambda: newest_s(site) > STORM_S - 30)
        return site, address

    yield begin
    for storm in begun:
        storm.stop()


@pytest.mark.slow
def test_five_plows_through_every_door(
    stormy: Callable[..., tuple[Site, str]], clock: Clock
) -> None:
    site, _ = stormy(PLOWS=5)
    devices = site.devices.all()
    assert [one.name for one in devices] == [f"sim-0{number}" for number in range(1, 6)]
    assert all(one.simulated for one in devices)
    assert {one.contractor for one in devices} == set(CONTRACTORS)
    storm = storm_of(site)
    until(lambda: len(count_by_name(site)) == 5 and min(count_by_name(site).values()) > 400)
    assert storm.posting is not None
    assert storm.posting.failed == 0
    assert newest_s(site) <= clock.now
    with site.storage.read() as connection:
        assert connection.execute(select(tables.storms.c.simulated)).scalars().all() == [True]
    count_all(site)
    claims = [one.claim for one in site.ledger.streets()]
    assert claims.count("worked") > 200

    before = count_by_name(site)
    clock.forward(400)  # longer than any time without a network
    until(lambda: sum(count > before[name] for name, count in count_by_name(site).items()) >= 4)
    assert count_by_name(site)["sim-03"] == before["sim-03"], "this one has fallen silent"
    assert newest_s(site) <= clock.now
    assert storm.posting.failed == 0


def send_as_a_real_phone(address: str, site: Site, token: str) -> None:
    """Along the first long street, so that something is cleared by it."""
    street = max(site.network.segments, key=lambda one: one.length_m)
    connection = HTTPConnection(urlsplit(address).netloc)
    steps = 40
    for step in range(steps):
        along = step / steps * (len(street.line) - 1)
        (a, b), share = street.line[int(along) :][:2], along % 1
        lat, lon = (before + share * (after - before) for before, after in zip(a, b, strict=True))
        at = int(STORM_S) - 1_000 + step * 10
        sent = {"id": token, "timestamp": at, "lat": lat, "lon": lon, "state": "plowing"}
        connection.request("POST", f"/ingest/osmand?{urlencode(sent)}")
        assert connection.getresponse().read() is not None
    connection.close()


def rows_of(site: Site, name: str) -> list[Any]:
    id_ = site.devices.named(name).id
    with site.storage.read() as connection:
        asked = select(tables.fixes).where(tables.fixes.c.device_id == id_)
        return list(connection.execute(asked.order_by(tables.fixes.c.fixed_ms)))


@pytest.mark.slow
def test_a_former_storm_goes_and_what_is_real_stays(
    stormy: Callable[..., tuple[Site, str]],
) -> None:
    site, address = stormy(PLOWS=3)
    storm_of(site).stop()
    _, token = site.devices.add("North 3")
    send_as_a_real_phone(address, site, token)
    real = rows_of(site, "North 3")
    assert len(real) > 5
    count_all(site)
    counter_of(site).stop()  # so that the next app may count
    many = len(site.ledger.streets())

    again, _ = stormy(PLOWS=2)
    names = [one.name for one in again.devices.all()]
    assert names == ["North 3", "sim-01", "sim-02"]
    assert rows_of(again, "North 3") == real
    assert set(count_by_name(again)) == set(names)

    storm_of(again).stop()  # what another process still drives would stay
    quiet, _ = stormy(PLOWS=0)
    assert [one.name for one in quiet.devices.all()] == ["North 3"]
    assert rows_of(quiet, "North 3") == real
    count_all(quiet)
    left = [one for one in quiet.ledger.streets() if one.claim]
    assert 0 < len(left) < many
    with quiet.storage.read() as connection:
        assert connection.execute(select(tables.storms.c.simulated)).scalars().all() == [False]
        for table in tables.metadata.sorted_tables:
            if "device_id" in table.c:
                ids = set(connection.execute(select(table.c.device_id)).scalars())
                assert ids <= {real[0].device_id}, table.name


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_a_server_that_is_away_is_told_once_and_the_phones_keep_their_fixes(
    make_live: Make, caplog: pytest.LogCaptureFixture
) -> None:
    site: Site = make_live(PLOWS=6).extensions[SITE]
    storm = storm_of(site)
    with caplog.at_level(logging.WARNING):
        storm.start(f"http://127.0.0.1:{free_port()}/")
        until(lambda: storm.posting and storm.posting.failed > 10)
        storm.stop()
    told = [one.message for one in caplog.records if "simulated phones" in one.message]
    assert len(told) == 1
    assert "failed requests: 1, now /ingest/" in told[0]
    assert count_by_name(site) == {}


def test_of_two_processes_on_one_database_one_simulates(
    make_live: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(storm_module, "RENEW_S", 0.05)
    first, second, quiet = (
        make_live(PLOWS=plows).extensions[SITE] for plows in (2, 2, 0)
    )  # of one STATE
    nowhere = f"http://127.0.0.1:{free_port()}/"
    former_storms(first).start(nowhere)
    storm_of(first).start(nowhere)
    driven = until(lambda: len(tokens(first)) == 2 and tokens(first))
    for other in (second, quiet):
        former_storms(other).start(nowhere)
    former_storms(quiet).stop()
    assert caplog.text.count("another process drives them") == 2
    storm_of(second).start(nowhere)
    until(lambda: storm_of(second).posting)
    assert tokens(second) == driven
    storm_of(first).stop()
    until(lambda: len(tokens(second)) == 2 and not tokens(second) & driven)
    storm_of(second).stop()
    former_storms(quiet).start(nowhere)
    assert tokens(quiet) == set()


def tokens(site: Site) -> set[str]:
    """A device that was made anew may have the number of another, but not its token."""
    who = tables.devices.c
    with site.storage.read() as connection:
        found = connection.execute(select(who.token_hash).where(who.simulated))
        return set(found.scalars())


def test_who_has_lost_the_lease_drives_no_more(
    make_live: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A process that was held up for long must not go on beside the one that took over."""
    monkeypatch.setattr(storm_module, "RENEW_S", 0.05)
    site: Site = make_live(PLOWS=2).extensions[SITE]
    storm = storm_of(site)
    storm.start(f"http://127.0.0.1:{free_port()}/")
    until(lambda: len(simulated(site)) == 2)
    site.storage.run(update(leases).values(holder="another"))
    until(lambda: "another process simulates now" in caplog.text)
    driven = simulated(site)
    storm.stop()
    assert simulated(site) == driven


def test_what_a_killed_process_simulated_goes_when_its_lease_has_ended(
    make_live: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next start may be a real app, a moment later."""
    monkeypatch.setattr(former, "AGAIN_S", 0.05)
    monkeypatch.setattr(former, "TRIES", 10_000)
    killed, real = (make_live(PLOWS=plows).extensions[SITE] for plows in (1, 0))
    killed.devices.add("sim-01", simulated=True)
    assert former_storms(killed).lease.take()
    former_storms(real).start("")
    assert simulated(real)
    real.storage.run(update(leases).values(until_ms=1))
    until(lambda: not simulated(real))
    former_storms(real).stop()


def test_the_open_data_of_a_former_storm_goes_with_it(make_live: Make, clock: Clock) -> None:
    """A real storm in another database might have its number."""
    site: Site = make_live(PLOWS=0).extensions[SITE]
    for name in ("sim-01", "North 3"):
        device, _ = site.devices.add(name, simulated=name == "sim-01")
        at = [Fix("", STORM_S + k * 30, STORM_S, 38.4 + k / 1000, 146.0) for k in range(9)]
        site.writer.take(device, at)
    clock.forward(2 * 86_400)
    simulated_day, real_day = sorted(keep_open_data(site))
    former_storms(site).start("")
    assert not simulated_day.parent.exists()
    assert real_day.is_file()
    site.writer.stop()
    site.hub.stop()


def test_a_storm_that_has_ended_leaves_the_lease_alone(
    make_live: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a request was still under way: the next start would take it for alive."""
    monkeypatch.setattr(storm_module, "STOP_S", 0.0)
    site: Site = make_live(PLOWS=1).extensions[SITE]
    storm = storm_of(site)
    sent, go_on = Event(), Event()

    def slow(posting: Posting, request: Any) -> int:
        sent.set()
        go_on.wait()
        monkeypatch.setattr(storm, "_renew_at", 0.0)
        return 200

    monkeypatch.setattr(Posting, "post", slow)
    storm.start("http://127.0.0.1:1/")
    until(sent.is_set)
    thread = storm._thread
    storm.stop()
    go_on.set()
    assert thread
    thread.join()
    assert Lease(site.storage, "simulator", 60).take()


def test_a_name_that_is_taken_ends_the_storm_with_a_sentence(
    make_live: Make, caplog: pytest.LogCaptureFixture
) -> None:
    site: Site = make_live(PLOWS=1).extensions[SITE]
    site.devices.add("sim-01")
    storm = storm_of(site)
    with caplog.at_level(logging.WARNING):
        storm.start("http://127.0.0.1:1/")
        until(lambda: caplog.records)
        storm.stop()
    assert "'sim-01' is there already" in caplog.text
    assert [one.simulated for one in site.devices.all()] == [False]


def test_a_simulated_storm_makes_its_own_winter(make_live: Make, clock: Clock) -> None:
    clock.forward(-150 * 86_400)  # in July
    for plows in (0, 3):
        site: Site = make_live(PLOWS=plows).extensions[SITE]
        assert site.in_season is (plows > 0)


def test_the_storm_begins_two_hours_ago_and_less_for_many() -> None:
    assert span_of(25, 0, 3_600, STORM_S).begin == STORM_S - 7_200
    assert span_of(250, 0, 3_600, STORM_S).begin == STORM_S - 900
    assert span_of(1, 0, 3_600, STORM_S).begin == STORM_S - 7_200


def test_at_sixty_times_the_clock_three_quarters_of_an_hour_take_as_many_seconds() -> None:
    span = span_of(25, 60, 3_600, STORM_S)
    assert span.at(STORM_S) == STORM_S - 2_700
    assert span.at(STORM_S + 10) == STORM_S - 2_700 + 600
    assert span.at(STORM_S + 45.763) == pytest.approx(STORM_S + 45.763, abs=0.1)
    assert span.at(STORM_S + 100) == STORM_S + 100


def test_with_speed_one_it_begins_now() -> None:
    assert span_of(25, 1, 3_600, STORM_S) == Span(STORM_S, 1, STORM_S)


@pytest.mark.slow
def test_the_command_shows_a_storm_and_ends_at_once(tmp_path: Path) -> None:
    words = ["run", "snowplow_nav", "--plows", "3", "--port", "0", "--no-browser", "--json"]
    process = subprocess.Popen(
        [sys.executable, "-m", "civickit", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "STATE": str(tmp_path / "state"), "PYTHONUNBUFFERED": "1"},
    )
    try:
        address = json.loads(process.stdout.readline())["address"]
        live = until(lambda: shown(address))
        assert live["simulated"] is True
        assert len(live["vehicles"]) <= 3
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert "simulated phones" not in said, "no request failed"


def shown(address: str) -> dict[str, Any] | None:
    connection = HTTPConnection(urlsplit(address).netloc)
    connection.request("GET", "/live.json")
    told = json.loads(connection.getresponse().read())
    connection.close()
    return told if told["vehicles"] else None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "hydrant_map", "--plows", "3"], "nothing moves in hydrant_map"),
        (["run", "snowplow_nav", "--plows", "-1"], "is not in the range"),
        (["run", "snowplow_nav", "--speed", "0.5"], "is not in the range"),
        (["run", "snowplow_nav", "--map", "lat=3"], "knows only id=PROPERTY"),
    ],
)
def test_options_that_cannot_be_meant(words: list[str], told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "civickit", *words], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert told in done.stderr
