"""Tables of positions: columns are found by their headers, in English or Japanese.

Speeds are m/s, in Japanese km/h, unless the header says otherwise. Several vehicles may be in one
table when a column names them.
"""

from __future__ import annotations

from collections.abc import Mapping

from civickit.core.text import header_key
from civickit.tracks.devices._decoder import Answer, Decoded, Decoder, Message, Refused
from civickit.tracks.devices._values import (
    KMH_M_S,
    KNOT_M_S,
    MPH_M_S,
    fix_of,
    heading,
    moment,
    not_negative,
    number,
    refused,
    sorted_out,
    state,
)
from civickit.tracks.fixes import Fix

OK = Answer(200)
BAD = Answer(400)

_NAMES: Mapping[str, tuple[str, ...]] = {
    "fixed_at": (
        "time", "timestamp", "datetime", "date time", "fixed at", "fix time", "device time",
        "tst", "ts", "t", "epoch", "unix time", "utc", "postingtime", "recorded at", "created at",
        "local time", "date", "日時", "時刻", "測位時刻", "測位日時", "計測日時", "時間",
    ),
    "day": ("date", "day", "local date", "日付", "年月日", "測位日"),
    "lat": ("lat", "latitude", "position lat", "y", "緯度", "北緯"),
    "lon": ("lon", "lng", "long", "longitude", "position long", "position lon", "x", "経度",
            "東経"),
    "speed": ("speed", "spd", "velocity", "vel", "速度", "時速", "車速", "kmh",
              "knots"),
    "heading_deg": ("heading", "bearing", "course", "cog", "course over ground", "direction",
                    "dir", "directiondegrees", "azimuth", "方位", "方位角", "進行方向", "向き"),
    "accuracy_m": ("accuracy", "acc", "hacc", "horizontal accuracy", "精度", "測位精度"),
    "state": ("state", "work state", "work", "status", "作業", "作業状態", "状態"),
    "device": ("device", "device id", "device name", "vehicle", "vehicle id", "asset id",
               "assetname", "truck", "plow", "unit", "imei", "車両", "車両番号", "車両id", "車番",
               "号車"),
}  # fmt: skip
_SPEEDS = {
    "kmph": KMH_M_S, "kmh": KMH_M_S, "kph": KMH_M_S, "mph": MPH_M_S, "mps": 1.0, "ms": 1.0,
    "knots": KNOT_M_S, "knot": KNOT_M_S, "kts": KNOT_M_S, "kt": KNOT_M_S, "kn": KNOT_M_S,
    "ノット": KNOT_M_S,
}  # fmt: skip
_DEGREES = ("degrees", "deg", "度", "wgs84")
_UNITS: Mapping[str, tuple[str, ...]] = {
    "fixed_at": ("utc", "gmt", "ms", "sec", "s"),
    "day": ("utc", "gmt"),
    "lat": _DEGREES,
    "lon": _DEGREES,
    "speed": tuple(_SPEEDS),
    "heading_deg": _DEGREES,
    "accuracy_m": ("metres", "meters", "m"),
}
_IN_KMH = {"vel", "速度", "時速", "車速"}
_KEYS = {field: [header_key(name) for name in names] for field, names in _NAMES.items()}


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
        factor = _speed_factor(table.header[columns["speed"]]) if "speed" in columns else 1.0
        found = [_fix(row.cells, columns, factor, message) for row in table.rows()]
    except UnreadableTable as error:
        return _nothing(str(error))
    if not found:
        return _nothing("the table has no rows")
    fixes, left = sorted_out(found)
    return Decoded(fixes, left, OK if fixes else BAD)


def _is_known(text: str) -> bool:
    key = header_key(text)
    return any(_rank(field, key) is not None for field in _KEYS)


def _rank(field: str, key: str) -> int | None:
    """How well a header fits a field, 0 best; None where it does not."""
    name = key.removesuffix(_unit(field, key)) if key not in _KEYS[field] else key
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
    keys = [header_key(text) for text in header]
    found = {}
    for field in _KEYS:
        ranks = [(_rank(field, key), column) for column, key in enumerate(keys)]
        fits = [(rank, column) for rank, column in ranks if rank is not None]
        if fits:
            found[field] = min(fits)[1]
    return found


def _speed_factor(header: str) -> float:
    """What makes the speeds of a column m/s."""
    key = header_key(header)
    return _SPEEDS.get(_unit("speed", key), KMH_M_S if key in _IN_KMH else 1.0)


def _fix(
    cells: list[str], columns: Mapping[str, int], factor: float, message: Message
) -> Fix | Refused:
    said = {field: cells[at].strip() for field, at in columns.items() if at < len(cells)}
    about = {
        "fixed_at": _moment(said),
        "lat": number(said.get("lat")),
        "lon": number(said.get("lon")),
        "speed_m_s": not_negative(said.get("speed"), factor),
        "heading_deg": heading(said.get("heading_deg")),
        "accuracy_m": not_negative(said.get("accuracy_m")),
        "state": state(said.get("state")),
    }
    device = message.device or said.get("device", "")
    return fix_of(about, device, message.received_at, ",".join(cells))


def _moment(said: Mapping[str, str]) -> float | None:
    """The time of a row; the day may stand in a column of its own."""
    time = said.get("fixed_at", "")
    found = moment(time)
    return moment(f"{said.get('day', '')} {time}") if found is None else found


decoder = Decoder(
    name="csv",
    title={"ja": "位置の表 (CSV)", "en": "table of positions (CSV)"},
    specification="https://www.rfc-editor.org/rfc/rfc4180",
    decode=decode,
    unknown_device=BAD,
    file=True,
)
