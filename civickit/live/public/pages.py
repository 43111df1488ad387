"""The pages that everybody sees. Each one says what it knows without a script.

A page of the same name in the app's own folder takes the place of ours, and may build on it:
`{% extends "public/home.html" %}`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as Reply

from civickit import town
from civickit.core.errors import InvalidRecord
from civickit.live.every import Every
from civickit.live.live_feeds import newest_of, now_of
from civickit.live.public import say, shown
from civickit.live.public.map_settings import live_settings, map_settings
from civickit.live.public.past import passes_of, storms
from civickit.live.public.search import Found, Search
from civickit.live.public.streets import Guide, Street, line_of
from civickit.maps import assets
from civickit.web import params
from civickit.web.assets import send
from civickit.web.current import language, t
from civickit.web.headers import allow_images
from civickit.web.installable import Installable, make_installable

if TYPE_CHECKING:
    from civickit.live.site import Site

ON_A_PHONE = Installable(first=("",), kept=("kit/live/", "kit/public/"), fresh=True)
"""What a phone keeps. Data is not in it: the page keeps that itself, since it must be new first."""


def make_public(site: Site) -> Blueprint:
    """Home, streets, playback, the data; without streets where the app is not about them."""
    pages = Blueprint("public", __name__, template_folder="templates")
    guide = Guide(site)
    pages.record_once(partial(_prepare, site))
    pages.app_context_processor(lambda: _vocabulary(site, guide))
    _add_home(pages, site, guide)
    if site.settings.cleared:
        _add_streets(pages, site, guide)
    _add_more(pages, site)
    return pages


def _prepare(site: Site, state: BlueprintSetupState) -> None:
    """Let phones keep the pages, and let the base map come from where civic.toml says."""
    app = cast("Flask", state.app)
    make_installable(app, ON_A_PHONE)
    asked = site.settings.toml["map"]
    if asked["tiles"] and not asked["tiles_attribution"]:
        raise InvalidRecord({"[map] tiles": "needs tiles_attribution: whom the tiles' terms name"})
    if asked["tiles"]:
        allow_images(app, asked["tiles"])


def show(page: str, /, **values: Any) -> str:
    """The app's own page of this name, else the kit's."""
    return render_template([page, f"public/{page}"], **values)


def _vocabulary(site: Site, guide: Guide) -> dict[str, Any]:
    """What templates call to say things in the reader's language."""
    lang, zone, now = language(), site.settings.zone, site.now()
    return {
        "settings": site.settings,
        "addresses_from": site.settings.toml.get("addresses", {}).get("attribution", ""),
        "page_notices": [t("live_simulated")] if shown.is_simulated(site) else [],
        "street_said": lambda one: say.name(one, lang, t),
        "between_said": lambda one: say.between(one, guide.streets, lang, t),
        "feed_now": partial(now_of, site),
        "newest_fix": newest_of,
        "row_told": say.row,
        "card_said": lambda row: say.card(row, now, zone, t),
        "ago_said": lambda at: say.ago(now - round(at), t),
        "clock_said": lambda at: say.clock(at, now, zone, t),
        "percent_said": say.percent,
        "map_settings": partial(map_settings, site, guide),
        "live_settings": partial(live_settings, site),
        "map_styles": assets.STYLES,
        "map_scripts": [one for one in assets.SCRIPTS if not one.endswith("civic_points.js")],
        "has_own_style": (site.settings.folder / "static" / "app.css").is_file(),
    }


def _add_home(pages: Blueprint, site: Site, guide: Guide) -> None:
    vehicles = shown.Vehicles(site, guide)

    @pages.get("/")
    def home() -> str:
        at = site.now()
        streets = site.settings.cleared
        return show(
            "home.html",
            vehicles=vehicles.now(),
            counts=guide.counts(at) if streets else {},
            rows=guide.newest(at, shown.AT_HOME) if streets else [],
        )


def _add_streets(pages: Blueprint, site: Site, guide: Guide) -> None:
    search = Search(site, guide)
    site.background.append(
        Every("addresses", say.DAY_S, lambda: site.addresses.tell(site.ledger.lines))
    )

    @pages.get("/streets")
    def streets() -> str:
        now = site.now()
        lines = list(guide.lines(now))
        return show("streets.html", counts=guide.counts(now), **shown.page_of(lines, request.args))

    @pages.get("/streets/<path:key>")
    def street(key: str) -> str:
        one = guide.streets.get(key) or abort(404)
        rows = site.ledger.street(one.id)
        line = line_of(one, rows[0] if rows else None, site.now())
        return show("street.html", line=line, ways=rows[1:], passes=passes_of(site, one))

    @pages.get("/find")
    def find() -> str | Reply:
        if "lat" in request.args or "lon" in request.args:
            found, query = [Found(one) for one in _near(guide)], ""
            more = False
        else:
            query = params.text(request.args, "q", "")
            found, more = search.find(query)
        if len(found) == 1:
            return redirect(url_for("public.street", key=found[0].street.key))
        return show("find.html", query=query, found=found, more=more)

    @pages.get("/find.json")
    def find_json() -> Response:
        found, more = search.find(params.text(request.args, "q"))
        return jsonify(streets=[_told(one, guide) for one in found], more=more)


def _near(guide: Guide) -> list[Street]:
    lat = params.number(request.args, "lat", -90, 90)
    lon = params.number(request.args, "lon", -180, 180)
    near = guide.near(lat, lon)
    return [near] if near else []


def _told(found: Found, guide: Guide) -> dict[str, Any]:
    lang, street = language(), found.street
    return {
        "id": street.id,
        "name": say.name(street, lang, t),
        "between": say.between(street, guide.streets, lang, t),
        "address": found.address,
        "away_m": found.about_m,
        "lat": street.at[0],
        "lon": street.at[1],
    }


def _add_more(pages: Blueprint, site: Site) -> None:
    @pages.get("/playback")
    def playback() -> str:
        found = {str(one["id"]): one for one in storms(site.storms_told)}
        newest = next(iter(found), "")
        asked = params.choice(request.args, "storm", found, default=newest)
        return show("playback.html", storms=found.values(), storm=found.get(asked))

    @pages.get("/data")
    def data() -> str:
        return show("data.html", storms=storms(site.storms_told))

    @pages.get("/land.geojson")
    def land() -> Response:
        path = town.path("land.geojson")
        return abort(404) if site.settings.given else send(path.parent, path.name)
