"""Names, districts and search, as people write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hydrant_map.look import DRAWN, SIGNS, WaterLook

from civickit import places
from civickit.places import say
from civickit.places.search import Book, as_place
from civickit.schemas.water_point import KIND_WORDS, STATE_WORDS, WaterPoint
from civickit.web.languages import check_languages

APP = Path(__file__).parents[2] / "apps" / "hydrant_map"
PLACES = Path(places.__file__).parent


def water(key: str, **fields: str) -> WaterPoint:
    return WaterPoint(key=key, lat=39.0, lon=140.0, kind="hydrant", **fields)


POINTS = [
    water("k1", number="18-1", address="横手市寿町１１−３２"),
    water("k2", number="8-1", address="横手市田中町3-14", landmark="Ｔｏｗｅｒ 前"),
    water("k3", number="8-10", name="ポンプ小屋"),
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("8-1", ["k2", "k3", "k1"]),
        ("8−1", ["k2", "k3", "k1"]),
        ("寿町11", ["k1"]),
        ("tower", ["k2"]),
        ("横手 田中", ["k2"]),
        ("ﾎﾟﾝﾌﾟ", ["k3"]),
        ("K3", ["k3"]),
        ("", []),
        ("   ", []),
        ("どこにもない", []),
    ],
)
def test_search_finds_what_is_meant_and_the_exact_number_first(
    query: str, found: list[str]
) -> None:
    assert [point.key for point in Book(POINTS, WaterLook().searched).find(query)] == found


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("38.401, 146.002", (38.401, 146.002)),
        ("３８．４０１，１４６．００２", (38.401, 146.002)),
        ("38.401 146.002", (38.401, 146.002)),
        ("95.1, 146.0", None),
        ("8-1 2-3", None),
        ("12 13", None),
        ("本町 1.5", None),
    ],
)
def test_two_coordinates_are_a_place(query: str, place: tuple[float, float] | None) -> None:
    assert as_place(query) == place


@pytest.mark.parametrize(
    ("fields", "district"),
    [
        ({"town": "本町一丁目", "address": "架空県雪野辺町本町一丁目1番"}, "本町一丁目"),
        ({"address": "横手市寿町１１−３２", "city": "横手市"}, "寿町"),
        (
            {"address": "岩手県西磐井郡平泉町平泉字泉屋14番地", "prefecture": "岩手県"},
            "西磐井郡平泉町平泉字泉屋",
        ),
        ({"address": "南原"}, "南原"),
        ({}, ""),
    ],
)
def test_district(fields: dict[str, str], district: str) -> None:
    assert say.district(water("k", **fields)) == district


@pytest.mark.parametrize(
    ("metres", "text"),
    [
        (0.4, "0 m"),
        (63.2, "63 m"),
        (999.4, "999 m"),
        (999.6, "1 km"),
        (1_249, "1.2 km"),
        (9_949, "9.9 km"),
        (12_345, "12 km"),
    ],
)
def test_distance(metres: float, text: str) -> None:
    assert say.distance(metres) == text


def test_eight_winds_in_each_language() -> None:
    assert say.direction(44, "ja") == "北東"
    assert say.direction(44, "ja_easy") == "北東"
    assert say.direction(350, "en") == "N"


def test_every_kind_and_state_has_its_own_look() -> None:
    assert set(DRAWN) == set(KIND_WORDS)
    assert len({look[0] + look[2] for look in DRAWN.values()}) == len(DRAWN)
    assert set(SIGNS) == set(STATE_WORDS)
    assert len(set(SIGNS.values())) == len(STATE_WORDS)


def test_the_languages_are_complete() -> None:
    beside = [PLACES / "languages"]
    assert check_languages(PLACES / "languages", PLACES / "templates") == []
    assert check_languages(APP / "languages", APP / "pages", beside=beside) == []


def test_every_doubt_has_a_short_text() -> None:
    from civickit.schemas import DOUBT_WORDS

    texts = json.loads((PLACES / "languages" / "ja.json").read_text("utf-8"))
    assert {f"doubt.{code}" for code in DOUBT_WORDS} <= set(texts)
