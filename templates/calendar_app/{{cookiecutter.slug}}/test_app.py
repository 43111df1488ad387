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


@pytest.fixture(scope="module")
def area(client):
    return re.search(r'data-key="([^"]+)"', client.get("/").text)[1]


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
@pytest.mark.parametrize("path", ["/", "/items", "/data", "/areas/KEY", "/areas/KEY/subscribe"])
def test_every_page_answers_in_every_language(client, area, path, lang):
    reply = client.get(f"{path.replace('KEY', area)}?lang={lang}")
    assert reply.status_code == 200
    assert f'data-lang="{lang}"' in reply.text


def test_an_area_says_what_goes_out_today_and_tomorrow(client, area):
    page = client.get(f"/areas/{area}?lang=en").text
    assert "Today" in page
    assert "Tomorrow" in page


def test_the_phones_own_calendar_gets_a_feed(client, area):
    reply = client.get(f"/feeds/ja/{area}.ics")
    assert reply.mimetype == "text/calendar"
    assert reply.text.startswith("BEGIN:VCALENDAR")


def test_every_page_says_whose_data_it_is(client):
    assert 'id="about-data"' in client.get("/").text


def test_the_app_says_that_it_is_well(client):
    assert client.get("/healthz").get_json()["status"] == "ok"


def test_all_languages_have_the_same_words():
    assert check_languages(HERE / "languages") == []
