"""What must go on working, on the sample town. Needs no network: python -m pytest"""

from __future__ import annotations

import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def app(tmp_path: Path) -> Any:
    sys.path.insert(0, str(HERE.parent))  # its modules import each other as a package
    return import_module(f"{HERE.name}.app").create_app({"STATE": tmp_path, "PLOWS": 0})


def test_a_plow_is_seen_under_a_number_and_not_its_name(app: Any) -> None:
    site = app.extensions["civickit_live"]
    _, token = site.devices.add("North 3")
    street = max(site.network.segments, key=lambda one: one.length_m)
    now = int(time.time())
    for ago_s, (lat, lon) in ((20, street.line[0]), (0, street.line[-1])):
        sent = {"id": token, "timestamp": now - ago_s, "lat": lat, "lon": lon, "state": "plowing"}
        assert app.test_client().post("/ingest/osmand", query_string=sent).status_code == 200
    told = app.test_client().get("/live.json")
    [vehicle] = told.get_json()["vehicles"]
    assert vehicle[5] == "plowing"
    assert "North" not in told.text


def test_a_stranger_sends_nothing(app: Any) -> None:
    sent = {"id": "guessed", "timestamp": int(time.time()), "lat": 38.4, "lon": 146.0}
    assert app.test_client().post("/ingest/osmand", query_string=sent).status_code == 400
    assert app.test_client().get("/live.json").get_json()["vehicles"] == []


@pytest.mark.parametrize("path", ["/", "/streets", "/playback", "/data", "/reports", "/operator"])
def test_every_page_answers(app: Any, path: str) -> None:
    assert app.test_client().get(path).status_code == 200
