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
        "2025-12-06 14:46:40 UTC+9",
        "2025-12-06T14:46:40+09:00[Asia/Tokyo]",
        "2025-12-06 02:16:40 -0330",
        "2025-12-06 00:46:40 EST",
        "2025-12-06 05:46:40 GMT",
        "2025-12-06 5:46:40 AM",
        "2025/12/6 5:46:40",
        "12/06/2025 05:46:40 AM",
        "06.12.2025 05:46:40",
        "2025年12月6日 5時46分40秒",
        "20251206054640",
        "20251206T054640Z",
        "20251206 05:46:40",
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
    ["2025-12-06 15:46:40 PM", "2025-12-06 0:46 AM", "25/12/2025 05:46:40", "令和7年12月6日",
     "2025-12-06 05:46:40 XYZ", "2025-12-06 05:46:40 JST+9", "2025-12-06 05:46:40+99"],
)  # fmt: skip
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


@pytest.mark.parametrize(("clock", "after"), [("054640", 0), ("54640", 0), ("54640.5", 0.5)])
@pytest.mark.parametrize("day", ["2025-12-06", "20251206", "12/6/2025"])
def test_a_clock_without_colons_beside_a_day_is_no_count_of_seconds(
    day: str, clock: str, after: float
) -> None:
    [fix] = fixes("date,time,lat,lon", f"{day},{clock},38.4,145.9")
    assert fix.fixed_at == AT + after


def test_a_clock_beside_a_day_that_nobody_can_read_is_no_time() -> None:
    assert fixes("date,time,lat,lon", "061225,054640,38.4,145.9") == ()


@pytest.mark.parametrize(
    "header", ["日時（JST）", "time (UTC+9)", "Local_Time_JST", "time [+09:00]"]
)
def test_a_header_may_name_the_zone(header: str) -> None:
    [fix] = fixes(f"{header},lat,lon", "2025-12-06 14:46:40,38.4,145.9")
    assert fix.fixed_at == AT
    for itself in ("2025-12-06T05:46:40Z", "2025-12-06 05:46:40 UTC", "1765000000"):
        assert fixes(f"{header},lat,lon", f"{itself},38.4,145.9")[0].fixed_at == AT


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("lat,lon", "38.4N,76.1W"),
        ("lat,lon", "N 38.4°,W 76.1°"),
        ("LATITUDE N/S,LONGITUDE E/W", "38.4N,76.1W"),
        ("Latitude,N/S,Longitude,E/W", "38.4,N,76.1,W"),
        ("lat,lon", "3.84e1,-7.61E1"),
    ],
)
def test_west_is_west_however_it_is_written(header: str, row: str) -> None:
    [fix] = fixes(f"time,{header}", f"1765000000,{row}")
    assert (fix.lat, fix.lon) == (38.4, -76.1)


@pytest.mark.parametrize(
    "header",
    [
        "Timestamp (UTC)",
        "timestamp_ms",
        "time [s]",
        "deviceTime",
        "epoch",
        "ts",
        "計測日時",
        "取得日時",
    ],
)
def test_headers_of_time(header: str) -> None:
    [fix] = fixes(f"{header},lat,lon", "1765000000,38.4,145.9")
    assert fix.fixed_at == AT


