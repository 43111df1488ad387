"""Stations of AMeDAS and what they measured, taken out of the agency's answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from civickit.clients._number import number
from civickit.clients._shape import expect, member, seen
from civickit.core.earth import check_point
from civickit.core.errors import SourceChanged

# The agency's name of a quantity, and ours with its unit.
QUANTITIES = {
    "snow": "snow_cm",
    "snow1h": "snow_1h_cm",
    "snow6h": "snow_6h_cm",
    "snow12h": "snow_12h_cm",
    "snow24h": "snow_24h_cm",
    "temp": "temperature_c",
    "humidity": "humidity_percent",
    "precipitation10m": "rain_10min_mm",
    "precipitation1h": "rain_1h_mm",
    "wind": "wind_m_s",
}


class Measured(NamedTuple):
    """One value; None where it is missing. `quality` is the agency's flag: 0 is normal.

    A value that is not `sure` is doubted by the agency; what it doubts wholly, it leaves out.
    """

    value: float | None
    quality: int | None

    @property
    def sure(self) -> bool:
        return self.value is not None and self.quality == 0


MISSING = Measured(None, None)


@dataclass(frozen=True, slots=True)
class Station:
    """One station. `elems` is the agency's string of what it measures, a digit for each."""

    id: str
    name: str
    name_kana: str
    name_en: str
    lat: float
    lon: float
    altitude_m: float
    kind: str
    elems: str


@dataclass(frozen=True, slots=True)
class Observation:
    """What one station measured at one time. A quantity that it has no gauge for is missing.

    `snow_24h_cm` is the snow that fell within 24 hours, and so on; `has_snow_gauge` tells a
    station without one from a gauge that is out of order.
    """

    station: Station
    time: datetime
    has_snow_gauge: bool
    snow_cm: Measured = MISSING
    snow_1h_cm: Measured = MISSING
    snow_6h_cm: Measured = MISSING
    snow_12h_cm: Measured = MISSING
    snow_24h_cm: Measured = MISSING
    temperature_c: Measured = MISSING
    humidity_percent: Measured = MISSING
    rain_10min_mm: Measured = MISSING
    rain_1h_mm: Measured = MISSING
    wind_m_s: Measured = MISSING


def station_of(id_: str, data: Any, where: str) -> Station:
    where = f"station {id_} of {where}"
    lat = _degrees(member(data, "lat", list, where), where)
    lon = _degrees(member(data, "lon", list, where), where)
    try:
        check_point(lat, lon)
    except ValueError as error:
        raise SourceChanged(
            f"{where} lies off the globe", expected="a place", found=str(error)
        ) from None
    return Station(
        id=id_,
        name=member(data, "kjName", str, where),
        name_kana=member(data, "knName", str, where),
        name_en=member(data, "enName", str, where),
        lat=lat,
        lon=lon,
        altitude_m=number(data.get("alt"), where),
        kind=member(data, "type", str, where),
        elems=member(data, "elems", str, where),
    )


def _degrees(pair: Sequence[Any], where: str) -> float:
    """Degrees from whole degrees and minutes: [36, 56.0] is 36.9333."""
    if len(pair) != 2:
        raise SourceChanged(
            f"{where} has another kind of position", expected="[36, 56.0]", found=seen(pair)
        )
    return round(number(pair[0], where) + number(pair[1], where) / 60, 6)


def observation_of(station: Station, time: datetime, data: Any, where: str) -> Observation:
    where = f"station {station.id} of {where}"
    given = expect(data, dict, where)
    measured = {
        ours: _measured(given[theirs], f"{theirs!r} of {where}")
        for theirs, ours in QUANTITIES.items()
        if theirs in given
    }
    return Observation(station, time, "snow" in given, **measured)


def _measured(pair: Any, where: str) -> Measured:
    """A value and its quality from [180, 0]; a missing one is [null, null]."""
    if not isinstance(pair, list) or len(pair) != 2:
        raise SourceChanged(
            f"{where} has no value with a quality", expected="[180, 0]", found=seen(pair)
        )
    value, quality = pair
    return Measured(
        None if value is None else number(value, where),
        None if quality is None else int(number(quality, where)),
    )
