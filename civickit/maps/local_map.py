"""A folium map that needs no network, with layers everybody can see, reach and read."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

from civickit.core.errors import InvalidRecord, MissingExtra
from civickit.maps import assets
from civickit.maps.escape import script_json
from civickit.maps.layers import Kind, Layer, Record, areas_layer, lines_layer, points_layer

try:
    import folium
    from folium.template import Template

    from civickit.maps.page import LocalPage, Verbatim
except ImportError as error:
    raise MissingExtra("Maps", "maps") from error

Corner = tuple[float, float]


class MapParts(NamedTuple):
    """A map for a page that has its own frame and a strict Content-Security-Policy."""

    head: str
    """Link and script elements, for the head."""
    body: str
    """The element of the map, for the place where it shall stand."""
    script: str
    """Script text to be served from an address of its own and loaded with `defer`."""


class LocalMap(folium.Map):
    """A folium map that loads every file from `base` ("static") or carries it ("inline").

    Without `location` and `bounds` it shows all of its first points, else of its first layer.
    `bounds` is (south-west, north-east), each (lat, lon). Outside tiles are used only when
    `tiles` names their address; then `attribution` is what their owner asks for. `options` go
    to Leaflet's map.
    """

    _template = Template("")
    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as folium has it; never changed
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 - the same

    def __init__(
        self,
        location: Corner | None = None,
        *,
        bounds: tuple[Corner, Corner] | None = None,
        zoom_start: int = 14,
        mode: Literal["inline", "static"] = "inline",
        base: str = "/kit/maps/",
        lang: str = "ja",
        title: str = "地図",
        name: str = "map",
        tiles: str | None = None,
        attribution: str | None = None,
        **options: Any,
    ) -> None:
        if tiles and not attribution:
            raise InvalidRecord(
                {"attribution": f"missing for the tiles of {tiles!r}: pass the text they ask for"}
            )
        self.name = name
        super().__init__(location=location, tiles=None, zoom_start=zoom_start)
        self.default_js = [(path, path) for path in assets.SCRIPTS]
        self.default_css = [(path, path) for path in assets.STYLES]
        self.words = assets.words(lang)
        self.layers: list[Layer] = []
        self._wanted: dict[str, Any] = {
            "words": self.words,
            "bounds": _eastward(bounds) if bounds else None,
            "center": location,
            "zoom": zoom_start if location else None,
            "attribution": [] if tiles or not attribution else [attribution],
            "tiles": {"url": tiles, "attribution": attribution} if tiles else None,
            "leaflet": options,
        }
        self.page = LocalPage(title=title, lang=lang, mode=mode, base=base)
        self.page.add_child(self)

    def get_name(self) -> str:
        """The id of the map's element and its name in the script."""
        return self.name

    def add_points(
        self,
        features: str | Mapping[str, Any] | Iterable[Record],
        kinds: Mapping[str, Kind] | None = None,
        *,
        name: str = "points",
        href: str | None = None,
        legend: bool = True,
    ) -> Self:
        """Add a layer of points (see `layers.points_layer`); gives the map back."""
        return self._take(points_layer(features, kinds, name=name, href=href, legend=legend))

    def add_lines(self, geojson: str | Path | Mapping[str, Any], **options: Any) -> Self:
        """Add a layer of lines (see `layers.lines_layer`); gives the map back."""
        return self._take(lines_layer(geojson, **{"name": "lines", **options}))

    def add_areas(self, geojson: str | Path | Mapping[str, Any], **options: Any) -> Self:
        """Add a layer of areas (see `layers.areas_layer`); gives the map back."""
        return self._take(areas_layer(geojson, **{"name": "areas", **options}))

    def _take(self, layer: Layer) -> Self:
        source = layer["data"]
        if isinstance(source, str) and self.page.mode == "inline":
            raise InvalidRecord(
                {layer["name"]: f"a map in one file cannot fetch {source!r}: pass the data itself"}
            )
        if isinstance(source, str) and "//" in source:
            raise InvalidRecord(
                {layer["name"]: f"{source!r} is on another site: serve the data from this one"}
            )
        self.layers.append(layer)
        return self

    def parts(self) -> MapParts:
        """The map as parts for a page of its own: nothing of it is inline script or style."""
        return MapParts(*self.page.pieces("defer "))

    def render(self, **kwargs: Any) -> str:
        """Put the map and its parts into its page; the page gives the text."""
        label, hint = html.escape(self.page.heading), html.escape(self.words["no_script"])
        element = (
            f'<div class="civic-map" id="{self.name}" role="region" aria-label="{label}">'
            f"<noscript><p>{hint}</p></noscript></div>"
        )
        start = (
            f"var {self.name} = civicMap.start({script_json(self.name)}, {self._description()});"
        )
        self.page.html.add_child(Verbatim(element), name=self.name)
        self.page.script.add_child(Verbatim(start), name=self.name)
        if self._children:
            self.default_js = [*self.default_js, (assets.SHIM, assets.SHIM)]
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium has no types
        return ""

    def _description(self) -> str:
        layers = [{**layer, "options": dict(layer["options"])} for layer in self.layers]
        if layers and not self._wanted["bounds"] and not self._wanted["center"]:
            first = next((one for one in layers if one["type"] == "points"), layers[0])
            first["options"]["fit"] = True
        wanted = {key: value for key, value in self._wanted.items() if value}
        return script_json({**wanted, "layers": layers})


def _eastward(bounds: tuple[Corner, Corner]) -> tuple[Corner, Corner]:
    """Bounds whose east is east of their west, also across 180°."""
    (south, west), (north, east) = bounds
    return (south, west), (north, east + 360 if east < west else east)
