"""The public pages as the server writes them: complete, and never more than is known."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from live.conftest import Clock
from live.public_own import own_app
from live.public_storm import alias_of, know, send

from civickit.core.errors import InvalidRecord
from civickit.live.public.streets import Guide
from civickit.live.site import SITE, Site

PAGES = ["/", "/streets", "/streets/S0002", "/find", "/find?q=環状通り", "/playback", "/data"]
HOSTILE = "<img src=x onerror=alert(1)>${alert(1)}</script>'\"`"


def read(client: FlaskClient, path: str, lang: str = "en", status: int = 200) -> str:
    """The words of a page's main part."""
    reply = client.get(path, headers={"Accept-Language": lang.split("_")[0]})
    assert reply.status_code == status
    main = reply.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]
    return " ".join(
        unescape(re.sub(r"<template.*?</template>|<[^>]+>", " ", main, flags=re.DOTALL)).split()
    )


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
def test_every_page_opens_in_every_language_before_anything_is_known(
    client: FlaskClient, path: str, lang: str
) -> None:
    reply = client.get(path, query_string={"lang": lang} if "?" not in path else None)
    text = reply.get_data(as_text=True)
    assert reply.status_code == 200
    assert not re.search(
        r"\b(live|public|state)_[a-z_]+\b(?![\"'=:])", re.sub("data-live='.*?'", "", text)
    )


# What is known of a street


def test_a_worked_street_says_who_when_what_and_how_sure(client: FlaskClient, site: Site) -> None:
    know(site, "S0002", "worked", 40, share=0.8, confidence=0.95, alias="3")
    said = read(client, "/streets/S0002")
    assert "Plowed 40 min ago" in said
    assert "Plow 3 was here until 9:13 and reported: plowing." in said
    assert "Recorded on 80 % of its length. How sure: very" in said


def test_a_passed_street_is_never_called_cleared(client: FlaskClient, site: Site) -> None:
    know(site, "S0002", "passed", 5)
    for path in ("/streets/S0002", "/streets?age=passed"):
        said = read(client, path)
        assert "Passed 5 min ago, work not known" in said
        assert "Plowed" not in said
    assert "Whether it did any work is not known." in read(client, "/streets/S0002")


def test_a_touched_street_and_one_without_a_record_are_not_cleared(
    client: FlaskClient, site: Site
) -> None:
    know(site, "S0002", "unknown", 5, share=0.3)
    touched, bare = read(client, "/streets/S0002"), read(client, "/streets/S0003")
    assert "No record of clearing, only a part was driven" in touched
    assert "That is not counted as cleared." in touched
    assert "Nothing is recorded for this street this season." in bare
    for said in (touched, bare):
        assert not re.search("Plowed|Salted|Passed", said)


def test_a_street_of_an_earlier_day_says_the_day(client: FlaskClient, site: Site) -> None:
    know(site, "S0002", "worked", 11 * 60)
    assert "until 29 November, 22:53" in read(client, "/streets/S0002")
    assert "11月29日 22:53までに" in read(client, "/streets/S0002", "ja")


def test_both_directions_are_told_apart(client: FlaskClient, site: Site) -> None:
    know(site, "S0002", "worked", 10)
    know(site, "S0002", "worked", 10, direction="forward")
    know(site, "S0002", "passed", 90, direction="backward")
    said = read(client, "/streets/S0002")
    assert "One way: Plowed 10 min ago" in said
    assert "The other way: Passed 1 h 30 min ago, work not known" in said


def test_a_street_that_is_not_there_is_a_404_and_not_a_guess(client: FlaskClient) -> None:
    for path in ("/streets/nope", "/streets/S0002/x", "/streets/%00", "/streets/../S0002/"):
        assert client.get(path).status_code == 404


def test_the_report_link_carries_the_place_and_the_street(client: FlaskClient, site: Site) -> None:
    lat, lon = Guide(site).streets["S0002"].at
    page = client.get("/streets/S0002").get_data(as_text=True)
    assert f'/reports/new?lat={lat}&amp;lon={lon}&amp;street=S0002"' in page


# The list


