"""Forms that only a page of ours, in the same browser, can send: CSRF protection by a token.

A form holds `{{ csrf_field() }}`; a script sends `{{ csrf_token() }}` as X-CSRF-Token. Whoever
takes the form calls `check_csrf()` first.
"""

from __future__ import annotations

import os
from hmac import compare_digest
from pathlib import Path
from secrets import token_hex

from flask import Flask, Response, after_this_request, request, session
from flask.sessions import SecureCookieSessionInterface
from markupsafe import Markup

from civickit.core.durable import write_first
from civickit.core.errors import CivicKitError
from civickit.web.current import EXTENSION
from civickit.web.params import BadParameter

FIELD = "csrf"
HEADER = "X-CSRF-Token"
STALE = "csrf_stale"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SHORTEST_SECRET = 32
FILE = "secret_key"


def secret_key(state_folder: Path) -> bytes:
    """What signs cookies: SECRET_KEY of the environment, else a file made at the first start.

    All processes that start at once get the same one. Raises CivicKitError for one that is too
    short to be secret.
    """
    given, where = os.environ.get("SECRET_KEY", "").encode(), "SECRET_KEY"
    if not given:
        where = str(state_folder / FILE)
        given = _kept(state_folder / FILE)
    if len(given) < SHORTEST_SECRET:
        raise CivicKitError(
            f"{where} has {len(given)} characters, which can be guessed. Give {SHORTEST_SECRET} or "
            "more, for example what this prints: python -c 'import secrets; "
            "print(secrets.token_hex(32))'"
        )
    return given


def _kept(path: Path) -> bytes:
    if not path.exists():
        write_first(path, token_hex(SHORTEST_SECRET).encode(), mode=0o600)
    return path.read_bytes().strip()


def add_csrf(app: Flask) -> None:
    """Give templates `csrf_field` and `csrf_token`, and the session's cookie its safe form.

    The app must be equipped, and have a secret_key before the first request.
    """
    app.session_interface = _Sessions()
    app.config["SESSION_COOKIE_NAME"] = f"{app.extensions[EXTENSION].name}_session"
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.jinja_env.globals.update(csrf_field=csrf_field, csrf_token=csrf_token)


class _Sessions(SecureCookieSessionInterface):
    def get_cookie_secure(self, app: Flask) -> bool:
        """Never sent in the clear once it came by https."""
        return request.is_secure or super().get_cookie_secure(app)


def csrf_field() -> Markup:
    """The hidden field that a form needs."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, csrf_token())


def csrf_token() -> str:
    """The token of this browser; the page that holds it is for nobody else's cache.

    A browser may keep the page for its own "back", or what was typed would be lost.
    """
    after_this_request(_keep_private)
    token: str = session.setdefault(FIELD, token_hex(16))
    return token


def _keep_private(response: Response) -> Response:
    response.cache_control.private = True
    if not response.cache_control.no_store:
        response.cache_control.no_cache = True
    return response


def check_csrf() -> None:
    """Raise BadParameter (400) unless a page of ours in this browser sent what changes something.

    What only asks (GET) passes. Two locks: the token of the session, and what the browser says
    of the page that sent it (Sec-Fetch-Site, else Origin).
    """
    if request.method in SAFE:
        return
    if not _from_here():
        sender = request.headers.get("Origin", "")
        raise BadParameter(FIELD, sender, "csrf_foreign")
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    own = session.get(FIELD, "")
    if not own or not compare_digest(given.encode(), own.encode()):
        raise BadParameter(FIELD, "", STALE)


def is_surely_ours() -> bool:
    """Whether the browser says itself that a page of this site has sent it."""
    said = {"Sec-Fetch-Site", "Origin"} & set(request.headers.keys())
    return bool(said) and request.headers.get("Sec-Fetch-Site") != "none" and _from_here()


def _from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in {"same-origin", "none"}  # none: typed, or sent anew after a restart
    origin = request.headers.get("Origin")
    return origin is None or _host(origin) == _host(request.host_url)


def _host(url: str) -> str:
    """Host and port without the scheme, which a proxy may have taken off."""
    host = url.partition("://")[2].partition("/")[0]
    return host.lower().removesuffix(":443").removesuffix(":80")
