"""LocalMap as text: what it links, what it refuses, what it leaves alone."""

from __future__ import annotations

import re
import sys
from copy import deepcopy
from pathlib import Path

import folium
import pytest
from folium import plugins

from civickit.core.errors import InvalidRecord, MissingExtra, UnknownName
from civickit.maps.layers import Kind
from civickit.maps.local_map import LocalMap

KINDS = {"hydrant": Kind("消火栓", "circle", "#c1121f", "消")}
HYDRANT = {"lat": 38.4, "lon": 146.0, "kind": "hydrant", "key": "a1", "name": "1号"}


def loaded(page: str) -> list[str]:
    """Every address the page would load."""
    return re.findall(
        r'(?:src|href)="([^"]*)"', re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    )


def test_one_file_links_nothing() -> None:
    page = LocalMap().add_points([HYDRANT], KINDS).page.render()
    assert loaded(page) == ["data:,"]
    assert "sourceMappingURL" not in page


def test_static_links_only_below_its_base() -> None:
    page = LocalMap(mode="static", base="/x/").add_points("/points.json").page.render()
    links = [one for one in loaded(page) if one != "data:,"]
    assert len(links) == 6
    assert all(re.fullmatch(r"/x/[\w./-]+\?v=[0-9a-f]{8}", one) for one in links)


def test_the_page_says_its_language_its_title_and_may_be_zoomed(tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    LocalMap(lang="ja_easy", title="水の <地図>").save(str(file))
    page = file.read_text("utf-8")
    assert '<html lang="ja">' in page
    assert "<title>水の &lt;地図&gt;</title>" in page
    assert "<h1>水の &lt;地図&gt;</h1>" in page
    assert "user-scalable" not in page
    assert "maximum-scale" not in page


def test_the_same_map_is_the_same_bytes() -> None:
    def one() -> str:
        return LocalMap((38.4, 146.0)).add_points([HYDRANT], KINDS).page.render()

    assert one() == one()


def test_folium_is_left_as_it_was() -> None:
    before = deepcopy((folium.Map.default_js, folium.Map.default_css))
    drawn = LocalMap()
    drawn.add_js_link("mine", "leaflet.js")
    folium.Marker((38.4, 146.0), popup="x").add_to(drawn)
    drawn.page.render()
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert LocalMap.default_js == []


@pytest.mark.parametrize(
    "part",
    [
        plugins.MarkerCluster(),
        plugins.HeatMap([(38.4, 146.0)]),
        folium.Marker((38.4, 146.0), icon=folium.Icon(color="red")),
    ],
    ids=["cluster", "heat", "icon"],
)
def test_a_part_without_a_local_copy_fails_while_the_page_is_made(part: folium.Marker) -> None:
    drawn = LocalMap()
    part.add_to(drawn)
    with pytest.raises(UnknownName, match="no local copy of the map file called"):
        drawn.page.render()


def test_tiles_need_their_attribution() -> None:
    with pytest.raises(InvalidRecord, match=r"attribution: missing for the tiles of '/t/\{z\}'"):
        LocalMap(tiles="/t/{z}")
    script = LocalMap(tiles="/t/{z}/{x}/{y}.png", attribution="© 町").parts().script
    assert '"tiles":{"url":"/t/{z}/{x}/{y}.png","attribution":"© 町"}' in script


def test_one_file_cannot_fetch_and_no_page_fetches_elsewhere() -> None:
    with pytest.raises(InvalidRecord, match=r"points: a map in one file cannot fetch '/p\.json'"):
        LocalMap().add_points("/p.json")
    with pytest.raises(InvalidRecord, match="is on another site"):
        LocalMap(mode="static").add_lines("https://city.example/streets.geojson")


def test_parts_hold_no_inline_script_or_style() -> None:
    parts = LocalMap(mode="static").add_points("/points.json").parts()
    assert all(" defer " in one or "stylesheet" in one for one in parts.head.splitlines())
    assert not re.search(r"<style|style=|\son\w+=|<script(?! defer src=)", parts.head + parts.body)
    assert parts.script.startswith('var map = civicMap.start("map", {')


def test_text_is_not_run_by_the_template_engine() -> None:
    drawn = LocalMap(title="{{ 6*7 }}").add_points([{**HYDRANT, "name": "{{ 6*7 }}{% x"}], KINDS)
    folium.Marker((38.4, 146.0), popup="{{ 6*7 }}", tooltip="{{ 6*7 }}").add_to(drawn)
    page = drawn.page.render()
    assert page.count("{{ 6*7 }}") >= 5
    assert '"{{ 6*7 }}{% x"' in page


def test_bounds_across_180_degrees_stay_small() -> None:
    script = LocalMap(bounds=((-20.0, 179.0), (-18.0, -179.0))).parts().script
    assert '"bounds":[[-20.0,179.0],[-18.0,181.0]]' in script


def test_without_folium_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "folium", None)
    monkeypatch.delitem(sys.modules, "civickit.maps.local_map")
    with pytest.raises(MissingExtra, match=r"pip install 'civickit\[maps\]'"):
        import civickit.maps.local_map  # noqa: F401 - importing it is the test


def test_layers_and_assets_need_no_folium(monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    code = "import civickit.maps.layers, civickit.maps.assets, sys; print('folium' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
