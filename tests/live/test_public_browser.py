"""The public pages in a real browser: a phone and a desk, dark and light, keyboard, no script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from apps.keyboard import walk_by_tab
from flask import Flask
from live.conftest import Clock
from live.public_storm import alias_of, know, send
from live.test_public_pages import hostile_streets

from civickit.live.public.streets import Guide
from civickit.live.site import SITE, Site

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
CARD = "[data-mine] [data-card]"


class Town:
    """The app on the network with some streets and vehicles, and a way to open its pages."""

    def __init__(self, app: Flask, url: str, open_page: Callable[..., Any], clock: Clock) -> None:
        self.site: Site = app.extensions[SITE]
        self.guide = Guide(self.site)
        self.url, self._open, self.clock = url, open_page, clock

    def open(self, path: str = "/?lang=en", *, off_s: float = 0, **options: Any) -> Any:
        """A page opened at the server's time, unless the phone's clock is off. What phones keep
        has tests of its own."""
        asked = {"viewport": PHONE, "service_workers": "block", **options}
        page = self._open(f"{self.url}/healthz", **asked)
        page.clock.install(time=datetime.fromtimestamp(self.clock.now + off_s, UTC))
        page.goto(self.url + path)
        page.wait_for_load_state("networkidle")
        return page

    def later(self, page: Any, seconds: float) -> None:
        """Time goes by, for the server and for the page."""
        self.clock.forward(seconds)
        page.clock.fast_forward(round(seconds * 1000))


@pytest.fixture
def town(
    live_app: Flask, serve: Callable[[Any], str], open_page: Callable[..., Any], clock: Clock
) -> Town:
    site = live_app.extensions[SITE]
    for key, minutes in (("S0065", 40), ("S0003", 100), ("S0004", 300), ("S0005", 500)):
        know(site, key, "worked", minutes)
    know(site, "S0006", "passed", 12)
    send(site, "one", 38.4049, 146.0011)
    send(site, "two", 38.4021, 145.9955, "salting")
    send(site, "three", 38.4021, 146.0065, "driving")
    return Town(live_app, serve(live_app), open_page, clock)


def words(page: Any, selector: str) -> str:
    return " ".join(page.locator(selector).inner_text().split())


# How it looks


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/streets", "/streets/S0065", "/data", "/find?q=環状通り"])
def test_pages_fit_and_are_accessible(
    town: Town, assert_accessible: Callable[[Any], None], path: str, scheme: str, width: int
) -> None:
    page = town.open(path, viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if page.locator("[data-live-map]").count():
        assert page.locator("[data-live-map]").bounding_box()["height"] > 200
        assert page.locator("canvas.leaflet-layer, .leaflet-container canvas").count() >= 2
    assert_accessible(page)


def test_every_marker_has_a_name_of_its_own_and_a_shape_for_its_state(town: Town) -> None:
    page = town.open()
    markers = page.locator(".live-vehicle")
    page.locator(".live-vehicle").first.wait_for()
    names = [one.get_attribute("aria-label").rpartition(",")[0] for one in markers.all()]
    said = {"one": "plowing", "two": "salting", "three": "driving"}
    assert sorted(names) == sorted(
        f"Plow {alias_of(town.site, name)}, {state}" for name, state in said.items()
    )
    shapes = {one.get_attribute("href") for one in page.locator(".live-vehicle use").all()}
    assert shapes == {"#live-plowing", "#live-salting", "#live-driving"}
    listed = [one.inner_text() for one in page.locator("[data-vehicles] [data-slot=name]").all()]
    assert sorted(listed) == sorted(name.split(",")[0] for name in names)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_number_can_be_read_in_the_readers_own_colours(town: Town, scheme: str) -> None:
    page = town.open(forced_colors="active", color_scheme=scheme)
    page.locator(".live-vehicle").nth(2).wait_for()
    drawn = page.evaluate(
        """() => [...document.querySelectorAll(".live-vehicle, .vehicles .vehicle-sign")].map((a) =>
          [".shape", ".number"].map((part) => getComputedStyle(a.querySelector(part)).fill))"""
    )
    assert len(drawn) == 6
    light, dark = "rgb(255, 255, 255)", "rgb(0, 0, 0)"
    wanted = [light, dark] if scheme == "light" else [dark, light]
    assert drawn == [wanted] * 6


def test_what_is_pressed_is_large_enough(town: Town) -> None:
    page = town.open()
    small = page.evaluate(
        """() => [...document.querySelectorAll("main :is(a, button, input, summary)")]
          .map((one) => [one.textContent || one.id, one.getBoundingClientRect()])
          .filter(([text, box]) => box.width && box.height < 44 && !text.includes("Leaflet"))
          .map(([text, box]) => [text, box.height])"""
    )
    assert small == []


@pytest.mark.parametrize("path", ["/?lang=en", "/streets?lang=en", "/streets/S0065?lang=en"])
def test_the_keyboard_reaches_everything(town: Town, path: str) -> None:
    walk_by_tab(town.open(path, viewport=DESK), 120)


def test_on_paper_there_are_no_controls_of_the_map(town: Town) -> None:
    page = town.open()
    page.emulate_media(media="print")
    assert not page.locator(".leaflet-control-zoom").is_visible()
    assert page.locator("[data-live-map]").is_visible()


def test_on_paper_numbers_stand_in_their_signs_and_no_box_is_empty(town: Town) -> None:
    page = town.open()
    page.locator("[data-vehicles] .vehicle-sign").first.wait_for()
    page.emulate_media(media="print")
    box = "e => (({ x, y, width, height }) => [x + width / 2, y + height / 2])"
    middle = f"{box}(e.getBoundingClientRect())"
    for place in ("[data-vehicles] .vehicle-sign", ".live-vehicle"):
        shape, number = (
            page.locator(f"{place} {part}").first.evaluate(middle) for part in (".shape", ".number")
        )
        assert shape == pytest.approx(number, abs=4), place
    assert not page.locator("[data-mine]").is_visible()


# Without a script


def test_without_a_script_everything_can_be_read_and_found(town: Town) -> None:
    page = town._open(
        f"{town.url}/?lang=en", viewport=PHONE, java_script_enabled=False, service_workers="block"
    )
    assert words(page, "[data-vehicle-count]") == "3"
    assert page.locator("[data-vehicles] li").count() == 3
    assert "Plowed 40 min ago" in words(page, "[data-newest]")
    page.get_by_role("searchbox").fill("本町1-1-8")
    page.get_by_role("button", name="Search").click()
    assert page.url.endswith("/streets/S0065")
    assert "Plowed 40 min ago" in words(page, "main")
    assert not page.get_by_role("button", name="Remember as my street").is_visible()
    page.goto(f"{town.url}/streets?lang=en")
    page.get_by_label("Sort by").select_option("newest")
    page.get_by_role("button", name="Show").click()
    assert page.locator("[data-rows] li").first.get_attribute("data-id") == "S0006"


def aged(said: str) -> str:
    """The words without the seconds that went by while two pages were opened."""
    return re.sub(r"たった今|\d{1,2}秒前|just now|\d{1,2} s ago", "now", said)


def test_with_a_script_the_page_says_the_same(town: Town) -> None:
    plain = town._open(
        f"{town.url}/?lang=ja", viewport=PHONE, java_script_enabled=False, service_workers="block"
    )
    page = town.open("/?lang=ja")
    page.locator("[data-vehicles] [data-slot=where]:not(:empty)").first.wait_for()
    for part in ("[data-vehicles]", ".legend"):
        assert aged(words(page, part)) == aged(words(plain, part))
    heads = "[data-newest] [data-slot=head]"
    assert page.locator(heads).all_inner_texts() == plain.locator(heads).all_inner_texts()


# My street


def test_my_street_by_address_is_remembered_and_forgotten(town: Town) -> None:
    page = town.open()
    page.get_by_role("searchbox").fill("本町1-1-8")
    page.keyboard.press("Enter")
    page.locator(CARD).wait_for()
    assert "Plowed 40 min ago" in words(page, CARD)
    assert "reported: plowing" in words(page, CARD)
    assert "Plowed 40 min ago" in words(page, "[data-mine] [data-say]")
    page.reload()
    assert page.locator(CARD).is_visible()
    assert page.locator(CARD).bounding_box()["y"] < 400
    assert not page.get_by_role("searchbox").is_visible()
    more = page.locator("[data-do=more]").get_attribute("href")
    assert more == "/streets/S0065"
    assert "street=S0065" in page.locator("[data-do=report]").get_attribute("href")
    page.get_by_role("button", name="Forget this street").click()
    assert page.locator(CARD).count() == 0
    page.reload()
    assert page.get_by_role("searchbox").is_visible()
    assert page.evaluate("localStorage.length") == 0


def test_a_remembered_street_is_told_in_the_language_one_reads_and_only_while_there_is_one(
    town: Town,
) -> None:
    page = town.open("/?lang=ja")
    page.get_by_role("searchbox").fill("本町1-1-8")
    page.keyboard.press("Enter")
    name = town.guide.streets["S0065"]
    page.locator(CARD, has_text=name.name).wait_for()
    page.goto(f"{town.url}/?lang=en")
    page.locator(CARD, has_text=name.name_en).wait_for()
    page.evaluate(
        "localStorage.setItem('civickit live street', JSON.stringify({ id: 'X9', name: 'Old' }))"
    )
    page.reload()
    page.get_by_text("Your street “Old” is not in the new data of the streets.").wait_for()
    assert page.locator(CARD).count() == 0


def test_my_street_among_several_of_one_name(town: Town) -> None:
    page = town.open()
    page.get_by_role("searchbox").fill("kanjo")
    page.get_by_role("button", name="Search").click()
    page.locator("[data-found] button").first.wait_for()
    assert page.locator("[data-found] button").count() == 20
    assert "Many streets found, the first 20 are shown" in words(page, "[data-mine] [data-say]")
    chosen = page.locator("[data-found] button").nth(3)
    between = chosen.locator("small").inner_text()
    chosen.press("Enter")
    assert between in words(page, CARD)
    assert page.evaluate("document.activeElement.dataset.do") == "more"  # no longer in the list
    assert "No record this season" in words(page, CARD)


def test_a_name_that_is_not_there_says_what_to_do(town: Town) -> None:
    page = town.open()
    page.get_by_role("searchbox").fill("<b>nowhere</b>")
    page.keyboard.press("Enter")
    page.get_by_text("“<b>nowhere</b>” was not found.").wait_for()
    assert page.locator(CARD).count() == 0


def test_my_street_by_the_phones_place_which_stays_on_the_phone(town: Town) -> None:
    lat, lon = town.guide.streets["S0065"].at
    near = town.guide.near(lat, lon)
    assert near is not None
    here = {"latitude": lat, "longitude": lon, "accuracy": 20}
    page = town.open(permissions=["geolocation"], geolocation=here)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="My location").click()
    page.locator(CARD).wait_for()
    key = page.locator(CARD).get_attribute("data-id")
    assert town.guide.streets[key].name == near.name or key in ("S0065", near.key)
    assert not [one for one in asked if f"{lat:.3f}" in one]


def test_a_place_out_of_town_and_a_refusal_are_told(town: Town) -> None:
    away = {"latitude": 10, "longitude": 10}
    page = town.open(permissions=["geolocation"], geolocation=away)
    page.get_by_role("button", name="My location").click()
    page.get_by_text("There is no street within 100 m").wait_for()
    page = town.open()
    page.get_by_role("button", name="My location").click()
    page.get_by_text("The phone may not tell its place.").wait_for()


def test_my_street_by_a_tap_on_the_map(town: Town) -> None:
    page = town.open(viewport=DESK)
    page.locator(".live-vehicle").first.wait_for()
    box = page.locator("[data-live-map]").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.55)
    page.locator(CARD).wait_for()
    key = page.locator(CARD).get_attribute("data-id")
    assert words(page, f"{CARD} .name") == town.guide.streets[key].name_en
    assert page.locator(".live-chosen").count() == 1
    page.mouse.click(box["x"] + 100, box["y"] + box["height"] - 60)  # the sea
    page.get_by_text("There is no street within 100 m").wait_for()
    assert page.locator(CARD).get_attribute("data-id") == key


# What changes


def test_my_street_and_the_lists_change_while_one_looks(town: Town) -> None:
    page = town.open()
    page.get_by_role("searchbox").fill("本町1-1-8")
    page.keyboard.press("Enter")
    page.locator(CARD).wait_for()
    know(town.site, "S0065", "worked", 0, work="salting", alias="9")
    send(town.site, "four", 38.4049, 146.0011)
    town.later(page, 90)
    page.get_by_text("Salted 1 min ago").first.wait_for()
    assert "Plow 9 was here until 9:53" in words(page, CARD)
    page.locator("[data-vehicles] li").nth(3).wait_for()
    page.locator(".live-vehicle").nth(3).wait_for()
    assert page.locator("[data-vehicles] li").count() == 4
    assert page.locator(".live-vehicle").count() == 4
    assert words(page, "[data-newest] li >> nth=0").endswith("Salted 1 min ago")
    assert words(page, '[data-count="h1"]') == "1"


def test_ages_go_on_and_a_silent_feed_is_told(town: Town) -> None:
    page = town.open()
    ages = page.locator("[data-vehicles] [data-ago]")
    assert aged(ages.first.inner_text()) == "now"
    town.later(page, 90)
    page.locator("[data-vehicles] [data-ago]", has_text="1 min ago").first.wait_for()
    assert not page.locator('[data-notice="stale"]').is_visible()
    town.later(page, 16 * 60)
    page.locator('[data-notice="stale"]').wait_for()
    assert "No position has come since 9:53." in words(page, '[data-notice="stale"]')


@pytest.mark.parametrize("off_h", [-6, 9, 24 * 365])
def test_a_phone_with_a_wrong_clock_tells_the_citys_time(town: Town, off_h: int) -> None:
    """By a clock that is slow, every street would be "cleared just now"."""
    page = town.open(off_s=off_h * 3600)
    page.locator('[data-notice="clock"]').wait_for()
    page.locator('[data-newest] [data-id="S0065"]', has_text="Plowed 40 min ago").wait_for()
    page.locator('[data-newest] [data-id="S0005"]', has_text="Plowed 8 h 20 min ago").wait_for()
    page.locator(
        "[data-vehicles] [data-ago]", has_text=re.compile("just now|^[0-9] s ago")
    ).first.wait_for()
    assert [words(page, f'[data-count="{age}"]') for age in ("h1", "h3", "h6", "old")] == ["1"] * 4
    page.goto(f"{town.url}/streets?lang=en&sort=newest")
    page.locator('[data-id="S0004"]', has_text="Plowed 5 h ago").wait_for()


def test_a_clock_that_is_right_is_not_told(town: Town) -> None:
    page = town.open()
    page.locator("[data-vehicles] [data-ago]").first.wait_for()
    assert not page.locator('[data-notice="clock"]').is_visible()


def test_a_hidden_page_asks_nothing(town: Town) -> None:
    page = town.open()
    page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", { value: "hidden", writable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.fast_forward(120_000)
    assert page.evaluate("1 + 1") == 2
    assert asked == []
    with page.expect_request("**/live.json"):
        page.evaluate(
            """() => {
              document.visibilityState = "visible";
              document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )


