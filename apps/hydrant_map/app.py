"""The hydrant map: where is the nearest water, how far, which way, how many hoses?

Read top to bottom, this is the way of the data: civic.toml says which file; the file is read,
checked and kept fresh; what is said about a water point stands in look.py; the pages show the
nearest ones to people, the API to programs, the map to the eye.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from civickit.places.api import make_api
from civickit.places.map_files import make_map
from civickit.places.pages import make_pages
from civickit.places.settings import read_settings
from civickit.places.site import Site, open_to_the_public

from .look import WaterLook

HERE = Path(__file__).parent


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The app as civic.toml describes it; `config` may replace DATA, MAPPING and ABOUT.

    ABOUT says of DATA what [data] of civic.toml says: title, date, licence, attribution.

    Raises CivicKitError where the file has no row that can be put on a map.
    """
    settings = read_settings(HERE, config or {})
    site = Site(settings, WaterLook())
    app = Flask(__name__, template_folder="pages")
    open_to_the_public(app, site)
    app.register_blueprint(make_pages(site))
    app.register_blueprint(make_api(site))
    app.register_blueprint(make_map(site))
    return app
