"""Tables of positions as other cities write them: times, headers, units, numbers."""

from __future__ import annotations

import pytest
from tracks.device_samples import AT, body

from civickit.tracks import devices
from civickit.tracks.fixes import Fix


def fixes(header: str, *rows: str) -> tuple[Fix, ...]:
    return devices.get("csv").decode(body("\n".join([header, *rows, ""]))).fixes


@pytest.mark.parametrize(
    "written",
    [
        "2025-12-06T05:46:40Z",
        "2025-12-06T05:46:40",
        "2025-12-06T14:46:40+09:00",
        "2025-12-06 14:46:40 JST",
        "2025-12-06 05:46:40 GMT",
        "2025-12-06 5:46:40 AM",
        "2025/12/6 5:46:40",
        "12/06/2025 05:46:40 AM",
        "06.12.2025 05:46:40",
        "2025年12月6日 5時46分40秒",
        "20251206054640",
        "20251206T054640Z",
        "1765000000",
        "1765000000.0",
        "1765000000000",
        "1765000000000000",
        "1765000000000000000",
    ],
)
def test_one_moment_in_many_hands(written: str) -> None:
    [fix] = fixes("time,lat,lon", f"{written},38.4,145.9")
    assert fix.fixed_at == AT


@pytest.mark.parametrize(
    "written",
    ["2025-12-06 15:46:40 PM", "2025-12-06 0:46 AM", "25/12/2025 05:46:40", "令和7年12月6日"],
)
def test_a_moment_that_may_be_another_is_none(written: str) -> None:
    assert fixes("time,lat,lon", f"{written},38.4,145.9") == ()


def test_noon_and_midnight() -> None:
    times = [fix.fixed_at for fix in fixes("time,lat,lon", "2025-12-06 12:00:00 AM,38.4,145.9",
                                           "2025-12-06 12:00:00 PM,38.4,145.9")]  # fmt: skip
    assert times[1] - times[0] == 12 * 3600


@pytest.mark.parametrize(
    "header",
    ["UTC DATE,UTC TIME", "Date,Time", "日付,時刻", "gps_date,gps_time"],
)
def test_day_and_time_in_two_columns(header: str) -> None:
    [fix] = fixes(f"{header},lat,lon", "2025-12-06,05:46:40,38.4,145.9")
    assert fix.fixed_at == AT


@pytest.mark.parametrize(
    "header",
    ["Timestamp (UTC)", "timestamp_ms", "time [s]", "deviceTime", "epoch", "ts", "計測日時"],
)
def test_headers_of_time(header: str) -> None:
    [fix] = fixes(f"{header},lat,lon", "1765000000,38.4,145.9")
    assert fix.fixed_at == AT


@pytest.mark.parametrize(
    "header",
    ["GPS Latitude,GPS Longitude", "lat(deg),lng(deg)", "緯度（度）,経度（度）", "北緯,東経",
     "position_lat,position_long", "latitude (WGS84),longitude (WGS84)", "y,x"],
)  # fmt: skip
def test_headers_of_a_place(header: str) -> None:
    [fix] = fixes(f"time,{header}", "1765000000,38.4,145.9")
    assert (fix.lat, fix.lon) == (38.4, 145.9)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("speed", 5.0),
        ("GPS speed (m/s)", 5.0),
        ("速度(m/s)", 5.0),
        ("Speed [km/h]", 18.0),
        ("speed kph", 18.0),
        ("速度", 18.0),
        ("kmh", 18.0),
        ("speed_kts", 9.7192),
        ("速度（ノット）", 9.7192),
        ("speed_mph", 11.18468),
    ],
)
def test_speeds_are_in_the_unit_of_their_header(header: str, value: float) -> None:
    [fix] = fixes(f"time,lat,lon,{header}", f"1765000000,38.4,145.9,{value}")
    assert fix.speed_m_s == pytest.approx(5.0, abs=1e-4)


def test_a_column_named_by_a_unit_alone_is_no_speed() -> None:
    [fix] = fixes("time,lat,lon,ms", "1765000000,38.4,145.9,250")
    assert fix.speed_m_s is None


@pytest.mark.parametrize(("written", "heading"), [("-90", 270), ("-1", None), ("361", None)])
def test_west_of_north_is_a_heading_and_minus_one_is_not(
    written: str, heading: float | None
) -> None:
    [fix] = fixes("time,lat,lon,方位角", f"1765000000,38.4,145.9,{written}")
    assert fix.heading_deg == heading


def test_decimal_commas_in_a_table_of_semicolons() -> None:
    [fix] = fixes("time;lat;lon;speed", "1765000000;38,4100000;145,98;5,5")
    assert (fix.lat, fix.lon, fix.speed_m_s) == (38.41, 145.98, 5.5)


@pytest.mark.parametrize(
    ("word", "state"),
    [("除雪中", "plowing"), ("plow down", "plowing"), ("凍結防止剤散布", "salting"),
     ("移動中", "driving"), ("休憩", "unknown")],
)  # fmt: skip
def test_words_of_work(word: str, state: str) -> None:
    [fix] = fixes("時刻,緯度,経度,状態", f"1765000000,38.4,145.9,{word}")
    assert fix.state == state
