{% set en = cookiecutter.lang == "en" %}
"""{{ "What must go on working. Needs no network: python -m pytest" if en else "動き続けてほしいこと。ネットワークは要りません: python -m pytest" }}"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from civickit.web.languages import check_languages

from app import create_app

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def client():
    return create_app().test_client()


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
@pytest.mark.parametrize("path", ["/", "/points", "/search", "/data", "/print"])
def test_every_page_answers_in_every_language(client, path, lang):
    reply = client.get(f"{path}?lang={lang}")
    assert reply.status_code == 200
    assert f'data-lang="{lang}"' in reply.text


def test_the_first_page_lists_the_nearest_first(client):
    distances = client.get("/api/nearest", query_string=middle(client)).get_json()["results"]
    assert distances
    assert distances == sorted(distances, key=lambda one: one["distance_m"])
    assert 'class="water' in client.get("/").text


def test_every_page_says_whose_data_it_is(client):
    assert 'id="about-data"' in client.get("/").text


def test_a_place_has_its_own_page(client):
    link = re.search(r'href="(/points/[^"?]+)"', client.get("/points").text)
    assert link
    assert client.get(link[1]).status_code == 200


def test_the_app_says_that_it_is_well(client):
    assert client.get("/healthz").get_json()["status"] == "ok"


def test_all_languages_have_the_same_words():
    assert check_languages(HERE / "languages") == []


def middle(client):
    """{{ "A place that surely has neighbours." if en else "まわりに必ず場所がある所。" }}"""
    found = re.search(r'data-lat="([-\d.]+)" data-lon="([-\d.]+)"', client.get("/").text)
    return {"lat": found[1], "lon": found[2]}
