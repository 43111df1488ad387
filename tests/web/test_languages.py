"""Which language a reader gets, and whether every language says everything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit.core.errors import InvalidRecord
from civickit.web.languages import LANGUAGES, SHARED, Languages, check_languages, choose, long_date

BROWSERS = {
    "": "ja",
    "*": "ja",
    "ja": "ja",
    "ja-JP,ja;q=0.9,en-US;q=0.8,en;q=0.7": "ja",
    "en": "en",
    "EN-gb": "en",
    "en-US,en;q=0.9,ja;q=0.8": "en",
    "ja;q=0.5, en;q=0.8": "en",
    "en;q=0.5,ja;q=0.5": "en",
    "fr-FR,fr;q=0.9,en;q=0.8": "en",
    "zh-CN,zh;q=0.9": "ja_easy",
    "pt-BR": "ja_easy",
    "vi, *;q=0.1": "ja_easy",
    "ja;q=0, en;q=0.1": "en",
    "en;q=0": "ja",
    "fr;q=0": "ja",
    "en;q=broken, ja;q=0.2": "ja",
    ";q=1,,;": "ja",
    "english": "ja_easy",
}


@pytest.mark.parametrize(("header", "expected"), BROWSERS.items())
def test_the_browser_language(header, expected):
    assert choose(None, None, header) == expected


@pytest.mark.parametrize(
    ("query", "cookie", "expected"),
    [
        ("en", "ja_easy", "en"),
        (None, "ja_easy", "ja_easy"),
        ("xx", "ja_easy", "ja_easy"),
        ("xx", "yy", "ja"),
        ("", "", "ja"),
        ("JA", None, "ja"),
    ],
)
def test_the_address_wins_over_the_cookie_over_the_browser(query, cookie, expected):
    assert choose(query, cookie, "ja") == expected


@given(st.text(max_size=80))
def test_any_header_gives_a_language(header):
    assert choose(header, header, header) in LANGUAGES


def test_shared_languages_say_everything():
    assert check_languages(SHARED, Path(SHARED).parent / "templates") == []


def write(folder: Path, **texts: dict[str, object]) -> Path:
    for lang, content in texts.items():
        (folder / f"{lang}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_a_missing_text_is_borrowed(tmp_path):
    folder = write(
        tmp_path, ja={"a": "あ", "b": "い"}, ja_easy={"a": "やさしい"}, en={"a": "A", "c": "C"}
    )
    words = Languages(folder)
    assert [words.text("ja_easy", key) for key in "abc"] == ["やさしい", "い", "C"]
    assert words.text("en", "b") == "い"
    assert words.text("ja", "nobody_has_this") == "nobody_has_this"
    assert words.starting("ja_easy", "a")["a"] == "やさしい"


def test_an_app_overrides_a_shared_text(tmp_path):
    words = Languages(write(tmp_path, ja={"home": "地図へ"}))
    assert words.text("ja", "home") == "地図へ"
    assert words.text("en", "home") == "To the first page"


def test_check_languages_names_each_fault(tmp_path):
    folder = write(
        tmp_path,
        ja={"a": "{n} 件", "b": "い", "c": "う"},
        ja_easy={"a": "{n} こ", "b": "い", "c": " "},
        en={"a": "{count} found", "c": "C"},
    )
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "page.html").write_text("{{ t('a', n=1) }}{{ t( \"gone\" ) }}{{ t('home') }}")
    assert check_languages(folder, templates) == [
        "en.json fills other names into 'a': ['count']",
        "en.json has no text for 'b'",
        "ja_easy.json has an empty text for 'c'",
        "'gone' is used in a template but has no text",
    ]


@pytest.mark.parametrize("content", ["{", "[]", '{"a": 1}', '{"a": {"b": "c"}}'])
def test_a_broken_language_file_is_named(tmp_path, content):
    (tmp_path / "en.json").write_text(content)
    with pytest.raises(InvalidRecord, match=r"en\.json"):
        Languages(tmp_path)


@pytest.mark.parametrize(
    ("iso", "lang", "expected"),
    [
        ("2026-11-01", "ja", "2026年11月1日"),
        ("2026-11-01", "ja_easy", "2026年11月1日"),
        ("2026-12-22", "en", "22 December 2026"),
        ("2013", "en", "2013"),
        ("", "ja", ""),
    ],
)
def test_dates_as_people_write_them(iso, lang, expected):
    assert long_date(iso, lang) == expected


def test_lang_is_remembered_for_a_year(client):
    said = client.get("/?lang=en").headers["Set-Cookie"]
    assert said.startswith("lang=en;")
    assert "Max-Age=31536000" in said
    assert "SameSite=Lax" in said
    assert "Secure" not in said
    assert "Hello" in client.get("/").text


def test_the_cookie_is_secure_on_https(client):
    assert "Secure" in client.get("/?lang=en", base_url="https://localhost").headers["Set-Cookie"]


@pytest.mark.parametrize(
    "lang", ["xx", "", "EN", "en%0d%0aSet-Cookie:%20a=b", "en;path=/", "%22%3E%3Cscript%3E", "%ff"]
)
def test_an_unknown_lang_changes_nothing(client, lang):
    page = client.get(f"/?lang={lang}")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert page.headers["Content-Language"] == "ja"
    assert "<script>" not in page.text


def test_json_sets_no_cookie(client):
    assert "Set-Cookie" not in client.get("/api/number?lat=1&lang=en").headers
    assert "Set-Cookie" not in client.get("/api/number?lang=en").headers


def test_language_links_keep_the_other_parameters(client):
    page = client.get("/?q=%E6%B6%88%26&tag=a&tag=b&lang=en").text
    assert 'href="?q=%E6%B6%88%26&amp;tag=a&amp;tag=b&amp;lang=ja_easy"' in page
    assert page.count('aria-current="true"') == 1
    assert 'hreflang="en" aria-current="true">English' in page


def test_only_answers_in_words_vary_by_language(client):
    page = client.get("/")
    assert "accept-language" in page.vary
    assert "cookie" in page.vary
    assert "accept-language" not in client.get("/data").vary
    assert "accept-language" not in client.get("/api/number?lat=1").vary


@pytest.mark.parametrize(("lang", "html"), [("ja", "ja"), ("ja_easy", "ja"), ("en", "en")])
def test_the_page_says_its_language(client, lang, html):
    page = client.get(f"/?lang={lang}")
    assert f'<html lang="{html}" data-lang="{lang}">' in page.text
    assert page.headers["Content-Language"] == html


def test_japanese_words_on_an_english_page_are_marked(client):
    assert '<dd lang="ja">見本町</dd>' in client.get("/?lang=en").text
    assert "<dd>見本町</dd>" in client.get("/?lang=ja").text