@pytest.mark.parametrize(
    "header",
    ["GPS Latitude,GPS Longitude", "lat(deg),lng(deg)", "緯度（度）,経度（度）", "北緯,東経",
     "GPS緯度,GPS経度", "position_lat,position_long", "latitude (WGS84),longitude (WGS84)", "y,x"],
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
        ("ground speed (km/hr)", 18.0),
        ("kph", 18.0),
        ("走行速度", 18.0),
        ("速度", 18.0),
        ("kmh", 18.0),
        ("speed_kts", 9.7192),
        ("速度（ノット）", 9.7192),
        ("speed_mph", 11.18468),
        ("mph", 11.18468),
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


def test_a_column_of_the_blade_and_one_of_the_truck() -> None:
    found = fixes("truck_id,time,lat,lon,blade", "7,1765000000,38.4,145.9,Down",
                  "8,1765000000,38.4,145.9,Up")  # fmt: skip
    assert [(fix.device, fix.state) for fix in found] == [("7", "plowing"), ("8", "driving")]


@pytest.mark.parametrize(
    "header",
    ["日付,時分秒", "測位日,測位時間", "作業日,時刻"],
)
def test_day_and_time_as_fleets_write_them(header: str) -> None:
    [fix] = fixes(f"{header},緯度,経度", "2025年12月6日,5時46分40秒,38.4,145.9")
    assert fix.fixed_at == AT
    [fix] = fixes("日時,緯度,経度", "令和7年12月6日 5時46分40秒,38.4,145.9")
    assert fix.fixed_at == AT


@pytest.mark.parametrize(
    "row",
    [
        "38度24分36.0秒,145度58分48.0秒",
        "北緯38度24分36秒,東経145度58分48秒",
        '"38°24\'36.0""","145°58\'48"""',
        "38°24′36.0″N,145°58′48″E",
        "N38゜24'36,E145゜58'48",
        "38 24 36.0 N,145 58 48.0 E",
        "38.24.36.0,145.58.48.0",
        "38/24/36.0,145/58/48.0",
        "38°24.6',145°58.8'",
        "38-24.6,145-58.8",
        "3824.6000,14558.8000",
        "３８．４１,１４５．９８",
    ],
)
def test_one_place_in_many_hands(row: str) -> None:
    [fix] = fixes("時刻,緯度,経度", f"1765000000,{row}")
    assert (fix.lat, fix.lon) == pytest.approx((38.41, 145.98), abs=1e-7)


def test_south_and_west_in_minutes() -> None:
    for row in ("S38°24.6',W145°58.8'", "-38 24 36,-145 58 48", "-3824.6,-14558.8"):
        [fix] = fixes("time,lat,lon", f"1765000000,{row}")
        assert (fix.lat, fix.lon) == pytest.approx((-38.41, -145.98), abs=1e-7)
    [fix] = fixes("time,lat,N/S,lon,E/W", "1765000000,3824.6,S,14558.8,W")
    assert (fix.lat, fix.lon) == pytest.approx((-38.41, -145.98), abs=1e-7)


@pytest.mark.parametrize(
    "row", ["38°64.6',145°58.8'", "38.4 145.9,145.9", "38 24.6 36,145 58 48", "145.98,38.41",
            "3884.6,14558.8", "38;24,145.98", "約38,145.98"]
)  # fmt: skip
def test_what_may_be_another_place_is_none(row: str) -> None:
    assert fixes("time,lat,lon", f"1765000000,{row}") == ()


@pytest.mark.parametrize(
    ("word", "degrees"),
    [("北", 0), ("N", 0), ("NNE", 22.5), ("北北東", 22.5), ("南東", 135), ("西向き", 270),
     ("north-west", 315), ("Southbound", 180), ("NNW", 337.5), ("停止", None), ("", None)],
)  # fmt: skip
def test_the_sixteen_winds(word: str, degrees: float | None) -> None:
    [fix] = fixes("時刻,緯度,経度,方位", f"1765000000,38.4,145.9,{word}")
    assert fix.heading_deg == degrees


@pytest.mark.parametrize(("header", "value"), [("GPS速度", 18), ("速度（km/時）", 18)])
def test_speeds_of_japanese_fleets(header: str, value: float) -> None:
    [fix] = fixes(f"時刻,緯度,経度,{header}", f"1765000000,38.4,145.9,{value}")
    assert fix.speed_m_s == 5


@pytest.mark.parametrize(
    ("header", "word", "state"),
    [
        ("作業内容", "除雪作業中", "plowing"),
        ("作業区分", "拡幅除雪", "plowing"),
        ("ステータス", "作業", "plowing"),
        ("作業", "散布作業", "salting"),
        ("除雪装置", "ON", "plowing"),
        ("除雪装置", "OFF", "driving"),
        ("散布中", "1", "salting"),
        ("plowing", "0", "driving"),
        ("plow_down", "true", "plowing"),
        ("status", "1", "unknown"),
        ("status", "on", "unknown"),
    ],
)
def test_work_as_a_word_and_as_a_switch(header: str, word: str, state: str) -> None:
    [fix] = fixes(f"時刻,緯度,経度,{header}", f"1765000000,38.4,145.9,{word}")
    assert fix.state == state


@pytest.mark.parametrize("header", ["Vehicle Name", "車両No", "除雪車", "端末ID"])
def test_several_vehicles_are_not_one(header: str) -> None:
    found = fixes(f"{header},time,lat,lon", "P1,1765000000,38.4,145.9", "P2,1765000000,38.5,146")
    assert [fix.device for fix in found] == ["P1", "P2"]
