{# cookiecutter looks at the first 512 bytes to tell text from binary files, which it copies as they
   are. A Japanese letter that is cut there makes a file look binary: so English comes first. #}
{% if cookiecutter.lang == "en" %}
"""Which place is nearest, how far is it and which way? The whole app, from top to bottom.

civic.toml says which file; the file is read, checked and kept fresh; a look says what is told
about a place; the pages show the nearest ones to people, the API to programs, the map to the eye.
"""
{% else %}
"""いちばん近いのはどこか、どちらへ行くか。アプリの全部です。上から順に読めます。

civic.toml のデータを読み、look が場所の言葉を決め、ページと API が近い順に見せます。
"""
{% endif %}

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from civickit import schemas
from civickit.places.api import make_api
from civickit.places.look import Look
from civickit.places.map_files import make_map
from civickit.places.pages import make_pages
from civickit.places.settings import read_settings
from civickit.places.site import Site, open_to_the_public
from flask import Flask

HERE = Path(__file__).parent


class OwnLook(Look):
{% if cookiecutter.lang == "en" %}
    """What is said about a place, and how it is drawn. Take over what you want to say otherwise.

    def facts(self, place):
        yield place.note
    """
{% else %}
    """場所について何を言い、どう描くか。変えたいところだけ、ここに書きます。

    def facts(self, place):
        yield place.note
    """
{% endif %}


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
{% if cookiecutter.lang == "en" %}
    """The app as civic.toml describes it; `config` may replace DATA, MAPPING and ABOUT."""
{% else %}
    """civic.toml のとおりのアプリ。`config` で DATA、MAPPING、ABOUT を差し替えられます。"""
{% endif %}
    settings = read_settings(HERE, config or {})
    site = Site(settings, OwnLook(schemas.get(settings.schema)))
    app = Flask(__name__, template_folder="pages")
    open_to_the_public(app, site)
    app.register_blueprint(make_pages(site))
    app.register_blueprint(make_api(site))
    app.register_blueprint(make_map(site))
    return app
