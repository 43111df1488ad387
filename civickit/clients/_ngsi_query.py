"""Conditions on attributes as NGSI writes them in `q`, and places as it writes them in `georel`.

Both versions are kept side by side here, because they look alike and are not: v2 quotes with
', writes coordinates as lat,lon and `maxDistance:`; LD quotes with ", lon,lat and `maxDistance==`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from civickit.clients._point import point
from civickit.core.coordinates import Area
from civickit.core.earth import check_point
from civickit.core.errors import InvalidRecord

Condition = tuple[str, str, Any]
COMPARE = ("==", "!=", ">", ">=", "<", "<=")
OPERATORS = (*COMPARE, "~=", "between", "in", "exists")


class Near(NamedTuple):
    """All places at most `within_m` metres from (lat, lon)."""

    lat: float
    lon: float
    within_m: float


Place = Near | Area


class Dialect(NamedTuple):
    """What differs between v2 and LD in `q`."""

    quote: str
    forbidden: frozenset[str]
    name: re.Pattern[str]
    can_ask_for_absence: bool


_V2_NAME = re.compile(r"(?:(?![<>\"'=;()!~,|:&?/#])[!-~])+")
V2 = Dialect("'", frozenset("<>\"'=;()"), _V2_NAME, True)
LD = Dialect('"', frozenset('"'), re.compile(r"[^\s<>\"'=;()!~,|]+"), False)


def q_of(conditions: Iterable[Condition], dialect: Dialect) -> str | None:
    """`q` for (attribute, operator, value) triples that must all hold; None where there are none.

    Raises InvalidRecord, naming every attribute whose condition cannot be written.
    """
    terms, faults = [], {}
    for attribute, operator, value in conditions:
        try:
            terms.append(_term(attribute, operator, value, dialect))
        except ValueError as error:
            faults[attribute] = str(error)
        except TypeError:
            faults[attribute] = f"{operator} cannot be asked with {value!r}"
    if faults:
        raise InvalidRecord(faults)
    return ";".join(terms) or None


def _term(attribute: str, operator: str, value: Any, dialect: Dialect) -> str:
    if not dialect.name.fullmatch(attribute):
        raise ValueError("is not a name that a condition can be about")
    if operator == "exists":
        if not value and not dialect.can_ask_for_absence:
            raise ValueError("NGSI-LD cannot ask for what has no such attribute")
        return attribute if value else f"!{attribute}"
    if operator == "between":
        low, high = value
        return f"{attribute}=={_written(low, dialect)}..{_written(high, dialect)}"
    if operator == "in":
        return f"{attribute}=={','.join(_written(one, dialect) for one in value)}"
    if operator == "~=":
        return f"{attribute}~={_allowed(value, V2.forbidden)}"
    if operator not in COMPARE:
        raise ValueError(f"{operator!r} is not one of {' '.join(OPERATORS)}")
    return f"{attribute}{operator}{_written(value, dialect)}"


def _written(value: Any, dialect: Dialect) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        if not math.isfinite(value):
            raise ValueError(f"{value} is not a number to compare with")
        return repr(value)
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, str):
        return f"{dialect.quote}{_allowed(value, dialect.forbidden)}{dialect.quote}"
    raise ValueError(f"{value!r} is not a text, a number, a time, True or False")


def _allowed(text: str, forbidden: frozenset[str]) -> str:
    found = sorted(forbidden & set(text))
    if found:
        raise ValueError(f"{text!r} has {' '.join(found)}, which cannot be asked for")
    return text


def utc(time: datetime) -> str:
    """A time as 2026-01-01T00:00:00Z. Raises ValueError for one without a zone."""
    if time.tzinfo is None:
        raise ValueError(f"{time.isoformat()} has no time zone")
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def place_v2(place: Place | None) -> dict[str, str]:
    """Parameters of NGSI-v2; coordinates are lat,lon. Raises InvalidRecord."""
    if place is None:
        return {}
    if isinstance(place, Area):
        south, west, north, east = _checked_area(place)
        coords = f"{south!r},{west!r};{north!r},{east!r}"
        return {"georel": "coveredBy", "geometry": "box", "coords": coords}
    lat, lon, within_m = _checked_near(place)
    georel = f"near;maxDistance:{within_m}"
    return {"georel": georel, "geometry": "point", "coords": f"{lat!r},{lon!r}"}


def place_ld(place: Place | None) -> dict[str, Any]:
    """Parameters of NGSI-LD; `coordinates` is GeoJSON, so lon,lat. Raises InvalidRecord."""
    if place is None:
        return {}
    if isinstance(place, Area):
        south, west, north, east = _checked_area(place)
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return {"georel": "within", "geometry": "Polygon", "coordinates": json.dumps([ring])}
    lat, lon, within_m = _checked_near(place)
    where = json.dumps(point(lat, lon)["coordinates"])
    return {"georel": f"near;maxDistance=={within_m}", "geometry": "Point", "coordinates": where}


def _checked_near(near: Near) -> Near:
    try:
        check_point(near.lat, near.lon)
    except ValueError as error:
        raise InvalidRecord({"place": str(error)}) from None
    if not 0 < near.within_m < math.inf:
        raise InvalidRecord({"place": f"{near.within_m} m is not a distance"})
    whole = near.within_m == int(near.within_m)
    return near._replace(within_m=int(near.within_m) if whole else near.within_m)


def _checked_area(area: Area) -> Area:
    try:
        check_point(area.south, area.west)
        check_point(area.north, area.east)
    except ValueError as error:
        raise InvalidRecord({"place": str(error)}) from None
    if not (area.south < area.north and area.west < area.east):
        raise InvalidRecord({"place": f"{area} has no room inside: south, west, north, east"})
    return area
