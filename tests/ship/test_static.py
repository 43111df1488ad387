"""Freezing an app: which files there are, where they lead, and what stands in the way."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner
from ship.conftest import hydrant_app, some_rows

from civickit.cli import main
from civickit.core.errors import InvalidRecord, ProjectConflict
from civickit.ship.static import CannotFreeze, freeze

LINK = re.compile(r"""\b(?:href|src|action|data-(?:cells|words|search|home|worker))=["']([^"']*)""")
PAGES = ("index.html", "points.html", "data.html", "print.html", "search.html", "point.html")


def pages(site: Path) -> Iterator[Path]:
    return (path for path in sorted(site.rglob("*.html")) if path.name != "404.html")


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["ship", "static", *arguments])


@pytest.mark.parametrize("lang", ["", "ja_easy/", "en/"])
def test_every_page_is_there_in_three_languages(small_site: Path, lang: str) -> None:
    for name in PAGES:
        text = (small_site / lang / name).read_text("utf-8")
        assert f'data-lang="{lang.strip("/") or "ja"}"' in text
    assert len(list((small_site / lang / "points").glob("*.html"))) == 60


def test_every_link_of_every_page_leads_to_a_file_by_a_relative_address(small_site: Path) -> None:
    count = 0
    for page in pages(small_site):
        for found in LINK.findall(page.read_text("utf-8")):
            address = urlsplit(html.unescape(found))
            if address.scheme or not address.path:
                continue
            count += 1
            assert not address.path.startswith("/"), (page, found)
            goal = page.parent / unquote(address.path)
            assert goal.is_file() or (goal / "index.html").is_file() or goal.is_dir(), (page, found)
    assert count > 5_000


def test_nothing_of_where_it_was_made_stays(small_site: Path) -> None:
    for path in small_site.rglob("*"):
        if path.suffix in {".html", ".js", ".json", ".css", ".webmanifest"}:
            text = path.read_text("utf-8")
            assert "-frozen-" not in text
            assert "frozen.invalid" not in text
            assert "url_for" not in text


def test_pages_carry_the_servers_policy_and_no_script_of_their_own(small_site: Path) -> None:
    server = hydrant_app().test_client().get("/").headers["Content-Security-Policy"]
    for page in pages(small_site):
        text = page.read_text("utf-8")
        policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        assert [html.unescape(one) for one in policy] == [
            server.replace("; frame-ancestors 'none'", "")
        ]
        assert text.index("Content-Security-Policy") < text.index("<link")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), page
        assert not re.search(r"\son\w+=|javascript:", re.sub(r"&lt;.*?&gt;", "", text))


def test_the_list_and_the_footer_are_there_without_a_script(small_site: Path) -> None:
    text = (small_site / "en/index.html").read_text("utf-8")
    shown = re.sub(r"<template.*?</template>", "", text, flags=re.DOTALL)
    assert shown.count('<li class="water') == 10
    assert "This page was made on: <time>2026-11-01</time>" in text
    assert "points.csv" in text
    rows = (small_site / "points.html").read_text("utf-8")
    assert rows.count('<li><a href="points/') == 60
    assert "<form" in rows
    assert 'action="search.html"' in rows
    assert "points.csv" in (small_site / "data.html").read_text("utf-8")
    assert "Licence" in (small_site / "en/data.html").read_text("utf-8")


def test_the_sample_town_says_that_it_is_made_up(town_site: Path) -> None:
    for lang, said in [("", "見本"), ("en/", "this town does not exist")]:
        for name in PAGES:
            assert said in (town_site / lang / name).read_text("utf-8")


def test_print_and_list_go_over_several_files(small_site: Path) -> None:
    text = (small_site / "print.html").read_text("utf-8")
    links = re.findall(r'href="(print-\d+\.html)"', text)
    assert links
    for link in links:
        assert (small_site / link).read_text("utf-8").count('<td class="box">') > 0