def test_the_list_is_sorted_filtered_and_paged_by_the_server(
    client: FlaskClient, site: Site
) -> None:
    know(site, "S0010", "worked", 500)
    know(site, "S0002", "worked", 10)
    know(site, "S0003", "passed", 20)

    def keys(query: str) -> list[str]:
        page = client.get(f"/streets?{query}").get_data(as_text=True)
        return re.findall(r'data-id="([^"]*)"', page)

    assert keys("sort=newest")[:3] == ["S0002", "S0003", "S0010"]
    assert keys("age=old") == ["S0010"]
    assert keys("age=passed") == ["S0003"]
    every = [key for page in range(1, 13) for key in keys(f"page={page}")]
    assert len(every) == len(set(every)) == 582
    assert every[-3:] == ["S0010", "S0003", "S0002"]  # longest ago first; never is longest
    priorities = {one.key: one.priority for one in Guide(site).streets.values()}
    by_priority = [priorities[key] for key in keys("sort=priority")]
    assert by_priority == [1] * 50
    assert {priorities[key] for key in keys("priority=2")} == {2}
    names = {Guide(site).streets[key].name for key in keys("q=大橋")}
    assert names == {"大橋通り"}
    assert keys("page=99") == keys("page=12")


@pytest.mark.parametrize(
    "query",
    ["sort=worst", "age=h2", "priority=9", "page=0", "page=x", f"q={'x' * 201}"],
)
def test_a_wrong_question_is_told_and_no_empty_list(client: FlaskClient, query: str) -> None:
    assert client.get(f"/streets?{query}").status_code == 400


def test_home_counts_the_streets_of_each_age(client: FlaskClient, site: Site) -> None:
    for key, minutes in (("S0002", 10), ("S0003", 50), ("S0004", 100), ("S0005", 400)):
        know(site, key, "worked", minutes)
    know(site, "S0006", "passed", 1)
    page = client.get("/").get_data(as_text=True)
    counts = dict(re.findall(r'data-count="(\w+)">(\d+)<', page))
    assert counts == {"h1": "2", "h3": "1", "h6": "0", "old": "1", "passed": "1", "none": "577"}


# Vehicles and notices


def test_vehicles_are_told_by_alias_state_age_and_street(
    client: FlaskClient, site: Site, clock: Clock
) -> None:
    lat, lon = Guide(site).streets["S0116"].at
    send(site, "Yamada's grader", lat, lon)
    clock.forward(125)
    said = read(client, "/")
    street = Guide(site).near(lat, lon)
    assert street is not None
    alias = alias_of(site, "Yamada's grader")
    assert f"Plow {alias} plowing near {street.name_en} 2 min ago" in said
    assert "Yamada" not in client.get("/").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/streets", "/streets/S0065"])
def test_a_stale_feed_and_the_end_of_the_season_are_told_calmly(
    client: FlaskClient, site: Site, clock: Clock, path: str
) -> None:
    shown = re.compile(r'data-notice="(\w+)">')
    assert shown.findall(client.get(path).get_data(as_text=True)) == ["stale"]
    assert "No vehicle is sending its position now." in read(client, path)
    send(site, "one", 38.405, 146.0)
    clock.forward(1)
    assert shown.findall(client.get(path).get_data(as_text=True)) == []
    clock.forward(16 * 60)
    assert "No position has come since 9:53." in read(client, path)
    clock.forward(200 * 86_400)
    assert shown.findall(client.get(path).get_data(as_text=True)) == ["season"]
    assert "It is not the season now" in read(client, path)


@pytest.mark.parametrize("path", [*PAGES, "/streets/nope"])
def test_a_simulated_storm_is_called_so_on_every_page(
    make_live: Callable[..., Flask], path: str
) -> None:
    words = 'class="fictional">This is a simulated storm.'
    english = {"Accept-Language": "en"}
    assert words not in make_live().test_client().get(path, headers=english).get_data(as_text=True)
    simulated = make_live(PLOWS=3)
    assert words in simulated.test_client().get(path, headers=english).get_data(as_text=True)


# Finding


