"""Where the vehicles are now, for programs: compact, as GeoJSON, and as GTFS-Realtime.

Each is made once for what the board says; a server keeps the answers for half a second, so that it
does not matter how many ask.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, Response, abort, jsonify
from flask.blueprints import BlueprintSetupState

from civickit.core.errors import MissingExtra
from civickit.live import _realtime
from civickit.live.board import Vehicle
from civickit.live.feed import GEOJSON, JSON, for_everybody, iso, to_json
from civickit.live.openapi import describe
from civickit.live.street_feeds import open_data_members
from civickit.web.compress import Packed, pack
from civickit.web.quick import answer_quickly
from civickit.web.server import BACKGROUND

if TYPE_CHECKING:
    from civickit.live.site import Site

FIELDS = ("alias", "lat", "lon", "heading", "speed", "state", "at")
STALE_S = 15 * 60
MAX_AGE_S, STALE_WHILE_S = 5, 10
REMADE_S = 30
"""Readers of GTFS-Realtime take a feed that was made long ago for one whose maker has stopped."""
PLACES = 5
"""Decimals of a degree: a metre, which is more than a phone knows."""


class Now(NamedTuple):
    """All that the feeds say."""

    vehicles: Sequence[Vehicle]
    storm: int | None
    simulated: bool
    season: bool
    stale: bool


def make_live_feeds(site: Site) -> Blueprint:
    """`/live.json`, `/live.geojson`, `/vehicle_positions.pb` and `/api/openapi.json`."""
    feeds = Blueprint("live_feeds", __name__)
    compact = Feed(site, JSON, lambda now: to_json(live_file(site, now)))
    geojson = Feed(site, GEOJSON, lambda now: to_json(geojson_file(site, now)))
    realtime = Feed(
        site,
        _realtime.MIMETYPE,
        lambda now: _realtime.vehicle_positions(now.vehicles, site.now()),
    )

    @feeds.get("/live.json")
    def live_json() -> Response:
        return compact.response()

    @feeds.get("/live.geojson")
    def live_geojson() -> Response:
        return geojson.response()

    @feeds.get("/vehicle_positions.pb")
    def vehicle_positions() -> Response:
        try:
            return realtime.response()
        except MissingExtra as fault:
            abort(404, f"this server does not offer it. {fault}")

    @feeds.get("/api/openapi.json")
    def openapi() -> Response:
        return for_everybody(jsonify(describe(site)), 3600)

    feeds.record_once(lambda state: _register(state, site))
    return feeds


def _register(state: BlueprintSetupState, site: Site) -> None:
    """Tell the server what to keep ready, and what to start and to stop."""
    answer_quickly(state.app, "/live.json", "/live.geojson", "/vehicle_positions.pb")
    answer_quickly(state.app, "/cleared.json", "/streets.geojson")
    site.background.insert(0, site.hub)
    state.app.extensions[BACKGROUND] = site.background


class Feed:
    """One form of what the board says, made anew only where it says something else, and now and
    then: the bytes stay the same where they say nothing of when they were made."""

    def __init__(self, site: Site, mimetype: str, build: Callable[[Now], bytes]) -> None:
        self._site = site
        self._mimetype = mimetype
        self._build = build
        self._lock = Lock()
        self._made: tuple[tuple[Now, int], Packed] | None = None

    def response(self) -> Response:
        """Raises what building raises."""
        with self._lock:
            now = now_of(self._site)
            made_of = now, int(self._site.now() // REMADE_S)
            if self._made is None or self._made[0] != made_of:
                self._made = made_of, pack(self._build(now), self._mimetype)
            packed = self._made[1]
        response = for_everybody(packed.response(), MAX_AGE_S)
        response.cache_control.stale_while_revalidate = STALE_WHILE_S
        return response


def now_of(site: Site) -> Now:
    """`stale`: in the season nobody has sent anything for a quarter of an hour."""
    picture = site.board.picture()
    newest = picture.newest_at
    old = newest is None or site.now() - newest > STALE_S
    stale = site.in_season and old and not site.is_beginning
    return Now(picture.public, picture.storm, picture.simulated, site.in_season, stale)


def live_file(site: Site, now: Now) -> dict[str, Any]:
    """The compact form: what a map needs, and no more."""
    return {
        "at": newest_of(now),
        "storm": now.storm,
        "simulated": now.simulated,
        "season": now.season,
        "stale": now.stale,
        "delay_s": round(site.settings.delay_s),
        "fields": FIELDS,
        "vehicles": [
            [
                one.alias,
                round(one.lat, PLACES),
                round(one.lon, PLACES),
                _rounded(one.heading_deg, 0),
                _rounded(one.speed_m_s, 1),
                one.state,
                int(one.fixed_at),
            ]
            for one in now.vehicles
        ],
    }


def newest_of(now: Now) -> int | None:
    """The newest fix that is public."""
    return max((int(one.fixed_at) for one in now.vehicles), default=None)


def geojson_file(site: Site, now: Now) -> dict[str, Any]:
    """The same for maps of others, with whose data it is."""
    return {
        "type": "FeatureCollection",
        **open_data_members(site, simulated=now.simulated),
        "storm": now.storm,
        "stale": now.stale,
        "features": [_feature(site, one) for one in now.vehicles],
    }


def _feature(site: Site, one: Vehicle) -> dict[str, Any]:
    about = {
        "alias": one.alias,
        "state": one.state,
        "heading": _rounded(one.heading_deg, 0),
        "speed": _rounded(one.speed_m_s, 1),
        "at": iso(site, one.fixed_at),
        "simulated": one.simulated,
    }
    point = [round(one.lon, PLACES), round(one.lat, PLACES)]
    geometry = {"type": "Point", "coordinates": point}
    return {"type": "Feature", "id": one.alias, "geometry": geometry, "properties": about}


def _rounded(value: float | None, places: int) -> float | None:
    """Without a decimal point where there are no decimals."""
    if value is None:
        return None
    found = round(value, places)
    return int(found) if found == int(found) else found
