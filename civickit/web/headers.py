"""Headers that keep a page safe, whatever text it shows."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import Flask, Request, Response

from civickit.core.errors import InvalidRecord

IMAGE_HOSTS = "CSP_IMAGE_HOSTS"

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

# The compass of a phone needs the three motion sensors, a guide in the hand the wake lock.
PERMISSIONS = (
    "geolocation=(self), accelerometer=(self), gyroscope=(self), magnetometer=(self), "
    "screen-wake-lock=(self), camera=(), microphone=(), payment=(), usb=()"
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Tile servers want to know the site, nobody the position in the address.
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

ONE_YEAR_S = 31_536_000


def allow_images(app: Flask, url: str) -> None:
    """Let pages load images from the server of `url`, for example of a tile template.

    Takes 'https://tiles.example.org/{z}/{x}/{y}.png'; '{s}.' in front of the host stands
    for any subdomain. Raises InvalidRecord for what is not such an address.
    """
    parts = urlsplit(url)
    host = re.sub(r"^\{\w+\}\.", "*.", parts.netloc)
    if parts.scheme != "https" or not re.fullmatch(r"(\*\.)?[A-Za-z0-9.-]+(:\d+)?", host):
        raise InvalidRecord({"tiles": f"{url!r} is not an address like https://host/path"})
    app.config.setdefault(IMAGE_HOSTS, []).append(f"https://{host}")


def content_security_policy(app: Flask) -> str:
    """The policy of this app: everything from its own address, plus the allowed image hosts."""
    extra = {"img-src": app.config.get(IMAGE_HOSTS, [])}
    return "; ".join(
        " ".join([name, sources, *extra.get(name, [])]) for name, sources in POLICY.items()
    )


def let_other_sites_read(response: Response) -> None:
    """The data is public and no cookie counts, so scripts of other sites may read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def secure(app: Flask, request: Request, response: Response) -> None:
    """Add the headers to an answer; one that a view has set itself stays."""
    response.headers.setdefault("Content-Security-Policy", content_security_policy(app))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR_S}")
