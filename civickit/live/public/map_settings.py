"""What the map and the scripts of a page are told by the server, as values for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request, url_for

from civickit import town
from civickit.live.public.streets import Guide
from civickit.maps import assets
from civickit.web.assets import version_of
from civickit.web.current import language, shell, t

if TYPE_CHECKING:
    from civickit.live.site import Site


def map_settings(site: Site, guide: Guide) -> dict[str, Any]:
    """For static/map.js: where the ground and the streets lie, and what civicMap wants."""
    settings, root = site.settings, request.script_root
    asked = settings.toml["map"]
    credit = asked["tiles_attribution"]
    land = town.path("land.geojson")
    return {
        "network": f"{root}/network.json?v={site.network_version}",
        "land": None if settings.given else url_for("public.land", v=version_of(land)),
        "map": {
            "bounds": guide.bounds,
            "words": assets.words(language()),
            "attribution": [one for one in [site.info().attribution or site.info().title] if one],
            "leaflet": {} if asked["tiles"] else {"zoomSnap": 0.25},
            "tiles": {"url": asked["tiles"], "attribution": credit} if asked["tiles"] else None,
        },
        "words": {"pin": t("live_pin"), "failed": t("live_map_failed")},
    }


def live_settings(site: Site) -> dict[str, Any]:
    """For the scripts of the public pages: addresses, and the words they fill."""
    root, words = request.script_root, shell().languages
    lang = language()
    return {
        "cleared": site.settings.cleared,
        "zone": site.settings.zone.key,
        "silentS": site.settings.hide_silent_s,
        "network": f"{root}/network.json?v={site.network_version}",
        "live": f"{root}/live.json",
        "streets": f"{root}/cleared.json",
        "history": f"{root}/history/KEY.json",
        "find": f"{root}/find.json",
        "street": f"{root}/streets/KEY",
        "report": f"{root}/reports/new",
        "words": words.starting(lang, "live_") | words.starting(lang, "state_"),
    }
