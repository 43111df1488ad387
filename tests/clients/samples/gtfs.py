"""A timetable of a fictional town at sea, with the oddities of real ones."""

from __future__ import annotations

import io
import zipfile
from datetime import date, time
from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer

from civickit.clients.gtfs import feed
from civickit.core.fetch import Fetcher

PATH = "/feed.zip"

TABLES = {
    "agency": """\
agency_id,agency_name,agency_url,agency_timezone,agency_lang
9000020999999,なぎさ町営バス,https://nagisa.example/,Asia/Tokyo,ja
""",
    "agency_jp": """\
agency_id,agency_official_name
9000020999999,なぎさ町
""",
    "stops": """\
stop_id, stop_name ,stop_lat,stop_lon,location_type,parent_station,platform_code,zone_id
eki,なぎさ駅,30.0010,150.0010,1,,,
eki_1,なぎさ駅,30.0011,150.0011,0,eki,1,eki_1
eki_2,なぎさ駅,30.0012,150.0012,0,eki,2,eki_2
sakura,さくら通り,30.0050,150.0050,,,,sakura
gakko,"学校前, 東",30.0100,150.0100,,,,gakko
minato,港,30.0200,150.0200,,,,minato
onsen,温泉,30.0300,150.0250,,,,onsen
""",
    "routes": """\
route_id,agency_id,route_short_name,route_long_name,route_type,route_color,route_text_color
minato,9000020999999,,港線,3,0072BC,FFFFFF
onsen,9000020999999,2,温泉線,3,,
""",
    "trips": """\
route_id,service_id,trip_id,trip_headsign,direction_id,shape_id
minato,平日,m1,港,0,s1
minato,平日,m2,港,0,s1
minato,土日祝,m3,港,0,s1
minato,平日,m4,なぎさ駅,1,
onsen,毎日,o1,温泉,0,
onsen,毎日,o2,温泉,,
onsen,終夜,night,温泉,0,
""",
    "stop_times": """\
trip_id,arrival_time,departure_time,stop_id,stop_sequence,stop_headsign,pickup_type,drop_off_type
m1,8:00:00,8:00:00,eki_1,1,,0,1
m1,,,sakura,5,,0,0
m1,08:06:00,08:06:30,gakko,9,,0,0
m1,08:12:00,08:12:00,minato,10,,1,0
m2,10:00:00,10:00:00,eki_1,1,港 急行,0,1
m2,10:09:00,10:09:00,minato,2,,1,0
m3,09:00:00,09:00:00,eki_1,1,,0,1
m3,09:06:00,09:06:00,gakko,2,,1,0
m3,09:12:00,09:12:00,minato,3,,1,0
m4,18:12:00,18:12:00,eki_2,3,,1,0
m4,18:00:00,18:00:00,minato,1,,0,1
m4,18:06:00,18:06:00,gakko,2,,0,0
o1,00:00:00,00:00:00,eki_2,0,,,
o1,00:20:00,00:20:00,onsen,1,,,
o2,23:50:00,23:50:00,eki_2,0,,,
o2,24:10:00,24:10:00,gakko,1,,,
o2,24:25:00,24:25:00,onsen,2,,,
night,25:30:00,25:30:00,eki_2,1,,,
night,26:00:00,26:00:00,onsen,2,,,
""",
    "calendar": """\
service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
平日,1,1,1,1,1,0,0,20260401,20270331
土日祝,0,0,0,0,0,1,1,20260401,20270331
毎日,1,1,1,1,1,1,1,20260401,20270331
""",
    "calendar_dates": """\
service_id,date,exception_type
平日,20261123,2
土日祝,20261123,1
終夜,20261231,1
""",
    "frequencies": """\
trip_id,start_time,end_time,headway_secs,exact_times
o1,09:00:00,10:00:00,1200,0
""",
    "shapes": """\
shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence
s1,30.0011,150.0011,1
s1,30.0200,150.0200,10
s1,30.0100,150.0120,2
""",
    "feed_info": """\
feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version
なぎさ町,https://nagisa.example/,ja,20260401,20270331,2026-04
""",
    "translations": """\
table_name,field_name,language,translation,record_id,record_sub_id,field_value
stops,stop_name,ja-Hrkt,なぎさえき,,,なぎさ駅
stops,stop_name,en,Nagisa Station,,,なぎさ駅
stops,stop_name,en,Nagisa Station (1),eki_1,,
stops,stop_name,en,Harbour,,,港
""",
}


def packed(
    tables: dict[str, str] | None = None,
    *,
    folder: str = "",
    without: tuple[str, ...] = (),
    encoding: str = "utf-8",
    **changed: str,
) -> bytes:
    """The feed as a zip archive, with tables changed or left out."""
    content = {**(TABLES if tables is None else tables), **changed}
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            if name not in without:
                archive.writestr(f"{folder}{name}.txt", text.encode(encoding))
    return memory.getvalue()


def put(server: HTTPServer, content: bytes) -> None:
    server.expect_request(PATH).respond_with_data(content, content_type="application/zip")


def call(url: str, fetch: Fetcher) -> list[Any]:
    found = feed(url + PATH, fetch).departures("eki", date(2026, 11, 24), time(9, 30))
    return [
        (one.time.isoformat(), one.route.name, one.headsign, one.stop_id, one.exact)
        for one in found
    ]


SAMPLES = [
    Sample(
        client="gtfs",
        call=call,
        serve=lambda server: put(server, packed()),
        expected=[
            ("2026-11-24T09:40:00+09:00", "2", "温泉", "eki_2", False),
            ("2026-11-24T10:00:00+09:00", "港線", "港 急行", "eki_1", True),
            ("2026-11-24T23:50:00+09:00", "2", "温泉", "eki_2", True),
        ],
        serve_empty=lambda server: put(
            server, packed(without=("calendar",), calendar_dates="service_id,date,exception_type")
        ),
        empty=[],
    )
]
