"""The town's map layers as GeoJSON: streets, districts, land, collection areas, depots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from civickit.town.districts import DISTRICTS, OUTLINE, united
from civickit.town.files import area_feature, feature_collection, line_feature, point_feature
from civickit.town.ground import FORESTS, POND, Land
from civickit.town.network import Segment
from civickit.town.plan import CASTLE, MOAT, RAIL, RIVER, RIVER_AREA
from civickit.town.plane import Line, crossing, pairs

PRIORITY = {"arterial": 1, "collector": 2, "residential": 3, "lane": 3}
SIDEWALK_FROM_M = 8
COLLECTION_AREAS = (
    ("A", "本町・城内地区", "Honcho and Jonai", (1, 2)),
    ("B", "駅前・駅西地区", "Ekimae and Eki-nishi", (3, 5)),
    ("C", "寺町・南原地区", "Teramachi and Minamihara", (4, 10)),
    ("D", "川向・沢口地区", "Kawamuko and Sawaguchi", (6, 11)),
    ("E", "ひかり台地区", "Hikaridai", (7,)),
    ("F", "若葉台地区", "Wakabadai", (8,)),
    ("G", "北原・木下沢地区", "Kitahara and Kinoshitazawa", (9, 12)),
)
GARAGES = {"depot": ("plow_depot", 8), "salt_store": ("salt_store", 0)}


def layers(land: Land) -> dict[str, bytes]:
    """Every GeoJSON file by name."""
    return {
        "streets.geojson": feature_collection("架空の雪野辺町の道路", _streets(land)),
        "districts.geojson": feature_collection("架空の雪野辺町の地区", _districts()),
        "land.geojson": feature_collection("架空の雪野辺町の土地", _land(land)),
        "collection_areas.geojson": feature_collection(
            "架空の雪野辺町のごみ収集地区", collection_area_features()
        ),
        "depots.geojson": feature_collection("架空の雪野辺町の除雪基地", _depots(land)),
    }


def street_id(number: int) -> str:
    """The id of the segment at this place in the list."""
    return f"S{number + 1:04}"


def _streets(land: Land) -> Iterator[dict[str, Any]]:
    """`oneway` (along the line), `sidewalk` and `bridge` stand only where there is one."""
    for number, segment in enumerate(land.segments):
        way = segment.way
        properties: dict[str, Any] = {
            "name": way.name,
            "name_en": way.name_en,
            "class": way.level,
            "width_m": way.width_m,
            "priority": PRIORITY[way.level],
        }
        if way.width_m >= SIDEWALK_FROM_M:
            properties["sidewalk"] = True
        if way.oneway:
            properties["oneway"] = True
        if bridge := _bridge(segment):
            properties["bridge"] = bridge
        yield line_feature(street_id(number), segment.line, properties)


def _bridge(segment: Segment) -> str:
    """The name of the bridge when the segment crosses the river."""
    met = [
        x for a, b in pairs(segment.line) for c, d in pairs(RIVER) if (x := crossing(a, b, c, d))
    ]
    if not met:
        return ""
    y = met[0][1]
    return "雪見橋" if y > 300 else "大橋" if y > -400 else "下ノ瀬橋"


def _districts() -> Iterator[dict[str, Any]]:
    for one in DISTRICTS:
        names = {"name": one.name, "kana": one.kana, "name_en": one.name_en}
        yield area_feature(
            f"D{one.number:02}", [one.ring], {"number": one.number, **names, "chome": one.chome}
        )


def _land(land: Land) -> Iterator[dict[str, Any]]:
    """From the ground up: a map that paints them in this order hides nothing."""
    areas: list[tuple[str, str, str, list[Line]]] = [
        ("land", "雪野辺町", "Yukinobe", [OUTLINE]),
        *(("forest", ja, en, [ring]) for ja, en, ring in FORESTS),
        ("water", "雪解川", "Yukige River", [RIVER_AREA]),
        ("water", "木下沢ため池", "Kinoshitazawa Pond", [POND]),
        ("water", "内堀", "Castle Moat", [MOAT, CASTLE]),
        *(
            (place.kind, place.name, place.name_en, [land.grounds[place.id]])
            for place in land.places
            if place.id in land.grounds
        ),
    ]  # fmt: skip
    for number, (kind, ja, en, rings) in enumerate(areas, start=1):
        yield area_feature(f"L{number:03}", rings, {"kind": kind, "name": ja, "name_en": en})
    rail = {"kind": "railway", "name": "雪野辺線", "name_en": "Yukinobe Line"}
    yield line_feature(f"L{len(areas) + 1:03}", RAIL, rail)


def collection_area_features() -> Iterator[dict[str, Any]]:
    """The outline of every area with its id, as GeoJSON features."""
    rings = {one.number: one.ring for one in DISTRICTS}
    for letter, ja, en, numbers in COLLECTION_AREAS:
        properties = {"name": ja, "name_en": en, "districts": list(numbers)}
        yield area_feature(f"G-{letter}", [united(rings[n] for n in numbers)], properties)


def _depots(land: Land) -> Iterator[dict[str, Any]]:
    for place in land.places:
        if place.kind in GARAGES:
            kind, plows = GARAGES[place.kind]
            properties = {
                "kind": kind,
                "name": place.name,
                "name_en": place.name_en,
                "plows": plows,
            }
            yield point_feature(place.id, place.spot, properties)
