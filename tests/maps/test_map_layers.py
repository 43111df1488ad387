"""Records to the compact data of the map, and hostile text on its way into a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit.core.errors import InvalidRecord
from civickit.maps.escape import safe, script_json
from civickit.maps.layers import Kind, areas_layer, lines_layer, points_data, points_layer

KINDS = {"hydrant": Kind("消火栓", "circle", "#c1121f", "消")}
HYDRANT = {"lat": 38.4, "lon": 146.0, "kind": "hydrant", "key": "a1", "name": "1号"}
STREET = {
    "type": "Feature",
    "properties": {"class": "lane", "name": "桜通り", "owner": "somebody"},
    "geometry": {"type": "LineString", "coordinates": [[146.0, 38.4], [146.01, 38.4]]},
}
STREETS = {"type": "FeatureCollection", "features": [STREET]}


def test_records_become_short_rows() -> None:
    data = points_data([{**HYDRANT, "lon": 146.00000049, "lines": ["青葉町1", "65 mm"]}], KINDS)
    assert data["points"] == [[38.4, 146.0, "hydrant", "a1", "1号", "青葉町1", "65 mm"]]
    assert data["kinds"]["hydrant"] == {
        "word": "消火栓",
        "shape": "circle",
        "color": "#c1121f",
        "letter": "消",
    }


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"lat": float("nan")}, "lat: nan of point 'a1'"),
        ({"lat": 91}, "lat: 91 of point 'a1' is not a number from -90 to 90"),
        ({"lon": "146.0"}, "lon: '146.0' of point 'a1'"),
        ({"lon": None}, "lon: None of point 'a1'"),
        ({"kind": "fountain"}, "kind: 'fountain' of point 'a1' is none of hydrant"),
    ],
)
def test_a_record_that_cannot_be_drawn_is_named(change: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidRecord, match=told):
        points_data([{**HYDRANT, **change}], KINDS)


def test_a_shape_nobody_can_draw_is_named() -> None:
    with pytest.raises(InvalidRecord, match="'blob' of kind 'hydrant' is none of circle"):
        points_data([], {"hydrant": Kind("消火栓", "blob")})


def test_a_layer_from_an_address_may_bring_its_own_words() -> None:
    layer = points_layer("/points.json", KINDS, href="/points/{key}", legend=False)
    assert layer["data"] == "/points.json"
    assert layer["options"]["href"] == "/points/{key}"
    assert layer["options"]["kinds"]["hydrant"]["letter"] == "消"
    assert layer["options"]["legend"] is False


def test_a_prepared_document_is_taken_as_it_is() -> None:
    data = points_data([HYDRANT], KINDS)
    assert points_layer(data)["data"] is data


def test_lines_carry_only_what_is_drawn(tmp_path: Path) -> None:
    file = tmp_path / "streets.geojson"
    file.write_text(json.dumps(STREETS), encoding="utf-8")
    layer = lines_layer(file)
    assert layer["data"]["features"][0]["properties"] == {"class": "lane", "name": "桜通り"}
    assert layer["data"] == lines_layer(STREETS)["data"]
    assert areas_layer(STREETS, by="owner")["data"]["features"][0]["properties"] == {
        "name": "桜通り",
        "owner": "somebody",
    }


def test_what_is_not_a_feature_collection_is_told() -> None:
    with pytest.raises(InvalidRecord, match="not a FeatureCollection"):
        lines_layer({"type": "Feature"})


@given(st.text())
def test_script_json_keeps_the_text_and_cannot_end_a_script(text: str) -> None:
    made = script_json({"text": text})
    assert json.loads(made) == {"text": text}
    assert not any(bad in made for bad in ("<", ">", "&", "\u2028", "\u2029"))


@given(st.text())
def test_safe_text_is_the_same_text_for_the_reader(text: str) -> None:
    import html

    made = safe(text)
    assert html.unescape(made) == html.unescape(html.escape(text))
    assert not any(bad in made for bad in ("<", ">", '"', "'", "`", "$", "\\", "{"))
