"""A GeoReport v2 endpoint in Flask. What it knows is in `city`, how it writes in `written`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, Response, abort, request
from servers.open311.city import City, Refused
from servers.open311.written import TYPES, written

SINCE = "2026-04-01T09:00:00+09:00"


@dataclass
class Endpoint:
    """`jurisdiction`: must be named in every question. `page_size`: 0 as in the standard."""

    city: City
    keys: Collection[str] = ("demo-key",)
    jurisdiction: str = ""
    forms: Collection[str] = ("json", "xml")
    page_size: int = 0
    most: int = 1000

    def app(self) -> Flask:
        app = Flask(__name__)
        app.before_request(self.admit)
        app.register_error_handler(Refused, refuse)
        for rule, view in {
            "/discovery.<form>": self.discovery,
            "/services.<form>": self.services,
            "/services/<path:code>.<form>": self.definition,
            "/requests.<form>": self.requests,
            "/requests/<path:number>.<form>": self.request,
            "/tokens/<token>.<form>": self.token,
        }.items():
            app.get(rule)(view)
        app.post("/requests.<form>")(self.take)
        return app

    def admit(self) -> None:
        if form() not in self.forms:
            abort(404)
        if request.endpoint == "discovery" or not self.jurisdiction:
            return
        given = request.values.get("jurisdiction_id")
        if given != self.jurisdiction:
            raise Refused(404 if given else 400, "jurisdiction_id is missing or not known here")

    def discovery(self, form: str) -> Response:
        endpoint = {
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": request.host_url.rstrip("/"),
            "changeset": SINCE,
            "type": "test",
            "formats": [TYPES[one] for one in self.forms],
        }
        told = {"changeset": SINCE, "contact": "広聴係", "key_service": "広聴係に申請"}
        return answer({**told, "endpoints": [endpoint]}, "discovery")

    def services(self, form: str) -> Response:
        return answer(self.city.services, "services")

    def definition(self, code: str, form: str) -> Response:
        self.city.service(code)
        if code not in self.city.definitions:
            raise Refused(404, f"service_code {code!r} has no definition")
        told = {"service_code": code, "attributes": self.city.definitions[code]}
        return answer(told, "service_definition")

    def requests(self, form: str) -> Response:
        """Ids overrule everything else that is asked."""
        if ids := request.args.get("service_request_id"):
            wanted = ids.split(",")
            found = [one for one in self.city.requests if one["service_request_id"] in wanted]
            return answer(found, "service_requests")
        found = self.city.between(moment("start_date"), moment("end_date"))
        for name in ("service_code", "status"):
            if one_of := request.args.get(name):
                found = [one for one in found if one[name] in one_of.split(",")]
        return answer(found[self.slice()], "service_requests")

    def slice(self) -> slice:
        if not self.page_size:
            return slice(self.most)
        size = min(request.args.get("page_size", self.page_size, int), self.page_size)
        first = (request.args.get("page", 1, int) - 1) * size
        return slice(first, first + size)

    def request(self, number: str, form: str) -> Response:
        return answer([self.city.request(number)], "service_requests")

    def take(self, form: str) -> Response:
        if request.form.get("api_key") not in self.keys:
            raise Refused(403, "api_key is missing or not known")
        told = self.city.take(request.form.to_dict(flat=False))
        return answer([told], "service_requests", 201)

    def token(self, token: str, form: str) -> Response:
        if token not in self.city.waiting:
            raise Refused(404, f"token {token!r} was not found")
        number = self.city.waiting[token].get("service_request_id")
        return answer([{"service_request_id": number, "token": token}], "service_requests")


def form() -> str:
    """json or xml, as the address ends."""
    return str((request.view_args or {}).get("form", ""))


def answer(data: Any, root: str, status: int = 200) -> Response:
    kind = f"{TYPES[form()]}; charset=utf-8"
    return Response(written(data, root, form()), status, content_type=kind)


def refuse(refused: Refused) -> Response:
    errors = [{"code": refused.status, "description": reason} for reason in refused.reasons]
    return answer(errors, "errors", refused.status)


def moment(name: str) -> datetime | None:
    given = request.args.get(name)
    if not given:
        return None
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        raise Refused(400, f"{name} {given!r} is not a time") from None
    if not found.tzinfo:
        raise Refused(400, f"{name} {given!r} has no zone")
    return found
