"""What the pages, the feeds and the answers for programs share: one running app about a city."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from flask import Flask, abort, g, request, url_for

from civickit.calendars.city import Area, City, text
from civickit.calendars.grid import months_from, notices_of
from civickit.calendars.ics import feed_range
from civickit.calendars.places import FILE
from civickit.collection.data import CityFolder
from civickit.collection.phone import area_file
from civickit.collection.plan import Plan, plan_of
from civickit.collection.settings import Settings
from civickit.web.assets import add_folder
from civickit.web.compress import Packed, Shelf
from civickit.web.current import EXTENSION, DataInfo, language, shell
from civickit.web.installable import Installable, make_installable
from civickit.web.shell import equip, tell_stale_data

HERE = Path(__file__).parent
T = TypeVar("T")
SITE = "civickit_collection"
_LOOPBACK = re.compile(r"https?://(?:localhost|127\.[\d.]+|\[::1\])(?:[:/]|$)")
MONTHS = 15
"""So many months a plan reaches: the last one, this one and 13 more."""
ON_A_PHONE = Installable(("", "items"), ("phone/areas.json", "phone/items.json"), ("phone/",))
"""What a phone keeps from the first visit on, and where the days of the areas it sees lie."""


class Frozen(NamedTuple):
    """A site without a server; `Site.frozen` of such a one.

    `monthly`: few enough areas for a page to print of each month, and for feeds with an entry for
    each kind. `file_of` gives the file of a path in a language.
    """

    monthly: bool
    file_of: Callable[[str, str], str]


class Site:
    """One running app. Whatever is kept is thrown away when the data or the month changes.

    Raises CivicKitError where the folder has no area with collection days.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = CityFolder(settings)
        self.now: Callable[[], datetime] = lambda: datetime.now(settings.zone)
        self.frozen: Frozen | None = None  # set while pages are made for a host without a server
        self.base_url: str | None = None
        """Where the pages stand, for links on paper; None: where the reader asks, '': unknown."""
        self._shelf = Shelf()
        self._once: dict[str, tuple[str, Any]] = {}

    @property
    def city(self) -> City:
        """The city; the same one from the first line of a request to its last."""
        if "collection_city" not in g:
            g.collection_city = self.folder.current()
        found: City = g.collection_city
        return found

    @property
    def today(self) -> date:
        """The city's day; the same one from the first line of a request to its last."""
        if "collection_today" not in g:
            g.collection_today = self.now().date()
        found: date = g.collection_today
        return found

    @property
    def edition(self) -> str:
        """Changes with the data and with the month; whatever is kept hangs on it."""
        return f"{self.city.version} {self._outlines_ns} {self.today:%Y-%m}"

    def plan(self, area: Area) -> Plan:
        """The area's days around today."""
        return plan_of(self.city, area, *feed_range(self.today))

    def month(self, said: str) -> date:
        """The month that `2026-12` means; 404 where the plans do not reach it."""
        first, _ = feed_range(self.today)
        found = (one for one in months_from(first, MONTHS) if f"{one:%Y-%m}" == said)
        return next(found, None) or abort(404)

    @property
    def has_outlines(self) -> bool:
        """Whether the city brings the outlines of its areas."""
        return self._outlines_ns > 0

    @property
    def _outlines_ns(self) -> int:
        """When the outlines were written; they are no part of the city's version."""
        path = self.settings.path
        files = (one / FILE for one in (path, path / "data"))
        return max((one.stat().st_mtime_ns for one in files if one.is_file()), default=0)

    def info(self) -> DataInfo:
        return data_info(self.settings, self.city, language())

    def address(self, endpoint: str, **values: Any) -> str:
        """A full address, or '' where nobody knows it."""
        if self.base_url is None:
            return url_for(endpoint, _external=True, **values)
        path = url_for(endpoint, **values).removeprefix(request.script_root)
        if self.frozen:
            path = f"/{self.frozen.file_of(path, language())}"
        return self.base_url and self.base_url.rstrip("/") + path

    def address_elsewhere(self, endpoint: str, **values: Any) -> str:
        """The same for paper and other devices: '' too where only this machine is reached."""
        address = self.address(endpoint, **values)
        return "" if _LOOPBACK.match(address) else address

    def dated(self) -> date | None:
        """The date of the data, where its publisher gives one."""
        try:
            return date.fromisoformat(self.settings.about.get("date", ""))
        except ValueError:
            return None

    def cached(self, name: str, mimetype: str, build: Callable[[], bytes]) -> Packed:
        """The body called `name`, built once per version of the data and month."""
        if self.frozen:  # each is asked for once, and all together are more than memory holds
            return Packed(build(), None, mimetype, "")
        return self._shelf.get(self.edition, name, mimetype, build)

    def once(self, name: str, make: Callable[[], T], *, daily: bool = False) -> T:
        """The value called `name`, made once per version of the data and month, or day."""
        wanted = f"{self.edition} {self.today}" if daily else self.edition
        edition, found = self._once.get(name, ("", None))
        if edition != wanted:
            found = make()
            self._once[name] = wanted, found
        kept: T = found
        return kept

    def area_file(self, area: Area) -> dict[str, Any]:
        """The area's days as a phone reads them."""
        plan = self.plan(area)
        notices = notices_of(self.city, area, plan.first, plan.last)
        languages = shell().languages.names
        return area_file(self.city, plan, languages, notices, self.settings.zone.key)


def as_json(told: Any) -> bytes:
    """Compact JSON; half a letter from a broken file does not stop it."""
    written = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return written.encode(errors="backslashreplace")


def data_info(settings: Settings, city: City, lang: str) -> DataInfo:
    """What every page says about its data."""
    about = settings.about
    title = about.get("title") or settings.path.name
    return DataInfo(
        title=title if isinstance(title, str) else text(title, lang),
        date=about.get("date", ""),
        licence=about.get("licence", ""),
        licence_url=about.get("licence_url", ""),
        attribution=about.get("attribution", ""),
        fictional=not settings.given,
        rows=len(city.areas),
        version=city.version,
        fetched=about.get("fetched", ""),
        doubt=about.get("doubt", ""),
    )


def open_to_the_public(app: Flask, site: Site) -> None:
    """Give a new app what every page needs: words, headers, error pages, the kit's files."""
    settings = site.settings
    equip(
        app,
        languages=(HERE / "languages", settings.folder / "languages"),
        data=site.info,
        name=settings.name,
        version=settings.version,
        more_languages=site.folder.current().languages,
    )
    app.extensions[SITE] = site
    add_folder(app, "collection", HERE / "static")
    texts = app.extensions[EXTENSION].languages.texts
    for lang, title in settings.title.items():
        texts[lang]["app_name"] = title
    tell_stale_data(app, lambda: site.folder.failure)
    make_installable(app, ON_A_PHONE)
