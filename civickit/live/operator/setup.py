"""How a phone is set up by one QR code, in three ways: the browser, OwnTracks, Traccar Client.

OwnTracks takes `owntracks:///config?inline=` and its configuration in base64
(https://owntracks.org/booklet/features/remoteconfig/), with the names of
https://owntracks.org/booklet/tech/json/. Traccar Client 9 and later scans the address of a server
with its settings as a query (https://www.traccar.org/client-configuration/; their names stand in
lib/configuration_service.dart of https://github.com/traccar/traccar-client).
"""

from __future__ import annotations

import json
from base64 import b64encode
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from markupsafe import Markup

from civickit.calendars.qr import qr_svg
from civickit.live.devices import Device
from civickit.live.site import Site
from civickit.web.current import t

EVERY_S = 10
EVERY_M = 50
"""At most so far apart are two positions from another app; a street is 100 m long and more."""
FASTEST_S = 5
OWNTRACKS_HTTP = 3
OWNTRACKS_MOVE = 2


class Way(NamedTuple):
    """One way to set a phone up. `link` is what its QR code says."""

    key: str
    link: str
    code: Markup
    steps: int


def setup_page(site: Site, device: Device, token: str, base_url: str) -> dict[str, Any]:
    """What the template `operator/_setup.html` shows; the answer must not be kept by any cache.

    `base_url` is where phones reach this app. The token can be shown only now.
    """
    base = base_url.rstrip("/")
    return {
        "setup_device": device,
        "setup_token": token,
        "setup_login": _login(device),
        "setup_base": base,
        "setup_open": not _is_safe(base),
        "setup_mqtt": urlsplit(site.settings.mqtt_url).hostname,
        "setup_ways": [
            _way("browser", operator_link(base, device.name, token), 4),
            _way("owntracks", owntracks_link(base, device, token), 4),
            _way("traccar", traccar_link(base, token), 5),
        ],
        "setup_every": {"every_s": EVERY_S, "every_m": EVERY_M, "fastest_s": FASTEST_S},
    }


def operator_link(base: str, name: str, token: str) -> str:
    """The driver's page. What stands behind the `#` stays in the browser: it is in no log."""
    return f"{base}/operator#{quote(name, safe='')}:{quote(token, safe='')}"


def owntracks_link(base: str, device: Device, token: str) -> str:
    """Opens OwnTracks and sets it up."""
    told = {
        "_type": "configuration",
        "mode": OWNTRACKS_HTTP,
        "url": f"{base}/ingest/owntracks",
        "auth": True,
        "username": _login(device),
        "password": token,
        "deviceId": str(device.id),
        "tid": f"{device.id:02}"[-2:],
        "monitoring": OWNTRACKS_MOVE,
        "locatorInterval": EVERY_S,
        "locatorDisplacement": EVERY_M,
        "moveModeLocatorInterval": EVERY_S,
        "extendedData": True,
        "autostartOnBoot": False,
        "cmd": False,
        "remoteConfiguration": False,
    }
    written = json.dumps(told, separators=(",", ":"))
    written += " " * (-len(written) % 3)  # so that base64 needs no "=", at which some apps split
    return f"owntracks:///config?inline={quote(b64encode(written.encode()), safe='')}"


def traccar_link(base: str, token: str) -> str:
    """Scanned from within Traccar Client, it sets all that a plow needs."""
    settings = {
        "id": token,
        "accuracy": "highest",
        "distance": EVERY_M,
        "interval": EVERY_S,
        "fastest_interval": FASTEST_S,
        "stop_detection": "false",
        "buffer": "true",
        "wakelock": "true",
    }
    return f"{base}/ingest/osmand?{urlencode(settings)}"


def _way(key: str, link: str, steps: int) -> Way:
    code = Markup(qr_svg(link, t(f"operator_setup_{key}_qr")))  # noqa: S704 - made by us
    return Way(key, link, code, steps)


def _login(device: Device) -> str:
    """The device's name as an app can send it: a letter like 雪 would stop OwnTracks for good."""
    return device.name.encode("latin-1", "replace").decode("latin-1")


def _is_safe(base: str) -> bool:
    """Whether a browser tells a page at this address where it is: https, or this very machine."""
    parts = urlsplit(base)
    host = parts.hostname or ""
    if parts.scheme == "https" or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
