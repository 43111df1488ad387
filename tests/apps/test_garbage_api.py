"""The garbage calendar's API is what its description says, and the description is all there is."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate


@pytest.fixture
def description(calendar_client: Any) -> Any:
    return calendar_client.get("/api/openapi.json").get_json()


def test_the_description_is_valid_openapi(description: Any) -> None:
    validate(description)


def test_the_description_names_exactly_the_real_paths(
    description: Any, calendar_client: Any
) -> None:
    rules = [rule.rule for rule in calendar_client.application.url_map.iter_rules()]
    real = {re.sub(r"<\w+>", "{id}", rule) for rule in rules if rule.startswith("/api/")}
    assert set(description["paths"]) == real - {"/api/"} | {"/healthz"}


def test_the_page_about_the_api_tells_every_path_and_parameter(
    description: Any, calendar_client: Any
) -> None:
    page = html.unescape(calendar_client.get("/api/").text)
    for path, ways in description["paths"].items():
        assert f"<code>{path}</code>" in page
        for one in ways["get"].get("parameters", ()):
            assert one["description"] in page
    for example in re.findall(r'<a href="(/[^"]*)"><code>', page):
        assert calendar_client.get(example).status_code == 200


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/api/areas", "/api/areas", 200),
        ("/api/areas/{id}/days", "/api/areas/north/days", 200),
        ("/api/areas/{id}/days", "/api/areas/over/days?from=2025-04-01&to=2025-05-01", 200),
        ("/api/areas/{id}/days", "/api/areas/north/days?from=yesterday", 400),
        ("/api/areas/{id}/days", "/api/areas/none/days", 404),
        ("/api/items", "/api/items", 200),
        ("/api/items", "/api/items?q=furaipan&lang=en", 200),
        ("/api/items", "/api/items?n=0", 400),
        ("/api/openapi.json", "/api/openapi.json", 200),
        ("/healthz", "/healthz", 200),
    ],
)
def test_answers_keep_their_promise(
    description: Any, calendar_client: Any, path: str, asked: str, status: int
) -> None:
    reply = calendar_client.get(asked)
    assert reply.status_code == status
    response = description["paths"][path]["get"]["responses"][str(status)]
    (media,) = response["content"].values()
    schema = media["schema"] | {"components": description["components"]}
    Draft202012Validator(schema).validate(json.loads(reply.data))


def test_the_days_of_an_area(calendar_client: Any) -> None:
    asked = "/api/areas/north/days?from=2026-12-28&to=2027-01-04&lang=en"
    answer = calendar_client.get(asked).get_json()
    told = [
        (day["date"], [(kind["id"], kind["why"]) for kind in day["kinds"]])
        for day in answer["days"]
    ]
    assert [day for day, _ in told] == ["2026-12-28", "2026-12-29", "2027-01-04"]
    assert told[0][1] == [("burn", "every Monday")]
    assert told[1][1][0][1].startswith("moved from 31 December")
    assert (answer["begins"], answer["ends"]) == ("2026-04-01", "2028-03-31")


def test_without_dates_a_year_from_today(calendar_client: Any) -> None:
    answer = calendar_client.get("/api/areas/north/days").get_json()
    assert (answer["from"], answer["to"]) == ("2026-12-07", "2027-12-07")


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ("from=2026-02-30", "from", "2026-04-01"),
        ("from=20260401", "from", "2026-04-01"),
        ("from=1999-12-31", "from", "2000-01-01"),
        ("from=2026-04-02&to=2026-04-01", "to", "2026-04-02"),
        ("from=2026-04-01&to=2029-04-05", "to", "2029-04-03"),
        ("from=2026-04-01&to=9999-12-31", "to", "2029-04-03"),
    ],
)
def test_bad_dates_are_told_with_the_next_step(
    calendar_client: Any, query: str, parameter: str, said: str
) -> None:
    reply = calendar_client.get(f"/api/areas/north/days?{query}&lang=en")
    assert reply.status_code == 400
    error = reply.get_json()["error"]
    assert error["parameter"] == parameter
    assert said in error["message"]


def test_an_area_that_is_not_there_says_where_they_are(calendar_client: Any) -> None:
    error = calendar_client.get("/api/areas/nowhere/days").get_json()["error"]
    assert "/api/areas" in error["detail"]


def test_a_guess_is_told_as_one(calendar_client: Any) -> None:
    sure = calendar_client.get("/api/items?q=フライパン").get_json()
    guess = calendar_client.get("/api/items?q=フライパソ").get_json()
    assert [sure["guessed"], guess["guessed"]] == [False, True]
    assert sure["items"] == guess["items"]
    assert sure["items"][0]["kind"] == "glass"
    other = calendar_client.get("/api/items?q=テレビ").get_json()["items"][0]
    assert (other["kind"], other["kind_name"]) == (None, "町では集めません")


def test_other_sites_may_read_but_not_write(calendar_client: Any) -> None:
    for path in ("/api/areas", "/api/areas/north/days", "/api/items"):
        reply = calendar_client.get(path)
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        assert calendar_client.post(path).status_code == 405
    assert "Access-Control-Allow-Origin" not in calendar_client.get("/areas/north").headers


def test_what_has_not_changed_is_not_sent_again(calendar_client: Any) -> None:
    for path in ("/api/areas", "/api/areas/north/days", "/api/items", "/phone/areas/north.json"):
        tag = calendar_client.get(path).headers["ETag"]
        again = calendar_client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")


def test_every_area_of_the_town_has_days(make_calendar: Callable[..., Any]) -> None:
    client = make_calendar().test_client()
    areas = client.get("/api/areas").get_json()["areas"]
    assert len(areas) > 3
    for area in areas:
        days = client.get(f"/api/areas/{area['id']}/days").get_json()["days"]
        assert len(days) > 100


@pytest.mark.parametrize("city", ["kanazawa", "hiroshima", "kyotango"])
def test_real_cities_are_served(
    city_files: Path, make_calendar: Callable[..., Any], city: str
) -> None:
    client = make_calendar(DATA=city_files / "gomi5374" / city).test_client()
    areas = client.get("/api/areas").get_json()["areas"]
    assert len(areas) > 10
    key = areas[len(areas) // 2]["id"]
    for path in (f"/areas/{key}", f"/areas/{key}/print", f"/feeds/ja/{key}.ics", "/data", "/items"):
        assert client.get(path).status_code == 200, path
