"""Citizens' reports through Open311 GeoReport v2: what a city takes, has taken, and is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from civickit.clients._client import Client
from civickit.clients._open311_answers import plain
from civickit.clients._open311_asking import Asking, Form, Found
from civickit.clients._open311_records import (
    COLUMNS,
    Attribute,
    Endpoint,
    Receipt,
    Service,
    ServiceRequest,
    attribute_of,
    doubts,
    endpoint_of,
    receipt_of,
    request_of,
    service_of,
)
from civickit.clients._open311_report import Report, faults_of, form_of, service_fault
from civickit.clients._rows import Rows
from civickit.clients._shape import expect, member
from civickit.core.errors import InvalidRecord, SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher

LONGEST = timedelta(days=90)
SHORTEST = timedelta(minutes=1)
MOST = 1000  # a server may stop there, says the specification
IDS_AT_ONCE = 50
LOOK = "The report may have arrived: look before sending it again."

Span = tuple[datetime, datetime]


class Open311:
    """One city's endpoint. `url` is the address that `/services.json` is appended to.

    `jurisdiction` is needed where one endpoint serves several cities, `key` for `send` only.
    `form` (json or xml) need not be given: it is found out.
    """

    def __init__(
        self,
        url: str,
        fetch: Fetcher,
        *,
        key: str = "",
        jurisdiction: str = "",
        form: Form = "",
    ) -> None:
        self.url = url.rstrip("/")
        self.fetch = fetch
        self.key = key
        self._endpoint = Asking(self.url, fetch, jurisdiction, form)

    def services(self) -> list[Service]:
        """The kinds of reports that are taken."""
        where = f"a service of {self.url}"
        return [service_of(one, where) for one in self._endpoint.several("services")]

    def definition(self, service_code: str) -> list[Attribute]:
        """The questions of a service whose `metadata` is True, in the order to be asked."""
        data = self._endpoint.ask(f"services/{quote(service_code, safe='')}")
        where = f"the definition of {service_code!r} at {self.url}"
        asked = [attribute_of(one, where) for one in member(data, "attributes", list, where)]
        return sorted(asked, key=lambda one: one.order)

    def request(self, service_request_id: str) -> ServiceRequest:
        """One report. Raises SourceUnavailable where there is none with that id."""
        data = self._endpoint.several(f"requests/{quote(service_request_id, safe='')}")
        found = self._read(data)
        if not found:
            raise SourceUnavailable(
                f"{self.url} has no request {service_request_id!r}; check the id.", url=self.url
            )
        if len(found) > 1 or found[0].service_request_id != service_request_id:
            ids = ", ".join(one.service_request_id for one in found[:3])
            raise SourceChanged(
                f"{self.url} was asked for one request", expected=service_request_id, found=ids
            )
        return found[0]

    def requests_of(self, ids: Sequence[str]) -> list[ServiceRequest]:
        """The reports with these ids; those that the server does not give are told in `notes`."""
        found: dict[str, ServiceRequest] = {}
        for first in range(0, len(ids), IDS_AT_ONCE):
            some = ",".join(ids[first : first + IDS_AT_ONCE])
            data = self._endpoint.several("requests", {"service_request_id": some})
            found |= {one.service_request_id: one for one in self._read(data)}
        missing = [one for one in ids if one not in found]
        if missing:
            self.fetch.note(f"{self.url} does not give the requests {', '.join(missing)}.")
        return list(found.values())

    def requests(
        self,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        status: str = "",
        service_code: str = "",
    ) -> list[ServiceRequest]:
        """Every report asked in between, each once; several values are parted by commas.

        Without dates a server gives the last 90 days, which is told in `notes`. Longer spans
        are asked for in pieces. `start` alone reaches to now, `end` alone 90 days back. Raises
        InvalidRecord for dates without a zone or in the wrong order.
        """
        given = {"status": status, "service_code": service_code}
        chosen = {name: value for name, value in given.items() if value}
        if start is None and end is None:
            self.fetch.note(f"No dates were given, so {self.url} tells the last 90 days only.")
            return self._read(self._all(chosen, None).values())
        found: Found = {}
        for span in spans(start, end):
            found |= self._all(chosen, span)
        return self._read(found.values())

    def rows(
        self,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        status: str = "",
        service_code: str = "",
    ) -> Rows:
        """The same as a table for a map, with `lat` and `lon` in degrees."""

        def given() -> Iterator[dict[str, Any]]:
            asked = self.requests(start=start, end=end, status=status, service_code=service_code)
            yield from map(asdict, asked)

        return Rows(COLUMNS, given())

    def send(self, report: Report) -> Receipt:
        """Tells the city, once. Raises InvalidRecord with all faults before anything is sent."""
        form = form_of(report, self._checked(report))
        try:
            data = self._endpoint.tell(form, self.key)
            given = expect(data, list, f"the answer of {self.url}")
            return receipt_of(given[0] if given else None, f"the receipt of {self.url}")
        except SourceChanged as error:
            raise SourceChanged(
                f"{self.url} was told, but its answer is none that is known. {LOOK}",
                expected=error.expected,
                found=error.found,
            ) from None
        except SourceUnavailable as error:
            if self.fetch.offline or 400 <= (error.status or 0) < 500:
                raise
            raise SourceUnavailable(f"{error} {LOOK}", url=error.url, status=error.status) from None

    def request_id(self, token: str) -> str:
        """The id that a token has become; '' while there is none yet."""
        given = self._endpoint.several(f"tokens/{quote(token, safe='')}")
        return receipt_of(given[0], f"token {token!r}").service_request_id if given else ""

    def _checked(self, report: Report) -> list[Attribute]:
        """The questions of the report's service, once the report can be sent."""
        services = {one.service_code: one for one in self.services()}
        service = services.get(report.service_code)
        asked = self.definition(report.service_code) if service and service.metadata else []
        faults = faults_of(report if service else replace(report, attributes={}), asked)
        if not service:
            faults["service_code"] = service_fault(report.service_code, list(services))
        if not self.key:
            faults["api_key"] = "missing; ask the city for one and give it as key"
        if faults:
            raise InvalidRecord(faults)
        return asked

    def _all(self, chosen: dict[str, str], span: Span | None) -> Found:
        """All reports of a span; one that fills the server's measure is cut into halves."""
        dates = {"start_date": _utc(span[0]), "end_date": _utc(span[1])} if span else {}
        found = self._endpoint.requests({**chosen, **dates})
        if len(found) < MOST or self._endpoint.has_pages:
            return found
        if span is None or span[1] - span[0] <= SHORTEST:
            raise SourceChanged(
                f"{self.url} may have kept reports back; give start and end, or a service_code",
                expected=f"fewer than {MOST:,} reports at once",
                found=f"{len(found):,}",
            )
        middle = span[0] + (span[1] - span[0]) / 2
        return self._all(chosen, (span[0], middle)) | self._all(chosen, (middle, span[1]))

    def _read(self, data: Iterable[dict[str, Any]]) -> list[ServiceRequest]:
        read = [(one, request_of(one, f"a request of {self.url}")) for one in data]
        told = {doubt for pair in read for doubt in doubts(*pair)}
        for doubt in sorted(told):
            self.fetch.note(f"Some requests of {self.url} {doubt}.")
        return [request for _, request in read]


