"""What each device sends: one good message, what it says, and its bad ones. Made by hand in the
real shapes; the real bodies are tried too, where they are at hand."""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

from civickit.tracks.devices import Message

NOW = 1_765_000_600.0
AT = 1_765_000_000.0
"""2025-12-06T05:46:40Z"""


class Sample(NamedTuple):
    """`fix`: what the first fix must be, of (device, fixed_at, lat, lon, speed, heading, accuracy,
    state). `bad`: messages that give no fix, why, and the status of the answer."""

    device: str
    message: Message
    fix: tuple[object, ...]
    status: int
    bad: list[tuple[Message, str, int]]
    count: int = 1


def body(text: str, **more: str) -> Message:
    return Message(body=text.encode(), received_at=NOW, **more)


def asked(query: str) -> Message:
    return Message(query=query, received_at=NOW)


def nmea(content: str) -> str:
    return f"${content}*{reduce(lambda a, b: a ^ ord(b), content, 0):02X}"


RMC = "GNRMC,054640.00,A,3824.6000,N,14558.8000,E,9.7192,181.5,061225,,,A"
GPX = """<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/0" version="1.0"><trk>
<trkseg><trkpt lat="38.41" lon="145.98"><time>2025-12-06T05:46:40Z</time><course>181.5</course>
<speed>5</speed></trkpt><trkpt lat="38.4101" lon="145.98"><time>2025-12-06T05:46:41.250Z</time>
</trkpt></trkseg></trk></gpx>"""

SAMPLES = [
    Sample(
        "owntracks",
        body(
            '{"_type":"location","lat":38.41,"lon":145.98,"tst":1765000000,"vel":18,"cog":181.5,'
            '"acc":6,"topic":"owntracks/snow/plow7"}'
        ),
        ("snow/plow7", AT, 38.41, 145.98, 5.0, 181.5, 6.0, "unknown"),
        200,
        [
            (body('{"_type":"lwt","tst":1765000000}'), "not_a_location", 200),
            (body('{"_type":"location","tst":1765000000}'), "no_position", 200),
            (body('{"_type":"location","lat":38,"lon":145}'), "no_time", 200),
            (body('{"_type":"encrypted","data":"x"}'), "encrypted", 200),
            (body("not json"), "unreadable", 200),
            (body("[1]"), "unreadable", 200),
        ],
    ),
    Sample(
        "osmand",
        asked(
            "/?id=t0ken&timestamp=1765000000&lat=38.41&lon=145.98&speed=9.7192&bearing=181.5"
            "&accuracy=6&state=plowing"
        ),
        ("t0ken", AT, 38.41, 145.98, 5.0, 181.5, 6.0, "plowing"),
        200,
        [
            (asked("/?timestamp=1765000000&lat=38.4&lon=145.9"), "no_device", 400),
            (asked(""), "no_device", 400),
            (asked("/?id=t&timestamp=1765000000"), "no_position", 200),
            (asked("/?id=t&timestamp=yesterday&lat=38&lon=145"), "no_time", 200),
            (asked("/?id=t&timestamp=1765000000&lat=138&lon=145"), "position", 200),
            (asked("/?id=t&timestamp=1765000000&lat=38&lon=145&valid=false"), "void", 200),
            (asked("/?id=t&timestamp=1865000000&lat=38&lon=145"), "future", 200),
        ],
    ),
    Sample(
        "traccar",
        body(
            '{"location":{"timestamp":"2025-12-06T05:46:40.000Z","coords":{"latitude":38.41,'
            '"longitude":145.98,"accuracy":6,"speed":5,"heading":181.5,"altitude":-1},'
            '"is_moving":true,"extras":{"state":"salting"}},"device_id":"t0ken"}'
        ),
        ("t0ken", AT, 38.41, 145.98, 5.0, 181.5, 6.0, "salting"),
        200,
        [
            (body('{"location":{"event":"heartbeat"},"device_id":"t"}'), "heartbeat", 200),
            (body('{"location":{"coords":{}},"device_id":"t"}'), "no_position", 200),
            (body('{"location":{"coords":{"latitude":1,"longitude":2}}}'), "no_device", 404),
            (body('{"device_id":"t"}'), "unreadable", 200),
            (body("no"), "unreadable", 400),
        ],
    ),
    Sample(
        "gpslogger",
        asked(
            "?lat=38.41&lon=145.98&acc=6&dir=181.5&spd=5&timestamp=1765000000&ser=S1"
            "&time=2025-12-06T05:46:40Z"
        ),
        ("S1", AT, 38.41, 145.98, 5.0, 181.5, 6.0, "unknown"),
        200,
        [
            (asked("?lat=38.41&lon=145.98&timestamp=1765000000"), "no_device", 400),
            (asked(""), "unreadable", 400),
            (asked("?ser=S1&lat=%LAT&lon=145&timestamp=1765000000"), "no_position", 200),
        ],
    ),
    Sample(
        "gpx",
        body(GPX, device="plow 7"),
        ("plow 7", AT, 38.41, 145.98, 5.0, 181.5, None, "unknown"),
        200,
        [
            (body("<gpx/>"), "no_track", 400),
            (body("<gpx><trk><trkseg/></trk></gpx>"), "no_track", 400),
            (
                body('<gpx><trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk></gpx>'),
                "no_time",
                400,
            ),
            (
                body('<!DOCTYPE g [<!ENTITY a "b">]><gpx><trk><name>&a;</name></trk></gpx>'),
                "unreadable",
                400,
            ),
            (body("<kml/>"), "unreadable", 400),
            (body("<gpx>"), "unreadable", 400),
        ],
        count=2,
    ),
    Sample(
        "nmea",
        body(f"{nmea('GPGSV,1,1,00')}\r\n{nmea(RMC)}\r\n", device="plow 7"),
        ("plow 7", AT, 38.41, 145.98, 5.0, 181.5, None, "unknown"),
        200,
        [
            (body(nmea(RMC).replace("3824.6", "3924.6")), "checksum", 400),
            (body(nmea(RMC.replace(",A,3", ",V,3"))), "void", 400),
            (body(nmea(RMC.replace("061225", "310299"))), "no_time", 400),
            (body(nmea(RMC.replace("3824.6000", "3884.6000"))), "no_position", 400),
            (body("$GPRMC,1,A"), "unreadable", 400),
            (body("$GPGGA,1"), "no_track", 400),
        ],
    ),
    Sample(
        "csv",
        body(
            "時刻,緯度,経度,速度(km/h),方位,作業,車両\n"
            "2025-12-06 05:46:40,38.41,145.98,18,181.5,除雪,7号車\n"
        ),
        ("7号車", AT, 38.41, 145.98, 5.0, 181.5, None, "plowing"),
        200,
        [
            (body("time,lat,lon\n"), "unreadable", 400),
            (body("time,lat\n1,2\n"), "unreadable", 400),
            (body("time,lat,lon\n,38,145\n"), "no_time", 400),
            (body("time,lat,lon\n1765000000,,145\n"), "no_position", 400),
            (body(""), "unreadable", 400),
        ],
    ),
]
