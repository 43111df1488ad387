"""`civickit find` as a person uses it: words, places, languages, hostile titles, no network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pytest_httpserver import HTTPServer
from sources.fake_catalogue import SEARCH, package, resource, serve_catalogue

from civickit.cli import main

HOSTILE = "除雪\x1b[31m赤\x1b]8;;http://evil\x07\r\nrm -rf\u202e逆\t2026"


@pytest.fixture(autouse=True)
def a_cache_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CIVICKIT_ALLOW_PRIVATE", "1")
    monkeypatch.setenv("CIVICKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CIVICKIT_OFFLINE", raising=False)


@pytest.fixture
def httpserver() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server


def find(*words: str) -> Result:
    return CliRunner().invoke(main, ["find", *words])


@pytest.fixture
def snow(httpserver: HTTPServer) -> str:
    packages = [
        package("072079_snow", "須賀川市 除雪路線", resource("https://e.org/a.csv")),
        package("x", "除雪計画", resource("https://e.org/b.pdf", "PDF")),
    ]
    return asked_at(httpserver, packages)


def asked_at(server: HTTPServer, packages: list[dict[str, Any]]) -> str:
    """The address of a catalogue that tells by itself what speaks there."""
    return f"{serve_catalogue(server, '/c', packages)}/api/3/action"


def test_results_are_numbered_with_their_reasons_and_the_next_step(snow: str) -> None:
    said = find("除雪", "--catalog", snow, "--lang", "ja")
    assert said.exit_code == 0
    lines = said.output.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("  1  "))
    assert "須賀川市 除雪路線" in lines[first]
    assert "CSV · CC BY 4.0 · 2026-04" in lines[first + 1]
    assert "福島県須賀川市" in lines[first + 2]
    assert "表がありません" in said.output
    assert "civickit get 1" in lines[-1]


def test_english(snow: str) -> None:
    said = find("除雪", "--catalog", snow, "--lang", "en")
    assert "no table · CC BY 4.0" in said.output
    assert "civickit get 1 fetches" in said.output


def test_json_for_programs(snow: str) -> None:
    told = json.loads(find("除雪", "--catalog", snow, "--json").output)
    assert told["answered"] == told["asked"] == [snow]
    assert [one["number"] for one in told["hits"]] == [1, 2]
    assert told["hits"][0]["licence"]["id"] == "CC-BY-4.0"
    assert told["hits"][0]["best"]["url"] == "https://e.org/a.csv"


def test_a_hostile_title_can_neither_colour_nor_break_a_line(httpserver: HTTPServer) -> None:
    evil = package("d\x1b[2J", HOSTILE, resource("https://e.org/\x1b[31m.csv", "C\x1bSV"))
    url = asked_at(httpserver, [evil])
    said = find("除雪", "--catalog", url)
    assert said.exit_code == 0
    assert all(sign.isprintable() for line in said.output.split("\n") for sign in line)
    assert not [line for line in said.output.splitlines() if line.startswith("rm")]


def test_a_hostile_reason_neither(httpserver: HTTPServer) -> None:
    told = {"success": False, "error": {"__type": "x", "message": "no\x1b[31m\r\nrm -rf"}}
    httpserver.expect_request(f"/c{SEARCH}").respond_with_json(told, status=409)
    said = find("除雪", "--catalog", f"{httpserver.url_for('/c')}/api/3/action")
    assert said.exit_code == 3
    assert "rm -rf" in said.output
    assert all(sign.isprintable() for line in said.output.split("\n") for sign in line)


def test_no_answer_at_all_ends_with_3_and_still_lists_what_the_kit_knows() -> None:
    said = find("消火栓", "--offline", "--lang", "ja")
    assert said.exit_code == 3
    assert "aizuwakamatsu_hydrants" in said.output
    assert "答えなかったカタログ" in said.output
    assert "BODIK" in said.output


def test_one_answer_is_enough(snow: str, httpserver: HTTPServer) -> None:
    httpserver.expect_request(f"/ill{SEARCH}").respond_with_data("no", status=500)
    ill = f"{httpserver.url_for('/ill')}/api/3/action"
    said = find("除雪", "--catalog", ill, "--catalog", snow, "--lang", "en")
    assert said.exit_code == 0
    assert "Catalogues that did not answer" in said.output
    assert "500" in said.output


def test_nothing_found_says_what_was_searched_and_what_to_try(httpserver: HTTPServer) -> None:
    url = asked_at(httpserver, [])
    said = find("ゾウガメ", "--place", "須賀川市", "--catalog", url, "--lang", "ja")
    assert said.exit_code == 0
    assert "ゾウガメ" in said.output
    assert url in said.output
    assert "--place を外す" in said.output
    assert "civickit get" not in said.output


def test_a_place_with_several_answers_is_a_list_to_choose_from() -> None:
    said = find("消火栓", "--place", "府中", "--lang", "ja")
    assert said.exit_code == 2
    for code in ("132063 東京都府中市", "342084 広島県府中市"):
        assert code in said.output


@pytest.mark.parametrize("place", ["132063", "13206", "東京都府中市"])
def test_a_code_or_a_whole_name_is_one_place(place: str, snow: str) -> None:
    told = json.loads(find("除雪", "--place", place, "--catalog", snow, "--json").output)
    assert told["place_code"] == "132063"
    assert told["elsewhere"]


def test_a_prefecture_is_all_its_places(snow: str) -> None:
    told = json.loads(find("除雪", "--place", "福島県", "--catalog", snow, "--json").output)
    assert told["place_code"] == "07"
    assert [one["place_code"] for one in told["hits"]] == ["072079", ""]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["消火栓", "--place", "会津若枩"], "会津若松市"),
        (["消火栓", "--place", "アトランティス"], "municipality"),
        (["消火栓", "--schema", "water_pint"], "Did you mean 'water_point'"),
        ([], "words"),
        (["消火栓", "--limit", "0"], "--limit"),
    ],
)
def test_what_is_misused_is_told(words: list[str], told: str) -> None:
    said = find(*words)
    assert said.exit_code == 2
    assert told in said.output


def test_an_address_that_is_no_catalogue_is_told(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("hello", content_type="text/plain")
    said = find("除雪", "--catalog", httpserver.url_for("/"))
    assert said.exit_code == 3
    assert "no portal" in said.output


def test_offline_replays_the_search(snow: str, httpserver: HTTPServer) -> None:
    online = find("除雪", "--catalog", snow)
    httpserver.stop()
    assert find("除雪", "--catalog", snow, "--offline").output == online.output


def test_progress_is_for_people_only(snow: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a pipe nor --json sees it."""
    from civickit.cli import find as module

    monkeypatch.setattr(module, "QUIET_S", -1)
    assert "\r" not in find("除雪", "--catalog", snow).output


def test_progress_counts_the_answers_and_goes_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from civickit.cli import find as module

    watch = module.Progress("en")
    watch(0, 5)
    watch.clear()
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(module, "QUIET_S", -1)
    watch(2, 5)
    assert "2 of 5" in capsys.readouterr().err
    watch.clear()
    assert capsys.readouterr().err.strip(" ") == "\r" + " " * 2 * len("2 of 5 answered") + "\r"
