"""AED設置箇所一覧: where a defibrillator hangs, and when one can get to it."""

from __future__ import annotations

from typing import NamedTuple

from civickit.schemas import _common as common
from civickit.schemas import _facility as facility
from civickit.schemas._forms import HAS, LINKED, NAME, TEXT
from civickit.schemas._schema import Field, Schema


class Aed(NamedTuple):
    """One defibrillator. `lat`, `lon` in degrees on WGS84; `days` like 月火水木金, times HH:MM."""

    key: str
    lat: float
    lon: float
    name: str = ""
    place: str = ""
    address: str = ""
    phone: str = ""
    extension: str = ""
    days: str = ""
    opens: str = ""
    closes: str = ""
    hours_note: str = ""
    for_children: bool | None = None
    note: str = ""
    name_kana: str = ""
    name_en: str = ""
    height_kind: str = ""
    height_m: float | None = None
    email: str = ""
    form_url: str = ""
    contact_note: str = ""
    postal_code: str = ""
    corporate_number: str = ""
    operator: str = ""
    url: str = ""
    image: str = ""
    image_licence: str = ""
    image2: str = ""
    image2_licence: str = ""
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
    name="aed",
    title={"ja": "AED設置箇所一覧", "en": "Defibrillators (AED)"},
    record=Aed,
    complete=facility.complete,
    fields=(
        *common.HEAD,
        *facility.NAMES,
        *common.required(common.ADDRESS_BLOCK, "address"),
        common.LAT,
        common.LON,
        *facility.HEIGHT,
        Field(
            "place",
            "設置位置",
            NAME,
            ("設置箇所", "設置場所詳細", "place"),
            required=True,
            en="where in the building",
        ),
        *facility.PHONES,
        *facility.CONTACTS,
        *facility.OWNER,
        *facility.OPENING,
        Field(
            "for_children",
            "小児対応設備の有無",
            HAS,
            ("小児対応", "小児対応の有無"),
            en="whether it can be used on children",
        ),
        facility.URL,
        Field("image", "画像1", LINKED, ("画像", "image")),
        Field("image_licence", "画像1_ライセンス", TEXT, ("画像_ライセンス",)),
        Field("image2", "画像2", LINKED),
        Field("image2_licence", "画像2_ライセンス", TEXT),
        *common.TAIL,
    ),
    listed="08",
    editions={"2020": "complete", "2023": "observed"},
    telling=r"AED|自動体外式除細動器",
)
