"""Logs of drives, sent as files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests
from flask import Flask
from live.sent import rows

from civickit.live import tables
from civickit.live.site import SITE, Site

GPX = """<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
<trkpt lat="38.40" lon="145.9"><time>2026-11-29T00:00:00Z</time></trkpt>
<trkpt lat="38.41" lon="145.9"><time>2026-11-29T00:00:15Z</time></trkpt>
</trkseg></trk></gpx>"""
NMEA = "$GPRMC,081836,A,3751.65,S,14507.36,E,000.0,360.0,130998,011.3,E*62\r\n"
CSV = "時刻,緯度,経度,速度,作業\n2026-11-29 09:01:00,38.42,145.9,36,除雪\n,38.4,145.9,,\n"
NOTHING = {"new": 0, "late": 0, "duplicate": 0, "off_duty": 0, "refused": {}}


class Door(NamedTuple):
    site: Site
    where: str
    http: requests.Session
    token: str

    def send(self, body: bytes | str, **more: Any) -> Any:
        data = body.encode() if isinstance(body, str) else body
        return self.http.post(self.where, data=data, auth=("plow", self.token), **more)


@pytest.fixture
def door(make_live: Callable[..., Flask], serve_live: Callable[[Flask], str]) -> Iterator[Door]:
    app = make_live()
    site = app.extensions[SITE]
    _, token = site.devices.add("plow")
    with requests.Session() as http:
        yield Door(site, f"{serve_live(app)}/ingest/upload", http, token)
    site.writer.stop()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (GPX, NOTHING | {"new": 2}),
        (NMEA, NOTHING | {"new": 1}),
        (CSV, NOTHING | {"new": 1, "refused": {"no_time": 1}}),
        (CSV.encode("cp932"), NOTHING | {"new": 1, "refused": {"no_time": 1}}),
    ],
)
def test_each_kind_is_known_by_what_is_in_it(
    door: Door, body: bytes | str, expected: dict[str, Any]
) -> None:
    answer = door.send(body)
    assert (answer.status_code, answer.json()) == (200, expected)
    assert answer.headers["Content-Type"] == "application/json"
    assert len(rows(door.site, tables.fixes)) == expected["new"]


def test_times_of_a_table_are_the_citys_unless_it_says_otherwise(door: Door) -> None:
    """A fleet's own export has no zone in it; nine hours later it would be another day's drive."""
    for header, time in (("時刻", "2026-11-29 09:01:00"), ("UTC", "2026-11-29 00:02:00")):
        door.send(f"{header},緯度,経度\n{time},38.4,145.9\n")
    door.send("time,lat,lon\n2026-11-29T00:03:00Z,38.4,145.9\n1795910640,38.4,145.9\n")
    assert rows(door.site, tables.fixes, "fixed_ms") == [
        1_795_910_460_000 + 60_000 * minutes for minutes in range(4)
    ]


def test_a_file_sent_again_changes_nothing(door: Door) -> None:
    assert door.send(GPX).json() == NOTHING | {"new": 2}
    assert door.send(GPX).json() == NOTHING | {"duplicate": 2}
    assert len(rows(door.site, tables.fixes)) == 2


def test_what_is_older_than_what_is_there_is_late(door: Door) -> None:
    door.send(CSV)
    assert door.send(GPX).json() == NOTHING | {"late": 2}


def test_off_duty_is_counted_and_not_kept(door: Door) -> None:
    door.site.duties.stop(door.site.devices.named("plow"))
    assert door.send(GPX).json() == NOTHING | {"off_duty": 2}
    assert rows(door.site, tables.fixes) == []


@pytest.mark.parametrize("way", ["basic", "bearer", "field", "field after the file"])
def test_the_token_in_each_way(door: Door, way: str) -> None:
    more: dict[str, Any] = {
        "basic": {"auth": ("plow", door.token), "files": {"file": GPX}},
        "bearer": {"headers": {"Authorization": f"Bearer {door.token}"}, "data": GPX.encode()},
        "field": {"data": {"token": door.token}, "files": {"file": ("a.gpx", GPX)}},
        "field after the file": {"files": {"file": ("a.gpx", GPX), "token": (None, door.token)}},
    }[way]
    answer = door.http.post(door.where, **more)
    assert (answer.status_code, answer.json()["new"]) == (200, 2)


def test_several_files_at_once(door: Door) -> None:
    files = [("file", ("a", GPX)), ("file", ("b", CSV)), ("other", ("c", NMEA)), ("d", ("d", b""))]
    answer = door.http.post(door.where, files=files, auth=("plow", door.token))
    assert answer.json()["new"] + answer.json()["late"] == 4


@pytest.mark.parametrize(
    "more", [{}, {"data": {"token": "x"}}, {"headers": {"Authorization": "x"}}]
)
def test_without_a_token_nothing_is_read(door: Door, more: dict[str, Any]) -> None:
    answer = door.http.post(door.where, files={"file": GPX}, **more)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorized")
    assert rows(door.site, tables.fixes) == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "unreadable"),
        (b"<gpx>", "unreadable"),
        (b"<html></html>", "unreadable"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><gpx>&a;</gpx>', "unreadable"),
        (b"time,lat,lon\n", "no rows"),
        (b"a,b,c\n1,2,3\n", "no column for"),
        (b"time,lat,lon\n2026-11-29 00:00:00,north,145.9\n", "no_position"),
        (b"PK\x03\x04" + b"\x00" * 500, "unreadable"),
        (b"\x00" * 10_000, "unreadable"),
        (b"$GPRMC,1,A,*00\r\n", "checksum"),
    ],
)
def test_a_file_of_no_use_is_told_why(door: Door, body: bytes, why: str) -> None:
    answer = door.send(body)
    assert answer.status_code == 422
    assert why in answer.json()["error"]["message"]
    assert rows(door.site, tables.fixes) == []


@pytest.mark.parametrize("form", [False, True])
def test_a_file_that_is_too_large_is_not_read(door: Door, form: bool) -> None:
    large = b"time,lat,lon\n" + b"2026-11-29 00:00:00,38.4,145.9\n" * 270_000
    assert 8_000_000 < len(large) < 10_000_000
    if form:
        answer = door.http.post(door.where, files={"file": large}, auth=("plow", door.token))
    else:
        answer = door.send(large)
    assert answer.status_code == 413
    assert "8,000,000 bytes" in answer.json()["error"]["message"]


def test_a_form_without_a_file(door: Door) -> None:
    answer = door.http.post(door.where, files={"token": (None, door.token)})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "unreadable")


def test_a_long_log_goes_in_whole(door: Door) -> None:
    lines = (f"{1_795_900_000 + n},{38 + n * 1e-6:.6f},145.9\n" for n in range(20_000))
    assert door.send("tst,lat,lon\n" + "".join(lines)).json() == NOTHING | {"new": 20_000}
    assert len(set(rows(door.site, tables.fixes, "fixed_ms"))) == 20_000


def test_only_some_files_are_read_at_once(door: Door) -> None:
    """Two of three wait here for the database; the other is told to come later."""

    def send(body: str) -> requests.Response:
        login = "plow", door.token
        return requests.post(door.where, data=body.encode(), auth=login, timeout=60)

    with ThreadPoolExecutor(3) as pool:
        with door.site.storage.write():
            sending = [pool.submit(send, body) for body in (GPX, NMEA, CSV)]
            [first] = wait(sending, return_when=FIRST_COMPLETED).done
        answers = [one.result() for one in sending]
    assert (first.result().status_code, first.result().headers["Retry-After"]) == (503, "5")
    assert sorted(answer.status_code for answer in answers) == [200, 200, 503]
    assert send(CSV).status_code == 200


def test_a_table_of_several_vehicles_gives_each_only_its_own(door: Door) -> None:
    body = "time,lat,lon,vehicle\n" + "".join(
        f"2026-11-29 00:00:{n:02},38.4,145.9,{name}\n"
        for n, name in enumerate(["plow", "grader", "plow", "salter"])
    )
    assert door.send(body).json() == NOTHING | {"new": 2, "refused": {"other_vehicle": 2}}
    answer = door.send(body.replace("plow", "blower"))
    assert answer.status_code == 422
    assert "other_vehicle: 3 vehicles" in answer.json()["error"]["message"]
    alone = "time,lat,lon,vehicle\n2026-11-29 00:01:00,38.4,145.9,No. 12\n"
    assert door.send(alone).json() == NOTHING | {"new": 1}


def test_a_track_that_stands_twice_in_a_file_is_of_one_vehicle(door: Door) -> None:
    track = GPX[GPX.index("<trk>") : GPX.index("</gpx>")]
    assert door.send(GPX.replace("</gpx>", f"{track}</gpx>")).json()["new"] == 2


def test_real_snapshots_of_chicago(door: Door, city_files: Path) -> None:
    """Each vehicle takes its own of one table; together they are all of it."""
    body = (city_files / "tracks/chicago_clearstreets/snapshots_2015-12-02.csv").read_bytes()
    names = {line.split(b",")[1].decode() for line in body.splitlines()[1:]}
    fates: dict[str, int] = {}
    for name in sorted(names)[:25]:
        _, token = door.site.devices.add(name)
        told = door.http.post(door.where, data=body, auth=(name, token)).json()
        assert told["refused"]["other_vehicle"] == 1_708 - sum(
            told[fate] for fate in ("new", "late", "duplicate")
        )
        fates[name] = told["new"] + told["late"]
    assert min(fates.values()) >= 1
    assert len(rows(door.site, tables.fixes)) == sum(fates.values()) > 200


def test_real_traces_of_chicago(door: Door, city_files: Path) -> None:
    """As one vehicle's: without the column that names them."""
    path = city_files / "tracks/chicago_clearstreets/unmatched_traces_2016-12.csv"
    lines = [line.split(",") for line in path.read_text("utf-8").splitlines()]
    body = "\n".join(",".join(line[4:]) for line in lines)
    told = door.send(body).json()
    assert (
        sum(told[fate] for fate in ("new", "late", "duplicate")) + sum(told["refused"].values())
        == len(lines) - 1
    )
    assert told["refused"].keys() == {"no_time"}
    assert len(rows(door.site, tables.fixes)) == told["new"] + told["late"] > 5_000


def test_real_gpx_files(door: Door, city_files: Path) -> None:
    """What has points goes in, what has none is told so."""
    for path in sorted((city_files / "tracks/graphhopper_gpx_osm").glob("*.gpx")):
        _, token = door.site.devices.add(path.name)
        answer = door.http.post(
            door.where, files={"file": path.read_bytes()}, auth=(path.name, token)
        )
        told = json.loads(answer.text)
        if answer.status_code == 200:
            assert told["new"] + told["late"] + told["duplicate"] >= 1, path.name
        else:
            assert (answer.status_code, told["error"]["code"]) == (422, "unreadable"), path.name
    assert len(rows(door.site, tables.fixes)) > 300
