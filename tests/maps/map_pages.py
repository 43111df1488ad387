"""Points, streets and small sites with maps for the browser tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from civickit.maps.assets import STATIC
from civickit.maps.layers import Kind
from civickit.maps.local_map import LocalMap

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'"
)
KINDS = {
    "hydrant": Kind("消火栓", "circle", "#c1121f", "消"),
    "cistern": Kind("防火水槽", "square", "#0b5cad", "槽"),
    "pool": Kind("プール", "triangle", "#00707a", "プ"),
}
SHOWN = "() => document.querySelectorAll('.civic-mark.leaflet-marker-icon').length > 0"


def water(number: int, lat: float, lon: float, **more: Any) -> dict[str, Any]:
    """A point with a name of its own."""
    kind = list(KINDS)[number % 3]
    given = {"lat": lat, "lon": lon, "kind": kind, "key": f"p{number}", "name": f"{number}号"}
    return {**given, "lines": [f"青葉町{number}"], **more}


def spread(rows: int, columns: int, step: float = 0.003) -> list[dict[str, Any]]:
    """Points on a grid; 0.003 degrees are about 300 m."""
    return [
        water(row * columns + column, 38.4 + row * step, 146.0 + column * step)
        for row in range(rows)
        for column in range(columns)
    ]


STREETS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"class": kind, "name": name},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for kind, name, line in (
            ("arterial", "駅前大通り", [[145.99, 38.4015], [146.01, 38.4015]]),
            ("residential", "桜通り", [[146.0015, 38.39], [146.0015, 38.42]]),
            ("river", "白瀬川", [[145.99, 38.405], [146.02, 38.404]]),
        )
    ],
}


class Site:
    """A small site with the strict policy of a real one: a page, the map's script, its data."""

    def __init__(self, drawn: LocalMap, data: Any) -> None:
        parts = drawn.parts()
        page = (
            '<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>水利</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="icon" href="data:,">{parts.head}<script defer src="/start.js"></script>'
            f"</head><body><main><h1>水利</h1>{parts.body}</main></body></html>"
        )
        self.files = {
            "/": ("text/html; charset=utf-8", page.encode()),
            "/start.js": ("text/javascript; charset=utf-8", parts.script.encode()),
            "/points.json": ("application/json", json.dumps(data).encode()),
        }

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        path = environ["PATH_INFO"]
        kind, body = self.files.get(path, ("", b""))
        file = STATIC / path.removeprefix("/kit/maps/")
        if path.startswith("/kit/maps/") and file.is_file():
            kinds = {".js": "text/javascript", ".css": "text/css"}
            kind, body = kinds.get(file.suffix, "image/png"), file.read_bytes()
        headers = [("Content-Type", kind or "text/plain"), ("Content-Security-Policy", CSP)]
        start("200 OK" if kind else "404 Not Found", headers)
        return [body]
