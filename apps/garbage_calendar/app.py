"""The garbage calendar: what goes out today, tomorrow and next?

Read top to bottom, this is the way of the data: civic.toml says which folder of CSVs; it is
read, checked and kept fresh; the pages show a resident the days of an area, the feeds bring
them into a phone's own calendar, the API gives them to programs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from civickit.collection.api import make_api
from civickit.collection.feeds import make_feeds
from civickit.collection.pages import make_pages
from civickit.collection.settings import read_settings
from civickit.collection.site import Site, open_to_the_public

HERE = Path(__file__).parent


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The app as civic.toml describes it; `config` may replace DATA and ABOUT.

    ABOUT says of DATA what [data] of civic.toml says: title, date, licence, attribution.

    Raises CivicKitError where the folder has no area with collection days.
    """
    site = Site(read_settings(HERE, config or {}))
    app = Flask(__name__, template_folder="pages")
    open_to_the_public(app, site)
    app.register_blueprint(make_pages(site))
    app.register_blueprint(make_feeds(site))
    app.register_blueprint(make_api(site))
    return app
