"""GPX files, 1.0 and 1.1: the points of tracks; in a file without tracks, waypoints with a time.

Some loggers write whole seconds and several points in each: points that share a time and lie apart
get a millisecond each, in the order of the file. Tracks of the same hours are of several vehicles.
Routes are plans and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

OK = Answer(200)
BAD = Answer(400)
_MOST_SAID = 200
"""Elements of a point that are looked at: in a file of points within points there are too many."""
_PREFIX = re.compile(rb"(</?)[A-Za-z_][\w.-]*:")


def decode(message: Message) -> Decoded:
    """The fixes of a file, in its order."""
    root = _root(message.body)
    if root is None or _tag(root) != "gpx":
        return Decoded((), (refused("unreadable", message.body[:200]),), BAD)
    tracks = [[one for one in root.iter() if _tag(one) == "trkpt"] for root in _tracks(root)]
    if not any(tracks):
        tracks = [[one for one in root if _tag(one) == "wpt"]]
    if not any(tracks):
        return Decoded((), (refused("no_track", "the file has no track points"),), BAD)
    found = [sorted_out(list(_spaced(_fix(one, message) for one in of))) for of in tracks]
    fixes = _by_vehicle([fixes for fixes, _ in found if fixes], message.device)
    return Decoded(fixes, tuple(one for _, left in found for one in left), OK if fixes else BAD)


def _tracks(root: Element) -> list[Element]:
    return [one for one in root if _tag(one) == "trk"] or [root]


def _by_vehicle(tracks: list[tuple[Fix, ...]], device: str) -> tuple[Fix, ...]:
    """The fixes of all tracks; those of tracks that go on at the same time get a device each."""
    times = ([fix.fixed_at for fix in of] for of in tracks)
    spans = sorted((min(of), max(of)) for of in times)
    if not device and any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        return tuple(
            fix._replace(device=f"track {number}")
            for number, of in enumerate(tracks, 1)
            for fix in of
        )
    return tuple(fix for of in tracks for fix in of)


def _root(body: bytes) -> Element | None:
    """What the file says; also where it uses prefixes that it does not explain."""
    found = _parsed(body)
    return _parsed(_PREFIX.sub(rb"\1", body)) if found is None else found


def _parsed(body: bytes) -> Element | None:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        found: Element = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return None
    return found


def _tag(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _fix(point: Element, message: Message) -> Fix | Refused:
    said = {
        _tag(one): (one.text or "").strip() for one in reversed([*islice(point.iter(), _MOST_SAID)])
    }
    about = {
        "fixed_at": moment(said.get("time")),
        "lat": number(point.get("lat")),
        "lon": number(point.get("lon")),
        "speed_m_s": not_negative(said.get("speed")),
        "heading_deg": heading(said.get("course") or said.get("bearing")),
        "accuracy_m": not_negative(said.get("accuracy")),
        "state": state(said.get("state")),
    }
    return fix_of(about, message.device, message.received_at, dict(point.items()) | said)


def _spaced(found: Iterator[Fix | Refused]) -> Iterator[Fix | Refused]:
    before: Fix | None = None
    same = 0
    for one in found:
        if isinstance(one, Refused):
            yield one
            continue
        if before is None or one.fixed_at != before.fixed_at:
            same = 0
        elif (one.lat, one.lon) != (before.lat, before.lon):
            same += 1
        before = one
        yield one._replace(fixed_at=round(one.fixed_at + same / 1000, 3))


decoder = Decoder(
    name="gpx",
    title={"ja": "GPX ファイル", "en": "GPX file"},
    specification="https://www.topografix.com/gpx/1/1/",
    decode=decode,
    unknown_device=BAD,
    file=True,
)
