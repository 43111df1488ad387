"""An app that a server runs, put on the home screen and used without a network.

static/worker_served.js keeps on a phone what was seen there: pages, what they need, data. The
server's part is here: the worker with the release it belongs to, a manifest for each language,
and proof of what may be kept.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request, url_for

from civickit import __version__
from civickit.web.assets import asset
from civickit.web.current import data_info, language, shell
from civickit.web.languages import Languages, html_lang

COLOR = "#0017c1"
KEEP = "Civickit-Keep"
"""Asked with it, an answer says which release it is of, and the SHA-256 of its body."""
MANIFEST = "application/manifest+json"
SCRIPTS = ("worker_common.js", "worker_served.js")
STATIC = Path(__file__).parent / "static"
_OURS = "civickit_installable"


class Installable(NamedTuple):
    """What phones keep of an app, as paths below its home page (no slash in front).

    `first` are pages and `want` data kept from the first visit on; `kept` the beginnings of
    paths under which data lies that is kept once seen. All of it must be public. `fresh`: a page
    tells what is now, so a copy is shown only where the network does not answer within 2 seconds.
    """

    first: Sequence[str] = ("",)
    want: Sequence[str] = ()
    kept: Sequence[str] = ()
    fresh: bool = False


def make_installable(app: Flask, what: Installable) -> None:
    """Let phones install an equipped app and use it without network; call it after `equip`."""
    app.extensions[_OURS] = what
    pages = Blueprint("installable", __name__)
    pages.add_url_rule("/sw.js", "worker", _worker)
    pages.add_url_rule("/<lang>.webmanifest", "manifest", _manifest)
    app.register_blueprint(pages)
    app.after_request(_prove)
    app.context_processor(_head)


@contextmanager
def not_installable(app: Flask) -> Iterator[None]:
    """Within, pages do not ask to be kept: whoever freezes them says so in their place."""
    what = app.extensions.pop(_OURS, None)
    try:
        yield
    finally:
        if what is not None:
            app.extensions[_OURS] = what


def manifest(lang: str, title: str, *, start: str, icon: str) -> dict[str, Any]:
    """By which a phone puts the app on its home screen; addresses count from the manifest."""
    return {
        "name": title,
        "short_name": title,
        "lang": html_lang(lang),
        "id": start,
        "start_url": start,
        "scope": "./",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": COLOR,
        "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }


def offline_words(languages: Languages, lang: str) -> dict[str, str]:
    """What static/offline.js says, by the name of its data attribute."""
    text = languages.text
    return {
        "new-data": text(lang, "offline_new_data", date="{date}"),
        "new-app": text(lang, "offline_new_app"),
        "update": text(lang, "offline_update"),
        "failed": text(lang, "offline_failed"),
    }


def _head() -> dict[str, Any]:
    if _OURS not in current_app.extensions:
        return {}
    told = {
        "manifest": url_for("installable.manifest", lang=language()),
        "script": asset("web", "offline.js"),
        "said": {"worker": url_for("installable.worker"), "lang": language()}
        | offline_words(shell().languages, language()),
    }
    return {"offline": told}


def _worker() -> Response:
    data = data_info()
    what: Installable = current_app.extensions[_OURS]
    languages = shell().languages
    release = {
        "id": _release(),
        "data": {"version": data.version if data else "", "date": data.date if data else ""},
        **what._asdict(),
        "offline": {lang: languages.text(lang, "offline_page") for lang in languages.names},
    }
    told = json.dumps(release, ensure_ascii=False)
    response = Response(f"const RELEASE = {told};\n{_scripts()}", mimetype="text/javascript")
    response.cache_control.no_cache = True
    return response


@cache
def _scripts() -> str:
    return "".join((STATIC / name).read_text("utf-8") for name in SCRIPTS)


def _release() -> str:
    """Names the app and its data together: where one of them changes, everything is new."""
    data = data_info()
    told = [shell().name, shell().version, __version__, data and data.version, _scripts()]
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


def _manifest(lang: str) -> Response:
    if lang not in shell().languages.names:
        abort(404)
    title = shell().languages.text(lang, "app_name")
    response = jsonify(
        manifest(lang, title, start=f"./?lang={lang}", icon=asset("web", "icon.svg"))
    )
    response.mimetype = MANIFEST
    return response


def _prove(response: Response) -> Response:
    """Say of an answer that is asked for keeping what it is. A sign-in page cannot say it.

    What is one reader's own is not kept: a form with its token, a page behind a secret link. That a
    page is gone is anybody's: else newer data would wait for ever for the copy of it.
    """
    told = response.cache_control
    own = (told.private or told.no_store) and response.status_code != 404
    if KEEP in request.headers and _OURS in current_app.extensions and not own:
        response.direct_passthrough = False
        body = response.get_data()
        if response.content_encoding == "gzip":
            body = gzip.decompress(body)
        response.headers[KEEP] = f"{_release()} {sha256(body).hexdigest()[:32]}"
    return response
