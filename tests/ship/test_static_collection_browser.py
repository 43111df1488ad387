"""The frozen calendar in a browser: the right day whenever it is opened, also without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from ship.conftest import calendar_app, frozen_calendar
from ship.on_a_phone import KEPT, PATIENT_MS, PHONE, wait_until_kept
from ship.static_host import StaticHost

from civickit.ship.static import freeze

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
Host = Callable[[Path], StaticHost]
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def visited(calendar_site: Path, host: Host, open_page: Open) -> Iterator[tuple[StaticHost, Any]]:
    """One area, visited once in English, and kept."""
    served = host(calendar_site)
    page = open_page(f"{served.url}en/areas/G-A.html", **PHONE)
    wait_until_kept(
        page,
        "en/areas/G-A.html",
        "en/areas/G-A/subscribe.html",
        "phone/areas/G-A.json",
        "en/items.html",
    )
    yield served, page
    served.mode = "ok"


def at(page: Any, url: str, moment: datetime) -> None:
    """Open an address at another time."""
    page.clock.set_fixed_time(moment)
    page.goto(url)


def days_of_the_server(today: datetime) -> list[str]:
    """What the server's page shows as the next days then."""
    app = calendar_app()
    app.extensions["civickit_collection"].now = lambda: today
    text = app.test_client().get("/areas/G-A?lang=en").text
    part = text.split('data-slot="next"')[1].split("</ol>")[0]
    return [one.split('"')[0] for one in part.split('datetime="')[1:]]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 28, 9, tzinfo=TOKYO),
        datetime(2026, 12, 31, 23, 59, tzinfo=TOKYO),
        datetime(2027, 1, 1, 0, 1, tzinfo=TOKYO),
        datetime(2027, 8, 15, 12, tzinfo=TOKYO),
    ],
)
def test_today_is_right_at_any_later_date(
    calendar_site: Path, host: Host, open_page: Open, moment: datetime
) -> None:
    served = host(calendar_site)
    page = open_page(f"{served.url}404.html", timezone_id="America/New_York", **PHONE)
    at(page, f"{served.url}en/areas/G-A.html", moment)
    today = page.locator('[data-day="today"] time').first
    expect(today).to_have_attribute("datetime", moment.date().isoformat())
    found = page.locator("[data-slot=next] time").evaluate_all(
        "(all) => all.map((one) => one.dateTime)"
    )
    assert found == days_of_the_server(moment)
    assert page.locator("[data-slot=stale]").is_hidden()


def test_an_old_copy_says_so(calendar_site: Path, host: Host, open_page: Open) -> None:
    served = host(calendar_site)
    page = open_page(f"{served.url}404.html", **PHONE)
    at(page, f"{served.url}en/areas/G-A.html", datetime(2029, 3, 1, tzinfo=TOKYO))
    expect(page.locator("[data-slot=stale]")).to_contain_text("grown old")
    expect(page.locator(".frozen")).to_contain_text("2026-11-28")


def test_an_area_and_a_thing_are_found_on_the_phone(
    calendar_site: Path, host: Host, open_page: Open
) -> None:
    served = host(calendar_site)
    page = open_page(f"{served.url}en/", **PHONE)
    name = page.locator("nav.all [data-key=G-C]").inner_text()
    page.locator("#q").fill(name)
    page.locator("[data-found] a").first.click()
    page.wait_for_url("**/en/areas/G-C.html")
    page.goto(f"{served.url}en/items.html")
    page.locator("#q").fill("umbrela")
    expect(page.locator("[data-found] > *").first).to_contain_text("Umbrella")
    page.goto(f"{served.url}en/?pick")
    assert page.locator("html").get_attribute("data-lang") == "en"
    page.goto(f"{served.url}en/")
    page.wait_for_url("**/en/areas/G-C.html")  # remembered


def test_an_area_opened_by_a_link_is_remembered_on_every_page(
    calendar_site: Path, host: Host, open_page: Open
) -> None:
    served = host(calendar_site)
    page = open_page(f"{served.url}en/areas/G-C.html", **PHONE)
    place = served.url.split("/", 3)[3]
    assert page.evaluate("Object.keys(localStorage)") == [f"civickit-area /{place}"]
    page.goto(f"{served.url}en/")
    page.wait_for_url(f"{served.url}en/areas/G-C.html")
    page.goto(served.url)
    page.wait_for_url(f"{served.url}areas/G-C.html")
    page.goto(f"{served.url}en/items.html")
    expect(page.locator("[data-whose]")).to_be_visible()


