"""One call that gives an app everything a public page needs: `equip(app, ...)`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.http import parse_date
from werkzeug.middleware.proxy_fix import ProxyFix

from civickit import __version__
from civickit.core.errors import InvalidRecord
from civickit.web.assets import add_assets
from civickit.web.compress import finish_body
from civickit.web.current import (
    EXTENSION,
    LANGUAGE_COOKIE,
    DataInfo,
    Shell,
    data_info,
    language,
    language_was_used,
    shell,
)
from civickit.web.errors import add_errors
from civickit.web.frame import add_words
from civickit.web.headers import ONE_YEAR_S, secure
from civickit.web.languages import Languages, html_lang

__all__ = ["DataInfo", "equip", "tell_stale_data"]

LARGEST_REQUEST_BYTES = 1_000_000
LONGEST_ACCEPT = 1_000
"""No browser sends half as much; of 60,000 spaces werkzeug makes seconds of work."""


def equip(
    app: Flask,
    *,
    languages: Path | Sequence[Path],
    data: Callable[[], DataInfo],
    name: str,
    version: str,
    more_languages: Iterable[str] = (),
) -> None:
    """Give a new app its languages, error pages, headers, static files, /healthz and /version.

    Call it right after creating the app. `languages` is the app's folder of ja.json,
    ja_easy.json and en.json, or several, the last of which has the last word; the key
    'app_name' is the name readers see. `more_languages` are codes of further languages
    (pt, zh) that readers may choose; words they lack are English. `data` is asked
    for each page, so it should answer from memory. Behind trusted proxies, PROXY_HOPS
    (app.config or the environment) says how many.
    """
    folders = [languages] if isinstance(languages, Path) else languages
    app.extensions[EXTENSION] = Shell(name, version, Languages(*folders, more=more_languages), data)
    if app.config["MAX_CONTENT_LENGTH"] is None:
        app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST_BYTES
    if isinstance(app.json, DefaultJSONProvider):
        app.json.ensure_ascii = app.json.sort_keys = False
    kit = Blueprint("kit", __name__, template_folder="templates")
    kit.add_url_rule("/healthz", "health", _health)
    kit.add_url_rule("/version", "version", _version)
    add_assets(app, kit)
    app.register_blueprint(kit)
    add_errors(app)
    add_words(app)
    app.before_request(_forget_odd_headers)
    app.after_request(_finish)
    _trust_proxies(app)


def tell_stale_data(app: Flask, failure: Callable[[], str]) -> None:
    """/healthz also says when newer data could not be read, and why."""

    def add(response: Response) -> Response:
        if request.endpoint == "kit.health" and response.is_json:  # not OPTIONS
            told = response.get_json() | {"reload": failure() or "ok"}
            response.set_data(app.json.dumps(told))
        return response

    app.after_request(add)


def proxy_hops(app: Flask) -> int:
    """How many proxies in front of the app are trusted; 0 when nothing is set."""
    asked = str(app.config.get("PROXY_HOPS") or os.environ.get("PROXY_HOPS") or 0)
    if not asked.isdecimal():
        raise InvalidRecord({"PROXY_HOPS": f"{asked!r} is not a number of proxies like 0 or 1"})
    return int(asked)


def _trust_proxies(app: Flask) -> None:
    """Believe the proxies about the reader's address and https, not about host and prefix.

    Many proxies pass a reader's own X-Forwarded-Host and -Prefix on; links must not obey them.
    """
    hops = proxy_hops(app)
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask's own docs do
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=0, x_prefix=0
        )


def _forget_odd_headers() -> None:
    """Take for not sent what would cost werkzeug seconds, or make it fail."""
    sent = request.environ
    if len(sent.get("HTTP_ACCEPT", "")) > LONGEST_ACCEPT:
        del sent["HTTP_ACCEPT"]
    for name in {"HTTP_IF_MODIFIED_SINCE", "HTTP_IF_RANGE"} & sent.keys():
        try:
            parse_date(sent[name])
        except OverflowError:  # a year or a zone of twenty digits
            del sent[name]


def _health() -> tuple[Response, int]:
    data = data_info(or_none=True)
    told = {
        "status": "failing" if data is None else "ok",
        "app": shell().name,
        "version": shell().version,
        "data": _data_version(data),
    }
    response = jsonify(told)
    response.cache_control.no_store = True
    return response, 503 if data is None else 200


def _version() -> Response:
    data = _data_version(data_info(or_none=True))
    return jsonify(app=shell().name, version=shell().version, civickit=__version__, data=data)


def _data_version(data: DataInfo | None) -> dict[str, Any] | None:
    return data and {"rows": data.rows, "date": data.date, "version": data.version}


def _finish(response: Response) -> Response:
    if language_was_used():
        _tell_language(response)
    if response.mimetype in {"text/html", "application/json"} and not response.cache_control:
        response.cache_control.no_cache = True
    finish_body(request, response)
    secure(current_app, request, response)
    return response


def _tell_language(response: Response) -> None:
    response.vary.update(["Accept-Language", "Cookie"])
    response.headers.setdefault("Content-Language", html_lang(language()))
    asked = request.args.get("lang")
    if response.mimetype == "text/html" and asked in shell().languages.names:
        response.set_cookie(
            LANGUAGE_COOKIE,
            asked,
            max_age=ONE_YEAR_S,
            path=f"{request.script_root}/",
            secure=request.is_secure,
            samesite="Lax",
        )
