"""The contract every command keeps, and what `run` does."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from civickit.cli import COMMANDS, main


def commands() -> dict[str, click.Command]:
    """Every command by the words that call it: `get`, and `ship docker` of a group."""
    found = {}
    for name in COMMANDS.names():
        command = COMMANDS.get(name)
        found[name] = command
        if isinstance(command, click.Group):
            context = click.Context(command)
            parts = command.list_commands(context)
            found |= {f"{name} {part}": command.get_command(context, part) for part in parts}
    return found


EVERY = pytest.mark.parametrize(("words", "command"), commands().items(), ids=str)


@EVERY
def test_every_command_is_named_by_its_file_explains_itself_and_speaks_json(
    words: str, command: click.Command
) -> None:
    assert isinstance(command, click.Command)
    assert command.name == words.split()[-1].replace("_", "-")
    assert command.help is not None
    assert command.get_short_help_str(80).endswith(".")
    with click.Context(command, **main.context_settings) as ctx:
        options = {text for p in command.get_params(ctx) for text in p.opts}
    assert "--json" in options or isinstance(command, click.Group)
    result = CliRunner().invoke(main, [*words.replace("_", "-").split(), "--help"])
    assert result.exit_code == 0


@EVERY
def test_every_command_refuses_an_unknown_option_with_a_sentence(
    words: str, command: click.Command
) -> None:
    result = CliRunner().invoke(main, [*words.replace("_", "-").split(), "--no-such-option"])
    assert result.exit_code == 2
    assert "No such option" in result.output


class Running:
    """`civickit run` in a process of its own."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "civickit", "run", *arguments, "--port", "0", "--no-browser"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )

    def first_line(self) -> str:
        return self.process.stdout.readline()

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=20)
        return self.process.returncode, said


@pytest.fixture
def running() -> Iterator[type[Running]]:
    started: list[Running] = []

    def start(*arguments: str) -> Running:
        started.append(Running(*arguments))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.communicate()


def test_run_prints_the_address_once_it_answers_and_stops_quietly(running) -> None:
    app = running("hydrant_map", "--json")
    said = json.loads(app.first_line())
    assert said["app"] == "hydrant_map"
    with urllib.request.urlopen(said["address"], timeout=5) as answer:
        assert answer.status == 200
    code, errors = app.stop()
    assert "Traceback" not in errors
    assert code in (0, 130)


def test_run_takes_a_city_file_with_a_column_mapping(running, tmp_path: Path) -> None:
    file = tmp_path / "water.tsv"
    file.write_text("7\t会津町一丁目\t37.5\t139.9\n8\t会津町二丁目\t37.501\t139.901\n", "utf-8")
    pairs = ["number=1", "address=2", "lat=3", "lon=4"]
    app = running("hydrant_map", "--data", str(file), *[w for p in pairs for w in ("--map", p)])
    address = re.search(r"http://\S+", app.first_line())[0]
    with urllib.request.urlopen(f"{address}/api/nearest?lat=37.5&lon=139.9", timeout=5) as answer:
        found = json.load(answer)["results"]
    assert [one["number"] for one in found] == ["7", "8"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["hydrant_mop"], 2, "Did you mean 'hydrant_map'?"),
        (["hydrant_map", "--data", "no-such-file.csv"], 2, "no-such-file.csv"),
        (["hydrant_map", "--map", "lat"], 2, "FIELD=COLUMN"),
        (["hydrant_map", "--host", "no.such.host.invalid"], 3, "no.such.host.invalid"),
    ],
)
def test_run_says_what_is_wrong(running, arguments: list[str], code: int, words: str) -> None:
    app = running(*arguments)
    _, said = app.process.communicate(timeout=30)
    assert app.process.returncode == code, said
    assert words in said
    assert "Traceback" not in said


def test_run_refuses_a_file_without_a_usable_row(running, tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("種別,住所,緯度,経度\n消火栓,どこか,,\n", "utf-8")
    app = running("hydrant_map", "--data", str(file))
    _, said = app.process.communicate(timeout=30)
    assert app.process.returncode == 1
    assert "Traceback" not in said
    assert "empty.csv" in said


def test_run_says_when_the_port_is_taken(running) -> None:
    first = running("hydrant_map", "--json")
    port = json.loads(first.first_line())["address"].rstrip("/").rsplit(":", 1)[1]
    second = subprocess.run(
        [sys.executable, "-m", "civickit", "run", "hydrant_map", "--port", port, "--no-browser"],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert second.returncode == 3
    assert port in second.stderr
    assert "Traceback" not in second.stderr


def test_an_own_app_runs_from_its_folder_whatever_it_is_called(running, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "words.py").write_text("HELLO = 'hello from our town'\n")
    (folder / "app.py").write_text(
        "from flask import Flask\nfrom .words import HELLO\n\n"
        "def create_app(config):\n    app = Flask(__name__)\n"
        "    app.add_url_rule('/', view_func=lambda: HELLO)\n    return app\n"
    )
    address = json.loads(running(str(folder), "--json").first_line())["address"]
    with urllib.request.urlopen(address, timeout=5) as answer:
        assert answer.read() == b"hello from our town"


def test_what_nobody_foresaw_is_a_sentence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_name: str) -> Path:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("civickit.cli._apps.find_app", broken)
    result = CliRunner().invoke(main, ["run", "hydrant_map"])
    assert result.exit_code == 3
    assert "ZeroDivisionError: a bug" in result.output
    monkeypatch.setenv("CIVICKIT_DEBUG", "1")
    assert isinstance(CliRunner().invoke(main, ["run", "x"]).exception, ZeroDivisionError)


def test_a_pipe_that_has_seen_enough_ends_quietly() -> None:
    command = f"{shlex.quote(sys.executable)} -u -m civickit sources --json | head -c 20"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60)
    assert done.stdout
    assert done.stderr == ""
