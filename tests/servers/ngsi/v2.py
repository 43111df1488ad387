"""NGSI-v2: coordinates in a query are lat,lon."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, jsonify, request
from servers.ngsi.conditions import holds, terms_of
from servers.ngsi.places import NotSupported, fits, georel_of, on_globe
from servers.ngsi.post import post

ERRORS = {400: "BadRequest", 404: "NotFound", 409: "TooManyResults", 422: "NotSupportedQuery"}
LEVEL = r"/[A-Za-z0-9_]{1,50}"


class Refused(Exception):
    def __init__(self, status: int, why: str) -> None:
        self.status, self.why = status, why


class V2:
    """The state of one broker, and what it answers."""

    def __init__(self) -> None:
        self.entities: dict[tuple[str, str, str, str], dict[str, Any]] = {}
        self.subscriptions: dict[str, tuple[str, dict[str, Any]]] = {}

    def blueprint(self) -> Blueprint:
        app = Blueprint("v2", __name__, url_prefix="/v2")
        app.register_error_handler(Refused, self.refused)
        for method, path, view in (
            ("GET", "/entities", self.listed),
            ("GET", "/entities/<entity_id>", self.one),
            ("DELETE", "/entities/<entity_id>", self.delete),
            ("POST", "/op/update", self.update),
            ("POST", "/subscriptions", self.subscribe),
            ("GET", "/subscriptions", self.all_subscriptions),
            ("DELETE", "/subscriptions/<made>", self.unsubscribe),
        ):
            app.add_url_rule(path, f"{method} {path}".replace(".", ""), view, methods=[method])
        return app

    def refused(self, error: Refused) -> tuple[dict[str, str], int]:
        return {"error": ERRORS[error.status], "description": error.why}, error.status

    def listed(self) -> Response:
        return self.paged(self.found(query_of(request.args)))

    def found(self, query: dict[str, Any]) -> list[dict[str, Any]]:
        paths = request.headers.get("Fiware-ServicePath", "/#").split(",")
        return [
            entity
            for (service, path, *_), entity in self.entities.items()
            if service == tenant() and any(path_fits(path, one) for one in paths)
            if matches(entity, query)
        ]

    def paged(self, members: list[dict[str, Any]]) -> Response:
        limit, offset = int(request.args.get("limit", 20)), int(request.args.get("offset", 0))
        if not 1 <= limit <= 1000:
            raise Refused(400, "Bad pagination limit")
        options = request.args.get("options", "").split(",")
        page = members[offset : offset + limit]
        attrs = [name for name in request.args.get("attrs", "").split(",") if name]
        answer = jsonify([shown(one, "keyValues" in options, attrs) for one in page])
        if "count" in options:
            answer.headers["Fiware-Total-Count"] = str(len(members))
        return answer

    def the_one(self, entity_id: str) -> tuple[Any, dict[str, Any]]:
        kind = request.args.get("type")
        same = [
            (key, entity)
            for key, entity in self.entities.items()
            if key[0] == tenant() and key[2] == entity_id and kind in {None, key[3]}
        ]
        if not same:
            raise Refused(404, "The requested entity has not been found. Check type and id")
        if len(same) > 1:
            raise Refused(409, "More than one matching entity. Please refine your query")
        return same[0]

    def one(self, entity_id: str) -> dict[str, Any]:
        return shown(self.the_one(entity_id)[1], request.args.get("options") == "keyValues", [])

    def delete(self, entity_id: str) -> tuple[str, int]:
        del self.entities[self.the_one(entity_id)[0]]
        return "", 204

    def update(self) -> tuple[str, int]:
        order = request.get_json()
        if order["actionType"] != "append":
            raise Refused(400, "only append here")
        for entity in order["entities"]:
            check_written(entity)
        for entity in order["entities"]:
            self.store(entity)
        return "", 204

    def store(self, entity: dict[str, Any]) -> None:
        path = request.headers.get("Fiware-ServicePath", "/")
        if path != "/" and not re.fullmatch(f"({LEVEL}){{1,10}}", path):
            raise Refused(400, "service path not for updates")
        key = (tenant(), path, entity["id"], entity["type"])
        before = self.entities.get(key, {})
        self.entities[key] = {**before, **entity}
        changed = {name for name in entity if entity[name] != before.get(name)}
        for service, subscription in self.subscriptions.values():
            if service == tenant():
                self.tell(subscription, self.entities[key], changed)

    def tell(self, subscription: dict[str, Any], entity: dict[str, Any], changed: set[str]) -> None:
        condition = subscription["subject"].get("condition", {})
        watched = set(condition.get("attrs", [])) or changed
        query = query_of(condition.get("expression", {}))
        query["type"] = subscription["subject"]["entities"][0]["type"]
        if not watched & changed or not matches(entity, query):
            return
        order = subscription["notification"]
        flat = order.get("attrsFormat", "normalized") == "keyValues"
        data = [shown(entity, flat, order.get("attrs", []))]
        where = order.get("http") or order["httpCustom"]
        told = {"subscriptionId": subscription["id"], "data": data}
        order["timesSent"] = order.get("timesSent", 0) + 1
        failed = post(where["url"], told, where.get("headers", {}))
        subscription["status"] = "failed" if failed else "active"
        if failed:
            order["lastFailure"] = failed

    def subscribe(self) -> tuple[str, int, dict[str, str]]:
        order = request.get_json()
        check_texts("subscription", [order.get("description", "")])
        made = f"{len(self.subscriptions):024x}"
        self.subscriptions[made] = (tenant(), {**order, "id": made, "status": "active"})
        return "", 201, {"Location": f"/v2/subscriptions/{made}"}

    def all_subscriptions(self) -> Response:
        return self.paged(
            [one for service, one in self.subscriptions.values() if service == tenant()]
        )

    def unsubscribe(self, made: str) -> tuple[str, int]:
        if self.subscriptions.pop(made, None) is None:
            raise Refused(404, "The requested subscription has not been found. Check id")
        return "", 204


def tenant() -> str:
    service = request.headers.get("Fiware-Service", "")
    if service and not re.fullmatch("[a-z0-9_]{1,50}", service.lower()):
        raise Refused(400, "bad character in tenant name")
    return service.lower()


def path_fits(path: str, wanted: str) -> bool:
    if wanted.endswith("/#"):
        return path == wanted[:-2] or path.startswith(wanted[:-1])
    return path == wanted


def query_of(given: Any) -> dict[str, Any]:
    """What was asked for, taken apart. Coordinates are lat,lon in text, lon,lat from here on."""
    query: dict[str, Any] = {"type": given.get("type"), "idPattern": given.get("idPattern", "")}
    try:
        query["q"] = terms_of(given["q"], "'") if given.get("q") else []
        if given.get("georel"):
            query["georel"] = georel_of(given["georel"], ":")
            pairs = [map(float, pair.split(",")) for pair in given["coords"].split(";")]
            query["corners"] = [on_globe(lon, lat) for lat, lon in pairs]
    except (ValueError, KeyError) as error:
        raise Refused(400, str(error)) from None
    return query


def matches(entity: dict[str, Any], query: dict[str, Any]) -> bool:
    values = {name: one["value"] for name, one in entity.items() if name not in {"id", "type"}}
    if query["type"] not in {None, entity["type"]} or not re.search(
        query["idPattern"], entity["id"]
    ):
        return False
    if not all(holds(values, term) for term in query["q"]):
        return False
    try:
        return "georel" not in query or fits(
            values.get("location"), query["georel"], query["corners"]
        )
    except NotSupported as error:
        raise Refused(422, f"{error} not supported") from None


def shown(entity: dict[str, Any], flat: bool, attrs: list[str]) -> dict[str, Any]:
    return {
        name: one["value"] if flat and name not in {"id", "type"} else one
        for name, one in entity.items()
        if name in {"id", "type"} or not attrs or name in attrs
    }


def check_written(entity: dict[str, Any]) -> None:
    for name, one in entity.items():
        if name in {"id", "type"}:
            check_texts(name, [one])
        elif one["type"] != "TextUnrestricted":
            check_texts("attribute value", [one["value"]])
            check_texts("attribute type", [one["type"]])


def check_texts(where: str, values: list[Any]) -> None:
    for value in values:
        if isinstance(value, dict):
            check_texts(where, [*value, *value.values()])
        elif isinstance(value, list):
            check_texts(where, value)
        elif isinstance(value, str) and re.search("[<>\"'=;()]", value):
            raise Refused(400, f"Invalid characters in {where}")
