"""`civickit snapshot`: a demo recorded on one machine replays on another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_httpserver import HTTPServer
from sources.fake_catalogue import WATER, package, resource, serve_catalogue

from civickit.cli import main


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CIVICKIT_ALLOW_PRIVATE", "1")
    monkeypatch.setenv("CIVICKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CIVICKIT_OFFLINE", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def httpserver() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server


@pytest.fixture
def portal(httpserver: HTTPServer) -> str:
    httpserver.expect_request("/w.csv").respond_with_data(WATER, content_type="text/csv")
    water = package("water", "消火栓", resource(httpserver.url_for("/w.csv")))
    return serve_catalogue(httpserver, "/c", [water, package("other", "ほか")])


def civickit(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_a_search_and_a_file_replay_on_another_machine(
    portal: str, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = f"{portal}/dataset/water"
    searched = civickit("find", "除雪", "--catalog", f"{portal}/api/3/action").output
    assert civickit("get", page, "-o", "a.csv").exit_code == 0
    saved = civickit("snapshot", "save", "demo", "--lang", "en")
    assert saved.exit_code == 0, saved.output
    assert "civickit snapshot use demo" in saved.output
    httpserver.stop()
    monkeypatch.setenv("CIVICKIT_CACHE", str(tmp_path / "other machine"))
    used = json.loads(civickit("snapshot", "use", "demo", "--json").output)
    assert used["answers"] >= 3
    assert (
        civickit("find", "除雪", "--catalog", f"{portal}/api/3/action", "--offline").output
        == searched
    )
    assert civickit("get", page, "-o", "b.csv", "--offline").exit_code == 0
    assert Path("a.csv").read_bytes() == Path("b.csv").read_bytes()


def test_a_number_of_the_last_search_means_the_same_on_another_machine(
    portal: str, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = ("find", "消火栓", "--catalog", f"{portal}/api/3/action", "--json")
    hits = json.loads(civickit(*asked).output)["hits"]
    number = next(str(one["number"]) for one in hits if one["title"] == "消火栓")
    assert civickit("snapshot", "save", "demo", number).exit_code == 0
    httpserver.stop()
    monkeypatch.setenv("CIVICKIT_CACHE", str(tmp_path / "other machine"))
    civickit("snapshot", "use", "demo")
    got = civickit("get", number, "-o", "w.csv", "--offline")
    assert got.exit_code == 0, got.output


def test_only_what_a_named_source_needs_is_saved(portal: str, httpserver: HTTPServer) -> None:
    civickit("find", "除雪", "--catalog", f"{portal}/api/3/action")
    everything = json.loads(civickit("snapshot", "save", "all", "--json").output)
    page = f"{portal}/dataset/water"
    some = json.loads(civickit("snapshot", "save", "some", page, "--json").output)
    urls = [one["url"] for one in json.loads(Path("some/snapshot.json").read_text())["answers"]]
    assert httpserver.url_for("/w.csv") in urls
    assert not [url for url in urls if "package_search" in url]
    assert everything["answers"] > 0
    assert some["answers"] == len(urls)


def test_taking_it_in_twice_is_told(portal: str) -> None:
    civickit("get", f"{portal}/dataset/water")
    civickit("snapshot", "save", "demo")
    said = civickit("snapshot", "use", "demo", "--lang", "en")
    assert "same or a newer copy" in said.output


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["use", "nowhere"], 3, "nowhere"),
        (["use", "demo", "takamatsu_aed"], 2, "nothing else"),
        (["save", "demo", "takamatu_aed"], 2, "takamatsu_aed"),
        (["save", "demo", "takamatsu_aed", "--offline"], 3, "never fetched"),
        (["keep", "demo"], 2, "save"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(words: list[str], code: int, told: str) -> None:
    said = civickit("snapshot", *words)
    assert said.exit_code == code, said.output
    assert told in said.output
    assert not Path("demo").exists()
