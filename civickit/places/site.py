"""What the pages, the answers for programs and the map share: one running app about places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from flask import Flask, g

from civickit.places.data import Data, DataFile
from civickit.places.look import Look
from civickit.places.map_files import warm_up
from civickit.places.search import Book
from civickit.places.settings import Settings, data_info
from civickit.schemas import get, load
from civickit.web.assets import add_folder
from civickit.web.compress import Packed, Shelf
from civickit.web.current import EXTENSION, DataInfo, language
from civickit.web.headers import allow_images
from civickit.web.shell import equip, tell_stale_data

if TYPE_CHECKING:
    from civickit.places.phone import Frozen

HERE = Path(__file__).parent
SITE = "civickit_places"
PICTURES = {".jpg", ".jpeg", ".png", ".svg", ".webp"}


class Site:
    """One running app. Whatever is cached is thrown away when the data changes.

    Raises CivicKitError where the file has no row that can be put on a map.
    """

    def __init__(self, settings: Settings, look: Look) -> None:
        self.settings = settings
        self.look = look
        self.file = DataFile(settings.path, settings.mapping, look, settings.rules)
        self.starts = _starts(settings)
        self.frozen: Frozen | None = None  # set while the pages are made for a host without server
        self._shelf = Shelf()

    @property
    def data(self) -> Data:
        """The places; the same ones from the first line of a request to its last."""
        if "places" not in g:
            g.places = self.file.current()
        found: Data = g.places
        return found

    def picture(self, place: Any) -> str:
        """The name of the place's picture where that file lies beside the data, else ''."""
        name = self.look.picture(place)
        own = name == Path(name).name and Path(name).suffix.lower() in PICTURES
        return name if own and (self.settings.path.parent / name).is_file() else ""

    def info(self) -> DataInfo:
        return data_info(self.settings, self.data, language())

    def cached(self, name: str, mimetype: str, build: Callable[[], bytes]) -> Packed:
        """The body called `name`, built and compressed once per version of the data."""
        return self._shelf.get(self.data.version, name, mimetype, build)


def _starts(settings: Settings) -> Book[Any]:
    """Town halls, schools and parks: people say "near the school", not an address."""
    look = Look(get("public_facility"))
    found = load(settings.places, "public_facility").records if settings.places else []
    return Book([place for place in found if place.lat is not None], look.searched)


def open_to_the_public(app: Flask, site: Site) -> None:
    """Give a new app what every page needs: words, headers, error pages, the kit's files."""
    settings = site.settings
    equip(
        app,
        languages=(HERE / "languages", settings.folder / "languages"),
        data=site.info,
        name=settings.name,
        version=settings.version,
    )
    app.extensions[SITE] = site
    add_folder(app, "places", HERE / "static")
    texts = app.extensions[EXTENSION].languages.texts
    for lang in texts:
        texts[lang] |= site.look.texts(lang)
    for lang, title in settings.title.items():
        texts[lang]["app_name"] = title
    if settings.tiles:
        allow_images(app, settings.tiles)
    tell_stale_data(app, lambda: site.file.failure)
    Thread(target=warm_up, daemon=True).start()
