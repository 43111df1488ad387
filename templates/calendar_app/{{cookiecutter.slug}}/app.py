{# cookiecutter looks at the first 512 bytes to tell text from binary files, which it copies as they
   are. A Japanese letter that is cut there makes a file look binary: so English comes first. #}
{% if cookiecutter.lang == "en" %}
"""What goes out today, tomorrow and next? The whole app, from top to bottom.

civic.toml says which folder of CSVs; it is read, checked and kept fresh; the pages show a
resident the days of an area, the API shows them to programs, the feeds to a phone's own calendar.
"""
{% else %}
"""今日、明日、その次に出すのは何か。アプリの全部です。上から順に読めます。

civic.toml のフォルダーの CSV を読み、ページと API と購読カレンダーが、地区の日を見せます。
"""
{% endif %}

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from civickit.collection.api import make_api
from civickit.collection.feeds import make_feeds
from civickit.collection.pages import make_pages
from civickit.collection.settings import read_settings
from civickit.collection.site import Site, open_to_the_public
from flask import Flask

HERE = Path(__file__).parent


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
{% if cookiecutter.lang == "en" %}
    """The app as civic.toml describes it; `config` may replace DATA and ABOUT."""
{% else %}
    """civic.toml のとおりのアプリ。`config` で DATA と ABOUT を差し替えられます。"""
{% endif %}
    site = Site(read_settings(HERE, config or {}))
    app = Flask(__name__, template_folder="pages")
    open_to_the_public(app, site)
    app.register_blueprint(make_pages(site))
    app.register_blueprint(make_feeds(site))
    app.register_blueprint(make_api(site))
    return app