def test_too_many_places_are_told_not_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civickit.ship._static_data.WHOLE", 5)
    monkeypatch.setattr("civickit.ship._static_data.LISTED", 20)
    done = freeze(hydrant_app(some_rows(tmp_path / "points.csv")), tmp_path / "site")
    assert (done.whole, done.listed) == (False, False)
    for name in ("points", "print"):
        text = (tmp_path / f"site/en/{name}.html").read_text("utf-8")
        assert "There are 60 places, too many for one list." in text
        assert "<td" not in text
    assert "too many to be searched by words" in (tmp_path / "site/en/search.html").read_text()
    assert json.loads((tmp_path / "site/search.json").read_text("utf-8"))["points"] == []
    assert not list((tmp_path / "site").glob("points/*"))
    assert not (tmp_path / "site/map-points.json").exists()
    assert not (tmp_path / "site/api").exists()
    home = (tmp_path / "site/index.html").read_text("utf-8")
    assert re.search(r'href="point\.html\?key=\S+&amp;lat=[\d.]+&amp;lon=[\d.]+"', home)


def test_the_same_data_gives_the_same_bytes(tmp_path: Path, small_site: Path) -> None:
    app = hydrant_app(some_rows(tmp_path / "points.csv"))
    freeze(app, tmp_path / "again", made=date(2026, 11, 1))
    for path in small_site.rglob("*"):
        if path.is_file():
            again = tmp_path / "again" / path.relative_to(small_site)
            assert path.read_bytes() == again.read_bytes(), path


def test_where_it_will_stand_is_printed_and_leads_home(town_site: Path, small_site: Path) -> None:
    text = (town_site / "en/data.html").read_text("utf-8")
    assert "https://example.org/water/en/data.html" in text
    missing = (town_site / "404.html").read_text("utf-8")
    assert 'href="https://example.org/water/en/"' in missing
    assert "on-paper" not in (small_site / "en/data.html").read_text("utf-8")


def test_a_teams_own_pages_and_pictures_come_along(tmp_path: Path) -> None:
    folder = tmp_path / "my_map"
    shutil.copytree(Path(__file__).parents[2] / "apps/hydrant_map", folder)
    (folder / "static").mkdir()
    (folder / "static/a b.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "static/own.css").write_text("p { background: url('a b.svg') }")
    (folder / "app.py").write_text(
        (folder / "app.py").read_text("utf-8").replace("    return app\n", OWN_PAGES), "utf-8"
    )
    done = run(str(folder), "--out", str(tmp_path / "site"), "--lang", "en", "--data",
               str(some_rows(tmp_path / "points.csv", 3)))  # fmt: skip
    assert done.exit_code == 0, done.output
    about = (tmp_path / "site/en/team/about.html").read_text("utf-8")
    assert 'href="../points.html#top"' in about
    assert "href='../stories/1.html'" in about.replace('"', "'")
    assert 'src="../../static/a%20b.svg' in about
    assert 'href="mailto:a@example.org"' in about
    assert 'href="https://example.org/"' in about
    assert "sw.js" in about
    assert (tmp_path / "site/static/a b.svg").is_file()
    assert (tmp_path / "site/en/stories/1.html").is_file()
    assert "/nowhere" in done.output


OWN_PAGES = '''
    @app.get("/team/about")
    def about() -> str:
        return """<!doctype html><html><head><title>x</title>
        <link rel=stylesheet href="/static/own.css"></head><body><main>
        <a href="/points#top">a</a> <a href='../stories/1'>b</a> <img src="/static/a b.svg" alt="">
        <a href="mailto:a@example.org">c</a> <a href="https://example.org/">d</a>
        <a href="/nowhere">e</a></main></body></html>"""

    @app.get("/stories/<int:number>")
    def story(number: int) -> str:
        return f"<!doctype html><html><head><title>{number}</title></head><body></body></html>"

    return app
'''


def test_an_earlier_output_is_replaced_and_other_files_stay(tmp_path: Path) -> None:
    out = tmp_path / "site"
    freeze(hydrant_app(some_rows(tmp_path / "a.csv", 4)), out)
    gone = min(out.glob("points/*.html"))
    assert gone.is_file()
    (out / "CNAME").write_text("water.example.org")
    (out / ".git/refs").mkdir(parents=True)
    (out / ".git/refs/head").write_text("x")
    done = freeze(hydrant_app(some_rows(tmp_path / "b.csv", 2)), out)
    assert len(list(out.glob("points/*.html"))) == 2
    assert done.others == [".git/refs/head", "CNAME"]
    assert (out / "CNAME").read_text() == "water.example.org"
    assert (out / ".git/refs/head").read_text() == "x"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv", "site"]


def test_a_folder_of_somebody_else_is_never_touched(tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / "index.html").write_text("mine")
    done = run("hydrant_map", "--out", str(out))
    assert done.exit_code == 3
    assert "was not made by civickit ship static" in done.output
    assert [path.name for path in out.iterdir()] == ["index.html"]
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ProjectConflict):
        freeze(hydrant_app(), tmp_path / "file")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "site"]


