"""civic.toml of a dashboard, and what `civickit run` hands over instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from civickit.core.errors import InvalidRecord
from civickit.desk.settings import read_settings

TOML = """
[app]
name = "snow"
lang = "en"
[title]
en = "Snow"
[data]
path = "data/snow.csv"
title = { ja = "雪", en = "Snow" }
fictional = true
[data.columns]
lat = "Y"
[series]
time = "t"
value = "v"
[[also]]
path = "data/home.csv"
kind = "household_energy"
title = "Home"
"""


def settings(folder: Path, text: str = TOML):
    (folder / "civic.toml").write_text(text, "utf-8")
    return read_settings(folder)


def test_every_file_of_the_project(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert (found.name, found.lang) == ("snow", "en")
    first, second = found.data
    assert first.path == tmp_path / "data/snow.csv"
    assert (first.titled("ja"), first.titled("ja_easy"), first.titled("en")) == ("雪", "雪", "Snow")
    assert (first.time, first.value, first.fictional) == ("t", "v", True)
    assert first.columns == {"lat": "Y"}
    assert (second.kind, second.titled("ja"), second.fictional) == (
        "household_energy",
        "Home",
        False,
    )


def test_without_a_file_there_is_nothing_but_the_upload(tmp_path: Path) -> None:
    assert read_settings(tmp_path).data == ()
    assert settings(tmp_path, '[data]\npath = ""').data == ()


def test_data_that_was_handed_over_takes_the_place_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"DATA": "/somewhere/x.csv", "ABOUT": {"title": {"ja": "川"}}, "MAPPING": {"lat": 2}}
    monkeypatch.setenv("CIVICKIT_DATA", json.dumps(told))
    (data,) = settings(tmp_path).data
    assert data.path == Path("/somewhere/x.csv")
    assert data.titled("ja") == "川"
    assert data.columns == {"lat": 2}
    assert not data.fictional


def test_columns_alone_belong_to_the_projects_own_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIVICKIT_DATA", json.dumps({"MAPPING": {"lon": "X"}}))
    first, _ = settings(tmp_path).data
    assert first.columns == {"lat": "Y", "lon": "X"}
    assert first.fictional


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[data", "civic.toml"),
        ("data = 3", "make it a part"),
        ("[data]\npath = 'x'\nkind = 'weather'", "household_energy"),
        ("also = 3", "also"),
        ("[data]\npath = 'x'\ncolumns = 3", "columns"),
    ],
)
def test_what_is_wrong_in_civic_toml_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InvalidRecord, match=said):
        settings(tmp_path, text)


@pytest.mark.parametrize("text", ["x.csv", "[]", '{"ABOUT": 3}', "{"])
def test_what_civickit_run_never_sets_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("CIVICKIT_DATA", text)
    with pytest.raises(InvalidRecord, match="CIVICKIT_DATA"):
        settings(tmp_path)
