"""A frozen site in a real browser: the phone's answers against the server's, under a sub-path."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect
from ship.conftest import hydrant_app
from ship.static_host import StaticHost

from civickit.cli import main
from civickit.cli._apps import load_app
from civickit.places.nearby import Answer, undecided
from civickit.ship.static import freeze

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
ASK = """async (asked) => {
  const say = await civicPhone.words();
  const cells = await civicPhone.cells();
  const answers = [];
  for (const [lat, lon, count, accuracy] of asked) {
    const found = await civicPhone.around(cells, say.rules, lat, lon, count ?? undefined);
    const near = (one) => one && [one.card.key, one.distance_m, one.bearing_deg, one.card.counts,
      say.reach(one.distance_m), say.distance(one.distance_m), say.direction(one.bearing_deg)];
    answers.push({
      found: found.found.map(near), searched_m: found.searched_m, nearest: near(found.nearest),
      outside: found.outside, missing: found.missing,
      undecided: (civicPhone.undecided(found, accuracy) || []).map((one) => one.card.key),
    });
  }
  return answers;
}"""
Open = Callable[..., Any]
Host = Callable[[Path], StaticHost]


@pytest.fixture
def data(town_app: Any) -> Iterator[Any]:
    with town_app.test_request_context("/?lang=en"):
        yield town_app.extensions["civickit_places"].data


def told(answer: Answer, accuracy: float | None) -> dict[str, Any]:
    """A server's answer in the form that ASK gives it."""
    from civickit.places import say
    from civickit.web.current import t

    def near(one: Any) -> Any:
        return one and [
            one.point.key, one.distance_m, one.bearing_deg, one.counts,
            t("fact.hoses", count=one.reach), say.distance(one.distance_m),
            say.direction(one.bearing_deg, "en"),
        ]  # fmt: skip

    return {
        "found": [near(one) for one in answer.found],
        "searched_m": answer.searched_m,
        "nearest": near(answer.nearest),
        "outside": answer.outside,
        "missing": False,
        "undecided": [one.point.key for one in undecided(answer, accuracy) or ()],
    }


def assert_same(got: Any, wanted: Any) -> None:
    """Equal, with distances to a millimetre and bearings to a thousandth of a degree."""
    if isinstance(wanted, list):
        assert len(got) == len(wanted), (got, wanted)
        for one, other in zip(got, wanted, strict=True):
            assert_same(one, other)
    elif isinstance(wanted, float):
        assert got == pytest.approx(wanted, abs=0.001)
    else:
        assert got == wanted


def test_the_phone_answers_as_the_server_does(
    town_site: Path, host: Host, open_page: Open, data: Any
) -> None:
    chance = random.Random(7)
    lat, lon = data.centre
    asked: list[Any] = [
        (
            lat + chance.gauss(0, 0.02),
            lon + chance.gauss(0, 0.02),
            None,
            chance.choice([None, 8, 60]),
        )
        for _ in range(150)
    ]
    asked += [(point.lat, point.lon, 4, None) for point in data.points[:40]]
    asked += [(lat, lon, 300, None), (lat + 0.3, lon, None, 5), (35.0, 135.0, None, None)]
    asked += [(89.9, 0.0, None, None), (-40.0, -30.0, None, None), (0.0, 180.0, None, None)]
    page = open_page(f"{host(town_site).url}en/")
    for question, got in zip(asked, page.evaluate(ASK, asked), strict=True):
        wanted = told(data.finder.around(*question[:3]), question[3])
        for name, value in wanted.items():
            assert_same(got[name], value)


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
def test_the_list_is_the_servers_list(
    lang: str, town_site: Path, host: Host, open_page: Open, town_app: Any, data: Any
) -> None:
    """Element by element: the same tags, classes and words, from the same macro."""
    shape = """(root) => [root.textContent.replace(/\\s+/g, ""),
      ...[...root.querySelectorAll("*")].map((one) => [one.tagName, one.getAttribute("class") || "",
        one.getAttribute("aria-hidden"), one.children.length ? "" : one.textContent.trim()])]"""
    folder = {"ja": "", "ja_easy": "ja_easy/", "en": "en/"}[lang]
    site = host(town_site).url
    for lat, lon, accuracy in [(*data.centre, 40), (*data.centre, None), (38.3, 146.2, 900)]:
        query = f"lat={lat:.6f}&lon={lon:.6f}" + (f"&accuracy_m={accuracy}" if accuracy else "")
        server = town_app.test_client().get(f"/nearest?{query}&lang={lang}").text
        page = open_page(f"{site}{folder}?{query}")
        page.wait_for_selector("[data-answer] [data-asked]")
        got = page.evaluate(f"({shape})(document.querySelector('[data-answer]'))")
        wanted = page.evaluate(
            f"(text) => {{ const box = document.createElement('div'); box.innerHTML = text;"
            f" return ({shape})(box); }}",
            server,
        )
        assert got == wanted


