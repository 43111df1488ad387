"""Water levels and rain from Japan's river bureau (川の防災情報).

The JSON behind the ministry's own pages. It is documented nowhere, so everything in it is
checked, and whatever differs raises SourceChanged. Observations are made every ten minutes and
come about twenty minutes late; all times are Japan's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from civickit.clients._client import Client
from civickit.clients._number import number
from civickit.clients._shape import expect, member
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Answer, Fetcher

HOST = "https://www.river.go.jp"
LATEST = "/kawabou/file/system/tmCrntTime.json"
SERIES = "/kawabou/file/files/tmlist/{kind}/{time:%Y%m%d/%H%M}/{code}.json"
STATIONS = "/kawabou/file/files/obslist/twninfo/obs/{kind}/{area}.json"
JAPAN = ZoneInfo("Asia/Tokyo")
STEP = timedelta(minutes=10)
TRIES = 4  # now, and 10, 20 and 30 minutes before

Kind = Literal["stg", "rn"]
KIND_CODES: dict[Kind, str] = {"stg": "004", "rn": "001"}
VALUES: dict[Kind, str] = {"stg": "stg", "rn": "rn10m"}


class Value(NamedTuple):
    """What was measured at one time: metres of water level, or mm of rain in ten minutes.

    None where it is missing, and then `mark` is the bureau's reason (190 no data, 140 closed;
    others are not documented).
    """

    time: datetime
    value: float | None
    mark: int | None = 0


@dataclass(frozen=True, slots=True)
class Series:
    """The newest observation of a station and those before it, the oldest first.

    `stale` says why this is an old copy, or is ''.
    """

    code: str
    newest: Value
    values: tuple[Value, ...]
    stale: str = ""


@dataclass(frozen=True, slots=True)
class Station:
    """One station. Levels in metres on its own gauge, None where none is set.

    `caution_m` is 氾濫注意水位, `evacuation_m` 避難判断水位, `danger_m` 氾濫危険水位.
    """

    code: str
    name: str
    town_code: str
    caution_m: float | None = None
    evacuation_m: float | None = None
    danger_m: float | None = None


def station_code(office: str | int, station: str | int, kind: Kind = "stg") -> str:
    """The 13 digits of a station: its office (5), the kind (3), its number (5).

    >>> station_code(22806, 20)
    '2280600400020'
    """
    parts = f"{office:0>5}{KIND_CODES[kind]}{station:0>5}"
    return _checked(parts, kind)


def _checked(code: str, kind: Kind) -> str:
    """The code, if it is one of that kind. Raises ValueError."""
    if not re.fullmatch(f"[0-9]{{5}}{KIND_CODES[kind]}[0-9]{{5}}", code):
        raise ValueError(
            f"{code!r} is not the code of a {kind} station: 13 digits with "
            f"{KIND_CODES[kind]} in the middle; station_code() makes it"
        )
    return code


class Rivers:
    """Stations and what they measured. `url` is the bureau's host."""

    def __init__(self, url: str = HOST, fetch: Fetcher | None = None) -> None:
        self.url = url.rstrip("/")
        self.fetch = fetch or Fetcher()

    def water_level(self, code: str) -> Series:
        """Metres on the gauge of a station, every ten minutes."""
        return self._series("stg", code)

    def rain(self, code: str) -> Series:
        """Millimetres within ten minutes at a station, every ten minutes."""
        return self._series("rn", code)

    def stations(self, prefecture: str, kind: Kind = "stg") -> list[Station]:
        """The stations of a prefecture (2 digits), of water level or of rain.

        Raises ValueError for another code.
        """
        return [one for area in _areas(prefecture) for one in self._stations(kind, area)]

    def latest_time(self) -> datetime:
        """When the newest observations were made, in full ten minutes."""
        answer = self.fetch.get(self.url + LATEST)
        time = _time(member(answer.json(), "crntObsTime", str, answer.url), answer.url)
        return time.replace(minute=time.minute // 10 * 10)

    def _series(self, kind: Kind, code: str) -> Series:
        answer = self._newest(kind, _checked(code, kind))
        data, where = answer.json(), answer.url
        newest = _value(member(data, "obsValue", dict, where), kind, where)
        rows = member(data, "min10Values", list, where)
        values = sorted(_value(row, kind, where) for row in rows)
        return Series(code, newest, tuple(values), answer.stale)

    def _newest(self, kind: Kind, code: str) -> Answer:
        """The newest file of a station; files come late, so up to 30 minutes back are tried."""
        latest = self.latest_time()
        for step in range(TRIES):
            path = SERIES.format(kind=kind, time=latest - step * STEP, code=code)
            try:
                return self.fetch.get(self.url + path)
            except SourceUnavailable as error:
                if error.status != 404 or step == TRIES - 1:
                    raise
        raise AssertionError("the last try returns or raises")

    def _stations(self, kind: Kind, area: str) -> Iterator[Station]:
        answer = self.fetch.get(self.url + STATIONS.format(kind=kind, area=area))
        for town in member(answer.json(), "prefTwn", list, answer.url):
            town_code = str(member(town, "twnCd", int, answer.url))
            if kind not in town:
                continue
            for one in member(town, kind, list, answer.url):
                yield _station(one, town_code, answer.url)


def _areas(prefecture: str) -> list[str]:
    """The bureau's areas of a prefecture: 07 is 701; Hokkaido has five."""
    if not re.fullmatch("0[1-9]|[1-3][0-9]|4[0-7]", prefecture):
        raise ValueError(f"{prefecture!r} is not a prefecture; write its two digits, as 07")
    parts = 5 if prefecture == "01" else 1
    return [f"{int(prefecture)}{part:02}" for part in range(1, parts + 1)]


def _station(data: Any, town_code: str, where: str) -> Station:
    code = member(data, "obsFcd", str, where)
    where = f"station {code} of {where}"
    if not re.fullmatch("[0-9]{13}", code):
        raise SourceChanged(f"{where} has another code", expected="13 digits", found=code)
    return Station(
        code=code,
        name=member(data, "obsNm", str, where),
        town_code=town_code,
        caution_m=_measured(data.get("warnStg"), where),
        evacuation_m=_measured(data.get("spclWarnStg"), where),
        danger_m=_measured(data.get("dngStg"), where),
    )


def _value(data: Any, kind: Kind, where: str) -> Value:
    name = VALUES[kind]
    time = _time(member(data, "obsTime", str, where), where)
    if name not in data or f"{name}Ccd" not in data:
        raise SourceChanged(
            f"an observation of {where} lacks its value or its mark",
            expected=f"{name}, {name}Ccd",
            found=", ".join(data),
        )
    mark = data[f"{name}Ccd"]
    if mark is not None:
        expect(mark, int, f"'{name}Ccd' of {where}")
    return Value(time, _measured(data[name], where) if mark == 0 else None, mark)


def _measured(value: Any, where: str) -> float | None:
    return None if value is None else number(value, where)


def _time(text: str, where: str) -> datetime:
    """A time of Japan from 2026/01/06 21:20; the end of a day may be written 24:00."""
    found = re.fullmatch(r"(\d{4})/(\d\d)/(\d\d) ([01]\d|2[0-4]):([0-5]\d)", text)
    try:
        year, month, day, hour, minute = map(int, found.groups() if found else ())
        midnight = datetime(year, month, day, tzinfo=JAPAN)
    except ValueError:
        raise SourceChanged(
            f"{where} has no time", expected="2026/01/06 21:20", found=text
        ) from None
    return midnight + timedelta(hours=hour, minutes=minute)


client = Client(
    name="rivers",
    title={"ja": "川の防災情報", "en": "River levels and rain of Japan"},
    specification="https://www.river.go.jp/",
    opens=Rivers,
)
