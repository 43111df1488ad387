"""Who asks: a device's name and token, as a phone sends them."""

from __future__ import annotations

from hmac import compare_digest

from flask import request
from werkzeug.exceptions import TooManyRequests, Unauthorized

from civickit.live._sent import login
from civickit.live.devices import Device
from civickit.live.site import Site
from civickit.web.limits import Limits, client_address

MOST_WRONG = 30
PER_S = 600.0
"""So many wrong tokens from one address in ten minutes; a whole depot may share one."""


def logged_in(site: Site) -> Device:
    """The device whose name and token the request shows. Raises Unauthorized, TooManyRequests.

    No WWW-Authenticate: a browser would ask the driver for a password in a window of its own.
    """
    said = login(request.headers.get("Authorization", ""))
    device = device_of(site, said.name.decode("utf-8", "replace"), said.token)
    if device is not None:
        return device
    raise Unauthorized if let_in(site) else TooManyRequests


def device_of(site: Site, name: str, token: str) -> Device | None:
    """The device of this name and token; None where they do not belong together."""
    device = site.devices.of_token(token)
    if device is None or not compare_digest(device.name.encode(), name.encode()):
        return None
    return device


def let_in(site: Site) -> bool:
    """Whether this address may be wrong once more; each call is one time that it was."""
    limits = Limits(site.storage, lambda: site.now())
    return limits.take("operator", client_address(), MOST_WRONG, PER_S)
