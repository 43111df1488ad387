"""Where are the plows, which streets are cleared, since when?

Read top to bottom, this is the way of the data: phones send where they are through the doors;
it is kept, counted street by street, and told to the public, to the operators and to the desk;
residents report what stands in the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from civickit.live.desk import make_desk
from civickit.live.history import make_history
from civickit.live.ingest import make_ingest
from civickit.live.live_feeds import make_live_feeds
from civickit.live.operator import make_operator
from civickit.live.public import make_public
from civickit.live.reports import make_reports
from civickit.live.settings import read_settings
from civickit.live.simulator import simulate
from civickit.live.site import Site, open_to_the_public
from civickit.live.street_feeds import make_street_feeds

HERE = Path(__file__).parent


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The app as civic.toml describes it; `config` may replace DATA, ABOUT and the rest of
    `civickit.live.settings.read_settings`.

    Raises CivicKitError where the streets or the database cannot be read.
    """
    site = Site(read_settings(HERE, config or {}))
    app = Flask(__name__, template_folder="pages")
    open_to_the_public(app, site)
    app.register_blueprint(make_public(site))
    app.register_blueprint(make_ingest(site))
    app.register_blueprint(make_live_feeds(site))
    app.register_blueprint(make_street_feeds(site))
    app.register_blueprint(make_history(site))
    app.register_blueprint(make_operator(site))
    app.register_blueprint(make_reports(site))
    app.register_blueprint(make_desk(site))
    simulate(site)
    return app