def test_a_foreign_file_or_an_edited_one_in_the_way_stops_everything(tmp_path: Path) -> None:
    out, data = tmp_path / "site", some_rows(tmp_path / "a.csv", 2)
    freeze(hydrant_app(data), out)
    marker = json.loads((out / ".civickit-static.json").read_text("utf-8"))
    first = min(path.name for path in out.glob("points/*.html"))
    del marker["files"][f"points/{first}"]
    (out / ".civickit-static.json").write_text(json.dumps(marker))
    with pytest.raises(ProjectConflict, match="not from an earlier run"):
        freeze(hydrant_app(data), out)
    (out / "points" / first).unlink()
    (out / "data.html").write_text("edited by hand")
    with pytest.raises(ProjectConflict, match=r"data\.html .* was changed"):
        freeze(hydrant_app(data), out)
    assert (out / "data.html").read_text() == "edited by hand"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "site"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_what_breaks_off_leaves_the_earlier_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Any
) -> None:
    out, app = tmp_path / "site", hydrant_app(some_rows(tmp_path / "a.csv", 2))
    freeze(app, out, made=date(2026, 1, 1))
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("civickit.ship._static_data.write_cells", fail)
    with pytest.raises(type(error) if isinstance(error, Exception) else error):
        freeze(app, out)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "site"]
    assert app.extensions["civickit_places"].frozen is None


def test_an_app_that_is_not_about_places_is_refused_in_a_sentence(tmp_path: Path) -> None:
    from flask import Flask

    with pytest.raises(CannotFreeze, match="civickit ship docker"):
        freeze(Flask("other"), tmp_path / "site")
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "app.py").write_text(
        "from flask import Flask\ndef create_app(_): return Flask('o')\n"
    )
    done = run(str(folder), "--out", str(tmp_path / "site"))
    assert done.exit_code == 2
    assert "is an app of its own kind" in done.output
    (folder / "app.py").write_text("import streamlit as st\n")
    done = run(str(folder), "--out", str(tmp_path / "site"))
    assert done.exit_code == 2
    assert "Streamlit" in done.output
    assert not (tmp_path / "site").exists()


def test_a_page_that_fails_is_named(tmp_path: Path) -> None:
    app = hydrant_app(some_rows(tmp_path / "a.csv", 2))
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)
    app.logger.disabled = True
    with pytest.raises(Exception, match=r"/broken with status 500"):
        freeze(app, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord):
        freeze(hydrant_app(), tmp_path / "site", base_url='x"><script>')


def test_json_says_what_was_done(tmp_path: Path) -> None:
    data = some_rows(tmp_path / "a.csv", 3)
    out = tmp_path / "site"
    done = run("hydrant_map", "--data", str(data), "--out", str(out), "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["points"], told["whole"], told["listed"], told["dead"]) == (3, True, True, [])
    assert told["files"] == len([p for p in out.rglob("*") if p.is_file()]) - 1  # the marker
    assert told["out"] == str(out)


@pytest.mark.parametrize(("lang", "said"), [("ja", "か所"), ("en", "places")])
def test_people_are_told_in_their_language(tmp_path: Path, lang: str, said: str) -> None:
    data = some_rows(tmp_path / "a.csv", 3)
    done = run("hydrant_map", "--data", str(data), "--out", str(tmp_path / "s"), "--lang", lang)
    assert done.exit_code == 0
    assert said in done.output
