"""What the apps on phones send, byte for byte as they do: one function a kind of app.

Written by hand after what real phones sent, so that the doors are tried.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from civickit.tracks.fixes import Fix

M_S_KMH = 3.6
M_S_KNOTS = 3600 / 1852
JSON = "application/json"


class Login(NamedTuple):
    """What is set up on the phone."""

    name: str
    token: str


class Request(NamedTuple):
    """One request to a door; `fixes` is how many it carries."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    fixes: int


Posts = Callable[[Login, Sequence[Fix]], list[Request]]


class Phone(NamedTuple):
    """An app. `one_by_one`: it sends no lists, also after a time without a network."""

    requests: Posts
    one_by_one: bool = False


def owntracks(login: Login, fixes: Sequence[Fix]) -> list[Request]:
    """One location, or a list of those that were kept without a network; zeros are left out."""
    messages = [_location(login, fix) for fix in fixes]
    body = messages[0] if len(messages) == 1 else messages
    headers = {"Content-Type": JSON, "Authorization": _basic(login)}
    return [Request("POST", "/ingest/owntracks", _json(body), headers, len(fixes))]


def _location(login: Login, fix: Fix) -> dict[str, Any]:
    told = {
        "_type": "location",
        "tid": login.name[-2:],
        "lat": fix.lat,
        "lon": fix.lon,
        "tst": int(fix.fixed_at),
        "acc": _whole(fix.accuracy_m),
        "cog": _whole(fix.heading_deg),
        "vel": _whole((fix.speed_m_s or 0) * M_S_KMH),
        "batt": 80,
        "conn": "m",
        "t": "u",
        "state": fix.state,
    }
    return {name: value for name, value in told.items() if value}


def osmand(login: Login, fixes: Sequence[Fix]) -> list[Request]:
    """Traccar Client up to 8: a request for each fix, the oldest first."""
    return [
        Request("POST", f"/ingest/osmand?{urlencode(_asked(login, fix))}", b"", {}, 1)
        for fix in fixes
    ]


def _asked(login: Login, fix: Fix) -> dict[str, Any]:
    return {
        "id": login.token,
        "timestamp": int(fix.fixed_at),
        "lat": fix.lat,
        "lon": fix.lon,
        "speed": (fix.speed_m_s or 0.0) * M_S_KNOTS,
        "bearing": fix.heading_deg or 0.0,
        "altitude": 8.0,
        "accuracy": fix.accuracy_m,
        "batt": 80.0,
        "state": fix.state,
    }


def traccar(login: Login, fixes: Sequence[Fix]) -> list[Request]:
    """Traccar Client from 9 on, to the same address; -1 is what the phone does not know."""
    places = [_place(fix) for fix in fixes]
    told = {"location": places[0] if len(places) == 1 else places, "device_id": login.token}
    headers = {"Content-Type": JSON}
    return [Request("POST", "/ingest/osmand", _json(told), headers, len(fixes))]


def _place(fix: Fix) -> dict[str, Any]:
    return {
        "timestamp": _iso(fix.fixed_at),
        "coords": {
            "latitude": fix.lat,
            "longitude": fix.lon,
            "accuracy": fix.accuracy_m,
            "speed": fix.speed_m_s,
            "heading": -1 if fix.heading_deg is None else fix.heading_deg,
            "altitude": 8.0,
        },
        "is_moving": bool(fix.speed_m_s),
        "odometer": 0,
        "event": "motionchange",
        "battery": {"level": 0.8, "is_charging": True},
        "activity": {"type": "in_vehicle"},
        "extras": {"state": fix.state},
    }


def gpslogger(login: Login, fixes: Sequence[Fix]) -> list[Request]:
    """GPSLogger: its custom address for one fix, its CSV log for several."""
    door = f"/ingest/gpslogger?id={quote(login.token)}"
    if len(fixes) == 1:
        return [Request("GET", f"{door}&{urlencode(_fields(fixes[0]))}", b"", {}, 1)]
    log = "\n".join([_LOG, *map(_row, fixes), ""]).encode()
    return [Request("POST", door, log, {"Content-Type": "text/csv"}, len(fixes))]


def _fields(fix: Fix) -> dict[str, Any]:
    return {
        "lat": fix.lat,
        "lon": fix.lon,
        "alt": 8.0,
        "acc": fix.accuracy_m,
        "dir": fix.heading_deg or 0.0,
        "spd": fix.speed_m_s,
        "sat": 12,
        "timestamp": int(fix.fixed_at),
        "time": _iso(fix.fixed_at),
        "batt": 80,
        "prov": "gps",
        "desc": fix.state,
    }


_LOG = "time,lat,lon,elevation,accuracy,bearing,speed,satellites,provider,state"


def _row(fix: Fix) -> str:
    heading = "" if fix.heading_deg is None else fix.heading_deg
    return (
        f"{_iso(fix.fixed_at)},{fix.lat},{fix.lon},8.0,{fix.accuracy_m},{heading},"
        f"{fix.speed_m_s},12,gps,{fix.state}"
    )


def upload(login: Login, fixes: Sequence[Fix]) -> list[Request]:
    """The same log by the page for files."""
    log = "\n".join([_LOG, *map(_row, fixes), ""]).encode()
    headers = {"Content-Type": "text/csv", "Authorization": _basic(login)}
    return [Request("POST", "/ingest/upload", log, headers, len(fixes))]


PHONES = (Phone(owntracks), Phone(traccar), Phone(osmand, one_by_one=True), Phone(gpslogger))


def _basic(login: Login) -> str:
    return "Basic " + b64encode(f"{login.name}:{login.token}".encode()).decode()


def _json(told: Any) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode()


def _iso(at: float) -> str:
    when = datetime.fromtimestamp(at, UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