def test_one_hit_leads_there_and_several_are_listed(client: FlaskClient) -> None:
    assert client.get("/find?q=本町一丁目1番8号").location == "/streets/S0065"
    listed = client.get("/find?q=環状通り").get_data(as_text=True)
    assert len(re.findall(r'href="/streets/', listed)) >= 20
    assert "these are the first 20." in read(client, "/find?q=環状通り")
    assert "“zzz” was not found." in read(client, "/find?q=zzz")


def test_a_place_leads_to_the_nearest_street(client: FlaskClient, site: Site) -> None:
    lat, lon = Guide(site).streets["S0116"].at
    found = client.get(f"/find?lat={lat}&lon={lon}").location
    assert found is not None
    assert client.get(found).status_code == 200
    assert "no street within 100 m" in read(client, "/find?lat=10&lon=10")
    for query in ("lat=91&lon=0", "lat=1", "lon=1", "lat=nan&lon=1", "lat=1e3&lon=1"):
        assert client.get(f"/find?{query}").status_code == 400


def test_programs_find_streets_too(client: FlaskClient) -> None:
    told = client.get("/find.json?q=ohashi", headers={"Accept-Language": "en"}).get_json()
    assert (told["more"], len(told["streets"])) == (False, 10)
    first = told["streets"][0]
    assert first["name"] == "Ohashi-dori"
    assert 38 < first["lat"] < 39
    assert client.get("/find.json").status_code == 400


# The data


def test_the_data_page_says_what_is_kept_and_how_late(make_live: Callable[..., Flask]) -> None:
    client = make_live().test_client()
    said = read(client, "/data")
    assert "Every single position is deleted after 30 days." in said
    assert "Playback and open data begin 30 minutes ago." in said
    assert "Names of vehicles, contractors and drivers are not published." in said
    page = client.get("/data").get_data(as_text=True)
    for file in ("streets.geojson", "live.json", "live.geojson", "vehicle_positions.pb"):
        assert f'href="/{file}"' in page
        assert client.get(f"/{file}").status_code == 200
    assert client.get(re.findall(r'href="(/api/[^"]*)"', page)[0]).status_code == 200


# Hostile names


@pytest.fixture
def hostile(make_live: Callable[..., Flask], tmp_path: Path) -> Flask:
    """A network whose names and ids want to be run."""
    return make_live(DATA=hostile_streets(tmp_path), ABOUT={"title": HOSTILE})


def hostile_streets(folder: Path) -> Path:
    lines = [[[146.0, 38.40], [146.002, 38.40]], [[146.002, 38.40], [146.002, 38.402]]]
    features = [
        {
            "type": "Feature",
            "properties": {"id": f"{key}/{HOSTILE}?#%", "name": f"{key}{HOSTILE}", "name_en": ""},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for key, line in zip("AB", lines, strict=True)
    ]
    path = folder / "streets.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_hostile_names_are_only_shown(hostile: Flask) -> None:
    client, site = hostile.test_client(), hostile.extensions[SITE]
    guide = Guide(site)
    for key in guide.streets:
        know(site, key, "worked", 3, alias=HOSTILE[:20])
    home = client.get("/streets").get_data(as_text=True)
    links = [unescape(one) for one in re.findall(r'<a href="(/streets/[^"?]+)"', home)]
    assert len(links) == 2
    for path in ["/", "/streets", "/find?q=img", "/data", *links]:
        reply = client.get(path)
        assert reply.status_code == 200, path
        text = reply.get_data(as_text=True)
        assert "<img" not in text
        assert "</script>'" not in text
        assert "A<img src=x onerror" in unescape(text) or path == "/data"


# Settings


def test_a_base_map_from_outside_needs_a_credit(tmp_path: Path, clock: Clock) -> None:
    tiles = {'tiles = ""': 'tiles = "https://tiles.example.org/{z}/{x}/{y}.png"'}
    with pytest.raises(InvalidRecord, match="tiles_attribution"):
        own_app(tmp_path / "without", clock, tiles)
    credit = {'tiles_attribution = ""': 'tiles_attribution = "Example tiles"'}
    reply = own_app(tmp_path / "with", clock, tiles | credit).test_client().get("/")
    policy = reply.headers["Content-Security-Policy"]
    assert "img-src 'self' data: blob: https://tiles.example.org" in policy
    assert "Example tiles" in reply.get_data(as_text=True)
