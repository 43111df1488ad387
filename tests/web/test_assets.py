"""Static files: versioned addresses, how long they may be kept, what is out of reach."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from civickit.web.assets import asset, own


def test_addresses_carry_the_version_of_the_file(app):
    with app.test_request_context():
        assert re.fullmatch(r"/kit/web/base\.css\?v=[0-9a-f]{8}", asset("web", "base.css"))
        before = own("app.js")
        (Path(app.static_folder) / "app.js").write_text("// new")
        assert own("app.js") != before


def test_a_file_that_is_not_there_is_noticed(app):
    with app.test_request_context(), pytest.raises(FileNotFoundError):
        asset("web", "nope.css")


@pytest.mark.parametrize("file", ["app.js", "tiles.bin"])
def test_versioned_files_are_kept_a_year(app, client, file):
    with app.test_request_context():
        address = own(file)
    kept = client.get(address)
    kept.close()
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for other in (f"/static/{file}", f"/static/{file}?v=00000000"):
        short = client.get(other)
        short.close()
        assert short.headers["Cache-Control"] == "public, max-age=300"
        assert short.headers["ETag"] == kept.headers["ETag"]


def test_large_data_can_be_read_in_parts(client):
    with client.get("/static/tiles.bin", headers={"Range": "bytes=10-19"}) as part:
        assert part.status_code == 206
        assert part.data == bytes(range(10, 20))
        assert part.headers["Content-Range"] == "bytes 10-19/2048"


@pytest.mark.parametrize(
    ("name", "mimetype"),
    [
        ("a.js", "text/javascript"),
        ("a.css", "text/css"),
        ("a.geojson", "application/geo+json"),
        ("a.webmanifest", "application/manifest+json"),
        ("a.svg", "image/svg+xml"),
        ("a.unheard", "application/octet-stream"),
    ],
)
def test_types_do_not_depend_on_the_machine(app, client, name, mimetype, monkeypatch):
    monkeypatch.setattr("civickit.web.assets.guess_type", lambda name: (None, None))
    (Path(app.static_folder) / name).write_text("{}")
    with client.get(f"/static/{name}") as answer:
        assert answer.mimetype == mimetype


def test_both_kinds_are_served(client):
    assert client.get("/kit/web/tokens.css").mimetype == "text/css"
    assert client.get("/kit/maps/civic_map.js").mimetype == "text/javascript"


@pytest.mark.parametrize("path", ["/kit/web/", "/kit/web/../shell.py", "/static/", "/static/no.js"])
def test_folders_and_neighbours_are_out_of_reach(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("start", ["/kit/web/", "/static/"])
def test_a_name_that_no_file_can_have_is_not_there(client, start):
    assert client.get(start + "x" * 300).status_code == 404


def test_the_styles_stay_small():
    from civickit.web.assets import KINDS
    from civickit.web.compress import pack

    sizes = [
        len(pack((KINDS["web"] / name).read_bytes(), "text/css").gzipped)
        for name in ("tokens.css", "base.css")
    ]
    assert sum(sizes) <= 4096


def test_tokens_hold_only_custom_properties():
    from civickit.web.assets import KINDS

    css = re.sub(r"/\*.*?\*/", "", (KINDS["web"] / "tokens.css").read_text(), flags=re.DOTALL)
    names = re.findall(r"[{;]\s*([\w-]+)\s*:", css)
    assert names
    assert all(name.startswith("--") for name in names)
