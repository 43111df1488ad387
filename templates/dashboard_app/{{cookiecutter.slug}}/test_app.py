{% set en = cookiecutter.lang == "en" %}
"""{{ "What must go on working. Needs no network: python -m pytest" if en else "動き続けてほしいこと。ネットワークは要りません: python -m pytest" }}"""

from __future__ import annotations

from pathlib import Path

import pytest
from civickit.desk.settings import read_settings
from streamlit.testing.v1 import AppTest

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def own_data(monkeypatch):
    monkeypatch.delenv("CIVICKIT_DATA", raising=False)


def opened(lang, number=0):
    """{{ "The page in a language, with one of its files chosen." if en else "その言語の画面。何番目かのファイルを選んだところ。" }}"""
    app = AppTest.from_file(str(HERE / "app.py"), default_timeout=60)
    app.query_params["lang"] = lang
    app.run()
    return app.selectbox[0].set_value(number).run() if number else app


def numbers():
    return range(len(read_settings(HERE).data))


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
@pytest.mark.parametrize("number", numbers())
def test_every_file_is_shown_in_every_language(lang, number):
    app = opened(lang, number)
    assert not app.exception
    assert not app.error
    assert len(app.dataframe[0].value)


@pytest.mark.parametrize("number", numbers())
def test_every_row_has_one_fate(number):
    told = [metric.value for metric in opened("en", number).metric][:4]
    rows, kept, _, refused = (int(count.replace(",", "")) for count in told)
    assert rows == kept + refused
    assert kept


def test_the_page_says_whose_data_it_is():
    data = read_settings(HERE).data[0]
    text = " ".join(element.value for element in opened("en").get("html"))
    assert "Licence" in text
    assert data.date in text or data.date[:4] in text


def test_the_reader_can_bring_a_file():
    app = opened("en", len(numbers()))
    assert not app.exception
    assert len(app.get("file_uploader")) == 1
