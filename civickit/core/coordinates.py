"""Coordinates as people write them, and what can be wrong with a whole file of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from statistics import median
from typing import NamedTuple

from civickit.core.geo import distance_m, tokyo_to_jgd2011
from civickit.core.text import clean

_SIGNS = {"北緯": 1, "東経": 1, "N": 1, "E": 1, "南緯": -1, "西経": -1, "S": -1, "W": -1}
_SIDE = "北緯|東経|南緯|西経|[NSEW]"
_NUMBER = r"\d+(?:\.\d+)?"
_WRITTEN = re.compile(
    rf"(?P<before>{_SIDE})?\s*(?P<minus>-)?"
    rf"(?P<degrees>{_NUMBER})\s*(?:[°度:\s-]\s*"
    rf"(?:(?P<minutes>{_NUMBER})\s*(?:['分:\s-]\s*"
    rf"(?:(?P<seconds>{_NUMBER})\s*(?:\"|''|秒)?)?)?)?)?"
    rf"\s*(?P<after>{_SIDE})?",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(\d{1,3})\.(\d{1,2})\.(\d{1,2}(?:\.\d+)?)")
_MARKS = str.maketrans({"º": "°", "˚": "°", "゜": "°", "′": "'", "’": "'", "´": "'", "‘": "'",
                        "″": '"', "”": '"', "“": '"', "〃": '"'})  # fmt: skip
_HOW = "write it as 39.3130 or 39°18'46.8\""

Point = tuple[float, float]


class Area(NamedTuple):
    """A box on the map in degrees; it does not cross the 180th meridian."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east


JAPAN = Area(20.0, 122.0, 46.0, 154.0)


class Shift(NamedTuple):
    """How far a file lies from its references, as it is and after `tokyo_to_jgd2011`."""

    suspected: bool
    compared: int
    as_given_m: float
    after_m: float


def read_written(text: str) -> float:
    """Decimal degrees from degrees, minutes and seconds with signs or words. Raises ValueError."""
    plain = _DOTTED.sub(r"\1°\2'\3", clean(text.translate(_MARKS)))
    found = _WRITTEN.fullmatch(plain)
    if not found:
        raise ValueError(f"{text!r} is not a coordinate; {_HOW}")
    if found["before"] and found["after"]:
        raise ValueError(f"{text!r} names its side of the globe twice; {_HOW}")
    side = (found["before"] or found["after"] or "").upper()
    sign = _SIGNS.get(side, 1) * (-1 if found["minus"] else 1)
    if found["minutes"] is None and float(found["degrees"]) >= 10_000:
        return sign * unpack_dms(found["degrees"])
    return sign * _sum(found["degrees"], found["minutes"], found["seconds"], text)


def unpack_dms(text: str) -> float:
    """Decimal degrees from one number: 391846.78 is 39°18'46.78". Raises ValueError."""
    sign, digits = (-1, text.strip()[1:]) if text.strip()[:1] == "-" else (1, text.strip())
    found = re.fullmatch(r"\+?(\d{1,3})(\d\d)(\d\d(?:\.\d*)?)", digits)
    if not found:
        raise ValueError(f"{text!r} is outside -180 to 180 and not DDDMMSS either; {_HOW}")
    return sign * _sum(found[1], found[2], found[3], text)


def _sum(degrees: str, minutes: str | None, seconds: str | None, text: str) -> float:
    whole, sixtieths, last = float(degrees), float(minutes or 0), float(seconds or 0)
    broken = (minutes and "." in degrees) or (seconds and "." in (minutes or ""))
    if broken or sixtieths >= 60 or last >= 60 or whole + sixtieths / 60 + last / 3600 > 180:
        raise ValueError(f"{text!r} has impossible degrees, minutes or seconds; {_HOW}")
    return round(whole + sixtieths / 60 + last / 3600, 10) if minutes else whole


def looks_swapped(lat: float, lon: float, area: Area = JAPAN) -> bool:
    """Whether the pair lies in the area only when read the other way round."""
    return not area.holds(lat, lon) and area.holds(lon, lat)


def all_look_swapped(points: Iterable[Point], area: Area = JAPAN) -> bool:
    """Whether a whole file was written (lon, lat): most points look swapped and none is right.

    Points of neither reading (0, 0 and the like) are not counted.
    """
    swapped = right = others = 0
    for lat, lon in points:
        if looks_swapped(lat, lon, area):
            swapped += 1
        elif area.holds(lat, lon):
            right += 1
        else:
            others += 1
    return swapped > others and right == 0


def tokyo_shift(pairs: Iterable[tuple[Point, Point]]) -> Shift:
    """Whether a file was left on the old Tokyo Datum, judged by places also known elsewhere.

    Each pair is a point of the file and where the same place is known to be (an older edition
    of the file, a geocoded address, a few points picked on a photo). The shift is suspected when
    the middle one of at least 3 pairs is over 250 m off and `tokyo_to_jgd2011` brings it to
    less than half. It cannot tell a file that is wrong in some other way by the same 450 m
    to the south-east, and geocoding to a district's centre blurs it: give more pairs then.
    """
    known = list(pairs)
    if not known:
        return Shift(False, 0, 0.0, 0.0)
    as_given = median(distance_m(*point, *truth) for point, truth in known)
    after = median(distance_m(*tokyo_to_jgd2011(*point), *truth) for point, truth in known)
    suspected = len(known) >= 3 and as_given > 250 and after < as_given / 2
    return Shift(suspected, len(known), as_given, after)


def share_inside(points: Iterable[Point], area: Area) -> tuple[float, float]:
    """What part of the points lies in the area as given, and after `tokyo_to_jgd2011`.

    A second sign of the old datum, where no reference points are at hand: with an area drawn tight
    around a town the second number is larger. A few points at its edge decide, so it is a hint.
    """
    every = list(points)
    if not every:
        return 0.0, 0.0
    given = sum(area.holds(*point) for point in every)
    shifted = sum(area.holds(*tokyo_to_jgd2011(*point)) for point in every)
    return given / len(every), shifted / len(every)
