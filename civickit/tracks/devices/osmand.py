"""Traccar Client up to 8, and everything else that speaks the OsmAnd protocol: GET, or a form.

Speeds are knots. `id` is the device's token. A JSON body is of Traccar Client 9 and is read
as that, for both are set to the same address.
"""

from __future__ import annotations

from civickit.tracks.devices import traccar
from civickit.tracks.devices._asked import fields, first
from civickit.tracks.devices._decoder import Answer, Decoded, Decoder, Message
from civickit.tracks.devices._values import (
    KNOT_M_S,
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
    """The fix of a request. Without `timestamp` it is of now; without an id the answer is 400."""
    if message.body.lstrip()[:1] == b"{":
        return traccar.decode(message)
    found = fields(message)
    device = message.device or first(found, "id", "deviceid") or ""
    if not found or not device:
        return Decoded((), (refused("no_device", message.query or message.body),), BAD)
    lat, lon = _place(found)
    when = first(found, "timestamp")
    about = {
        "fixed_at": moment(when) if when else message.received_at,
        "lat": lat,
        "lon": lon,
        "speed_m_s": not_negative(found.get("speed"), KNOT_M_S),
        "heading_deg": heading(first(found, "bearing", "heading")),
        "accuracy_m": not_negative(first(found, "accuracy", "hacc")) or None,
        "state": state(found.get("state")),
    }
    if found.get("valid", "").lower() in {"false", "0"}:
        return Decoded((), (refused("void", found),), OK)
    return Decoded(*sorted_out([fix_of(about, device, message.received_at, found)]), OK)


def _place(found: dict[str, str]) -> tuple[float | None, float | None]:
    if found.get("location"):
        lat, _, lon = found["location"].partition(",")
        return number(lat), number(lon)
    return number(found.get("lat")), number(found.get("lon"))


decoder = Decoder(
    name="osmand",
    title={"ja": "Traccar Client 8 以前 (OsmAnd)", "en": "Traccar Client up to 8 (OsmAnd)"},
    specification="https://www.traccar.org/osmand/",
    decode=decode,
    unknown_device=BAD,
)
