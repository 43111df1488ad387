"""The tool that tries sources for real, tried on a server of this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from sources.fake_catalogue import WATER

TOOL = Path(__file__).parents[2] / "tools" / "live.py"


@pytest.fixture
def own(tmp_path: Path, httpserver: HTTPServer) -> Path:
    told = {
        "topic": "hydrants",
        "owner": "見本町",
        "attribution": "見本町",
        "page": "https://example.org/",
        "client": "file",
        "url": httpserver.url_for("/water.csv"),
        "schema": "water_point",
        "sample": "-",
        "title.ja": "見本",
        "title.en": "Sample",
        "licence.given": "CC BY 4.0",
        "place.name": "見本町",
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in told.items()]
    lines += ["place.lat = 37.2", "place.lon = 140.3"]
    (tmp_path / "mihon.toml").write_text("\n".join(lines), "utf-8")
    return tmp_path


def live(own: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(TOOL), *words],
        env={**os.environ, "CIVICKIT_SOURCES": str(own)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_source_that_answers_as_described(own: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/water.csv").respond_with_data(WATER, content_type="text/csv")
    done = live(own, "mihon", "--strict")
    assert done.returncode == 0, done.stderr
    assert "ok   mihon" in done.stdout
    assert "2 of 2 rows" in done.stdout


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [("gone", 404, "404"), ("年,数\n1,2\n", 200, "lat"), ("<html>x</html>", 200, "web page")],
)
def test_one_that_does_not(
    body: str, status: int, told: str, own: Path, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/water.csv").respond_with_data(
        body, status=status, content_type="text/csv"
    )
    done = live(own, "mihon")
    assert done.returncode == 0
    assert "FAIL mihon" in done.stdout
    assert told in done.stdout
    assert live(own, "mihon", "--strict").returncode == 1
