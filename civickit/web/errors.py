"""Every failure as a page or as JSON, in plain words and in the reader's language.

What the reader can mend (4xx) is told with its particulars. What only the keeper of the
app can mend (5xx) gets a short id; the particulars are in the log under that id.
"""

from __future__ import annotations

import re
from secrets import token_hex
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, jsonify, render_template, request
from markupsafe import escape
from werkzeug.exceptions import (
    BadRequest,
    BadRequestKeyError,
    HTTPException,
    InternalServerError,
)
from werkzeug.wrappers import Response as AnyResponse

from civickit.core.errors import (
    CivicKitError,
    InvalidRecord,
    ProjectConflict,
    SourceChanged,
    SourceUnavailable,
    UnknownName,
    UnreadableTable,
)
from civickit.web.current import failing, t, t_or
from civickit.web.params import BadParameter
from civickit.web.seldom import Seldom

CODES = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    422: "unreadable",
    429: "too_many_requests",
    500: "internal",
    503: "unavailable",
}

STATUS_OF = (
    (UnknownName, 404),
    (InvalidRecord, 400),
    (UnreadableTable, 422),
    (SourceUnavailable, 503),
    (SourceChanged, 503),
    (ProjectConflict, 409),
    (CivicKitError, 500),
)

LONGEST_SHOWN = 80
_OF_DATA = re.compile(r"/api/|\.(geo)?json$")
RETRY_S = 5


class Failure(NamedTuple):
    """What went wrong, ready to be told."""

    status: int
    code: str
    message: str
    """One sentence in the reader's language."""
    detail: str = ""
    """The particulars in the words of whoever raised it, mostly English."""
    extra: dict[str, Any] = {}  # noqa: RUF012 - never changed
    headers: tuple[tuple[str, str], ...] = ()


def add_errors(app: Flask) -> None:
    """Answer every failure of the app in plain words."""
    app.register_error_handler(CivicKitError, _on_kit_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(Exception, _on_surprise)


def answer_later(app: Flask, *faults: type[Exception]) -> None:
    """Answer these with 503: what the app stands on is away for a moment.

    All who look at a page meet with the same fault, so the log has it only now and then.
    """
    seldom = Seldom(app.logger)

    def on_absence(error: Exception) -> AnyResponse:
        why = getattr(error, "orig", None) or error  # of a database without the rows it was about
        seldom.warn("answered 503: %s %r: %s", request.method, request.path, why)
        return _answer(_failure(503)._replace(headers=(("Retry-After", str(RETRY_S)),)))

    for fault in faults:
        app.register_error_handler(fault, on_absence)


def _on_kit_error(error: CivicKitError) -> AnyResponse:
    if isinstance(error, BadParameter):
        return _answer(_bad_parameter(error))
    status = next(status for kind, status in STATUS_OF if isinstance(error, kind))
    if status >= 500:
        return _answer(_logged(error, status))
    extra = {"errors": error.errors} if isinstance(error, InvalidRecord) else {}
    return _answer(_failure(status, detail=str(error), extra=extra))


def _on_http_error(error: HTTPException) -> AnyResponse:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response(request.environ)
    if isinstance(error, BadRequestKeyError):
        return _answer(_bad_parameter(BadParameter(str(error.args[0]), "", "parameter_missing")))
    if isinstance(error, InternalServerError):
        return _answer(_logged(error.original_exception or error, status))
    headers = [one for one in error.get_headers(request.environ) if one[0] != "Content-Type"]
    own_words = error.description != type(error).description
    detail = (error.description or "") if own_words else ""
    return _answer(_failure(status, detail=detail)._replace(headers=tuple(headers)))


def _on_surprise(error: Exception) -> AnyResponse:
    if current_app.debug or current_app.testing:
        raise error
    return _answer(_logged(error, 500))


def why(error: BadParameter) -> str:
    """What is wrong with a parameter, in the reader's language."""
    label = t_or(f"field_{error.parameter}", error.parameter)
    return t(error.reason, parameter=label, value=_shorten(error.value), **error.allowed)


def _bad_parameter(error: BadParameter) -> Failure:
    value = _shorten(error.value)
    extra = {"parameter": error.parameter, "value": value, **error.allowed}
    return Failure(400, "bad_parameter", why(error), extra=extra)


def _failure(status: int, *, detail: str = "", extra: dict[str, Any] | None = None) -> Failure:
    known = status if status in CODES else (400 if status < 500 else 500)
    shown = {"path": _shorten(request.path)} if status in {404, 405} else {}
    return Failure(status, CODES[known], t(f"error_{known}"), detail, shown | (extra or {}))


def _logged(error: BaseException, status: int) -> Failure:
    id_ = token_hex(4)
    current_app.logger.error("error %s: %s %r", id_, request.method, request.path, exc_info=error)
    return _failure(status, extra={"id": id_})


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def wants_json() -> bool:
    """Whether a program asks: by an address of JSON, or with JSON preferred over a page."""
    if _OF_DATA.search(request.path):
        return True
    accept = request.accept_mimetypes
    return accept["application/json"] > accept["text/html"]


def _answer(failure: Failure) -> Response:
    response = _json(failure) if wants_json() else _page(failure)
    response.status_code = failure.status
    response.headers.extend(failure.headers)
    response.cache_control.no_store = True
    return response


def _json(failure: Failure) -> Response:
    told: dict[str, Any] = {
        "code": failure.code,
        "status": failure.status,
        "message": failure.message,
    }
    if failure.detail:
        told["detail"] = failure.detail
    return jsonify(error=told | failure.extra)


def _page(failure: Failure) -> Response:
    failing()
    try:
        page = render_template("kit/error.html", failure=failure)
    except Exception:
        # A Host that is none: then there are no links, and strangers could fill the log.
        if not isinstance(request.routing_exception, BadRequest):
            current_app.logger.exception("the error page itself failed")
        message = escape(failure.message)
        page = f"<!doctype html><meta charset=utf-8><title>{message}</title><p>{message}</p>"
    return Response(page, mimetype="text/html")
