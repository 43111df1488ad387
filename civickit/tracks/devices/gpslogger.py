"""GPSLogger for Android: a custom address with fields, or its CSV log. Speeds are m/s.

Sending a log again makes duplicates, which change nothing.
"""

from __future__ import annotations

from civickit.tracks.devices import csv
from civickit.tracks.devices._asked import fields, first
from civickit.tracks.devices._decoder import Answer, Decoded, Decoder, Message
from civickit.tracks.devices._values import (
    fix_of,
    heading,
    moment,
    not_negative,
    number,
    refused,
    sorted_out,
    state,
)

OK = Answer(200)
BAD = Answer(400)


def decode(message: Message) -> Decoded:
    """The fix of a request, or the fixes of a log."""
    if message.body.lstrip(b"\xef\xbb\xbf")[:5].lower() in {b"time,", b"date "}:
        return csv.decode(message)
    found = fields(message)
    if not found:
        return Decoded((), (refused("unreadable", message.query or message.body),), BAD)
    device = message.device or first(found, "id", "ser", "aid") or ""
    if not device:
        return Decoded((), (refused("no_device", found),), BAD)
    about = {
        "fixed_at": _time(found),
        "lat": number(first(found, "lat", "latitude")),
        "lon": number(first(found, "lon", "longitude")),
        "speed_m_s": not_negative(first(found, "spd", "speed")),
        "heading_deg": heading(first(found, "dir", "direction", "bearing")),
        "accuracy_m": not_negative(first(found, "acc", "accuracy")),
        "state": state(first(found, "state", "desc")),
    }
    return Decoded(*sorted_out([fix_of(about, device, message.received_at, found)]), OK)


def _time(found: dict[str, str]) -> float | None:
    told = (moment(found.get(name)) for name in ("timestamp", "time"))
    return next((one for one in told if one is not None), None)


decoder = Decoder(
    name="gpslogger",
    title={"ja": "GPSLogger", "en": "GPSLogger"},
    specification="https://gpslogger.app/",
    decode=decode,
    unknown_device=BAD,
)
