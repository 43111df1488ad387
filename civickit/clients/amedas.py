"""AMeDAS, the weather stations of the Japan Meteorological Agency: snow depth, temperature, rain.

The JSON behind the agency's own map; not a promised service. Observations come every ten
minutes, a few minutes late. All times are Japan's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from civickit.clients._amedas_records import Observation, Station, observation_of, station_of
from civickit.clients._client import Client
from civickit.clients._shape import expect
from civickit.core.errors import SourceChanged
from civickit.core.fetch import Fetcher
from civickit.core.nearest import PointIndex

HOST = "https://www.jma.go.jp"
STATIONS = "/bosai/amedas/const/amedastable.json"
LATEST = "/bosai/amedas/data/latest_time.txt"
MAP = "/bosai/amedas/data/map/{time:%Y%m%d%H%M}00.json"
JAPAN = ZoneInfo("Asia/Tokyo")
ANYWHERE_M = 21_000_000.0


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
            self._stations = {id_: station_of(id_, one, answer.url) for id_, one in table.items()}
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
            observation_of(_known(id_, stations, answer.url), at, one, answer.url)
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


def _known(id_: str, stations: Mapping[str, Station], where: str) -> Station:
    if id_ not in stations:
        raise SourceChanged(
            f"{where} has a station that the list of stations lacks; keep a newer list",
            expected="known stations",
            found=id_,
        )
    return stations[id_]


client = Client(
    name="amedas",
    title={"ja": "気象庁 アメダス", "en": "AMeDAS weather stations of Japan"},
    specification="https://www.jma.go.jp/bosai/amedas/",
    opens=Amedas,
)
