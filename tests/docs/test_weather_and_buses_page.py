"""What the page about weather and buses shows is run here, against a server of this machine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from clients.samples import amedas, gtfs, jma_warnings
from docs.examples import next_buses, weather
from pytest_httpserver import HTTPServer


@pytest.fixture(autouse=True)
def on_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CIVICKIT_ALLOW_PRIVATE", "1")
    monkeypatch.setenv("CIVICKIT_CACHE", str(tmp_path))


def test_warnings(httpserver: HTTPServer) -> None:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    jma_warnings.put(httpserver, jma_warnings.REPORTS, at=at)
    assert weather.warnings_in_force("07202", httpserver.url_for("")) == [
        "会津若松市 大雪警報（20:14 発表）",
        "会津若松市 なだれ注意報（16:02 継続）",
    ]


def test_no_warnings_and_not_knowing_are_told_apart(httpserver: HTTPServer) -> None:
    jma_warnings.put(httpserver, jma_warnings.REPORTS, at="2026-05-28T04:00:00Z")
    [said] = weather.warnings_in_force("07202", httpserver.url_for(""))
    assert said.startswith("警報・注意報は確認できません")


def test_snow(httpserver: HTTPServer) -> None:
    amedas.put(httpserver, amedas.OBSERVED)
    url = httpserver.url_for("")
    assert weather.snow_nearby(37.35, 139.32, url) == "只見 155cm（参考値） 21:20"
    assert weather.snow_nearby(35.7, 139.7, url) == "30km以内に積雪の観測はありません"


def test_buses(httpserver: HTTPServer) -> None:
    gtfs.put(httpserver, gtfs.packed())
    now = datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert next_buses.next_buses(httpserver.url_for(gtfs.PATH), "eki", now, 2) == [
        "09:40 2 温泉",
        "10:00 港線 港 急行",
    ]
