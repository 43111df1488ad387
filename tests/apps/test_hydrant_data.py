"""Starting from a file, and living with a file that changes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hydrant_map.look import WaterLook

from civickit.core.errors import CivicKitError, UnreadableTable
from civickit.places.data import DataFile, read_places
from civickit.places.nearby import Rules

GOOD = "ID,種別,住所,緯度,経度\nB1,消火栓,本町1,38.4,146.0\nB2,消火栓,本町2,38.401,146.0\n"
MORE = GOOD + "B3,消火栓,本町3,38.402,146.0\n"
UNUSABLE = "ID,種別,住所,緯度,経度\nB1,消火栓,本町1,どこか,146.0\n"


def rewrite(path: Path, text: str, age_s: float = 10) -> None:
    """A changed file that has been lying still for some seconds, and whose time differs."""
    path.write_text(text, "utf-8")
    at = path.stat().st_mtime - age_s + len(text) / 1000
    os.utime(path, (at, at))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "water.csv"
    path.write_text(GOOD, "utf-8")
    return path


def opened(path: Path) -> DataFile:
    return DataFile(path, {}, WaterLook(), Rules(), check_every_s=0)


def count(file: DataFile) -> int:
    return len(file.current().points)


def test_a_changed_file_is_taken_over(path: Path) -> None:
    file = opened(path)
    assert count(file) == 2
    before = file.current().version
    rewrite(path, MORE)
    assert count(file) == 3
    assert file.current().version != before
    assert not file.failure


def test_an_unchanged_file_is_not_read_again(path: Path) -> None:
    file = opened(path)
    assert file.current() is file.current()


def test_a_file_still_being_written_waits_until_it_lies_still(path: Path) -> None:
    file = opened(path)
    rewrite(path, MORE, age_s=-5)
    assert count(file) == 2
    assert count(file) == 3  # the second look found it as the first


@pytest.mark.parametrize("broken", ["", UNUSABLE, "\x00\x01\x02", "only words\n"])
def test_a_broken_file_leaves_the_last_good_points(path: Path, broken: str) -> None:
    file = opened(path)
    rewrite(path, broken)
    assert count(file) == 2
    assert file.failure
    assert str(path.parent) not in file.failure
    rewrite(path, MORE, age_s=5)
    assert count(file) == 3
    assert not file.failure


def test_a_vanished_file_leaves_the_last_good_points(path: Path) -> None:
    file = opened(path)
    path.unlink()
    assert count(file) == 2
    assert file.failure
    assert "water.csv" in file.failure


def test_the_pages_say_that_a_newer_file_failed(
    path: Path, make_app: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civickit.places.data.CHECK_EVERY_S", 0)
    client = make_app(DATA=path).test_client()
    rewrite(path, UNUSABLE)
    assert "前のデータのまま動いています" in client.get("/data").text
    told = client.get("/healthz").get_json()
    assert told["status"] == "ok"
    assert "no row" in told["reload"]
    assert len(client.get("/api/points.geojson").get_json(force=True)["features"]) == 2
    rewrite(path, MORE)
    assert "前のデータのまま" not in client.get("/data").text
    assert len(client.get("/api/points.geojson").get_json(force=True)["features"]) == 3
    assert len(client.get("/map-points.json").get_json()["points"]) == 3


@pytest.mark.parametrize("content", [UNUSABLE, "", "名前,色\n犬,白\n"])
def test_a_file_without_a_usable_row_does_not_start(
    tmp_path: Path, content: str, make_app: Callable[..., Any]
) -> None:
    path = tmp_path / "none.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(CivicKitError, match=r"none\.csv|column|緯度|lat"):
        make_app(DATA=path)


def test_a_missing_file_says_what_to_do(tmp_path: Path, make_app: Callable[..., Any]) -> None:
    with pytest.raises(UnreadableTable, match="leave out --data"):
        make_app(DATA=tmp_path / "absent.csv")


def test_columns_can_be_named(tmp_path: Path, make_app: Callable[..., Any]) -> None:
    path = tmp_path / "own.csv"
    path.write_text("なまえ,たて,よこ\n役場,38.4,146.0\n", "utf-8")
    client = make_app(DATA=path, MAPPING={"lat": "たて", "lon": 3, "name": "なまえ"}).test_client()
    answer = client.get("/api/nearest?lat=38.4&lon=146.0").get_json()
    assert answer["results"][0]["name"] == "役場"


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("aizuwakamatsu_hydrants_2014.csv", 1974),
        ("yokote_hydrants_2013.csv", 1560),
        ("hiraizumi_13_sample_handcopied.csv", 15),
        ("kamata_tfd_water_sample_handcopied.csv", 12),
    ],
)
def test_real_files_are_served_whole(city_files: Path, name: str, points: int) -> None:
    water = read_places(city_files / "hydrants" / name, {}, WaterLook(), Rules())
    assert len(water.points) == points
    assert len(water.by_key) == points
    answer = water.finder.around(*water.centre)
    assert len(answer.usable) >= 3
