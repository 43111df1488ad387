"""`civickit run` and `civickit ship static` with a calendar's folder of CSVs, or a zip of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import make_archive

import pytest
from click.testing import CliRunner

from civickit import town
from civickit.cli import main

COLLECTION = "地区,種類,収集日\n北町,燃やすごみ,毎週 月・木\n"
RANDOM = bytes((i * 7919 + i * i) % 256 for i in range(3000))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "collection.csv").write_text(COLLECTION, "utf-8")
    return folder


@pytest.fixture
def started() -> Iterator[Callable[..., str]]:
    """Start `civickit run garbage_calendar` with these options; gives the address."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str) -> str:
        command = [sys.executable, "-m", "civickit", "run", "garbage_calendar", *words]
        process = subprocess.Popen(
            [*command, "--port", "0", "--no-browser", "--json"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        running.append(process)
        return str(json.loads(process.stdout.readline())["address"]).rstrip("/")

    yield start
    for one in running:
        one.send_signal(signal.SIGINT)
        one.communicate(timeout=30)
        assert one.returncode == 0


def page(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode())


def test_without_data_it_is_the_sample_town(started: Callable[..., str]) -> None:
    assert "雪野辺町" in page(started() + "/data")


def test_a_folder_and_a_zip_show_the_same(started: Callable[..., str], small: Path) -> None:
    archive = make_archive(str(small), "zip", small)
    shown = [page(started("--data", one)) for one in (str(small), archive)]
    for text in shown:
        assert "北町" in text
        assert "本町" not in text, "the sample town is gone"


WRONG = {
    "empty": ({}, "looked for"),
    "random": ({"collection.csv": RANDOM}, ""),
    "random5374": ({"area_days.csv": RANDOM}, "has no area with collection days"),
    "unreadable": ({"area_days.csv": b""}, ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_folder_that_cannot_be_read_is_one_sentence(tmp_path: Path, name: str) -> None:
    files, told = WRONG[name]
    folder = tmp_path / name
    folder.mkdir()
    for file, content in files.items():
        (folder / file).write_bytes(content)
    said = CliRunner().invoke(main, ["run", "garbage_calendar", "--data", str(folder)])
    assert said.exit_code == 1, said.output
    assert told in said.output
    assert name in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["garbage_calendar", "--data", "nowhere"], 2, "there is no folder 'nowhere'"),
        (["garbage_calendar", "--data", "takamatsu_aed"], 2, "no names of sources"),
        (["garbage_calendar", "--data", "water.csv"], 1, "not the data of a garbage calendar"),
        (["garbage_calendar", "--data", "x.zip"], 1, "not the data of a garbage calendar"),
        (["garbage_calendar", "--map", "lat=3"], 2, "--map is for tables"),
        (["hydrant_map", "--data", "small"], 2, "Apps that show it: garbage_calendar"),
        (["hydrant_map", "--data", "."], 2, "name the file in it"),
        (["hydrant_map", "--data", "nowhere"], 2, "no file, no folder and no source 'nowhere'"),
    ],
)
def test_what_cannot_be_meant_gets_a_sentence(
    small: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, told: str
) -> None:
    monkeypatch.chdir(small.parent)
    Path("water.csv").write_text("lat,lon\n1,2\n")
    Path("x.zip").write_bytes(RANDOM)
    said = CliRunner().invoke(main, ["run", *words])
    assert said.exit_code == code, said.output
    assert told in said.output
    assert "Traceback" not in said.output


def test_a_site_is_frozen_from_a_folder(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "my site"
    words = ["garbage_calendar", "--out", str(out), "--data", str(small), "--lang", "en"]
    said = CliRunner().invoke(main, ["ship", "static", *words])
    assert said.exit_code == 0, said.output
    assert f"http.server -d '{out}' " in said.output
    assert "北町" in (out / "index.html").read_text("utf-8")


@pytest.mark.parametrize("target", ["docker", "render", "fly", "cloudrun"])
def test_a_host_gets_what_it_needs(target: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = CliRunner().invoke(main, ["ship", target, "garbage_calendar", "--out", str(out)])
    assert said.exit_code == 0, said.output
    assert "civickit[calendars,web]" in (out / "requirements.txt").read_text("utf-8")
    assert (out / "Dockerfile").is_file()


def test_the_sample_is_where_the_apps_look_for_it() -> None:
    assert (town.path("collection") / "collection.csv").is_file()


def test_the_settings_of_a_whole_copy_of_the_script_hold_here_too(
    tmp_path: Path, started: Callable[..., str]
) -> None:
    """As for `check` and `days`; else the app would show other days than those."""
    data = tmp_path / "copy/data"
    data.mkdir(parents=True)
    (data / "area_days.csv").write_text("地区,センター,可燃\n北,中央,木\n", "utf-8")
    (data / "center.csv").write_text("名称,始,終\n中央,2026/12/29,2027/1/3\n", "utf-8")
    (data.parent / "js").mkdir()
    (data.parent / "js/setting.js").write_text("var SkipSuspend = false;\nvar WeekShift = true;\n")
    span = ("2026-12-20", "2027-01-20")
    said = CliRunner().invoke(
        main, ["days", str(data), "--from", span[0], "--to", span[1], "--json"]
    )
    address = started("--data", str(tmp_path / "copy"))
    (area,) = json.loads(page(f"{address}/api/areas"))["areas"]
    told = json.loads(page(f"{address}/api/areas/{area['id']}/days?from={span[0]}&to={span[1]}"))
    shown = [one["date"] for one in told["days"]]
    assert shown == json.loads(said.stdout)["北"]["可燃"]
    assert "2027-01-07" in shown
