"""What freezing needs to know of one kind of app, and which kind an app is.

A kind is a module with a class of the shape `Kind`; its app is known by what it left in
`app.extensions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from civickit.core.errors import CivicKitError

if TYPE_CHECKING:
    from flask import Flask

    from civickit.ship._static_pages import Press
    from civickit.web.current import DataInfo

Tell = Callable[[str, int, int], object]
"""Told how far it is: a step's name, how much of it is done, how much there is."""

KINDS = {
    "civickit_places": ("civickit.ship._static_places", "Places"),
    "civickit_collection": ("civickit.ship._static_collection", "Collection"),
}


class CannotFreeze(CivicKitError):
    """Nothing here can turn this app into files; it needs its server."""


class Kept(NamedTuple):
    """A file that a phone may keep: how it is asked for, its language or '', how soon."""

    file: str
    query: str = ""
    lang: str = ""
    later: bool = False


class Kind(Protocol):
    """One app to be frozen.

    `version` names the data. Paths of the app that begin as one of `skipped` have no page;
    files (below their language's folder) that begin as one of `not_kept` no phone keeps.
    `scripts` are files of the package that the worker begins with.
    """

    info: DataInfo
    version: str
    skipped: tuple[str, ...]
    not_kept: tuple[str, ...]
    scripts: tuple[str, ...]

    def freezing(self) -> AbstractContextManager[object]:
        """Within, the app makes its pages for a host without a server."""

    def made_here(self, path: str, lang: str) -> str | None:
        """The file of what no page of the app answers, or answers differently on a phone."""

    def pages(self, press: Press, tell: Tell) -> None:
        """Write the pages that nothing but the kind knows of."""

    def data(self, press: Press, tell: Tell) -> None:
        """Write the data."""

    def is_unchanged(self) -> bool:
        """Whether the data is still that of the beginning."""

    def more_kept(self) -> Iterable[Kept]:
        """Files that a phone keeps and that were not written page by page."""

    def part_of(self, file: str) -> str:
        """The part of the site a file belongs to ('' for none); parts are kept once seen."""

    def is_later(self, file: str) -> bool:
        """Whether a phone keeps the file only once it was seen."""

    def release(self) -> dict[str, Any]:
        """What the worker must know besides."""

    def told(self) -> dict[str, Any]:
        """What to say of it: fields of `static.Done`."""


def kind_of(app: Flask, folders: dict[str, str], base_url: str) -> Kind:
    """The kind of the app; raises CannotFreeze where it is none."""
    for extension, (module, name) in KINDS.items():
        if extension in app.extensions:
            made: Kind = getattr(import_module(module), name)(app, folders, base_url)
            return made
    name = app.name.removeprefix("civickit_app_").removesuffix(".app")
    raise CannotFreeze(
        f"{name} is an app of its own kind. Only apps about places (civickit.places) and "
        "about collection days (civickit.collection) can live without a server. "
        "Ship it with: civickit ship docker"
    )
