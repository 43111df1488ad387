"""What GTFS-Realtime tells: vehicles, trips that run otherwise, notices. All times are UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class TripOf(NamedTuple):
    """The trip of the timetable that is meant. '' where the feed does not say.

    `start_date` is YYYYMMDD; `relationship` is SCHEDULED, ADDED, CANCELED …
    """

    trip_id: str
    route_id: str
    start_date: str
    start_time: str
    relationship: str


@dataclass(frozen=True, slots=True)
class Vehicle:
    """Where a vehicle was at a time (UTC; None where the feed does not say).

    `status` is IN_TRANSIT_TO, STOPPED_AT or INCOMING_AT the stop, `occupancy` such as
    FEW_SEATS_AVAILABLE; '' where the feed does not say.
    """

    id: str
    label: str
    lat: float
    lon: float
    bearing_deg: float | None
    speed_m_s: float | None
    time: datetime | None
    trip: TripOf
    stop_id: str
    status: str
    occupancy: str


class StopUpdate(NamedTuple):
    """When a trip comes to a stop and leaves it, and how late; None where it is not told.

    `relationship` is SCHEDULED, SKIPPED or NO_DATA.
    """

    stop_id: str
    sequence: int | None
    arrival: datetime | None
    arrival_delay_s: int | None
    departure: datetime | None
    departure_delay_s: int | None
    relationship: str


@dataclass(frozen=True, slots=True)
class TripUpdate:
    """How one trip runs today."""

    trip: TripOf
    vehicle_id: str
    delay_s: int | None
    time: datetime | None
    stops: tuple[StopUpdate, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """A notice. Texts by language ('' where none is named); `periods` with None for open ends.

    `routes`, `stops`, `trips`, `agencies` are the ids it is about; all empty: everybody.
    """

    id: str
    header: Mapping[str, str]
    description: Mapping[str, str]
    url: Mapping[str, str]
    cause: str
    effect: str
    periods: tuple[tuple[datetime | None, datetime | None], ...]
    agencies: tuple[str, ...]
    routes: tuple[str, ...]
    stops: tuple[str, ...]
    trips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Realtime:
    """One message. `time` (UTC) is when it was made; `stale` says why it is old, or is ''."""

    time: datetime
    vehicles: tuple[Vehicle, ...]
    trip_updates: tuple[TripUpdate, ...]
    alerts: tuple[Alert, ...]
    stale: str = ""
