"""The board: who is where for staff, and what of it the public may see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from live.conftest import STORM_S, Clock
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from civickit import town
from civickit.core.geo import destination
from civickit.live import board as board_module
from civickit.live.board import Board, Vehicle
from civickit.live.devices import Device
from civickit.live.site import Site
from civickit.tracks.fixes import Fix

MINUTE_S = 60.0
OPEN = (38.4000, 145.9500)
"""Far from all depots of the sample town."""


@pytest.fixture
def town_site(each_site: Site, clock: Clock) -> Site:
    """On SQLite and on PostgreSQL."""
    each_site.now = clock
    return each_site


def fixes(*places: tuple[float, float, float], **about: Any) -> list[Fix]:
    """(seconds after the beginning, lat, lon) each."""
    return [Fix("", STORM_S + s, STORM_S + s, lat, lon, **about) for s, lat, lon in places]


def drives(site: Site, name: str, until_s: float, *, every_s: float = 15, **about: Any) -> Device:
    """A vehicle that has driven north for ten minutes when `until_s` comes."""
    device, _ = site.devices.add(name, **about)
    at = [until_s - back * every_s for back in range(40, -1, -1)]
    way = fixes(*((s, OPEN[0] + s * 1e-5, OPEN[1]) for s in at), state="plowing", speed_m_s=3.0)
    assert site.writer.take(device, way).new == len(way)
    return device


def stands(site: Site, device: Device, from_s: float, until_s: float, at: Any = OPEN) -> None:
    """A fix a minute at one place."""
    steps = range(int(from_s), int(until_s) + 1, 60)
    site.writer.take(device, fixes(*((s, *at) for s in steps)))


def seen(site: Site) -> dict[str, str]:
    """Each device with the reason why it is hidden; a new board, which has read nothing yet."""
    board = Board(site)
    told = {one.device: one.hidden for one in board.all()}
    assert {one.device for one in board.public()} == {name for name in told if not told[name]}
    return told


def test_who_drives_is_seen_by_a_number_only(town_site: Site, clock: Clock) -> None:
    device = drives(town_site, "Plow 7", 0, contractor="Yuki Kensetsu", kind="grader")
    [public], [staff] = Board(town_site).public(), Board(town_site).all()
    assert public == staff
    assert 1 <= public.alias <= 99
    assert public == Vehicle(
        alias=public.alias,
        lat=OPEN[0],
        lon=OPEN[1],
        heading_deg=None,
        speed_m_s=3.0,
        state="plowing",
        fixed_at=STORM_S,
        simulated=False,
        device_id=device.id,
        device="Plow 7",
        contractor="Yuki Kensetsu",
        kind="grader",
        on_duty=True,
        received_at=STORM_S,
        accuracy_m=None,
        hidden="",
    )


def test_off_duty_nobody_is_seen(town_site: Site, clock: Clock) -> None:
    by_button = drives(town_site, "by button", 0)
    revoked = drives(town_site, "revoked", 0)
    drives(town_site, "other", 0)
    clock.forward(1)
    town_site.duties.stop(by_button)
    town_site.devices.revoke(revoked.name)
    assert seen(town_site) == {"by button": "off_duty", "revoked": "off_duty", "other": ""}
    town_site.duties.start(by_button)
    assert seen(town_site)["by button"] == ""


def test_who_stands_long_enough_is_not_shown_until_it_drives(town_site: Site, clock: Clock) -> None:
    device = drives(town_site, "plow", 0)
    for minutes, reason in ((9, ""), (11, "standing"), (30, "standing")):
        stands(town_site, device, 60, minutes * 60)
        clock.now = STORM_S + minutes * 60
        assert seen(town_site) == {"plow": reason}, minutes
    town_site.writer.take(device, fixes((31 * 60, OPEN[0] + 0.01, OPEN[1])))
    assert seen(town_site) == {"plow": ""}


def test_who_says_nothing_is_not_shown(town_site: Site, clock: Clock) -> None:
    drives(town_site, "plow", 0)
    for minutes, reason in ((59, ""), (60, "silent")):
        clock.now = STORM_S + minutes * 60
        assert seen(town_site) == {"plow": reason}


def test_nobody_is_shown_at_a_depot(town_site: Site) -> None:
    file = json.loads(town.path("depots.geojson").read_text("utf-8"))
    features = [one for one in file["features"] if one["properties"]["kind"] == "plow_depot"]
    depots = [one["geometry"]["coordinates"] for one in features]
    for number, (lon, lat) in enumerate(depots):
        for name, away_m in (("in", 70), ("out", 90)):
            device, _ = town_site.devices.add(f"{name} {number}")
            at = destination(lat, lon, 70.0 * number, away_m)
            town_site.writer.take(device, fixes((0, *at)))
    expected = {f"in {number}": "depot" for number in range(len(depots))}
    assert seen(town_site) == {**expected, **{f"out {n}": "" for n in range(len(depots))}}


def test_a_city_names_its_own_depots_and_the_towns_mean_nothing_there(town_site: Site) -> None:
    lon, lat = 145.993587, 38.408401
    device, _ = town_site.devices.add("in the town's")
    town_site.writer.take(device, fixes((0, lat, lon)))
    drives(town_site, "in the city's", 0)
    own = town_site.settings._replace(given=True, depots=((*OPEN, 150.0),))
    town_site.settings = own
    assert seen(town_site) == {"in the town's": "", "in the city's": "depot"}


def test_with_a_delay_everybody_is_where_it_was_then(town_site: Site, clock: Clock) -> None:
    delay_s = 30 * MINUTE_S
    town_site.settings = town_site.settings._replace(delay_s=delay_s)
    drives(town_site, "old", 0)
    drives(town_site, "new", delay_s + 3_000)
    old, new = Board(town_site).all()
    assert (old.hidden, new.hidden) == ("too_fresh", "too_fresh")  # nothing is old enough yet
    clock.now = STORM_S + delay_s - 20
    [public] = Board(town_site).public()
    assert public.fixed_at == STORM_S - 30  # not the newest, nor one that is too fresh
    assert public.lat == pytest.approx(OPEN[0] - 30e-5)
    assert {one.fixed_at for one in Board(town_site).all()} == {STORM_S, STORM_S + delay_s + 3_000}
    clock.now = STORM_S + delay_s
    assert [one.fixed_at for one in Board(town_site).public()] == [STORM_S]


def test_with_a_delay_who_stood_then_is_not_shown(town_site: Site, clock: Clock) -> None:
    town_site.settings = town_site.settings._replace(delay_s=30 * MINUTE_S)
    device = drives(town_site, "plow", 0)
    stands(town_site, device, 60, 20 * 60)
    drive_on = fixes(*((1_200 + s, OPEN[0] + s * 1e-4, OPEN[1]) for s in range(15, 1_800, 15)))
    town_site.writer.take(device, drive_on)
    for minutes, reason in ((5, ""), (15, "standing"), (19, "standing"), (24, "")):
        clock.now = STORM_S + (30 + minutes) * 60
        assert seen(town_site) == {"plow": reason}, minutes


def test_with_a_delay_off_duty_counts_at_once(town_site: Site, clock: Clock) -> None:
    town_site.settings = town_site.settings._replace(delay_s=30 * MINUTE_S)
    device = drives(town_site, "plow", 0)
    clock.now = STORM_S + 30 * MINUTE_S
    assert seen(town_site) == {"plow": ""}
    town_site.duties.stop(device)
    assert seen(town_site) == {"plow": "off_duty"}


def test_the_storm_and_whether_it_is_simulated(town_site: Site, clock: Clock) -> None:
    board = Board(town_site)
    assert board.picture() == ([], [], None, False, None)
    drives(town_site, "plow", 0, simulated=True)
    found = Board(town_site).picture()
    assert (found.simulated, found.newest_at) == (True, STORM_S)
    assert found.storm is not None
    clock.forward(11.9 * 3_600)
    assert Board(town_site).picture().storm == found.storm
    clock.forward(0.2 * 3_600)
    over = Board(town_site).picture()
    assert (over.storm, over.simulated, over.newest_at) == (None, False, STORM_S)


class Asked:
    """How often the database was asked for all places."""

    def __init__(self, site: Site) -> None:
        self.count = 0
        self._engine = site.storage.engine
        event.listen(self._engine, "before_cursor_execute", self._hear)

    def _hear(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.count += "FROM latest JOIN devices" in statement

    def stop(self) -> None:
        event.remove(self._engine, "before_cursor_execute", self._hear)


@pytest.fixture
def asked(site: Site) -> Iterator[Asked]:
    found = Asked(site)
    yield found
    found.stop()


def test_however_many_ask_the_storage_is_asked_once_a_second(
    site: Site, asked: Asked, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civickit.live.board.monotonic", lambda: 5.0)
    device = drives(site, "plow", 0)
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: site.board.public(), range(200)))
    assert asked.count == 1
    assert all(one == found[0] for one in found)
    site.writer.take(device, fixes((0.5, 38.41, 145.95)))
    clock.forward(0.5)
    assert site.board.public() == found[0]
    clock.forward(0.5)
    assert site.board.public()[0].lat == 38.41
    assert asked.count == 2


def test_the_machines_clock_counts_too(
    site: Site, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = [5.0]
    monkeypatch.setattr("civickit.live.board.monotonic", lambda: at[0])
    for now, count in ((5.0, 1), (5.9, 1), (6.0, 2), (6.9, 2), (7.0, 3)):
        at[0] = now
        site.board.all()
        assert asked.count == count


def test_without_a_database_the_last_picture_stands_for_a_minute(
    town_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    drives(town_site, "one", 0)
    board = Board(town_site)
    before = board.public()
    with town_site.storage.write() as connection:
        connection.exec_driver_sql("ALTER TABLE latest RENAME TO gone")
    monkeypatch.setattr(board_module, "FRESH_S", 0.0)
    assert board.public() == before != []
    board._kept_until = 0.0
    with pytest.raises(SQLAlchemyError):
        board.public()
