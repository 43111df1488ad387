"""The ArcGIS client against a real FeatureServer (Koop)."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from servers.koop import koop

from civickit.clients.arcgis import ArcGIS
from civickit.core.errors import SourceUnavailable
from civickit.core.fetch import Fetcher

pytestmark = pytest.mark.slow
HYDRANTS = 4_500


def feature(properties: dict[str, Any], kind: str, coordinates: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def hydrant(number: int) -> dict[str, Any]:
    told = {
        "番号": f"{number:05}",
        "種別": "消火栓" if number % 9 else "防火水槽",
        "口径": 65 if number % 2 else 75,
        "点検日": "2024-11-05T00:00:00.000Z",
    }
    lon, lat = 139.9 + number % 100 / 1e4, 37.45 + number // 100 / 1e4
    return feature(told, "Point", [round(lon, 4), round(lat, 4)])


def square(lon: float, lat: float, side: float, *, hole: bool = False) -> list[list[float]]:
    east, north = round(lon + side, 4), round(lat + side, 4)
    ring = [[lon, lat], [east, lat], [east, north], [lon, north], [lon, lat]]
    return ring[::-1] if hole else ring


LINE = [[139.9, 37.4], [139.91, 37.41]]
ISLAND = [square(139.9, 37.4, 0.1), square(139.92, 37.42, 0.01, hole=True)]
OTHER = [square(140.1, 37.4, 0.1)]
LAYERS = {
    "hydrants": [hydrant(number) for number in range(HYDRANTS)],
    "roads": [
        feature({"名": "本町通り"}, "LineString", LINE),
        feature({"名": "環状"}, "MultiLineString", [LINE, [[140.0, 37.4], [140.1, 37.4]]]),
    ],
    "districts": [
        feature({"名": "東"}, "Polygon", ISLAND),
        feature({"名": "西"}, "MultiPolygon", [ISLAND, OTHER]),
    ],
    "none": [],
}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not koop.is_installed():
        reason = "Koop is not in .servers/koop: python tools/prepare.py --for test"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    layers = {
        name: {"type": "FeatureCollection", "features": features}
        for name, features in LAYERS.items()
    }
    with koop.start(tmp_path_factory.mktemp("koop"), layers) as address:
        yield address


@pytest.fixture
def hydrants(services: str, fetch: Fetcher) -> ArcGIS:
    return ArcGIS(f"{services}/hydrants/FeatureServer/0", fetch)


def asked(url: str, **params: Any) -> Any:
    with urllib.request.urlopen(f"{url}?{urllib.parse.urlencode(params)}", timeout=20) as answer:
        return json.load(answer)


def test_every_hydrant_comes_once_over_three_pages(hydrants: ArcGIS) -> None:
    found = hydrants.rows()
    rows = list(found.rows)
    assert found.total == HYDRANTS
    assert found.columns == ("OBJECTID", "番号", "種別", "口径", "点検日", "lat", "lon")
    assert {row["番号"]: (row["lat"], row["lon"]) for row in rows} == {
        one["properties"]["番号"]: tuple(one["geometry"]["coordinates"][::-1])
        for one in LAYERS["hydrants"]
    }
    assert {row["点検日"] for row in rows} == {"2024-11-05T00:00:00+00:00"}


def test_the_server_really_cuts_when_it_is_asked_once(services: str) -> None:
    """What a single call of a page gives, and that the server says so: the trap is real."""
    url = f"{services}/hydrants/FeatureServer/0/query"
    page = asked(url, where="1=1", outFields="*", f="json", resultRecordCount=2000)
    assert (len(page["features"]), page["exceededTransferLimit"]) == (2000, True)


def test_a_condition_in_japanese(hydrants: ArcGIS) -> None:
    found = hydrants.rows(where="種別 = '防火水槽' AND 口径 = 65")
    rows = list(found.rows)
    assert len(rows) == found.total == 250
    assert {row["種別"] for row in rows} == {"防火水槽"}


def test_a_fault_in_the_condition_is_told_although_the_status_is_200(hydrants: ArcGIS) -> None:
    with pytest.raises(SourceUnavailable, match="Invalid") as caught:
        hydrants.rows(where="bad((")
    assert caught.value.status == 400


def test_a_service_that_is_not_there(services: str, fetch: Fetcher) -> None:
    with pytest.raises(SourceUnavailable) as caught:
        ArcGIS(f"{services}/nowhere/FeatureServer/0", fetch).rows()
    assert caught.value.status in {404, 500}


def test_the_layers_of_a_service(services: str, fetch: Fetcher) -> None:
    service = ArcGIS(f"{services}/hydrants/FeatureServer", fetch)
    (layer,) = service.layers()
    assert layer.id == "0"
    assert service.rows(layer.name).total == service.rows("0").total == service.rows().total


@pytest.mark.parametrize("layer", ["roads", "districts"])
def test_lines_and_areas_are_as_in_the_geojson_of_the_server(
    services: str, fetch: Fetcher, layer: str
) -> None:
    ours = list(ArcGIS(f"{services}/{layer}/FeatureServer/0", fetch).features())
    url = f"{services}/{layer}/FeatureServer/0/query"
    theirs = asked(url, where="1=1", outFields="*", f="geojson")["features"]
    assert [one["geometry"] for one in ours] == [one["geometry"] for one in theirs]
    assert [one["geometry"] for one in ours] == [one["geometry"] for one in LAYERS[layer]]


def test_shapes_that_are_no_points_keep_their_geometry(services: str, fetch: Fetcher) -> None:
    found = ArcGIS(f"{services}/roads/FeatureServer/0", fetch).rows()
    assert found.columns == ("OBJECTID", "名", "geometry")
    assert next(iter(found.rows))["geometry"] == {"type": "LineString", "coordinates": LINE}


def test_blocks_of_ids_give_the_same(hydrants: ArcGIS) -> None:
    """As for a server that knows no pages: the layer is made to say so."""
    layer = hydrants._layer("")
    by_pages = list(layer.features("口径 = 65", 2_250))
    layer.about["advancedQueryCapabilities"]["supportsPagination"] = False
    by_ids = list(layer.features("口径 = 65", 2_250))

    def number(one: dict[str, Any]) -> str:
        return str(one["properties"]["番号"])

    assert sorted(by_ids, key=number) == sorted(by_pages, key=number)


def test_koop_stops_with_the_test(tmp_path: Path) -> None:
    if not koop.is_installed():
        pytest.skip("Koop is not in .servers/koop")
    with koop.start(tmp_path, {"none": {"type": "FeatureCollection", "features": []}}) as address:
        asked(f"{address}/none/FeatureServer/0", f="json")
    with pytest.raises(urllib.error.URLError):
        asked(f"{address}/none/FeatureServer/0", f="json")
