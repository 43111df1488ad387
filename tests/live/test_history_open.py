"""What was: playback and open data, under aliases, with a delay, and after the fixes are gone."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from threading import get_ident
from typing import Any

import geojson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from live.conftest import STORM_S, Clock
from live.storm_drives import HOUR, drive, plow, send
from sqlalchemy import delete

from civickit.live._open_data import keep_open_data
from civickit.live.counting import count_all
from civickit.live.retention import delete_old
from civickit.live.site import Site
from civickit.live.tables import fixes
from civickit.tracks.fixes import Fix

BEGIN_S = STORM_S - HOUR
DELAY_S = 1_800
E5 = 100_000


@pytest.fixture
def town(site: Site) -> Iterator[Site]:
    yield site
    site.writer.stop()
    site.hub.stop()


def storm(town: Site, clock: Clock, count: int = 3) -> list[list[Fix]]:
    """Plows that drove for a while; the delay is over."""
    driven = [drive(town, seed, BEGIN_S + seed * 100, every_s=5).fixes for seed in range(count)]
    for number, some in enumerate(driven):
        send(town, plow(town, f"secret {number}"), some)
    clock.forward(2 * HOUR)
    count_all(town)
    return driven


def table_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).text)))


def positions(told: dict[str, Any]) -> dict[int, list[list[tuple[float, float, float, str]]]]:
    """The parts of each alias as (time, lat, lon, state)."""
    found: dict[int, list[list[tuple[float, float, float, str]]]] = {}
    for vehicle in told["vehicles"]:
        for part in vehicle["parts"]:
            t, lat, lon = told["from"], 0, 0
            points = []
            for k in range(0, len(part), 4):
                t, lat, lon = t + part[k], lat + part[k + 1], lon + part[k + 2]
                points.append((t, lat / E5, lon / E5, told["states"][part[k + 3]]))
            found.setdefault(vehicle["alias"], []).append(points)
    return found


def test_storms_are_told_with_what_was_done(town: Site, client: FlaskClient, clock: Clock) -> None:
    driven = storm(town, clock)
    [told] = client.get("/storms.json").get_json()["storms"]
    assert told["vehicles"] == 3
    assert told["from"] == int(min(some[0].fixed_at for some in driven))
    assert told["until"] == int(max(some[-1].fixed_at for some in driven))
    assert told["days"] == ["2026-11-30"]
    assert (told["simulated"], told["ended"]) == (False, False)
    worked = [one for one in town.ledger.streets() if one.claim == "worked"]
    assert told["streets_worked"] == len(worked) > 50
    assert told["km"] == pytest.approx(sum(map(trace_km, driven)), rel=0.1)
    clock.forward(13 * HOUR)
    assert client.get("/storms.json").get_json()["storms"][0]["ended"] is True


def trace_km(some: list[Fix]) -> float:
    from civickit.core.geo import distance_m

    far = some[::4]  # errors of single fixes would add up
    return sum(distance_m(a.lat, a.lon, b.lat, b.lon) for a, b in pairwise(far)) / 1000


def test_nothing_is_told_before_its_time(town: Site, client: FlaskClient, clock: Clock) -> None:
    some = drive(town, 1, STORM_S).fixes
    send(town, plow(town, "one"), some)
    clock.now = STORM_S + 300
    assert client.get("/storms.json").get_json() == {"storms": []}
    for address in ("/history/1.json", "/open-data/1.csv", "/open-data/1.geojson"):
        assert client.get(address).status_code == 404
    clock.now = STORM_S + DELAY_S + 600
    rows = table_of(client, "/open-data/1.csv")
    newest = max(datetime.fromisoformat(row["time"]).timestamp() for row in rows)
    assert newest <= clock.now - DELAY_S
    assert positions(client.get("/history/1.json").get_json())
    assert client.get("/history/1.json").get_json()["until"] <= clock.now - DELAY_S


def test_playback_is_where_the_vehicles_were(town: Site, client: FlaskClient, clock: Clock) -> None:
    driven = storm(town, clock)
    told = client.get("/history/1.json").get_json()
    assert told["step_s"] == 10
    found = positions(told)
    assert len(found) == 3
    places = {
        (int(fix.fixed_at), *(round(round(one, 6) * E5) / E5 for one in (fix.lat, fix.lon)))
        for some in driven
        for fix in some
    }
    for parts in found.values():
        for part in parts:
            assert all(b[0] - a[0] >= 10 for a, b in pairwise(part))
            assert {(t, round(lat, 5), round(lon, 5)) for t, lat, lon, _ in part} <= places
            assert {state for *_, state in part} == {"plowing"}
    ends = {max(part[-1][0] for part in parts) for parts in found.values()}
    for some in driven:
        assert any(0 <= some[-1].fixed_at - end < 10 for end in ends)


def test_playback_tells_when_each_street_was_cleared(
    town: Site, client: FlaskClient, clock: Clock
) -> None:
    storm(town, clock)
    told = client.get("/history/1.json").get_json()
    times = [t for t, _, _ in told["streets"]]
    assert times == sorted(times)
    last = {id_: told["from"] + t for t, id_, claim in told["streets"] if claim == "worked"}
    worked = {one.id: one.last for one in town.ledger.streets() if one.claim == "worked"}
    assert worked.keys() <= last.keys()
    for id_, at in worked.items():
        assert last[id_] == pytest.approx(at, abs=1)


def test_a_gap_and_a_stand_begin_a_new_part(town: Site, client: FlaskClient, clock: Clock) -> None:
    """Half an hour at one place is not shown beyond the first ten minutes."""
    first = drive(town, 1, BEGIN_S, every_s=10).fixes
    end = first[-1]
    stand = [
        end._replace(fixed_at=end.fixed_at + 30 * k, received_at=end.fixed_at + 30 * k)
        for k in range(1, 60)
    ]
    rest = drive(town, 2, end.fixed_at + 1_800 + 60, every_s=10).fixes
    send(town, plow(town, "one"), [*first, *stand, *rest])
    clock.forward(6 * HOUR)
    [parts] = positions(client.get("/history/1.json").get_json()).values()
    assert len(parts) == 2
    assert parts[0][-1][0] == pytest.approx(end.fixed_at + 600, abs=60)
    assert parts[1][0][0] == int(rest[0].fixed_at)
    drives = {row["drive"] for row in table_of(client, "/open-data/1.csv")}
    assert drives == {"1", "2"}


def test_nobody_is_seen_in_a_depot(town: Site, client: FlaskClient, clock: Clock) -> None:
    some = drive(town, 1, BEGIN_S, every_s=10).fixes
    middle = some[len(some) // 2]
    town.settings = town.settings._replace(depots=((middle.lat, middle.lon, 300.0),))
    send(town, plow(town, "one"), some)
    clock.forward(6 * HOUR)
    from civickit.core.geo import distance_m

    rows = table_of(client, "/open-data/1.csv")
    assert 0 < len(rows) < len(some)
    for row in rows:
        away_m = distance_m(float(row["lat"]), float(row["lon"]), middle.lat, middle.lon)
        assert away_m > 299


def test_open_data_is_a_table_of_aliases(town: Site, client: FlaskClient, clock: Clock) -> None:
    driven = storm(town, clock)
    answer = client.get("/open-data/1.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="storm-1.csv"'
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.mimetype == "text/csv"
    assert "secret" not in answer.text
    rows = table_of(client, "/open-data/1.csv")
    aliases = [int(row["alias"]) for row in rows]
    assert aliases == sorted(aliases)  # never in the order of devices
    assert len(set(aliases)) == 3
    times = {round(fix.fixed_at) for some in driven for fix in some}
    for row in rows:
        assert row["time"].endswith("+09:00")
        assert abs(float(row["lat"]) - 38.4) < 0.1
        assert int(datetime.fromisoformat(row["time"]).timestamp()) in times
        assert row["state"] == "plowing"


def test_west_of_greenwich_a_longitude_stays_a_number(
    town: Site, client: FlaskClient, clock: Clock
) -> None:
    some = [
        Fix("", BEGIN_S + 10 * k, BEGIN_S + 10 * k, 43.0 + k * 0.001, -76.1, heading_deg=0.0)
        for k in range(20)
    ]
    send(town, plow(town, "one"), some)
    clock.forward(HOUR)
    assert {row["lon"] for row in table_of(client, "/open-data/1.csv")} == {"-76.100000"}


def test_a_storm_over_midnight_is_two_days_of_the_city(
    town: Site, client: FlaskClient, clock: Clock
) -> None:
    midnight = datetime(2026, 12, 1, tzinfo=town.settings.zone).timestamp()
    clock.now = midnight + 6 * HOUR
    some = drive(town, 1, midnight - 300, every_s=10, count=60).fixes
    send(town, plow(town, "one"), some)
    count_all(town)
    days = client.get("/storms.json").get_json()["storms"][0]["days"]
    assert days == ["2026-11-30", "2026-12-01"]
    parts = [table_of(client, f"/open-data/1.csv?day={day}") for day in days]
    whole = table_of(client, "/open-data/1.csv")
    assert all(parts)
    assert parts[0] + parts[1] == whole
    assert {row["time"][:10] for row in parts[1]} == {"2026-12-01"}
    told = client.get("/history/1.json?day=2026-12-01").get_json()
    assert (told["day"], told["from"]) == ("2026-12-01", int(midnight))
    assert told["streets"]


@pytest.mark.parametrize("day", ["2026-11-29", "2026-13-01", "today", "2026-12-02"])
def test_a_day_without_the_storm_is_refused_in_words(
    town: Site, client: FlaskClient, clock: Clock, day: str
) -> None:
    storm(town, clock, 1)
    for address in ("/history/1.json", "/open-data/1.csv", "/open-data/1.geojson"):
        answer = client.get(f"{address}?day={day}", headers={"Accept": "application/json"})
        assert answer.status_code == 400
        assert answer.get_json()["error"]["code"] == "bad_parameter"
    assert client.get("/history/999999999999999999999.json").status_code == 404


def test_open_data_as_geojson(town: Site, client: FlaskClient, clock: Clock) -> None:
    storm(town, clock)
    answer = client.get("/open-data/1.geojson")
    told = answer.get_json(force=True)
    assert geojson.loads(answer.text).is_valid
    assert (told["storm"], told["fictional"], told["licence"]) == (1, True, "CC0-1.0")
    kinds = [one["properties"]["kind"] for one in told["features"]]
    assert kinds.count("drive") == 3
    assert kinds.count("street") == len(town.ledger.streets())
    drives = [one for one in told["features"] if one["properties"]["kind"] == "drive"]
    for one in drives:
        assert len(one["geometry"]["coordinates"]) == len(one["properties"]["times"])
    assert "secret" not in answer.text


def test_open_data_outlives_the_fixes(town: Site, client: FlaskClient, clock: Clock) -> None:
    storm(town, clock)
    addresses = ["/open-data/1.csv", "/open-data/1.geojson", "/history/1.json", "/storms.json"]
    before = {one: client.get(one).data for one in addresses[:3]}
    assert keep_open_data(town) == []  # it is still that day
    clock.forward(30 * HOUR)
    [written] = keep_open_data(town)
    assert written == town.settings.state / "open-data" / "1" / "2026-11-30.csv.gz"
    assert keep_open_data(town) == []
    clock.forward(40 * 24 * HOUR)
    town.storage.run(delete(fixes))
    assert {one: client.get(one).data for one in addresses[:3]} == before
    assert client.get("/storms.json").get_json()["storms"][0]["km"] > 1
    assert keep_open_data(town) == []


def test_a_server_that_was_off_for_weeks_keeps_open_data_before_it_deletes(
    town: Site, client: FlaskClient, clock: Clock
) -> None:
    storm(town, clock)
    before = client.get("/open-data/1.csv").data
    clock.forward(60 * 24 * HOUR)
    assert delete_old(town) > 0
    assert client.get("/open-data/1.csv").data == before


def test_late_fixes_are_put_into_the_kept_file(
    town: Site, client: FlaskClient, clock: Clock
) -> None:
    storm(town, clock, 1)
    clock.forward(30 * HOUR)
    assert len(keep_open_data(town)) == 1
    before = table_of(client, "/open-data/1.csv")
    send(town, plow(town, "late"), drive(town, 9, BEGIN_S + 60, every_s=10).fixes)
    clock.forward(60)
    count_all(town)
    assert len(keep_open_data(town)) == 1
    after = table_of(client, "/open-data/1.csv")
    assert {row["alias"] for row in after} > {row["alias"] for row in before}
    assert len(after) > len(before)


def test_two_late_logs_within_minutes_are_both_told(
    town: Site, client: FlaskClient, clock: Clock
) -> None:
    """Of a storm that is over, whatever was asked for between them."""
    storm(town, clock, 1)
    clock.now = STORM_S // 300 * 300 + 24 * HOUR + 10
    addresses = ("/history/1.json", "/storms.json")
    told = []
    for number in (8, 9):
        short = drive(town, number, BEGIN_S + 60, count=10).fixes
        send(town, plow(town, f"late {number}"), short)
        clock.forward(60)
        count_all(town)
        told.append([client.get(one).data for one in addresses])
    clock.forward(300)
    assert all(client.get(one).data != old for one, old in zip(addresses, told[0], strict=True))
    assert len(positions(client.get("/history/1.json").get_json())) == 3
    assert client.get("/storms.json").get_json()["storms"][0]["vehicles"] == 3


def test_a_long_storm_is_summed_day_by_day(
    town: Site, client: FlaskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes on does not make the days before be counted again."""
    from civickit.live import storms_told

    read: list[str] = []
    real = storms_told.storm_runs

    def spy(site: Site, days: Any) -> Any:
        read.extend(day.day.isoformat() for day in days)
        return real(site, days)

    monkeypatch.setattr(storms_told, "storm_runs", spy)
    device = plow(town, "one")
    for seed, hours in enumerate((0, 11, 22, 24)):
        at = STORM_S + hours * HOUR
        clock.now = at + 2 * HOUR
        send(town, device, drive(town, seed, at, every_s=10).fixes)
        count_all(town)
        [told] = client.get("/storms.json").get_json()["storms"]
    assert told["days"] == ["2026-11-30", "2026-12-01"]
    assert read == ["2026-11-30"] * 3 + ["2026-12-01"] * 2
    worked = [one for one in town.ledger.streets() if one.claim == "worked"]
    assert told["streets_worked"] == len(worked)