def test_when_the_server_fails_the_page_asks_ever_more_seldom_and_says_so(town: Town) -> None:
    page = town.open()
    page.route("**/*.json*", lambda route: route.fulfill(status=503, body="busy"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for _ in range(24):
        page.clock.run_for(10_000)
    page.locator('[data-notice="offline"]').wait_for()
    assert "This is what was known at 9:53." in words(page, '[data-notice="offline"]')
    live = [one for one in asked if one.endswith("/live.json")]
    assert 2 <= len(live) <= 8  # 24 without backing off
    assert page.locator("[data-vehicles] li").count() == 3


def test_what_the_server_said_of_each_direction_grows_older_too(town: Town) -> None:
    know(town.site, "S0065", "worked", 40, direction="forward")
    page = town.open("/streets/S0065?lang=en")
    way = page.locator("li[data-known] [data-slot=head]")
    assert way.inner_text() == "Plowed 40 min ago"
    town.later(page, 3600)
    page.locator("li[data-known]", has_text="Plowed 1 h 40 min ago").wait_for()


@pytest.mark.parametrize("path", ["/streets?lang=en", "/streets/S0065?lang=en"])
def test_every_page_that_tells_what_is_now_says_when_nothing_comes(town: Town, path: str) -> None:
    page = town.open(path)
    page.route("**/*.json*", lambda route: route.abort())
    town.later(page, 15)
    page.locator('[data-notice="offline"]', has_text="known at 9:53").wait_for()


def test_nothing_is_said_to_be_unknown_before_the_feeds_have_come(town: Town) -> None:
    page = town.open()
    page.evaluate(
        "localStorage.setItem('civickit live street', JSON.stringify({ id: 'S0116', name: '?' }))"
    )
    page.route("**/live.json", lambda route: None)  # they never answer
    page.route("**/cleared.json", lambda route: None)
    page.goto(f"{town.url}/?lang=en", wait_until="commit")
    page.locator(".live-chosen").wait_for(state="attached")  # the streets have come, and are drawn
    assert page.locator(f"{CARD} [data-slot=head]").inner_text() == ""
    assert page.locator("[data-vehicles] li").count() == 3  # as the server wrote them
    assert not page.locator("[data-no-vehicles]").is_visible()


def test_a_line_that_is_read_just_now_stays_where_it_is(town: Town) -> None:
    """Made anew every ten seconds, a list would throw a screen reader back to its beginning."""
    page = town.open()
    page.locator(".live-vehicle").nth(2).wait_for()
    lists = {"[data-vehicles]": 3, "[data-newest]": 5}
    for one in lists:
        page.evaluate("at => document.querySelector(at).lastElementChild.read = 'now'", one)
    town.later(page, 40)
    send(town.site, "two", 38.4031, 145.9955, "driving")
    know(town.site, "S0006", "passed", 1)
    town.later(page, 40)
    page.locator("[data-vehicles] li", has_text="driving").nth(1).wait_for()
    page.locator("[data-newest] li", has_text="Passed 1 min ago").wait_for()
    for one, many in lists.items():
        kept = page.evaluate("at => document.querySelector(at).lastElementChild.read", one)
        assert (kept, page.locator(f"{one} li").count()) == ("now", many)


def test_what_is_told_already_is_not_told_again(town: Town) -> None:
    page = town.open()
    page.route("**/*.json*", lambda route: route.abort())
    town.later(page, 15)
    page.locator('[data-notice="offline"]').wait_for()
    page.evaluate(
        """() => {
          window.told = 0;
          new MutationObserver((all) => (window.told += all.length)).observe(
            document.querySelector("[data-notices]"), { childList: true, subtree: true });
        }"""
    )
    with page.expect_request("**/live.json"):
        town.later(page, 100)
    page.locator("[data-vehicles] [data-ago]", has_text="1 min ago").first.wait_for()
    assert page.evaluate("window.told") == 0


def test_without_a_vehicle_the_notice_says_when_the_server_was_heard(town: Town) -> None:
    page = town.open()
    town.clock.forward(3600)  # all of them are silent
    page.clock.fast_forward(15_000)
    page.locator("[data-no-vehicles]").wait_for()
    page.route("**/*.json*", lambda route: route.abort())
    page.clock.fast_forward(15_000)
    page.locator('[data-notice="offline"]', has_text="This is what was known at").wait_for()


# Hostile names


def test_hostile_names_are_only_shown(
    make_live: Callable[..., Flask],
    serve: Callable[[Any], str],
    open_page: Callable[..., Any],
    clock: Clock,
    tmp_path: Path,
) -> None:
    app = make_live(DATA=hostile_streets(tmp_path), ABOUT={"title": "<img src=x onerror=alert(1)>"})
    town = Town(app, serve(app), open_page, clock)
    for key in town.guide.streets:
        know(town.site, key, "worked", 3, alias="<img src=x onerror=alert(1)>")
    send(town.site, "one", 38.4002, 146.001)
    page = town.open(viewport=DESK)
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.get_by_role("searchbox").fill("onerror")
    page.keyboard.press("Enter")
    page.locator("[data-found] button").first.click()
    assert "<img src=x onerror=alert(1)>${alert(1)}</script>" in words(page, CARD)
    page.locator(".live-vehicle").first.click()
    page.locator("[data-do=more]").click()
    page.locator("[data-card]").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert "<img src=x onerror" in words(page, "main")
    assert page.locator(".live-chosen").count() == 1
    assert page.locator("img[src=x]").count() == 0
    assert said == []
