"""What each file of the town says, and in which columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from civickit.schemas.water_point import WaterPoint, schema
from civickit.town import files
from civickit.town.addresses import House
from civickit.town.districts import DISTRICTS, OUTLINE, united
from civickit.town.ground import FORESTS, POND, Land
from civickit.town.network import Segment
from civickit.town.places import PLACES, POI, Place
from civickit.town.plan import CASTLE, MOAT, RAIL, RIVER, RIVER_AREA
from civickit.town.plane import Point, crossing, distance, pairs, to_lat_lon
from civickit.town.water import Source, all_sources

PRIORITY = {"arterial": 1, "collector": 2, "residential": 3, "lane": 3}
COLLECTION_AREAS = (
    ("A", "本町・城内地区", "Honcho and Jonai", (1, 2)),
    ("B", "駅前・駅西地区", "Ekimae and Eki-nishi", (3, 5)),
    ("C", "寺町・南原地区", "Teramachi and Minamihara", (4, 10)),
    ("D", "川向・沢口地区", "Kawamuko and Sawaguchi", (6, 11)),
    ("E", "ひかり台地区", "Hikaridai", (7,)),
    ("F", "若葉台地区", "Wakabadai", (8,)),
    ("G", "北原・木下沢地区", "Kitahara and Kinoshitazawa", (9, 12)),
)
ADDRESS_HEADER = ("地区", "町字", "番地以下", "緯度", "経度", "道路ID")
ADDRESS_COLUMNS = (
    "所在地_全国地方公共団体コード", "町字ID", "所在地_連結表記", "所在地_都道府県", "所在地_市区町村", "所在地_町字",
    "所在地_番地以下", "建物名等(方書)", "緯度", "経度",
)  # fmt: skip
FACILITY_HEADER = (
    "全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_英字", "POIコード",
    *ADDRESS_COLUMNS, "電話番号", "利用可能曜日", "開始時間", "終了時間", "URL", "備考",
)  # fmt: skip


def all_files(land: Land, houses: list[House]) -> dict[str, bytes]:
    """Every file by name."""
    points = water_points(land, houses)
    content = {
        "streets.geojson": streets(land),
        "districts.geojson": districts(),
        "land.geojson": land_file(land),
        "addresses.csv": addresses(houses),
        "places.csv": places(houses),
        "collection_areas.geojson": collection_areas(),
        "depots.geojson": depots(),
        "water_points.csv": files.table(
            [field.header for field in schema.fields],
            ([field.form.write(getattr(p, field.name)).lstrip("'") for field in schema.fields] for p in points),
        ),
    }
    content["about.json"] = about(land, houses, points)
    return content


def streets(land: Land) -> bytes:
    """The street network: one line per segment between two junctions."""
    return files.feature_collection("架空の雪野辺町の道路 (fictional)", _streets(land))


def _streets(land: Land) -> Iterator[dict[str, Any]]:
    for number, segment in enumerate(land.segments):
        way = segment.way
        properties = {
            "name": way.name,
            "name_en": way.name_en,
            "class": way.level,
            "width_m": way.width_m,
            "oneway": way.name.endswith("小路") and way.width_m < 6,
            "priority": PRIORITY[way.level],
            "sidewalk": way.width_m >= 8,
        }
        bridge = _bridge(segment)
        if bridge:
            properties["bridge"] = bridge
        yield files.line_feature(street_id(number), segment.line, properties)


def street_id(number: int) -> str:
    """The id of the segment with this number."""
    return f"S{number + 1:04}"


def _bridge(segment: Segment) -> str:
    names = {"大橋通り": "大橋"}
    over = any(crossing(a, b, c, d) for a, b in pairs(segment.line) for c, d in pairs(RIVER))
    if not over:
        return ""
    north = segment.line[0][1] > 0
    return names.get(segment.way.name, "雪見橋" if north else "下ノ瀬橋")


def districts() -> bytes:
    """The districts with their names in kanji, kana and letters."""
    return files.feature_collection(
        "架空の雪野辺町の地区 (fictional)",
        (
            files.area_feature(
                f"D{one.number:02}",
                [one.ring],
                {"number": one.number, "name": one.name, "kana": one.kana,
                 "name_en": one.name_en, "chome": one.chome},
            )
            for one in DISTRICTS
        ),
    )  # fmt: skip


def land_file(land: Land) -> bytes:
    """What a base map paints below the streets: land, woods, water, railway, grounds."""
    return files.feature_collection("架空の雪野辺町の土地 (fictional)", _land(land))


def _land(land: Land) -> Iterator[dict[str, Any]]:
    yield files.area_feature("L001", [OUTLINE], {"kind": "land", "name": "雪野辺町", "name_en": "Yukinobe"})
    for number, (name, ring) in enumerate(FORESTS, start=2):
        yield files.area_feature(f"L{number:03}", [ring], {"kind": "forest", "name": name, "name_en": "Woods"})
    number = len(FORESTS) + 2
    for ring, name, name_en in (
        (RIVER_AREA, "雪解川", "Yukige River"), (POND, "木下沢ため池", "Kinoshitazawa Pond"),
    ):  # fmt: skip
        yield files.area_feature(f"L{number:03}", [ring], {"kind": "water", "name": name, "name_en": name_en})
        number += 1
    yield files.area_feature(f"L{number:03}", [MOAT, CASTLE], {"kind": "water", "name": "内堀", "name_en": "Moat"})
    yield files.line_feature(f"L{number + 1:03}", RAIL, {"kind": "railway", "name": "雪野辺線", "name_en": "Yukinobe Line"})
    for place in PLACES:
        if place.id in land.grounds:
            yield files.area_feature(
                f"L{place.id}", [land.grounds[place.id]],
                {"kind": place.kind, "name": place.name, "name_en": place.name_en, "place": place.id},
            )  # fmt: skip


def addresses(houses: list[House]) -> bytes:
    """The address register."""
    return files.table(
        ADDRESS_HEADER,
        (
            (h.district.number, h.town, h.block, *to_lat_lon(h.spot), street_id(h.segment))
            for h in houses
        ),
    )


def nearest_house(houses: list[House], spot: Point) -> House:
    """The address nearest to a place."""
    return min(houses, key=lambda house: distance(house.spot, spot))


def places(houses: list[House]) -> bytes:
    """Named places as the standard table of public facilities."""
    return files.table(FACILITY_HEADER, (_facility(place, houses) for place in PLACES))


def _facility(place: Place, houses: list[House]) -> dict[str, Any]:
    house = nearest_house(houses, place.spot)
    lat, lon = to_lat_lon(place.spot)
    return {
        "全国地方公共団体コード": files.MUNICIPALITY_CODE,
        "ID": place.id,
        "地方公共団体名": files.MUNICIPALITY,
        "名称": place.name,
        "名称_カナ": place.kana,
        "名称_英字": place.name_en,
        "POIコード": POI[place.kind],
        "所在地_全国地方公共団体コード": files.MUNICIPALITY_CODE,
        "町字ID": house.town_id,
        "所在地_連結表記": f"{files.PREFECTURE}{files.TOWN}{house.town}{house.block}",
        "所在地_都道府県": files.PREFECTURE,
        "所在地_市区町村": files.TOWN,
        "所在地_町字": house.town,
        "所在地_番地以下": house.block,
        "緯度": f"{lat:.6f}",
        "経度": f"{lon:.6f}",
    }


def collection_areas() -> bytes:
    """Garbage collection areas: neighbouring districts taken together."""
    rings = {one.number: one.ring for one in DISTRICTS}
    return files.feature_collection(
        "架空の雪野辺町のごみ収集地区 (fictional)",
        (
            files.area_feature(
                f"G-{letter}", [united(rings[n] for n in numbers)],
                {"name": name, "name_en": name_en, "districts": list(numbers)},
            )
            for letter, name, name_en, numbers in COLLECTION_AREAS
        ),
    )  # fmt: skip


def depots() -> bytes:
    """Where plows and salt wait for the snow."""
    return files.feature_collection(
        "架空の雪野辺町の除雪基地 (fictional)",
        (
            files.point_feature(
                p.id, p.spot, {"kind": p.kind, "name": p.name, "name_en": p.name_en}
            )
            for p in PLACES
            if p.kind in {"depot", "salt_store"}
        ),
    )


def water_points(land: Land, houses: list[House]) -> list[WaterPoint]:
    """The records of the water points, as a reader of the table gets them."""
    return [
        _water_point(number, source, nearest_house(houses, source.spot))
        for number, source in enumerate(all_sources(land, houses), start=1)
    ]


def _water_point(number: int, source: Source, house: House) -> WaterPoint:
    lat, lon = to_lat_lon(source.spot)
    return WaterPoint(
        key="",
        lat=lat,
        lon=lon,
        kind=source.kind,
        number=source.number,
        address=f"{files.PREFECTURE}{files.TOWN}{house.town}{house.block}",
        diameter_mm=source.diameter_mm,
        capacity_m3=source.capacity_m3,
        ground=source.ground,
        private=source.private,
        landmark=source.landmark,
        pole_bearing_deg=source.towards_deg if source.pole_offset_m else None,
        pole_offset_m=source.pole_offset_m,
        photo=source.photo,
        state=source.state,
        surveyed=source.surveyed,
        note=source.note,
        facility_id=f"W{number:04}",
        municipality_code=files.MUNICIPALITY_CODE,
        municipality=files.MUNICIPALITY,
        place_code=files.MUNICIPALITY_CODE,
        town_id=house.town_id,
        prefecture=files.PREFECTURE,
        city=files.TOWN,
        town=house.town,
        block=house.block,
    )


def about(land: Land, houses: list[House], points: list[WaterPoint]) -> bytes:
    """What the town is, when and under which licence."""
    corners = [to_lat_lon(point) for point in OUTLINE]
    lats, lons = [lat for lat, _ in corners], [lon for _, lon in corners]
    return files.json_file(
        {
            "title": {
                "ja": "架空の雪野辺町",
                "ja_easy": "雪野辺町(ゆきのべまち) ほんとうには ない 町(まち)",
                "en": "Yukinobe, a fictional town",
            },
            "fictional": True,
            "notice": files.NOTICE,
            "date": files.DATE,
            "licence": files.LICENCE,
            "licence_url": files.LICENCE_URL,
            "municipality": files.MUNICIPALITY,
            "municipality_code": files.MUNICIPALITY_CODE,
            "centre": list(to_lat_lon((0, 0))),
            "bounds": [[min(lats), min(lons)], [max(lats), max(lons)]],
            "counts": {
                "streets": len(land.segments),
                "districts": len(DISTRICTS),
                "addresses": len(houses),
                "places": len(PLACES),
                "water_points": len(points),
            },
        }
    )
