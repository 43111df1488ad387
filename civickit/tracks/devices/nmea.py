"""NMEA 0183 logs: RMC sentences of any talker; where there are none, GGA with the days of ZDA.
Speeds are knots."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import reduce

from civickit.tracks.devices._decoder import Answer, Decoded, Decoder, Message, Refused
from civickit.tracks.devices._values import (
    KNOT_M_S,
    fix_of,
    heading,
    not_negative,
    number,
    of_receiver,
    refused,
    sorted_out,
)
from civickit.tracks.fixes import DAY_S, Fix

OK = Answer(200)
BAD = Answer(400)


def decode(message: Message) -> Decoded:
    """A fix for each RMC sentence, else for each GGA; other sentences are passed over."""
    lines = message.body.decode("latin-1").splitlines()
    sentences = [line.partition("$")[2].strip() for line in lines]
    found = [_rmc(one, message) for one in sentences if one[2:6] == "RMC,"]
    found = found or list(_of_gga(sentences, message))
    if not found:
        found.append(refused("no_track", "no RMC sentence, and no GGA after a ZDA"))
    fixes, left = sorted_out(found)
    return Decoded(fixes, left, OK if fixes else BAD)


def _rmc(sentence: str, message: Message) -> Fix | Refused:
    parts = _parts(sentence, 10)
    if isinstance(parts, Refused):
        return parts
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


def _of_gga(sentences: list[str], message: Message) -> Iterator[Fix | Refused]:
    """GGA has no date: it is of the day on which it is nearest to the ZDA before it."""
    begin: float | None = None
    for sentence in sentences:
        if sentence[2:6] == "ZDA,":
            parts = _parts(sentence, 5)
            if isinstance(parts, Refused):
                yield parts
            else:
                begin = _time(f"{parts[2]}{parts[3]}{parts[4][-2:]}", parts[1])
        elif sentence[2:6] == "GGA," and begin is not None:
            yield _gga(sentence, begin, message)


def _gga(sentence: str, begin: float, message: Message) -> Fix | Refused:
    parts = _parts(sentence, 7)
    if isinstance(parts, Refused):
        return parts
    if parts[6] in {"", "0"}:
        return refused("void", sentence)
    clock = _time("010100", parts[1])
    about = {
        "fixed_at": None if clock is None else begin + _half_day(clock - begin),
        "lat": _degrees(parts[2], parts[3], "N", "S"),
        "lon": _degrees(parts[4], parts[5], "E", "W"),
    }
    return fix_of(about, message.device, message.received_at, sentence)


def _half_day(apart_s: float) -> float:
    """The least that clocks so far apart can be apart, whatever the days."""
    return (apart_s + DAY_S / 2) % DAY_S - DAY_S / 2


def _parts(sentence: str, least: int) -> list[str] | Refused:
    content, star, check = sentence.partition("*")
    if star and check[:2].upper() != f"{reduce(lambda a, b: a ^ ord(b), content, 0) & 255:02X}":
        return refused("checksum", sentence)
    parts = content.split(",")
    return parts if len(parts) >= least else refused("unreadable", sentence)


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
    return of_receiver(value if side == plus else -value)


decoder = Decoder(
    name="nmea",
    title={"ja": "NMEA ログ", "en": "NMEA log"},
    specification="https://gpsd.gitlab.io/gpsd/NMEA.html",
    decode=decode,
    unknown_device=BAD,
    file=True,
)
