"""The same reports for programs: Open311 GeoReport v2 at /open311/v2, in XML and JSON.

Decisions where the specification leaves them to the city: a report gets a token, and its id once
the desk has accepted it (services are "batch"); without OPEN311_KEYS no key is asked for, and one
client may send as many reports as by the page; a picture is sent as `media` (draft v2.1).
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from civickit.core.errors import CivicKitError, InvalidRecord
from civickit.live.reports import open311_ask as ask
from civickit.live.reports.open311_post import Refused, read_post
from civickit.live.reports.open311_tell import request_told, service_told
from civickit.live.reports.reading import LARGEST_REQUEST_BYTES
from civickit.live.reports.room import HOUR_S, Room
from civickit.live.reports.storing import TooMany
from civickit.live.reports.xml import TYPES, written
from civickit.web.current import t, t_or
from civickit.web.headers import let_other_sites_read

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-01T00:00:00+09:00"
"""When what this endpoint can do was last changed."""
CREATED = 201
METHODS = ("GET", "POST")


def make_open311(room: Room) -> Blueprint:
    """The endpoint; every refusal is a list of errors in the form that was asked for."""
    pages = Blueprint("open311", __name__, url_prefix="/open311/v2")
    pages.register_error_handler(Refused, _refused)
    pages.register_error_handler(HTTPException, _http_error)
    pages.register_error_handler(InvalidRecord, _invalid)
    pages.after_request(_for_programs)
    for form in TYPES:
        _add_services(pages, room, form)
        _add_requests(pages, room, form)
        pages.add_url_rule(f"/<path:_rest>.{form}", f"rest_{form}", _nothing, methods=METHODS)
    return pages


def _add_services(pages: Blueprint, room: Room, form: str) -> None:
    def add(rule: str, view: Any) -> None:
        pages.add_url_rule(f"{rule}.{form}", f"{view.__name__}_{form}", view)

    def discovery() -> Response:
        return answer(_discovery(room), "discovery")

    def services() -> Response:
        return answer([service_told(kind) for kind in room.settings.kinds], "services")

    def definition(code: str) -> Response:
        if code not in room.settings.kinds:
            raise Refused(404, t("report_no_service", code=code))
        return answer({"service_code": code, "attributes": []}, "service_definition")

    add("/discovery", discovery)
    add("/services", services)
    add("/services/<path:code>", definition)


def _add_requests(pages: Blueprint, room: Room, form: str) -> None:
    def requests() -> Response:
        found = ask.asked(room, request.args)
        return answer([request_told(room, one) for one in found], "service_requests")

    def one(number: str) -> Response:
        found = ask.by_ids(room, number)
        if not found:
            raise Refused(404, t("report_no_request", id=number))
        return answer([request_told(room, found[0])], "service_requests")

    def token(token: str) -> Response:
        report = room.reports.of_token(token)
        if report is None:
            raise Refused(404, t("report_no_token", token=token))
        number = str(report.id) if report.is_public else None
        return answer([{"service_request_id": number, "token": token}], "service_requests")

    def send() -> Response:
        return _taken(room)

    pages.get(f"/requests.{form}", endpoint=f"requests_{form}")(requests)
    pages.post(f"/requests.{form}", endpoint=f"send_{form}")(send)
    pages.get(f"/requests/<number>.{form}", endpoint=f"one_{form}")(one)
    pages.get(f"/tokens/<token>.{form}", endpoint=f"token_{form}")(token)


def _nothing(_rest: str) -> Response:
    raise Refused(404, t("error_404"))


def _taken(room: Room) -> Response:
    """A report is kept, or refused with every reason."""
    request.max_content_length = LARGEST_REQUEST_BYTES
    key, report, form_id = read_post(room)
    try:
        receipt = room.reports.new(report, form_id, room.admit(key))
    except TooMany:
        raise Refused(429, t("report_often", most=room.settings.per_hour)) from None
    link = url_for("reports.status", token=receipt.token, _external=True)
    notice = t("report_notice", link=link)
    if report.media_url:
        notice += " " + t("report_media_url_kept")
    told = {"token": receipt.token, "service_notice": notice, "account_id": None}
    return answer([told], "service_requests", CREATED)


def _discovery(room: Room) -> dict[str, Any]:
    endpoint = {
        "specification": SPECIFICATION,
        "url": url_for("reports.open311.services_json", _external=True).removesuffix(
            "/services.json"
        ),
        "changeset": CHANGESET,
        "type": "production" if room.site.settings.given else "test",
        "formats": list(TYPES.values()),
    }
    by_key = "report_key_service" if room.settings.open311_keys else "report_key_none"
    return {
        "changeset": CHANGESET,
        "contact": room.site.settings.contact,
        "key_service": t(by_key),
        "endpoints": [endpoint],
    }


def answer(told: Any, root: str, status: int = 200) -> Response:
    """An answer in the form that the address ends with."""
    form = "json" if request.path.endswith(".json") else "xml"
    kind = f"{TYPES[form]}; charset=utf-8"
    return Response(written(told, root, form), status, content_type=kind)


def _refused(refused: Refused) -> ResponseReturnValue:
    errors = [{"code": refused.status, "description": reason} for reason in refused.reasons]
    response = answer(errors, "errors", refused.status)
    if refused.status == 429:
        response.headers["Retry-After"] = str(HOUR_S)
    return response


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    return _refused(Refused(status, t_or(f"error_{status}", error.name)))


def _invalid(error: CivicKitError) -> ResponseReturnValue:
    return _refused(Refused(400, str(error)))


def _for_programs(response: Response) -> Response:
    let_other_sites_read(response)
    if request.method == "POST" or response.status_code >= 400:
        response.cache_control.no_store = True
    return response
