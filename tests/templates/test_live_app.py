"""What is particular to live_app: what moves, how it is spoken of, what it keeps."""

from __future__ import annotations

import json
import re
import tomllib
from itertools import count
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from civickit.cli._apps import apps_folder, load_app
from civickit.core.errors import InvalidRecord
from civickit.live.site import HERE, PARTS, SITE
from civickit.projects.bake import bake
from civickit.projects.templates import find_template

from .conftest import put_data

LANGS = ("ja", "ja_easy", "en")
MOVES = ("plow", "bus", "other")
NOT_SAID_OF_SNOW = ("雪野辺", "storms.json")
"""The name of the sample town, and an address."""
SNOW = {
    "en": ("plow", "snow", "storm"),
    "ja": ("雪",),
    "ja_easy": ("雪",),
}


NUMBERS = count()


def project(folder: Path, **answers: str) -> Path:
    """Each under a name of its own: an app is imported under its name, and that once."""
    told = {"slug": f"live_{next(NUMBERS)}", "lang": "en", **answers}
    return bake(find_template("live_app"), told, folder)


def own_words(made: Path, lang: str) -> dict[str, str]:
    return json.loads((made / "languages" / f"{lang}.json").read_text("utf-8"))


def kits_words(lang: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in PARTS:
        found |= json.loads((HERE / part / "languages" / f"{lang}.json").read_text("utf-8"))
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_what_moves_decides_whether_streets_are_cleared(tmp_path: Path) -> None:
    for moves in MOVES:
        made = project(tmp_path / moves, moves=moves)
        live = tomllib.loads((made / "civic.toml").read_text("utf-8"))["live"]
        assert live["cleared"] is (moves == "plow")
        assert (live["season_from"] == live["season_until"]) is (moves != "plow"), "all year"
    with pytest.raises(InvalidRecord, match="none of plow, bus, other"):
        project(tmp_path, moves="ship")


@pytest.mark.parametrize("moves", MOVES)
@pytest.mark.parametrize("lang", LANGS)
def test_own_words_take_the_place_of_the_kits(tmp_path: Path, moves: str, lang: str) -> None:
    """A key that the kit does not know would be said nowhere; a lost {n} would say nothing."""
    said = own_words(project(tmp_path, moves=moves), lang)
    known = kits_words(lang)
    for key in said.keys() - {"home.lead"}:
        assert fields(said[key]) == fields(known[key]), key


@pytest.mark.parametrize("moves", ["bus", "other"])
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", ["/", "/data", "/playback", "/reports/new"])
def test_a_bus_is_not_spoken_of_as_a_plow(tmp_path: Path, moves: str, lang: str, path: str) -> None:
    app = load_app(project(tmp_path, moves=moves), {"STATE": tmp_path / "state", "PLOWS": 0})
    client = app.test_client()
    page = client.get(f"{path}?lang={lang}").text.lower()
    text = re.sub(r"<[^>]*>", " ", page.split("<main", 1)[1].split("</main>", 1)[0])
    for name in NOT_SAID_OF_SNOW:
        text = text.replace(name, "")
    assert [line for line in text.splitlines() if any(word in line for word in SNOW[lang])] == []


def test_simulated_vehicles_of_a_bus_app_work_on_no_street(tmp_path: Path) -> None:
    app = load_app(project(tmp_path, moves="bus"), {"STATE": tmp_path / "state"})
    settings = app.extensions[SITE].settings
    assert settings.plows == 25, "the sample town moves at once"
    assert settings.cleared is False


def test_own_streets_have_no_simulated_vehicles_unless_asked_for(tmp_path: Path) -> None:
    made = project(tmp_path, data_path="data/streets.geojson")
    put_data(made, "data/streets.geojson")
    for asked, expected in ((None, 0), (7, 7)):
        app = load_app(made, {"STATE": tmp_path / "state", "PLOWS": asked})
        assert app.extensions[SITE].settings.plows == expected


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_it_keeps_is_neither_in_the_image_nor_in_git(tmp_path: Path, lang: str) -> None:
    made = project(tmp_path, lang=lang)
    assert "/state/" in (made / ".gitignore").read_text("utf-8").splitlines()
    assert "state" in (made / ".dockerignore").read_text("utf-8").splitlines()
    image = (made / "Dockerfile").read_text("utf-8")
    assert "STATE=/state" in image
    assert "VOLUME /state" in image
    assert f"-v {made.name}:/state" in image


def keys(table: Any, before: str = "") -> set[str]:
    """The names of all lines of civic.toml."""
    if not isinstance(table, dict):
        return {before}
    return {name for key, value in table.items() for name in keys(value, f"{before}.{key}")}


def test_the_worked_app_has_the_lines_of_the_template(tmp_path: Path) -> None:
    baked = tomllib.loads((project(tmp_path) / "civic.toml").read_text("utf-8"))
    worked = tomllib.loads((apps_folder() / "snowplow_nav/civic.toml").read_text("utf-8"))
    assert keys(worked) == keys(baked)
    assert worked["live"] == baked["live"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_lines_for_addresses_need_no_more_than_their_signs_taken_away(
    tmp_path: Path, lang: str
) -> None:
    made = project(tmp_path, lang=lang)
    toml = (made / "civic.toml").read_text("utf-8")
    for line in ("[addresses]", "path = ", "attribution = "):
        assert toml.count(f"# {line}") == 1
        toml = toml.replace(f"# {line}", line)
    toml = toml.replace('attribution = "" # ', 'attribution = "The register" # ')
    (made / "civic.toml").write_text(toml, "utf-8")
    rows = "住所,緯度,経度\n見本1丁目2番,38.41351,145.98214\n"
    (made / "data").mkdir()
    (made / "data/addresses.csv").write_text(rows, "utf-8")
    app = load_app(made, {"STATE": tmp_path / "state", "PLOWS": 0})
    page = app.test_client().get("/find?q=見本1-2", follow_redirects=True).text
    assert "見本1丁目2番" in page or "street-card" in page
    assert "The register" in app.test_client().get("/data").text
    assert "[addresses]" not in (project(tmp_path, moves="bus") / "civic.toml").read_text("utf-8")
