"""`civickit get` and `civickit run --data` on what a small portal offers."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_httpserver import HTTPServer
from sources.fake_catalogue import WATER, package, resource, serve_catalogue

from civickit.cli import main

AED = "ID,名称,所在地_連結表記,緯度,経度,設置位置\n1,見本館,見本町1,37.2865,140.3727,玄関\n"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("CIVICKIT_ALLOW_PRIVATE", "1")
    monkeypatch.setenv("CIVICKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CIVICKIT_OFFLINE", raising=False)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def httpserver() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server


@pytest.fixture
def portal(httpserver: HTTPServer) -> str:
    for path, content in (("/water.csv", WATER), ("/aed.csv", AED)):
        httpserver.expect_request(path).respond_with_data(
            content.encode("cp932"), content_type="text/csv"
        )
    files = [
        resource("https://e.org/plan.pdf", "PDF"),
        resource(httpserver.url_for("/water.csv"), name="消火栓 2026"),
    ]
    water = package("072079_water", "須賀川市 消火栓", *files)
    aed = package("072079_aed", "須賀川市 AED", resource(httpserver.url_for("/aed.csv")))
    return serve_catalogue(httpserver, "/c", [water, aed])


def civickit(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def rows(file: str) -> list[dict[str, str]]:
    with Path(file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def number_of(name: str, portal: str) -> str:
    told = json.loads(
        civickit("find", "須賀川", "--catalog", f"{portal}/api/3/action", "--json").output
    )
    return next(str(one["number"]) for one in told["hits"] if name in one["title"])


def test_a_number_of_the_last_find(portal: str) -> None:
    said = civickit("get", number_of("消火栓", portal), "--lang", "ja")
    assert said.exit_code == 0, said.output
    assert "2 個のファイルから 消火栓 2026 を選びました" in said.output
    assert "消防水利施設一覧" in said.output
    assert "使える行: 2" in said.output
    assert "ライセンス: CC BY 4.0 https://creativecommons.org/licenses/by/4.0/" in said.output
    assert "出典の書き方: 福島県須賀川市「須賀川市 消火栓」、CC BY 4.0" in said.output
    assert "civickit run hydrant_map --data 072079_water.csv" in said.output
    assert [row["ID"] for row in rows("072079_water.csv")] == ["0001", "0002"]
    known = json.loads(Path("072079_water.csv.provenance.json").read_text("utf-8"))
    assert known["encoding"] == "cp932"
    assert known["rows"] == 2
    assert known["licence"] == "CC BY 4.0"


def test_the_page_of_a_dataset(portal: str) -> None:
    told = json.loads(civickit("get", f"{portal}/dataset/072079_water", "--json").output)
    assert told["file"] == "072079_water.csv"
    assert told["schema"] == "water_point"
    assert told["provenance"]["attribution"].startswith("福島県須賀川市")
    assert told["report"]["kept"] == 2
    assert told["resources"] == 2


def test_the_address_of_a_file(httpserver: HTTPServer, portal: str) -> None:
    said = civickit("get", httpserver.url_for("/aed.csv"), "-o", "out/mine.csv", "--lang", "en")
    assert said.exit_code == 0, said.output
    assert "Defibrillators" in said.output
    assert "licence not told" in said.output
    assert "See what the licence allows" in said.output
    assert rows("out/mine.csv")[0]["名称"] == "見本館"


def test_the_schema_can_be_told(httpserver: HTTPServer, portal: str) -> None:
    url = httpserver.url_for("/aed.csv")
    told = json.loads(civickit("get", url, "--as", "public_facility", "--json").output)
    assert told["schema"] == "public_facility"


def test_what_fits_no_dataset_is_kept_as_it_is(httpserver: HTTPServer) -> None:
    content = "地区,可燃ごみ\n見本,月 木\n".encode("cp932")
    httpserver.expect_request("/gomi.csv").respond_with_data(content, content_type="text/csv")
    said = civickit("get", httpserver.url_for("/gomi.csv"), "--lang", "ja")
    assert said.exit_code == 0
    assert "元のまま" in said.output
    assert Path("gomi.csv").read_bytes() == content


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["7"], 2, "civickit find"),
        (["takamatu_aed"], 2, "Did you mean 'takamatsu_aed'"),
        (["no/such/file.csv"], 2, "no source called"),
        (["takamatsu_aed", "--as", "ead"], 2, "Did you mean 'aed'"),
        (["takamatsu_aed", "--offline"], 3, "never fetched"),
        (["ftp://example.org/x.csv"], 2, "no source called"),
    ],
)
def test_what_cannot_be_got_is_a_sentence(words: list[str], code: int, told: str) -> None:
    said = civickit("get", *words)
    assert said.exit_code == code, said.output
    assert told in said.output
    assert "Traceback" not in said.output
    assert not list(Path().iterdir())


def test_a_document_is_told_with_its_page(httpserver: HTTPServer) -> None:
    plan = package("plan", "計画", resource("https://e.org/plan.pdf", "PDF"))
    portal = serve_catalogue(httpserver, "/c", [plan])
    said = civickit("get", f"{portal}/dataset/plan")
    assert said.exit_code == 1
    assert "PDF" in said.output
    assert f"{portal}/dataset/plan" in said.output


def test_a_file_of_ones_own_is_not_overwritten(portal: str) -> None:
    Path("mine.csv").write_text("my own work", "utf-8")
    said = civickit("get", f"{portal}/dataset/072079_water", "-o", "mine.csv")
    assert said.exit_code == 3
    assert "-o" in said.output
    assert Path("mine.csv").read_text("utf-8") == "my own work"


def test_the_same_command_works_again_when_the_portal_is_down(
    portal: str, httpserver: HTTPServer
) -> None:
    url = f"{portal}/dataset/072079_water"
    fresh = civickit("get", url, "-o", "a.csv")
    httpserver.stop()
    stale = civickit("get", url, "-o", "b.csv")
    offline = civickit("get", url, "-o", "c.csv", "--offline")
    assert (fresh.exit_code, stale.exit_code, offline.exit_code) == (0, 0, 0), stale.output
    assert "copy of" in stale.output
    assert "Offline" in offline.output
    assert rows("a.csv") == rows("b.csv") == rows("c.csv")


def test_a_hostile_title_stays_in_its_line(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/w.csv").respond_with_data(WATER, content_type="text/csv")
    evil = package("d", "消火栓\x1b[31m\r\nrm -rf\u202e", resource(httpserver.url_for("/w.csv")))
    portal = serve_catalogue(httpserver, "/c", [evil])
    said = civickit("get", f"{portal}/dataset/d")
    assert said.exit_code == 0
    assert all(sign.isprintable() for line in said.output.split("\n") for sign in line)
    assert not [line for line in said.output.splitlines() if line.startswith("rm")]


def test_a_file_name_cannot_leave_the_folder(httpserver: HTTPServer, here: Path) -> None:
    httpserver.expect_request("/w.csv").respond_with_data(WATER, content_type="text/csv")
    evil = package("../../etc/passwd", "消火栓", resource(httpserver.url_for("/w.csv")))
    asked = f"{serve_catalogue(httpserver, '/c', [evil])}/api/3/action"
    told = json.loads(civickit("find", "消火栓", "--catalog", asked, "--json").output)
    number = next(one["number"] for one in told["hits"] if not one["source"])
    got = json.loads(civickit("get", str(number), "--json").output)
    assert (here / got["file"]).parent == here
    assert Path(got["file"]).is_file()


class App:
    """`civickit run hydrant_map` in a process of its own."""

    def __init__(self, *words: str) -> None:
        command = [sys.executable, "-m", "civickit", "run", "hydrant_map", *words]
        self.process = subprocess.Popen(
            [*command, "--port", "0", "--no-browser", "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )

    def text(self, path: str) -> str:
        address = json.loads(self.process.stdout.readline())["address"].rstrip("/")
        with urllib.request.urlopen(f"{address}{path}", timeout=10) as answer:
            return re.sub("<[^>]+>", "", answer.read().decode())

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


@pytest.fixture
def source(httpserver: HTTPServer, portal: str, tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "own"
    folder.mkdir()
    told = {
        "topic": "hydrants",
        "owner": "須賀川市",
        "attribution": "須賀川市「消火栓」 見本",
        "page": portal,
        "client": "ckan",
        "url": portal,
        "dataset": "072079_water",
        "schema": "water_point",
        "sample": "-",
        "title.ja": "須賀川市 見本の消火栓",
        "title.en": "Sample hydrants of Sukagawa",
        "licence.given": "CC BY 4.0",
        "place.name": "須賀川市",
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in told.items()]
    text = "\n".join([*lines, "place.lat = 37.2", "place.lon = 140.3"])
    (folder / "sukagawa_sample.toml").write_text(text, "utf-8")
    before = os.environ.get("CIVICKIT_SOURCES")
    os.environ["CIVICKIT_SOURCES"] = str(folder)
    yield "sukagawa_sample"
    os.environ.pop("CIVICKIT_SOURCES")
    if before:
        os.environ["CIVICKIT_SOURCES"] = before


def test_an_app_runs_on_a_source_and_says_whose_it_is(source: str, httpserver: HTTPServer) -> None:
    app = App("--data", source)
    page = app.text("/data?lang=ja")
    for told in ("須賀川市 見本の消火栓", "CC BY 4.0", "須賀川市「消火栓」 見本"):
        assert told in page
    app.stop()
    httpserver.stop()
    offline = App("--data", source, "--offline")
    assert "Sample hydrants of Sukagawa" in offline.text("/data?lang=en")
    _, said = offline.stop()
    assert "Offline" in said


def test_an_app_runs_on_a_file_that_was_got(source: str) -> None:
    civickit("get", source, "-o", "water.csv")
    app = App("--data", "water.csv")
    assert "須賀川市「消火栓」 見本" in app.text("/data?lang=ja")
    app.stop()


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        ("takamatsu_aed", 2, "aed, but this app shows water_point"),
        ("takamatsu_ead", 2, "Did you mean 'takamatsu_aed'"),
        ("no-such-file.csv", 2, "no-such-file.csv"),
        ("aizuwakamatsu_hydrants", 3, "never fetched"),
    ],
)
def test_what_does_not_fit_the_app_is_a_sentence(data: str, code: int, told: str) -> None:
    app = App("--data", data, "--offline")
    _, said = app.process.communicate(timeout=30)
    assert app.process.returncode == code, said
    assert told in said
    assert "Traceback" not in said
