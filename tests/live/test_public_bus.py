"""The same pages for an app that is about a bus: no streets to clear, other words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from live.conftest import Clock
from live.public_own import own_app
from live.public_storm import alias_of, send

from civickit.live.site import SITE

NOT_FOR_A_BUS = re.compile(r"plow|clear|snow|salt|street", re.IGNORECASE)
WORDS = {
    "live_vehicles": "Buses",
    "live_vehicle_n": "Bus {n}",
    "live_vehicles_none": "No bus is on the map now.",
    "public_title": "Buses now",
    "state_driving": "under way",
    "state_unknown": "under way",
}


@pytest.fixture
def bus(tmp_path: Path, clock: Clock) -> Flask:
    edits = {
        "cleared = true": "cleared = false",
        'en = "Snowplow navigator"': 'en = "Village bus"',
        'season_from = "11-15"': 'season_from = "01-01"',
        'season_until = "04-15"': 'season_until = "01-01"',
    }
    app = own_app(tmp_path, clock, edits, WORDS)
    send(app.extensions[SITE], "one", 38.4049, 146.0011, "driving")
    send(app.extensions[SITE], "two", 38.4100, 146.0011, "driving")
    return app


def main_of(page: str) -> str:
    """What a reader sees of the main part."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"^[^>]*>|<template.*?</template>|<[^>]+>", " ", main, flags=re.DOTALL)


@pytest.mark.parametrize("path", ["/", "/playback", "/data"])
def test_no_page_talks_about_clearing(bus: Flask, path: str) -> None:
    page = bus.test_client().get(f"{path}?lang=en").get_data(as_text=True)
    shown = re.sub(r"<p[^>]* hidden>.*?</p>", "", page, flags=re.DOTALL)
    found = NOT_FOR_A_BUS.search(main_of(shown))
    assert found is None, main_of(shown)[found.start() - 50 : found.end() + 50]


def test_there_are_no_pages_of_streets(bus: Flask) -> None:
    client = bus.test_client()
    for path in ("/streets", "/streets/S0002", "/find?q=x", "/find.json?q=x"):
        assert client.get(path).status_code == 404
    links = re.findall(r'href="(/[^"#?]*)', client.get("/?lang=en").get_data(as_text=True))
    for path in {one for one in links if not one.startswith("/kit/")}:
        assert client.get(path).status_code == 200, path


def test_home_lists_the_buses(bus: Flask) -> None:
    page = main_of(bus.test_client().get("/?lang=en").get_data(as_text=True))
    for name in ("one", "two"):
        assert f"Bus {alias_of(bus.extensions[SITE], name)}" in page


@pytest.mark.browser
def test_the_nearest_bus_and_the_map(
    bus: Flask,
    serve: Callable[[Any], str],
    open_page: Callable[..., Any],
    clock: Clock,
    assert_accessible: Callable[[Any], None],
) -> None:
    url = serve(bus)
    page = open_page(
        f"{url}/healthz",
        viewport={"width": 390, "height": 844},
        permissions=["geolocation"],
        geolocation={"latitude": 38.4099, "longitude": 146.0011, "accuracy": 10},
        service_workers="block",
    )
    page.clock.install(time=datetime.fromtimestamp(clock.now, UTC))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{url}/?lang=en")
    page.get_by_role("button", name="My location").click()
    nearest = page.locator("[data-near] li").first
    nearest.wait_for()
    near, far = (alias_of(bus.extensions[SITE], name) for name in ("two", "one"))
    assert re.fullmatch(rf"Bus {near}, under way, .*, about 10 m away", nearest.inner_text())
    assert page.locator("[data-near] li").last.inner_text().startswith(f"Bus {far}, ")
    page.locator(".live-vehicle").first.wait_for()
    assert page.locator(".live-vehicle").count() == 2
    assert not [one for one in asked if "cleared.json" in one or "38.409" in one]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(page)
    assert json.loads(page.locator("[data-live]").get_attribute("data-live"))["cleared"] is False
