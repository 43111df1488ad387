"""What a GeoReport v2 server tells of: services, their attributes, requests, endpoints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from civickit.clients._shape import expect, member, text


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of report that is taken. `metadata`: it has attributes to be asked for.

    `type` is realtime (an id at once), batch (a token first) or blackbox (neither).
    """

    service_code: str
    service_name: str
    description: str = ""
    metadata: bool = False
    type: str = ""
    keywords: tuple[str, ...] = ()
    group: str = ""


class Value(NamedTuple):
    """One choice of a list: `key` is sent, `name` is shown."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """One question of a service. `variable` False: only a text to be shown, with no answer.

    `datatype` is string, number, datetime, text, singlevaluelist or multivaluelist.
    """

    code: str
    datatype: str
    required: bool = False
    variable: bool = True
    description: str = ""
    datatype_description: str = ""
    order: int = 0
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """One report. Times are as written; `lat`, `lon` in degrees, None where they are not told.

    `status` is open or closed in the standard; servers add words of their own.
    """

    service_request_id: str
    status: str = ""
    status_notes: str = ""
    service_name: str = ""
    service_code: str = ""
    description: str = ""
    agency_responsible: str = ""
    service_notice: str = ""
    requested_datetime: str = ""
    updated_datetime: str = ""
    expected_datetime: str = ""
    address: str = ""
    address_id: str = ""
    zipcode: str = ""
    lat: float | None = None
    lon: float | None = None
    media_url: str = ""

    @property
    def requested_at(self) -> datetime | None:
        return moment(self.requested_datetime)

    @property
    def updated_at(self) -> datetime | None:
        return moment(self.updated_datetime)

    @property
    def expected_at(self) -> datetime | None:
        return moment(self.expected_datetime)


class Receipt(NamedTuple):
    """What a server gives for a report: an id, or a token that becomes one, or neither."""

    service_request_id: str = ""
    token: str = ""
    service_notice: str = ""
    account_id: str = ""


class Endpoint(NamedTuple):
    """One address of a discovery document; `type` is production, test or development."""

    url: str
    specification: str = ""
    type: str = ""
    formats: tuple[str, ...] = ()
    changeset: str = ""


TEXTS = tuple(name for name in ServiceRequest.__slots__ if name not in {"lat", "lon"})
COLUMNS = tuple(ServiceRequest.__slots__)


def moment(written: str) -> datetime | None:
    """A time with its zone; None for no time, and for one without a zone: it could be any."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else None


def service_of(data: Any, where: str) -> Service:
    written = text(expect(data, dict, where).get("keywords"))
    return Service(
        service_code=member(data, "service_code", str, where),
        service_name=text(data.get("service_name")),
        description=text(data.get("description")),
        metadata=_true(data.get("metadata")),
        type=text(data.get("type")),
        keywords=tuple(word.strip() for word in written.split(",") if word.strip()),
        group=text(data.get("group")),
    )


def attribute_of(data: Any, where: str) -> Attribute:
    values = expect(expect(data, dict, where).get("values") or [], list, f"values in {where}")
    order = text(data.get("order"))
    return Attribute(
        code=member(data, "code", str, where),
        datatype=text(data.get("datatype")) or "string",
        required=_true(data.get("required")),
        variable=_true(data.get("variable", "true")),
        description=text(data.get("description")),
        datatype_description=text(data.get("datatype_description")),
        order=int(order) if order.isdecimal() else 0,
        values=tuple(
            Value(text(expect(one, dict, where).get("key")), text(one.get("name")))
            for one in values
        ),
    )


def request_of(data: Any, where: str) -> ServiceRequest:
    member(data, "service_request_id", str, where)
    return ServiceRequest(
        **{name: text(data.get(name)) for name in TEXTS},
        lat=_degrees(data.get("lat"), 90),
        lon=_degrees(data.get("long"), 180),
    )


def doubts(data: dict[str, Any], read: ServiceRequest) -> set[str]:
    """What a reader must know of a request that could not be taken as it was written."""
    found = set()
    if (read.lat is None and data.get("lat")) or (read.lon is None and data.get("long")):
        found.add("have a coordinate that is none; they are not on the map")
    pairs = (
        (read.requested_datetime, read.requested_at),
        (read.updated_datetime, read.updated_at),
        (read.expected_datetime, read.expected_at),
    )
    if any(written and at is None for written, at in pairs):
        found.add("have times without a zone, or none at all; they are kept as text")
    return found


def receipt_of(data: Any, where: str) -> Receipt:
    return Receipt(*(text(expect(data, dict, where).get(name)) for name in Receipt._fields))


def endpoint_of(data: Any, where: str) -> Endpoint:
    formats = expect(expect(data, dict, where).get("formats") or [], list, f"formats in {where}")
    return Endpoint(
        url=member(data, "url", str, where),
        specification=text(data.get("specification")),
        type=text(data.get("type")),
        formats=tuple(map(text, formats)),
        changeset=text(data.get("changeset")),
    )


def _true(given: Any) -> bool:
    return given is True or text(given).strip().lower() in {"true", "1"}


def _degrees(given: Any, most: int) -> float | None:
    try:
        found = float(text(given))
    except ValueError:
        return None
    return found if abs(found) <= most else None