def test_hostile_text_is_text(small_site: Path, host: Host, open_page: Open) -> None:
    key = next(p.stem for p in sorted((small_site / "points").glob("*.html"))
               if "onerror" in p.read_text("utf-8"))  # fmt: skip
    page = open_page(f"{host(small_site).url}point.html?key={key}")
    expect(page.locator(".large")).to_contain_text("<img src=x onerror")
    assert page.title() != "1"
    assert page.locator("main img[src='x']").count() == 0


def test_a_position_a_tap_and_a_link_sort_again(
    small_site: Path, host: Host, open_page: Open
) -> None:
    here = {"latitude": 38.402, "longitude": 146.003, "accuracy": 12}
    page = open_page(
        host(small_site).url, viewport=PHONE, geolocation=here, permissions=["geolocation"]
    )
    page.wait_for_selector("[data-answer] [data-asked]")  # allowed before: no tap is needed
    assert "±12 m" in page.locator(".basis").inner_text()
    first = page.locator(".water .way").first.inner_text()
    page.wait_for_selector(".civic-mark")
    page.locator("#map").click(position={"x": 150, "y": 60})
    expect(page.locator(".basis")).to_contain_text("選んだ場所")
    assert page.locator(".water .way").first.inner_text() != first
    place = page.locator("[data-asked]")
    lat, lon = place.get_attribute("data-lat"), place.get_attribute("data-lon")
    words = page.locator("[data-answer]").inner_text()
    again = open_page(f"{host(small_site).url}?lat={lat}&lon={lon}")
    again.wait_for_selector("[data-answer] [data-asked]")
    assert again.locator("[data-answer]").inner_text() == words
    again.locator(".languages a").last.click()
    again.wait_for_selector("html[data-lang=en] [data-answer] [data-asked]")
    assert f"lat={lat}" in again.url


def test_an_address_that_is_no_place_is_told(small_site: Path, host: Host, open_page: Open) -> None:
    page = open_page(f"{host(small_site).url}en/?lat=999&lon=abc")
    expect(page.locator("[data-say]")).to_contain_text("cannot be read")
    assert page.locator(".water").count() == 10


def test_a_place_far_away_is_told_where_the_data_lies(
    small_site: Path, host: Host, open_page: Open
) -> None:
    page = open_page(f"{host(small_site).url}en/?lat=35.68&lon=139.76")
    page.wait_for_selector("[data-answer] [data-asked]")
    assert re.search(r"nearest water is 6\d\d km NE", page.locator("[data-answer]").inner_text())
    assert page.locator(".water").count() == 0


def test_the_search_by_words_finds_what_the_server_finds(
    town_site: Path, host: Host, open_page: Open, town_app: Any, data: Any
) -> None:
    site = host(town_site).url
    client = town_app.test_client()
    some = data.points[5]
    for query in [some.number, some.address[:3], "ﾎﾝﾁｮｳ", "本町 1-4", "学校", "zzz", " １－４０ "]:
        server = client.get("/search", query_string={"q": query, "lang": "en"}).text
        page = open_page(f"{site}en/search.html")
        page.locator("#q").fill(query)
        page.locator("form.search button").click()
        expect(page.locator("[data-say]")).to_contain_text("“")
        names = [" ".join(one.split()) for one in page.locator(".waters h2").all_inner_texts()]
        listed = server[server.index('<ul class="waters">') :]
        wanted = [re.sub(r"<svg.*?</svg>|<[^>]+>", "", one, flags=re.DOTALL)
                  for one in re.findall(r"<h2>(.*?)</h2>", listed, re.DOTALL)]  # fmt: skip
        letters = [one.split(" ", 1)[1] if one[0] in "消槽プ川池海井下他？" and " " in one else one
                   for one in names]  # fmt: skip
        assert letters == [" ".join(one.split()) for one in wanted]
        said = re.search(r'<p role="status">(.*?)</p>', server)
        assert said
        assert page.locator("[data-say]").inner_text() == said[1].replace("&#39;", "'")
    page = open_page(f"{site}en/search.html?q=38.402,%20146.003")
    page.wait_for_selector("[data-answer] [data-asked]")
    assert page.url.startswith(f"{site}en/?lat=38.402&lon=146.003")


