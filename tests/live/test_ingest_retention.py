"""Positions are deleted after so many days; and work that one process does."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from live.sent import STORM_S, drive, fix, rows
from live.servers import APP

from civickit.core.errors import CivicKitError
from civickit.live import retention, tables
from civickit.live.lease import Lease
from civickit.live.retention import delete_old
from civickit.live.settings import read_settings
from civickit.live.site import SITE, Site

DAY_S = 86_400.0


def days_old(site: Site) -> list[int]:
    return sorted(
        round((site.now_ms - at_ms) / 1000 / DAY_S)
        for at_ms in rows(site, tables.fixes, "fixed_ms")
    )


def test_what_is_older_than_is_kept_goes(each_site: Site, clock: Any) -> None:
    assert each_site.settings.keep_raw_days == 30
    for name in ("plow", "grader"):
        device, _ = each_site.devices.add(name)
        each_site.writer.take(device, [fix(-day * DAY_S) for day in (0, 29, 31, 400)])
    clock.forward(7_200)
    assert delete_old(each_site) == 4
    assert days_old(each_site) == [0, 0, 29, 29]
    assert delete_old(each_site) == 0


def app_with(folder: Path, **live: int) -> Path:
    told = (APP / "civic.toml").read_text("utf-8")
    for name, value in live.items():
        told = re.sub(rf"(?m)^{name} = \d+", f"{name} = {value}", told)
    (folder / "civic.toml").write_text(told, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("days", "delay_minutes", "least"), [(0, 30, 2), (1, 30, 2), (2, 1440, 3), (6, 10_080, 9)]
)
def test_no_position_may_go_before_its_open_data_is_kept(
    tmp_path: Path, days: int, delay_minutes: int, least: int
) -> None:
    app = partial(app_with, tmp_path, history_delay_minutes=delay_minutes)
    with pytest.raises(CivicKitError, match=f"keep_raw_days.*is {days}.*write {least} or more"):
        read_settings(app(keep_raw_days=days), {})
    assert read_settings(app(keep_raw_days=least), {}).keep_raw_days == least


def test_open_data_is_never_newer_than_the_map(tmp_path: Path) -> None:
    found = read_settings(app_with(tmp_path, delay_minutes=60, history_delay_minutes=30), {})
    assert (found.delay_s, found.history_delay_s) == (3_600, 3_600)


def test_the_moment_counts(each_site: Site, clock: Any) -> None:
    device, _ = each_site.devices.add("plow")
    each_site.writer.take(device, [fix(0), fix(0.001)])
    clock.forward(30 * DAY_S)
    assert delete_old(each_site) == 0
    clock.forward(0.001)
    assert delete_old(each_site) == 1


def test_a_late_log_is_counted_before_it_goes(each_site: Site, clock: Any) -> None:
    device, _ = each_site.devices.add("plow")
    each_site.writer.take(device, [fix(-400 * DAY_S)._replace(received_at=STORM_S)])
    assert delete_old(each_site) == 0
    clock.forward(3_601)
    assert delete_old(each_site) == 1


def test_many_go_in_small_pieces(
    each_site: Site, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 7)
    device, _ = each_site.devices.add("plow")
    each_site.writer.take(device, drive(100))
    clock.forward(30 * DAY_S + 60 * 15)
    assert delete_old(each_site) == 60
    assert len(rows(each_site, tables.fixes)) == 40


def test_places_duties_and_words_go_too_and_the_rest_stays(each_site: Site, clock: Any) -> None:
    device, token = each_site.devices.add("plow")
    other, _ = each_site.devices.add("other")
    each_site.duties.start(device)
    each_site.duties.set_state(device, "plowing")
    each_site.writer.take(device, [fix(0)])
    clock.forward(3_600)
    each_site.duties.stop(device)
    clock.forward(31 * DAY_S)
    each_site.duties.start(device)
    each_site.writer.take(other, [fix(31 * DAY_S)])
    delete_old(each_site)
    assert rows(each_site, tables.latest, "device_id") == [other.id]
    assert rows(each_site, tables.duties, "ended_ms") == [None]
    assert rows(each_site, tables.work_states) == []
    assert len(rows(each_site, tables.storms)) == len(rows(each_site, tables.aliases)) == 2
    assert each_site.devices.of_token(token)
    assert each_site.devices.named("plow").by_button, "its button still decides"


def test_a_fix_from_before_what_is_kept_harms_nothing(each_site: Site, clock: Any) -> None:
    """The place it was at is gone: there is nothing to compare with."""
    device, _ = each_site.devices.add("plow")
    each_site.writer.take(device, [fix(0)])
    clock.forward(31 * DAY_S)
    each_site.writer.take(device, [fix(31 * DAY_S)])
    delete_old(each_site)
    assert each_site.writer.take(device, [fix(10)]).late == 1
    assert each_site.writer.take(device, [fix(31 * DAY_S + 5)]).new == 1


def test_a_running_app_deletes_by_itself(make_live: Callable[..., Flask], clock: Any) -> None:
    site: Site = make_live().extensions[SITE]
    device, _ = site.devices.add("plow")
    site.writer.take(device, [fix(0)])
    clock.forward(31 * DAY_S)
    [work] = [one for one in site.background if getattr(one, "name", "") == "old positions"]
    work.start("")
    until = time.monotonic() + 20
    while rows(site, tables.fixes) and time.monotonic() < until:
        time.sleep(0.02)
    work.stop()
    assert rows(site, tables.fixes) == []


def test_one_of_several_has_the_lease(each_site: Site) -> None:
    one, other = (Lease(each_site.storage, "work", 60) for _ in range(2))
    another_work = Lease(each_site.storage, "other work", 60)
    assert one.take()
    assert one.take()
    assert not other.take()
    assert another_work.take()
    other.let_go()
    assert not other.take()
    one.let_go()
    assert other.take()
    assert not one.take()


def test_a_lease_of_one_that_fell_silent_ends(each_site: Site) -> None:
    one, other = (Lease(each_site.storage, "work", 0.2) for _ in range(2))
    assert one.take()
    time.sleep(0.25)
    assert other.take()
    assert not one.take()
