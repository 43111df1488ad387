"""The frozen site without a network, with a bad one, and when there is a newer release."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from ship.conftest import hydrant_app, some_rows
from ship.static_host import StaticHost

from civickit.core.geo import distance_m
from civickit.ship.static import freeze

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
Host = Callable[[Path], StaticHost]
HERE = {"latitude": 38.402, "longitude": 146.003, "accuracy": 12}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
PATIENT_MS = 60_000  # a busy machine installs slowly; a site that waits for a dead host never comes


def installed(page: Any) -> None:
    """Wait until this release is kept and answers for the page."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")


def kept(page: Any) -> dict[str, int]:
    """How many files each cache has."""
    count = """async () => {
      const found = {};
      for (const name of await caches.keys()) {
        found[name] = (await (await caches.open(name)).keys()).length;
      }
      return found;
    }"""
    found: dict[str, int] = page.evaluate(count)
    return found


def newer_site(folder: Path, change: Callable[[list[list[str]]], object]) -> Path:
    """The small site once more, with other rows."""
    path = some_rows(folder / "points.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    freeze(hydrant_app(path), folder / "newer", made=date(2026, 11, 1))
    return folder / "newer"


@pytest.fixture(scope="module")
def new_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first point is gone, and another one has a new landmark."""

    def change(rows: list[list[str]]) -> None:
        del rows[1]
        rows[1][rows[0].index("目印")] = "新しい目印"

    return newer_site(tmp_path_factory.mktemp("new_data"), change)


@pytest.fixture(scope="module")
def new_app(tmp_path_factory: pytest.TempPathFactory, small_site: Path) -> Path:
    """The same data, with a style that has changed."""
    folder = tmp_path_factory.mktemp("new_app")
    freeze(hydrant_app(some_rows(folder / "points.csv")), folder / "site", made=date(2026, 12, 1))
    return folder / "site"


@pytest.fixture
def visited(small_site: Path, host: Host, open_page: Open) -> Iterator[tuple[StaticHost, Any]]:
    """The small site, visited once on a phone, and kept there."""
    served = host(small_site)
    page = open_page(f"{served.url}en/", geolocation=HERE, permissions=["geolocation"], **PHONE)
    installed(page)
    yield served, page
    served.mode = "ok"


def assert_works(page: Any) -> None:
    """The list of this position, the map, the page of a point and the list of all."""
    expect(page.locator(".basis")).to_contain_text("your position")
    assert page.locator(".water").count() == 10
    page.wait_for_selector(".civic-mark")


def test_without_a_network_everything_still_works(visited: Any) -> None:
    served, page = visited
    served.stop()
    page.reload()
    assert_works(page)
    page.goto(f"{served.url}en/?lat=38.4035&lon=146.0042")
    expect(page.locator(".basis")).to_contain_text("chosen place")
    page.locator("[data-slot=more]").first.click()
    page.wait_for_selector("[data-slot=others] .water")
    assert "point.html?key=" in page.url
    for name, part in [("points", ".rows li"), ("data", "dl dd"), ("search", "#q")]:
        page.goto(f"{served.url}en/{name}.html")
        assert page.locator(part).count() > 0
    page.goto(f"{served.url}en/search.html?q=1-1")
    expect(page.locator("[data-say]")).to_contain_text("found")
    served.start()


def test_a_cold_start_with_a_dead_host(
    small_site: Path, host: Host, chromium: Any, tmp_path: Path
) -> None:
    served = host(small_site)
    path = shutil.which("chromium") or shutil.which("google-chrome")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

    def browser() -> Any:
        return chromium.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=path,
            args=flags,
            locale="en-GB",
            geolocation=HERE,
            permissions=["geolocation"],
            **PHONE,
        )

    context = browser()
    page = context.new_page()
    page.goto(f"{served.url}en/")
    installed(page)
    context.close()
    served.stop()
    context = browser()
    page = context.new_page()
    page.goto(f"{served.url}en/")
    assert_works(page)
    context.close()
    served.start()


def test_a_host_that_accepts_and_never_answers_is_not_waited_for(visited: Any) -> None:
    served, page = visited
    served.mode = "hang"
    page.goto(f"{served.url}en/", wait_until="domcontentloaded", timeout=15_000)
    assert_works(page)
    page.goto(f"{served.url}en/points.html", wait_until="domcontentloaded", timeout=15_000)
    assert page.locator(".rows li").count() == 60


def test_a_sign_in_page_replaces_nothing(visited: Any) -> None:
    served, page = visited
    before = kept(page)
    served.mode = "portal"
    for _ in range(2):
        page.reload()
        assert_works(page)
    page.evaluate(
        "() => navigator.serviceWorker.getRegistration().then((one) => one.update().catch(() => 0))"
    )
    assert kept(page) == before
    assert page.locator(".newer").count() == 0
    served.mode = "ok"
    served.stop()
    page.reload()
    assert_works(page)
    served.start()


def test_a_first_visit_behind_a_sign_in_page_keeps_nothing(
    small_site: Path, host: Host, open_page: Open
) -> None:
    served = host(small_site)
    served.half = {"index.html", "kit/places/phone.js"}
    page = open_page(f"{served.url}en/", **PHONE)
    page.script_errors.clear()  # half a script is an error, and shall be one
    given_up = """() => navigator.serviceWorker.getRegistration().then((one) => !one)"""
    for _ in range(200):
        page.wait_for_timeout(100)
        if "sw.js" in {name for name, _ in served.sent} and page.evaluate(given_up):
            break
    assert page.evaluate(given_up)
    assert kept(page) == {}
    page.script_errors.clear()


def update(page: Any) -> None:
    """A later visit: the browser looks whether the worker has changed."""
    page.reload()


def test_new_data_is_told_taken_whole_or_not_at_all_and_reloads_once(
    visited: Any, new_data: Path
) -> None:
    served, page = visited
    version = page.evaluate("() => document.querySelector('[data-cells]').dataset.cells")
    before = kept(page)
    served.folder = new_data
    cells = [p.relative_to(new_data).as_posix() for p in new_data.glob("data/*/cells/**/*.json")]
    served.half = {cells[0]}
    update(page)
    expect(page.locator(".newer")).to_contain_text("could not be loaded whole", timeout=PATIENT_MS)
    assert page.locator(".newer button").count() == 0
    assert kept(page) == before
    assert_works(page)
    assert page.evaluate("() => document.querySelector('[data-cells]').dataset.cells") == version
    served.half = set()
    update(page)
    button = page.locator(".newer button")
    expect(button).to_be_visible(timeout=PATIENT_MS)
    expect(page.locator(".newer")).to_contain_text("New data (20")
    assert page.evaluate("() => document.querySelector('[data-cells]').dataset.cells") == version
    loads: list[str] = []
    page.on("load", lambda _: loads.append(page.url))
    with page.expect_navigation():
        button.click()
    assert_works(page)
    assert page.evaluate("() => document.querySelector('[data-cells]').dataset.cells") != version
    page.wait_for_timeout(500)
    assert len(loads) == 1
    assert page.locator(".newer").count() == 0
    after = kept(page)
    assert len(after) == 1
    assert after.keys() != before.keys()
    served.stop()
    page.goto(f"{served.url}en/points.html")
    assert page.locator(".rows li").count() == 59
    served.start()


def test_a_new_version_of_the_app_is_told_as_such(visited: Any, new_app: Path) -> None:
    served, page = visited
    served.folder = new_app
    update(page)
    expect(page.locator(".newer")).to_contain_text("new version of this app", timeout=PATIENT_MS)
    loads: list[str] = []
    page.on("load", lambda _: loads.append(page.url))
    with page.expect_navigation():
        page.locator(".newer button").click()
    expect(page.locator(".frozen")).to_contain_text("2026-12-01")
    page.wait_for_timeout(500)
    assert len(loads) == 1


def test_an_update_asks_only_for_what_has_changed(visited: Any, new_app: Path) -> None:
    served, page = visited
    served.folder = new_app
    served.sent.clear()
    update(page)
    expect(page.locator(".newer button")).to_be_visible(timeout=PATIENT_MS)
    names = {name for name, _ in served.sent}
    assert "sw.js" in names
    assert "en/index.html" in names or "en/" in names
    assert not [name for name in names if name.startswith(("data/", "kit/maps/", "map-points"))]


def test_full_storage_does_not_stop_the_page(
    small_site: Path, host: Host, open_page: Open, new_data: Path
) -> None:
    served = host(small_site)
    page = open_page("about:blank", geolocation=HERE, permissions=["geolocation"], **PHONE)
    page.outside_requests.clear()
    session = page.context.new_cdp_session(page)
    origin = served.url.split("/any")[0]
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1000})
    page.goto(f"{served.url}en/")
    assert_works(page)
    page.wait_for_timeout(1500)
    assert sum(kept(page).values()) == 0
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    page.reload()
    installed(page)
    before = kept(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1000})
    served.folder = new_data
    page.reload()
    expect(page.locator(".newer")).to_contain_text("could not be loaded whole", timeout=PATIENT_MS)
    assert kept(page) == before
    served.stop()
    page.reload()
    assert_works(page)
    served.start()
    page.outside_requests.clear()


def test_it_can_be_put_on_a_home_screen(visited: Any) -> None:
    served, page = visited
    session = page.context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"] == f"{served.url}en.webmanifest"
    assert "Fire water map" in manifest["data"]
    told = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in told] == ["in-incognito"]  # as every test's window is


def test_two_sites_of_one_host_keep_apart(
    small_site: Path, new_data: Path, tmp_path: Path, host: Host, open_page: Open
) -> None:
    shutil.copytree(small_site, tmp_path / "a")
    shutil.copytree(new_data, tmp_path / "b")
    served = host(tmp_path)
    page = open_page(f"{served.url}a/")
    installed(page)
    page.goto(f"{served.url}b/")
    installed(page)
    assert len(kept(page)) == 2
    served.stop()
    for name in "ab":
        page.goto(f"{served.url}{name}/?lat=38.402&lon=146.003")
        page.wait_for_selector("[data-answer] [data-asked]")
    served.start()


def test_a_language_is_kept_once_it_was_read(visited: Any) -> None:
    served, page = visited
    page.goto(f"{served.url}ja_easy/")
    has = """() => caches.keys().then(([name]) => caches.open(name)).then((one) => one.keys())
      .then((all) => all.some(({ url }) => url.endsWith("ja_easy/words.json")))"""
    page.wait_for_function(has, timeout=PATIENT_MS)
    page.wait_for_load_state("networkidle")
    served.stop()
    page.goto(f"{served.url}ja_easy/search.html")
    assert page.locator("html").get_attribute("data-lang") == "ja_easy"
    page.goto(f"{served.url}print.html")
    assert page.locator("h1 + p a, p a").count() == 1  # never seen: a sentence and the way home
    served.start()


def test_of_many_places_the_ground_that_was_seen_is_kept(
    town_site: Path, tmp_path: Path, host: Host, open_page: Open, town_app: Any
) -> None:
    served = host(town_site)
    page = open_page(f"{served.url}en/", **PHONE)
    installed(page)
    page.goto(f"{served.url}en/?lat=38.402&lon=146.003")
    page.wait_for_selector("[data-answer] [data-asked]")
    words = page.locator("[data-answer]").inner_text()
    page.wait_for_load_state("networkidle")
    served.stop()
    page.reload()
    page.wait_for_selector("[data-answer] [data-asked]")
    assert page.locator("[data-answer]").inner_text() == words
    with town_app.test_request_context():
        points = town_app.extensions["civickit_places"].data.points
    far = max(points, key=lambda point: distance_m(38.402, 146.003, point.lat, point.lon))
    page.goto(f"{served.url}en/?lat={far.lat}&lon={far.lon}")
    told = page.locator("[data-say].alert, [data-slot=missing]")
    expect(told.first).to_be_visible(timeout=PATIENT_MS)
    served.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("civickit.ship._static_data.WHOLE", 100)
        patch.setattr("civickit.maps.cells.MOST_BYTES", 6_000)  # as the fixture's
        patch.setattr("civickit.ship._static_data.SAMPLED", 10)  # another version of the data
        freeze(town_app, tmp_path / "newer")
    served.folder = tmp_path / "newer"
    page.goto(f"{served.url}en/")
    button = page.locator(".newer button")
    expect(button).to_be_visible(timeout=PATIENT_MS)
    with page.expect_navigation():
        button.click()
    served.stop()
    page.goto(f"{served.url}en/?lat=38.402&lon=146.003")
    page.wait_for_selector("[data-answer] [data-asked]")
    assert page.locator("[data-answer]").inner_text() == words
    served.start()
