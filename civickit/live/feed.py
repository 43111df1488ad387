"""How the public feeds of this room are made and answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from flask import Response

from civickit.web.compress import Packed, pack
from civickit.web.headers import let_other_sites_read

if TYPE_CHECKING:
    from civickit.live.site import Site

JSON = "application/json"
GEOJSON = "application/geo+json"
PLACES = 6
"""Decimals of a degree: 11 cm."""


class Once:
    """A body that is built once for each edition, however many ask at the same time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: tuple[str, Packed] | None = None

    def get(self, edition: str, mimetype: str, build: Callable[[], bytes]) -> Packed:
        with self._lock:
            if self._made is None or self._made[0] != edition:
                self._made = edition, pack(build(), mimetype)
            return self._made[1]


def for_everybody(response: Response, keep_s: int) -> Response:
    """What other sites may read, and everybody may keep for so long."""
    response.cache_control.public = True
    response.cache_control.max_age = keep_s
    let_other_sites_read(response)
    return response


def to_json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def iso(site: Site, at: float) -> str:
    """A time by the city's clock, to the second."""
    return datetime.fromtimestamp(round(at), site.settings.zone).isoformat()
