"""The hydrant map in a real browser: at night, in gloves, with one bar of signal."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from .keyboard import walk_by_tab

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
HERE = "?lat=38.4&lon=146.0"
PAGES = ["/", f"/{HERE}", "/points", "/points/W0001", "/data", "/search?q=町役場"]
FIX = {"latitude": 38.4, "longitude": 146.0, "accuracy": 8}


@pytest.fixture
def town_url(serve: Callable[[Any], str], town_app: Any) -> str:
    return serve(town_app)


@pytest.fixture
def small_url(serve: Callable[[Any], str], make_app: Callable[..., Any], small_town: Path) -> str:
    return serve(make_app(DATA=small_town))


def first(page: Any) -> str:
    return str(page.locator(".waters .water").first.inner_text())


def wait_for_map(page: Any) -> None:
    page.wait_for_selector("button.civic-mark")


# The first screen


def test_the_first_screen_of_a_phone(town_url: str, open_page: Callable[..., Any]) -> None:
    page = open_page(town_url, **PHONE)
    button = page.locator("[data-locate]").bounding_box()
    assert button["height"] >= 56
    assert button["y"] + button["height"] < 300
    item = page.locator(".waters .water").first.bounding_box()
    assert item["y"] + item["height"] < 844, "the first water point is whole on the first screen"
    second = page.locator(".waters .water").nth(1).bounding_box()
    assert second["y"] < 700
    size = page.locator(".way strong").first.evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize)"
    )
    assert size >= 24


def test_the_list_is_there_before_the_map_and_without_it(
    town_url: str, open_page: Callable[..., Any]
) -> None:
    page = open_page(f"{town_url}/{HERE}", wait_until="commit", **PHONE)
    page.unroute_all()
    page.context.route("**/*.js*", lambda route: route.abort())
    page.reload(wait_until="load")
    assert page.locator(".waters .water").count() >= 3
    assert page.locator("button.civic-mark").count() == 0


def test_no_javascript_at_all(town_url: str, open_page: Callable[..., Any]) -> None:
    page = open_page(town_url, java_script_enabled=False, **PHONE)
    assert page.locator("[data-locate]").is_hidden()
    page.fill("#q", "本町一丁目")
    page.click("form.search button")
    page.get_by_role("link", name="ここから近い順").first.click()
    assert page.locator(".basis").inner_text() == "選んだ場所から近い順です。"
    assert "0 m" in first(page)
    page.locator("a.button.quiet").first.click()
    assert "雪の下で見つける" in page.locator("main").inner_text()


# Where the phone is


def test_the_phones_position_makes_the_list(town_url: str, open_page: Callable[..., Any]) -> None:
    page = open_page(town_url, geolocation=FIX, permissions=[], **PHONE)
    before = first(page)
    page.context.grant_permissions(["geolocation"])
    page.click("[data-locate]")
    page.get_by_text("現在地(誤差 ±8 m)から近い順です。").wait_for()
    assert first(page) != before
    assert "lat=" not in page.url, "a position stands in an address only when it is shared"


def test_who_allowed_it_before_need_not_press(town_url: str, open_page: Callable[..., Any]) -> None:
    page = open_page(town_url, geolocation=FIX, permissions=["geolocation"], **PHONE)
    page.get_by_text("現在地(誤差 ±8 m)から近い順です。").wait_for()


def test_a_refused_position_says_what_to_do(town_url: str, open_page: Callable[..., Any]) -> None:
    page = open_page(town_url, permissions=[], **PHONE)
    page.click("[data-locate]")
    page.get_by_text("位置の利用が許可されていません").wait_for()
    assert page.locator("[data-say]").get_attribute("role") == "status"
    assert page.locator(".waters .water").count() >= 3


@pytest.mark.parametrize(("code", "said"), [(2, "位置がわかりません"), (3, "位置がまだ届きません")])
def test_no_position_says_what_to_do(
    code: int, said: str, town_url: str, open_page: Callable[..., Any]
) -> None:
    page = open_page(town_url, **PHONE)
    page.evaluate(
        "code => navigator.geolocation.watchPosition = (_, fail) => "
        "setTimeout(() => fail({code, PERMISSION_DENIED: 1}), 20)",
        code,
    )
    page.click("[data-locate]")
    page.get_by_text(said).wait_for()


def test_a_position_outside_the_data(town_url: str, open_page: Callable[..., Any]) -> None:
    away = {"latitude": 35.68, "longitude": 139.76, "accuracy": 20}
    page = open_page(town_url, geolocation=away, permissions=["geolocation"], **PHONE)
    page.get_by_text("この場所はデータの範囲の外です").wait_for()


def test_a_position_five_kilometres_wrong(town_url: str, open_page: Callable[..., Any]) -> None:
    vague = {**FIX, "accuracy": 5000}
    page = open_page(town_url, geolocation=vague, permissions=["geolocation"], **PHONE)
    page.get_by_text("位置の誤差が ±5 km と大きく").wait_for()


def test_a_better_position_replaces_a_rough_one(
    town_url: str, open_page: Callable[..., Any]
) -> None:
    rough = {**FIX, "accuracy": 400}
    page = open_page(town_url, geolocation=rough, permissions=["geolocation"], **PHONE)
    page.get_by_text("±400 m)から").wait_for()
    page.context.set_geolocation(FIX)
    page.get_by_text("±8 m)から").wait_for()


def test_the_list_never_moves_under_a_finger(town_url: str, open_page: Callable[..., Any]) -> None:
    rough = {**FIX, "accuracy": 400}
    page = open_page(town_url, geolocation=rough, permissions=["geolocation"], **PHONE)
    page.get_by_text("±400 m)から").wait_for()
    page.locator(".way").first.tap()
    page.context.set_geolocation(FIX)
    page.locator("[data-better]").wait_for()
    assert "±400 m" in page.locator(".basis").inner_text()
    page.locator("[data-better]").tap()
    page.get_by_text("±8 m)から").wait_for()
    assert page.locator("[data-better]").is_hidden()


def test_a_silent_server_leaves_the_list(town_url: str, open_page: Callable[..., Any]) -> None:
    page = open_page(town_url, **PHONE)
    before = first(page)
    page.context.route("**/nearest?*", lambda route: route.abort())
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(FIX)
    page.click("[data-locate]")
    page.get_by_text("前の一覧を残しています").wait_for()
    assert first(page) == before


def test_a_sign_in_page_of_a_hotel_does_not_replace_the_list(
    town_url: str, open_page: Callable[..., Any]
) -> None:
    page = open_page(town_url, **PHONE)
    page.context.route("**/nearest?*", lambda route: route.fulfill(body="<h1>Welcome</h1>"))
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(FIX)
    page.click("[data-locate]")
    page.get_by_text("前の一覧を残しています").wait_for()
    assert page.locator(".waters .water").count() >= 3


# The map


def test_a_tap_on_the_map_sorts_from_there(small_url: str, open_page: Callable[..., Any]) -> None:
    page = open_page(small_url)
    wait_for_map(page)
    before = first(page)
    page.evaluate("civicMap.current.map.setView([38.3895, 146.0], 17, {animate: false})")
    page.locator(".civic-map").click(position={"x": 120, "y": 200})
    page.get_by_text("選んだ場所から近い順です。").wait_for()
    assert first(page) != before
    assert "河川" in first(page)
    assert page.locator(".civic-here").count() == 1
    assert page.locator(".leaflet-marker-pane .rank").all_inner_texts() == ["1", "2", "3"]


def test_a_point_on_the_map_leads_to_its_page(
    small_url: str, open_page: Callable[..., Any]
) -> None:
    page = open_page(f"{small_url}/points")
    wait_for_map(page)
    page.locator('button.civic-mark[aria-label*="河川"]').click()
    page.locator(".civic-card a").click()
    page.wait_for_url("**/points/A6")


def test_the_page_of_a_point_shows_where_it_is(
    small_url: str, open_page: Callable[..., Any]
) -> None:
    page = open_page(f"{small_url}/points/A3")
    wait_for_map(page)
    centre = page.evaluate("(({lat, lng}) => [lat, lng])(civicMap.current.map.getCenter())")
    assert centre == pytest.approx([38.4, 146.001], abs=1e-4)
    assert page.evaluate("document.activeElement.tagName") == "BODY", "the map takes no focus"
    assert page.locator(".civic-map").bounding_box()["height"] > 200


# Sharing and routes


def test_sharing_puts_the_place_into_the_link(town_url: str, open_page: Callable[..., Any]) -> None:
    page = open_page(town_url, geolocation=FIX, permissions=["geolocation", "clipboard-write"])
    page.get_by_text("±8 m)から").wait_for()
    page.evaluate(
        "navigator.share = undefined;"
        "navigator.clipboard.writeText = async (text) => { window.copied = text; }"
    )
    page.get_by_role("button", name="この場所のリンクを送る").click()
    page.get_by_text("リンクをコピーしました").wait_for()
    shared = page.evaluate("window.copied")
    assert "lat=38.4&lon=146" in shared
    assert urlsplit(shared).path == "/"


def test_an_iphone_opens_its_own_map(town_url: str, open_page: Callable[..., Any]) -> None:
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
    page = open_page(town_url, user_agent=agent, **PHONE)
    href = page.locator("a.go").first.get_attribute("href")
    assert href.startswith("https://maps.apple.com/?daddr=38.")


# Everybody


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "scheme"), [("ja", "light"), ("ja", "dark"), ("ja_easy", "light"), ("en", "dark")]
)
def test_pages_are_accessible(
    lang: str,
    scheme: str,
    town_url: str,
    open_page: Callable[..., Any],
    assert_accessible: Callable[[Any], None],
) -> None:
    page = open_page(f"{town_url}/?lang={lang}", color_scheme=scheme, **PHONE)
    for path in PAGES:
        page.goto(town_url + path)
        if page.locator(".civic-map").count():
            wait_for_map(page)
        assert_accessible(page)


@pytest.mark.parametrize("path", [f"/{HERE}", "/points/W0001", "/search?q=町役場"])
def test_the_tab_key_reaches_everything_by_its_own_name(
    path: str, town_url: str, open_page: Callable[..., Any]
) -> None:
    page = open_page(town_url + path)
    if page.locator(".civic-map").count():
        wait_for_map(page)
    walk_by_tab(page, 160)


@pytest.mark.parametrize("path", PAGES)
def test_320_pixels_need_no_sideways_scrolling(
    path: str, town_url: str, open_page: Callable[..., Any]
) -> None:
    page = open_page(town_url + path, viewport={"width": 320, "height": 640})
    for lang in ("ja", "ja_easy", "en"):
        page.goto(f"{town_url}{path}{'&' if '?' in path else '?'}lang={lang}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, lang


def test_everything_to_press_is_big_enough_for_gloves(
    town_url: str, open_page: Callable[..., Any]
) -> None:
    page = open_page(f"{town_url}/{HERE}", **PHONE)
    wait_for_map(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll("main button, main .button, main input")]
          .filter((e) => e.offsetParent)
          .map((e) => [e.textContent.trim(), e.getBoundingClientRect().height])
          .filter(([, height]) => height < 44)"""
    )
    assert small == []


