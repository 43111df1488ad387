"""Which templates there are, and that a new one is one folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from civickit.core.errors import UnknownName
from civickit.projects import templates as registry
from civickit.projects.templates import find_template, template_names, templates, templates_folder

ASKED = {
    "slug",
    "title",
    "lang",
    "schema",
    "data_path",
    "data_title",
    "data_date",
    "data_licence",
    "data_licence_url",
    "data_attribution",
    "data_page",
    "data_fetched",
    "data_doubt",
    "data_report",
    "data_columns",
}


def test_map_app_comes_first() -> None:
    assert template_names()[0] == "map_app"


def test_folders_that_begin_with_an_underscore_are_no_templates() -> None:
    there = {path.name for path in templates_folder().iterdir() if path.is_dir()}
    assert {"_frame", "_escape"} <= there
    assert not [name for name in template_names() if name.startswith("_")]


@pytest.mark.parametrize("template", templates(), ids=template_names())
def test_every_template_says_what_it_is_in_both_languages(template) -> None:
    for words in (template.title, template.sentence, template.called):
        assert set(words) == {"ja", "en"}
        assert all(words.values())
    assert template.data in {"positions", "any", "collection", "streets"}
    assert template.extra
    assert template.own


@pytest.mark.parametrize("template", templates(), ids=template_names())
def test_every_template_asks_what_the_command_answers(template) -> None:
    unasked = {"collection": {"schema", "data_columns"}, "streets": {"schema"}}
    assert set(template.defaults) >= ASKED - unasked.get(template.data, set())
    assert template.context["lang"] == ["ja", "en"]
    rendered = [name for name in template.context if name.startswith("__")]
    assert rendered == ["__prompts__"], "bake renders no variables of its own"
    assert set(template.context["__prompts__"]) == set(template.defaults)


def test_a_name_that_is_none_is_a_sentence_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'map_app'"):
        find_template("map_ap")


def test_a_new_template_is_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "templates"
    shutil.copytree(templates_folder(), folder)
    shutil.copytree(folder / "map_app", folder / "tree_app")
    monkeypatch.setattr(registry, "templates_folder", lambda: folder)
    assert template_names()[:2] == ["map_app", "tree_app"]
    assert find_template("tree_app").title["ja"] == "地図"
