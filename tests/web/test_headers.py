"""The safety headers are on every answer."""

from __future__ import annotations

import pytest

from civickit.core.errors import InvalidRecord
from civickit.web.headers import allow_images


def policy(answer) -> dict[str, str]:
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


@pytest.mark.parametrize(
    "path", ["/", "/nope", "/api/nope", "/data", "/healthz", "/kit/web/base.css", "/fail/surprise"]
)
def test_every_answer_is_guarded(client, path):
    answer = client.get(path)
    rules = policy(answer)
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["img-src"] == "'self' data: blob:"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=(self)" in answer.headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in answer.headers


def test_https_is_remembered_only_on_https(client):
    answer = client.get("/", base_url="https://town.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_view_may_set_its_own(make_app):
    app = make_app()
    app.add_url_rule("/own", "own", view_func=lambda: ("", {"Referrer-Policy": "no-referrer"}))
    assert app.test_client().get("/own").headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("tiles", "source"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org"),
        ("https://{s}.tiles.example.org/{z}.png", "https://*.tiles.example.org"),
        ("https://tiles.example.org:8443/", "https://tiles.example.org:8443"),
    ],
)
def test_a_tile_server_can_be_allowed(make_app, tiles, source):
    app = make_app()
    allow_images(app, tiles)
    rules = policy(app.test_client().get("/"))
    assert rules["img-src"] == f"'self' data: blob: {source}"
    assert source not in rules["connect-src"]
    assert source not in policy(make_app().test_client().get("/"))["img-src"]


@pytest.mark.parametrize(
    "tiles",
    ["http://tiles.example.org/", "//tiles", "https://a b/", "https://a;script-src *", "*", "",
     "https://user@host/", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_tile_server(make_app, tiles):
    with pytest.raises(InvalidRecord, match="tiles"):
        allow_images(make_app(), tiles)
