"""A served calendar on a phone: kept at the first visit, right without a network, never fooled."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from ship.on_a_phone import KEPT, PATIENT_MS, PHONE, wait_until_kept
from ship.static_host import AppHost, open_to_all

from civickit import town
from civickit.cli._apps import find_app, load_app

pytestmark = pytest.mark.browser


def calendar(folder: Path) -> Any:
    return load_app(find_app("garbage_calendar"), {"DATA": str(folder)})


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return Path(shutil.copytree(town.path("collection"), tmp_path / "city"))


@pytest.fixture
def served(city: Path) -> Iterator[AppHost]:
    with open_to_all(AppHost(calendar(city))) as host:
        yield host


@pytest.fixture
def area(served: AppHost) -> str:
    return str(served.app.extensions["civickit_collection"].folder.current().areas[0].key)


@pytest.fixture
def visited(served: AppHost, area: str, open_page: Callable[..., Any]) -> Iterator[Any]:
    """One area, visited once in English, and kept."""
    page = open_page(f"{served.url}areas/{area}?lang=en", **PHONE)
    wait_until_kept(page, f"areas/{area}?lang=en", "items?lang=en", "phone/items.json")
    yield page
    served.mode = "ok"


def assert_works(page: Any) -> None:
    expect(page.locator("[data-area] h1")).to_be_visible(timeout=10_000)
    expect(page.locator("html")).to_have_attribute("data-lang", "en")
    assert page.locator("[data-slot=next] > *").count() > 0
    assert page.locator("link[rel=stylesheet]").first.evaluate("(one) => one.sheet !== null")


def test_without_a_network_the_days_and_the_things_are_there(
    visited: Any, served: AppHost, area: str
) -> None:
    served.stop()
    visited.reload()
    assert_works(visited)
    visited.goto(f"{served.url}areas/{area}")  # the language that was read last
    assert_works(visited)
    visited.goto(f"{served.url}items")
    visited.locator("#q").fill("battery")
    expect(visited.locator("[data-found] > *").first).to_be_visible()
    visited.goto(f"{served.url}areas/{area}/subscribe")  # never seen: a sentence and the way home
    expect(visited.locator("h1")).to_contain_text("No network")
    visited.locator("a").click()
    expect(visited.locator("h1")).to_be_visible()
    served.start()


def test_a_server_that_never_answers_is_not_waited_for(
    visited: Any, served: AppHost, area: str
) -> None:
    served.mode = "hang"
    visited.goto(f"{served.url}areas/{area}", wait_until="domcontentloaded", timeout=15_000)
    assert_works(visited)


def test_a_sign_in_page_replaces_nothing(visited: Any, served: AppHost, area: str) -> None:
    before = visited.evaluate(KEPT)
    served.mode = "portal"
    for _ in range(2):
        visited.reload()
        assert_works(visited)
    kept = (
        """(address) => fetch(address).then((reply) => reply.json()).then((told) => told.version)"""
    )
    assert visited.evaluate(kept, f"{served.url}phone/items.json")
    refused = """(address) => fetch(address).then(() => "came", () => "refused")"""
    assert visited.evaluate(refused, f"{served.url}phone/areas/other.json") == "refused"
    visited.wait_for_timeout(500)
    assert visited.evaluate(KEPT) == before
    served.mode = "ok"
    served.stop()
    visited.reload()
    assert_works(visited)
    served.start()


def change(city: Path) -> None:
    """The city calls one thing otherwise."""
    path = city / "items.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows[2] = [f"新しい物{cell}" if number == 0 else cell for number, cell in enumerate(rows[2])]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def test_new_data_is_told_and_taken_whole_or_not_at_all(
    visited: Any, served: AppHost, city: Path
) -> None:
    before = visited.evaluate(KEPT)
    change(city)
    served.app = calendar(city)
    served.half = {"phone/items.json"}
    visited.reload()
    banner = visited.locator(".newer")
    expect(banner).to_contain_text("could not be loaded whole", timeout=PATIENT_MS)
    assert visited.evaluate(KEPT) == before
    assert_works(visited)
    served.half = set()
    visited.reload()
    expect(banner).to_contain_text("New data", timeout=PATIENT_MS)
    loads: list[str] = []
    visited.on("load", lambda _: loads.append(visited.url))
    with visited.expect_navigation():
        visited.locator(".newer button").click()
    assert_works(visited)
    visited.wait_for_timeout(500)
    assert len(loads) == 1
    served.stop()
    visited.goto(f"{served.url}items")
    visited.locator("#q").fill("新しい物")
    expect(visited.locator("[data-found] > *")).to_have_count(1)
    served.start()


def test_an_area_that_is_gone_does_not_hold_newer_data_up(
    visited: Any, served: AppHost, city: Path, area: str
) -> None:
    visited.goto(f"{served.url}areas/{area}/print/2026-11")  # gone as well, with the area
    wait_until_kept(visited, f"areas/{area}/print/2026-11?lang=en")
    path = city / "areas.csv"
    rows = path.read_text("utf-8-sig").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if not row.startswith(f"{area},")), "utf-8")
    served.app = calendar(city)
    visited.goto(f"{served.url}areas/{area}")
    assert_works(visited)
    button = visited.locator(".newer button")
    expect(button).to_be_visible(timeout=PATIENT_MS)
    with visited.expect_navigation():
        button.click()
    expect(visited.locator("[data-say]")).to_have_text(
        "That area is not in the data now. Please choose again."
    )
    visited.goto(served.url)
    expect(visited.locator("[data-say]")).to_contain_text("not in the data now")


def test_a_new_version_of_the_app_is_told_as_such(
    visited: Any, served: AppHost, city: Path
) -> None:
    served.app = calendar(city)
    shell = served.app.extensions["civickit"]
    served.app.extensions["civickit"] = shell._replace(version="99")
    visited.reload()
    expect(visited.locator(".newer")).to_contain_text("new version of this app", timeout=PATIENT_MS)


def test_a_page_is_refreshed_behind_what_is_shown(visited: Any, served: AppHost, area: str) -> None:
    texts = served.app.extensions["civickit"].languages.texts["en"]
    texts["area.next"] = "What comes after"
    visited.reload()
    expect(visited.locator("#next-title")).not_to_have_text("What comes after")
    visited.wait_for_load_state("networkidle")
    visited.reload()
    expect(visited.locator("#next-title")).to_have_text("What comes after")


def test_the_language_of_a_kept_page_is_that_of_the_reader(
    visited: Any, served: AppHost, area: str
) -> None:
    visited.goto(f"{served.url}areas/{area}?lang=ja_easy")
    wait_until_kept(visited, f"areas/{area}?lang=ja_easy", "items?lang=ja_easy")
    visited.goto(f"{served.url}areas/{area}")
    expect(visited.locator("html")).to_have_attribute("data-lang", "ja_easy")
    served.stop()
    visited.goto(f"{served.url}areas/{area}?lang=en")
    assert_works(visited)
    visited.goto(f"{served.url}items")
    expect(visited.locator("html")).to_have_attribute("data-lang", "en")
    served.start()


def test_it_can_be_put_on_a_home_screen(visited: Any, served: AppHost) -> None:
    session = visited.context.new_cdp_session(visited)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"] == f"{served.url}en.webmanifest"
    told = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in told] == ["in-incognito"]  # as every test's window is


def test_only_a_phone_that_asks_is_told_what_an_answer_is(served: AppHost) -> None:
    client = served.app.test_client()
    assert "Civickit-Keep" not in client.get("/").headers
    proof = client.get("/phone/items.json", headers={"Civickit-Keep": "1"}).headers["Civickit-Keep"]
    release, digest = proof.split(" ")
    assert f'"id": "{release}"' in client.get("/sw.js").text
    assert len(digest) == 32
    assert client.get("/xx.webmanifest").status_code == 404
    assert client.get("/sw.js").headers["Cache-Control"] == "no-cache"