def spans(start: datetime | None, end: datetime | None) -> list[Span]:
    """Pieces of at most 90 days; each ends where the next begins.

    Without an end the last piece reaches beyond now, so that the same question asked tomorrow
    has the same words, and what was kept can answer it.
    """
    faults = {
        name: f"{given} has no zone; give one, such as +09:00"
        for name, given in (("start", start), ("end", end))
        if given is not None and given.tzinfo is None
    }
    if not faults and start and end and start > end:
        faults["start"] = f"{start} is after the end, {end}"
    if faults:
        raise InvalidRecord(faults)
    first = start or ((end or datetime.now(UTC)) - LONGEST)
    last = end or datetime.now(UTC)
    found: list[Span] = []
    while not found or found[-1][1] < last:
        begin = found[-1][1] if found else first
        found.append((begin, min(begin + LONGEST, end) if end else begin + LONGEST))
    return found


def endpoints(url: str, fetch: Fetcher) -> list[Endpoint]:
    """The endpoints that a discovery document (`url`, JSON or XML) names."""
    where = f"discovery at {url}"
    found = member(plain(fetch.get(url)), "endpoints", list, where)
    return [endpoint_of(one, where) for one in found]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


client = Client(
    name="open311",
    title={"ja": "市民の通報(Open311 GeoReport v2)", "en": "Citizens' reports (Open311)"},
    specification="https://wiki.open311.org/GeoReport_v2/",
    opens=Open311,
    rows=True,
    key="CIVICKIT_OPEN311_KEY",
)