def test_the_page_of_a_place_comes_from_its_cell(
    town_site: Path, host: Host, open_page: Open, data: Any, assert_accessible: Any
) -> None:
    page = open_page(f"{host(town_site).url}en/", viewport=PHONE)
    page.locator("[data-slot=more]").first.click()
    page.wait_for_selector("[data-slot=others] .water")
    key = re.search(r"key=([^&]+)", page.url)
    assert key
    point = data.by_key[key[1]]
    text = page.locator("main").inner_text()
    for said in (point.number, point.address, f"{point.lat:.6f}, {point.lon:.6f}", point.key):
        assert said in text
    assert point.number in page.title()
    others = data.finder.around(point.lat, point.lon, 4).found
    assert page.locator("[data-slot=others] .water").count() == len(
        [one for one in others if one.point.key != point.key][:3]
    )
    page.wait_for_selector(".ring")
    page.wait_for_selector(".civic-mark")
    assert_accessible(page)
    gone = open_page(f"{host(town_site).url}en/point.html?key=none&lat={point.lat}&lon={point.lon}")
    expect(gone.locator("[data-say]")).to_contain_text("not in the data")


def test_the_map_of_many_places_shows_those_that_are_near(
    town_site: Path, host: Host, open_page: Open, data: Any
) -> None:
    served = host(town_site)
    lat, lon = data.centre
    page = open_page(
        f"{served.url}en/?lat={lat}&lon={lon}", viewport={"width": 1280, "height": 900}
    )
    page.wait_for_selector(".civic-mark")
    shown = page.evaluate("civicMap.current.layers.points._points.length")
    assert 10 <= shown < len(data.points)
    assert page.locator(".civic-legend li").count() > 1
    before = page.locator(".civic-legend li").count()
    page.evaluate("civicMap.current.map.setZoom(18, { animate: false })")
    page.evaluate("civicMap.current.map.panBy([1200, 0], { animate: false })")
    loaded = "(shown) => civicMap.current.layers.points._points.length > shown"
    page.wait_for_function(loaded, arg=shown)
    assert page.locator(".civic-legend li").count() == before
    page.locator(".civic-one").first.focus()
    page.keyboard.press("Enter")
    link = page.locator(".civic-card a")
    assert re.search(r"point\.html\?key=.+&lat=.+&lon=.+", link.get_attribute("href"))
    assert not [name for name, _ in served.sent if "map-points" in name]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["", "points.html", "search.html?q=1", "data.html", "print.html"])
def test_pages_are_accessible_and_fit_a_narrow_screen(
    name: str, scheme: str, small_site: Path, host: Host, open_page: Open, assert_accessible: Any
) -> None:
    page = open_page(
        host(small_site).url + name, viewport={"width": 320, "height": 700}, color_scheme=scheme
    )
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert_accessible(page)


def test_keys_reach_everything(small_site: Path, host: Host, open_page: Open) -> None:
    page = open_page(f"{host(small_site).url}en/?lat=38.402&lon=146.003", viewport=PHONE)
    page.wait_for_selector("[data-answer] [data-asked]")
    seen = []
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 30)"))
    assert any("Find water" in one for one in seen)
    assert any(one.startswith("Route") for one in seen)
    assert any(one.startswith("Details") for one in seen)


