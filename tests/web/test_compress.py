"""gzip, ETag and 304, for pages, for packed bodies and for files."""

from __future__ import annotations

import gzip
import http.client
from urllib.parse import urlsplit

import pytest
from flask import Response

from civickit.web import assets, compress
from civickit.web.compress import Shelf, pack

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.parametrize(
    ("accept", "zipped"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("GZIP", True),
        ("gzip;q=0, *", False),
        ("gzip;q=0", False),
        ("br", False),
        ("identity", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("path", ["/", "/kit/web/base.css"])
def test_gzip_only_when_accepted(client, path, accept, zipped):
    answer = client.get(path, headers={"Accept-Encoding": accept})
    assert (answer.headers.get("Content-Encoding") == "gzip") is zipped
    assert "accept-encoding" in answer.vary
    assert answer.content_length == len(answer.data)


def test_both_forms_hold_the_same_words(client):
    plain = client.get("/data")
    zipped = client.get("/data", headers=GZIP)
    assert gzip.decompress(zipped.data) == plain.data
    assert len(zipped.data) < len(plain.data) / 5


@pytest.mark.parametrize("path", ["/", "/data", "/kit/web/base.css", "/static/app.js"])
def test_etags_fit_their_form_and_find_each_other(client, path):
    plain, zipped = client.get(path), client.get(path, headers=GZIP)
    assert plain.headers["ETag"].startswith('"')
    assert zipped.headers["ETag"] == "W/" + plain.headers["ETag"]
    for etag in (plain.headers["ETag"], zipped.headers["ETag"], '"x", ' + plain.headers["ETag"]):
        for headers in ({}, GZIP):
            again = client.get(path, headers={"If-None-Match": etag, **headers})
            assert again.status_code == 304
            assert again.data == b""
            assert "Content-Encoding" not in again.headers
            assert "accept-encoding" in again.vary
    assert client.get(path, headers={"If-None-Match": '"x"'}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/static/app.css"])
@pytest.mark.parametrize("name", ["If-Modified-Since", "If-Range"])
@pytest.mark.parametrize(
    "date",
    [
        "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
        "Mon, 01 Jan 2024 00:00:00 +9999999999999999",
    ],
)
def test_a_date_too_large_for_a_number_counts_as_not_sent(client, path, name, date):
    headers = {name: date, "Range": "bytes=0-3"} if name == "If-Range" else {name: date}
    assert client.get(path, headers=headers).status_code in {200, 206}


def test_other_words_have_another_etag(client):
    assert client.get("/?lang=en").headers["ETag"] != client.get("/?lang=ja").headers["ETag"]


def test_small_and_packed_things_are_left_alone(make_app):
    app = make_app()
    app.add_url_rule("/small", "small", view_func=lambda: "x" * 500)
    app.add_url_rule(
        "/image", "image", view_func=lambda: Response(b"x" * 5000, mimetype="image/png")
    )
    app.add_url_rule("/stream", "stream", view_func=lambda: Response("x" * 900 for _ in "ab"))
    client = app.test_client()
    for path in ("/small", "/image", "/stream", "/api/nope"):
        assert "Content-Encoding" not in client.get(path, headers=GZIP).headers
    assert client.get("/stream", headers=GZIP).text == "x" * 1800


def test_no_store_has_no_etag(client):
    assert "ETag" not in client.get("/healthz").headers
    assert "ETag" not in client.get("/nope").headers


def test_a_packed_body_is_compressed_once(make_app, monkeypatch):
    app = make_app()
    points = pack(b'{"points": [' + b"1," * 5000 + b"1]}", "application/json")
    app.add_url_rule("/points", "points", view_func=points.response)
    client = app.test_client()
    monkeypatch.setattr(compress.gzip, "compress", None)
    answer = client.get("/points", headers=GZIP)
    assert gzip.decompress(answer.data) == client.get("/points").data == points.body
    assert answer.headers["ETag"] == f'W/"{points.version}"'
    again = client.get("/points", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_file_is_compressed_once_until_it_changes(app, monkeypatch):
    client = app.test_client()
    script = assets.Path(app.static_folder) / "app.js"
    first = client.get("/static/app.js", headers=GZIP)
    calls = []
    real = gzip.compress
    monkeypatch.setattr(
        compress.gzip, "compress", lambda *args, **kw: calls.append(1) or real(*args, **kw)
    )
    assert client.get("/static/app.js", headers=GZIP).data == first.data
    assert calls == []
    script.write_text("// changed\n" * 99)
    changed = client.get("/static/app.js", headers=GZIP)
    assert gzip.decompress(changed.data).startswith(b"// changed")
    assert changed.headers["ETag"] != first.headers["ETag"]
    assert calls == [1]


def ask(
    base: str, method: str, path: str, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=10)
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize("path", ["/", "/kit/web/base.css"])
def test_over_real_http(app, serve, path):
    base = serve(app)
    first, body = ask(base, "GET", path, Accept_Encoding="gzip")
    assert b"--font" in gzip.decompress(body) or b"<html" in gzip.decompress(body)
    head, nothing = ask(base, "HEAD", path, Accept_Encoding="gzip")
    assert nothing == b""
    for name in ("Content-Length", "Content-Encoding", "ETag", "Content-Type", "Vary"):
        assert head.headers[name] == first.headers[name]
    again, nothing = ask(
        base, "GET", path, Accept_Encoding="gzip", If_None_Match=first.headers["ETag"]
    )
    assert (again.status, nothing) == (304, b"")
    assert "Content-Security-Policy" in again.headers


def test_a_shelf_builds_once_for_each_edition():
    built = []
    shelf = Shelf()

    def get(edition, name):
        def build():
            built.append((edition, name))
            return f"{edition} {name}".encode()

        return shelf.get(edition, name, "text/plain", build).body

    assert [get("1", "a"), get("1", "a"), get("1", "b")] == [b"1 a", b"1 a", b"1 b"]
    assert [get("2", "a"), get("2", "a")] == [b"2 a", b"2 a"]
    assert built == [("1", "a"), ("1", "b"), ("2", "a")]


def test_a_full_shelf_lets_the_oldest_go():
    built = []
    shelf = Shelf(most_bytes=25)

    def get(name):
        shelf.get("1", name, "image/png", lambda: built.append(name) or b"0123456789")

    for name in ("a", "b", "b", "c", "b", "a"):
        get(name)
    assert built == ["a", "b", "c", "a"]
