"""`civickit run` on a dashboard: the address once it answers, Ctrl-C, another file."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import SNOW

Run = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def run() -> Iterator[Run]:
    """`civickit run` in a process of its own, which ends with the test at the latest."""
    started = []

    def give(folder: Path, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "civickit", "run", str(folder), "--no-browser", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        started.append(process)
        return process

    yield give
    for process in started:
        process.kill()
        process.communicate()


def stopped(process: subprocess.Popen[str], how: signal.Signals) -> tuple[str, str]:
    process.send_signal(how)
    told = process.communicate(timeout=60)
    assert process.returncode == 0, told
    return told


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_address_is_said_once_it_answers(project: Path, run: Run, how: signal.Signals) -> None:
    process = run(project, "--port", "0", "--json")
    told = json.loads(process.stdout.readline())
    assert told["app"] == project.name
    with urllib.request.urlopen(f"{told['address']}_stcore/health", timeout=10) as answer:
        assert answer.read() == b"ok"
    said, _ = stopped(process, how)
    assert said == "", "nothing but the JSON on the standard output"


@pytest.mark.slow
def test_it_is_said_as_for_other_apps(project: Path, run: Run) -> None:
    process = run(project, "--port", "0")
    assert process.stdout.readline().startswith(f"{project.name}: http://127.0.0.1:")
    _, noise = stopped(process, signal.SIGINT)
    assert "External URL" not in noise
    assert "Traceback" not in noise


def test_a_port_that_is_taken_is_a_sentence(project: Path, run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = run(project, "--port", str(taken.getsockname()[1]))
        said, fault = process.communicate(timeout=60)
    assert process.returncode == 3
    assert said == ""
    assert "already in use" in fault
    assert "Traceback" not in fault


@pytest.mark.browser
@pytest.mark.slow
def test_another_file_takes_the_place_of_the_projects_own(
    project: Path, run: Run, open_page, tmp_path: Path
) -> None:
    (tmp_path / "mine.csv").write_bytes(SNOW.encode("cp932"))
    words = ("--data", str(tmp_path / "mine.csv"), "--port", "0", "--json")
    address = json.loads(run(project, *words).stdout.readline())["address"]
    page = open_page(f"{address}?lang=en", wait_until="commit")
    page.locator("dl.civic-facts").wait_for(timeout=60_000)
    told = page.locator("[data-testid=stMain]").inner_text()
    assert "mine.csv" in told
    assert "csv · cp932" in told
    assert "this town does not exist" not in told
