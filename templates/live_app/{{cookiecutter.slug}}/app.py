{# cookiecutter looks at the first 512 bytes to tell text from binary files, which it copies as they
   are. A Japanese letter that is cut there makes a file look binary: so English comes first. #}
{% if cookiecutter.lang == "en" %}
"""Where is it now? The whole app, from top to bottom.

Phones send where they are through the doors; it is kept, counted street by street where streets
are worked on, and told to the public, to the operators and to the desk; residents send reports.
"""
{% else %}
"""今どこにいるか。アプリの全部です。上から順に読めます。

スマートフォンが位置を送り、それを保ち、道の作業なら道ごとに数え、住民・運転する人・事務所に
見せます。住民からの知らせも受けます。
"""
{% endif %}

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
from flask import Flask

HERE = Path(__file__).parent


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
{% if cookiecutter.lang == "en" %}
    """The app as civic.toml describes it; `config` may replace DATA, ABOUT, STATE and more."""
{% else %}
    """civic.toml のとおりのアプリ。`config` で DATA、ABOUT、STATE などを差し替えられます。"""
{% endif %}
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
