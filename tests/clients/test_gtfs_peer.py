"""The same timetables read by gtfs-kit: the same tables, days, trips and departures."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from clients.samples.gtfs import TABLES, packed

from civickit.clients.gtfs import Departure, Gtfs

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".servers" / "peers"
PYTHON = HOME / "bin" / "python"
SCRIPT = ROOT / "tests" / "servers" / "peers" / "gtfs_facts.py"


def needed(path: Path) -> Path:
    """The path, if it is there; a run that must be complete fails without it."""
    if path.exists():
        return path
    said = f"{path.relative_to(ROOT)} is not there; run tools/prepare.py --for test"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


@pytest.fixture
def ask() -> Callable[[Path, list[date], list[str]], Any]:
    """What gtfs-kit says of a feed on those days and at those stops."""

    def run(path: Path, days: list[date], stops: list[str]) -> Any:
        dates = ",".join(f"{day:%Y%m%d}" for day in days)
        command = [str(needed(PYTHON)), str(SCRIPT), str(path), dates, ",".join(stops)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    return run


def digest(rows: Iterable[tuple[Any, ...]]) -> str:
    lines = sorted("|".join(map(plain, row)) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def second_of_service(one: Departure) -> int:
    noon = datetime.combine(one.service_date, time(12), one.time.tzinfo).astimezone(UTC)
    return round((one.time - noon).total_seconds()) + 12 * 3600


def departures(feed: Gtfs, stop: str, day: date) -> list[list[Any]]:
    """The departures of one service day, as gtfs-kit has them: all of it, and only it."""
    found = feed.departures(stop, day)
    return sorted([second_of_service(one), one.trip.id] for one in found if one.service_date == day)


def busiest(feed: Gtfs, count: int) -> list[str]:
    calls: dict[str, int] = {}
    for one in feed.stop_times():
        calls[one.stop_id] = calls.get(one.stop_id, 0) + 1
    return sorted(calls, key=lambda stop: (-calls[stop], stop))[:count]


def days_of(feed: Gtfs) -> list[date]:
    """Every eleventh day of the feed, a week at its start, and every day that is special."""
    period = feed.period()
    assert period is not None
    start, end = period
    spread = [start + timedelta(days=n) for n in range(0, (end - start).days + 1, 11)]
    week = [start + timedelta(days=n) for n in range(7)]
    around = [start - timedelta(days=1), end, end + timedelta(days=1)]
    return sorted({*spread, *week, *around, *(one.date for one in feed.exceptions)})


def check(feed: Gtfs, told: Any, days: list[date], stops: list[str]) -> None:
    assert told["rows"]["stop_times"] == sum(1 for _ in feed.stop_times())
    for table in ("agency", "stops", "routes", "trips", "shapes"):
        assert told["rows"].get(table, 0) == count(feed, table), table
    calls = (
        (one.trip_id, one.sequence, one.stop_id, one.arrival_s, one.departure_s)
        for one in feed.stop_times()
    )
    assert told["stop_times"] == digest(calls)
    assert told["stops"] == digest((one.id, one.lat, one.lon) for one in feed.stops.values())
    for day in days:
        key = f"{day:%Y%m%d}"
        assert told["services"][key] == sorted(feed.services_on(day)), day
        assert told["trips"][key] == sorted(trip.id for trip in feed.trips_on(day)), day
        for stop in stops:
            assert told["departures"][stop][key] == departures(feed, stop, day), (stop, day)


def count(feed: Gtfs, table: str) -> int:
    if table == "shapes":
        return sum(map(len, feed.shapes.values()))
    return len(feed.agencies if table == "agency" else getattr(feed, table))


@pytest.mark.parametrize("name", ["cairns", "nyc_subway"])
def test_a_real_timetable(name: str, ask: Callable[..., Any]) -> None:
    needed(PYTHON)
    path = needed(HOME / "feeds" / f"{name}_gtfs.zip")
    feed = Gtfs(path)
    days, stops = days_of(feed), busiest(feed, 4)
    told = ask(path, days, stops)
    check(feed, told, days, stops)
    assert sum(map(len, told["trips"].values())) > 1000
    assert sum(len(on) for at in told["departures"].values() for on in at.values()) > 1000


def test_the_odd_timetable_made_by_hand(ask: Callable[..., Any], tmp_path: Path) -> None:
    """Without what gtfs-kit does not work out: repeated trips, and stops without a time."""
    timed = "\n".join(line for line in TABLES["stop_times"].splitlines() if ",sakura," not in line)
    path = tmp_path / "nagisa.zip"
    path.write_bytes(packed(without=("frequencies",), stop_times=timed))
    feed = Gtfs(path)
    days = [*days_of(feed), date(2026, 11, 23), date(2026, 12, 31), date(2027, 1, 1)]
    stops = ["eki_1", "eki_2", "gakko", "minato", "onsen"]
    check(feed, ask(path, days, stops), days, stops)
