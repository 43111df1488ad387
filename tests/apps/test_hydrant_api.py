"""The API is what its description says, and the description is all there is."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate


@pytest.fixture
def description(small_client: Any) -> Any:
    return small_client.get("/api/openapi.json").get_json()


def check(description: Any, path: str, status: int, answer: Any) -> None:
    """Hold an answer against the schema that the description promises for it."""
    response = description["paths"][path]["get"]["responses"][str(status)]
    (media,) = response["content"].values()
    schema = media["schema"] | {"components": description["components"]}
    Draft202012Validator(schema).validate(answer)


def test_the_description_is_valid_openapi(description: Any) -> None:
    validate(description)


def test_the_description_names_exactly_the_real_paths(description: Any, small_client: Any) -> None:
    rules = [rule.rule for rule in small_client.application.url_map.iter_rules()]
    real = {re.sub(r"<\w+>", "{id}", rule) for rule in rules if rule.startswith("/api/")}
    assert set(description["paths"]) == real | {"/healthz"}


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/api/nearest", "/api/nearest?lat=38.4&lon=146", 200),
        ("/api/nearest", "/api/nearest?lat=38.4&lon=146&n=1&within_m=100", 200),
        ("/api/nearest", "/api/nearest?lat=38.4&lon=146&accuracy_m=30", 200),
        ("/api/nearest", "/api/nearest?lat=-38.4&lon=-146", 200),
        ("/api/nearest", "/api/nearest?lat=x&lon=146", 400),
        ("/api/points.geojson", "/api/points.geojson", 200),
        ("/api/points/{id}", "/api/points/A3", 200),
        ("/api/points/{id}", "/api/points/none", 404),
        ("/api/openapi.json", "/api/openapi.json", 200),
        ("/healthz", "/healthz", 200),
    ],
)
def test_answers_keep_their_promise(
    description: Any, small_client: Any, path: str, asked: str, status: int
) -> None:
    reply = small_client.get(asked)
    assert reply.status_code == status
    check(description, path, status, json.loads(reply.data))


def test_the_nearest_three(small_client: Any) -> None:
    answer = small_client.get("/api/nearest?lat=38.4&lon=146.0&n=3").get_json()
    told = [(one["id"], one["usable"], one["hoses"]) for one in answer["results"]]
    assert told == [("A1", False, 3), ("A2", True, 5), ("A3", True, 6)]
    first = answer["results"][0]
    assert first["kind"] == "hydrant"
    assert first["state"] == "unusable"
    assert first["distance_m"] == pytest.approx(33.3, abs=0.1)
    assert first["bearing_deg"] == pytest.approx(0, abs=0.1)
    assert first["diameter_mm"] == 75
    assert first["pole_offset_m"] == 2.4
    assert answer["searched_m"] == 10_000
    assert not answer["outside"]
    assert answer["data"]["rows"] == 6


def test_one_radius_and_no_farther(small_client: Any) -> None:
    answer = small_client.get("/api/nearest?lat=38.4&lon=146.0&within_m=70").get_json()
    assert [one["id"] for one in answer["results"]] == ["A1", "A2"]
    assert answer["searched_m"] == 70


def test_undecided_pairs_are_named(small_client: Any) -> None:
    answer = small_client.get("/api/nearest?lat=38.4&lon=146.0&accuracy_m=25").get_json()
    assert answer["undecided"] == ["A2", "A3"]


@pytest.mark.parametrize(
    ("query", "parameter", "value"),
    [
        ("lat=38.4", "lon", ""),
        ("lat=north&lon=146", "lat", "north"),
        ("lat=38.4&lon=999", "lon", "999"),
        ("lat=38.4&lon=146&n=0", "n", "0"),
        ("lat=38.4&lon=146&n=201", "n", "201"),
        ("lat=38.4&lon=146&n=2.5", "n", "2.5"),
        ("lat=38.4&lon=146&within_m=0", "within_m", "0"),
        ("lat=38.4&lon=146&within_m=far", "within_m", "far"),
        ("lat=38.4&lon=146&accuracy_m=-1", "accuracy_m", "-1"),
    ],
)
def test_bad_parameters_are_named(
    small_client: Any, query: str, parameter: str, value: str
) -> None:
    reply = small_client.get(f"/api/nearest?{query}", headers={"Accept-Language": "en"})
    assert reply.status_code == 400
    error = reply.get_json()["error"]
    assert (error["parameter"], error["value"]) == (parameter, value)
    assert parameter in error["message"]


def test_other_methods_are_refused(small_client: Any) -> None:
    assert small_client.post("/api/nearest").status_code == 405


def test_points_as_geojson_are_longitude_first(small_client: Any) -> None:
    reply = small_client.get("/api/points.geojson")
    assert reply.mimetype == "application/geo+json"
    document = json.loads(reply.data)
    assert len(document["features"]) == 6
    assert document["features"][0]["geometry"]["coordinates"] == [146.0, 38.4003]


def test_health_tells_the_data(small_client: Any) -> None:
    told = small_client.get("/healthz").get_json()
    assert told["status"] == "ok"
    assert told["reload"] == "ok"
    assert told["data"]["rows"] == 6
