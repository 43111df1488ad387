"""Traccar Client from 9 on: JSON. -1 is unknown, speeds are m/s; a heartbeat may have no place."""

from __future__ import annotations

from typing import Any

from civickit.tracks.devices._asked import json_of
from civickit.tracks.devices._decoder import Answer, Decoded, Decoder, Message, Refused
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
from civickit.tracks.fixes import Fix

OK = Answer(200)
BAD = Answer(400)
NOT_FOUND = Answer(404)


def decode(message: Message) -> Decoded:
    """The place of a message, or the places where it holds several."""
    told = json_of(message.body)
    if not isinstance(told, dict):
        return Decoded((), (refused("unreadable", message.body),), BAD)
    device = message.device or str(told.get("device_id") or "")
    if not device:
        return Decoded((), (refused("no_device", told),), NOT_FOUND)
    places = told.get("location")
    listed = places if isinstance(places, list) else [places]
    found = [_fix(one, device, message.received_at) for one in listed]
    return Decoded(*sorted_out(found), OK)


def _fix(place: Any, device: str, received_at: float) -> Fix | Refused:
    coords = place.get("coords") if isinstance(place, dict) else None
    if not isinstance(coords, dict):
        return refused("heartbeat" if isinstance(place, dict) else "unreadable", place)
    extras = place.get("extras")
    about = {
        "fixed_at": moment(place.get("timestamp")),
        "lat": number(coords.get("latitude")),
        "lon": number(coords.get("longitude")),
        "speed_m_s": not_negative(coords.get("speed")),
        "heading_deg": heading(coords.get("heading")),
        "accuracy_m": not_negative(coords.get("accuracy")),
        "state": state(extras.get("state")) if isinstance(extras, dict) else "unknown",
    }
    return fix_of(about, device, received_at, place)


decoder = Decoder(
    name="traccar",
    title={"ja": "Traccar Client 9 以降", "en": "Traccar Client from 9 on"},
    specification="https://www.traccar.org/traccar-client/",
    decode=decode,
    unknown_device=NOT_FOUND,
)
