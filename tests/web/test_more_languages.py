"""An app that offers more than the three languages: its switch, its words, its headers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string

from civickit.core.errors import InvalidRecord
from civickit.web.languages import Languages, choose, long_date
from civickit.web.shell import DataInfo, equip

OFFERED = ("ja", "ja_easy", "en", "pt", "zh_TW", "xq")
PAGE = "{% extends 'kit/base.html' %}{% block main %}<h1>{{ t('greeting') }}</h1>{% endblock %}"
MARKED = "垃圾{{ lang_attr('もえるごみ') }}|{{ lang_attr('垃圾') }}"
INFO = DataInfo("見本", "2026-11-01", "", "", "", fictional=True, rows=1, version="0a")


@pytest.fixture
def words(tmp_path: Path) -> Path:
    texts = {"ja": "こんにちは", "ja_easy": "こんにちは", "en": "Hello", "pt": "Olá"}
    for lang, greeting in texts.items():
        told = {"greeting": greeting, "app_name": "App"}
        (tmp_path / f"{lang}.json").write_text(json.dumps(told), encoding="utf-8")
    return tmp_path


@pytest.fixture
def client(words: Path) -> Any:
    app = Flask("many")
    equip(app, languages=words, data=lambda: INFO, name="many", version="1", more_languages=OFFERED)
    app.add_url_rule("/", "home", lambda: render_template_string(PAGE))
    return app.test_client()


def test_the_switch_shows_each_language_by_its_own_name_or_its_code(client: Any) -> None:
    switch = client.get("/?lang=pt").text.split("</nav>")[0].split('class="languages"')[1]
    found = re.findall(r'\?lang=(\w+)" lang="([\w-]+)".*?>(?:\n| )*([^<]+)', switch, re.DOTALL)
    assert found == [
        ("ja", "ja", "日本語"),
        ("ja_easy", "ja", "やさしい"),
        ("en", "en", "English"),
        ("pt", "pt", "Português"),
        ("zh_TW", "zh-TW", "繁體中文"),
        ("xq", "xq", "xq"),
    ]
    assert switch.count('aria-current="true"') == 1


@pytest.mark.parametrize(
    ("lang", "html_lang", "greeting"),
    [("pt", "pt", "Olá"), ("zh_TW", "zh-TW", "Hello"), ("xq", "xq", "Hello")],
)
def test_a_further_language_is_chosen_said_and_remembered(
    client: Any, lang: str, html_lang: str, greeting: str
) -> None:
    page = client.get(f"/?lang={lang}")
    assert f'<html lang="{html_lang}"' in page.text
    assert f"<h1>{greeting}</h1>" in page.text
    assert page.headers["Content-Language"] == html_lang
    assert {"Accept-Language", "Cookie"} <= set(page.headers["Vary"].split(", "))
    assert page.headers["Set-Cookie"].startswith(f"lang={lang};")
    assert f"<h1>{greeting}</h1>" in client.get("/").text


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("pt-BR,pt;q=0.9,ja;q=0.8", "pt"),
        ("ja,pt;q=0.9", "ja"),
        ("zh-TW,zh;q=0.9,en;q=0.1", "zh_TW"),
        ("zh-CN,zh;q=0.9", "ja_easy"),
        ("vi, en;q=0.2", "en"),
        ("xq", "xq"),
        ("ja-easy", "ja"),
    ],
)
def test_the_browser_gets_a_further_language_where_it_is_offered(
    header: str, expected: str
) -> None:
    assert choose(None, None, header, OFFERED) == expected


def test_a_language_that_is_not_offered_changes_nothing(client: Any) -> None:
    page = client.get("/?lang=vi")
    assert page.headers["Content-Language"] == "ja"
    assert "Set-Cookie" not in page.headers


def test_texts_for_a_script_are_borrowed_in_the_same_order(words: Path) -> None:
    said = Languages(words, more=["pt"])
    assert said.starting("pt", "greeting") == {"greeting": "Olá"}
    assert said.text("pt", "home") == said.text("en", "home")
    assert Languages(words).text("pt", "greeting") == "Hello", "not offered: English"


@pytest.mark.parametrize("code", ["", "P", "pt/../en", "../x", "pt\n", "Português", "pt'><b>"])
def test_what_is_no_code_is_refused(words: Path, code: str) -> None:
    with pytest.raises(InvalidRecord, match="language"):
        Languages(words, more=[code])


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh_TW", "2026年2月3日"),
        ("ko", "2026년 2월 3일"),
        ("pt", "2026-02-03"),
        ("vi", "2026-02-03"),
    ],
)
def test_dates_in_further_languages(lang: str, said: str) -> None:
    assert long_date("2026-02-03", lang) == said


def test_on_a_chinese_page_only_kana_are_surely_japanese(client: Any) -> None:
    client.application.add_url_rule("/words", "said", lambda: render_template_string(MARKED))
    assert client.get("/words?lang=zh_TW").text == '垃圾 lang="ja"|'
    assert client.get("/words?lang=pt").text == '垃圾 lang="ja"| lang="ja"'
