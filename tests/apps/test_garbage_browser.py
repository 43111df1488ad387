"""The garbage calendar in a real browser: an old phone, midnight, other zones, no script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import set_clock
from .keyboard import walk_by_tab
from .test_garbage_data import age

pytestmark = pytest.mark.browser

# What a phone keeps for later has tests of its own; here every page is asked for anew.
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "service_workers": "block",
}
HOUR_MS = 3_600_000
PAGES = [
    *("/?pick", "/areas/north", "/areas/north/subscribe", "/areas/north/print"),
    *("/areas/north/print/2026-12", "/items?area=north", "/data", "/api/"),
]


class City:
    """The small city on the network, its clock and the way to open a page at a moment."""

    def __init__(self, app: Any, url: str, open_page: Callable[..., Any]) -> None:
        self.app, self.url, self._open = app, url, open_page

    def at(self, moment: str, path: str = "/areas/north", **options: Any) -> Any:
        """A page opened at a moment in Japan, on the server and on the phone."""
        set_clock(self.app, moment)
        page = self._open(f"{self.url}/healthz", **{**PHONE, **options})
        page.clock.install(time=datetime.fromisoformat(f"{moment}+09:00"))
        page.goto(self.url + path)
        page.wait_for_load_state("networkidle")
        return page


@pytest.fixture
def city(
    serve: Callable[[Any], str],
    make_calendar: Callable[..., Any],
    small_calendar: Path,
    open_page: Callable[..., Any],
) -> City:
    app = make_calendar(DATA=small_calendar)
    return City(app, serve(app), open_page)


def panel(page: Any, name: str) -> str:
    return " ".join(page.locator(f'[data-day="{name}"]').inner_text().split())


def main_text(page: Any) -> str:
    return "\n".join(
        line for line in page.locator("main").inner_text().splitlines() if line.strip()
    )


# The first screen


def test_today_and_tomorrow_are_on_the_first_screen_and_large(city: City) -> None:
    page = city.at("2026-12-07T09:00")
    for name in ("today", "tomorrow"):
        box = page.locator(f'[data-day="{name}"]').bounding_box()
        assert box["y"] + box["height"] < 600
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    assert page.locator(".today .marks b").evaluate(size) >= 28
    assert page.locator(".today .sign").bounding_box()["width"] >= 48
    assert page.locator(".today .sign path").count() == 0  # drawn once, pointed to
    fill = "e => getComputedStyle(document.querySelector(e.getAttribute('href') + ' path')).fill"
    assert page.locator(".today use").evaluate(fill) == "rgb(179, 38, 30)"


@pytest.mark.parametrize(
    ("yesterday", "today", "lang"),
    [
        ("2026-12-07T12:00", "2026-12-08T12:00", "en"),
        ("2026-12-30T12:00", "2026-12-31T12:00", "ja"),
        ("2028-02-28T12:00", "2028-02-29T12:00", "ja_easy"),
    ],
)
def test_the_phone_writes_what_the_server_writes(
    city: City, yesterday: str, today: str, lang: str
) -> None:
    path = f"/areas/north?lang={lang}"
    plain = city.at(today, path, java_script_enabled=False)
    plain.locator("summary").click()
    page = city.at(yesterday, path)
    page.clock.fast_forward(24 * HOUR_MS)
    page.locator(f'[data-day="today"] time[datetime="{today[:10]}"]').wait_for()
    page.locator("summary").click()
    spoken = page.locator('[data-slot="changed"]')
    spoken.evaluate("e => { e.textContent = ''; }")
    assert main_text(page) == main_text(plain)


# Midnight


def test_after_midnight_the_page_is_right_without_a_reload(city: City) -> None:
    page = city.at("2026-12-06T23:59")
    assert panel(page, "today").startswith("今日 12月6日(日) 収集はありません")
    assert panel(page, "tomorrow").startswith("明日 12月7日(月) 燃やすごみ")
    page.evaluate("window.notReloaded = true")
    page.clock.fast_forward("01:05")
    page.locator('[data-day="today"] time', has_text="12月7日").wait_for()
    assert panel(page, "today") == "今日 12月7日(月) 燃やすごみ 毎週月曜日"
    assert panel(page, "tomorrow").startswith("明日 12月8日(火) 収集はありません")
    assert page.locator('td[aria-current="date"] time').inner_text() == "7"
    assert "燃やすごみ" in page.locator('[data-slot="changed"]').inner_text()
    assert page.evaluate("window.notReloaded")


def test_what_the_city_changed_is_there_on_the_next_day(
    city: City, small_calendar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = city.app.extensions["civickit_collection"].folder
    monkeypatch.setattr(folder, "_check_every_s", 0)
    page = city.at("2026-12-06T23:59")
    with (small_calendar / "collection.csv").open("a", encoding="utf-8") as file:
        file.write("north,びん・缶,毎週 月,,,\n")
    age(small_calendar)
    set_clock(city.app, "2026-12-07T00:01")
    page.clock.fast_forward("01:05")
    expect(page.locator('[data-day="today"]')).to_contain_text("びん・缶")
    expect(page.locator('[data-day="today"] time')).to_have_text("12月7日(月)")


def test_the_turn_of_the_year(city: City) -> None:
    page = city.at("2026-12-31T23:59")
    assert "12月29日(火)に変わりました。年末の振替" in panel(page, "today")
    assert page.locator('[data-slot="month-title"]').inner_text() == "2026年12月"
    page.clock.fast_forward("01:05")
    page.locator('[data-day="today"] time', has_text="1月1日(金)").wait_for()
    assert page.locator('[data-slot="month-title"]').inner_text() == "2027年1月"
    page.clock.fast_forward(72 * HOUR_MS)
    page.locator('[data-day="today"] time', has_text="1月4日(月)").wait_for()
    assert "燃やすごみ" in panel(page, "today")


def test_the_29th_of_february(city: City) -> None:
    page = city.at("2028-02-28T23:59")
    assert panel(page, "tomorrow").startswith("明日 2月29日(火) 古紙")
    page.clock.fast_forward("01:05")
    page.locator('[data-day="today"] time', has_text="2月29日(火)").wait_for()
    assert "古紙" in panel(page, "today")
    page.clock.fast_forward(24 * HOUR_MS)
    page.locator('[data-day="today"] time', has_text="3月1日(水)").wait_for()


def test_a_phone_that_slept_wakes_on_the_right_day(city: City) -> None:
    page = city.at("2026-12-06T20:00")
    page.clock.pause_at(datetime.fromisoformat("2026-12-09T07:00+09:00"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator('[data-day="today"] time', has_text="12月9日(水)").wait_for()
    assert "びん・缶" in panel(page, "today")


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "Europe/London"])
def test_the_day_is_the_citys_wherever_the_phone_is(city: City, zone: str) -> None:
    page = city.at("2026-12-07T00:30", timezone_id=zone)
    assert panel(page, "today").startswith("今日 12月7日(月) 燃やすごみ")
    page.clock.fast_forward("23:31:00")
    page.locator('[data-day="today"] time', has_text="12月8日(火)").wait_for()


def test_the_end_of_the_data_comes_at_midnight(city: City) -> None:
    page = city.at("2027-01-20T23:59", "/areas/east")
    assert "収集はありません" in panel(page, "today")
    assert "わかりません" in panel(page, "tomorrow")
    page.clock.fast_forward("01:05")
    page.get_by_text("2027年1月20日(水)で終わっています").wait_for()
    assert "収集はありません" not in panel(page, "today")


def test_a_page_whose_days_cannot_be_read_says_of_which_day_it_is(city: City) -> None:
    set_clock(city.app, "2026-12-06T23:59")
    page = city.at("2026-12-06T23:59", service_workers="block")  # it may have kept the days
    page.context.route("**/phone/**", lambda route: route.abort())
    page.reload()
    page.clock.fast_forward("01:05")
    page.get_by_text("表示しているのは、この日のものです: 2026年12月6日(日)").wait_for()
    page.context.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator('[data-day="today"] time', has_text="12月7日").wait_for()
    assert page.locator('[data-slot="stale"]').is_hidden()


# Months


def test_months_are_turned_on_the_phone(city: City) -> None:
    page = city.at("2026-12-07T09:00")
    page.get_by_role("link", name="次の月").click()
    assert page.locator('[data-slot="month-title"]').inner_text() == "2027年1月"
    assert page.url.endswith("/areas/north")
    page.get_by_role("link", name="前の月").click()
    page.get_by_role("link", name="前の月").click()
    assert page.locator('[data-slot="month-title"]').inner_text() == "2026年11月"
    assert page.get_by_role("link", name="前の月").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "次の月"


# Choosing, once


def test_the_area_is_remembered(city: City) -> None:
    page = city.at("2026-12-07T09:00", "/")
    page.get_by_role("link", name="南町").click()
    page.wait_for_url("**/areas/south")
    page.goto(city.url + "/")
    page.wait_for_url("**/areas/south")
    page.get_by_role("link", name="地区を変える").click()
    page.wait_for_url("**/?pick")
    assert page.get_by_role("link", name="北町").is_visible()


def test_anothers_link_does_not_take_the_place_of_ones_own(city: City) -> None:
    page = city.at("2026-12-07T09:00", "/areas/south")
    page.goto(city.url + "/areas/north")
    assert page.locator("[data-mine]").is_visible()
    page.goto(city.url + "/")
    page.wait_for_url("**/areas/south")
    page.goto(city.url + "/areas/north")
    page.get_by_role("button", name="ここを自分の地区にする").click()
    page.goto(city.url + "/")
    page.wait_for_url("**/areas/north")


def test_an_area_that_is_gone_is_told_once(city: City) -> None:
    page = city.at("2026-12-07T09:00", "/?pick")
    page.evaluate("localStorage.setItem('civickit-area /', 'gone')")
    page.goto(city.url + "/")
    page.get_by_text("その地区は、今のデータにはありません").wait_for()
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.locator("[data-say]").inner_text() == ""


def test_a_link_to_an_area_that_is_gone_offers_the_others(city: City) -> None:
    page = city.at("2026-12-07T09:00", "/areas/south")  # one's own; it is not led to
    page.goto(city.url + "/areas/gone")
    page.get_by_text("その地区は、今のデータにはありません").wait_for()
    page.locator("#q").press_sequentially("kita")
    page.locator("[data-found] a").click()
    page.wait_for_url("**/areas/north")


def test_a_private_window_that_keeps_nothing_works(city: City) -> None:
    page = city.at("2026-12-07T09:00", "/?pick")
    page.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
    )
    page.goto(city.url + "/")
    page.get_by_role("link", name="北町").click()
    page.wait_for_url("**/areas/north")
    assert "燃やすごみ" in panel(page, "today")


def test_results_come_while_typing(city: City) -> None:
    page = city.at("2026-12-07T09:00", "/?pick")
    page.locator("#q").press_sequentially("minami")
    page.locator("[data-found] a").wait_for()
    assert page.locator("[data-found] a").all_inner_texts() == ["上区 南町"]
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.textContent === '上区 南町'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/areas/south")


def test_the_position_finds_the_area_and_stays_on_the_phone(
    serve: Callable[[Any], str], make_calendar: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    url = serve(make_calendar())
    here = {"latitude": 38.4035, "longitude": 146.0, "accuracy": 10}
    page = open_page(f"{url}/?pick", geolocation=here, permissions=["geolocation"], **PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="現在地から選ぶ").click()
    page.wait_for_url("**/areas/*")
    assert not [one for one in asked if "38.4" in one]
    page.context.set_geolocation({"latitude": 35.0, "longitude": 139.0})
    page.goto(f"{url}/?pick")
    page.get_by_role("button", name="現在地から選ぶ").click()
    page.get_by_text("どの地区にも入っていません").wait_for()


def test_near_a_border_the_areas_on_both_sides_are_offered(
    serve: Callable[[Any], str], make_calendar: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    url = serve(make_calendar())
    border = {"latitude": 38.39985, "longitude": 145.9952}
    here = {**border, "accuracy": 20}
    page = open_page(f"{url}/?pick", geolocation=here, permissions=["geolocation"], **PHONE)
    page.get_by_role("button", name="現在地から選ぶ").click()
    found = page.locator("[data-found] a")
    expect(found).to_have_count(2)
    assert [link.get_attribute("data-key") for link in found.all()] == ["G-A", "G-B"]
    expect(found.first).to_be_focused()
    page.context.set_geolocation({**border, "accuracy": 5000})
    page.goto(f"{url}/?pick")
    page.get_by_role("button", name="現在地から選ぶ").click()
    page.get_by_text("現在地がわかりません").wait_for()
    assert page.url.endswith("?pick")


# Things


def test_the_days_of_things_say_whose_they_are_and_are_right_after_a_night(city: City) -> None:
    page = city.at("2026-12-07T09:00", "/areas/north")
    page.goto(city.url + "/items")
    pan = page.locator("[data-all] li", has_text="フライパン")
    expect(pan).to_contain_text("明後日 12月9日(水)")
    expect(page.locator("[data-whose]")).to_have_text("次の収集日は「北町」のものです。")
    page.clock.pause_at(datetime.fromisoformat("2026-12-08T07:00+09:00"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(pan).to_contain_text("明日 12月9日(水)")


def test_a_thing_is_found_on_the_phone_with_the_next_day(city: City) -> None:
    page = city.at("2026-12-07T09:00", "/areas/north")
    page.goto(city.url + "/items")
    page.wait_for_load_state("networkidle")
    page.locator("#q").press_sequentially("furaipan")
    found = page.locator("[data-found] li")
    found.get_by_text("フライパン").wait_for()
    assert found.inner_text().split() == [
        *("フライパン", "びん・缶", "明後日", "12月9日(水)", "取っ手を外す。")
    ]
    assert page.locator("[data-found] use").get_attribute("href") == "#kind-1"


def test_the_phone_finds_things_as_the_server_does(city: City) -> None:
    page = city.at("2026-12-07T09:00", "/items?area=north")
    for query in ("なべ", "shimbun", "テレビ", "ない物の名前"):
        page.goto(f"{city.url}/items?area=north&q={query}")
        wanted = page.locator("[data-found]").inner_text()
        said = page.locator("[data-say]").inner_text()
        page.goto(f"{city.url}/items?area=north")
        page.locator("#q").press_sequentially(query)
        page.get_by_text(said).wait_for()
        assert page.locator("[data-found]").inner_text() == wanted


# Without a script, on paper


def test_no_javascript_at_all(city: City) -> None:
    page = city.at("2026-12-07T09:00", "/", java_script_enabled=False)
    page.fill("#q", "きた")
    page.click("form.search button")
    page.locator("ul.found a").click()
    assert panel(page, "today") == "今日 12月7日(月) 燃やすごみ 毎週月曜日"
    page.get_by_role("link", name="次の月").click()
    assert page.locator("#month-title").inner_text() == "2027年1月"
    page.fill("#q", "フライパン")
    page.click("form.search button")
    assert "明後日 12月9日(水)" in " ".join(page.locator("[data-found] li").inner_text().split())
    page.get_by_role("link", name="カレンダーに登録").click()
    assert page.locator('a[href^="webcal:"]').first.is_visible()
    for hidden in ("[data-copy]", "[data-print]"):
        assert page.locator(hidden).count() == page.locator(f"{hidden}[hidden]").count()


@pytest.mark.parametrize("path", ["/areas/north/print", "/areas/north/print/2027-05"])
def test_paper_is_one_page(city: City, path: str) -> None:
    import io

    from pypdf import PdfReader

    page = city.at("2026-12-07T09:00", path)
    for lang in ("ja", "ja_easy", "en"):
        page.goto(f"{city.url}{path}?lang={lang}")
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(printed.pages) == 1, lang
        assert [round(float(side)) for side in printed.pages[0].mediabox[2:]] == [595, 842]


# Everybody


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "scheme", "pages"),
    [("ja", "light", PAGES), ("ja_easy", "dark", PAGES[:3]), ("en", "dark", PAGES[1:6:4])],
)
def test_calendar_pages_are_accessible(
    lang: str, scheme: str, pages: list[str], city: City, assert_accessible: Callable[[Any], None]
) -> None:
    page = city.at("2026-12-07T09:00", f"/?pick&lang={lang}", color_scheme=scheme)
    for path in pages:
        page.goto(city.url + path)
        for closed in page.locator("details:not([open]) > summary").all()[:2]:
            closed.click()
        assert_accessible(page)


@pytest.mark.parametrize("path", ["/?pick", "/areas/north", "/areas/north/subscribe"])
def test_the_tab_key_reaches_everything_by_its_own_name(city: City, path: str) -> None:
    page = city.at("2026-12-07T09:00", path, is_mobile=False, has_touch=False)
    walk_by_tab(page, 80)


def test_320_pixels_need_no_sideways_scrolling(city: City) -> None:
    page = city.at("2026-12-07T09:00", viewport={"width": 320, "height": 640})
    for path in PAGES:
        for lang in ("ja", "ja_easy", "en"):
            page.goto(f"{city.url}{path}{'&' if '?' in path else '?'}lang={lang}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 320, (path, lang)


def test_everything_to_press_is_big_enough(city: City) -> None:
    page = city.at("2026-12-07T09:00")
    for path in PAGES:
        page.goto(city.url + path)
        small = page.evaluate(
            """() => [...document.querySelectorAll(
                "main :is(button, .button, input, summary), main :is(nav, .areas, .where) a")]
              .filter((e) => e.offsetParent)
              .map((e) => [e.textContent.trim(), e.getBoundingClientRect().height])
              .filter(([, height]) => height < 44)"""
        )
        assert small == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_shape_is_seen_on_its_ground(city: City, scheme: str) -> None:
    page = city.at("2026-12-07T09:00", color_scheme=scheme)
    strokes = page.locator(".sprite path").evaluate_all(
        "all => all.map((e) => getComputedStyle(e).stroke)"
    )
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert len(strokes) == 3
    assert all(contrast(stroke, ground) >= 3 for stroke in strokes)


def contrast(one: str, other: str) -> float:
    """As WCAG computes it, of two `rgb(…)`."""

    def light(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


KINDS = (
    *("燃やすごみ", "燃やさないごみ", "びん", "缶", "ペットボトル", "古紙", "古布"),
    *("プラスチック製容器包装", "有害ごみ(乾電池、蛍光灯、ライター)", "粗大ごみ", "枝・草"),
    *("小型家電", "廃食用油", "金属", "陶器・ガラス"),
)


@pytest.fixture
def many_kinds(
    serve: Callable[[Any], str],
    make_calendar: Callable[..., Any],
    tmp_path: Path,
    open_page: Callable[..., Any],
) -> City:
    """Fifteen kinds, and seven of them on one day of each week."""
    rows = [f"北町,{kind},毎週 {'水' if n < 7 else '金'}" for n, kind in enumerate(KINDS)]
    table = "\n".join(["地区,種類,収集日", *rows])
    (tmp_path / "collection.csv").write_text(table, encoding="utf-8")
    app = make_calendar(DATA=tmp_path)
    return City(app, serve(app), open_page)


def area_of(city: City) -> str:
    return f"/areas/{city.app.test_client().get('/api/areas').json['areas'][0]['id']}"


def test_shapes_that_are_only_outlines_look_so_also_at_night(many_kinds: City) -> None:
    import io

    from PIL import Image

    page = many_kinds.at("2026-12-07T09:00", area_of(many_kinds), color_scheme="dark")
    signs = page.locator(".kinds .sign")
    assert signs.count() == len(KINDS)
    pictures = [Image.open(io.BytesIO(signs.nth(n).screenshot())) for n in range(len(KINDS))]
    inside = [
        picture.convert("L").crop((5, 5, picture.width - 5, picture.height - 5)).getextrema()
        for picture in pictures
    ]
    outlined = page.locator(".shape-rim").count()
    assert 0 < outlined < len(KINDS)
    assert len([brightest for _, brightest in inside if brightest > 240]) == outlined


@pytest.mark.parametrize("path", ["/print", "/print/2027-05"])
def test_paper_is_one_page_with_seven_kinds_a_day(many_kinds: City, path: str) -> None:
    import io

    from pypdf import PdfReader

    page = many_kinds.at("2026-12-07T09:00", area_of(many_kinds) + path)
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 1


def test_large_letters_leave_room_to_type(city: City) -> None:
    """Twice the size on a small phone: the button goes below the field."""
    page = city.at("2026-12-07T09:00", "/items", viewport={"width": 320, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.locator("#q").bounding_box()["width"] > 200
    for path in PAGES:
        page.goto(city.url + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_large_letters_leave_room_to_read_what_comes_next(city: City) -> None:
    """Japanese words would else stand one letter below the other."""
    page = city.at("2026-12-07T09:00", "/areas/north?lang=ja")
    beside = page.locator(".next .what").first.bounding_box()
    assert page.locator(".next .when").first.bounding_box()["x"] > beside["x"] + 90
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.locator(".next .what").first.bounding_box()["width"] > 180


def test_on_paper_there_is_nothing_to_press(city: City) -> None:
    page = city.at("2026-12-07T09:00")
    page.emulate_media(media="print")
    assert page.locator("#next-title").is_visible()
    for one in ("#items-title", ".where a", ".reasons"):
        assert not page.locator(one).is_visible(), one


def test_signs_have_an_edge_in_the_colours_that_a_reader_forces(city: City) -> None:
    dark = {"forced_colors": "active", "color_scheme": "dark"}
    page = city.at("2026-12-07T09:00", "/areas/north/print", **dark)
    sign = page.locator(".paper .sign").first
    edge = "e => getComputedStyle(e).getPropertyValue('--color-edge')"
    assert sign.evaluate(edge) == "CanvasText"
    assert sign.evaluate("e => getComputedStyle(e).color") == "rgb(255, 255, 255)"


# Hostile data

HOSTILE = [
    "<script>window.hacked=1</script>",
    "</script><img src=x onerror=window.hacked=2>",
    "${window.hacked=3}",
    "'\\\"><svg onload=window.hacked=4>",
    "{{ 7*7 }}{% raw %}",
    "\u202e\u0007up",
]


def test_hostile_cells_are_only_shown(
    tmp_path: Path,
    serve: Callable[[Any], str],
    make_calendar: Callable[..., Any],
    open_page: Callable[..., Any],
) -> None:
    import csv

    tables: dict[str, list[list[str]]] = {
        "collection.csv": [["地区", "種類", "収集日", "備考"]],
        "items.csv": [["品名", "よみ", "種類", "出し方", "別名"]],
        "notices.csv": [["開始日", "終了日", "地区", "お知らせ"]],
        "exceptions.csv": [["日付", "地区", "種類", "変更", "理由"]],
    }
    for text in HOSTILE:
        tables["collection.csv"].append([f"町{text}", f"紙{text}", "毎週 月", text])
        tables["items.csv"].append([text, text, f"紙{text}", text, text])
        tables["notices.csv"].append(["", "", "", text])
        tables["exceptions.csv"].append(["2026-12-07", f"町{text}", f"紙{text}", "休み", text])
    for name, rows in tables.items():
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    about = {"title": HOSTILE[1], "licence": HOSTILE[0], "licence_url": "javascript:alert(1)"}
    url = serve(make_calendar(DATA=tmp_path, ABOUT=about))
    page = open_page(f"{url}/?pick", **PHONE)
    links = [link.get_attribute("href") for link in page.locator("[data-key]").all()]
    assert len(links) >= 5
    others = [f"{links[1]}/subscribe", f"{links[1]}/print", "/items", "/items?q=script", "/data"]
    for address in (*links, *others):
        page.goto(url + address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.hacked") is None
        assert page.locator('a[href^="javascript"]').count() == 0
        assert page.locator("main img").count() == 0


# Weight


def test_the_first_visit_weighs_less_than_100_kb(
    city_files: Path,
    serve: Callable[[Any], str],
    make_calendar: Callable[..., Any],
    open_page: Callable[..., Any],
) -> None:
    app = make_calendar(now="2026-12-07T09:00", DATA=city_files / "gomi5374" / "kyotango")
    url = serve(app)
    key = app.test_client().get("/api/areas").get_json()["areas"][3]["id"]
    page = open_page("about:blank", **PHONE)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    weights: dict[str, float] = {}
    devtools.on(
        "Network.loadingFinished",
        lambda event: weights.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(f"{url}/areas/{key}")
    page.wait_for_load_state("networkidle")
    page.outside_requests.clear()
    total = sum(weights.values())
    assert len(weights) > 5
    print(f"\nfirst visit: {total:.0f} bytes in {len(weights)} requests")
    assert total < 100_000
