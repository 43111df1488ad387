"""Any standard dataset with positions makes an app: cards, pages, answers for programs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from civickit import schemas
from civickit.core.errors import CivicKitError, InvalidRecord, UnknownName
from civickit.places import say
from civickit.places.look import Look
from civickit.schemas import Positioned

SAMPLES = Path(__file__).parents[1] / "schemas" / "samples"
LANGUAGES = ("ja", "ja_easy", "en")
POSITIONED = [
    name for name in schemas.names() if schemas.get(name).positioned is not Positioned.NONE
]


def sample_of(schema: str) -> Path:
    return next(path for path in sorted(SAMPLES.iterdir()) if path.name.startswith(schema))


@pytest.fixture
def client(request: pytest.FixtureRequest, make_places: Callable[..., Any]) -> Any:
    return make_places(request.param, str(sample_of(request.param))).test_client()


@pytest.mark.parametrize("schema", POSITIONED)
def test_a_card_says_what_a_list_needs(schema: str) -> None:
    look = Look(schemas.get(schema))
    records = schemas.load(sample_of(schema), schema).records
    assert records
    for place in records:
        card = look.card(place)
        assert card.name
        assert card.name not in card.facts, "a name is not said twice"
        assert all(card.kind in look.kinds(lang) for lang in LANGUAGES)
        for lang in LANGUAGES:
            said = list(look.details(place, lang))
            assert said
            assert not [value for _, value in said if value in ("", "None", "True", "False")]


@pytest.mark.parametrize("client", POSITIONED, indirect=True)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_answers(client: Any, lang: str) -> None:
    link = re.search(r'href="(/points/[^"?]+)"', client.get("/points").text)
    assert link
    for path in ("/", link[1], "/search?q=町", "/data", "/print", "/map.js", "/map-points.json"):
        reply = client.get(path, headers={"Accept-Language": "en" if lang == "en" else "ja"})
        assert reply.status_code == 200, path
        assert "None" not in reply.text, path


@pytest.mark.parametrize("client", POSITIONED, indirect=True)
def test_answers_for_programs_keep_their_promise(client: Any) -> None:
    from jsonschema import Draft202012Validator
    from openapi_spec_validator import validate

    described = client.get("/api/openapi.json").get_json()
    validate(described)
    lat, lon = re.search(
        r'data-lat="([-\d.]+)" data-lon="([-\d.]+)"', client.get("/").text
    ).groups()
    answer = client.get(f"/api/nearest?lat={lat}&lon={lon}").get_json()
    assert answer["results"][0]["walk"] >= 1
    schema = {"$ref": "#/components/schemas/Answer", "components": described["components"]}
    Draft202012Validator(schema).validate(answer)


@pytest.mark.parametrize("schema", ["public_facility", "aed", "evacuation_space", "water_point"])
def test_the_sample_town_has_it(schema: str, make_places: Callable[..., Any]) -> None:
    page = make_places(schema).test_client().get("/").text
    assert "実在しません" in page
    assert page.count('class="water') >= 3


def test_what_the_town_has_not_says_so(make_places: Callable[..., Any]) -> None:
    with pytest.raises(InvalidRecord, match="the sample town has no 'hospital'"):
        make_places("hospital")
    with pytest.raises(InvalidRecord, match="'population' has no positions"):
        make_places("population")
    with pytest.raises(UnknownName, match="Did you mean 'aed'"):
        make_places("aeds")


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("", r"has no line '(app|data)'"),
        ("[app]\nname = ", "is not TOML"),
        ('app = 1\n[data]\nschema = "aed"\npath = ""', "civic.toml"),
    ],
)
def test_a_broken_civic_toml_is_a_sentence(
    broken: str, said: str, make_places: Callable[..., Any]
) -> None:
    with pytest.raises(CivicKitError, match=said):
        make_places("aed", civic=broken)


def test_a_page_in_the_apps_own_folder_takes_the_kits_place(
    tmp_path: Path, make_places: Callable[..., Any]
) -> None:
    (tmp_path / "pages").mkdir()
    own = '{% extends "places/home.html" %}{% block lead %}<p>ours</p>{% endblock %}'
    (tmp_path / "pages" / "home.html").write_text(own, "utf-8")
    page = make_places("aed").test_client().get("/").text
    assert "<p>ours</p>" in page
    assert "data-locate" in page


def test_rows_without_a_position_are_told(tmp_path: Path, make_places: Callable[..., Any]) -> None:
    schema = next(n for n in POSITIONED if schemas.get(n).positioned is Positioned.WELCOME)
    named = schemas.get(schema).of(schemas.get(schema).named_by[0]).header
    path = tmp_path / "some.csv"
    path.write_text(f"{named},緯度,経度\n甲,38.4,146.0\n乙,,\n", "utf-8")
    page = make_places(schema, str(path)).test_client().get("/data").text
    assert "位置がないため地図に出ない行 1" in page


def test_codes_are_said_as_the_standard_writes_them() -> None:
    schema = schemas.get("water_point")
    blank = schema.record(key="k", lat=38.4, lon=146.0, kind="hydrant", ground="below")
    said = dict(Look(schema).details(blank._replace(note="=1+1", private=True), "ja"))
    assert said["地上・地下"] == "地下式"
    assert said["備考"] == "=1+1"
    assert said["私設"] == "✓"


def test_a_fact_with_a_bearing_is_said_in_words() -> None:
    def t(key: str, **values: object) -> str:
        return f"{key} {values}"

    said = say.fact(("fact.pole", {"bearing_deg": 180.0, "metres": "2.4"}), "en", t)
    assert said == "fact.pole {'metres': '2.4', 'direction': 'S'}"
    assert say.fact("寺の前", "en", t) == "寺の前"
