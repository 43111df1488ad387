"""The pages a person sees. Each one is complete without a script."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Reply

from civickit.schemas import DOUBT_WORDS, REASONS
from civickit.schemas.water_point import GROUND_WORDS, KIND_WORDS, STATE_WORDS, WaterPoint
from civickit.web import params
from civickit.web.assets import send
from civickit.web.current import language

from . import words
from .nearby import Answer, undecided
from .search import as_place
from .site import Site

PER_PAGE = 50
MOST_PLACES = 10
PRINT_AT_ONCE = 3000
FARTHEST_M = 50_000_000  # a position may be as wrong as the Earth is round
VAGUE_M = 500.0  # a position worse than this puts the list in a wrong order


def make_pages(site: Site) -> Blueprint:
    """All pages: around a place, the points one by one, the data."""
    pages = Blueprint("pages", __name__)
    pages.app_context_processor(lambda: {"settings": site.settings} | _vocabulary(language()))
    _add_around(pages, site)
    _add_points(pages, site)
    _add_data(pages, site)
    return pages


def _vocabulary(lang: str) -> dict[str, Any]:
    """What templates call to name things in the reader's language."""
    return {
        "words": words,
        "kind_word": lambda point: words.word(KIND_WORDS, point.kind, lang),
        "kind_of": lambda code: words.word(KIND_WORDS, code, lang),
        "state_word": lambda code: words.word(STATE_WORDS, code, lang),
        "ground_word": lambda code: words.word(GROUND_WORDS, code, lang),
        "reason_word": lambda code: words.word(REASONS, code, lang),
        "doubt_word": lambda code: words.word(DOUBT_WORDS, code, lang),
        "direction": partial(words.direction, lang=lang),
    }


def _add_around(pages: Blueprint, site: Site) -> None:
    @pages.get("/")
    def home() -> str:
        return render_template("home.html", **_around(site))

    @pages.get("/nearest")
    def nearest() -> str:
        return render_template("_answer.html", **_around(site))

    @pages.get("/search")
    def search() -> str | Reply:
        query = params.text(request.args, "q", "")
        place = as_place(query)
        if place:
            return redirect(url_for("pages.home", lat=place[0], lon=place[1]))
        places, found = site.places.find(query), site.water.book.find(query)
        return render_template(
            "search.html",
            query=query,
            places=places[:MOST_PLACES],
            found=found[:PER_PAGE],
            count=len(found) + len(places[:MOST_PLACES]),
        )


def _add_points(pages: Blueprint, site: Site) -> None:
    @pages.get("/points")
    def points() -> str:
        return render_template("points.html", **_listed(site))

    @pages.get("/points/<key>")
    def point(key: str) -> str:
        found = site.water.by_key.get(key) or abort(404)
        return render_template(
            "point.html", point=found, picture=site.picture(found), others=_others(site, found)
        )

    @pages.get("/points/<key>/picture")
    def picture(key: str) -> Reply:
        found = site.water.by_key.get(key) or abort(404)
        return send(site.settings.path.parent, site.picture(found) or abort(404))


def _add_data(pages: Blueprint, site: Site) -> None:
    @pages.get("/data")
    def data() -> str:
        water = site.water  # may read a newer file, and so must come first
        return render_template("data.html", water=water, failure=site.file.failure)

    @pages.get("/print")
    def print_list() -> str:
        chosen = request.args.get("district")
        groups = _districts(site.water.points)
        if chosen is not None:
            groups = {chosen: groups.get(chosen) or abort(404)}
        small = sum(map(len, groups.values())) <= PRINT_AT_ONCE
        return render_template("print.html", groups=groups, chosen=chosen, small=small)


def _around(site: Site) -> dict[str, Any]:
    """What the list needs: from the place asked about, else from the middle of the data."""
    args = request.args
    asked = "lat" in args or "lon" in args
    if asked:
        lat = params.number(args, "lat", -90, 90)
        lon = params.number(args, "lon", -180, 180)
    else:
        lat, lon = site.water.centre
    accuracy_m = params.number(args, "accuracy_m", 0, FARTHEST_M, default=None)
    answer = site.water.finder.around(lat, lon)
    return {
        "answer": answer,
        "asked": asked,
        "accuracy_m": accuracy_m,
        "vague": accuracy_m is not None and accuracy_m > VAGUE_M,
        "undecided": undecided(answer, accuracy_m),
    }


def _others(site: Site, point: WaterPoint) -> Answer:
    """The water around a point, for when the point itself fails."""
    answer = site.water.finder.around(point.lat, point.lon, 4)
    others = [near for near in answer.found if near.point.key != point.key]
    return answer._replace(found=others[:3])


def _districts(points: list[WaterPoint]) -> dict[str, list[WaterPoint]]:
    groups: dict[str, list[WaterPoint]] = {}
    for point in points:
        groups.setdefault(words.district(point), []).append(point)
    return dict(sorted(groups.items()))


def _listed(site: Site) -> dict[str, Any]:
    """One page of the list of all points, with the filters and their counts."""
    args = request.args
    kind, district = args.get("kind", ""), args.get("district", "")
    query = params.text(args, "q", "")
    points = site.water.book.find(query) if query else site.water.points
    rows = [
        point
        for point in points
        if kind in ("", point.kind) and district in ("", words.district(point))
    ]
    last = max(1, -(-len(rows) // PER_PAGE))
    page = params.integer(args, "page", 1, 1_000_000, default=1)
    start = (min(page, last) - 1) * PER_PAGE
    return {
        "rows": rows[start : start + PER_PAGE],
        "count": len(rows),
        "page": min(page, last),
        "last": last,
        "kind": kind,
        "district": district,
        "query": query,
        "kinds": Counter(point.kind for point in site.water.points).most_common(),
        "districts": sorted(Counter(map(words.district, site.water.points)).items()),
    }
