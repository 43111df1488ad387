"""What other programs of a phone read: feeds for its calendar, sheets to print, days as JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, abort, request

from civickit.calendars import sheet
from civickit.calendars.city import Area
from civickit.calendars.ics import feed
from civickit.calendars.places import places_of
from civickit.collection._print import sheet_start
from civickit.collection._subscribe import feed_named
from civickit.collection.phone import areas_file, items_file, outlines_file
from civickit.collection.site import Site, as_json
from civickit.web.compress import Packed
from civickit.web.current import language, shell

JSON = "application/json"
ICS = "text/calendar"
PDF = "application/pdf"
KEEP_S = 3600


def make_feeds(site: Site) -> Blueprint:
    """The files of the app; each is made once per version of the data and month."""
    feeds = Blueprint("feeds", __name__)
    _add_calendars(feeds, site)
    _add_sheets(feeds, site)
    _add_phone(feeds, site)
    return feeds


def _keep(packed: Packed) -> Response:
    response = packed.response()
    response.cache_control.public = True
    response.cache_control.max_age = KEEP_S
    return response


def _add_calendars(feeds: Blueprint, site: Site) -> None:
    @feeds.get("/feeds/<lang>/<name>.ics")
    def calendar(lang: str, name: str) -> Response:
        kept = f"feed {request.host_url} {lang} {name}"
        return _keep(site.cached(kept, ICS, lambda: _calendar(site, lang, name)))


def _calendar(site: Site, lang: str, name: str) -> bytes:
    area, options = (
        lang in shell().languages.names and feed_named(site.city, lang, name)
    ) or abort(404)
    return feed(
        site.city,
        area,
        options,
        site.today,
        zone=site.settings.zone.key,
        url=site.address("pages.area", key=area.key),
        scope=site.settings.name,  # not the host: entries stay the same where the app moves
        stamp=site.dated(),
    )


def _add_sheets(feeds: Blueprint, site: Site) -> None:
    @feeds.get("/areas/<key>/sheet.pdf")
    def year_sheet(key: str) -> Response:
        area = site.city.area(key) or abort(404)
        first = sheet_start(site.today, area.ends())
        return _keep(_sheet(site, area, "year", first, sheet.year_sheet))

    @feeds.get("/areas/<key>/sheet-<month>.pdf")
    def month_sheet(key: str, month: str) -> Response:
        area = site.city.area(key) or abort(404)
        return _keep(_sheet(site, area, month, site.month(month), sheet.month_sheet))


def _sheet(site: Site, area: Area, name: str, first: date, draw: Callable[..., bytes]) -> Packed:
    lang = language()
    info = site.info()
    address = site.address_elsewhere("pages.area", key=area.key)
    licence = " ".join(filter(None, (info.attribution, info.licence)))
    imprint = sheet.Imprint(info.title, address, licence, site.dated())
    kept = f"sheet {request.host_url} {lang} {area.key} {name}"
    return site.cached(kept, PDF, lambda: draw(site.city, area, first, lang, imprint))


def _add_phone(feeds: Blueprint, site: Site) -> None:
    @feeds.get("/phone/areas.json")
    def areas_json() -> Response:
        return _json(site.cached("areas", JSON, lambda: as_json(areas_file(site.city))))

    @feeds.get("/phone/items.json")
    def items_json() -> Response:
        return _json(site.cached("items", JSON, lambda: as_json(items_file(site.city))))

    @feeds.get("/phone/outlines.json")
    def outlines_json() -> Response:
        def build() -> bytes:
            return as_json(outlines_file(places_of(site.settings.path, site.city)))

        return _json(site.cached("outlines", JSON, build))

    @feeds.get("/phone/areas/<key>.json")
    def area_file(key: str) -> Response:
        area = site.city.area(key) or abort(404)
        return _json(site.cached(f"area {key}", JSON, lambda: as_json(site.area_file(area))))


def _json(packed: Packed) -> Response:
    response = packed.response()
    response.cache_control.no_cache = True  # asked again each time, and mostly answered with 304
    return response
