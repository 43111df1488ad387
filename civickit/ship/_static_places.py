"""Freezing an app about places: what a server answers, the phone finds in cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from civickit.ship._static_data import frozen_of, write_data
from civickit.ship._static_kind import Kept, Tell
from civickit.ship._static_pages import HOST, ROOT, Page, Press

if TYPE_CHECKING:
    from flask import Flask

    from civickit.places.data import Data
    from civickit.places.phone import Frozen
    from civickit.places.site import Site

POINTS, POINT = "points/", "point.html"
CELLS_SCRIPT = "maps/static/civic_cells.js"


class Places:
    """A site about places; see `Kind`. The phone makes a place's page itself, so keeps none."""

    skipped: tuple[str, ...] = ()
    not_kept = ("api/", POINTS)

    def __init__(self, app: Flask, folders: dict[str, str], _base_url: str) -> None:
        from civickit.places.site import SITE
        from civickit.web.current import EXTENSION

        self.app, self.folders = app, folders
        self.site: Site = app.extensions[SITE]
        self.languages = app.extensions[EXTENSION].languages
        with app.test_request_context():
            self.places: Data = self.site.data
            self.info = self.site.info()
        self.frozen: Frozen = frozen_of(self.site, self.places)
        self.version = self.frozen.cells.split("/")[1]
        self.scripts = () if self.frozen.whole else (CELLS_SCRIPT,)
        self._folder = Path()
        self._points = self._cells = 0

    @contextmanager
    def freezing(self) -> Iterator[None]:
        self.site.frozen = self.frozen
        try:
            yield
        finally:
            self.site.frozen = None

    def made_here(self, path: str, lang: str) -> str | None:
        here = {f"/{self.frozen.cells}": self.frozen.cells, "/search.json": "search.json"}
        if path in here:
            return here[path]
        if path in {"/words.json", f"/{POINT}", f"/{POINTS}"}:
            return self.folders[lang] + path[1:]
        if not path.startswith(f"/{POINTS}"):
            return None
        return self._point(unquote(path.removeprefix(f"/{POINTS}")), lang)

    def _point(self, key: str, lang: str) -> str | None:
        if key == "{key}":  # the map's pattern; with cells it asks phone.js instead
            return self._page_of(key, lang) if self.frozen.whole else self.folders[lang] + POINT
        point = self.places.by_key.get(key)
        if point is None:
            return None
        if self.frozen.whole:
            return self._page_of(key, lang)
        asked = urlencode({"key": key, "lat": point.lat, "lon": point.lon})
        return f"{self.folders[lang]}{POINT}?{asked}"

    def _page_of(self, key: str, lang: str) -> str:
        return f"{self.folders[lang]}{POINTS}{key}.html"

    def pages(self, press: Press, tell: Tell) -> None:
        for lang, place in self.folders.items():
            press.write_page(Page("/point.html", "", lang, place + POINT), self._any_place(lang))
        if self.frozen.whole:
            total = len(self.folders) * len(self.places.points)
            pages = ((key, lang) for key in self.places.by_key for lang in self.folders)
            for done, (key, lang) in enumerate(pages, start=1):
                press.write_page(Page(f"/points/{key}", "", lang, self._page_of(key, lang)))
                tell("places", done, total)

    def _any_place(self, lang: str) -> str:
        """The page of any one place, which the phone fills."""
        from civickit.places.pages import show

        with self.app.test_request_context(
            "/point.html", query_string={"lang": lang}, base_url=HOST,
            environ_overrides={"SCRIPT_NAME": ROOT},
        ):  # fmt: skip
            return show("place.html")

    def data(self, press: Press, tell: Tell) -> None:
        self._folder = press.folder
        written = write_data(
            self.site, self.places, self.frozen, self.languages, press.write, press.folder,
            self.folders, lambda done, total: tell("cells", done, total),
        )  # fmt: skip
        self._points, self._cells = written.points, written.cells

    def is_unchanged(self) -> bool:
        with self.app.test_request_context():
            return self.site.file.current().version == self.places.version

    def more_kept(self) -> Iterable[Kept]:
        """The index, and the cells where a phone keeps them all."""
        cells = self._folder / self.frozen.cells
        for path in cells.rglob("*.json") if self.frozen.whole else [cells / "index.json"]:
            yield Kept(path.relative_to(self._folder).as_posix())

    def part_of(self, _file: str) -> str:
        return ""

    def is_later(self, _file: str) -> bool:
        return False

    def release(self) -> dict[str, Any]:
        whole = self.frozen.whole
        return {"cells": "" if whole else self.frozen.cells, "points": whole}

    def told(self) -> dict[str, Any]:
        return {
            "points": self._points,
            "cells": self._cells,
            "whole": self.frozen.whole,
            "listed": self.frozen.listed,
        }
