{% set en = cookiecutter.lang == "en" %}
"""{{ "What must go on working. Needs no network: python -m pytest" if en else "動き続けてほしいこと。ネットワークは要りません: python -m pytest" }}"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from civickit.web.languages import check_languages

from app import create_app

HERE = Path(__file__).parent


@pytest.fixture
def app(tmp_path):
    return create_app({"STATE": tmp_path, "PLOWS": 0})


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
@pytest.mark.parametrize("path", ["/", "/data", "/reports", "/playback", "/operator"])
def test_every_page_answers_in_every_language(client, path, lang):
    reply = client.get(f"{path}?lang={lang}")
    assert reply.status_code == 200
    assert f'data-lang="{lang}"' in reply.text


def test_a_phone_is_seen_once_it_has_sent_where_it_is(app, client):
    site = app.extensions["civickit_live"]
    street = site.network.segments[0].line
    _, token = site.devices.add("one")
    now = int(time.time())
    for ago_s, (lat, lon) in ((20, street[0]), (0, street[-1])):
        sent = {"id": token, "timestamp": now - ago_s, "lat": lat, "lon": lon}
        assert client.post("/ingest/osmand", query_string=sent).status_code == 200
    told = client.get("/live.json")
    [vehicle] = told.get_json()["vehicles"]
    assert vehicle[1:3] == pytest.approx(street[-1], abs=0.001)
    assert "one" not in told.text


def test_a_stranger_sends_nothing(client):
    sent = {"id": "guessed", "timestamp": int(time.time()), "lat": 38.4, "lon": 146.0}
    assert client.post("/ingest/osmand", query_string=sent).status_code == 400
    assert client.get("/live.json").get_json()["vehicles"] == []


def test_the_desk_asks_who_it_is(client):
    assert client.get("/desk/").status_code in {302, 303, 401}


def test_every_page_says_whose_data_it_is(client):
    assert 'id="about-data"' in client.get("/").text


def test_the_app_says_that_it_is_well(client):
    assert client.get("/healthz").get_json()["status"] == "ok"


def test_all_languages_have_the_same_words():
    assert check_languages(HERE / "languages") == []
