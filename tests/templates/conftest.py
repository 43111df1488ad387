"""Every template of the registry, baked once for each answer that changes something."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from civickit.projects.bake import bake
from civickit.projects.templates import Template, find_template, template_names

WATER = """種別,番号,所在地,緯度,経度
消火栓,1,見本町一丁目,37.2865,140.3727
消火栓,2,見本町二丁目,37.2871,140.3741
防火水槽,3,見本町三丁目,37.2880,140.3702
"""
DAYS = """地区,種類,収集日
北町,燃やすごみ,毎週 月・木
南町,燃やすごみ,毎週 火・金
"""
STREETS = """{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"id": 1, "kid": 7, "name": "一番町通り"}, "geometry":
 {"type": "LineString", "coordinates": [[140.3702, 37.2865], [140.3727, 37.2865]]}},
{"type": "Feature", "properties": {"id": 2, "kid": 8, "priority": 1}, "geometry":
 {"type": "LineString", "coordinates": [[140.3727, 37.2865], [140.3727, 37.2880]]}}]}
"""
OPTIONS: dict[str, dict[str, Any]] = {
    "default": {},
    "title": {"title": 'Kita\'s "map" <b> {{ 1 }} \\ 地図'},
    "data": {
        "schema": "water_point",
        "data_path": "data/water.csv",
        "data_title": "見本の消火栓",
        "data_report": "3 行のうち 3 行を使います。",
    },
    "columns": {
        "schema": "water_point",
        "data_path": "data/water.csv",
        "data_columns": {"number": "番号", "address": 3},
    },
    "told": {
        "schema": "water_point",
        "data_path": "data/water.csv",
        "data_licence": "CC BY 4.0",
        "data_licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "data_attribution": '須賀川市「"消火栓"」',
        "data_page": "https://example.org/dataset/1",
        "data_date": "2026-04-01",
        "data_fetched": "2026-05-02",
        "data_doubt": 'may be "incomplete"',
    },
}
"""One option at a time: what a template does with each, not with all of them together."""


def options_of(template: Template, option: str) -> dict[str, Any]:
    """The answers of an option that this template asks for; a calendar's data is a folder."""
    told = dict(OPTIONS[option])
    if template.data == "streets" and "data_path" in told:
        told["data_path"] = "data/streets.geojson"
        told |= {"data_columns": {"id": "kid"}} if "data_columns" in told else {}
    if template.data == "collection" and "data_path" in told:
        told["data_path"] = "data"
    return {name: answer for name, answer in told.items() if name in template.defaults}


def put_data(project: Path, path: str) -> list[str]:
    """Small data made by hand, where the project's civic.toml says."""
    name, text = data_of(path)
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text(text, "utf-8")


def data_of(path: str) -> tuple[str, str]:
    """The name and the text of the file that is put there."""
    if path == "data":
        return f"{path}/collection.csv", DAYS
    return path, STREETS if path.endswith(".geojson") else WATER


Baked = Callable[[str, str], Path]


@pytest.fixture(scope="module", params=template_names())
def template(request: pytest.FixtureRequest) -> Template:
    return find_template(request.param)


@pytest.fixture(scope="module")
def baked(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Baked:
    """The project baked in a language with one of OPTIONS, its data in place."""
    made: dict[tuple[str, str], Path] = {}

    def give(lang: str, option: str) -> Path:
        if (lang, option) not in made:
            told = options_of(template, option)
            answers = {"slug": f"{option}_{lang}", "lang": lang, **told}
            project = bake(template, answers, tmp_path_factory.mktemp(template.name))
            if path := told.get("data_path"):
                put_data(project, path)
            made[lang, option] = project
        return made[lang, option]

    return give
