"""The hydrant map: where is the nearest water, how far, which way, how many hoses?

Read top to bottom, this is the way of the data: civic.toml says which file (settings.py);
the file is read, checked and kept fresh (water.py); a place is answered with the nearest
points (nearby.py); pages.py shows them to people, api.py to programs, town_map.py on a map.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Thread
from typing import Any

from flask import Flask, Response, request

from civickit.web.current import EXTENSION
from civickit.web.headers import allow_images
from civickit.web.shell import equip

from .api import make_api
from .pages import make_pages
from .settings import HERE, Settings, read_settings
from .site import Site
from .town_map import make_map, warm_up
from .water import WaterFile


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The app as civic.toml describes it; `config` may replace DATA, MAPPING and ABOUT.

    ABOUT says of DATA what [data] of civic.toml says: title, date, licence, attribution.

    Raises CivicKitError where the file has no row that can be put on a map.
    """
    settings = read_settings(config or {})
    file = WaterFile(settings.path, settings.mapping, settings.rules)
    site = Site(settings, file)
    app = Flask(__name__)
    equip(
        app,
        languages=HERE / "languages",
        data=site.info,
        name=settings.name,
        version=settings.version,
    )
    _name(app, settings)
    app.register_blueprint(make_pages(site))
    app.register_blueprint(make_api(site))
    app.register_blueprint(make_map(site))
    _tell_stale_data(app, site)
    Thread(target=warm_up, daemon=True).start()
    return app


def _name(app: Flask, settings: Settings) -> None:
    """The title of civic.toml in each language, and the only place tiles may come from."""
    texts = app.extensions[EXTENSION].languages.texts
    for lang, title in settings.title.items():
        texts[lang]["app_name"] = title
    if settings.tiles:
        allow_images(app, settings.tiles)


def _tell_stale_data(app: Flask, site: Site) -> None:
    """/healthz also says when a newer file could not be read."""

    def add(response: Response) -> Response:
        if request.endpoint == "kit.health":
            told = response.get_json() | {"reload": site.file.failure or "ok"}
            response.set_data(app.json.dumps(told))
        return response

    app.after_request(add)
