"""The records of a timetable: one type for each table, with times in seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple, TypeVar

from civickit.core.earth import check_point
from civickit.core.errors import UnreadableTable

T = TypeVar("T")


class Agency(NamedTuple):
    id: str
    name: str
    url: str
    timezone: str
    lang: str


class Stop(NamedTuple):
    """A place where a vehicle stops (`location_type` 0), a station (1) or part of one.

    `lat` and `lon` are None only for parts of a station that have none.
    """

    id: str
    name: str
    lat: float | None
    lon: float | None
    code: str
    location_type: int
    parent_station: str
    platform_code: str


class Route(NamedTuple):
    """A line. `type` 3 is a bus, 2 a train, 0 a tram; colours are six hexadecimal digits or ''."""

    id: str
    agency_id: str
    short_name: str
    long_name: str
    type: int
    color: str
    text_color: str

    @property
    def name(self) -> str:
        return self.short_name or self.long_name


class Trip(NamedTuple):
    """One journey of a vehicle, on the days of its service. `direction_id` is 0, 1 or None."""

    id: str
    route_id: str
    service_id: str
    headsign: str
    direction_id: int | None
    shape_id: str
    block_id: str


class StopTime(NamedTuple):
    """A trip's stop. Times are seconds after the start of the service day, over 86400 after
    midnight, None between two stops with times. `pickup` and `drop_off`: 1 is not possible.
    """

    trip_id: str
    stop_id: str
    sequence: int
    arrival_s: int | None
    departure_s: int | None
    headsign: str
    pickup: int
    drop_off: int


class Service(NamedTuple):
    """The days of the week on which trips run, Monday first, from `start` to `end`."""

    id: str
    weekdays: tuple[bool, ...]
    start: date
    end: date


class ServiceException(NamedTuple):
    """A day on which a service runs (`added`) or does not, whatever its weekdays say."""

    service_id: str
    date: date
    added: bool


class Frequency(NamedTuple):
    """A trip that is repeated every `headway_s`, from `start_s` until before `end_s`."""

    trip_id: str
    start_s: int
    end_s: int
    headway_s: int


class FeedInfo(NamedTuple):
    """Who published the feed, and the days it holds for, None where it does not say."""

    publisher: str
    url: str
    lang: str
    start: date | None
    end: date | None
    version: str


class Translation(NamedTuple):
    """A text in another language. It holds for one record (`record_id`) or for every `value`.

    In the older form without table and field, `value` alone is given.
    """

    table: str
    field: str
    language: str
    text: str
    record_id: str = ""
    record_sub_id: str = ""
    value: str = ""


class Cells:
    """The cells of one row by the names of their columns; says where it is if one is wrong."""

    def __init__(self, where: str, names: Sequence[str], cells: Sequence[str]) -> None:
        self.where = where
        self._cells = dict(zip(names, cells, strict=True))

    def text(self, name: str) -> str:
        return self._cells[name].strip()

    def number(self, name: str, default: int = 0) -> int:
        return self.read(int, name) if self.text(name) else default

    def read(self, reader: Callable[..., T], *names: str) -> T:
        """What `reader` makes of the cells. Raises UnreadableTable where it makes nothing."""
        texts = [self._cells[name] for name in names]
        try:
            return reader(*texts)
        except ValueError:
            said = ", ".join(f"{name} {text!r}" for name, text in zip(names, texts, strict=True))
            raise UnreadableTable(f"{self.where}: this cannot be read: {said}") from None


@lru_cache(maxsize=100_000)
def seconds(text: str) -> int | None:
    """Seconds from H:MM:SS, which may be over 24 hours; None from ''. Raises ValueError.

    >>> seconds("25:10:00")
    90600
    """
    plain = text.strip()
    if not plain:
        return None
    hours, minutes, rest = plain.split(":")
    numbers = hours, minutes, rest
    if not all(part.isdecimal() for part in numbers) or int(minutes) > 59 or int(rest) > 59:
        raise ValueError(text)
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


def given_seconds(text: str) -> int:
    """Seconds, where a time must be given. Raises ValueError."""
    found = seconds(text)
    if found is None:
        raise ValueError(text)
    return found


@lru_cache(maxsize=10_000)
def day(text: str) -> date:
    """A date from YYYYMMDD. Raises ValueError."""
    plain = text.strip()
    if len(plain) != 8:
        raise ValueError(text)
    return datetime.strptime(plain, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone


def maybe_day(text: str) -> date | None:
    return day(text) if text.strip() else None


def flag(text: str) -> bool:
    """Whether 1 is written, not 0. Raises ValueError for anything else."""
    if text.strip() not in {"0", "1"}:
        raise ValueError(text)
    return text.strip() == "1"


def position(lat: str, lon: str) -> tuple[float, float] | tuple[None, None]:
    """(lat, lon), or two None where both are empty. Raises ValueError."""
    if not lat.strip() and not lon.strip():
        return None, None
    point = float(lat), float(lon)
    check_point(*point)
    return point
