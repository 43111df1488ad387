"""The same answers as JSON, for other programs. openapi.py describes every path."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from civickit.schemas import to_geojson
from civickit.schemas.water_point import WaterPoint
from civickit.web import params

from .nearby import Answer, Near, undecided
from .openapi import MOST, WIDEST_M, describe
from .site import Site

GEOJSON = "application/geo+json"


def make_api(site: Site) -> Blueprint:
    """The paths under /api/."""
    api = Blueprint("api", __name__, url_prefix="/api")

    @api.get("/nearest")
    def nearest() -> Response:
        args = request.args
        answer = site.water.finder.within(
            params.number(args, "lat", -90, 90),
            params.number(args, "lon", -180, 180),
            params.integer(args, "n", 1, MOST, default=10),
            params.number(args, "within_m", 1, WIDEST_M, default=None),
        )
        accuracy_m = params.number(args, "accuracy_m", 0, WIDEST_M, default=None)
        return jsonify(_answer(answer, accuracy_m) | {"data": _data(site)})

    @api.get("/points.geojson")
    def points() -> Response:
        def build() -> bytes:
            text = io.StringIO()
            to_geojson(site.water.points, text)
            return text.getvalue().encode()

        return site.cached("points.geojson", GEOJSON, build).response()

    @api.get("/points/<key>")
    def point(key: str) -> Response:
        found = site.water.by_key.get(key) or abort(404, f"there is no point {key!r}")
        return jsonify(as_json(found) | {"data": _data(site)})

    @api.get("/openapi.json")
    def openapi() -> Response:
        return jsonify(describe(site.settings.version))

    return api


def as_json(point: WaterPoint) -> dict[str, Any]:
    """Every field that the data fills, under its own name, and `id`."""
    fields = point._asdict()
    fields["id"] = fields.pop("key")
    fields["surveyed"] = point.surveyed.isoformat() if point.surveyed else None
    fields["doubts"] = list(point.doubts)
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _near(near: Near) -> dict[str, Any]:
    return as_json(near.point) | {
        "distance_m": round(near.distance_m, 1),
        "bearing_deg": round(near.bearing_deg, 1) % 360,
        "hoses": near.hoses,
        "usable": near.counts,
    }


def _answer(answer: Answer, accuracy_m: float | None) -> dict[str, Any]:
    pair = undecided(answer, accuracy_m)
    return {
        "results": [_near(near) for near in answer.found],
        "searched_m": answer.searched_m,
        "outside": answer.outside,
        "nearest_m": round(answer.nearest.distance_m, 1) if answer.nearest else None,
        "undecided": [near.point.key for near in pair or ()],
    }


def _data(site: Site) -> dict[str, Any]:
    info = site.info()
    return {
        "title": info.title,
        "date": info.date,
        "licence": info.licence,
        "attribution": info.attribution,
        "fetched": info.fetched,
        "doubt": info.doubt,
        "fictional": info.fictional,
        "rows": info.rows,
        "version": info.version,
    }
