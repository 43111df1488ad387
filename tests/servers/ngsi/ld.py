"""NGSI-LD: coordinates are GeoJSON, lon,lat; distances are written with ==."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Blueprint, Response, jsonify, request
from servers.ngsi.conditions import holds, terms_of
from servers.ngsi.places import NotSupported, fits, georel_of, on_globe
from servers.ngsi.post import post

VALUES = {"Property": "value", "GeoProperty": "value", "Relationship": "object"}
PROBLEM = "https://uri.etsi.org/ngsi-ld/errors/"
NAMES = {"id", "type", "@context"}


class Problem(Exception):
    def __init__(self, status: int, kind: str, detail: str) -> None:
        self.status, self.kind, self.detail = status, kind, detail


class Ld:
    """The state of one broker, and what it answers."""

    def __init__(self) -> None:
        self.entities: dict[tuple[str, str], dict[str, Any]] = {}
        self.subscriptions: dict[str, tuple[str, dict[str, Any]]] = {}

    def blueprint(self) -> Blueprint:
        app = Blueprint("ld", __name__, url_prefix="/ngsi-ld/v1")
        app.register_error_handler(Problem, self.refused)
        for method, path, view in (
            ("GET", "/entities", self.listed),
            ("GET", "/entities/<entity_id>", self.one),
            ("DELETE", "/entities/<entity_id>", self.delete),
            ("POST", "/entityOperations/upsert", self.upsert),
            ("POST", "/subscriptions", self.subscribe),
            ("GET", "/subscriptions", self.all_subscriptions),
            ("DELETE", "/subscriptions/<made>", self.unsubscribe),
        ):
            app.add_url_rule(path, f"{method} {path}".replace(".", ""), view, methods=[method])
        return app

    def refused(self, error: Problem) -> Response:
        answer = jsonify(type=PROBLEM + error.kind, title=error.kind, detail=error.detail)
        answer.status_code = error.status
        return answer

    def listed(self) -> Response:
        if not {"type", "attrs", "q", "georel", "id"} & request.args.keys():
            raise Problem(400, "BadRequestData", "Too broad query")
        query = query_of(request.args)
        return self.paged(
            [
                one
                for (owner, _), one in self.entities.items()
                if owner == tenant() and matches(one, query)
            ]
        )

    def paged(self, members: list[dict[str, Any]]) -> Response:
        limit, offset = int(request.args.get("limit", 20)), int(request.args.get("offset", 0))
        if not 1 <= limit <= 100:
            raise Problem(403, "TooManyResults", "limit is at most 100 here")
        flat = request.args.get("options") == "keyValues"
        page = members[offset : offset + limit]
        answer = jsonify([shown(one, flat) for one in page])
        answer.headers["Link"] = (
            '<https://example.org/c.jsonld>; rel="http://www.w3.org/ns/json-ld#context"'
        )
        if request.args.get("count") == "true":
            answer.headers["NGSILD-Results-Count"] = str(len(members))
        return answer

    def the_one(self, entity_id: str) -> dict[str, Any]:
        if (tenant(), entity_id) not in self.entities:
            raise Problem(404, "ResourceNotFound", entity_id)
        return self.entities[tenant(), entity_id]

    def one(self, entity_id: str) -> dict[str, Any]:
        return shown(self.the_one(entity_id), request.args.get("options") == "keyValues")

    def delete(self, entity_id: str) -> tuple[str, int]:
        self.the_one(entity_id)
        del self.entities[tenant(), entity_id]
        return "", 204

    def upsert(self) -> tuple[Any, int]:
        made, done, errors = [], [], []
        for entity in request.get_json():
            name = entity["id"]
            why = what_is_wrong(entity)
            if why:
                error = {"type": PROBLEM + "BadRequestData", "title": "BadRequestData"}
                errors.append({"entityId": name, "error": {**error, "detail": why}})
                continue
            (done if (tenant(), name) in self.entities else made).append(name)
            self.store(name, entity)
        if errors:
            return {"success": made + done, "errors": errors}, 207
        return (made, 201) if made else ("", 204)

    def store(self, name: str, entity: dict[str, Any]) -> None:
        before = self.entities.get((tenant(), name), {})
        self.entities[tenant(), name] = {**before, **entity}
        changed = {key for key in entity if entity[key] != before.get(key)}
        for owner, subscription in self.subscriptions.values():
            if owner == tenant():
                self.tell(subscription, self.entities[tenant(), name], changed)

    def tell(self, subscription: dict[str, Any], entity: dict[str, Any], changed: set[str]) -> None:
        watched = set(subscription.get("watchedAttributes", [])) or changed
        query = query_of({**subscription, **subscription.get("geoQ", {})}, as_text=False)
        query["type"] = subscription["entities"][0]["type"]
        if not watched & changed or not matches(entity, query):
            return
        order = subscription["notification"]
        made = f"urn:ngsi-ld:Notification:{order.get('timesSent', 0)}"
        told = {"id": made, "type": "Notification", "subscriptionId": subscription["id"]}
        told["data"] = [shown(entity, order.get("format") == "keyValues")]
        secrets = {one["key"]: one["value"] for one in order["endpoint"].get("receiverInfo", [])}
        order["timesSent"] = order.get("timesSent", 0) + 1
        failed = post(order["endpoint"]["uri"], told, secrets)
        subscription["status"] = "failed" if failed else "active"

    def subscribe(self) -> tuple[str, int, dict[str, str]]:
        made = f"urn:ngsi-ld:Subscription:{len(self.subscriptions)}"
        self.subscriptions[made] = (
            tenant(),
            {**request.get_json(), "id": made, "status": "active"},
        )
        return "", 201, {"Location": f"/ngsi-ld/v1/subscriptions/{made}"}

    def all_subscriptions(self) -> Response:
        return self.paged([one for owner, one in self.subscriptions.values() if owner == tenant()])

    def unsubscribe(self, made: str) -> tuple[str, int]:
        if self.subscriptions.pop(made, None) is None:
            raise Problem(404, "ResourceNotFound", made)
        return "", 204


def tenant() -> str:
    return request.headers.get("NGSILD-Tenant", "")


def query_of(given: Any, *, as_text: bool = True) -> dict[str, Any]:
    query: dict[str, Any] = {"type": given.get("type"), "id": given.get("id") if as_text else None}
    try:
        query["q"] = terms_of(given["q"], '"') if given.get("q") else []
        if given.get("georel"):
            query["georel"] = georel_of(given["georel"], "==")
            where = given["coordinates"]
            where = json.loads(where) if as_text else where
            pairs = {"Point": lambda: [where], "Polygon": lambda: where[0]}[given["geometry"]]()
            query["corners"] = [on_globe(lon, lat) for lon, lat in pairs]
    except (ValueError, KeyError, TypeError) as error:
        raise Problem(400, "BadRequestData", str(error)) from None
    return query


def value_of(one: dict[str, Any]) -> Any:
    value = one[VALUES[one["type"]]]
    return value["@value"] if isinstance(value, dict) and "@value" in value else value


def matches(entity: dict[str, Any], query: dict[str, Any]) -> bool:
    values = {name: value_of(one) for name, one in entity.items() if name not in NAMES}
    if query["type"] not in {None, entity["type"]}:
        return False
    if query["id"] and entity["id"] not in query["id"].split(","):
        return False
    if not all(holds(values, term) for term in query["q"]):
        return False
    try:
        return "georel" not in query or fits(
            values.get("location"), query["georel"], query["corners"]
        )
    except NotSupported as error:
        raise Problem(400, "BadRequestData", str(error)) from None


def shown(entity: dict[str, Any], flat: bool) -> dict[str, Any]:
    if not flat or "notification" in entity:
        return entity
    return {name: one if name in NAMES else value_of(one) for name, one in entity.items()}


def what_is_wrong(entity: dict[str, Any]) -> str:
    for name, one in entity.items():
        if name in NAMES:
            continue
        if one.get("type") not in VALUES or VALUES[one["type"]] not in one:
            return f"{name} is no attribute"
        if one["type"] == "Relationship" and not re.match("[a-z]+:", str(one["object"])):
            return f"{name} does not lead to a URI"
    return ""
