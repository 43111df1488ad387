"""`civickit sources`: the list, by place and topic."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from civickit import sources
from civickit.cli import main


def listed(*words: str) -> Result:
    return CliRunner().invoke(main, ["sources", *words])


def test_every_source_is_listed_with_licence_and_doubt() -> None:
    said = listed("--lang", "ja").output
    assert all(f"{name}  " in said for name in sources.names())
    assert "CC BY 4.0" in said
    assert "未確認" in said
    assert "確認 2026-10-02" in said


def test_the_nearest_come_first_and_say_how_far() -> None:
    told = json.loads(listed("--near", "37.49,139.93", "--json").output)
    assert told[0]["place"]["name"] == "会津若松市"
    assert [one["distance_m"] for one in told] == sorted(one["distance_m"] for one in told)
    assert "km" in listed("--near", "37.49,139.93", "--lang", "en").output


def test_a_topic() -> None:
    told = json.loads(listed("--topic", "aed", "--json").output)
    assert {one["schema"] for one in told} == {"aed"}
    assert "sample" not in told[0]


def test_english_titles() -> None:
    assert "Defibrillators in Takamatsu" in listed("--topic", "aed", "--lang", "en").output


def test_a_topic_of_nothing_is_told() -> None:
    assert "No source" in listed("--topic", "zebra", "--lang", "en").output
    assert listed("--topic", "zebra", "--json").output == "[]\n"


@pytest.mark.parametrize("near", ["x", "37.49", "137.49,39.93", "37.49;139.93", ","])
def test_a_place_that_is_none_is_told(near: str) -> None:
    said = listed("--near", near)
    assert said.exit_code == 2
    assert "LAT,LON" in said.output
