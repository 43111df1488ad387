"""The points on a map that asks nobody else: its start script, its points, its streets.

The pages carry only an empty box and deferred scripts, so the list never waits for the map.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request, url_for

from civickit import town
from civickit.maps import assets
from civickit.maps.layers import points_data
from civickit.places import say
from civickit.web.compress import Packed
from civickit.web.current import language, t

if TYPE_CHECKING:
    from civickit.places.look import Look
    from civickit.places.site import Site

KEEP_S = 31_536_000
KEY = "KEY"


def make_map(site: Site) -> Blueprint:
    """The two files of the map; their addresses carry the language and the data's version."""
    blueprint = Blueprint("map", __name__)

    @blueprint.app_context_processor
    def files() -> dict[str, Any]:
        return {"map_styles": assets.STYLES, "map_scripts": assets.SCRIPTS}

    @blueprint.get("/map.js")
    def script() -> Response:
        name = f"{request.script_root}/map.js {language()}"
        return _keep(site, site.cached(name, "text/javascript", lambda: _script(site)))

    @blueprint.get("/map-points.json")
    def points() -> Response:
        name = f"points {language()}"
        return _keep(site, site.cached(name, "application/json", lambda: _points(site)))

    return blueprint


def warm_up() -> None:
    """Import folium before the first map asks for it: it takes longer than a page should."""
    import_module("civickit.maps.local_map")


def _keep(site: Site, packed: Packed) -> Response:
    response = packed.response()
    response.cache_control.public = True
    fresh = request.args.get("v") == site.data.version and "lang" in request.args
    response.cache_control.max_age = KEEP_S if fresh else 60
    return response


def _script(site: Site) -> bytes:
    from civickit.maps.local_map import LocalMap

    settings, whole = site.settings, site.frozen is None or site.frozen.whole
    drawn = LocalMap(
        mode="static",
        lang=language(),
        title=t("map.title"),
        tiles=settings.tiles or None,
        attribution=settings.tiles_attribution or None,
        bounds=None if settings.given else town.about()["bounds"],
        location=None if whole else site.data.centre,
    )
    if not settings.given:
        drawn.add_areas(town.path("land.geojson"), by="kind")
        drawn.add_lines(town.path("streets.geojson"))
    href = url_for("pages.point", key=KEY).replace(KEY, "{key}")
    where = url_for("map.points", lang=language(), v=site.data.version)
    # Too many for one file: the phone adds what it has loaded.
    drawn.add_points(where if whole else {"kinds": {}, "points": []}, href=href)
    return drawn.parts().script.encode()


def _points(site: Site) -> bytes:
    lang, look = language(), site.look
    present = {look.kind(place) for place in site.data.points}
    kinds = {code: kind for code, kind in look.kinds(lang).items() if code in present}
    records = (_record(look, place, lang) for place in site.data.points)
    return json.dumps(
        points_data(records, kinds), ensure_ascii=False, separators=(",", ":")
    ).encode()


def _record(look: Look, place: Any, lang: str) -> dict[str, Any]:
    lines = [say.fact(one, lang, t) for one in look.popup(place)]
    if place.doubts:
        lines.append(f"⚠ {t('points.doubted')}")
    return {
        "lat": place.lat,
        "lon": place.lon,
        "kind": look.kind(place),
        "key": place.key,
        "name": look.name(place),
        "lines": lines,
    }
