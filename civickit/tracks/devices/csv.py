"""Tables of positions: columns are found by their headers, in English or Japanese.

Speeds are m/s, in Japanese km/h, times of the message's zone, unless header or time say otherwise.
Several vehicles may be in one table when a column names them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from civickit.core.text import clean, header_key
from civickit.tracks.devices._decoder import Answer, Decoded, Decoder, Message, Refused
from civickit.tracks.devices._values import (
    KMH_M_S,
    KNOT_M_S,
    MPH_M_S,
    ZONES,
    degrees,
    fix_of,
    heading,
    moment,
    not_negative,
    of_receiver,
    refused,
    sorted_out,
    state,
)
from civickit.tracks.fixes import WORKING, Fix, State

OK = Answer(200)
BAD = Answer(400)

_NAMES: Mapping[str, tuple[str, ...]] = {
    "fixed_at": (
        "time", "timestamp", "datetime", "date time", "fixed at", "fix time", "device time",
        "tst", "ts", "t", "epoch", "unix time", "utc", "postingtime", "recorded at", "created at",
        "event time", "observed at", "local time", "date", "日時", "時刻", "測位時刻", "測位日時",
        "計測日時", "計測時刻", "取得日時", "取得時刻", "記録日時", "記録時刻", "測位時間",
        "タイムスタンプ", "時間", "時分秒", "発生日時", "発生時刻", "通信日時", "受信日時",
    ),
    "day": ("date", "day", "local date", "日付", "年月日", "測位日", "計測日",
            "取得日", "記録日", "発生日", "走行日", "作業日"),
    "lat": ("lat", "latitude", "position lat", "y", "緯度", "北緯"),
    "lon": ("lon", "lng", "long", "longitude", "position long", "position lon", "x", "経度",
            "東経"),
    "speed": ("speed", "spd", "velocity", "vel", "ground speed", "speed over ground",
              "速度", "時速", "車速", "走行速度", "kmh", "kph", "mph", "knots"),
    "heading_deg": ("heading", "bearing", "course", "cog", "course over ground", "direction",
                    "dir", "directiondegrees", "azimuth", "hdg", "方位", "方位角", "進行方向",
                    "進行方位", "向き"),
    "north_south": ("n/s", "lat ref", "latitude ref", "lat dir"),
    "east_west": ("e/w", "lon ref", "longitude ref", "lon dir"),
    "accuracy_m": ("accuracy", "acc", "hacc", "horizontal accuracy", "精度", "測位精度"),
    "state": ("state", "work state", "work", "plow state", "plowing", "plow down", "blade",
              "blade down", "salting", "spreading", "status", "作業", "作業状態", "作業種別",
              "作業区分", "作業内容", "除雪", "除雪中", "除雪作業", "除雪装置", "散布", "散布中",
              "散布装置", "ブレード", "プラウ", "状態", "ステータス"),
    "device": ("device", "device id", "device name", "vehicle", "vehicle id", "asset id",
               "assetname", "vehicle name", "vehicle number", "truck", "truck id", "plow",
               "plow id", "unit", "unit id", "imei", "車両", "車両番号", "車両no", "車両id",
               "車両名", "車両コード", "車番", "号車", "号機", "除雪車", "端末", "端末id",
               "端末番号"),
}  # fmt: skip
_SPEEDS = {
    "kmph": KMH_M_S, "kmh": KMH_M_S, "kmhr": KMH_M_S, "kph": KMH_M_S, "mph": MPH_M_S,
    "km時": KMH_M_S, "km毎時": KMH_M_S, "mps": 1.0, "ms": 1.0,
    "knots": KNOT_M_S, "knot": KNOT_M_S, "kts": KNOT_M_S, "kt": KNOT_M_S, "kn": KNOT_M_S,
    "ノット": KNOT_M_S,
}  # fmt: skip
_DEGREES = ("degrees", "deg", "度", "wgs84", "ns", "ew")
_UNITS: Mapping[str, tuple[str, ...]] = {
    "fixed_at": ("utc", "gmt", "ms", "sec", "s"),
    "day": ("utc", "gmt"),
    "lat": _DEGREES,
    "lon": _DEGREES,
    "speed": tuple(_SPEEDS),
    "heading_deg": _DEGREES,
    "accuracy_m": ("metres", "meters", "m"),
}
_IN_KMH = {"vel", "速度", "時速", "車速", "走行速度"}
_KEYS = {field: [header_key(name) for name in names] for field, names in _NAMES.items()}
_UTC = ("utc", "gmt")
_ZONE = re.compile(
    r"(?<![^\W_])(?:(?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}"
    rf"|{'|'.join(name for name in ZONES if name != 'Z')})(?![^\W_])",
    re.IGNORECASE,
)
_ON = {"1", "on", "true", "yes", "オン", "有", "あり", "○"}
_OFF = {"0", "off", "false", "no", "オフ", "無", "なし", "×"}


class _Reading(NamedTuple):
    """How a table is read: {field: column}, what makes its speeds m/s, the zone of its times, and
    what is done where a column that is named after a work says yes."""

    columns: dict[str, int]
    speed: float
    zone: str
    switch: State


def decode(message: Message) -> Decoded:
    """A fix for each row that has a time and a place."""
    from civickit.core.errors import UnreadableTable
    from civickit.tables import open_table

    try:
        table = open_table(message.body, known=_is_known)
        columns = _columns(table.header)
        if missing := {"fixed_at", "lat", "lon"} - columns.keys():
            wanted = ", ".join(sorted(missing)).replace("fixed_at", "time")
            return _nothing(f"no column for {wanted}: {table.header}")
        reading = _reading(table.header, columns)
        found = [_fix(row.cells, reading, message) for row in table.rows()]
    except UnreadableTable as error:
        return _nothing(str(error))
    if not found:
        return _nothing("the table has no rows")
    fixes, left = sorted_out(found)
    return Decoded(fixes, left, OK if fixes else BAD)


def _is_known(text: str) -> bool:
    key = _key(text)
    return any(_rank(field, key) is not None for field in _KEYS)


def _key(text: str) -> str:
    return header_key(_ZONE.sub("", text)) or header_key(text)


def _rank(field: str, key: str) -> int | None:
    """How well a header fits a field, 0 best; None where it does not."""
    for name in (key, key.removesuffix(_unit(field, key))):
        for bare in (name, name.removeprefix("gps"), name.removeprefix("utc")):
            if key and bare in _KEYS[field]:
                return _KEYS[field].index(bare)
    return None


def _unit(field: str, key: str) -> str:
    return next((unit for unit in _UNITS.get(field, ()) if key.endswith(unit)), "")


def _nothing(why: str) -> Decoded:
    return Decoded((), (refused("unreadable", why),), BAD)


def _columns(header: list[str]) -> dict[str, int]:
    """{field: column}; of several that fit, the one whose name stands first in the list."""
    keys = [_key(text) for text in header]
    found = {}
    for field in _KEYS:
        ranks = [(_rank(field, key), column) for column, key in enumerate(keys)]
        fits = [(rank, column) for rank, column in ranks if rank is not None]
        if fits:
            found[field] = min(fits)[1]
    return found


def _reading(header: list[str], columns: dict[str, int]) -> _Reading:
    names = {field: header[column] for field, column in columns.items()}
    return _Reading(
        columns,
        _speed_factor(names.get("speed", "")),
        _zone(names.get("fixed_at", ""), names.get("day", "")),
        state(names.get("state")),
    )


def _speed_factor(header: str) -> float:
    """What makes the speeds of a column m/s."""
    key = header_key(header)
    return _SPEEDS.get(_unit("speed", key), KMH_M_S if key.removeprefix("gps") in _IN_KMH else 1.0)


def _zone(*headers: str) -> str:
    """The zone that a header of time or day names."""
    zone = next((found[0] for one in headers if (found := _ZONE.search(one))), "")
    keys = [header_key(one) for one in headers]
    if not zone and any(key.startswith(_UTC) or key.endswith(_UTC) for key in keys):
        return "UTC"
    return f"UTC{zone}" if zone[:1] in {"+", "-"} else zone  # goes with no zone of a time itself


def _fix(cells: list[str], reading: _Reading, message: Message) -> Fix | Refused:
    said = {
        f: cells[column].strip() for f, column in reading.columns.items() if column < len(cells)
    }
    lat, lon = _place(said)
    about = {
        "fixed_at": _moment(said, reading.zone, message.zone),
        "lat": lat,
        "lon": lon,
        "speed_m_s": not_negative(said.get("speed"), reading.speed),
        "heading_deg": heading(said.get("heading_deg")),
        "accuracy_m": not_negative(said.get("accuracy_m")),
        "state": _state(said.get("state", ""), reading.switch),
    }
    device = message.device or said.get("device", "")
    return fix_of(about, device, message.received_at, ",".join(cells))


def _place(said: Mapping[str, str]) -> tuple[float | None, float | None]:
    """Latitude and longitude. Beyond 180 is neither, not even where they are exchanged: then both
    are `dddmm.mmmm`, as receivers write them."""
    lat = degrees(said.get("lat", ""), said.get("north_south", ""))
    lon = degrees(said.get("lon", ""), said.get("east_west", ""))
    if lat is None or lon is None or abs(lat) <= 180:
        return lat, lon
    return of_receiver(lat), of_receiver(lon)


def _state(text: str, switch: State) -> State:
    """What a word says; in a column that is named after a work also what a switch says."""
    found = state(text)
    if found != "unknown" or switch not in WORKING:
        return found
    said = clean(text).casefold()
    return switch if said in _ON else "driving" if said in _OFF else found


def _moment(said: Mapping[str, str], zone: str, usual: tzinfo) -> float | None:
    """The time of a row; the day may stand in a column of its own, then 54640 is 05:46:40."""
    day, time = said.get("day", ""), said.get("fixed_at", "")
    clock, dot, rest = time.partition(".")
    if day and day != time and clock.isdecimal() and len(clock) <= 6:
        clock = clock.zfill(6)
        time = f"{clock[:2]}:{clock[2:4]}:{clock[4:]}{dot}{rest}"
    is_count = clock.isdecimal() and len(clock) != len("20261129090100")
    if not zone and usual is not UTC and not is_count:
        found = _first(f"{time} UTC", f"{day} {time} UTC")  # None where a time has its own zone
        if found is not None:
            return datetime.fromtimestamp(found, UTC).replace(tzinfo=usual).timestamp()
    return _first(f"{time} {zone}", time, f"{day} {time} {zone}", f"{day} {time}")


def _first(*written: str) -> float | None:
    """The first of them that is a time."""
    return next((one for text in written if (one := moment(text.strip())) is not None), None)


decoder = Decoder(
    name="csv",
    title={"ja": "位置の表 (CSV)", "en": "table of positions (CSV)"},
    specification="https://www.rfc-editor.org/rfc/rfc4180",
    decode=decode,
    unknown_device=BAD,
    file=True,
)
