"""What all parts of a live app share: one running app, its storage, its clock, its streets."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from civickit.live.addresses import Addresses
from civickit.live.board import Board
from civickit.live.devices import Devices
from civickit.live.duty import Duties
from civickit.live.ledger import Ledger
from civickit.live.settings import Settings
from civickit.live.storms_told import Storms
from civickit.live.tables import metadata
from civickit.live.writing import Writer
from civickit.tracks.streets import read_streets
from civickit.web.assets import add_folder
from civickit.web.csrf import add_csrf, secret_key
from civickit.web.current import EXTENSION, DataInfo, language
from civickit.web.errors import answer_later
from civickit.web.events import Hub
from civickit.web.server import Background
from civickit.web.shell import equip
from civickit.web.storage import Storage

if TYPE_CHECKING:
    from civickit.tracks.matching import Streets

HERE = Path(__file__).parent
SITE = "civickit_live"
DATABASE = "live.sqlite3"
CATCH_UP_S = 120.0
PARTS = (".", "public", "operator", "reports", "desk", "daily")
"""Folders with languages and templates of their own."""


class Site:
    """One running app. Raises CivicKitError where its database or its streets cannot be read."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.now: Callable[[], float] = time.time
        """Seconds since 1970; tests put another clock here."""
        self.made_at = time.monotonic()
        self.network = read_streets(settings.path, settings.id_property)
        where = settings.database_url or settings.state / DATABASE
        self.storage = Storage(where, metadata)
        self.hub = Hub(self.storage, settings.redis_url, frequent=("fixes",))
        self.devices = Devices(self.storage, lambda: self.now())
        self.duties = Duties(self.storage, lambda: self.now())
        self.writer = Writer(self)
        self.board = Board(self)
        self.ledger = Ledger(self)
        self.storms_told = Storms(self)
        self.addresses = Addresses(settings.addresses)
        self.background: list[Background] = []

    @cached_property
    def network_version(self) -> str:
        """Changes with the file of the streets."""
        with self.settings.path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()[:12]

    @cached_property
    def streets(self) -> Streets:
        """The streets made ready for matching."""
        from civickit.tracks.matching import Streets

        return Streets(self.network)

    @property
    def now_ms(self) -> int:
        return round(self.now() * 1000)

    @property
    def today(self) -> date:
        """The city's day."""
        return datetime.fromtimestamp(self.now(), self.settings.zone).date()

    @property
    def in_season(self) -> bool:
        """Whether somebody may drive now; a simulated storm makes its own winter."""
        return self.settings.plows > 0 or self.settings.season.holds(self.today)

    @property
    def is_beginning(self) -> bool:
        """Whether a simulated storm may still be catching up: it began half an hour before."""
        return self.settings.plows > 0 and time.monotonic() - self.made_at < CATCH_UP_S

    def info(self) -> DataInfo:
        """What every page says about its data: the streets', which the vehicles drive on."""
        about = self.settings.about
        title = about.get("title") or self.settings.path.name
        if isinstance(title, dict):
            title = title.get(language()) or title.get("en") or next(iter(title.values()))
        return DataInfo(
            title=title,
            date=about.get("date", ""),
            licence=about.get("licence", ""),
            licence_url=about.get("licence_url", ""),
            attribution=about.get("attribution", ""),
            fictional=not self.settings.given,
            rows=len(self.network.segments),
            version=self.network_version,
            fetched=about.get("fetched", ""),
            doubt=about.get("doubt", ""),
        )


def open_to_the_public(app: Flask, site: Site) -> None:
    """Give a new app what every page needs: words, headers, error pages, the kit's files."""
    settings = site.settings
    ours = [HERE / part / "languages" for part in PARTS]
    equip(
        app,
        languages=[one for one in (*ours, settings.folder / "languages") if one.is_dir()],
        data=site.info,
        name=settings.name,
        version=settings.version,
    )
    answer_later(app, OperationalError, NoConnectionLeft)
    app.secret_key = secret_key(settings.state)
    add_csrf(app)
    app.extensions[SITE] = site
    for part in PARTS:
        if (HERE / part / "static").is_dir():
            add_folder(app, "live" if part == "." else part, HERE / part / "static")
    texts = app.extensions[EXTENSION].languages.texts
    for lang, title in settings.title.items():
        texts[lang]["app_name"] = title
