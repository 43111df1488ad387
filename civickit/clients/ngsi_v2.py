"""A city OS that speaks NGSI-v2 (FIWARE Orion, as most of Japan's do): entities as they are now.

Example:

    broker = NgsiV2("https://cityos.example.jp", Fetcher(), service="aizu", service_path="/river",
                    auth=lambda: {"Authorization": f"Bearer {token()}"})
    for gauge in broker.entities("WaterLevel", where=[("level", ">", 2)],
                                 place=Near(37.49, 139.93, within_m=3000)):
        print(gauge["id"], gauge["level"])
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from civickit.clients._client import Client
from civickit.clients._ngsi_broker import Auth, Broker, Subscription, count, created_id
from civickit.clients._ngsi_entity import Entity, plain, rows_of
from civickit.clients._ngsi_history import asked
from civickit.clients._ngsi_hook import WebHook, check_token
from civickit.clients._ngsi_query import V2, Condition, Near, Place, place_v2, q_of
from civickit.clients._ngsi_v2_write import check_path, check_plain, normalized, service_of
from civickit.clients._point import point
from civickit.clients._rows import Rows
from civickit.clients._shape import expect, member, text
from civickit.core.coordinates import Area
from civickit.core.fetch import Fetcher

__all__ = ["Area", "Near", "NgsiV2", "Subscription", "WebHook", "client", "point"]

BATCH = 100


class NgsiV2(Broker):
    """A broker. `url` is its address without /v2.

    `service` is the Fiware-Service (tenant), `service_path` the Fiware-ServicePath: where to
    write (`/river`), and for reading also a tree (`/river/#`) or up to ten paths with commas.
    `auth` gives the headers that the gateway wants, and is called for each request, so that it
    can renew a token: `{"Authorization": "Bearer …"}` (Keycloak, OAuth2), `{"X-Auth-Token": …}`
    (Wilma), `{"apikey": …}` (Kong; it takes a header wherever it takes `?apikey=`).

    Everything raises SourceUnavailable with the broker's words and status where it refuses, and
    InvalidRecord for what it would refuse, before it is sent.
    """

    page = 1000
    count_header = "fiware-total-count"

    def __init__(
        self,
        url: str,
        fetch: Fetcher,
        *,
        service: str = "",
        service_path: str = "",
        auth: Auth | None = None,
    ) -> None:
        super().__init__(url, fetch, auth=auth)
        self.service = service_of(service)
        self.service_path = service_path
        if service_path:
            check_path(service_path)

    def _headers(self, *, writes: bool) -> dict[str, str]:
        if writes and self.service_path:
            check_path(self.service_path, writes=True)
        told = {"Fiware-Service": self.service, "Fiware-ServicePath": self.service_path}
        return {name: value for name, value in told.items() if value}

    def entities(
        self,
        entity_type: str = "",
        *,
        where: Iterable[Condition] = (),
        place: Place | None = None,
        attributes: Collection[str] = (),
        id_pattern: str = "",
        order_by: str = "",
        full: bool = False,
    ) -> Iterator[Entity]:
        """All entities of a type, as {"id", "type", attribute: value}, oldest first.

        `where` holds (attribute, operator, value) triples that must all be true: == != > >= < <=,
        ~= (pattern), between (a pair), in (a list), exists (True or False). `place` is a Near or
        an Area. `order_by`: `level`, or `!level` from the highest. `full` gives the attributes
        with their types and metadata.
        """
        params = {
            "type": entity_type or None,
            "idPattern": id_pattern or None,
            "q": q_of(where, V2),
            **place_v2(place),
            "attrs": ",".join(attributes) or None,
            "orderBy": order_by or None,
            "options": "count" if full else "count,keyValues",
        }
        return self._entities("/v2/entities", params, full)

    def entity(self, entity_id: str, entity_type: str = "") -> Entity:
        """One entity as plain values. Status 409 where several have that id: give the type."""
        params = {"type": entity_type or None, "options": "keyValues"}
        answer = self._get(self.url + _path(entity_id), params)
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

    def upsert(
        self, entities: Iterable[Mapping[str, Any]], *, free_text: Collection[str] = ()
    ) -> int:
        """Create entities, or change what is there; gives their number.

        An entity is {"id", "type", attribute: value}; a location is `point(lat, lon)`. Brokers
        refuse < > " ' = ; ( ) in values: name attributes with people's words or addresses in
        `free_text`. Sent by the hundred; where one batch is refused, those before it are stored.
        """
        made = normalized(entities, free_text)
        for start in range(0, len(made), BATCH):
            order = {"actionType": "append", "entities": made[start : start + BATCH]}
            self._send("POST", self.url + "/v2/op/update", order)
        return len(made)

    def delete(self, entity_id: str, entity_type: str = "") -> None:
        self._send("DELETE", self.url + _path(entity_id), params={"type": entity_type or None})

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
        them; gives the id of the subscription.

        Told when one of `attributes` changes (any, if none is named) and `where` and `place` hold.
        """
        check_token(token)
        check_plain({"notify": notify, "description": description})
        expression = {"q": q_of(where, V2), **place_v2(place)}
        condition = {"attrs": list(attributes), "expression": _given(expression)}
        order = {
            "description": description,
            "subject": {
                "entities": [{"idPattern": ".*", "type": entity_type}],
                "condition": _given(condition),
            },
            "notification": {
                "httpCustom": {"url": notify, "headers": {"Authorization": f"Bearer {token}"}},
                "attrs": list(attributes),
                "attrsFormat": "keyValues",
            },
            "expires": asked("expires", expires),
            "throttling": throttling_s,
        }
        return created_id(self._send("POST", self.url + "/v2/subscriptions", _given(order)))

    def subscriptions(self) -> list[Subscription]:
        found = self._pages("/v2/subscriptions", {"options": "count"}, secret=True)
        return [_subscription(one) for one in found]

    def unsubscribe(self, subscription_id: str) -> None:
        self._send("DELETE", self.url + f"/v2/subscriptions/{quote(subscription_id, safe='')}")


def _path(entity_id: str) -> str:
    return f"/v2/entities/{quote(entity_id, safe=':')}"


def _given(members: Mapping[str, Any]) -> dict[str, Any]:
    """What is not empty."""
    return {name: value for name, value in members.items() if value}


def _subscription(told: Any) -> Subscription:
    where = "a subscription"
    notification = member(told, "notification", dict, where)
    channel = notification.get("http") or notification.get("httpCustom") or {}
    return Subscription(
        id=member(told, "id", str, where),
        description=text(told.get("description")),
        notify=text(expect(channel, dict, where).get("url")),
        status=text(told.get("status")),
        expires=text(told.get("expires")),
        times_sent=count(notification.get("timesSent")),
        last_failure=text(notification.get("lastFailure")),
    )


client = Client(
    name="ngsi_v2",
    title={"ja": "都市OS（FIWARE NGSI-v2）", "en": "City OS (FIWARE NGSI-v2)"},
    specification="https://github.com/telefonicaid/fiware-orion/blob/master/doc/manuals/orion-api.md",
    opens=NgsiV2,
    rows=True,
)
