"""An app about places as a folder of files: for any static host, under any path, without network.

The pages are those of the app. What a server answers, the phone answers: it finds the nearest
places in cells (civickit.maps.cells) and writes the same list (civickit.places.phone).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlencode

from civickit.core.errors import CivicKitError, InvalidRecord
from civickit.ship._static_data import frozen_of, write_data
from civickit.ship._static_folder import Goal
from civickit.ship._static_pages import FOLDERS, HOST, ROOT, Page, Press, relative, shown

if TYPE_CHECKING:
    from flask import Flask

    from civickit.places.data import Data
    from civickit.places.phone import Frozen
    from civickit.places.site import Site
    from civickit.ship._static_worker import Kept

WORKER = "sw.js"
SITE = "civickit_places"
POINTS, POINT, MISSING = "points/", "point.html", "404.html"
NOT_KEPT = ("api/", POINTS, MISSING, WORKER, ".nojekyll")
"""What a phone does not keep: it is for programs, or the phone makes it itself."""

_HEAD = re.compile(r"<meta charset=[^>]*>|<head[^>]*>(?!\s*<meta charset)", re.IGNORECASE)

Tell = Callable[[str, int, int], object]
"""Told how far it is: a step's name, how much of it is done, how much there is."""


class NotPlaces(CivicKitError):
    """The app is not one about places, so there is nothing here that can freeze it."""


class Done(NamedTuple):
    """What was written: how many places and files, the bytes, and what to say about it.

    `others` are files that were in the folder and are not from an earlier run; `dead` are
    paths that pages link to and that the app does not have.
    """

    out: Path
    points: int
    files: int
    bytes: int
    cells: int
    whole: bool
    listed: bool
    others: list[str]
    dead: list[str]


def freeze(
    app: Flask,
    out: Path,
    *,
    base_url: str = "",
    made: date | None = None,
    tell: Tell = lambda *_: None,
) -> Done:
    """Write the app's pages and data into `out`, all of it or nothing.

    `base_url` is where the folder will stand, if that is known: it is printed on paper and lets
    the page for wrong addresses lead home. Raises NotPlaces for an app of another kind,
    ProjectConflict where a file that is not from an earlier run would be overwritten.
    """
    site = _site_of(app)
    base_url = _checked(base_url)
    goal = Goal(out)
    with goal.building() as folder:
        done = _Freezing(app, site, folder, base_url, made or date.today(), tell).run()  # noqa: DTZ011 - the day where the person sits
    return done._replace(out=out, others=goal.others)


def _site_of(app: Flask) -> Site:
    site: Site | None = app.extensions.get(SITE)
    if site is None:
        raise NotPlaces(
            f"{app.name} is not an app about places (civickit.places), and only those can live "
            "without a server. Ship it with: civickit ship docker"
        )
    return site


def _checked(base_url: str) -> str:
    if base_url and not re.fullmatch(r"https?://[^\s\"'<>?#]+", base_url):
        raise InvalidRecord({"base_url": f"{base_url!r} is not an address like https://host/path/"})
    return base_url and base_url.rstrip("/") + "/"


