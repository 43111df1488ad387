"""The shell as a whole: the frame, health, proxies, a sub-path."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

import civickit
from civickit.core.errors import InvalidRecord
from civickit.web.shell import tell_stale_data


class Addresses(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in {"href", "src", "action"}]


def test_the_footer_says_what_the_data_is(client):
    page = client.get("/").text
    for part in (
        "消防水利施設一覧",
        '<time datetime="2026-11-01">2026年11月1日</time>',
        "1,974",
        '<a href="https://creativecommons.org/licenses/by/4.0/deed.ja" rel="license">CC BY 4.0</a>',
        "見本町",
        'href="/data"',
    ):
        assert part in page


def test_fiction_is_told_at_the_top_of_every_page(client):
    for path in ("/", "/nope", "/fail/surprise"):
        page = client.get(path + "?lang=en").text
        assert page.index("this town does not exist") < page.index('class="bar"')


def test_real_data_is_not_called_fiction(make_app, info):
    page = make_app(info._replace(fictional=False)).test_client().get("/").text
    assert "実在しません" not in page


def test_unknown_facts_are_left_out_or_said(make_app, info):
    bare = info._replace(date="", licence="", licence_url="", attribution="")
    page = make_app(bare).test_client().get("/").text
    assert "日付の記載なし" in page
    assert "ライセンス" not in page
    assert "提供" not in page


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "relative"])
def test_a_licence_link_leads_only_to_the_web(make_app, info, url):
    page = make_app(info._replace(licence_url=url)).test_client().get("/").text
    assert url not in page
    assert "<dd>CC BY 4.0</dd>" in page


def test_hostile_text_is_escaped(make_app, info):
    evil = "<script>alert(1)</script>'\"&"
    page = make_app(info._replace(title=evil, attribution=evil, date=evil, licence=evil))
    text = page.test_client().get("/", query_string={"name": evil, evil: evil}).text
    assert "<script>alert" not in text


def test_healthz(client):
    answer = client.get("/healthz")
    assert answer.get_json() == {
        "status": "ok",
        "app": "sample",
        "version": "1.2.3",
        "data": {"rows": 1974, "date": "2026-11-01", "version": "0a1b2c3d"},
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_stale_data_is_told_where_there_is_something_to_tell(make_app):
    app = make_app()
    tell_stale_data(app, lambda: "broken")
    client = app.test_client()
    assert client.get("/healthz").get_json()["reload"] == "broken"
    assert client.options("/healthz").status_code == 200


def test_version(client):
    answer = client.get("/version")
    assert answer.get_json() == {
        "app": "sample",
        "version": "1.2.3",
        "civickit": civickit.__version__,
        "data": {"rows": 1974, "date": "2026-11-01", "version": "0a1b2c3d"},
    }
    assert answer.headers["Cache-Control"] == "no-cache"


def test_under_a_sub_path(make_app):
    app = make_app()
    client = Client(DispatcherMiddleware(app, {"/water": app}))
    page = client.get("/water/?lang=en")
    assert page.status_code == 200
    assert "Path=/water/" in page.headers["Set-Cookie"]
    addresses = [a for a in Addresses(page.text).found if not a.startswith(("http", "?", "#"))]
    assert "/water/" in addresses
    assert all(address.startswith("/water/") for address in addresses)
    assert all(client.get(address).status_code == 200 for address in addresses)
    missing = client.get("/water/api/nope")
    assert missing.get_json()["error"]["path"] == "/api/nope"
    assert 'href="/water/"' in client.get("/water/nope").text


FORWARDED = {
    "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Prefix": "//evil.example",
}


def test_no_proxy_is_trusted_unless_told(client):
    page = client.get("/", headers=FORWARDED)
    assert "Strict-Transport-Security" not in page.headers
    assert "evil.example" not in page.text


def test_a_told_proxy_is_trusted_about_https_only(make_app):
    from flask import request

    app = make_app(PROXY_HOPS=1)
    app.add_url_rule("/who", "who", view_func=lambda: f"{request.remote_addr} {request.scheme}")
    client = app.test_client()
    assert client.get("/who", headers=FORWARDED).text == "198.51.100.7 https"
    page = client.get("/", headers=FORWARDED)
    assert "Strict-Transport-Security" in page.headers
    assert "evil.example" not in page.text


def test_proxy_hops_from_the_environment(make_app, monkeypatch):
    monkeypatch.setenv("PROXY_HOPS", "1")
    answer = make_app().test_client().get("/", headers=FORWARDED)
    assert "Strict-Transport-Security" in answer.headers
    monkeypatch.setenv("PROXY_HOPS", "many")
    with pytest.raises(InvalidRecord, match="PROXY_HOPS"):
        make_app()


def test_without_flask_the_message_names_the_extra():
    code = (
        "import sys; sys.modules['flask'] = None\n"
        "from importlib import util; util.find_spec = lambda name: None\n"
        "try:\n import civickit.web.languages\n"
        "except ImportError as error:\n print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "Web apps need: pip install 'civickit[web]'"


def test_the_folder_itself_imports_no_flask():
    code = "import sys, civickit.web, civickit.web.languages; print('flask' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