def test_a_download_is_not_put_together_in_memory(
    town: Site, client: FlaskClient, clock: Clock
) -> None:
    storm(town, clock)
    answer = client.get("/open-data/1.csv", buffered=False)
    assert answer.is_streamed
    pieces = list(answer.iter_encoded())
    assert len(pieces) == 1 + 3
    assert b"".join(pieces) == client.get("/open-data/1.csv").data


@pytest.mark.parametrize("kind", ["csv", "geojson"])
def test_a_slow_download_keeps_no_connection(
    town: Site, client: FlaskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    storm(town, clock)
    real, me, open_here = town.storage.read, get_ident(), [0]

    @contextmanager
    def read() -> Iterator[Any]:
        mine = get_ident() == me  # the news of other processes are read beside
        open_here[0] += mine
        with real() as connection:
            yield connection
        open_here[0] -= mine

    monkeypatch.setattr(town.storage, "read", read)
    answer = client.get(f"/open-data/1.{kind}", buffered=False)
    pieces = answer.iter_encoded()
    for _ in range(3):
        assert next(pieces)
        assert open_here == [0]
    answer.close()


def test_however_many_ask_the_runs_of_a_storm_are_in_memory_once(
    live_app: Flask, town: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from civickit.live import history

    storm(town, clock)
    real, now, most = history.storm_runs, [0], [0]

    def spy(site: Site, days: Any) -> Any:
        now[0] += 1
        most[0] = max(most[0], now[0])
        time.sleep(0.2)
        found = real(site, days)
        now[0] -= 1
        return found

    monkeypatch.setattr(history, "storm_runs", spy)
    with ThreadPoolExecutor(4) as people:
        asked = [
            people.submit(lambda: live_app.test_client().get("/open-data/1.geojson").data)
            for _ in range(4)
        ]
        assert len({one.result() for one in asked}) == 1
    assert most == [1]
