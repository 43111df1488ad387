"""An app about places of any dataset, as a template would make it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from civickit import schemas
from civickit.places.api import make_api
from civickit.places.look import Look
from civickit.places.map_files import make_map
from civickit.places.pages import make_pages
from civickit.places.settings import read_settings
from civickit.places.site import Site, open_to_the_public

CIVIC = """\
[app]
name = "sample"
version = "0.1.0"
[title]
ja = "見本の地図"
en = "Sample map"
[data]
schema = "{schema}"
path = "{path}"
[reach]
name = "walk"
unit_m = 80
detour = 1.3
[search]
widen_m = [500, 1000, 10000]
enough = 3
outside_m = 5000
listed = 10
[map]
tiles = ""
attribution = ""
[contact]
url = ""
"""


@pytest.fixture
def make_places(tmp_path: Path) -> Callable[..., Any]:
    """The app that shows `path` as `schema`; `civic` replaces the text of civic.toml."""

    def make(schema: str, path: str = "", civic: str = CIVIC, **config: Any) -> Flask:
        (tmp_path / "civic.toml").write_text(civic.format(schema=schema, path=path), "utf-8")
        settings = read_settings(tmp_path, config)
        site = Site(settings, Look(schemas.get(settings.schema)))
        app = Flask("sample", root_path=str(tmp_path), template_folder="pages")
        open_to_the_public(app, site)
        for blueprint in (make_pages(site), make_api(site), make_map(site)):
            app.register_blueprint(blueprint)
        app.testing = True
        return app

    return make
