"""The public pages on a phone without a network: the shell, and the last that was known."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from live.public_storm import know, send
from playwright.sync_api import expect
from ship.on_a_phone import KEPT, PATIENT_MS, PHONE, wait_until_kept
from ship.static_host import AppHost, open_to_all

from civickit.live.site import SITE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FEEDS = """() => caches.open("civickit live").then((cache) => cache.keys())
  .then((keys) => keys.map(({ url }) => new URL(url).pathname))"""
CARD = "[data-mine] [data-card]"


@pytest.fixture
def served(make_live: Callable[..., Flask]) -> Iterator[AppHost]:
    app = make_live()
    site = app.extensions[SITE]
    site.now = time.time  # a phone has the true time
    know(site, "S0065", "worked", 40)
    send(site, "one", 38.4049, 146.0011)
    with open_to_all(AppHost(app)) as host:
        yield host


@pytest.fixture
def visited(served: AppHost, open_page: Callable[..., Any]) -> Iterator[Any]:
    """Home, visited once in English, with a street that is remembered, and kept."""
    page = open_page(f"{served.url}?lang=en", **PHONE)
    page.get_by_role("searchbox").fill("本町1-1-8")
    page.get_by_role("button", name="Search").click()
    page.locator(CARD).wait_for()
    page.locator(".live-vehicle").first.wait_for()
    wait_until_kept(page, "?lang=en", "kit/live/map.js", "kit/public/home.js", "kit/public/page.js")
    page.wait_for_function(f"({FEEDS})().then((all) => all.length >= 4)")
    yield page
    served.mode = "ok"


def assert_last_known(page: Any) -> None:
    """My street, the vehicle and the drawn streets are there, and said to be old."""
    expect(page.locator(f"{CARD} [data-slot=head]")).to_contain_text("Plowed", timeout=PATIENT_MS)
    offline = page.locator('[data-notice="offline"]')
    expect(offline).to_contain_text("This is what was known at", timeout=PATIENT_MS)
    expect(page.locator("[data-vehicles] li")).to_have_count(1)
    expect(page.locator(".live-vehicle")).to_have_count(1, timeout=PATIENT_MS)
    expect(page.locator("[data-newest] li")).to_have_count(1)
    drawn = page.locator("canvas").evaluate_all(
        """(all) => all.map((one) => one.getContext("2d")
          .getImageData(0, 0, one.width, one.height).data.some((byte) => byte))"""
    )
    assert drawn == [True, True]  # the ground, the streets


def test_without_a_network_the_last_known_state_is_told_as_such(
    visited: Any, served: AppHost
) -> None:
    served.stop()
    visited.reload()
    assert_last_known(visited)
    served.start()


def test_a_street_can_be_chosen_on_the_map_without_a_network(visited: Any, served: AppHost) -> None:
    served.stop()
    visited.reload()
    assert_last_known(visited)
    visited.get_by_role("button", name="Forget this street").click()
    visited.get_by_role("searchbox").fill("Kita-kaido")
    visited.get_by_role("button", name="Search").click()
    expect(visited.get_by_text("You can still tap the map.")).to_be_visible()
    visited.locator("[data-live-map]").scroll_into_view_if_needed()
    box = visited.locator("[data-live-map]").bounding_box()
    visited.mouse.click(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.55)
    expect(visited.locator(CARD)).to_be_visible()
    served.start()


def test_a_server_that_never_answers_is_not_waited_for(visited: Any, served: AppHost) -> None:
    served.mode = "hang"
    visited.goto(f"{served.url}?lang=en", wait_until="domcontentloaded", timeout=15_000)
    assert_last_known(visited)


def test_a_sign_in_page_is_no_state_of_the_streets(visited: Any, served: AppHost) -> None:
    before = visited.evaluate(KEPT)
    served.mode = "portal"
    visited.reload()
    assert_last_known(visited)
    assert visited.evaluate(KEPT) == before
    served.mode = "ok"
    served.stop()
    visited.reload()
    assert_last_known(visited)
    served.start()


def test_when_the_network_comes_back_what_is_new_is_shown(visited: Any, served: AppHost) -> None:
    served.stop()
    visited.reload()
    assert_last_known(visited)
    served.start()
    know(served.app.extensions[SITE], "S0065", "worked", 0, work="salting")
    visited.evaluate("window.dispatchEvent(new Event('online'))")
    expect(visited.locator('[data-notice="offline"]')).to_be_hidden(timeout=PATIENT_MS)
    expect(visited.locator(f"{CARD} [data-slot=head]")).to_contain_text("Salted")


def test_a_page_tells_what_is_now_although_a_copy_is_kept(visited: Any, served: AppHost) -> None:
    site = served.app.extensions[SITE]
    know(site, "S0065", "worked", 40, direction="forward")
    address = f"{served.url}streets/S0065?lang=en"
    visited.goto(address)
    wait_until_kept(visited, "streets/S0065?lang=en")
    know(site, "S0065", "worked", 0, direction="forward", work="salting")
    visited.goto(address)
    way = visited.locator("li[data-known]")
    expect(way).to_contain_text("Salted")
    served.mode = "hang"
    visited.clock.set_fixed_time(time.time() + 3 * 86_400 + 3600)
    visited.goto(address, wait_until="domcontentloaded", timeout=15_000)
    expect(way).to_contain_text("Salted 3 days ago")
    expect(visited.locator('[data-notice="offline"]')).to_be_visible(timeout=PATIENT_MS)


def test_what_takes_long_to_come_is_not_cut_off(visited: Any, served: AppHost) -> None:
    """A page by a weak signal, or a storm's open data: the answer begins, and then takes time."""
    send_well = served._answer_well

    def send_slowly(request: Any) -> None:
        end_headers = request.end_headers

        def then_wait() -> None:
            end_headers()
            time.sleep(10)

        request.end_headers = then_wait if "sort=" in request.path else end_headers
        send_well(request)

    served._answer_well = send_slowly  # type: ignore[method-assign]
    visited.goto(f"{served.url}streets?lang=en&sort=newest", timeout=PATIENT_MS)
    expect(visited.locator("[data-rows] li")).to_have_count(50)


def test_a_first_visit_without_an_answer_of_the_feeds_says_so(
    served: AppHost, open_page: Callable[..., Any]
) -> None:
    page = open_page(f"{served.url}healthz", **PHONE)
    for feed in ("live.json", "cleared.json", "network.json"):
        page.route(f"**/{feed}*", lambda route: route.abort())
    page.goto(f"{served.url}?lang=en")
    expect(page.locator('[data-notice="offline"]')).to_contain_text("nothing is known from before")
    expect(page.locator("[data-vehicles] li")).to_have_count(1)  # what the server wrote stays
    expect(page.get_by_text("The map could not be loaded.")).to_be_visible(timeout=PATIENT_MS)