def test_without_a_script_the_list_and_every_point_can_be_read(
    small_site: Path, host: Host, open_page: Open
) -> None:
    site = host(small_site).url
    page = open_page(f"{site}en/", java_script_enabled=False)
    assert page.locator(".water").count() == 10
    page.locator(".water [data-slot=more]").first.click()
    assert page.locator("h1").inner_text().strip()
    page.goto(f"{site}en/points.html")
    assert page.locator(".rows li").count() == 60


def test_the_phone_asks_nothing_of_the_host_but_files(
    town_site: Path, host: Host, open_page: Open
) -> None:
    served = host(town_site)
    page = open_page(f"{served.url}?lat=38.402&lon=146.003", service_workers="block")
    page.wait_for_selector("[data-answer] [data-asked]")
    page.wait_for_load_state("networkidle")
    names = {name for name, _ in served.sent}
    assert all((town_site / name).exists() for name in names), names
    cells = [name for name in names if re.match(r"data/.*/\d+\.json$", name)]
    index = json.loads(next(town_site.glob("data/*/cells/index.json")).read_text("utf-8"))
    assert 0 < len(cells) < index["cells"]


@pytest.mark.slow
def test_a_project_of_the_template_is_frozen_like_the_worked_app(
    tmp_path: Path, host: Host, open_page: Open, assert_accessible: Any
) -> None:
    """Facilities, with the kit's own look: other facts, minutes on foot instead of hoses."""
    new = ["new", "--yes", "--template", "map_app", "--slug", "demo", "--lang", "en"]
    made = CliRunner().invoke(main, [*new, "--out", str(tmp_path)])
    assert made.exit_code == 0, made.output
    out = tmp_path / "site"
    done = CliRunner().invoke(main, ["ship", "static", str(tmp_path / "demo"), "--out", str(out)])
    assert done.exit_code == 0, done.output
    page = open_page(f"{host(out).url}en/?lat=38.402&lon=146.003", viewport=PHONE)
    page.wait_for_selector("[data-answer] [data-asked]")
    assert page.locator(".water").count() > 3
    assert "min on foot" in page.locator(".water .reach").first.inner_text()
    client = load_app(tmp_path / "demo", {}).test_client()
    served = open_page("about:blank")
    served.set_content(client.get("/nearest?lat=38.402&lon=146.003&lang=en").text)
    items = [one.locator(".water").all_inner_texts() for one in (page, served)]
    written, wanted = ([" ".join(item.split()) for item in some] for some in items)
    assert written == wanted, "the phone's list reads as the server's"
    page.wait_for_load_state("networkidle")
    assert_accessible(page)


@pytest.mark.slow
def test_two_hundred_thousand_points_and_one_phone(
    tmp_path: Path, host: Host, open_page: Open
) -> None:
    """A large file from the table to the answer: under 300 kB, also with what is kept for later."""
    chance = random.Random(9)
    towns = [(chance.uniform(31, 45), chance.uniform(130, 145)) for _ in range(140)]
    with (tmp_path / "many.csv").open("w", encoding="utf-8") as file:
        file.write("番号,種別,所在地_連結表記,緯度,経度,口径\n")
        for row in range(200_000):
            lat, lon = chance.choice(towns)
            place = f"{chance.gauss(lat, 0.03):.6f},{chance.gauss(lon, 0.03):.6f}"
            file.write(f"{row},消火栓,見本町{row % 40}番{row % 17}号,{place},{75 + row % 4}\n")
    app = hydrant_app(tmp_path / "many.csv")
    done = freeze(app, tmp_path / "site")
    assert (done.points, done.whole, done.listed) == (200_000, False, False)
    served = host(tmp_path / "site")
    lat, lon = towns[3]
    page = open_page(f"{served.url}?lat={lat:.6f}&lon={lon:.6f}", viewport=PHONE)
    page.wait_for_selector("[data-answer] [data-asked]")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_load_state("networkidle")
    assert sum(size for _, size in served.sent) < 300_000
    [got] = page.evaluate(ASK, [[lat, lon, None, None]])
    with app.test_request_context("/?lang=ja"):
        data = app.extensions["civickit_places"].data
        wanted = data.finder.around(lat, lon)
        assert_same([one[:4] for one in got["found"]], [
            [near.point.key, near.distance_m, near.bearing_deg, near.counts]
            for near in wanted.found
        ])  # fmt: skip
    assert page.locator(".water").count() == len(wanted.found) == 10
