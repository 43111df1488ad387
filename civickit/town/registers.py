"""The town's registers as CSV: addresses and water points."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from civickit.schemas import Record, to_csv
from civickit.schemas.water_point import WaterPoint
from civickit.town import files
from civickit.town.addresses import House
from civickit.town.districts import district_of
from civickit.town.layers import street_id
from civickit.town.plane import Point, distance, to_lat_lon
from civickit.town.water import Source

ADDRESS_HEADER = ("地区", f"町字({files.MUNICIPALITY})", "番地以下", "緯度", "経度", "道路ID")


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


def located(facility_id: str, spot: Point, houses: list[House]) -> dict[str, Any]:
    """The fields that every standard table has: whose, which, and where."""
    house = nearest_house(houses, spot)
    lat, lon = to_lat_lon(spot)
    return {
        "key": facility_id,
        "facility_id": facility_id,
        "lat": lat,
        "lon": lon,
        "municipality_code": files.MUNICIPALITY_CODE,
        "municipality": files.MUNICIPALITY,
        "place_code": files.MUNICIPALITY_CODE,
        "town_id": house.town_id,
        "address": f"{files.PREFECTURE}{files.TOWN}{house.town}{house.block}",
        "prefecture": files.PREFECTURE,
        "city": files.TOWN,
        "town": house.town,
        "block": house.block,
    }


def water_points(sources: list[Source], houses: list[House]) -> list[WaterPoint]:
    """The records of the water points, as a reader of the table gets them."""
    return [
        WaterPoint(
            kind=source.kind,
            number=source.number,
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
            building=source.at_place,
            **located(f"W{number:04}", source.spot, houses),
        )
        for number, source in enumerate(sources, start=1)
    ]


def standard_table(records: Iterable[Record]) -> bytes:
    """A standard table as the kit writes it, with its optional columns."""
    text = io.StringIO()
    to_csv(records, text)
    return text.getvalue().encode()
