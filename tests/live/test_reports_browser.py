"""A resident with a phone reports a fallen tree, in a real browser: with script and without."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from live.reporting import assert_bare, telling_picture
from PIL import Image
from playwright.sync_api import expect

from civickit.live.reports.records import Report
from civickit.live.reports.storing import Reports
from civickit.live.site import Site

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALL = {"viewport": {"width": 320, "height": 640}}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
HERE = {"latitude": 38.4036, "longitude": 145.9950}


@pytest.fixture
def reports(site: Site) -> Reports:
    return Reports(site)


@pytest.fixture
def url(live_app: Flask, serve_live: Callable[[Flask], str]) -> str:
    return serve_live(live_app)


@pytest.fixture
def phone(url: str, open_page: Callable[..., Any]) -> Any:
    """The form on a phone, with its map."""
    page = open_page(f"{url}/reports/new", **PHONE)
    ready(page)
    return page


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_0001.jpg"
    path.write_bytes(telling_picture())
    return path


def ready(page: Any) -> None:
    page.locator("[data-live-map] .leaflet-control-zoom-in").wait_for()


def only(reports: Reports) -> Report:
    [report] = reports.all()
    return report


def sent(page: Any) -> None:
    page.wait_for_url("**/reports/status/**")
    assert "届きました" in page.locator("main").inner_text()


def width(page: Any) -> int:
    found: int = page.evaluate("document.documentElement.scrollWidth")
    return found


def test_a_resident_with_a_phone(
    phone: Any, reports: Reports, picture: Path, assert_accessible: Callable[[Any], None]
) -> None:
    phone.get_by_text("木が倒れている").tap()
    phone.locator("[data-live-map]").tap(position={"x": 180, "y": 150})
    assert "ピンを立てました" in phone.locator("[data-said]").inner_text()
    phone.set_input_files("#photo", picture)
    preview = phone.get_by_role("img", name="選んだ写真")
    preview.wait_for()
    assert preview.evaluate("image => image.naturalWidth") == 120
    phone.fill("#text", "電線に\nかかっています")
    assert_accessible(phone)
    phone.get_by_role("button", name="送る").tap()
    sent(phone)
    assert_accessible(phone)
    report = only(reports)
    assert (report.kind, report.text) == ("tree", "電線に\nかかっています")
    assert report.lat
    assert 38.38 < report.lat < 38.43
    jpeg = reports.photo(report)
    assert jpeg
    assert_bare(jpeg)
    assert phone.locator("img.photo").evaluate("image => image.naturalWidth") == 120


def test_without_a_script(
    url: str, open_page: Callable[..., Any], reports: Reports, picture: Path
) -> None:
    page = open_page(f"{url}/reports/new", java_script_enabled=False, **PHONE)
    assert page.locator("[data-live-map]").is_hidden()
    page.get_by_text("道が凍っている").click()
    page.fill("#address", "本町3丁目の坂")
    page.set_input_files("#photo", picture)
    page.get_by_role("button", name="送る").click()
    sent(page)
    report = only(reports)
    assert (report.kind, report.lat, report.address) == ("icy", None, "本町3丁目の坂")
    jpeg = reports.photo(report)
    assert jpeg
    assert_bare(jpeg)
    page.get_by_text("この知らせを取り下げる").first.click()
    page.get_by_role("button", name="この知らせを取り下げる").click()
    assert "取り下げられました" in page.locator("main").inner_text()
    assert only(reports).status == "withdrawn"


def test_by_keyboard_alone(phone: Any, reports: Reports) -> None:
    def press_until(selector: str) -> None:
        for _ in range(60):
            if phone.evaluate("s => document.activeElement.matches(s)", selector):
                return
            phone.keyboard.press("Tab")
        pytest.fail(f"{selector} is not reached by Tab")

    press_until('[name="kind"]')
    phone.keyboard.press("Space")
    phone.keyboard.press("ArrowDown")
    press_until("[data-middle]")
    phone.keyboard.press("Enter")
    assert phone.evaluate("document.activeElement.matches('.live-pin')")
    before = float(phone.input_value('[name="lat"]'))
    for _ in range(3):
        phone.keyboard.press("ArrowUp")
    assert float(phone.input_value('[name="lat"]')) > before
    press_until(".send")
    phone.keyboard.press("Enter")
    sent(phone)
    report = only(reports)
    assert report.kind == "bank"
    assert report.lat
    assert report.lat > before


def test_where_one_is(url: str, open_page: Callable[..., Any], reports: Reports) -> None:
    page = open_page(f"{url}/reports/new", geolocation=HERE, permissions=["geolocation"], **PHONE)
    ready(page)
    page.get_by_text("車が動けない").tap()
    page.get_by_role("button", name="いまいる場所に立てる").tap()
    page.get_by_text("ピンを立てました").wait_for()
    page.get_by_role("button", name="送る").tap()
    sent(page)
    assert (only(reports).lat, only(reports).lon) == (HERE["latitude"], HERE["longitude"])


def test_where_one_is_may_be_unknown(phone: Any) -> None:
    phone.get_by_role("button", name="いまいる場所に立てる").tap()
    phone.get_by_text("いまいる場所がわかりませんでした").wait_for()


def test_a_pin_is_taken_away(phone: Any) -> None:
    phone.locator("[data-live-map]").tap(position={"x": 180, "y": 150})
    assert phone.locator(".live-pin").count() == 1
    phone.get_by_role("button", name="ピンを取る").tap()
    assert phone.locator(".live-pin").count() == 0
    assert phone.input_value('[name="lat"]') == phone.input_value('[name="lon"]') == ""


def test_what_is_wrong_is_read_first_and_leads_to_its_field(
    phone: Any, reports: Reports, picture: Path, assert_accessible: Callable[[Any], None]
) -> None:
    phone.get_by_text("そのほか").tap()
    phone.locator("[data-live-map]").tap(position={"x": 180, "y": 150})
    lat = phone.input_value('[name="lat"]')
    phone.fill("#text", "雪の山")
    phone.fill("#contact", "abc")
    phone.set_input_files("#photo", picture)
    phone.get_by_role("button", name="送る").tap()
    phone.get_by_text("まだ送られていません").wait_for()
    ready(phone)
    assert phone.evaluate("document.activeElement.matches('[data-faults]')")
    assert_accessible(phone)
    assert "写真はもう一度選んで" in phone.locator("[data-faults]").inner_text()
    assert phone.input_value("#text") == "雪の山"
    assert phone.input_value('[name="lat"]') == lat
    assert phone.locator(".live-pin").count() == 1
    assert phone.locator('[name="kind"]:checked').input_value() == "other"
    phone.locator("[data-faults] a").tap()
    assert phone.evaluate("document.activeElement.id") == "contact"
    phone.fill("#contact", "0241-22-0000")
    phone.get_by_role("button", name="送る").tap()
    sent(phone)
    assert only(reports).contact == "0241-22-0000"


def test_two_clicks_are_one_report(phone: Any, reports: Reports) -> None:
    phone.get_by_text("木が倒れている").tap()
    phone.fill("#address", "駅前")
    phone.locator("[data-report]").evaluate("form => { form.submit(); form.submit(); }")
    sent(phone)
    only(reports)


def test_back_and_another(phone: Any, reports: Reports) -> None:
    phone.get_by_text("木が倒れている").tap()
    phone.fill("#address", "駅前")
    phone.get_by_role("button", name="送る").tap()
    sent(phone)
    phone.go_back()
    phone.fill("#address", "役場の前")
    phone.get_by_text("木が倒れている").tap()
    phone.get_by_role("button", name="送る").tap()
    sent(phone)
    assert [one.address for one in reports.all()] == ["役場の前", "駅前"]


def test_without_a_network_nothing_is_lost(phone: Any, reports: Reports) -> None:
    phone.get_by_text("木が倒れている").tap()
    phone.fill("#address", "駅前")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="送る").tap()
    phone.get_by_text("電波がないため、送っていません").wait_for()
    assert phone.input_value("#address") == "駅前"
    assert reports.all() == []
    phone.context.set_offline(False)
    phone.get_by_role("button", name="送る").tap()
    sent(phone)


def test_a_sending_that_was_stopped_is_sent_again(phone: Any, reports: Reports) -> None:
    """A weak signal, and somebody who presses the browser's stop: no page tells of that."""
    phone.get_by_text("木が倒れている").tap()
    phone.fill("#address", "駅前")
    phone.clock.install()
    phone.route("**/reports/new", lambda route: route.abort("aborted"))
    button = phone.get_by_role("button", name="送る")
    button.tap()
    expect(button).to_be_disabled()
    phone.unroute("**/reports/new")
    phone.clock.fast_forward(31_000)
    expect(button).to_be_enabled()
    button.tap()
    sent(phone)
    assert only(reports).address == "駅前"


