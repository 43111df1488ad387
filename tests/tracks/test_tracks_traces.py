"""Files of traces as loggers leave them: packed, in other encodings, several vehicles in one."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from civickit.core.errors import UnreadableTable
from civickit.tracks.traces import Trace, read_trace

LATER = 1e11
HEAD = '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'


def point(minute: int, inner: str = "") -> str:
    at = f"<time>2025-12-06T05:{minute:02}:00.5Z</time>"
    return f'<trkpt lat="38.4{minute:02}" lon="145.9">{at}{inner}</trkpt>'


def track(*minutes: int) -> str:
    return f"<trk><trkseg>{''.join(map(point, minutes))}</trkseg></trk>"


def read(folder: Path, content: bytes, name: str = "t.gpx") -> Trace:
    path = folder / name
    path.write_bytes(content)
    return read_trace(path, LATER)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_trace_in_any_encoding_also_packed(tmp_path: Path, encoding: str, packed: bool) -> None:
    content = f"{HEAD}{track(1, 2)}</gpx>".encode(encoding)
    found = read(tmp_path, gzip.compress(content) if packed else content)
    assert [fix.fixed_at % 60 for fix in found.fixes[""]] == [0.5, 0.5]


def test_prefixes_that_nobody_explains(tmp_path: Path) -> None:
    speed = "<extensions><gpxtpx:speed>5</gpxtpx:speed></extensions>"
    content = f"{HEAD}<trk><trkseg>{point(1, speed)}</trkseg></trk></gpx>"
    [fix] = read(tmp_path, content.encode()).fixes[""]
    assert fix.speed_m_s == 5


def test_tracks_one_after_the_other_are_one_vehicle(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEAD}{track(5, 6)}{track()}{track(1, 2)}</gpx>".encode())
    assert {device: len(those) for device, those in found.fixes.items()} == {"": 4}


def test_tracks_of_the_same_time_are_several_vehicles(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEAD}{track(1, 5)}{track(2, 6)}</gpx>".encode())
    assert {device: len(those) for device, those in found.fixes.items()} == {
        "track 1": 2,
        "track 2": 2,
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (gzip.compress(b"time,lat,lon\n" * 99)[:-20], "torn"),
        (b"time,lat,lon\n1765000000,145.9,38.4\n", "exchanged"),
        (b"lat,lon\n38.4,145.9\n", "no column for time"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableTable, match=words) as told:
        read(tmp_path, content, "t.csv")
    assert "t.csv" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_log_that_was_long_without_a_signal(tmp_path: Path) -> None:
    waiting = b"$GPGSV,1,1,00*79\r\n" * 500
    place = b"$GPRMC,054640,A,3824.6,N,14558.8,E,9.7,181.5,061225,,\r\n"
    [fix] = read(tmp_path, waiting + place, "t.log").fixes[""]
    assert fix.fixed_at == 1_765_000_000


def test_a_heading_that_is_always_0_is_none(tmp_path: Path) -> None:
    rows = [f"176500000{n},38.4{n},145.9,0" for n in range(3)]
    table = "\n".join(["time,lat,lon,heading", *rows])
    found = read(tmp_path, table.encode(), "t.csv").fixes[""]
    assert [fix.heading_deg for fix in found] == [None] * 3
    found = read(tmp_path, f"{table[:-1]}9".encode(), "t.csv").fixes[""]
    assert [fix.heading_deg for fix in found] == [0, 0, 9]


@pytest.mark.parametrize("tag", ["course", "bearing"])
def test_headings_of_gpx(tmp_path: Path, tag: str) -> None:
    inner = f"<extensions><{tag}>91.2</{tag}></extensions>"
    [fix] = read(tmp_path, f"{HEAD}<trk><trkseg>{point(1, inner)}</trkseg></trk></gpx>".encode())[
        0
    ][""]
    assert fix.heading_deg == 91.2
