"""公共施設一覧: libraries, halls, schools, parks and the other places a city runs."""

from __future__ import annotations

from typing import NamedTuple

from civickit.schemas import _common as common
from civickit.schemas import _facility as facility
from civickit.schemas._forms import TEXT
from civickit.schemas._schema import Field, Schema


class PublicFacility(NamedTuple):
    """One facility. `lat`, `lon` in degrees on WGS84; `days` like 月火水木金, times HH:MM."""

    key: str
    lat: float
    lon: float
    name: str = ""
    common_name: str = ""
    poi_code: str = ""
    address: str = ""
    phone: str = ""
    extension: str = ""
    days: str = ""
    opens: str = ""
    closes: str = ""
    hours_note: str = ""
    description: str = ""
    access: str = ""
    parking: str = ""
    accessibility: str = ""
    note: str = ""
    name_kana: str = ""
    name_en: str = ""
    email: str = ""
    form_url: str = ""
    contact_note: str = ""
    postal_code: str = ""
    corporate_number: str = ""
    operator: str = ""
    url: str = ""
    image: str = ""
    image_licence: str = ""
    facility_id: str = ""
    municipality_code: str = ""
    municipality: str = ""
    place_code: str = ""
    town_id: str = ""
    prefecture: str = ""
    city: str = ""
    town: str = ""
    block: str = ""
    building: str = ""
    line: int = 0
    doubts: tuple[str, ...] = ()


schema = Schema(
    name="public_facility",
    title={"ja": "公共施設一覧", "en": "Public facilities"},
    record=PublicFacility,
    complete=facility.complete,
    fields=(
        *common.HEAD,
        *facility.NAMES,
        facility.COMMON_NAME,
        facility.POI_CODE,
        *common.required(common.ADDRESS_BLOCK, "address"),
        common.LAT,
        common.LON,
        *facility.PHONES,
        *facility.CONTACTS,
        *facility.OWNER,
        *facility.OPENING,
        Field("description", "説明", TEXT, ("施設概要", "概要")),
        *facility.WAY,
        facility.ACCESSIBILITY,
        facility.URL,
        *facility.IMAGE,
        *common.TAIL,
    ),
    listed="01",
    editions={"2020": "complete", "2023": "observed"},
)
