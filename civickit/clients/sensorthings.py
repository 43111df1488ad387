"""Sensors as the OGC SensorThings API 1.1 gives them: FROST and others.

Example:

    sensors = SensorThings("https://sensors.example.jp/FROST-Server/v1.1", Fetcher())
    for row in sensors.rows().rows:
        print(row["thing"], row["datastream"], row["result"], row["unit"], row["lat"], row["lon"])
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from civickit.clients._client import Client
from civickit.clients._links import next_page
from civickit.clients._point import is_geometry, point_of
from civickit.clients._rows import Rows
from civickit.clients._shape import expect, member, seen, text
from civickit.core.errors import InvalidRecord, SourceChanged, SourceUnavailable
from civickit.core.fetch import Answer, Fetcher

Id = int | str
PAGE = 100  # what every server gives at once
LATEST = "Observations($orderby={} desc;$top=1)"
COLUMNS = (
    "id",
    "datastream",
    "thing_id",
    "thing",
    "result",
    "unit",
    "at",
    "lat",
    "lon",
    "location",
)


class Observation(NamedTuple):
    """One measurement. Where it was taken over a while, `at` is the beginning and `end` the end."""

    at: datetime
    end: datetime | None
    result: Any


class SensorThings:
    """A service. `url` ends with the version: …/v1.1.

    Ids are what the service gives: a number stays a number, a text (also a UUID) a text.
    `auth` gives headers that prove who asks, and is called for each request.
    """

    def __init__(
        self,
        url: str,
        fetch: Fetcher,
        *,
        auth: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self._fetch = fetch
        self._auth = auth or dict

    def rows(self) -> Rows:
        """The latest value of every datastream, with lat and lon of its thing.

        `unit` is the symbol, `at` an ISO time; `result` and `at` are empty where nothing was
        measured yet. A location that is not a point is in `location`, and lat and lon are empty.
        """
        things = self._things()
        first = self._ordered("/Datastreams", {"$expand": LATEST})
        rows = (_row(one, things.get(one["@iot.id"], {})) for one in self._members(first))
        return Rows(COLUMNS, rows, _count(first, None))

    def _things(self) -> dict[Id, dict[str, Any]]:
        """The thing, with its locations, of each datastream.

        Asked for from the things' side: django-ogc-sensorthings 1.2.0 gives every datastream of
        `$expand=Thing` the same thing.
        """
        found: dict[Id, dict[str, Any]] = {}
        for thing in self._members(self._get("/Things", {"$expand": "Locations,Datastreams"})):
            where = f"thing {thing['@iot.id']}"
            streams: Iterable[Any] = member(thing, "Datastreams", list, where)
            if "Datastreams@iot.nextLink" in thing:
                path = f"/Things({_written(thing['@iot.id'])})/Datastreams"
                streams = self._members(self._get(path, {}))
            found.update({_id_of(one, where): thing for one in streams})
        return found

    def observations(
        self, datastream_id: Id, *, since: datetime | None = None, until: datetime | None = None
    ) -> list[Observation]:
        """What a datastream measured from `since` on and before `until`, oldest first."""
        bounds = [("ge", "since", since), ("lt", "until", until)]
        terms = [f"phenomenonTime {op} {_utc(name, time)}" for op, name, time in bounds if time]
        path = f"/Datastreams({_written(datastream_id)})/Observations"
        params = {
            "$filter": " and ".join(terms) or None,
            "$orderby": "{}",
        }
        found = [_observation(one) for one in self._members(self._ordered(path, params))]
        return sorted(found, key=lambda one: one.at)

    def send(self, datastream_id: Id, result: Any, at: datetime) -> None:
        """Add a measurement. Nested addresses refuse this on some servers; this one never."""
        told = {
            "phenomenonTime": _utc("at", at),
            "result": result,
            "Datastream": {"@iot.id": datastream_id},
        }
        url = f"{self.url}/Observations"
        answer = self._fetch.send("POST", url, json=told, secret_headers=self._auth())
        if answer.status != 201:
            raise SourceChanged(
                f"{url} did not say that it took it", expected="201", found=str(answer.status)
            )

    def _ordered(self, path: str, params: Mapping[str, str | None]) -> Answer:
        """The first page, by the time of measuring; where a server fails at that
        (django-ogc-sensorthings 1.2.0 does), by the time at which results were known. Where
        nobody answers, a copy may have been kept of either.
        """
        try:
            answer = self._get(path, params, "phenomenonTime", allow={400, 500, 501})
        except SourceUnavailable as error:
            if error.status is not None:
                raise
        else:
            if answer.status < 400:
                return answer
        return self._get(path, params, "resultTime")

    def _get(
        self,
        path: str,
        params: Mapping[str, str | None],
        order: str = "",
        allow: Iterable[int] = (),
    ) -> Answer:
        asked = {name: value and value.replace("{}", order) for name, value in params.items()}
        return self._fetch.get(
            self.url + path,
            {**asked, "$count": True, "$top": PAGE},
            secret_headers=self._auth(),
            allow=frozenset(allow),
        )

    def _members(self, answer: Answer) -> Iterator[dict[str, Any]]:
        """Every member from the first page on, once, to the promised number.

        New ones may come while this goes on, so that the promise of the last page counts. One
        that comes again is left out: django-ogc-sensorthings 1.2.0 begins its second page with
        the end of the first.
        """
        asked = {answer.url}
        ids: set[Id] = set()
        got, total = 0, None
        while True:
            told = expect(answer.json(), dict, answer.url)
            page = _once(member(told, "value", list, answer.url), ids, answer.url)
            total = _count(answer, total)
            yield from page
            got += len(page)
            link = told.get("@iot.nextLink")
            if not link:
                break
            url = next_page(expect(link, str, f"nextLink of {answer.url}"), answer.final_url)
            if url in asked or not page:
                raise SourceChanged(
                    f"{answer.url} leads nowhere new", expected="a next page", found=url[:100]
                )
            asked.add(url)
            answer = self._fetch.get(url, secret_headers=self._auth())
        if total is not None and got != total:
            raise SourceChanged(
                f"{self.url} broke off; ask again", expected=str(total), found=str(got)
            )


def _once(page: list[Any], ids: set[Id], where: str) -> list[dict[str, Any]]:
    """The members whose ids have not been seen; their ids are then."""
    new = []
    for one in page:
        found = _id_of(one, where)
        if found not in ids:
            ids.add(found)
            new.append(one)
    return new


def _id_of(one: Any, where: str) -> Id:
    found = expect(one, dict, where).get("@iot.id")
    if isinstance(found, int | str):
        return found
    raise SourceChanged(f"{where} has one without id", expected="@iot.id", found=seen(one))


def _count(answer: Answer, before: int | None) -> int | None:
    """How many there are in all. Raises SourceChanged where that became less."""
    told = expect(answer.json(), dict, answer.url).get("@iot.count")
    if told is None:
        return before
    count = expect(told, int, f"count of {answer.url}")
    if before is not None and count < before:
        raise SourceChanged(
            f"{answer.url}: some were taken away while this was read; ask again",
            expected=str(before),
            found=str(count),
        )
    return count


def _written(datastream_id: Id) -> str:
    """An id as it stands in an address: 5, or 'a''b' with everything else escaped."""
    if isinstance(datastream_id, int):
        return str(datastream_id)
    return quote("'" + datastream_id.replace("'", "''") + "'", safe="'")


def _utc(name: str, time: datetime) -> str:
    if time.tzinfo is None:
        raise InvalidRecord({name: f"{time.isoformat()} has no time zone"})
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _times(written: Any, where: str) -> tuple[datetime, datetime | None]:
    """A time, or the two ends of an interval."""
    try:
        first, _, last = expect(written, str, where).partition("/")
        begin, end = map(datetime.fromisoformat, (first, last or first))
        begin, end = (one if one.tzinfo else one.replace(tzinfo=UTC) for one in (begin, end))
    except ValueError:
        raise SourceChanged(
            f"{where} cannot be read", expected="a time or an interval", found=repr(written)[:60]
        ) from None
    return begin, end if last else None


def _observation(told: Mapping[str, Any]) -> Observation:
    begin, end = _times(told.get("phenomenonTime"), "a phenomenonTime")
    if "result" not in told:
        raise SourceChanged(
            "an observation has no result", expected="result", found=str(list(told))
        )
    return Observation(begin, end, told["result"])


def _row(stream: Mapping[str, Any], thing: Mapping[str, Any]) -> dict[str, Any]:
    where = f"datastream {stream['@iot.id']}"
    latest = [
        _observation(expect(one, dict, where))
        for one in member(stream, "Observations", list, where)[:1]
    ]
    unit = stream.get("unitOfMeasurement")
    return {
        "id": stream["@iot.id"],
        "datastream": member(stream, "name", str, where),
        "thing_id": thing.get("@iot.id"),
        "thing": text(thing.get("name")),
        "result": latest[0].result if latest else None,
        "unit": text(unit.get("symbol")) if isinstance(unit, dict) else "",
        "at": latest[0].at.isoformat() if latest else None,
        **_where(expect(thing.get("Locations", []), list, f"Locations of the thing of {where}")),
    }


def _where(locations: list[Any]) -> dict[str, Any]:
    """lat and lon of the first point among the locations; else the first geometry as it is."""
    given = [one.get("location") for one in locations if isinstance(one, dict)]
    for found in map(point_of, given):
        if found:
            return {"lat": found[0], "lon": found[1]}
    return {"location": next(filter(is_geometry, given), None)}


client = Client(
    name="sensorthings",
    title={"ja": "センサー（OGC SensorThings）", "en": "Sensors (OGC SensorThings)"},
    specification="https://docs.ogc.org/is/18-088/18-088.html",
    opens=SensorThings,
    rows=True,
)
