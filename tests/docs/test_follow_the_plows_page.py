"""The tracker on the page about plows sends to a served app, and everybody sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docs.examples import tracker

from civickit.cli._apps import apps_folder, load_app
from civickit.live.site import SITE, Site
from civickit.web.async_server import running
from civickit.web.server import listen


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Site, str]]:
    app = load_app(apps_folder() / "snowplow_nav", {"STATE": tmp_path, "PLOWS": 0})
    listener = listen("127.0.0.1", 0)
    with running(app, listener):
        yield app.extensions[SITE], f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_tracker_is_seen(served: tuple[Site, str]) -> None:
    site, address = served
    _, token = site.devices.add("North 3")
    lat, lon = max(site.network.segments, key=lambda one: one.length_m).line[0]
    tracker.here(address, token, lat, lon, "plowing")
    [seen] = tracker.everybody(address)
    assert seen["state"] == "plowing"
    assert (seen["lat"], seen["lon"]) == pytest.approx((lat, lon), abs=0.001)


def test_a_wrong_token_is_not_taken_for_sent(served: tuple[Site, str]) -> None:
    _, address = served
    with pytest.raises(OSError, match="400"):
        tracker.here(address, "guessed", 38.4, 146.0, "plowing")
    assert tracker.everybody(address) == []
