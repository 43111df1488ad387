"""The reports that the desk has accepted, for everybody: a list, points on a map, a page each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, make_response, request, url_for
from sqlalchemy import select

from civickit.core.errors import UnknownName
from civickit.live.reports.finding import COLUMNS
from civickit.live.reports.records import ASSIGNED, DONE, OPEN, PUBLIC, Report
from civickit.live.reports.room import Room, hidden, is_staff
from civickit.live.reports.tables import reports
from civickit.web import params
from civickit.web.headers import let_other_sites_read

SHOWN = {"open": (OPEN, ASSIGNED), "done": (DONE,)}
MOST = 200
MOST_POINTS = 1000
KEEP_POINTS_S = 30
KEEP_PHOTO_S = 300
"""Short: the desk may take a picture back."""
DONE_FOR_MS = 30 * 86_400_000
"""What is done stays on the map for so long."""


def add_pages(pages: Blueprint, room: Room) -> None:
    """/reports, /reports/<id> with its photo, and /reports.geojson."""

    @pages.get("/reports")
    def index() -> Response:
        show = params.choice(request.args, "show", SHOWN, default="open")
        found = room.reports.all(SHOWN[show], MOST)
        page = room.show("reports.html", found=found, show=show, shown=tuple(SHOWN), most=MOST)
        return _as_it_is_now(page)

    @pages.get("/reports/<int:id_>")
    def one(id_: int) -> Response:
        report = _known(room, id_)
        if not report.is_public:
            abort(404)
        page = room.show("report.html", report=report, photo_url=room.photo_url(report))
        return _as_it_is_now(page)

    @pages.get("/reports/<int:id_>/photo.jpg")
    def photo(id_: int) -> Response:
        report = _known(room, id_)
        if room.photo_url(report):
            return _for_everybody(room.photo(report) or abort(404), KEEP_PHOTO_S)
        if not is_staff():
            abort(404)
        return hidden(room.photo(report) or abort(404))

    @pages.get("/reports.geojson")
    def points() -> Response:
        features = [_feature(room, one) for one in _on_map(room)]
        answer = jsonify({"type": "FeatureCollection", "features": features})
        answer.mimetype = "application/geo+json"
        _for_everybody(answer, KEEP_POINTS_S)
        let_other_sites_read(answer)
        return answer


def _known(room: Room, id_: int) -> Report:
    try:
        return room.reports.get(id_)
    except UnknownName:
        abort(404)


def _as_it_is_now(page: str) -> Response:
    """A phone that keeps pages must not show yesterday's, with what was withdrawn since."""
    response = make_response(page)
    response.cache_control.private = response.cache_control.no_cache = True
    return response


def _for_everybody(response: Response, seconds: int) -> Response:
    response.cache_control.no_cache = None
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _on_map(room: Room) -> list[Report]:
    since = room.site.now_ms - DONE_FOR_MS
    current = (reports.c.status != DONE) | (reports.c.closed_ms >= since)
    asked = select(*COLUMNS).where(
        reports.c.status.in_(PUBLIC), reports.c.lat.is_not(None), current
    )
    return room.reports.select(asked.order_by(reports.c.id.desc()), MOST_POINTS)


def _feature(room: Room, report: Report) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": report.id,
        "geometry": {"type": "Point", "coordinates": [report.lon, report.lat]},
        "properties": {
            "kind": report.kind,
            "status": "done" if report.status == DONE else "open",
            "text": report.text,
            "reported": room.iso(report.created_ms),
            "changed": room.iso(report.changed_ms),
            "answer": report.answer,
            "photo": room.photo_url(report) or None,
            "page": url_for("reports.one", id_=report.id),
        },
    }
