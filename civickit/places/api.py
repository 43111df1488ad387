"""The same answers as JSON, for other programs. openapi.py describes every path."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from civickit.places.nearby import Answer, Near, undecided
from civickit.places.openapi import MOST, WIDEST_M, describe
from civickit.places.site import Site
from civickit.schemas import to_geojson
from civickit.web import params
from civickit.web.openapi import about_data

GEOJSON = "application/geo+json"


def make_api(site: Site) -> Blueprint:
    """The paths under /api/."""
    api = Blueprint("api", __name__, url_prefix="/api")

    @api.get("/nearest")
    def nearest() -> Response:
        args = request.args
        answer = site.data.finder.within(
            params.number(args, "lat", -90, 90),
            params.number(args, "lon", -180, 180),
            params.integer(args, "n", 1, MOST, default=10),
            params.number(args, "within_m", 1, WIDEST_M, default=None),
        )
        accuracy_m = params.number(args, "accuracy_m", 0, WIDEST_M, default=None)
        return jsonify(_answer(site, answer, accuracy_m) | {"data": about_data(site.info())})

    @api.get("/points.geojson")
    def points() -> Response:
        def build() -> bytes:
            text = io.StringIO()
            to_geojson(site.data.points, text)
            return text.getvalue().encode()

        return site.cached("points.geojson", GEOJSON, build).response()

    @api.get("/points/<key>")
    def point(key: str) -> Response:
        found = site.data.by_key.get(key) or abort(404, f"there is no point {key!r}")
        return jsonify(as_json(site, found) | {"data": about_data(site.info())})

    @api.get("/openapi.json")
    def openapi() -> Response:
        return jsonify(describe(site))

    return api


def as_json(site: Site, place: Any) -> dict[str, Any]:
    """Every field that the data fills, under its own name, and `id`."""
    fields = dict(site.look.known(place))
    fields["id"] = fields.pop("key")
    fields["doubts"] = list(place.doubts)
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in fields.items()
        if value not in (None, "")
    }


def _near(site: Site, near: Near) -> dict[str, Any]:
    return as_json(site, near.point) | {
        "distance_m": round(near.distance_m, 1),
        "bearing_deg": round(near.bearing_deg, 1) % 360,
        site.settings.rules.reach.name: near.reach,
        "usable": near.counts,
    }


def _answer(site: Site, answer: Answer, accuracy_m: float | None) -> dict[str, Any]:
    pair = undecided(answer, accuracy_m)
    return {
        "results": [_near(site, near) for near in answer.found],
        "searched_m": answer.searched_m,
        "outside": answer.outside,
        "nearest_m": round(answer.nearest.distance_m, 1) if answer.nearest else None,
        "undecided": [near.point.key for near in pair or ()],
    }
