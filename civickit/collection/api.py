"""The same answers as JSON, for other programs. openapi.py describes every path."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from civickit.calendars.city import Area, City, Item, text
from civickit.calendars.grid import begins
from civickit.calendars.why import said
from civickit.collection._lists import item_index
from civickit.collection.openapi import FIRST, LAST, MOST_ITEMS, MOST_YEARS, describe
from civickit.collection.pages import show
from civickit.collection.plan import plan_of
from civickit.collection.search import SLIP
from civickit.collection.site import Site, as_json
from civickit.web import params
from civickit.web.current import language
from civickit.web.headers import let_other_sites_read
from civickit.web.openapi import about_data

JSON = "application/json"


def make_api(site: Site) -> Blueprint:
    """The paths under /api/."""
    api = Blueprint("api", __name__, url_prefix="/api")
    api.after_request(_for_everybody)

    @api.get("/")
    def about() -> str:
        return show("api.html", described=describe(site), key=site.city.areas[0].key)

    @api.get("/areas")
    def areas() -> Response:
        lang = language()  # the data's title is said in it
        return site.cached(f"api areas {lang}", JSON, lambda: as_json(_areas(site))).response()

    @api.get("/areas/<key>/days")
    def days(key: str) -> Response:
        area = site.city.area(key) or abort(404, f"there is no area {key!r}. See /api/areas.")
        first = params.day(request.args, "from", FIRST, LAST, default=site.today)
        longest = min(LAST, first + timedelta(days=366 * MOST_YEARS))
        usual = min(LAST, first + timedelta(days=365))
        last = params.day(request.args, "to", first, longest, default=usual)
        return jsonify(_days(site, area, first, last))

    @api.get("/items")
    def items() -> Response:
        query = params.text(request.args, "q", "")
        count = params.integer(request.args, "n", 1, MOST_ITEMS, default=50)
        return jsonify(_items(site, query, count))

    @api.get("/openapi.json")
    def openapi() -> Response:
        return jsonify(describe(site))

    return api


def _for_everybody(response: Response) -> Response:
    let_other_sites_read(response)
    return response


def _areas(site: Site) -> dict[str, Any]:
    city = site.city
    return {
        "areas": [_area(area) for area in city.areas],
        "kinds": [
            {
                "id": kind.key,
                "names": dict(kind.names),
                "descriptions": dict(kind.description),
                "colour": kind.colour,
            }
            for kind in city.kinds
        ],
        "data": about_data(site.info()),
    }


def _area(area: Area) -> dict[str, Any]:
    return {
        "id": area.key,
        "names": dict(area.names),
        "group": dict(area.group),
        "reading": area.reading,
        "kinds": list(area.schedules),
        "begins": _iso(begins(area)),
        "ends": _iso(area.ends()),
        "doubts": list(area.doubts),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _days(site: Site, area: Area, first: date, last: date) -> dict[str, Any]:
    lang, plan = language(), plan_of(site.city, area, first, last)
    names = {kind.key: text(kind.names, lang) for kind in site.city.kinds}
    return {
        "area": {"id": area.key, "name": text(area.names, lang)},
        "from": first.isoformat(),
        "to": last.isoformat(),
        "begins": _iso(plan.begins),
        "ends": _iso(plan.ends),
        "days": [
            {
                "date": day.isoformat(),
                "kinds": [
                    {"id": mark.kind, "name": names[mark.kind], "why": said(mark.why, lang)}
                    for mark in marks
                ],
            }
            for day, marks in plan.marks.items()
        ],
        "data": about_data(site.info()),
    }


def _items(site: Site, query: str, count: int) -> dict[str, Any]:
    city = site.city
    hits = item_index(site).find(query, count) if query else []
    found = [city.items[hit.place] for hit in hits] if query else list(city.items[:count])
    return {
        "query": query,
        "guessed": bool(hits) and hits[0].level >= SLIP,
        "items": [_item(city, one) for one in found],
        "data": about_data(site.info()),
    }


def _item(city: City, one: Item) -> dict[str, Any]:
    lang = language()
    kind = city.kind(one.kind)
    return {
        "name": text(one.names, lang),
        "kind": kind and kind.key,
        "kind_name": text(kind.names, lang) if kind else one.kind_said,
        "note": text(one.note, lang),
        "reading": one.reading,
        "synonyms": list(one.synonyms),
    }
