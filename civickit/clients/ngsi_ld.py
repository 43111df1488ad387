"""A city OS that speaks NGSI-LD (Orion-LD, Scorpio, Stellio): entities now and before.

Example:

    broker = NgsiLd("https://cityos.example.jp", Fetcher(), tenant="aizu",
                    context="https://example.jp/context.jsonld")
    for gauge in broker.entities("WaterLevel", place=Near(37.49, 139.93, within_m=3000)):
        print(gauge["id"], gauge["level"])
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from civickit.clients._client import Client
from civickit.clients._ngsi_broker import Auth, Broker, Subscription, count, created_id
from civickit.clients._ngsi_entity import NOT_ATTRIBUTES, Entity, plain, rows_of
from civickit.clients._ngsi_history import Reading, asked, at
from civickit.clients._ngsi_hook import WebHook, check_token
from civickit.clients._ngsi_ld_write import normalized_ld
from civickit.clients._ngsi_query import LD, Condition, Near, Place, place_ld, q_of
from civickit.clients._point import point
from civickit.clients._rows import Rows
from civickit.clients._shape import expect, member, text
from civickit.core.coordinates import Area
from civickit.core.errors import InvalidRecord, SourceChanged
from civickit.core.fetch import Answer, Fetcher

__all__ = ["Area", "Near", "NgsiLd", "Reading", "Subscription", "WebHook", "client", "point"]

API = "/ngsi-ld/v1"
BATCH = 100
_TENANT = re.compile(r"[\w.:\-]{1,255}", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
CONTEXT = '<{}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'


class NgsiLd(Broker):
    """A broker. `url` is its address without /ngsi-ld.

    `tenant` is the NGSILD-Tenant. `context` is the address of the JSON-LD context that the
    short names (`WaterLevel`, `水位`) come from; without it a broker knows only full URIs and
    the core's own names. `auth` gives the headers that the gateway wants, called for each
    request, as for NGSI-v2.

    Everything raises SourceUnavailable with the broker's words and status where it refuses, and
    InvalidRecord for what it would refuse, before it is sent.
    """

    page = 100  # the most that all brokers give at once
    count_header = "ngsild-results-count"

    def __init__(
        self,
        url: str,
        fetch: Fetcher,
        *,
        tenant: str = "",
        context: str = "",
        auth: Auth | None = None,
    ) -> None:
        super().__init__(url, fetch, auth=auth)
        if tenant and not _TENANT.fullmatch(tenant):
            raise InvalidRecord({"tenant": f"{tenant!r} is not letters, digits, _ - . or :"})
        if context and not _ADDRESS.fullmatch(context):
            raise InvalidRecord({"context": f"{context!r} is not the address of a context"})
        told = {"NGSILD-Tenant": tenant, "Link": CONTEXT.format(context) if context else ""}
        self._told = {name: value for name, value in told.items() if value}

    def _headers(self, *, writes: bool) -> dict[str, str]:
        return self._told if writes else {**self._told, "Accept": "application/json"}

    def entities(
        self,
        entity_type: str = "",
        *,
        where: Iterable[Condition] = (),
        place: Place | None = None,
        attributes: Collection[str] = (),
        entity_ids: Collection[str] = (),
        full: bool = False,
    ) -> Iterator[Entity]:
        """All entities that fit, as {"id", "type", attribute: value}.

        At least one of the parameters must be given; `where` and `place` are as for NGSI-v2.
        Only entities with one of `attributes` come. `full` gives what brokers store: Property,
        Relationship, observedAt, unitCode. Brokers that ignore `options` are understood too.
        """
        wanted = {
            "type": entity_type or None,
            "id": ",".join(entity_ids) or None,
            "q": q_of(where, LD),
            "attrs": ",".join(attributes) or None,
            **place_ld(place),
        }
        if not any(wanted.values()):
            raise InvalidRecord({"entity_type": "say which: a type, ids, attributes, where, place"})
        options = {"count": True, "options": None if full else "keyValues"}
        return self._entities(f"{API}/entities", {**wanted, **options}, full)

    def entity(self, entity_id: str) -> Entity:
        """One entity as plain values."""
        answer = self._get(self.url + _path(entity_id), {"options": "keyValues"})
        return plain(answer.json(), answer.url)

    def rows(
        self,
        entity_type: str = "",
        *,
        where: Iterable[Condition] = (),
        place: Place | None = None,
        location: str = "location",
    ) -> Rows:
        """The entities as rows with lat and lon from the attribute `location`, for a map.

        All are held in memory, because the columns are those that any entity has.
        """
        return rows_of(self.entities(entity_type, where=where, place=place), location)

    def history(
        self,
        entity_id: str,
        attributes: Collection[str] = (),
        *,
        since: datetime,
        until: datetime,
        last: int | None = None,
    ) -> list[Reading]:
        """What the attributes of an entity were from `since` on and before `until`, oldest first.

        `last`: only so many of each. Raises SourceChanged where the broker gives only a part.
        """
        params = {
            "attrs": ",".join(attributes) or None,
            "timerel": "between",
            "timeAt": asked("since", since),
            "endTimeAt": asked("until", until),
            "lastN": last,
            "options": "temporalValues",
        }
        answer = self._get(f"{self.url}{API}/temporal/entities/{_quoted(entity_id)}", params)
        if answer.status == 206:
            raise SourceChanged(
                f"{answer.url} gave only a part; ask for a shorter time",
                expected="all values",
                found="HTTP 206",
            )
        return _readings(answer)

    def upsert(self, entities: Iterable[Mapping[str, Any]]) -> int:
        """Create entities, or change what is there; gives their number.

        An entity is {"id": "urn:…", "type", attribute: value}; a location is `point(lat, lon)`.
        Sent by the hundred. Where a broker stores only some, raises InvalidRecord with the
        reason for each entity that it did not store; batches after that are not sent.
        """
        made = normalized_ld(entities)
        for start in range(0, len(made), BATCH):
            batch = made[start : start + BATCH]
            path = f"{API}/entityOperations/upsert"
            answer = self._send("POST", self.url + path, batch, params={"options": "update"})
            if answer.status == 207:
                raise _partly(answer, len(batch))
        return len(made)

    def delete(self, entity_id: str) -> None:
        self._send("DELETE", self.url + _path(entity_id))

    def subscribe(
        self,
        notify: str,
        token: str,
        entity_type: str,
        *,
        attributes: Collection[str] = (),
        where: Iterable[Condition] = (),
        place: Place | None = None,
        description: str = "",
        expires: datetime | None = None,
        throttling_s: int = 0,
    ) -> str:
        """Have changes POSTed to the address `notify`, where a WebHook with the same token reads
        them; gives the id of the subscription. As `NgsiV2.subscribe`.
        """
        check_token(token)
        secret = {"key": "Authorization", "value": f"Bearer {token}"}
        endpoint = {"uri": notify, "accept": "application/json", "receiverInfo": [secret]}
        order = {
            "type": "Subscription",
            "description": description,
            "entities": [{"type": entity_type}],
            "watchedAttributes": list(attributes),
            "q": q_of(where, LD),
            "geoQ": _geo_query(place),
            "notification": {"format": "keyValues", "endpoint": endpoint},
            "expiresAt": asked("expires", expires),
            "throttling": throttling_s,
        }
        given = {name: value for name, value in order.items() if value}
        return created_id(self._send("POST", self.url + f"{API}/subscriptions", given))

    def subscriptions(self) -> list[Subscription]:
        found = self._pages(f"{API}/subscriptions", {"count": True}, secret=True)
        return [_subscription(one) for one in found]

    def unsubscribe(self, subscription_id: str) -> None:
        self._send("DELETE", self.url + f"{API}/subscriptions/{_quoted(subscription_id)}")


def _quoted(entity_id: str) -> str:
    return quote(entity_id, safe=":")


def _path(entity_id: str) -> str:
    return f"{API}/entities/{_quoted(entity_id)}"


def _geo_query(place: Place | None) -> dict[str, Any]:
    """The place as a subscription wants it: coordinates not as text."""
    asked_for = place_ld(place)
    if asked_for:
        asked_for["coordinates"] = json.loads(asked_for["coordinates"])
    return asked_for


def _readings(answer: Answer) -> list[Reading]:
    entity = expect(answer.json(), dict, answer.url)
    member(entity, "id", str, answer.url)
    found = []
    for name in [name for name in entity if name not in NOT_ATTRIBUTES]:
        for pair in member(entity[name], "values", list, f"{name} of {answer.url}"):
            value, time = [*expect(pair, list, name), None, None][:2]
            found.append(Reading(name, at(time, answer.url), value))
    return sorted(found, key=lambda one: one.at)


def _partly(answer: Answer, sent: int) -> InvalidRecord:
    """Which entities a broker did not store, and why."""
    faults = {}
    for one in member(answer.json(), "errors", list, answer.url):
        told = expect(one, dict, answer.url)
        error = told.get("error")
        words = [error.get("title"), error.get("detail")] if isinstance(error, dict) else [error]
        faults[text(told.get("entityId"))] = ": ".join(text(word) for word in words if word)
    faults["stored"] = f"{sent - len(faults)} of {sent} entities were"
    return InvalidRecord(faults)


def _subscription(told: Any) -> Subscription:
    where = "a subscription"
    notification = member(told, "notification", dict, where)
    return Subscription(
        id=member(told, "id", str, where),
        description=text(told.get("description")),
        notify=text(member(notification, "endpoint", dict, where).get("uri")),
        status=text(told.get("status")),
        expires=text(told.get("expiresAt")),
        times_sent=count(notification.get("timesSent")),
        last_failure=text(notification.get("lastFailure")),
    )


client = Client(
    name="ngsi_ld",
    title={"ja": "都市OS（NGSI-LD）", "en": "City OS (NGSI-LD)"},
    specification="https://cim.etsi.org/NGSI-LD/official/front-page.html",
    opens=NgsiLd,
    rows=True,
)
