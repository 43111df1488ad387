"""A tiny app equipped with the shell, as the web tests' subject."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort, jsonify, render_template, request
from flask.testing import FlaskClient
from live.servers import postgres_server, postgres_url, redis_url  # noqa: F401 - fixtures

from civickit.core.errors import (
    InvalidRecord,
    MissingExtra,
    ProjectConflict,
    SourceUnavailable,
    UnknownName,
    UnreadableTable,
)
from civickit.web import params
from civickit.web.shell import DataInfo, equip

PAGE = """{% extends "kit/base.html" %}
{% block head %}<link rel="stylesheet" href="{{ own('app.css') }}">{% endblock %}
{% block main %}
<h1>{{ t('greeting', name=request.args.get('name', '町')) }}</h1>
<p class="lead">{{ t('about') }}</p>
<form class="row"><div><label for="lat">{{ t('latitude') }}</label><input id="lat" name="lat"></div>
<button>{{ t('go') }}</button> <a class="button quiet" href="{{ url_for('data') }}">CSV</a></form>
<p class="notice">{{ t('about') }}</p>
<div class="scroll" role="region" aria-label="{{ t('go') }}" tabindex="0"><table>
<thead><tr><th scope="col">ID</th><th scope="col" class="number">mm</th></tr></thead>
<tbody><tr><td>8-11</td><td class="number">75</td></tr></tbody></table></div>
{% endblock %}
{% block scripts %}<script src="{{ own('app.js') }}"></script>{% endblock %}
"""

WORDS = {
    "app_name": ("見本のアプリ", "見本の アプリ", "Sample app"),
    "greeting": ("{name}のみなさん、こんにちは", "{name}の みなさん こんにちは", "Hello, {name}"),
    "about": ("地図と一覧があります。", "地図が あります。", "There is a map and a list."),
    "latitude": ("緯度", "緯度(いど)", "Latitude"),
    "field_lat": ("緯度", "緯度(いど)", "Latitude"),
    "go": ("調べる", "しらべる", "Search"),
}

INFO = DataInfo(
    title="消防水利施設一覧",
    date="2026-11-01",
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/deed.ja",
    attribution="見本町",
    fictional=True,
    rows=1974,
    version="0a1b2c3d",
)

FAILURES = {
    "unknown": UnknownName("kind", "hydrent", ["hydrant", "cistern"]),
    "invalid": InvalidRecord({"lat": "'x' is not a number"}),
    "unreadable": UnreadableTable("neither CSV nor XLSX"),
    "source": SourceUnavailable("secret.example timed out", url="https://secret.example"),
    "conflict": ProjectConflict("report 7 was changed meanwhile"),
    "extra": MissingExtra("Maps", "maps"),
    "surprise": ZeroDivisionError("secret 42"),
}


@pytest.fixture
def info() -> DataInfo:
    """What the sample app says of its data."""
    return INFO


@pytest.fixture
def make_app(tmp_path: Path) -> Callable[..., Flask]:
    """Build the sample app; `info` replaces its data, other keywords are its configuration."""

    def make(info: DataInfo | Callable[[], DataInfo] = INFO, **config: Any) -> Flask:
        folder = tmp_path / "app"
        _write_files(folder)
        app = Flask("sample", root_path=str(folder))
        app.config.update(config)
        data = info if callable(info) else lambda: info
        equip(app, languages=folder / "languages", data=data, name="sample", version="1.2.3")
        _add_views(app)
        return app

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _write_files(folder: Path) -> None:
    for name in ("languages", "static", "templates"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for place, lang in enumerate(("ja", "ja_easy", "en")):
        texts = {key: words[place] for key, words in WORDS.items()}
        (folder / "languages" / f"{lang}.json").write_text(json.dumps(texts), encoding="utf-8")
    (folder / "templates" / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "static" / "app.js").write_text("document.title += '!';\n" * 50)
    (folder / "static" / "app.css").write_text("form { margin: 1rem 0; }\n")
    (folder / "static" / "tiles.bin").write_bytes(bytes(range(256)) * 8)


def _add_views(app: Flask) -> None:
    @app.get("/")
    def home() -> str:
        return render_template("page.html")

    @app.get("/data")
    def data() -> Any:
        return "id,mm\n" * 200, {"Content-Type": "text/csv; charset=utf-8"}

    @app.get("/api/number")
    @app.get("/number")
    def number() -> Any:
        found = params.number(request.args, "lat", -90, 90)
        return jsonify(lat=found)

    @app.post("/send")
    def send() -> str:
        return request.form["name"]

    @app.get("/api/fail/<how>")
    @app.get("/fail/<how>")
    def fail(how: str) -> str:
        if how.isdecimal():
            abort(int(how))
        raise FAILURES[how]
