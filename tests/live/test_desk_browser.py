"""The desk in a real browser: several people at once, a lost server, a keyboard, small screens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from apps.keyboard import walk_by_tab
from flask import Flask
from live.conftest import STORM_S, Clock
from live.desking import HOSTILE, PASSWORD, Staff, accounts_of
from live.public_storm import know
from live.reporting import PLACE, telling_picture
from live.reporting import send as report
from live.storm_drives import HOUR, drive, plow
from live.storm_drives import send as keep
from playwright.sync_api import expect

from civickit.live.counting import count_all
from civickit.live.desk.enquiries import Enquiries
from civickit.live.reports.storing import Reports
from civickit.live.site import SITE, Site
from civickit.web.async_server import running
from civickit.web.server import listen

pytestmark = pytest.mark.browser

DESK = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}
PAGES = (
    *("/desk/", "/desk/reports", "/desk/reports/1", "/desk/enquiries?street=駅前", "/desk/devices"),
    *("/desk/daily/2026-11-30", "/desk/storms", "/desk/left", "/desk/accounts", "/desk/password"),
    "/desk/devices/1",
)


SMALL = """() => {
  const fields = "input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea";
  const pressed = document.querySelectorAll(`button, summary, .rooms a, .button, ${fields}`);
  return [...pressed]
    .filter((e) => e.offsetParent && !e.closest(".leaflet-control"))
    .filter((e) => e.getBoundingClientRect().height < 43.9)
    .map((e) => `${e.tagName} ${e.textContent.trim()} ${e.getBoundingClientRect().height}`);
}"""
"""What is lower than 44 px."""


class Office:
    """A server with the app, and browsers in which people are logged in."""

    def __init__(self, app: Flask, url: str, open_page: Callable[..., Any]) -> None:
        self.app, self.url, self.open_page = app, url, open_page
        self.site: Site = app.extensions[SITE]

    def desk(
        self, path: str = "/desk/", name: str = "Chief", role: str = "admin", **more: Any
    ) -> Any:
        staff = Staff(self.app, name, role)
        cookie = staff.client.get_cookie("snowplow_nav_session")
        assert cookie
        page = self.open_page(f"{self.url}/healthz", **{**DESK, **more})
        page.context.add_cookies(
            [{"name": "snowplow_nav_session", "value": cookie.value, "url": self.url}]
        )
        page.goto(self.url + path)
        return page

    def live(self, **more: Any) -> Any:
        """The live picture, once it is live and its map is drawn."""
        page = self.desk(**more)
        page.locator(".link-state.live").wait_for()
        page.locator(".leaflet-container").wait_for()
        page.evaluate("window.notReloaded = true")
        return page


@pytest.fixture
def office(
    live_app: Flask, serve_live: Callable[[Flask], str], open_page: Callable[..., Any]
) -> Iterator[Office]:
    site: Site = live_app.extensions[SITE]
    yield Office(live_app, serve_live(live_app), open_page)
    site.writer.stop()


def section(page: Any, name: str) -> Any:
    return page.locator(f'[data-section="{name}"]')


# Several people at once


def test_a_residents_report_reaches_the_desk_without_a_reload(
    office: Office, tmp_path: Path
) -> None:
    desk = office.live()
    assert desk.title().startswith("Live picture")
    picture = tmp_path / "tree.jpg"
    picture.write_bytes(telling_picture())
    resident = office.open_page(f"{office.url}/reports/new?lang=en", **DESK)
    resident.locator('[name="kind"][value="tree"]').check(force=True)
    resident.locator('[name="text"]').fill(f"A tree across the road {HOSTILE}")
    resident.locator('[name="address"]').fill("Station street 3")
    resident.locator('input[type="file"]').set_input_files(picture)
    resident.locator('main form [type="submit"], main form button:not([type])').last.click()
    resident.wait_for_url("**/reports/status/**")

    card = section(desk, "new").locator('[data-key="report-1"]')
    card.wait_for()
    assert HOSTILE in card.inner_text()
    assert "fresh" in card.get_attribute("class")
    assert desk.title().startswith("(1) ")
    assert desk.locator("[data-news]").inner_text() == "1"
    assert desk.locator("[data-say]").inner_text() == "New reports: 1"
    image = card.locator("img")
    image.evaluate("e => e.complete || new Promise((done) => { e.onload = done; })")
    assert image.evaluate("e => e.naturalWidth") == 120
    assert desk.evaluate("window.notReloaded")


def test_an_operators_position_appears_on_the_desks_map(office: Office) -> None:
    _, token = office.site.devices.add("Plow 12", contractor="Kitahara")
    desk = office.live()
    assert desk.locator(".live-vehicle").count() == 0
    body = {
        "_type": "location",
        "lat": 38.4036,
        "lon": 145.995,
        "tst": int(office.site.now()),
        "vel": 20,
        "cog": 90,
    }
    answer = requests.post(
        f"{office.url}/ingest/owntracks", json=body, auth=("Plow 12", token), timeout=10
    )
    assert (answer.status_code, answer.json()) == (200, [])
    mark = desk.locator(".live-vehicle")
    mark.wait_for()
    assert "Plow 12" in mark.get_attribute("aria-label")
    section(desk, "duty").get_by_text("Plow 12").wait_for()
    assert desk.evaluate("window.notReloaded")


def test_two_people_at_one_report(office: Office) -> None:
    report(office.app.test_client(), text="A tree")
    Reports(office.site).accept(1, "Chief")
    first = office.desk("/desk/reports/1", "Sato", "staff")
    second = office.desk("/desk/reports/1", "Suzuki", "staff")
    for page, whom in ((first, "Tanaka"), (second, "Kimura")):
        page.get_by_label("or a person or office").fill(whom)
        page.get_by_role("button", name="Assign").click()
    told = second.get_by_role("alert")
    told.wait_for()
    assert "Not saved: somebody else was first" in told.inner_text()
    assert 'assigned to "Tanaka" by Sato' in told.inner_text()
    assert second.get_by_label("or a person or office").input_value() == "Kimura"
    second.get_by_role("button", name="Assign").click()
    second.get_by_text('assigned to "Kimura" by Suzuki').wait_for()
    first.reload()
    first.get_by_text('assigned to "Kimura" by Suzuki').wait_for()


def test_what_one_accepts_leaves_the_new_ones_of_the_other(office: Office) -> None:
    report(office.app.test_client(), text="A tree")
    watching = office.live(name="Sato", role="staff")
    section(watching, "new").locator('[data-key="report-1"]').wait_for()
    acting = office.desk("/desk/reports/1", "Suzuki", "staff")
    acting.get_by_role("button", name="Accept and publish").click()
    section(watching, "open").locator('[data-key="report-1"]').wait_for()
    assert section(watching, "new").locator("[data-key]").count() == 0
    assert watching.title().startswith("Live picture")


# Whether it is live


def test_a_lost_server_is_told_since_when_and_found_again(
    live_app: Flask, open_page: Callable[..., Any]
) -> None:
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    office = Office(live_app, f"http://127.0.0.1:{port}", open_page)
    with running(live_app, listener):
        desk = office.live()
    lost = desk.locator(".link-state.lost")
    lost.wait_for()
    assert re.match(r"Reconnecting since \d\d:\d\d\.", lost.inner_text())
    report(live_app.test_client(), text="while it was away")
    with running(live_app, listen("127.0.0.1", port)):
        desk.locator(".link-state.live").wait_for()
        section(desk, "new").get_by_text("while it was away").wait_for()
        assert desk.evaluate("window.notReloaded")
        desk.goto("about:blank")


def test_a_list_that_cannot_be_fetched_is_told_too(office: Office) -> None:
    desk = office.live()
    desk.context.route("**/desk/lists", lambda route: route.abort())
    report(office.app.test_client(), text="one")
    desk.locator(".link-state.lost").wait_for()
    desk.context.unroute_all()
    report(office.app.test_client(), text="two")
    desk.locator(".link-state.live").wait_for()
    for words in ("one", "two"):
        section(desk, "new").get_by_text(words, exact=True).wait_for()


def test_an_answer_that_is_slow_does_not_cover_a_newer_one(office: Office) -> None:
    desk = office.live()
    held: list[Any] = []

    def hold(route: Any) -> None:
        """The first answer is of before the report, and comes last."""
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    desk.route("**/desk/lists", hold)
    office.site.hub.publish("devices", {})
    while not held:
        desk.wait_for_timeout(50)
    assert report(office.app.test_client(), address="Station").status_code == 303
    desk.wait_for_timeout(4000)  # longer than changes are gathered
    route, old = held[0]
    route.fulfill(response=old)
    desk.wait_for_timeout(500)
    card = section(desk, "new").locator('[data-key="report-1"]')
    expect(card).to_be_visible(timeout=15_000)


def test_who_was_logged_out_is_told_and_sees_no_news(office: Office) -> None:
    desk = office.live(name="Sato", role="staff")
    accounts_of(office.site).remove("Sato")
    report(office.app.test_client(), text="a secret of the desk")
    link = desk.get_by_role("link", name="You are no longer logged in. Log in again")
    link.wait_for()
    assert "a secret of the desk" not in desk.content()
    accounts_of(office.site).add("Suzuki", PASSWORD)
    link.click()
    desk.get_by_label("Name").fill("suzuki")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.keyboard.press("Enter")
    section(desk, "new").get_by_text("a secret of the desk").wait_for()


def test_what_was_typed_outlives_a_logout_in_another_tab(office: Office) -> None:
    report(office.app.test_client(), text="A tree")
    desk = office.desk("/desk/reports/1")
    desk.locator("#answer").fill("Tomorrow\nmorning")
    other = desk.context.new_page()
    other.goto(f"{office.url}/desk/")
    other.get_by_role("button", name="Log out").click()
    other.locator("#password").wait_for()
    desk.get_by_role("button", name="Publish the answer").click()
    desk.get_by_text("What you typed is kept").wait_for()
    desk.locator("#name").fill("Chief")
    desk.locator("#password").fill(PASSWORD)
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Not sent yet").wait_for()
    assert "Tomorrow" in desk.locator("main").inner_text()
    desk.keyboard.press("Enter")  # the button has the keyboard
    desk.wait_for_url("**/desk/reports/1")
    desk.locator("dd.lines").wait_for()
    assert desk.locator("dd.lines").inner_text() == "Tomorrow\nmorning"


def test_a_double_click_makes_one_device_and_shows_its_sheet(office: Office) -> None:
    desk = office.desk("/desk/devices")
    desk.locator("#name").fill("Plow 12")
    desk.get_by_role("button", name="Add it and show its set-up sheet").dblclick()
    desk.get_by_text("This sheet is shown only now").first.wait_for()
    assert [one.name for one in office.site.devices.all()] == ["Plow 12"]


def test_without_a_script_everything_is_there(office: Office) -> None:
    """That it reloads itself stands in a noscript, which test_desk_picture reads."""
    report(office.app.test_client(), text="A tree")
    desk = office.desk(java_script_enabled=False)
    for name, words in (("new", "A tree"), ("silent", "Silent"), ("progress", "Progress")):
        assert section(desk, name).get_by_text(words).first.is_visible()
    section(desk, "new").get_by_role("link").click()
    desk.get_by_role("button", name="Accept and publish").click()
    desk.get_by_text("accepted by Chief").wait_for()


# Keyboard


def test_the_keyboard_stays_where_it_was_when_a_list_changes(office: Office) -> None:
    for number in range(2):
        report(office.app.test_client(), text=f"number {number}")
    desk = office.live()
    link = section(desk, "new").locator('[data-key="report-1"] a')
    link.focus()
    report(office.app.test_client(), text="another")
    section(desk, "new").locator('[data-key="report-3"]').wait_for()
    assert desk.evaluate("document.activeElement.getAttribute('href')") == "/desk/reports/1"


def test_a_call_is_logged_by_keyboard_alone(office: Office) -> None:
    key = next(one.id for one in office.site.network.segments if one.name == "駅前大通り")
    know(office.site, key, "worked", 12)
    desk = office.desk("/desk/enquiries")
    desk.keyboard.type("駅前大")  # the field has the focus
    desk.get_by_text("12 min ago").first.wait_for()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    assert desk.locator("#street").input_value() == desk.locator(
        "[data-street]"
    ).first.get_attribute("data-street")
    desk.keyboard.press("Enter")
    desk.get_by_text("The call is logged.").wait_for()
    [one] = Enquiries(office.site).of_day(office.site.today)
    assert (one.street, one.answered, one.taken_by) == (
        desk.locator("table").last.locator("tbody td.wrap").first.inner_text(),
        "map",
        "Chief",
    )
    desk.keyboard.type("橋")
    for _ in range(20):  # to the button "By phone"
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.value") == "phone":
            break
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    assert [one.answered for one in Enquiries(office.site).of_day(office.site.today)] == [
        "phone",
        "map",
    ]


@pytest.mark.parametrize("path", ["/desk/", "/desk/enquiries"])
def test_a_page_is_walked_by_the_tab_key(office: Office, path: str) -> None:
    report(office.app.test_client(), text="A tree")
    page = office.desk(path)
    page.locator(".skip").focus()
    walk_by_tab(page, 60)


def test_stopping_a_device_asks_first(office: Office) -> None:
    office.site.devices.add("Plow 12")
    page = office.desk("/desk/devices")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Revoke").click()
    assert office.site.devices.named("Plow 12").revoked_ms is None
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Revoke").click()
    page.get_by_text('"Plow 12" is revoked.').wait_for()


# For everybody


@pytest.fixture
def busy(office: Office, clock: Clock) -> Office:
    """A night with everything in it, names that are long and bite."""
    site = office.site
    long = "とても長い名前の除雪業者株式会社" * 3
    keep(site, plow(site, "Plow 1", contractor=long), drive(site, 1, STORM_S - HOUR).fixes)
    keep(site, plow(site, "x" * 40, note=HOSTILE), drive(site, 2, STORM_S - HOUR).fixes)
    count_all(site)
    site.duties.start(plow(site, "silent", by_button=True))
    report(office.app.test_client(), text="https://example.jp/" + "a" * 300, contact="a@b.jp")
    report(office.app.test_client(), text="木" * 400, **PLACE)
    Reports(site).accept(2, "Chief")
    accounts_of(site).add(f"{HOSTILE}", PASSWORD)
    log = Enquiries(site)
    for number, answered in enumerate(("map", "phone", "passed")):
        log.add(
            "Chief",
            street="x" * 200,
            asked="cleared",
            note="雪" * 300,
            answered=answered,
            once=str(number),
        )
    clock.forward(600)
    return office


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(
    busy: Office, scheme: str, assert_accessible: Callable[[Any], None]
) -> None:
    page = busy.live(color_scheme=scheme)
    for path in PAGES:
        page.goto(busy.url + path)
        page.wait_for_load_state("load")
        if path == "/desk/":
            page.locator(".live-vehicle").first.wait_for()
        assert_accessible(page)


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(busy: Office, width: int) -> None:
    page = busy.desk(viewport={"width": width, "height": 800})
    for lang in ("ja", "ja_easy", "en"):
        for path in PAGES:
            page.goto(f"{busy.url}{path}{'&' if '?' in path else '?'}lang={lang}")
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{path} in {lang} is {wide} px too wide"


@pytest.mark.slow
def test_what_is_pressed_is_large_enough(busy: Office) -> None:
    page = busy.desk(viewport={"width": 390, "height": 844}, has_touch=True)
    for path in PAGES:
        page.goto(busy.url + path)
        small = page.evaluate(SMALL)
        assert small == [], path
