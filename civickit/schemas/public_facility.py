"""公共施設一覧: libraries, halls, schools, parks and the other places a city runs."""

from __future__ import annotations

from typing import NamedTuple

from civickit.schemas import _common as common
from civickit.schemas import _facility as facility
from civickit.schemas._forms import LINKED, NAME, TEXT
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
        common.MUNICIPALITY_CODE,
        common.FACILITY_ID,
        common.MUNICIPALITY,
        *facility.NAMES,
        Field("common_name", "名称_通称", NAME, ("通称",)),
        Field("poi_code", "POIコード", TEXT),
        *common.ADDRESS_BLOCK,
        common.LAT,
        common.LON,
        *facility.PHONES,
        *facility.CONTACTS,
        *facility.OWNER,
        *facility.OPENING,
        Field("description", "説明", TEXT, ("施設概要", "概要")),
        Field("accessibility", "バリアフリー情報", TEXT, ("バリアフリー",)),
        facility.URL,
        Field("image", "画像", LINKED, ("画像1", "image")),
        Field("image_licence", "画像_ライセンス", TEXT, ("画像1_ライセンス",)),
        common.NOTE,
        common.DOUBTS,
    ),
)
