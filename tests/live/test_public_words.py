"""The words of the public pages, and that a phone says what the server says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from civickit import live
from civickit.live.public import say
from civickit.live.public.streets import CLASSES, class_of
from civickit.tracks.coverage import Cleared
from civickit.web.languages import Languages, check_languages

HERE = Path(live.__file__).parent
SHARED, OWN = HERE / "languages", HERE / "public" / "languages"
WORDS = Languages(SHARED, OWN)
ZONE = ZoneInfo("Asia/Tokyo")
NOW = 1_796_000_000.0


def text(lang: str) -> say.Text:
    return lambda key, **values: WORDS.text(lang, key, **values)


def test_the_languages_are_complete() -> None:
    assert check_languages(SHARED) == []
    assert check_languages(OWN, HERE / "public" / "templates", beside=[SHARED]) == []


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "just now"),
        (0.4, "just now"),
        (59, "59 s ago"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (3600, "1 h ago"),
        (7859, "2 h 10 min ago"),
        (47 * 3600, "47 h ago"),
        (48 * 3600, "2 days ago"),
    ],
)
def test_how_long_ago(seconds: float, said: str) -> None:
    assert say.ago(seconds, text("en")) == said


def test_shares_and_confidence_are_never_rounded_up_to_more_than_the_feeds_say() -> None:
    assert [say.percent(share) for share in (0.5, 0.574, 0.996, 1.0)] == [50, 57, 100, 100]
    assert [say.sure(one) for one in (0.95, 0.894, 0.7, 0.5, 0.49)] == [
        *("high", "good", "good", "fair", "low"),
    ]


def rows() -> list[Cleared | None]:
    """Every claim and work, at ages around each border of a class and of a way to say it."""
    ages = (
        -30,
        0,
        5,
        65,
        3599,
        3600,
        3601,
        10_799,
        10_800,
        21_599,
        21_600,
        33_000,
        90_000,
        400_000,
    )
    kinds = (
        ("worked", "plowing"),
        ("worked", "salting"),
        ("passed", "driving"),
        ("unknown", "unknown"),
    )
    made = [
        Cleared(f"S{age}", "both", claim, 0, NOW - age, 0.5 + at / 9, 0.45 + at / 7, "12", work)  # type: ignore[arg-type]
        for age in ages
        for at, (claim, work) in enumerate(kinds)
    ]
    return [None, *made]


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
def test_a_phone_says_of_a_street_what_the_server_says(
    live_app: Flask, serve: Callable[[Any], str], open_page: Callable[..., Any], lang: str
) -> None:
    page = open_page(f"{serve(live_app)}/?lang={lang}")
    told = [
        row
        and {
            "claim": row.claim,
            "last": round(row.last),
            "confidence": round(row.confidence, 2),
            "alias": row.alias,
            "work": row.work,
            "share": round(row.share, 2),
        }
        for row in rows()
    ]
    said = page.evaluate(
        """async ([rows, now]) => {
          const { settings, say } = await import(new URL("/kit/public/page.js", location.href));
          const { classOf } = await import(new URL("/kit/live/age.js", location.href));
          return rows.map((row) => [
            say.card(row, now), row ? classOf(row.claim, row.last, now) : "none",
          ]);
        }""",
        [told, NOW],
    )
    for row, (card, age) in zip(rows(), said, strict=True):
        here = say.card(row, NOW, ZONE, text(lang))
        assert card == here._asdict()
        assert age == (class_of(row.claim, row.last, NOW) if row else "none")


@pytest.mark.browser
def test_the_classes_are_the_same(
    live_app: Flask, serve: Callable[[Any], str], open_page: Callable[..., Any]
) -> None:
    page = open_page(f"{serve(live_app)}/")
    found = page.evaluate(
        "async () => (await import(new URL('/kit/live/age.js', location.href))).CLASSES"
    )
    assert tuple(found) == CLASSES


def test_the_words_that_make_an_app_about_plows_stand_in_few_keys() -> None:
    """An app about buses says these anew, and nothing else."""
    about_plows = {
        key
        for folder in (SHARED, OWN)
        for key, said in json.loads((folder / "en.json").read_text("utf-8")).items()
        if any(word in said.lower() for word in ("plow", "snow", "salt"))
    }
    assert about_plows <= {
        *("live_vehicle_n", "live_vehicles", "live_vehicles_none"),
        *("live_say_head_plowing", "live_say_head_salting", "public_title", "public_limits"),
        *("state_plowing", "state_salting"),
    }