def test_the_addresses_of_feeds_are_whole(calendar_site: Path, host: Host, open_page: Open) -> None:
    served = host(calendar_site)
    page = open_page(f"{served.url}en/areas/G-A/subscribe.html", **PHONE)
    address = page.locator("[data-address]").first.input_value()
    assert address == f"{served.url}feeds/en/G-A.ics"
    assert page.evaluate("(one) => fetch(one).then((reply) => reply.text())", address).startswith(
        "BEGIN:VCALENDAR"
    )


def test_without_a_network_the_area_and_the_things_are_there(visited: Any) -> None:
    served, page = visited
    served.stop()
    page.reload()
    expect(page.locator('[data-day="today"]')).to_be_visible()
    assert page.locator("[data-slot=next] > *").count() > 0
    page.goto(f"{served.url}en/areas/G-A/subscribe.html")
    assert page.locator("[data-address]").count() == 6
    page.goto(f"{served.url}en/items.html")
    page.locator("#q").fill("denchi")
    expect(page.locator("[data-found] > *").first).to_be_visible()
    page.goto(f"{served.url}en/areas/G-B.html")  # never seen
    expect(page.locator("h1")).to_contain_text("No network")
    served.start()


@pytest.mark.parametrize("mode", ["hang", "portal"])
def test_a_bad_network_changes_nothing(visited: Any, mode: str) -> None:
    served, page = visited
    before = page.evaluate(KEPT)
    served.mode = mode
    page.goto(f"{served.url}en/areas/G-A.html", wait_until="domcontentloaded", timeout=15_000)
    expect(page.locator('[data-day="today"]')).to_be_visible()
    refused = (
        """(one) => fetch(one).then((reply) => reply.json()).then(() => "came", () => "refused")"""
    )
    if mode == "portal":
        assert page.evaluate(refused, f"{served.url}phone/areas/G-B.json") == "refused"
    assert page.evaluate(KEPT) == before


def test_a_newer_copy_is_taken_whole_with_the_area_that_was_seen(
    visited: Any, tmp_path: Path
) -> None:
    served, page = visited
    newer = tmp_path / "newer"
    app = calendar_app()
    app.extensions["civickit"].languages.texts["en"]["area.next"] = "What comes after"
    freeze(app, newer)
    served.folder = newer
    served.half = {"parts/G-A.json"}
    before = page.evaluate(KEPT)
    page.reload()
    banner = page.locator(".newer")
    expect(banner).to_contain_text("could not be loaded whole", timeout=PATIENT_MS)
    assert page.evaluate(KEPT) == before
    served.half = set()
    page.reload()
    expect(banner.locator("button")).to_be_visible(timeout=PATIENT_MS)
    with page.expect_navigation():
        banner.locator("button").click()
    expect(page.locator("#next-title")).to_have_text("What comes after")
    served.stop()
    page.goto(f"{served.url}en/areas/G-A/subscribe.html")
    assert page.locator("[data-address]").count() == 6
    page.goto(f"{served.url}en/areas/G-A.html")
    expect(page.locator("#next-title")).to_have_text("What comes after")
    served.start()


def test_it_can_be_put_on_a_home_screen_in_a_language_of_the_city(visited: Any) -> None:
    served, page = visited
    page.goto(f"{served.url}pt/areas/G-A.html")
    session = page.context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"] == f"{served.url}pt.webmanifest"
    told = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in told] == ["in-incognito"]  # as every test's window is


def test_hostile_names_stay_words(
    two_areas: Path, tmp_path: Path, host: Host, open_page: Open
) -> None:
    served = host(frozen_calendar(tmp_path / "site", two_areas))
    page = open_page(f"{served.url}en/", **PHONE)
    page.locator("#q").fill("西町")
    expect(page.locator("[data-found] a")).to_have_text("西町 <b>")
