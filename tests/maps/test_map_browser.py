"""The map as people meet it: eyes, fingers, keyboards, screen readers, hostile data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import pytest
from maps.map_pages import KINDS, SHOWN, STREETS, Site, spread, water

from civickit.maps.escape import safe
from civickit.maps.layers import points_data
from civickit.maps.local_map import LocalMap

pytestmark = pytest.mark.browser
Open = Callable[..., Any]

MARKS = ".civic-mark.leaflet-marker-icon"
HOSTILE = [
    "<img src=x onerror=window.ran=1>",
    "${window.ran=1}",
    "`;window.ran=1;`",
    "</script><script>window.ran=1</script>",
    "<!--<script>",
    "\\`;window.ran=1;//",
    "{{ 6*7 }}{% raw",
    "\u2028window.ran=1\u2029",
    "' onmouseover='window.ran=1",
    '" autofocus onfocus="window.ran=1',
]


def town(**options: Any) -> LocalMap:
    drawn = LocalMap(title="みずうみ町の水利", **options).add_lines(STREETS)
    return drawn.add_points(spread(4, 5), KINDS, href="/points/{key}")


def focused(page: Any, attribute: str = "aria-label") -> str | None:
    found: str | None = page.evaluate(f"document.activeElement.getAttribute({attribute!r})")
    return found


def names(page: Any) -> list[str]:
    return [one.get_attribute("aria-label") for one in page.locator(MARKS).all()]


def test_one_file_shows_named_points_over_streets(open_map: Open, assert_accessible: Open) -> None:
    page = open_map(town())
    assert len(names(page)) == 20
    assert "消火栓 0号 青葉町0" in names(page)
    assert page.locator("#map").bounding_box()["height"] > 200
    painted = page.evaluate(
        "(() => { const c = document.querySelector('#map canvas');"
        " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " return d.some((value, at) => at % 4 === 3 && value > 0) })()"
    )
    assert painted
    assert_accessible(page)


def test_a_strict_policy_lets_every_part_work(
    open_page: Open, serve: Open, assert_accessible: Open
) -> None:
    drawn = LocalMap(mode="static", title="水利").add_lines(STREETS)
    drawn.add_points("/points.json", href="/points/{key}")
    page = open_page(serve(Site(drawn, points_data(spread(4, 5), KINDS))))
    page.wait_for_function(SHOWN)
    page.evaluate("civicMap.here(civicMap.current.map, 38.404, 146.004, 80)")
    page.locator(MARKS).first.click()
    assert page.locator("[role=dialog] a").first.get_attribute("href") == "/points/p15"
    assert page.locator(".civic-here").get_attribute("aria-label") == "現在地"
    assert_accessible(page)


def test_data_that_does_not_come_is_said(open_page: Open, serve: Open) -> None:
    drawn = LocalMap(mode="static", location=(38.4, 146.0)).add_points("/gone.json")
    page = open_page(serve(Site(drawn, {})))
    page.locator("[role=alert]", has_text="読みこめませんでした").wait_for()
    assert page.locator("#map").get_attribute("aria-busy") is None


def test_the_page_hears_when_the_map_stands(open_page: Open, serve: Open) -> None:
    drawn = LocalMap(mode="static", location=(38.4, 146.0)).add_points("/points.json")
    site = Site(drawn, points_data(spread(2, 2), KINDS))
    listen = b"document.addEventListener('civicmap', (e) => { window.heard = e.detail; });\n"
    site.files["/start.js"] = ("text/javascript", listen + site.files["/start.js"][1])
    page = open_page(serve(site))
    page.wait_for_function(SHOWN)
    same = "heard.layers.points === civicMap.current.layers.points && heard.map === map"
    assert page.evaluate(same)
    told = page.evaluate("heard.layers.points.ready.then((layer) => layer.select('nobody'))")
    assert told is False


def test_tab_reaches_every_point_once_in_reading_order(open_map: Open) -> None:
    page = open_map(town())
    page.locator("#map").focus()
    walked = []
    for _ in range(26):
        page.keyboard.press("Tab")
        name = focused(page)
        if name and page.evaluate("document.activeElement.classList.contains('civic-mark')"):
            walked.append(name)
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
    assert len(walked) == 20
    assert sorted(walked) == sorted(set(names(page)))
    assert walked[0].endswith("青葉町15")  # the northern row comes first


def test_enter_opens_focus_goes_in_and_escape_brings_it_back(open_map: Open) -> None:
    page = open_map(town())
    page.locator("[data-key=p7]").focus()
    page.keyboard.press("Enter")
    page.locator("[role=dialog]").wait_for()
    assert focused(page, "role") == "dialog"
    assert focused(page) == "防火水槽 7号 青葉町7"
    page.keyboard.press("Tab")
    assert focused(page, "href") == "/points/p7"
    page.keyboard.press("Escape")
    page.locator("[role=dialog]").wait_for(state="detached")
    assert focused(page, "data-key") == "p7"


def test_the_close_button_has_a_name_and_brings_focus_back(open_map: Open) -> None:
    page = open_map(town(lang="en"))
    page.locator("[data-key=p7]").click()
    page.get_by_role("button", name="Close").click()
    page.locator("[role=dialog]").wait_for(state="detached")
    assert focused(page, "data-key") == "p7"


def test_every_target_is_44_pixels(open_map: Open) -> None:
    page = open_map(town())
    page.locator("[data-key=p7]").click()
    targets = (
        f"{MARKS}, .leaflet-control-zoom a, summary, .leaflet-popup-close-button, .civic-card a"
    )
    small = page.evaluate(
        """(targets) => [...document.querySelectorAll(targets)]
            .map((one) => [one.className, one.getBoundingClientRect()])
            .filter(([, box]) => box.width < 44 || box.height < 44).map(([name]) => name)""",
        targets,
    )
    assert small == []


def test_no_marker_covers_another(open_map: Open) -> None:
    page = open_map(LocalMap().add_points(spread(60, 60, 0.0004), KINDS))
    nearest = page.evaluate(
        """(marks) => {
          const marked = [...document.querySelectorAll(marks)];
          const all = marked.map((one) => one.getBoundingClientRect());
          return Math.min(...all.flatMap((a, i) => all.slice(i + 1).map(
            (b) => Math.hypot(a.x - b.x, a.y - b.y))));
        }""",
        MARKS,
    )
    assert nearest >= 36


def test_twenty_thousand_points_are_few_elements_at_every_zoom(open_map: Open) -> None:
    page = open_map(LocalMap().add_points(spread(100, 200, 0.0005), KINDS))
    for _ in range(6):
        count = page.evaluate("document.querySelectorAll('.leaflet-marker-pane *').length")
        assert 0 < count <= 200
        page.evaluate("map.setView([38.42, 146.05], map.getZoom() + 1, { animate: false })")


def test_a_cluster_says_how_many_and_opens_by_keyboard(open_map: Open) -> None:
    near = [water(number, 38.4 + number * 0.00005, 146.0) for number in range(12)]
    page = open_map(LocalMap().add_points([*near, water(99, 38.46, 146.05)], KINDS))
    before = page.evaluate("map.getZoom()")
    cluster = page.get_by_role("button", name="消火栓 0号 青葉町0 など 12か所を拡大する")
    assert cluster.inner_text() == "12"
    cluster.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"map.getZoom() > {before}")
    page.wait_for_function("document.activeElement.classList.contains('civic-mark')")


def test_points_on_one_spot_are_listed(open_map: Open) -> None:
    same = [water(number, 38.4, 146.0) for number in range(60)]
    page = open_map(LocalMap().add_points(same, KINDS))
    page.locator(MARKS).click()
    assert focused(page) == "ここにある 60か所"
    assert page.locator("[role=dialog] li").count() == 51
    assert page.locator("[role=dialog] li").last.inner_text() == "ほか 10か所"
    page.get_by_role("button", name="防火水槽 1号 青葉町1", exact=True).click()
    assert focused(page) == "防火水槽 1号 青葉町1"
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.classList.contains('civic-mark')")


def test_a_list_beside_the_map_can_select_a_point(open_map: Open) -> None:
    page = open_map(LocalMap().add_points(spread(60, 60, 0.0004), KINDS))
    page.evaluate(
        "civicMap.current.layers.points.on('select', (event) => { window.chosen = event.key; })"
    )
    assert page.evaluate("civicMap.current.layers.points.select('p1234')")
    assert page.evaluate("chosen") == "p1234"
    assert focused(page) == "防火水槽 1234号 青葉町1234"
    page.keyboard.press("Escape")
    assert focused(page, "data-key") == "p1234"
    assert page.locator(".civic-selected").count() == 1


def test_the_legend_shows_shapes_and_words(open_map: Open) -> None:
    page = open_map(town(), viewport={"width": 1000, "height": 700})
    rows = page.locator(".civic-legend li")
    assert rows.all_inner_texts()[:3] == ["消火栓", "防火水槽", "プール"]
    shapes = {rows.nth(at).locator("img").get_attribute("src") for at in range(3)}
    outlines = {shape.split("%20d%3D%22")[1].split("%22")[0] for shape in shapes if shape}
    assert len(outlines) == 3


def test_a_narrow_screen_does_not_scroll_sideways(open_map: Open, assert_accessible: Open) -> None:
    page = open_map(town(), viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.locator("#map").bounding_box()["height"] > 400
    assert page.locator(".civic-legend").get_attribute("open") is None
    page.evaluate("civicMap.current.layers.points.select('p7')")
    box = page.locator(".leaflet-popup").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    page.locator(".civic-legend summary").click()
    assert_accessible(page)


def test_dark_is_dark_and_readable(open_map: Open, assert_accessible: Open) -> None:
    light = open_map(town())
    dark = open_map(town(), color_scheme="dark")
    dark.locator("[data-key=p7]").click()
    assert_accessible(dark)
    paper = "getComputedStyle(document.querySelector('#map')).backgroundColor"
    assert light.evaluate(paper) == "rgb(243, 241, 234)"
    assert dark.evaluate(paper) == "rgb(21, 24, 29)"
    street = (
        "(() => { const c = document.querySelector('#map canvas').getContext('2d');"
        " const d = c.getImageData(0, 0, c.canvas.width, c.canvas.height).data; let sum = 0, n = 0;"
        " for (let i = 0; i < d.length; i += 4) if (d[i + 3] === 255) { sum += d[i]; n++; }"
        " return sum / n })()"
    )
    assert light.evaluate(street) > 180 > 110 > dark.evaluate(street)


def test_nothing_moves_when_motion_is_unwanted(open_map: Open) -> None:
    page = open_map(town(), reduced_motion="reduce")
    options = ("zoomAnimation", "fadeAnimation", "markerZoomAnimation", "inertia")
    assert not any(page.evaluate(f"map.options.{one}") for one in options)
    page.evaluate("map.panBy([100, 0])")
    assert page.locator(".leaflet-pan-anim").count() == 0


def test_keys_move_the_map_from_a_marker(open_map: Open) -> None:
    page = open_map(town(), reduced_motion="reduce")
    page.locator("[data-key=p7]").focus()
    before = page.evaluate("map.getCenter().lng")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("map.getCenter().lng") > before


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(open_map: Open, text: str) -> None:
    records = [
        water(1, 38.4, 146.0, name=text, key=text, lines=[text]),
        water(2, 38.4, 146.0, name=text),
        water(3, 38.41, 146.01),
    ]
    kinds = {name: kind._replace(word=text, letter=text[:1]) for name, kind in KINDS.items()}
    streets = {"features": [{**STREETS["features"][0], "properties": {"name": text}}]}
    drawn = LocalMap(title=text, attribution=text, lang="en").add_lines(streets)
    drawn.add_points(records, kinds, href="/points/{key}")
    page = open_map(drawn, reduced_motion="reduce")
    page.evaluate("(key) => civicMap.current.layers.points.select(key)", text)
    assert " ".join(text.split()) in " ".join(page.locator("[role=dialog]").inner_text().split())
    page.locator(".civic-selected").click()
    page.locator(".civic-list button").nth(1).click()
    assert page.locator(".civic-name").inner_text().split() == text.split()
    assert page.evaluate("window.ran") is None
    assert page.title().split() == text.split()


@pytest.mark.parametrize("text", HOSTILE)
def test_safe_text_is_harmless_in_stock_folium(open_map: Open, text: str) -> None:
    drawn = LocalMap((38.4, 146.0))
    marker = folium.Marker((38.4, 146.0), popup=folium.Popup(safe(text)), tooltip=safe(text))
    marker.add_to(drawn)
    page = open_map(drawn, wait=False)
    icon = page.locator("img.leaflet-marker-icon")
    icon.hover()
    icon.click()
    page.locator(".leaflet-popup").wait_for()
    assert " ".join(text.split()) in " ".join(page.locator(".leaflet-popup").inner_text().split())
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("text", ["${window.ran=1}", "`;window.ran=1;`", "\\`;window.ran=1;//"])
def test_stock_strings_do_not_run_as_template_strings(open_map: Open, text: str) -> None:
    drawn = LocalMap((38.4, 146.0))
    folium.Marker((38.4, 146.0), popup=f"<b>{text}</b>", tooltip=text).add_to(drawn)
    page = open_map(drawn, wait=False)
    page.locator("img.leaflet-marker-icon").click()
    page.locator(".leaflet-popup b").wait_for()
    assert page.evaluate("window.ran") is None


def test_points_across_180_degrees_are_neighbours(open_map: Open) -> None:
    records = [water(1, -18.0, 179.99), water(2, -18.0, -179.99)]
    page = open_map(LocalMap().add_points(records, KINDS))
    assert len(names(page)) == 2
    assert page.evaluate("map.getZoom()") > 10


def test_one_point_and_no_point(open_map: Open) -> None:
    page = open_map(LocalMap().add_points([water(1, 38.4, 146.0)], KINDS))
    assert page.evaluate("map.getZoom()") == 17
    assert names(page) == ["防火水槽 1号 青葉町1"]
    page = open_map(LocalMap().add_points([], KINDS), wait=False)
    assert page.locator("#map").bounding_box()["height"] > 200
    assert names(page) == []


def test_the_readers_own_view_is_kept_when_data_comes_late(open_page: Open, serve: Open) -> None:
    drawn = LocalMap(mode="static").add_points("/points.json")
    site = Site(drawn, points_data(spread(4, 5), KINDS))
    late = b"\ncivicMap.current.map.setView([38.4, 146.0], 18, { animate: false });"
    site.files["/start.js"] = ("text/javascript", site.files["/start.js"][1] + late)
    page = open_page(serve(site))
    page.wait_for_function(SHOWN)
    assert page.evaluate("map.getZoom()") == 18


def test_areas_are_filled_and_lines_alone_frame_the_map(open_map: Open) -> None:
    ring = [[146.0, 38.4], [146.02, 38.4], [146.02, 38.42], [146.0, 38.4]]
    area = {"type": "Polygon", "coordinates": [ring]}
    drawn = LocalMap().add_areas({"features": [{"geometry": area, "properties": {"name": "北"}}]})
    page = open_map(drawn, wait=False)
    page.wait_for_function("map.getZoom() > 12")
    middle = (
        "(() => { const c = document.querySelector('#map canvas').getContext('2d');"
        " const box = document.querySelector('#map canvas').getBoundingClientRect();"
        " const at = map.latLngToContainerPoint([38.406, 146.012]);"
        " return c.getImageData(at.x - box.x, at.y - box.y + 48, 1, 1).data[3] })()"
    )
    assert page.evaluate(middle) > 0


def test_a_screenshot_in_print_shows_symbols_and_no_buttons(open_map: Open, tmp_path: Path) -> None:
    page = open_map(town())
    page.emulate_media(media="print")
    assert not page.locator(".leaflet-control-zoom").is_visible()
    adjust = "getComputedStyle(document.querySelector('.civic-mark')).printColorAdjust"
    assert page.evaluate(adjust) == "exact"
