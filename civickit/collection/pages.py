"""The pages a person sees. Each one is complete without a script.

A page of the same name in the app's own folder takes the place of ours, and may build on it:
`{% extends "collection/area.html" %}`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    render_template,
    request,
)

from civickit.calendars.city import Area, text
from civickit.calendars.grid import month_grid, months_from, next_month, notices_of
from civickit.calendars.why import said
from civickit.collection import say
from civickit.collection._lists import items_page, picked
from civickit.collection._print import code_for, month_page, year_page
from civickit.collection._report import all_as_json, as_csv, report_of, report_page
from civickit.collection._subscribe import APPS, choices_of
from civickit.collection.plan import WARN_DAYS, Plan
from civickit.collection.signs import signs_of
from civickit.collection.site import MONTHS, Site
from civickit.web.current import language, t
from civickit.web.params import BadParameter


def make_pages(site: Site) -> Blueprint:
    """All pages: the choice of an area, an area, things to throw away, the data."""
    pages = Blueprint("pages", __name__, template_folder="templates")
    pages.app_context_processor(lambda: _vocabulary(site, language()))
    _add_choice(pages, site)
    _add_area(pages, site)
    _add_data(pages, site)
    return pages


def show(page: str, /, **values: Any) -> str:
    """The app's own page of this name, else the kit's."""
    return render_template([page, f"collection/{page}"], **values)


def _vocabulary(site: Site, lang: str) -> dict[str, Any]:
    """What templates call to say things in the reader's language."""
    kinds = site.city.kinds
    return {
        "settings": site.settings,
        "city": site.city,
        "today": site.today,
        "signs": signs_of(kinds, lang),
        "numbers": {kind.key: number for number, kind in enumerate(kinds)},
        "words_of": lambda texts: text(texts, lang),
        "day_said": partial(say.day, t=t),
        "day_and_year": partial(say.day_and_year, t=t),
        "month_said": partial(say.month, t=t),
        "how_far": lambda day: say.how_far(day, site.today, t),
        "why_said": lambda why: said(why, lang),
        "instead_said": lambda one: say.otherwise(one, _kind(site, one.kind), lang, t),
        "weekdays": say.weekdays(t),
        "full_name": lambda area: " ".join(filter(None, _names(area, lang))),
        "frozen": site.frozen,
        "has_api": "api.about" in current_app.view_functions,
        "has_outlines": site.has_outlines,
        "has_items": bool(site.city.items),
        "has_own_style": (site.settings.folder / "static" / "app.css").is_file(),
    }


def _kind(site: Site, key: str) -> str:
    kind = site.city.kind(key)
    return text(kind.names, language()) if kind else key


def _add_choice(pages: Blueprint, site: Site) -> None:
    @pages.get("/")
    def home() -> str:
        return show("home.html", **picked(site, request.args))

    @pages.get("/items")
    def items() -> str:
        return show("items.html", **items_page(site, request.args))


def _add_area(pages: Blueprint, site: Site) -> None:
    @pages.get("/areas/<key>")
    def area(key: str) -> str:
        found = area_of(site, key)
        return show("area.html", **_named(found), **_days(site, found))

    @pages.get("/areas/<key>/subscribe")
    def subscribe(key: str) -> str:
        found = area_of(site, key)
        code = code_for(site.address_elsewhere("pages.subscribe", key=key), "subscribe.qr")
        choices = choices_of(site, found)
        return show("subscribe.html", **_named(found), choices=choices, code=code, apps=APPS)

    @pages.get("/areas/<key>/print")
    def print_year(key: str) -> str:
        found = area_of(site, key)
        return show("print.html", **_named(found), **year_page(site, found))

    @pages.get("/areas/<key>/print/<month>")
    def print_month(key: str, month: str) -> str:
        found = area_of(site, key)
        return show("print.html", **_named(found), **month_page(site, found, month))


def area_of(site: Site, key: str) -> Area:
    """The area of that key; for one that is not there any more a 404 to choose another from."""
    return site.city.area(key) or abort(
        make_response(show("home.html", gone=True, **picked(site, {})), 404)
    )


def _named(area: Area) -> dict[str, Any]:
    group, name = _names(area, language())
    return {"area": area, "area_name": name, "group_name": group}


def _names(area: Area, lang: str) -> tuple[str, str]:
    """(ward, area); the ward is '' where the area's name already begins with it."""
    name, group = text(area.names, lang), text(area.group, lang)
    return "" if name.startswith(group) else group, name


def _days(site: Site, area: Area) -> dict[str, Any]:
    """What goes out in one area: today, tomorrow, next, and in a month."""
    plan, today, lang = site.plan(area), site.today, language()
    notices = notices_of(site.city, area, today, today)
    return {
        "plan": plan,
        "tomorrow": today + timedelta(days=1),
        "notices": [text(one.text, lang) for one in notices],
        "remarks": [text(one, lang) for one in area.remarks],
        "kinds": [kind.key for kind in site.city.kinds if kind.key in area.schedules],
        "kinds_ended": t("say.joined").join(_kind(site, one) for one in plan.ended(today)),
        **_ending(plan, today),
        **_month(site, plan, _asked_month(plan, today)),
    }


def _ending(plan: Plan, today: date) -> dict[str, Any]:
    left = (plan.ends - today).days if plan.ends else WARN_DAYS
    return {
        "ends_said": say.day_and_year(plan.ends, t) if plan.ends else "",
        "ends_soon": 0 <= left < WARN_DAYS,
        "ended": left < 0,
    }


def _asked_month(plan: Plan, today: date) -> date:
    asked = request.args.get("month", "")
    months = {f"{month:%Y-%m}": month for month in months_from(plan.first, MONTHS)}
    if asked and asked not in months:
        first, *_, last = months
        raise BadParameter("month", asked, "parameter_choice", choices=f"{first} … {last}")
    return months[asked] if asked else today.replace(day=1)


def _month(site: Site, plan: Plan, month: date) -> dict[str, Any]:
    before = (month - timedelta(days=1)).replace(day=1)
    after = next_month(month)
    return {
        "month": month,
        "weeks": month_grid(site.city, plan.area, month, plan.marks),
        "month_days": [one for one in plan.marks.items() if month <= one[0] < after],
        "previous": f"{before:%Y-%m}" if before >= plan.first else "",
        "following": f"{after:%Y-%m}" if after <= plan.last else "",
    }


def _add_data(pages: Blueprint, site: Site) -> None:
    @pages.get("/data")
    def data() -> str:
        found = report_page(site)  # may read newer files, and so must come first
        return show("data.html", **found, failure=site.folder.failure)

    @pages.get("/data/findings.csv")
    def findings_csv() -> Response:
        def build() -> bytes:
            return as_csv(report_of(site))

        return site.cached(f"findings {language()} {site.today}", "text/csv", build).response()

    @pages.get("/data/report.json")
    def report_json() -> Response:
        def build() -> bytes:
            return all_as_json(report_of(site))

        return site.cached(f"report {site.today}", "application/json", build).response()