def test_a_large_photo_is_made_smaller_before_it_is_sent(
    phone: Any, reports: Reports, tmp_path: Path
) -> None:
    large = tmp_path / "large.png"
    Image.effect_noise((2400, 3600), 90).convert("RGB").save(large)
    assert large.stat().st_size > 8_000_000
    phone.set_input_files("#photo", large)
    phone.locator("[data-preview][data-smaller]").wait_for()
    assert phone.evaluate("document.querySelector('#photo').files[0].size") < 3_000_000
    phone.get_by_text("木が倒れている").tap()
    phone.fill("#address", "駅前")
    phone.get_by_role("button", name="送る").tap()
    sent(phone)
    jpeg = reports.photo(only(reports))
    assert jpeg
    with Image.open(io.BytesIO(jpeg)) as image:
        assert image.size == (1067, 1600)


def test_a_photo_is_left_out_again(phone: Any, picture: Path) -> None:
    phone.set_input_files("#photo", picture)
    phone.get_by_role("button", name="写真をやめる").tap()
    assert phone.get_by_role("img", name="選んだ写真").count() == 0
    assert phone.evaluate("document.querySelector('#photo').files.length") == 0


def test_the_way_to_a_report_on_the_map(
    url: str,
    open_page: Callable[..., Any],
    reports: Reports,
    phone: Any,
    assert_accessible: Callable[[Any], None],
) -> None:
    phone.get_by_text("道が凍っている").tap()
    phone.locator("[data-live-map]").tap(position={"x": 180, "y": 150})
    phone.fill("#text", "<img src=x onerror=alert(1)>")
    phone.get_by_role("button", name="送る").tap()
    sent(phone)
    reports.accept(only(reports).id, "sato")
    page = open_page(f"{url}/reports", **DESKTOP)
    point = page.locator("path.report-point")
    point.wait_for()
    assert_accessible(page)
    point.click()
    page.wait_for_url("**/reports/1")
    page.locator(".live-pin").wait_for()
    assert_accessible(page)
    assert page.get_by_text("<img src=x onerror=alert(1)>").is_visible()


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
def test_on_a_small_dark_phone(
    url: str,
    open_page: Callable[..., Any],
    reports: Reports,
    assert_accessible: Callable[[Any], None],
    lang: str,
) -> None:
    page = open_page(f"{url}/reports/new?lang={lang}", color_scheme="dark", **SMALL)
    ready(page)
    assert_accessible(page)
    assert width(page) == 320
    page.locator('[value="stuck"]').check()
    page.fill("#address", "x" * 100)
    page.fill("#text", "https://example.jp/" + "x" * 300)
    page.fill("#contact", "abc")
    page.locator(".send").click()
    page.locator("[data-faults]").wait_for()
    ready(page)
    assert_accessible(page)
    assert width(page) == 320
    page.fill("#contact", "")
    page.locator(".send").click()
    page.wait_for_url("**/reports/status/**")
    reports.accept(only(reports).id, "sato")
    for path in (page.url, f"{url}/reports", f"{url}/reports/1"):
        page.goto(path)
        assert_accessible(page)
        assert width(page) == 320
    small = page.locator("main").evaluate(
        "main => [...main.querySelectorAll('a, button, summary, input, textarea')]"
        ".filter(one => !one.closest('p, dd') || one.closest('.row'))"
        ".filter(one => one.offsetHeight && one.offsetHeight < 44).map(one => one.outerHTML)"
    )
    assert small == []
