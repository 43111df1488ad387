"""NMEA 0183 logs: RMC sentences of any talker, which alone hold the date. Speeds are knots."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import reduce

from civickit.tracks.devices._decoder import Answer, Decoded, Decoder, Message, Refused
from civickit.tracks.devices._values import (
    KNOT_M_S,
    fix_of,
    heading,
    not_negative,
    number,
    refused,
    sorted_out,
)
from civickit.tracks.fixes import Fix

OK = Answer(200)
BAD = Answer(400)


def decode(message: Message) -> Decoded:
    """A fix for each RMC sentence; other sentences are passed over."""
    found: list[Fix | Refused] = []
    for line in message.body.decode("latin-1").splitlines():
        _, dollar, sentence = line.partition("$")
        if dollar and sentence[2:6] == "RMC,":
            found.append(_rmc(sentence.strip(), message))
    if not found:
        found.append(refused("no_track", "the file has no RMC sentence"))
    fixes, left = sorted_out(found)
    return Decoded(fixes, left, OK if fixes else BAD)


def _rmc(sentence: str, message: Message) -> Fix | Refused:
    content, star, check = sentence.partition("*")
    if star and check[:2].upper() != f"{reduce(lambda a, b: a ^ ord(b), content, 0) & 255:02X}":
        return refused("checksum", sentence)
    parts = content.split(",")
    if len(parts) < 10:
        return refused("unreadable", sentence)
    if parts[2] != "A":
        return refused("void", sentence)
    about = {
        "fixed_at": _time(parts[9], parts[1]),
        "lat": _degrees(parts[3], parts[4], "N", "S"),
        "lon": _degrees(parts[5], parts[6], "E", "W"),
        "speed_m_s": not_negative(parts[7], KNOT_M_S),
        "heading_deg": heading(parts[8]),
    }
    return fix_of(about, message.device, message.received_at, sentence)


def _time(day: str, clock: str) -> float | None:
    if not (len(day) == 6 and f"{day}{clock[:6]}".isdecimal() and len(clock) >= 6):
        return None
    d, m, y = (int(day[i : i + 2]) for i in (0, 2, 4))
    h, mi, s = (int(clock[i : i + 2]) for i in (0, 2, 4))
    try:
        when = datetime(y + (1900 if y >= 80 else 2000), m, d, h, mi, min(s, 59), tzinfo=UTC)
    except ValueError:
        return None
    return when.timestamp() + (number(f"0{clock[6:]}") or 0.0) + max(0, s - 59)


def _degrees(text: str, side: str, plus: str, minus: str) -> float | None:
    """`ddmm.mmmm` and a letter."""
    value = not_negative(text)
    if value is None or side not in (plus, minus):
        return None
    degrees, minutes = divmod(value, 100)
    if minutes >= 60:
        return None
    return round((degrees + minutes / 60) * (1 if side == plus else -1), 8)


decoder = Decoder(
    name="nmea",
    title={"ja": "NMEA ログ", "en": "NMEA log"},
    specification="https://gpsd.gitlab.io/gpsd/NMEA.html",
    decode=decode,
    unknown_device=BAD,
    file=True,
)
