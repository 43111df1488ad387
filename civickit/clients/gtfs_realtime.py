"""GTFS-Realtime: where the buses are, how late they run, and what passengers must know.

A feed is one message in protobuf, replaced every few seconds or minutes. It needs the extra
`transit`. Most feeds want no key; where one does, it is a secret parameter or header.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from civickit.clients._client import Client
from civickit.clients._gtfs_realtime_records import (
    Alert,
    Realtime,
    StopUpdate,
    TripOf,
    TripUpdate,
    Vehicle,
)
from civickit.core.earth import check_point
from civickit.core.errors import MissingExtra, SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher

MAX_AGE_S = 600.0
MAX_BYTES = 64 * 1024 * 1024
CLOCKS_DIFFER = timedelta(minutes=5)


class GtfsRealtime:
    """A feed at an address. `max_age_s`: from when on a message is told to be old.

    An old message is given with `stale`, for an alert of yesterday may still be worth reading;
    a map of vehicles should show it. `now` tells the time.
    """

    def __init__(
        self,
        url: str,
        fetch: Fetcher | None = None,
        *,
        secret_params: Mapping[str, str] | None = None,
        secret_headers: Mapping[str, str] | None = None,
        max_age_s: float = MAX_AGE_S,
        max_bytes: int = MAX_BYTES,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.url = url
        self.fetch = fetch or Fetcher()
        self.secret_params = secret_params
        self.secret_headers = secret_headers
        self.max_age = timedelta(seconds=max_age_s)
        self.max_bytes = max_bytes
        self.now = now

    def read(self) -> Realtime:
        """The newest message. Raises MissingExtra, SourceUnavailable, SourceChanged."""
        _bindings()
        answer = self.fetch.get(
            self.url, secret_params=self.secret_params, secret_headers=self.secret_headers
        )
        if answer.bytes > self.max_bytes:
            raise SourceUnavailable(
                f"{answer.url} sent {answer.bytes:,} bytes; a feed has at most "
                f"{self.max_bytes:,}. Give a larger max_bytes if you trust it.",
                url=answer.url,
            )
        found = read_message(answer.content, answer.url)
        return replace(found, stale=answer.stale or self._stale(found.time, answer.url))

    def _stale(self, made: datetime, url: str) -> str:
        age = self.now() - made
        if -CLOCKS_DIFFER <= age <= self.max_age:
            return ""
        if age < timedelta():
            return f"{url} says that it is of {made.isoformat()}, which is yet to come."
        return f"{url} is {age.total_seconds() / 60:.0f} minutes old."


def read_message(content: bytes, where: str) -> Realtime:
    """What a message says. Raises MissingExtra, and SourceChanged for other bytes."""
    message_type, decode_error = _bindings()
    message = message_type()
    try:
        message.ParseFromString(content)
    except decode_error as error:
        raise _changed(where, "is no GTFS-Realtime message", "protobuf", str(error)) from None
    header = message.header
    if not message.IsInitialized() or not header.HasField("timestamp"):
        raise _changed(where, "does not say when it was made", "a timestamp", "none")
    if header.incrementality == header.DIFFERENTIAL:
        raise _changed(where, "sends changes only", "FULL_DATASET", "DIFFERENTIAL")
    entities = [one for one in message.entity if not one.is_deleted]
    return Realtime(
        _time(header.timestamp, where),
        tuple(_vehicle(one.vehicle, where) for one in entities if _is_placed(one)),
        tuple(_update(one.trip_update, where) for one in entities if one.HasField("trip_update")),
        tuple(_alert(one.id, one.alert, where) for one in entities if one.HasField("alert")),
    )


def _bindings() -> tuple[Any, type[Exception]]:
    """The type of messages, and the error that other bytes raise. Raises MissingExtra."""
    try:
        from google.protobuf.message import DecodeError
        from google.transit.gtfs_realtime_pb2 import FeedMessage
    except ImportError as error:
        raise MissingExtra("GTFS-Realtime feeds", "transit") from error
    return FeedMessage, DecodeError


def _changed(where: str, what: str, expected: str, found: str) -> SourceChanged:
    return SourceChanged(f"{where} {what}", expected=expected, found=found)


def _is_placed(entity: Any) -> bool:
    """A vehicle may be told of without a position; then there is nothing to put on a map."""
    return bool(entity.HasField("vehicle") and entity.vehicle.HasField("position"))


def _vehicle(told: Any, where: str) -> Vehicle:
    place = told.position
    # The format has 32 bits for each, which is right to a metre: five places, not more.
    lat, lon = round(place.latitude, 5), round(place.longitude, 5)
    try:
        check_point(lat, lon)
    except ValueError as error:
        raise _changed(where, "has a vehicle off the globe", "a place", str(error)) from None
    return Vehicle(
        id=told.vehicle.id,
        label=told.vehicle.label,
        lat=lat,
        lon=lon,
        bearing_deg=_given(place, "bearing"),
        speed_m_s=_given(place, "speed"),
        time=_given_time(told, "timestamp", where),
        trip=_trip(told.trip),
        stop_id=told.stop_id,
        status=_word(told, "current_status"),
        occupancy=_word(told, "occupancy_status"),
    )


def _trip(told: Any) -> TripOf:
    return TripOf(
        told.trip_id,
        told.route_id,
        told.start_date,
        told.start_time,
        _word(told, "schedule_relationship"),
    )


def _update(told: Any, where: str) -> TripUpdate:
    return TripUpdate(
        trip=_trip(told.trip),
        vehicle_id=told.vehicle.id,
        delay_s=_given(told, "delay"),
        time=_given_time(told, "timestamp", where),
        stops=tuple(_stop_update(one, where) for one in told.stop_time_update),
    )


def _stop_update(told: Any, where: str) -> StopUpdate:
    return StopUpdate(
        told.stop_id,
        _given(told, "stop_sequence"),
        _given_time(told.arrival, "time", where),
        _given(told.arrival, "delay"),
        _given_time(told.departure, "time", where),
        _given(told.departure, "delay"),
        _word(told, "schedule_relationship") or "SCHEDULED",
    )


def _alert(id_: str, told: Any, where: str) -> Alert:
    about = told.informed_entity
    return Alert(
        id=id_,
        header=_texts(told.header_text),
        description=_texts(told.description_text),
        url=_texts(told.url),
        cause=_word(told, "cause"),
        effect=_word(told, "effect"),
        periods=tuple(
            (_given_time(one, "start", where), _given_time(one, "end", where))
            for one in told.active_period
        ),
        agencies=_ids(one.agency_id for one in about),
        routes=_ids(one.route_id or one.trip.route_id for one in about),
        stops=_ids(one.stop_id for one in about),
        trips=_ids(one.trip.trip_id for one in about),
    )


def _texts(told: Any) -> dict[str, str]:
    return {one.language: one.text for one in told.translation}


def _ids(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, ids)))


def _given(told: Any, name: str) -> Any:
    return getattr(told, name) if told.HasField(name) else None


def _given_time(told: Any, name: str, where: str) -> datetime | None:
    value = _given(told, name)
    return _time(value, where) if value else None


def _word(told: Any, name: str) -> str:
    """The name of a choice, or ''. One that the bindings do not know yet counts as not told."""
    if not told.HasField(name):
        return ""
    choices = told.DESCRIPTOR.fields_by_name[name].enum_type.values_by_number
    return str(choices[getattr(told, name)].name)


def _time(seconds: int, where: str) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise _changed(where, "has a time that is none", "seconds", str(seconds)) from None


client = Client(
    name="gtfs_realtime",
    title={"ja": "GTFSリアルタイム", "en": "GTFS-Realtime"},
    specification="https://gtfs.org/documentation/realtime/reference/",
    opens=GtfsRealtime,
)
