"""Sources by name, place and topic; and a team's own, with every fault in its file told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from civickit import sources
from civickit.core.errors import CivicKitError, InvalidRecord, UnknownName
from civickit.sources import read_source

GOOD = """\
title.ja = "見本町 消火栓"
title.en = "Hydrants in Mihon"
topic = "hydrants"
owner = "見本町"
attribution = "見本町「消火栓」"
page = "https://example.org/page"
client = "file"
url = "https://example.org/water.csv"
licence.given = "CC BY 4.0"
place.name = "見本町"
place.lat = 38.4
place.lon = 146
sample = "緯度,経度"
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CIVICKIT_SOURCES", str(tmp_path))
    return tmp_path


def test_a_name_nearly_right_is_told() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'takamatsu_aed'"):
        sources.get("takamatu_aed")


def test_the_nearest_come_first_with_their_distance() -> None:
    found = sources.near(37.49, 139.93)
    assert found[0][1].place.name == "会津若松市"
    assert found[0][0] < 2_000
    assert [way for way, _ in found] == sorted(way for way, _ in found)
    assert len(found) == len(sources.names())


@pytest.mark.parametrize("topic", ["aed", "AED", "ＡＥＤ"])
def test_a_topic_is_found_however_it_is_written(topic: str) -> None:
    names = {one.name for one in sources.about(topic)}
    assert "takamatsu_aed" in names
    assert "boston_hydrants" not in names


def test_a_topic_that_says_nothing_finds_nothing() -> None:
    assert sources.about("--") == []
    assert sources.about("消防車") == []


def test_a_team_adds_a_source_as_a_file(own: Path) -> None:
    (own / "mihon_hydrants.toml").write_text(GOOD, "utf-8")
    source = sources.get("mihon_hydrants")
    assert source.place == ("見本町", 38.4, 146, "", "JP")
    assert source.licence.given == "CC BY 4.0"
    assert "takamatsu_aed" in sources.names()


def test_a_folder_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICKIT_SOURCES", "/no/such/folder")
    with pytest.raises(CivicKitError, match="/no/such/folder"):
        sources.names()


def test_a_changed_file_is_read_again(own: Path) -> None:
    file = own / "mihon_hydrants.toml"
    file.write_text(GOOD, "utf-8")
    assert sources.get("mihon_hydrants").topic == "hydrants"
    file.write_text(GOOD.replace('"hydrants"', '"snow"'), "utf-8")
    os.utime(file, (1, 1))
    assert sources.get("mihon_hydrants").topic == "snow"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ("owner = ", "ownr = "),
            ["mihon.toml, ownr", "did you mean 'owner'", "owner: is missing"],
        ),
        (("place.lat", "place.lng"), ["place.lng", "place.lat: is missing"]),
        (("146", '"146"'), ["mihon.toml, place.lon", "'146'", "not float"]),
        (("146", "true"), ["mihon.toml, place.lon", "True"]),
        (('title.en = "Hydrants in Mihon"', ""), ["mihon.toml, title", "ja and en"]),
        (('licence.given = "CC BY 4.0"', 'licence = "CC BY"'), ["mihon.toml, licence", "not dict"]),
        (("topic = ", "topic "), ["mihon.toml", "line 3"]),
    ],
)
def test_every_fault_of_a_file_is_told_with_its_key(
    tmp_path: Path, change: tuple[str, str], told: list[str]
) -> None:
    file = tmp_path / "mihon.toml"
    assert change[0] in GOOD
    file.write_text(GOOD.replace(*change), "utf-8")
    with pytest.raises(InvalidRecord) as caught:
        read_source(file)
    assert [word for word in told if word not in str(caught.value)] == []


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    file = tmp_path / "mihon.toml"
    file.write_bytes(GOOD.encode("cp932"))
    with pytest.raises(InvalidRecord, match=r"mihon\.toml"):
        read_source(file)
