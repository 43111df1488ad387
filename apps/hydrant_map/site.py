"""What the pages and the API share: the settings, the points of this moment, cached answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import g

from civickit.schemas import load
from civickit.schemas.public_facility import PublicFacility
from civickit.schemas.water_point import WaterPoint
from civickit.web.compress import Packed, pack
from civickit.web.current import DataInfo, language

from .search import Book
from .settings import Settings, data_info
from .water import Water, WaterFile

PICTURES = {".jpg", ".jpeg", ".png", ".svg", ".webp"}


class Site:
    """One running app. Whatever is cached is thrown away when the data changes."""

    def __init__(self, settings: Settings, file: WaterFile) -> None:
        self.settings = settings
        self.file = file
        self.places = Book(_places(settings))
        self._cache: tuple[str, dict[str, Packed]] = ("", {})

    @property
    def water(self) -> Water:
        """The points; the same ones from the first line of a request to its last."""
        if "water" not in g:
            g.water = self.file.current()
        found: Water = g.water
        return found

    def picture(self, point: WaterPoint) -> str:
        """The name of the point's picture where that file lies beside the data, else ''."""
        name = point.photo
        own = name == Path(name).name and Path(name).suffix.lower() in PICTURES
        return name if own and (self.settings.path.parent / name).is_file() else ""

    def info(self) -> DataInfo:
        return data_info(self.settings, self.water, language())

    def cached(self, name: str, mimetype: str, build: Callable[[], bytes]) -> Packed:
        """The body called `name`, built and compressed once per version of the data."""
        version, kept = self._cache
        if version != self.water.version:
            kept = {}
            self._cache = (self.water.version, kept)
        if name not in kept:
            kept[name] = pack(build(), mimetype)
        return kept[name]


def _places(settings: Settings) -> list[PublicFacility]:
    """Town halls, schools and parks: people say "near the school", not an address."""
    if settings.places is None:
        return []
    found: list[PublicFacility] = load(settings.places, "public_facility").records
    return found
