"""ArcGIS Feature Services and Map Services: the features of a layer, all of them.

A layer hands out at most some thousand features at a time and does not always say that it has
cut; what came is counted against what it says it has. Answers are asked for in ArcGIS's own
JSON: every server gives it, whole with ids and dates, which is not true of its GeoJSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

from civickit.clients._arcgis_layer import Layer, Service, iso_time
from civickit.clients._client import Client
from civickit.clients._dataset import Dataset, Resource
from civickit.clients._licences import licence_of
from civickit.clients._places import PLACE, located
from civickit.clients._rows import Rows
from civickit.clients._shape import expect, member, text
from civickit.core.errors import UnknownName
from civickit.core.fetch import Fetcher

EVERYTHING = "1=1"
LAYER = re.compile(r"(?P<service>.*?/(?:Feature|Map)Server)(?:/(?P<id>\d+))?(?:/query)?/?$")


class LayerName(NamedTuple):
    """One layer or table of a service."""

    id: str
    name: str


class ArcGIS:
    """A service or one layer. `url` is …/FeatureServer, …/MapServer, or that with /0."""

    def __init__(self, url: str, fetch: Fetcher, *, key: str = "") -> None:
        url = url.partition("?")[0].rstrip("/")
        found = LAYER.match(url)
        self.url = found["service"] if found else url
        self.id = text(found["id"]) if found else ""
        self.service = Service(fetch, key)

    def layers(self) -> list[LayerName]:
        """The layers and tables there are. Raises UnknownName for a folder of services."""
        about = self.service.ask(self.url)
        if "layers" not in about and "services" in about:
            names = [text(one.get("name")) for one in member(about, "services", list, self.url)]
            raise UnknownName("service", self.url, [f"{name}/FeatureServer" for name in names])
        return [
            LayerName(text(member(one, "id", int, self.url)), text(one.get("name")))
            for one in member(about, "layers", list, self.url) + (about.get("tables") or [])
        ]

    def dataset(self, layer: str = "") -> Dataset:
        """What a layer says of itself. Licences stand in its copyright text, if anywhere."""
        asked = self._layer(layer)
        told = asked.about
        edited = expect(told.get("editingInfo") or {}, dict, asked.url)
        table = Resource(url=asked.url, service="arcgis", service_url=asked.url)
        return Dataset(
            id=unquote("/".join(asked.url.rsplit("/", 3)[1:])),
            title=text(told.get("name")),
            catalogue=self.url,
            url=asked.url,
            description=text(told.get("description")),
            publisher=text(told.get("copyrightText")),
            licence=licence_of(text(told.get("copyrightText"))),
            modified=text(iso_time(edited.get("dataLastEditDate") or edited.get("lastEditDate"))),
            resources=(table,),
        )

    def rows(self, layer: str = "", *, where: str = EVERYTHING) -> Rows:
        """Every feature as a row. `layer` is a number or a name; '' takes the only one.

        Points have `lat` and `lon`, other shapes a `geometry` in GeoJSON. `where` is a
        condition in the server's SQL. Raises UnknownName with the layers there are.
        """
        asked = self._layer(layer)
        total = asked.count(where)
        shapes = ["geometry"] if asked.shape else []
        points = shapes if asked.shape == "esriGeometryPoint" else []
        columns, fill = located([*asked.fields, *shapes], points)
        if columns[-2:] == PLACE:
            columns = (*asked.fields, *PLACE)
        found = asked.features(where, total)
        rows = (fill({**one["properties"], "geometry": one["geometry"]}) for one in found)
        return Rows(columns, rows, total)

    def features(self, layer: str = "", *, where: str = EVERYTHING) -> Iterator[dict[str, Any]]:
        """Every feature as GeoJSON in WGS84; dates are ISO 8601 in UTC."""
        asked = self._layer(layer)
        return asked.features(where, asked.count(where))

    def _layer(self, named: str) -> Layer:
        wanted = named or self.id
        if not wanted.isdecimal():
            wanted = self._numbered(wanted)
        return Layer(f"{self.url}/{wanted}", self.service)

    def _numbered(self, name: str) -> str:
        known = self.layers()
        meant = [one for one in known if not name or one.name == name]
        if len(meant) == 1:
            return meant[0].id
        raise UnknownName("layer", name, [f"{one.id} {one.name}" for one in known])


client = Client(
    name="arcgis",
    title={"ja": "ArcGIS の地物レイヤー", "en": "ArcGIS feature layers"},
    specification="https://developers.arcgis.com/rest/services-reference/enterprise/query-feature-service-layer/",
    opens=ArcGIS,
    rows=True,
    key="CIVICKIT_ARCGIS_KEY",
)
