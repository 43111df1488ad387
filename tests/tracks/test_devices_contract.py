"""One contract for every device: right values in our units, an answer always, never an error."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tracks.device_samples import AT, NOW, SAMPLES, Sample, asked, body, nmea

from civickit.tracks import devices
from civickit.tracks.devices import Decoded, Message
from civickit.tracks.fixes import STATES, refusal

EACH = pytest.mark.parametrize("sample", SAMPLES, ids=[one.device for one in SAMPLES])
NAMES = devices.names()


def decode(name: str, message: Message) -> Decoded:
    return devices.get(name).decode(message)


def test_every_device_has_a_sample() -> None:
    assert sorted(one.device for one in SAMPLES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_device_says_what_it_is(name: str) -> None:
    decoder = devices.get(name)
    assert decoder.name == name
    assert decoder.title["ja"]
    assert decoder.title["en"]
    assert decoder.specification.startswith("https://")
    assert decoder.unknown_device.status in {200, 400, 404}


@EACH
def test_a_good_message_is_read_in_our_units(sample: Sample) -> None:
    found = decode(sample.device, sample.message)
    assert found.refused == ()
    assert len(found.fixes) == sample.count
    assert found.answer.status == sample.status
    fix = found.fixes[0]
    assert fix.received_at == NOW
    told = (fix.device, fix.fixed_at, fix.lat, fix.lon, fix.speed_m_s, fix.heading_deg,
            fix.accuracy_m, fix.state)  # fmt: skip
    for given_, expected in zip(told, sample.fix, strict=True):
        exact = isinstance(expected, str) or expected is None
        assert given_ == (expected if exact else pytest.approx(expected, abs=1e-4))


BAD = [
    pytest.param(one.device, *bad, id=f"{one.device} {bad[1]} {n}")
    for one in SAMPLES
    for n, bad in enumerate(one.bad)
]


@pytest.mark.parametrize(("name", "message", "why", "status"), BAD)
def test_a_bad_message_gives_no_fix_says_why_and_is_answered(
    name: str, message: Message, why: str, status: int
) -> None:
    found = decode(name, message)
    assert found.fixes == ()
    assert [one.why for one in found.refused] == [why]
    assert found.answer.status == status


def holds(found: Decoded) -> None:
    assert found.answer.status in {200, 400, 404}
    for fix in found.fixes:
        assert refusal(fix) == ""
        assert fix.state in STATES
        assert fix.speed_m_s is None or fix.speed_m_s >= 0
        assert fix.heading_deg is None or 0 <= fix.heading_deg < 360
        assert fix.accuracy_m is None or fix.accuracy_m >= 0
    for one in found.refused:
        assert one.why
        assert "\n" not in one.what
        assert len(one.what) <= 200


TEXT = st.text(max_size=60)
SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXT, st.just("2025-12-06T05:46:40Z")
)
WORDS = (
    "_type tst lat lon vel cog acc topic location coords latitude longitude timestamp device_id "
    "speed heading accuracy extras state id"
)
KEYS = st.sampled_from(WORDS.split())
JSON = st.recursive(
    SCALAR,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=6)),
    max_leaves=20,
)


@pytest.mark.parametrize("name", NAMES)
@given(st.binary(max_size=400), TEXT)
def test_no_bytes_raise(name: str, content: bytes, query: str) -> None:
    holds(decode(name, Message(content, query, received_at=NOW)))


@pytest.mark.parametrize("name", ["owntracks", "traccar", "osmand"])
@given(JSON, st.sampled_from(["location", "lwt", None]))
def test_no_json_raises(name: str, told: object, kind: object) -> None:
    if isinstance(told, dict):
        told = {"_type": kind, "device_id": "t", **told}
    holds(decode(name, body(json.dumps(told), device="t")))


@EACH
@given(st.data())
@settings(max_examples=60)
def test_no_damaged_message_raises(sample: Sample, data: st.DataObject) -> None:
    """Cut off, or with some bytes exchanged, a good message gives what is right or says why."""
    raw = bytearray(sample.message.body)
    for _ in range(data.draw(st.integers(0, 4))):
        if raw:
            raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.integers(0, len(raw)))])
    query = sample.message.query[: data.draw(st.integers(0, len(sample.message.query)))]
    holds(decode(sample.device, sample.message._replace(body=cut, query=query)))


def test_zero_is_left_out_by_owntracks_and_means_zero() -> None:
    found = decode("owntracks", body('{"_type":"location","lon":9.5,"tst":1765000000}'))
    assert (found.fixes[0].lat, found.fixes[0].lon) == (0.0, 9.5)
    assert found.fixes[0].speed_m_s is None


@pytest.mark.parametrize("content", ["", "  \n", "[]", '{"_type":"waypoints"}', "{}", "\x00"])
def test_owntracks_is_answered_with_an_empty_list_whatever_it_sends(content: str) -> None:
    answer = decode("owntracks", body(content)).answer
    assert (answer.status, answer.body, answer.content_type) == (200, b"[]", "application/json")


def test_owntracks_by_mqtt_is_known_by_its_topic() -> None:
    content = '{"_type":"location","lat":38.4,"lon":145.9,"tst":1765000000}'
    found = decode("owntracks", body(content, topic="owntracks/snow/plow7"))
    assert found.fixes[0].device == "snow/plow7"
    assert decode("owntracks", body(content, query="?u=snow&d=7")).fixes[0].device == "snow/7"
    found = decode("owntracks", body(content, topic="owntracks/a/b", device="login"))
    assert found.fixes[0].device == "login", "who logged in counts, not what the body claims"


def test_owntracks_sends_what_it_kept_as_a_list() -> None:
    one = '{"_type":"location","lat":38.4,"lon":145.9,"tst":%d}'
    content = ",".join([one % 1765000000, '{"_type":"lwt"}', one % 1765000015])
    found = decode("owntracks", body(f"[{content}]"))
    assert [fix.fixed_at for fix in found.fixes] == [AT, AT + 15]
    assert [one.why for one in found.refused] == ["not_a_location"]


@pytest.mark.parametrize(
    "timestamp",
    ["1765000000", "1765000000000", "2025-12-06T05:46:40Z", "2025-12-06T14:46:40%2B09:00",
     "2025-12-06+05:46:40", "2025-12-06T05:46:40.000%2B0000", "2025-12-06T14:46:40+09:00"],
)  # fmt: skip
def test_every_way_of_writing_a_time_for_osmand(timestamp: str) -> None:
    found = decode("osmand", asked(f"/?id=t&location=38.4,145.9&timestamp={timestamp}"))
    assert [(fix.fixed_at, fix.lat, fix.lon) for fix in found.fixes] == [(AT, 38.4, 145.9)]


def test_osmand_takes_a_form_and_means_now_without_a_time() -> None:
    [fix] = decode("osmand", body("id=t&lat=38.4&lon=145.9&heading=360&speed=-1")).fixes
    assert fix.fixed_at == NOW
    assert fix.heading_deg == 0
    assert fix.speed_m_s is None


def test_minus_one_is_unknown_for_traccar() -> None:
    unknown = dict.fromkeys(("speed", "heading", "accuracy"), -1)
    coords = {"latitude": 38.4, "longitude": 145.9, **unknown}
    place = {"timestamp": "2025-12-06T05:46:40.862Z", "coords": coords}
    [fix] = decode("osmand", body(json.dumps({"device_id": "t", "location": place}))).fixes
    assert (fix.speed_m_s, fix.heading_deg, fix.accuracy_m) == (None, None, None)
    assert fix.fixed_at == pytest.approx(AT + 0.862, abs=1e-6)
    assert devices.get("traccar").unknown_device.status == 404
    assert devices.get("osmand").unknown_device.status == 400


def test_the_log_of_gpslogger_is_read_and_sent_twice_it_is_the_same() -> None:
    log = body(
        "time,lat,lon,elevation,accuracy,bearing,speed,satellites,provider,hdop\n"
        "2025-12-06T05:46:40.000Z,38.41,145.98,30.0,6.0,181.5,5.0,9,gps,0.9\n"
        "2025-12-06T05:46:55.000Z,38.42,145.98,30.0,,,,9,gps,\n",
        device="d",
    )
    first, second = decode("gpslogger", log).fixes
    assert (first.fixed_at, first.speed_m_s, first.heading_deg) == (AT, 5.0, 181.5)
    assert second.accuracy_m is None
    assert [one.key for one in decode("csv", log).fixes] == [first.key, second.key]


def test_the_day_may_stand_in_a_column_of_its_own() -> None:
    table = body(
        "日付,時刻,緯度,経度\n2025/12/06,5:46:40,38.41,145.98\n2025/12/06,5:47,38.4,145.9\n"
    )
    assert [fix.fixed_at for fix in decode("csv", table).fixes] == [AT, AT + 20]


def test_points_that_share_a_second_keep_their_order() -> None:
    point = '<trkpt lat="38.4%d" lon="145.9"><time>2025-12-06T05:46:40Z</time></trkpt>'
    points = "".join(point % n for n in (1, 2, 2, 3))
    found = decode("gpx", body(f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>"))
    times = [round(fix.fixed_at - AT, 3) for fix in found.fixes]
    assert times == [0.0, 0.001, 0.001, 0.002], "the same place at the same time is a duplicate"


def test_waypoints_with_times_are_read_where_there_is_no_track_and_routes_never() -> None:
    point = '<%s lat="38.4" lon="145.9"><time>2025-12-06T05:46:40Z</time></%s>'
    assert len(decode("gpx", body(f"<gpx>{point % ('wpt', 'wpt')}</gpx>")).fixes) == 1
    route = f"<gpx><rte>{point % ('rtept', 'rtept')}</rte></gpx>"
    assert [one.why for one in decode("gpx", body(route)).refused] == ["no_track"]


def test_real_osmand_requests(city_files: Path) -> None:
    folder = city_files / "tracks" / "device_payloads"
    answered: Counter[int] = Counter()
    fixes = []
    for line in (folder / "osmand.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        found = decode("osmand", Message(told.get("body", "").encode(), told.get("query", ""),
                                         received_at=NOW))  # fmt: skip
        answered[found.answer.status] += 1
        fixes += found.fixes
    assert answered == {200: 14, 400: 1}
    assert len(fixes) == 13, "one has no id, one only cells"
    by_device = {fix.device: fix for fix in fixes}
    assert by_device["123456789012345"].speed_m_s == pytest.approx(40 * 1852 / 3600)
    assert by_device["8737767034"].speed_m_s == 18.67
    assert by_device["658765"].speed_m_s is None
    assert by_device["902064"].fixed_at == 1442068686.579
    assert by_device["353861053849681"].fixed_at == 1401873011


def test_real_owntracks_bodies(city_files: Path) -> None:
    folder = city_files / "tracks" / "device_payloads"
    fixes = []
    for line in (folder / "owntracks.jsonl").read_text("utf-8").splitlines():
        fixes += decode("owntracks", body(json.loads(line)["body"])).fixes
    assert len(fixes) == 6
    assert fixes[2].speed_m_s == pytest.approx(61 / 3.6)
    assert fixes[4].device == "ckrey/22A67880-15C3-41A6-9157-25545C7993AC"
    assert fixes[5].speed_m_s == 0


GPX_COUNTS = {
    "gpxv1_0.gpx": 14,
    "issue-127.gpx": 0,
    "issue-13.gpx": 29,
    "issue-70.gpx": 17,
    "no_trk.gpx": 0,
    "no_trkpt.gpx": 0,
    "no_trkseg.gpx": 0,
    "test-only-wpt.gpx": 8,
    "test1.gpx": 264,
    "test2.gpx": 2,
    "test2_no_millis.gpx": 0,
    "tour-with-loop.gpx": 11,
    "tour2-with-loop.gpx": 12,
    "tour3-with-long-edge.gpx": 7,
    "tour4-with-uturn.gpx": 5,
}


def test_real_gpx_files(city_files: Path) -> None:
    folder = city_files / "tracks" / "graphhopper_gpx_osm"
    counts = {}
    for path in sorted(folder.glob("*.gpx")):
        found = decode("gpx", Message(path.read_bytes(), device="d", received_at=NOW))
        counts[path.name] = len(found.fixes)
        assert found.fixes or found.refused
        if path.name == "test2.gpx":
            assert [fix.fixed_at for fix in found.fixes] == [0.001, 14.002]
    assert counts == GPX_COUNTS


def test_the_real_snapshots_of_chicago_are_a_table_of_many_vehicles(city_files: Path) -> None:
    path = city_files / "tracks" / "chicago_clearstreets" / "snapshots_2015-12-02.csv"
    found = decode("csv", Message(path.read_bytes(), received_at=NOW))
    assert len(found.fixes) == 1_708
    assert len({fix.device for fix in found.fixes}) == 147
    assert found.fixes[0].fixed_at == 1449065060
    assert found.fixes[0].heading_deg == 274


def test_points_within_points_cost_no_more_than_others() -> None:
    """Each is looked at only so far: a file of 8 MB would else take a day."""
    deep = 300
    body = b"<gpx>" + b'<trkpt lat="1" lon="2">' * deep + b"<time>2025-12-06T05:46:40Z</time>"
    told = devices.get("gpx").decode(Message(body=body + b"</trkpt>" * deep + b"</gpx>"))
    assert {one.why for one in told.refused} == {"no_time", "future"}
    assert len(told.refused) == deep


def test_of_a_long_list_everything_is_taken() -> None:
    """An answer of 2xx is a promise for all that was sent."""
    one = '{"_type":"location","lat":38.4,"lon":145.9,"tst":%d}'
    body = "[" + ",".join(one % (AT - number) for number in range(12_000)) + "]"
    told = devices.get("owntracks").decode(Message(body=body.encode(), received_at=NOW))
    assert len(told.fixes) == 12_000


def test_a_log_without_rmc_has_its_day_from_zda() -> None:
    place = "3824.6000,N,14558.8000,E,1,08,0.9,5.0,M,,M,,"
    log = [
        nmea(f"GPGGA,235930.00,{place}"),
        nmea("GPZDA,235945.00,05,12,2025,00,00"),
        nmea(f"GPGGA,235945.00,{place}"),
        nmea(f"GNGGA,000005.50,{place}"),
        nmea(f"GPGGA,000010.00,{place}").replace("3824.6", "3924.6"),
        nmea("GPGGA,000015.00,,,,,0,,,,,,,,"),
        nmea("GPZDA,000020.00,06,12,2025,00,00"),
        nmea(f"GPGGA,000019.00,{place}"),
    ]
    found = decode("nmea", body("\r\n".join(log)))
    midnight = AT - (5 * 3600 + 46 * 60 + 40)
    assert [fix.fixed_at - midnight for fix in found.fixes] == [-15, 5.5, 19]
    assert {(fix.lat, fix.lon) for fix in found.fixes} == {(38.41, 145.98)}
    assert [one.why for one in found.refused] == ["checksum", "void"]
