"""Ready for strangers? What the check says of the streets of a live app."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from civickit.projects.bake import bake
from civickit.projects.templates import find_template
from civickit.ship._check_data import data_file
from civickit.ship._check_files import project_files
from civickit.ship._check_page import Page
from civickit.ship._check_people import privacy
from civickit.ship._project import read_project
from civickit.ship.check import ATTENTION, FAIL, OK, Finding, Subject

LINE = {"type": "LineString", "coordinates": [[139.9, 37.5], [139.91, 37.5]]}
POINT = {"type": "Point", "coordinates": [139.9, 37.5]}


def project(folder: Path, *geometries: dict[str, object], id_property: str = "no") -> Path:
    answers = {"slug": "plows", "lang": "en", "data_path": "data/streets.geojson"}
    made = bake(find_template("live_app"), {**answers, "data_columns": {"id": id_property}}, folder)
    features = [
        {"type": "Feature", "properties": {"no": f"A{number}"}, "geometry": one}
        for number, one in enumerate(geometries)
    ]
    (made / "data").mkdir()
    told = json.dumps({"type": "FeatureCollection", "features": features})
    (made / "data/streets.geojson").write_text(told, "utf-8")
    return made


def found(folder: Path) -> Finding:
    return data_file(Subject(read_project(folder), Page()))


def test_streets_are_read_as_the_app_reads_them(tmp_path: Path) -> None:
    finding = found(project(tmp_path, LINE, LINE))
    assert (finding.state, finding.values["streets"]) == (OK, 2)
    assert finding.found("en") == "all 2 streets of data/streets.geojson can be used."


def test_lines_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    finding = found(project(tmp_path, LINE, POINT))
    assert (finding.state, finding.values["left_out"]) == (ATTENTION, 1)


@pytest.mark.parametrize(
    ("geometry", "id_property", "why"),
    [(LINE, "number", "number"), (POINT, "no", "is no street network")],
)
def test_what_is_no_network_is_told_with_what_to_do(
    tmp_path: Path, geometry: dict[str, object], id_property: str, why: str
) -> None:
    finding = found(project(tmp_path, geometry, id_property=id_property))
    assert finding.state == FAIL
    assert why in finding.found("en")
    assert "id_property" in finding.todo("ja")


def test_what_it_keeps_is_not_what_strangers_get(tmp_path: Path) -> None:
    made = project(tmp_path, LINE)
    (made / "state").mkdir()
    (made / "state/secret_key").write_text("a" * 64, "utf-8")
    assert "civic.toml" in project_files(made)
    assert [name for name in project_files(made) if name.startswith("state")] == []


def test_what_is_taken_is_a_short_list_that_begins_with_positions(tmp_path: Path) -> None:
    app = Flask("doors")
    for number in range(9):
        app.add_url_rule(f"/door{number}", f"door{number}", str, methods=["POST"])
    page = Page(app=app, scripts="navigator.geolocation")
    finding = privacy(Subject(read_project(project(tmp_path, LINE)), page))
    assert str(finding.values["taken"]).startswith("geolocation, POST /door0, ")
    assert str(finding.values["taken"]).endswith(" (+5)")
