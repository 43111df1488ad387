"""Freezing an app about collection days: every area's pages, feeds and sheet as files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import TYPE_CHECKING, Any

from civickit.ship._static_kind import CannotFreeze, Kept, Tell
from civickit.ship._static_pages import Page, Press
from civickit.ship._static_together import do_each

if TYPE_CHECKING:
    from flask import Flask

    from civickit.calendars.city import Area, City
    from civickit.collection.site import Site

MONTHLY = 100
"""Up to so many areas: a page to print for each month, and feeds with an entry for each kind.
With more, these two alone would be most of the files and of the bytes."""
AREAS = "areas/"
_AREA = re.compile(r"/areas/([^/]+)(/subscribe|/print|/print/\d{4}-\d\d|/sheet\.pdf)?")
_API = re.compile(r"/api/areas/([^/]+)/days")
_PART = re.compile(r"(?:phone/)?areas/(.+?)(?:/.*|\.html|\.json)")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,149}")


class Collection:
    """A site about collection days; see `Kind`."""

    skipped = ("/api/", "/sw.js")
    not_kept = ("api/", "feeds/")
    scripts: tuple[str, ...] = ()

    def __init__(self, app: Flask, folders: dict[str, str], base_url: str) -> None:
        from civickit.collection.site import SITE

        self.app, self.folders, self.base_url = app, folders, base_url
        self.site: Site = app.extensions[SITE]
        with app.test_request_context():
            self.city: City = self.site.city
            self.today = self.site.today
            self.info = self.site.info()
        self.version = self.city.version
        self.monthly = len(self.city.areas) <= MONTHLY
        _check_names([area.key for area in self.city.areas])

    @contextmanager
    def freezing(self) -> Iterator[None]:
        from civickit.collection.site import Frozen

        known = self.site.base_url
        self.site.frozen = Frozen(self.monthly, self._file_of)
        self.site.base_url = self.base_url
        try:
            yield
        finally:
            self.site.frozen, self.site.base_url = None, known

    def made_here(self, path: str, lang: str) -> str | None:
        area = _AREA.fullmatch(path)
        if area:
            end = area[2] or ""
            known = area[1] == "KEY" or self.city.area(area[1])
            return self.folders[lang] + path[1:] + _ending(end) if known else None
        days = _API.fullmatch(path)
        if days:
            return f"api/days/{days[1]}.json"
        if path == "/api/areas":
            return "api/areas.json"
        return path[1:] if path.startswith(("/feeds/", "/phone/")) else None

    def _file_of(self, path: str, lang: str) -> str:
        return self.made_here(path, lang) or path[1:]

    def pages(self, press: Press, tell: Tell) -> None:
        from civickit.calendars.sheet import has_drawn

        def work(area: Area) -> None:
            for lang in self.folders:
                self._area(press, area, lang)

        areas, total = self.city.areas, len(self.city.areas)
        do_each(
            areas,
            work,
            press.gathered,
            press.take,
            lambda done: tell("areas", done, total),
            alone=has_drawn(),  # what draws sheets has threads of its own
        )

    def _area(self, press: Press, area: Area, lang: str) -> None:
        start = f"/areas/{area.key}"
        months = [f"{start}/print/{month}" for month in self._months()] if self.monthly else []
        for path in (start, f"{start}/subscribe", f"{start}/print", *months):
            press.write_page(Page(path, "", lang, self._file_of(path, lang)))
        sheet = f"{start}/sheet.pdf"
        press.write_answer(sheet, self._file_of(sheet, lang), lang, bound=True)
        for name in _feeds(area.key, apart=self.monthly):
            press.write_answer(f"/feeds/{lang}/{name}.ics", f"feeds/{lang}/{name}.ics", lang)

    def _months(self) -> list[str]:
        """The months that a page to print leads to."""
        from civickit.calendars.grid import months_from
        from civickit.collection._print import MONTHS

        return [f"{month:%Y-%m}" for month in months_from(self.today, MONTHS)]

    def data(self, press: Press, tell: Tell) -> None:
        lang = next(iter(self.folders))
        for name in ("areas", "items", *(("outlines",) if self.site.has_outlines else ())):
            press.write_answer(f"/phone/{name}.json", f"phone/{name}.json", lang)
        press.write_answer("/api/areas", "api/areas.json", lang)
        total = len(self.city.areas)
        for done, area in enumerate(self.city.areas, start=1):
            press.write_answer(
                f"/phone/areas/{area.key}.json", f"phone/areas/{area.key}.json", lang
            )
            press.write_answer(f"/api/areas/{area.key}/days", f"api/days/{area.key}.json", lang)
            tell("days", done, total)

    def is_unchanged(self) -> bool:
        with self.app.test_request_context():
            return bool(self.site.city.version == self.version and self.site.today == self.today)

    def more_kept(self) -> Iterable[Kept]:
        return ()

    def part_of(self, file: str) -> str:
        found = _PART.fullmatch(file)
        return found[1] if found else ""

    def is_later(self, file: str) -> bool:
        return "/print/" in file or file.endswith(".pdf")

    def release(self) -> dict[str, Any]:
        return {"parts": [AREAS, f"phone/{AREAS}"]}

    def told(self) -> dict[str, Any]:
        sheets = "month_sheets" if self.monthly else "months"
        return {"areas": len(self.city.areas), "left_out": ("copy", "answers", sheets)}


def _ending(end: str) -> str:
    return "" if end.endswith(".pdf") else ".html"


def _feeds(key: str, *, apart: bool) -> Iterator[str]:
    """The names of an area's feeds, one for each choice; `apart`: also an entry for each kind."""
    from civickit.calendars.ics import ALARMS, FeedOptions

    for parted, alarm in product((False, True) if apart else (False,), ALARMS):
        yield key + FeedOptions(apart=parted, alarm=alarm).suffix


def _check_names(keys: list[str]) -> None:
    """A key must be able to name a file on any disk, also where a and A are the same."""
    odd = [key for key in keys if not _NAME.fullmatch(key)]
    folded: dict[str, str] = {}
    for key in keys:
        other = folded.setdefault(key.casefold(), key)
        if other != key:
            odd.append(key)
    if odd:
        raise CannotFreeze(
            f"the area {odd[0]!r} cannot name a file: it needs letters, digits and '-' of ASCII, "
            "and must differ from others in more than capitals. Give the areas other keys."
        )
