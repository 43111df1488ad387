"""Browsers in which somebody has logged in before.

They have tries of their own, so that whoever guesses at a name uses up the tries of strangers only
and shuts nobody out. A browser that is known may still guess no faster than any other.
"""

from __future__ import annotations

from hashlib import sha256
from secrets import token_hex

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from civickit.web.current import EXTENSION

KNOWN_S = 180 * 86_400
MOST_NAMES = 12
"""So many people may share the computer of a desk."""


def known_browser(name_key: str) -> str:
    """Which browser this is, where `name_key` has logged in in it before; else ''."""
    browser, names = _told()
    return browser if _short(name_key) in names else ""


def remember_browser(response: Response, name_key: str) -> None:
    """Know it again the next time."""
    browser, names = _told()
    own = _short(name_key)
    kept = [own, *(one for one in names if one != own)][:MOST_NAMES]
    response.set_cookie(
        _cookie(),
        str(_signer().dumps([browser or token_hex(16), kept])),
        max_age=KNOWN_S,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def _told() -> tuple[str, list[str]]:
    """(number of the browser, names known in it), as we have signed it ourselves."""
    try:
        browser, names = _signer().loads(request.cookies.get(_cookie(), ""), max_age=KNOWN_S)
    except BadSignature:
        return "", []
    return browser, names


def _cookie() -> str:
    return f"{current_app.extensions[EXTENSION].name}_known"


def _signer() -> URLSafeTimedSerializer:
    assert current_app.secret_key
    return URLSafeTimedSerializer(current_app.secret_key, salt="known browser")


def _short(name_key: str) -> str:
    return sha256(name_key.encode(errors="replace")).hexdigest()[:16]
