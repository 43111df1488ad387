"""Answers that can be and those that cannot, with every fault told at once."""

from __future__ import annotations

import pytest

from civickit.core.errors import InvalidRecord, UnknownName
from civickit.projects.answers import checked, derived_slug, fits, slug_problem, title_problem
from civickit.projects.templates import find_template

MAP = find_template("map_app")


def test_what_nobody_answers_is_the_default_in_the_templates_order() -> None:
    values = checked(MAP, {"lang": "en"})
    assert list(values) == list(MAP.defaults)
    assert values["lang"] == "en"
    assert values["slug"] == "my_map"
    assert checked(MAP, {})["lang"] == "ja"


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("kita_map", ""),
        ("a", ""),
        ("a" * 40, ""),
        ("kita-map2", ""),
        ("a" * 41, "shape"),
        ("", "shape"),
        ("Kita", "shape"),
        ("2kita", "shape"),
        ("_kita", "shape"),
        ("kita map", "shape"),
        ("../kita", "shape"),
        ("kita\n", "shape"),
        ("北町", "shape"),
        ("ｋｉｔａ", "shape"),
        ("con", "device"),
        ("com1", "device"),
        ("class", "keyword"),
        ("match", "keyword"),
        ("civickit", "kit"),
    ],
)
def test_what_may_name_a_folder(slug: str, code: str) -> None:
    assert slug_problem(slug) == code


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Kita Map!", "kita_map"),
        ("Kita's map, 2026", "kita_s_map_2026"),
        ("北町の消火栓マップ", ""),
        ("Kita 北", ""),
        ("2nd map", ""),
        ("import", ""),
        ("", ""),
    ],
)
def test_only_plain_letters_become_a_folder_without_asking(title: str, slug: str) -> None:
    assert derived_slug(title) == slug


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("北町の消火栓マップ", ""),
        ('"); x [evil] <script> {{ 7*7 }} \\', ""),
        ("👨‍👩‍👧 の地図", ""),
        ("a\nb", "signs"),
        ("a\tb", "signs"),
        ("a\x00b", "signs"),
        ("a\x1b[31m", "signs"),
        ("a\u2028b", "signs"),
        ("a\ud800", "signs"),
        ("  ", "empty"),
        ("a" * 81, "long"),
    ],
)
def test_what_may_name_an_app(title: str, code: str) -> None:
    assert title_problem(title) == code


def test_an_answer_that_nobody_asked_for_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'title'"):
        checked(MAP, {"titel": "x"})


WRONG = {
    "slug": "con",
    "title": "a\nb",
    "lang": "fr",
    "schema": "Water Points",
    "data_path": "../secret.csv",
    "data_date": "yesterday",
    "data_licence": "CC\nBY",
    "data_licence_url": "javascript:alert(1)",
    "data_page": "https://e.org/<script>",
    "data_title": 7,
    "data_columns": {"lat": "a\nb"},
}


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InvalidRecord) as caught:
        checked(MAP, WRONG)
    assert set(caught.value.errors) == set(WRONG)


@pytest.mark.parametrize("columns", ["lat", {"lat": 0}, {"lat": ""}, {"Lat x": 1}, {"lat": True}])
def test_columns_are_fields_with_a_header_or_a_number(columns: object) -> None:
    with pytest.raises(InvalidRecord, match="data_columns"):
        checked(MAP, {"data_columns": columns})
    assert checked(MAP, {"data_columns": {"lat": 3, "lon": "経度(10進)"}})


def test_what_is_known_of_data_is_taken_only_where_it_fits() -> None:
    assert fits("data_date", "2026-04-01")
    assert not fits("data_date", "April 2026")
    assert fits("data_page", "")
    assert not fits("data_page", "ftp://e.org/x")
