"""AMeDAS, the weather stations of the Japan Meteorological Agency: snow depth, temperature, rain.

The JSON behind the agency's own map; not a promised service. Observations come every ten
minutes, a few minutes late. All times are Japan's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from civickit.clients._client import Client
from civickit.clients._shape import expect, member, seen
from civickit.core.errors import SourceChanged
from civickit.core.fetch import Fetcher
from civickit.core.nearest import PointIndex

HOST = "https://www.jma.go.jp"
STATIONS = "/bosai/amedas/const/amedastable.json"
LATEST = "/bosai/amedas/data/latest_time.txt"
MAP = "/bosai/amedas/data/map/{time:%Y%m%d%H%M}00.json"
JAPAN = ZoneInfo("Asia/Tokyo")
ANYWHERE_M = 21_000_000.0

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


class Near(NamedTuple):
    """An observation, and how far and in which direction its station lies."""

    observation: Observation
    distance_m: float
    bearing_deg: float


class Amedas:
    """All stations and what they measured. `url` is the agency's host."""

    def __init__(self, url: str = HOST, fetch: Fetcher | None = None) -> None:
        self.url = url.rstrip("/")
        self.fetch = fetch or Fetcher()
        self._stations: dict[str, Station] = {}

    def stations(self) -> dict[str, Station]:
        """Every station by its number; asked for once."""
        if not self._stations:
            answer = self.fetch.get(self.url + STATIONS)
            table = expect(answer.json(), dict, answer.url)
            if not table:
                raise SourceChanged(f"{answer.url} is empty", expected="stations", found="{}")
            self._stations = {id_: _station(id_, one, answer.url) for id_, one in table.items()}
        return self._stations

    def latest_time(self) -> datetime:
        """When the newest observations were made."""
        answer = self.fetch.get(self.url + LATEST)
        said = answer.text().strip()
        try:
            time = datetime.fromisoformat(said)
        except ValueError:
            time = None
        if time is None or time.tzinfo is None:
            raise SourceChanged(
                f"{answer.url} is not a time",
                expected="2026-01-06T21:20:00+09:00",
                found=answer.beginning(),
            )
        return time.astimezone(JAPAN)

    def observations(self, time: datetime | None = None) -> list[Observation]:
        """What every station measured at a time with a zone, the newest without one.

        Observations are made every 10 minutes: the time is taken down to that.
        """
        if time is not None and time.tzinfo is None:
            raise ValueError(f"{time} has no zone; give one, such as Asia/Tokyo")
        at = (time or self.latest_time()).astimezone(JAPAN)
        at = at.replace(minute=at.minute // 10 * 10, second=0, microsecond=0)
        answer = self.fetch.get(self.url + MAP.format(time=at))
        measured = expect(answer.json(), dict, answer.url)
        if not measured:
            raise SourceChanged(f"{answer.url} is empty", expected="observations", found="{}")
        stations = self.stations()
        return [
            _observation(_known(id_, stations, answer.url), at, one, answer.url)
            for id_, one in measured.items()
        ]

    def snow_depth(self, time: datetime | None = None) -> list[Observation]:
        """What every station with a snow gauge measured; its `snow_cm` may be missing."""
        return [one for one in self.observations(time) if one.has_snow_gauge]

    def nearest_snow_depth(
        self, lat: float, lon: float, *, within_m: float = ANYWHERE_M, time: datetime | None = None
    ) -> Near | None:
        """The nearest station whose snow gauge gives a value, or None within that distance."""
        measured = [one for one in self.snow_depth(time) if one.snow_cm.value is not None]
        return nearest(measured, lat, lon, within_m)


def nearest(
    observations: Sequence[Observation], lat: float, lon: float, within_m: float = ANYWHERE_M
) -> Near | None:
    """The observation made nearest to a place."""
    points = [(one.station.lat, one.station.lon) for one in observations]
    index = PointIndex.build([lat for lat, _ in points], [lon for _, lon in points])
    for hit in index.nearest(lat, lon, 1, within_m):
        return Near(observations[hit.index], hit.distance_m, hit.bearing_deg)
    return None


def _station(id_: str, data: Any, where: str) -> Station:
    where = f"station {id_} of {where}"
    return Station(
        id=id_,
        name=member(data, "kjName", str, where),
        name_kana=member(data, "knName", str, where),
        name_en=member(data, "enName", str, where),
        lat=_degrees(member(data, "lat", list, where), where),
        lon=_degrees(member(data, "lon", list, where), where),
        altitude_m=_number(data.get("alt"), where),
        kind=member(data, "type", str, where),
        elems=member(data, "elems", str, where),
    )


def _degrees(pair: Sequence[Any], where: str) -> float:
    """Degrees from whole degrees and minutes: [36, 56.0] is 36.9333."""
    if len(pair) != 2:
        raise SourceChanged(
            f"{where} has another kind of position", expected="[36, 56.0]", found=seen(pair)
        )
    return round(_number(pair[0], where) + _number(pair[1], where) / 60, 6)


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SourceChanged(f"{where} has no number", expected="a number", found=seen(value))
    return float(value)


def _known(id_: str, stations: Mapping[str, Station], where: str) -> Station:
    if id_ not in stations:
        raise SourceChanged(
            f"{where} has a station that the list of stations lacks; keep a newer list",
            expected="known stations",
            found=id_,
        )
    return stations[id_]


def _observation(station: Station, time: datetime, data: Any, where: str) -> Observation:
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
        None if value is None else _number(value, where),
        None if quality is None else int(_number(quality, where)),
    )


client = Client(
    name="amedas",
    title={"ja": "気象庁 アメダス", "en": "AMeDAS weather stations of Japan"},
    specification="https://www.jma.go.jp/bosai/amedas/",
    opens=Amedas,
)
