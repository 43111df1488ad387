"""The town's places as the standard tables: public facilities, evacuation spaces, AEDs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from civickit.schemas.aed import Aed
from civickit.schemas.evacuation_space import EvacuationSpace
from civickit.schemas.public_facility import PublicFacility
from civickit.town import files
from civickit.town.addresses import House
from civickit.town.districts import district_of
from civickit.town.ground import Land
from civickit.town.places import POI, Place
from civickit.town.registers import located, standard_table

LOW_DISTRICTS = {3, 4, 6, 10}  # beside the lower river
OUTDOORS = {"park", "castle"}
NEVER_CLOSED = {*OUTDOORS, "fire_station", "fire_branch", "hospital", "station"}


def facility_files(land: Land, houses: list[House]) -> dict[str, bytes]:
    """The three tables by file name."""
    return {
        "places.csv": standard_table(_facilities(land, houses)),
        "evacuation_space.csv": standard_table(_evacuation_spaces(land, houses)),
        "aed.csv": standard_table(_aeds(land, houses)),
    }


def _facilities(land: Land, houses: list[House]) -> Iterator[PublicFacility]:
    for place in land.places:
        yield PublicFacility(poi_code=POI[place.kind], **_named(place, houses), **_hours(place))


def _evacuation_spaces(land: Land, houses: list[House]) -> Iterator[EvacuationSpace]:
    """Parks do not keep the rain off, and low districts are not safe from the river."""
    for place in land.places:
        if place.shelter:
            district = district_of(place.spot)
            roofed = place.kind not in OUTDOORS
            dry = roofed and district is not None and district.number not in LOW_DISTRICTS
            yield EvacuationSpace(
                flood=dry,
                landslide=roofed,
                earthquake=True,
                fire=not roofed,
                inland_flood=dry,
                also_shelter=roofed,
                capacity=place.shelter,
                area_served=f"{district.name}自治会" if district else "",
                city_code=files.MUNICIPALITY_CODE,
                **_named(place, houses),
            )


def _aeds(land: Land, houses: list[House]) -> Iterator[Aed]:
    for place in land.places:
        if place.aed:
            yield Aed(
                place=place.aed,
                for_children=place.kind != "station",
                **_named(place, houses),
                **_hours(place),
            )


def _named(place: Place, houses: list[House]) -> dict[str, Any]:
    return {
        "name": place.name,
        "name_kana": place.kana,
        "name_en": place.name_en,
        **located(place.id, place.spot, houses),
    }


def _hours(place: Place) -> dict[str, Any]:
    if place.kind in NEVER_CLOSED:
        return {"days": "月火水木金土日", "opens": "00:00", "closes": "23:59"}
    return {"days": "月火水木金", "opens": "08:30", "closes": "17:15"}
