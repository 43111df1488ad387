"""The town's registers as CSV: addresses and water points."""

from __future__ import annotations

import io

from civickit.schemas._export import to_csv
from civickit.schemas.water_point import WaterPoint
from civickit.town import files
from civickit.town.addresses import House
from civickit.town.districts import district_of
from civickit.town.layers import street_id
from civickit.town.plane import Point, distance, to_lat_lon
from civickit.town.water import Source

ADDRESS_HEADER = ("地区", "町字", "番地以下", "緯度", "経度", "道路ID")


def address_register(houses: list[House]) -> bytes:
    """Every address with its district, its place and the street it opens on."""
    return files.table(
        ADDRESS_HEADER,
        (
            (h.district.number, h.town, h.block, *to_lat_lon(h.spot), street_id(h.segment))
            for h in houses
        ),
    )


def nearest_house(houses: list[House], spot: Point) -> House:
    """The nearest address in the district of a spot."""
    here = district_of(spot)
    return min(houses, key=lambda house: (house.district != here, distance(house.spot, spot)))


def address_text(house: House) -> str:
    """The whole address in one line."""
    return f"{files.PREFECTURE}{files.TOWN}{house.town}{house.block}"


def water_points(sources: list[Source], houses: list[House]) -> list[WaterPoint]:
    """The records of the water points, as a reader of the table gets them."""
    return [
        _water_point(f"W{number:04}", source, nearest_house(houses, source.spot))
        for number, source in enumerate(sources, start=1)
    ]


def _water_point(facility_id: str, source: Source, house: House) -> WaterPoint:
    lat, lon = to_lat_lon(source.spot)
    return WaterPoint(
        key=facility_id,
        lat=lat,
        lon=lon,
        kind=source.kind,
        number=source.number,
        address=address_text(house),
        diameter_mm=source.diameter_mm,
        capacity_m3=source.capacity_m3,
        ground=source.ground,
        private=source.private,
        landmark=source.landmark,
        pole_bearing_deg=float(source.towards_deg) if source.pole_offset_m else None,
        pole_offset_m=source.pole_offset_m,
        photo=source.photo,
        state=source.state,
        surveyed=source.surveyed,
        note=source.note,
        facility_id=facility_id,
        municipality_code=files.MUNICIPALITY_CODE,
        municipality=files.MUNICIPALITY,
        place_code=files.MUNICIPALITY_CODE,
        town_id=house.town_id,
        prefecture=files.PREFECTURE,
        city=files.TOWN,
        town=house.town,
        block=house.block,
        building=source.at_place,
    )


def water_register(points: list[WaterPoint]) -> bytes:
    """The standard table of water points with the kit's optional columns."""
    text = io.StringIO()
    to_csv(points, text)
    return text.getvalue().encode()
