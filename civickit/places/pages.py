"""The pages a person sees. Each one is complete without a script.

A page of the same name in the app's own folder takes the place of ours, and may build on it:
`{% extends "places/home.html" %}`.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Reply

from civickit.places import say
from civickit.places.card import Card
from civickit.places.nearby import Answer, undecided
from civickit.places.search import as_place
from civickit.places.site import Site
from civickit.schemas import DOUBT_WORDS, REASONS
from civickit.web import params
from civickit.web.assets import send
from civickit.web.current import language, t

PER_PAGE = 50
PER_FROZEN_PAGE = 1000  # every page of the list is one file
MOST_PLACES = 10
PRINT_AT_ONCE = 3000
FARTHEST_M = 50_000_000  # a position may be as wrong as the Earth is round
VAGUE_M = 500.0  # a position worse than this puts the list in a wrong order
SHAPES = {
    "circle": "M16 1a15 15 0 1 0 .01 0z",
    "square": "M2 2h28v28H2z",
    "diamond": "M16 0 32 16 16 32 0 16z",
    "triangle": "M16 1 32 31H0z",
    "hexagon": "M16 0 30 8v16L16 32 2 24V8z",
    "pentagon": "M16 0 32 12 26 31H6L0 12z",
    "drop": "M16 0 27 15a12.5 12.5 0 1 1-22 0z",
    "cross": "M11 1h10v10h10v10H21v10H11V21H1V11h10z",
}
"""Paths of a symbol, 32 wide and high."""


def make_pages(site: Site) -> Blueprint:
    """All pages: around a place, the places one by one, the data."""
    pages = Blueprint("pages", __name__, template_folder="templates")
    pages.app_context_processor(lambda: _vocabulary(site, language()))
    _add_around(pages, site)
    _add_points(pages, site)
    _add_data(pages, site)
    return pages


def show(page: str, /, **values: Any) -> str:
    """The app's own page of this name, else the kit's."""
    return render_template([page, f"places/{page}"], **values)


def _vocabulary(site: Site, lang: str) -> dict[str, Any]:
    """What templates call to name things in the reader's language."""
    kinds = site.look.kinds(lang)
    return {
        "settings": site.settings,
        "look": site.look,
        "say": say,
        "shapes": SHAPES,
        "kinds": kinds,
        "states": site.look.states(lang),
        "kind_of": lambda code: kinds[code].word,
        "kind_said": lambda card: "" if card.name and len(kinds) == 1 else kinds[card.kind].word,
        "fact": lambda one: say.fact(one, lang, t),
        "reason_word": lambda code: say.word(REASONS, code, lang),
        "doubt_word": lambda code: say.word(DOUBT_WORDS, code, lang),
        "direction": partial(say.direction, lang=lang),
        "reach_text": lambda count: t(f"fact.{site.settings.rules.reach.name}", count=count),
        "has_api": "api.points" in current_app.view_functions,
        "frozen": site.frozen,
        "blank": Card("", ""),
        "has_own_style": (site.settings.folder / "static" / "app.css").is_file(),
    }


def _add_around(pages: Blueprint, site: Site) -> None:
    @pages.get("/")
    def home() -> str:
        return show("home.html", **_around(site))

    @pages.get("/nearest")
    def nearest() -> str:
        return show("_answer.html", **_around(site))

    @pages.get("/search")
    def search() -> str | Reply:
        query = params.text(request.args, "q", "")
        place = as_place(query)
        if place:
            return redirect(url_for("pages.home", lat=place[0], lon=place[1]))
        places, found = site.starts.find(query), site.data.book.find(query)
        return show(
            "search.html",
            query=query,
            places=places[:MOST_PLACES],
            found=found[:PER_PAGE],
            count=len(found) + len(places[:MOST_PLACES]),
        )


def _add_points(pages: Blueprint, site: Site) -> None:
    @pages.get("/points")
    def points() -> str:
        return show("points.html", **_listed(site))

    @pages.get("/points/<key>")
    def point(key: str) -> str:
        found = site.data.by_key.get(key) or abort(404)
        return show(
            "point.html", point=found, picture=site.picture(found), others=_others(site, found)
        )

    @pages.get("/points/<key>/picture")
    def picture(key: str) -> Reply:
        found = site.data.by_key.get(key) or abort(404)
        return send(site.settings.path.parent, site.picture(found) or abort(404))


def _add_data(pages: Blueprint, site: Site) -> None:
    @pages.get("/data")
    def data() -> str:
        data = site.data  # may read a newer file, and so must come first
        return show("data.html", data=data, failure=site.file.failure)

    @pages.get("/print")
    def print_list() -> str:
        chosen = request.args.get("district")
        groups = _districts(site.data.points)
        if chosen is not None:
            groups = {chosen: groups.get(chosen) or abort(404)}
        small = sum(map(len, groups.values())) <= PRINT_AT_ONCE
        return show("print.html", groups=groups, chosen=chosen, small=small)


def _around(site: Site) -> dict[str, Any]:
    """What the list needs: from the place asked about, else from the middle of the data."""
    args = request.args
    asked = "lat" in args or "lon" in args
    if asked:
        lat = params.number(args, "lat", -90, 90)
        lon = params.number(args, "lon", -180, 180)
    else:
        lat, lon = site.data.centre
    accuracy_m = params.number(args, "accuracy_m", 0, FARTHEST_M, default=None)
    answer = site.data.finder.around(lat, lon)
    return {
        "answer": answer,
        "asked": asked,
        "accuracy_m": accuracy_m,
        "vague": accuracy_m is not None and accuracy_m > VAGUE_M,
        "undecided": undecided(answer, accuracy_m),
    }


def _others(site: Site, point: Any) -> Answer:
    """The places around a point, for when the point itself fails."""
    answer = site.data.finder.around(point.lat, point.lon, 4)
    others = [near for near in answer.found if near.point.key != point.key]
    return answer._replace(found=others[:3])


def _districts(points: list[Any]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for point in points:
        groups.setdefault(say.district(point), []).append(point)
    return dict(sorted(groups.items()))


def _listed(site: Site) -> dict[str, Any]:
    """One page of the list of all points, with the filters and their counts."""
    args = request.args
    kind, district = args.get("kind", ""), args.get("district", "")
    query = params.text(args, "q", "")
    points = site.data.book.find(query) if query else site.data.points
    rows = [
        point
        for point in points
        if kind in ("", site.look.kind(point)) and district in ("", say.district(point))
    ]
    per_page = PER_FROZEN_PAGE if site.frozen else PER_PAGE
    last = max(1, -(-len(rows) // per_page))
    page = params.integer(args, "page", 1, 1_000_000, default=1)
    start = (min(page, last) - 1) * per_page
    return {
        "rows": rows[start : start + per_page],
        "count": len(rows),
        "page": min(page, last),
        "last": last,
        "kind": kind,
        "district": district,
        "query": query,
        "kind_counts": Counter(map(site.look.kind, site.data.points)).most_common(),
        "districts": sorted(Counter(map(say.district, site.data.points)).items()),
    }
