"""OwnTracks: JSON by HTTP, and the same by MQTT on the topic owntracks/USER/DEVICE.

Every message is answered `[]`: one that is refused for good would block the phone's queue behind
it. Fields that are zero are left out by the phone. Times are seconds, speeds km/h.
"""

from __future__ import annotations

from typing import Any

from civickit.tracks.devices._asked import fields, json_of
from civickit.tracks.devices._decoder import Answer, Decoded, Decoder, Message, Refused
from civickit.tracks.devices._values import (
    KMH_M_S,
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

ANSWER = Answer(200, b"[]", "application/json")


def decode(message: Message) -> Decoded:
    """One message, or a list of them as some clients send after a time without a network."""
    if not message.body.strip():
        return Decoded((), (), ANSWER)
    told = json_of(message.body)
    listed = told if isinstance(told, list) else [told]
    found: list[Fix | Refused] = []
    for one in listed:
        if not isinstance(one, dict):
            found.append(refused("unreadable", message.body if listed == [told] else one))
        elif one.get("_type") == "location":
            found.append(_location(one, message))
        elif one.get("_type") == "encrypted":  # nobody would see why this phone never appears
            found.append(refused("encrypted", "switch the encryption key off on the phone"))
        else:
            found.append(refused("not_a_location", one))
    return Decoded(*sorted_out(found), ANSWER)


def _location(told: dict[str, Any], message: Message) -> Fix | Refused:
    lat, lon = told.get("lat", 0.0), told.get("lon", 0.0)  # zero is left out
    about = {
        "fixed_at": moment(told.get("tst")),
        "lat": number(lat) if told.keys() & {"lat", "lon"} else None,
        "lon": number(lon) if told.keys() & {"lat", "lon"} else None,
        "speed_m_s": not_negative(told.get("vel"), KMH_M_S),
        "heading_deg": heading(told.get("cog")),
        "accuracy_m": not_negative(told.get("acc")),
        "state": state(told.get("state")),
    }
    return fix_of(about, _device(told, message), message.received_at, told)


def _device(told: dict[str, Any], message: Message) -> str:
    """Who it is: what the login says, then the address, then the topic."""
    asked = fields(message._replace(body=b""))
    from_address = "/".join(part for part in (asked.get("u"), asked.get("d")) if part)
    topic = message.topic or str(told.get("topic") or "")
    return message.device or from_address or topic.removeprefix("owntracks/")


decoder = Decoder(
    name="owntracks",
    title={"ja": "OwnTracks", "en": "OwnTracks"},
    specification="https://owntracks.org/booklet/tech/json/",
    decode=decode,
    unknown_device=ANSWER,
)