# Hostile data


HOSTILE = [
    "<script>window.hacked=1</script>",
    "</script><img src=x onerror=window.hacked=2>",
    "${window.hacked=3}`${window.hacked=4}`",
    "\\\"';window.hacked=5;//",
    "=cmd|' /C calc'!A0",
    "{{ 7*7 }}{% raw %}",
    "\u202e\u0007\u0000up",
]


def test_hostile_cells_are_only_shown(
    tmp_path: Path,
    serve: Callable[[Any], str],
    make_app: Callable[..., Any],
    open_page: Callable[..., Any],
) -> None:
    import csv

    path = tmp_path / "hostile.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["ID", "種別", "番号", "住所", "目印", "備考", "写真", "緯度", "経度"])
        for place, text in enumerate(HOSTILE):
            cells = [f"{text}{place}", "消火栓", text, text, text, text, "javascript:alert(1)"]
            rows.writerow([*cells, 38.4 + place / 10_000, 146.0])
        rows.writerow(["long", "消火栓", "9", "長" * 1_000_000, "", "", "", 38.41, 146.0])
    url = serve(make_app(DATA=path))
    page = open_page(f"{url}/{HERE}")
    wait_for_map(page)
    keys = [link.get_attribute("href") for link in page.locator(".water a.quiet").all()]
    assert len(keys) >= 7
    addresses = ["/points", "/data", "/print", "/search?q=script", *keys]
    for address in addresses:
        page.goto(url + address)
        if page.locator(".civic-map").count():
            wait_for_map(page)
        assert page.evaluate("window.hacked") is None
        assert page.locator('a[href^="javascript"]').count() == 0
        assert page.locator("main img[src=x]").count() == 0
    page.goto(f"{url}/points/{keys[0].rsplit('/', 1)[-1]}")
    for marker in page.locator("button.civic-mark").all()[:4]:
        marker.click(force=True)
        assert page.evaluate("window.hacked") is None


# Weight


def test_the_first_visit_weighs_less_than_150_kb(
    city_files: Path,
    serve: Callable[[Any], str],
    make_app: Callable[..., Any],
    open_page: Callable[..., Any],
) -> None:
    path = city_files / "hydrants" / "aizuwakamatsu_hydrants_2014.csv"
    url = serve(make_app(DATA=path))
    page = open_page("about:blank", **PHONE)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    weights: dict[str, float] = {}
    names: dict[str, str] = {}
    devtools.on(
        "Network.responseReceived",
        lambda event: names.update({event["requestId"]: event["response"]["url"]}),
    )
    devtools.on(
        "Network.loadingFinished",
        lambda event: weights.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(url)
    wait_for_map(page)
    page.wait_for_load_state("networkidle")
    page.outside_requests.clear()
    total = sum(weights.values())
    told = {names[one]: weight for one, weight in weights.items()}
    assert any("map-points" in name for name in told)
    assert any("leaflet.js" in name for name in told)
    assert total < 150_000, told
    print(f"\nfirst visit: {total:.0f} bytes in {len(weights)} requests")
    assert len(gzip.compress(page.content().encode())) < 15_000
