"""20,000 points on a map: making the page, opening it, moving it.

Anchors in the same run: a loop over folium.Marker for the making, and a hand-written Leaflet
page with L.circleMarker on one canvas for the opening. Both pages are one file with the same
Leaflet and the same data inside, opened from the disk.
"""

from __future__ import annotations

import random
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from measuring import Result, medians, report

from civickit.maps import assets
from civickit.maps.escape import script_json
from civickit.maps.layers import Kind, points_data
from civickit.maps.local_map import LocalMap

POINTS = 20_000
KINDS = {"hydrant": Kind("消火栓", "circle", "#c1121f", "消")}
SIZE = {"width": 1280, "height": 800}
READY = """
addEventListener("DOMContentLoaded", () => requestAnimationFrame(() =>
  requestAnimationFrame(() => { window.readyAt = performance.now(); })));
"""
WATCH = """() => {
  window.longest = 0;
  let last = performance.now();
  const look = (now) => {
    window.longest = Math.max(window.longest, now - last);
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
PLAIN = """<!DOCTYPE html><meta charset="utf-8"><style>{style}
#map {{ height: 100vh }} body {{ margin: 0 }}</style><div id="map"></div><script>{leaflet}</script>
<script>
const data = {data};
const map = L.map("map", {{ preferCanvas: true, center: [38.4, 146], zoom: 13 }});
for (const [lat, lon, kind, key, name] of data.points) {{
  L.circleMarker([lat, lon], {{ radius: 6 }}).bindPopup(() => name).addTo(map);
}}
</script>"""


def records() -> list[dict[str, Any]]:
    chance = random.Random(20_000)
    return [
        {
            "lat": chance.gauss(38.4, 0.02),
            "lon": chance.gauss(146.0, 0.03),
            "kind": "hydrant",
            "key": f"p{number}",
            "name": f"{number}号",
        }
        for number in range(POINTS)
    ]


def our_page(points: list[dict[str, Any]]) -> str:
    drawn = LocalMap((38.4, 146.0), zoom_start=13).add_points(points, KINDS)
    text: str = drawn.page.render()
    return text


def folium_page(points: list[dict[str, Any]]) -> str:
    import folium

    drawn = folium.Map((38.4, 146.0), zoom_start=13, tiles=None)
    for one in points:
        folium.Marker((one["lat"], one["lon"]), popup=one["name"]).add_to(drawn)
    text: str = drawn.get_root().render()
    return text


def plain_page(points: list[dict[str, Any]]) -> str:
    return PLAIN.format(
        style=assets.style_text(assets.STYLES[0]),
        leaflet=assets.script_text(assets.SCRIPTS[0]),
        data=script_json(points_data(points, KINDS)),
    )


def open_and_move(browser: Any, file: Path) -> tuple[float, float]:
    """Milliseconds until the page has been drawn, and its longest frame while it is moved."""
    page = browser.new_page(viewport=SIZE)
    page.add_init_script(READY)
    page.goto(file.as_uri())
    page.wait_for_function("window.readyAt")
    ready = page.evaluate("window.readyAt")
    page.evaluate(WATCH)
    move(page)
    longest = page.evaluate("window.longest")
    page.close()
    return ready, longest


def move(page: Any) -> None:
    """Zoom in twice, drag, zoom out three times, drag, as a hand on a mouse does."""
    for wheel in (-120, -120, 0, 120, 120, 120, 0):
        page.mouse.move(640, 400)
        if wheel:
            page.mouse.wheel(0, wheel)
        else:
            page.mouse.down()
            for step in range(1, 25):
                page.mouse.move(640 + 12 * step, 400 + 6 * step)
            page.mouse.up()
        page.wait_for_timeout(500)


def in_browser(pages: dict[str, Path], rounds: int) -> dict[str, tuple[float, float]]:
    """Median milliseconds (ready, longest frame) of each page; the pages take turns."""
    from playwright.sync_api import sync_playwright

    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(rounds):
            for name, file in pages.items():
                taken[name].append(open_and_move(chromium, file))
        chromium.close()
    return {
        name: (
            statistics.median(one for one, _ in times),
            statistics.median(two for _, two in times),
        )
        for name, times in taken.items()
    }


def measure(rounds: int = 3) -> list[Result]:
    points = records()
    made = medians(
        {"ours": lambda: our_page(points), "folium": lambda: folium_page(points)}, rounds
    )
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for name, text in (("ours", our_page(points)), ("plain", plain_page(points))):
            files[name] = Path(folder) / f"{name}.html"
            files[name].write_text(text, encoding="utf-8")
        seen = in_browser(files, rounds + 2)
    (ready, longest), (plain_ready, plain_longest) = seen["ours"], seen["plain"]
    return [
        Result(
            "20,000 points to a map page",
            f"{made['ours']:.2f} s",
            f"folium.Marker loop {made['folium']:.1f} s",
            made["ours"] / made["folium"],
            0.1,
        ),
        Result(
            "20,000 points, page ready",
            f"{ready:.0f} ms",
            f"plain Leaflet canvas {plain_ready:.0f} ms",
            ready / plain_ready,
            1.5,
        ),
        Result(
            "20,000 points, longest frame while moving",
            f"{longest:.0f} ms",
            f"plain Leaflet canvas {plain_longest:.0f} ms",
            longest,
            200,
            "ms",
        ),
    ]


if __name__ == "__main__":
    report(measure())