class _Freezing:
    """One run: the pages, then the data, then what keeps them on a phone."""

    def __init__(
        self, app: Flask, site: Site, folder: Path, base_url: str, made: date, tell: Tell
    ) -> None:
        from civickit.web.current import EXTENSION

        self.app, self.site, self.folder = app, site, folder
        self.base_url, self.made, self.tell = base_url, made, tell
        self.languages = app.extensions[EXTENSION].languages
        with app.test_request_context():
            self.data: Data = site.data
            self.info = site.info()
        self.frozen: Frozen = frozen_of(site, self.data)

    def run(self) -> Done:
        self.site.frozen = self.frozen
        try:
            press = Press(self.app, self.folder, self._finish, self._made_here, self.base_url)
            self._pages(press)
        finally:
            self.site.frozen = None
        written = write_data(
            self.site, self.data, self.frozen, self.languages, press.write, self.folder,
            lambda done, total: self.tell("cells", done, total),
        )  # fmt: skip
        self._shell(press)
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        return Done(
            self.folder, written.points, len(files), size, written.cells,
            self.frozen.whole, self.frozen.listed, [], sorted(press.dead),
        )  # fmt: skip

    def _pages(self, press: Press) -> None:
        press.print_all(lambda done, total: self.tell("pages", done, total))
        for lang, place in FOLDERS.items():
            press.write_page(Page("/point.html", "", lang, place + POINT), self._any_place(lang))
        if self.frozen.whole:
            total = len(FOLDERS) * len(self.data.points)
            pages = ((key, lang) for key in self.data.by_key for lang in FOLDERS)
            for done, (key, lang) in enumerate(pages, start=1):
                press.write_page(Page(f"/points/{key}", "", lang, self._page_of(key, lang)))
                self.tell("places", done, total)
        with self.app.test_request_context():
            if self.site.file.current().version != self.data.version:
                raise CivicKitError("the data changed while it was frozen. Do it again.")

    def _any_place(self, lang: str) -> str:
        """The page of any one place, which the phone fills."""
        from civickit.places.pages import show

        with self.app.test_request_context(
            "/point.html", query_string={"lang": lang}, base_url=HOST,
            environ_overrides={"SCRIPT_NAME": ROOT},
        ):  # fmt: skip
            return show("place.html")

    def _page_of(self, key: str, lang: str) -> str:
        return f"{FOLDERS[lang]}{POINTS}{key}.html"

    def _made_here(self, path: str, lang: str) -> str | None:
        """The file of what no page of the app answers, or answers differently on a phone."""
        here = {f"/{self.frozen.cells}": self.frozen.cells, "/search.json": "search.json"}
        if path in here:
            return here[path]
        if path in {"/words.json", f"/{POINT}", f"/{POINTS}"}:
            return FOLDERS[lang] + path[1:]
        if not path.startswith(f"/{POINTS}"):
            return None
        key = unquote(path.removeprefix(f"/{POINTS}"))
        if key == "{key}":  # the map's pattern; with cells it asks phone.js instead
            return self._page_of(key, lang) if self.frozen.whole else FOLDERS[lang] + POINT
        point = self.data.by_key.get(key)
        if point is None:
            return None
        if self.frozen.whole:
            return self._page_of(key, lang)
        asked = urlencode({"key": key, "lat": point.lat, "lon": point.lon})
        return f"{FOLDERS[lang]}{POINT}?{asked}"

    def _finish(self, text: str, page: Page) -> str:
        """The head that files need in place of a server's, and when they were made."""
        from civickit.web.headers import content_security_policy

        policy = content_security_policy(self.app)
        # In a page this one means nothing, and browsers complain about it.
        policy = re.sub(r"; frame-ancestors [^;]*", "", policy)
        head = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        text = re.sub(_HEAD, lambda found: f"{found[0]}\n{head}", text, count=1)
        text = text.replace("</head>", f"{self._offline(page)}</head>", 1)
        said = escape(self.languages.text(page.lang, "frozen_on"))
        day = f'<p class="frozen">{said}: <time>{self.made.isoformat()}</time></p>\n'
        return text.replace("</footer>", f"{day}</footer>", 1)

    def _offline(self, page: Page) -> str:
        from civickit.ship._static_worker import manifest_of

        said = {
            "worker": relative(WORKER, page.file),
            "lang": page.lang,
            "new-data": self.languages.text(page.lang, "offline_new_data", date="{date}"),
            "new-app": self.languages.text(page.lang, "offline_new_app"),
            "update": self.languages.text(page.lang, "offline_update"),
            "failed": self.languages.text(page.lang, "offline_failed"),
        }
        told = "".join(f' data-{name}="{escape(value)}"' for name, value in said.items())
        manifest = relative(manifest_of(page.lang), page.file)
        script = relative("kit/web/offline.js", page.file)
        return (
            f'<link rel="manifest" href="{manifest}">\n'
            f'<script defer src="{script}?v={self._version("web", "offline.js")}"{told}></script>\n'
        )

    def _version(self, kind: str, file: str) -> str:
        from civickit.web.assets import KINDS, version_of

        return version_of(KINDS[kind] / file)

    def _shell(self, press: Press) -> None:
        """The worker, the manifests, the page for wrong addresses."""
        from civickit.ship._static_worker import manifest, manifest_of, worker
        from civickit.web.assets import KINDS

        press.write("kit/web/offline.js", (KINDS["web"] / "offline.js").read_bytes())
        for lang in FOLDERS:
            title = self.languages.text(lang, "app_name")
            press.write(manifest_of(lang), manifest(lang, title, "kit/web/icon.svg"), lang)
        press.write(MISSING, self._missing())
        press.write(".nojekyll", b"")
        script = worker(self.folder, self._kept(press), self.frozen, self.info.date, self.languages)
        press.write(WORKER, script)

    def _kept(self, press: Press) -> Iterator[Kept]:
        from civickit.ship._static_worker import Kept

        for file, lang in press.kept.items():
            if not file.removeprefix(FOLDERS.get(lang, "")).startswith(NOT_KEPT):
                yield Kept(file, press.asked.get(file, ""), lang, file in press.numbered)

    def _missing(self) -> bytes:
        """The host shows it under any address, so only a full address leads home from it."""
        lines = [
            f'<p lang="{lang.split("_")[0]}">{escape(self.languages.text(lang, "error_404"))}'
            + (
                f' <a href="{escape(self.base_url + shown(FOLDERS[lang]))}">'
                f"{escape(self.languages.text(lang, 'home'))}</a>"
                if self.base_url
                else ""
            )
            + "</p>"
            for lang in FOLDERS
        ]
        title = escape(self.languages.text("ja", "app_name"))
        return (
            '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="color-scheme" content="light dark"><title>404 - {title}</title></head>\n'
            f"<body><main><h1>{title}</h1>\n" + "\n".join(lines) + "\n</main></body></html>\n"
        ).encode()
