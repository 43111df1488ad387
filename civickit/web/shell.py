"""One call that gives an app everything a public page needs: `equip(app, ...)`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, current_app, jsonify, request, url_for
from flask.json.provider import DefaultJSONProvider
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BuildError

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
    t,
)
from civickit.web.errors import add_errors
from civickit.web.headers import ONE_YEAR_S, secure
from civickit.web.languages import HTML_LANG, LANGUAGES, Languages, long_date

__all__ = ["DataInfo", "LanguageLink", "equip"]

LARGEST_REQUEST_BYTES = 1_000_000
_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")


class LanguageLink(NamedTuple):
    """One entry of the language switch."""

    code: str
    name: str
    html_lang: str
    href: str
    current: bool


def equip(
    app: Flask, *, languages: Path, data: Callable[[], DataInfo], name: str, version: str
) -> None:
    """Give a new app its languages, error pages, headers, static files, /healthz and /version.

    Call it right after creating the app. `languages` is the app's folder of ja.json,
    ja_easy.json and en.json; its key 'app_name' is the name readers see. `data` is asked
    for each page, so it should answer from memory. Behind trusted proxies, PROXY_HOPS
    (app.config or the environment) says how many.
    """
    app.extensions[EXTENSION] = Shell(name, version, Languages(languages), data)
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
    _add_words(app)
    app.after_request(_finish)
    _trust_proxies(app)


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
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=0, x_prefix=0
        )


def _add_words(app: Flask) -> None:
    app.jinja_env.globals.update(t=t, texts=_texts, lang_attr=_lang_attr)
    app.jinja_env.filters["long_date"] = lambda iso: long_date(iso, language())
    app.context_processor(_page_words)


def _texts(prefix: str) -> dict[str, str]:
    return shell().languages.starting(language(), prefix)


def _lang_attr(text: str) -> Markup:
    """` lang="ja"` for Japanese words on a page in another language: a screen reader needs it."""
    if HTML_LANG[language()] != "ja" and _JAPANESE.search(text):
        return Markup(' lang="ja"')
    return Markup("")


def _page_words() -> dict[str, Any]:
    app_name = t("app_name")
    return {
        "lang": language(),
        "html_lang": HTML_LANG[language()],
        "languages": _language_links(),
        "data_info": data_info(),
        "app_name": shell().name if app_name == "app_name" else app_name,
        "home_url": f"{request.script_root}/",
        "data_url": _url_of("/data"),
        "page_url": request.url,
    }


def _language_links() -> list[LanguageLink]:
    """Links that keep the path and every other parameter.

    They start with '?', so that no path, however odd, can lead them to another site. What
    was posted has no address to come back to: from there they lead home.
    """
    kept = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    if request.method in {"GET", "HEAD"}:
        start = "?"
    else:
        start, kept = f"{request.script_root}/?", []
    return [
        LanguageLink(
            code,
            word,
            HTML_LANG[code],
            start + urlencode([*kept, ("lang", code)]),
            code == language(),
        )
        for code, word in LANGUAGES.items()
    ]


def _url_of(path: str) -> str | None:
    for rule in current_app.url_map.iter_rules():
        if rule.rule == path:
            try:
                return url_for(rule.endpoint)
            except BuildError:
                return None
    return None


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
    response.headers.setdefault("Content-Language", HTML_LANG[language()])
    asked = request.args.get("lang")
    if response.mimetype == "text/html" and asked in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            asked,
            max_age=ONE_YEAR_S,
            path=f"{request.script_root}/",
            secure=request.is_secure,
            samesite="Lax",
        )
