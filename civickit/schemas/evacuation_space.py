"""指定緊急避難場所一覧: where to flee to, and from which disaster it protects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from civickit.schemas import _common as common
from civickit.schemas import _facility as facility
from civickit.schemas._codes import CODE
from civickit.schemas._forms import COUNT, FLAG, TEXT
from civickit.schemas._schema import Field, Schema

DISASTER_WORDS: dict[str, dict[str, str]] = {
    "flood": {"ja": "洪水", "ja_easy": "川(かわ)の 水(みず)が あふれる", "en": "Flood"},
    "landslide": {"ja": "土砂災害", "ja_easy": "山(やま)が くずれる", "en": "Landslide"},
    "storm_surge": {
        "ja": "高潮",
        "ja_easy": "海(うみ)の 水(みず)が 高(たか)くなる",
        "en": "Storm surge",
    },
    "earthquake": {"ja": "地震", "ja_easy": "地震(じしん)", "en": "Earthquake"},
    "tsunami": {"ja": "津波", "ja_easy": "津波(つなみ)", "en": "Tsunami"},
    "fire": {"ja": "大規模な火事", "ja_easy": "大(おお)きな 火事(かじ)", "en": "Large fire"},
    "inland_flood": {
        "ja": "内水氾濫",
        "ja_easy": "町(まち)に 雨(あめ)の 水(みず)が たまる",
        "en": "Inland flooding",
    },
    "volcano": {"ja": "火山現象", "ja_easy": "火山(かざん)", "en": "Volcano"},
}


class EvacuationSpace(NamedTuple):
    """One designated emergency evacuation space. `lat`, `lon` in degrees on WGS84."""

    key: str
    lat: float
    lon: float
    name: str = ""
    address: str = ""
    flood: bool = False
    landslide: bool = False
    storm_surge: bool = False
    earthquake: bool = False
    tsunami: bool = False
    fire: bool = False
    inland_flood: bool = False
    volcano: bool = False
    also_shelter: bool = False
    capacity: int | None = None
    area_served: str = ""
    elevation_m: float | None = None
    phone: str = ""
    extension: str = ""
    note: str = ""
    name_kana: str = ""
    name_en: str = ""
    email: str = ""
    form_url: str = ""
    contact_note: str = ""
    postal_code: str = ""
    url: str = ""
    image: str = ""
    image_licence: str = ""
    facility_id: str = ""
    municipality_code: str = ""
    city_code: str = ""
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


def _against(name: str, word: str, *aliases: str) -> Field:
    return Field(
        name,
        f"災害種別_{word}",
        FLAG,
        (word, *aliases),
        required=True,
        en=f"1 where it is a refuge from: {DISASTER_WORDS[name]['en'].lower()}",
        ja="対応していれば1",
    )


def complete(values: dict[str, Any]) -> None:
    """The address from its parts; the publisher, which in 2020 was only told as designator."""
    facility.complete(values)
    values["municipality_code"] = values["municipality_code"] or values["city_code"]


schema = Schema(
    name="evacuation_space",
    title={"ja": "指定緊急避難場所一覧", "en": "Emergency evacuation spaces"},
    record=EvacuationSpace,
    complete=complete,
    fields=(
        replace(common.MUNICIPALITY_CODE, aliases=("自治体コード",)),
        common.FACILITY_ID,
        *facility.NAMES,
        *common.required(common.ADDRESS_BLOCK, "address"),
        common.LAT,
        common.LON,
        facility.ELEVATION,
        *common.required(facility.PHONES, "phone"),
        *facility.CONTACTS,
        Field(
            "city_code",
            "市区町村コード",
            CODE,
            ("都道府県コード又は市区町村コード",),
            required=True,
            en="local government code of who designated it",
        ),
        common.MUNICIPALITY,
        _against("flood", "洪水"),
        _against(
            "landslide",
            "崖崩れ、土石流及び地滑り",
            "災害種別_崖崩れ・土石流及び地滑り",
            "土砂災害",
            "崖崩れ等",
        ),
        _against("storm_surge", "高潮"),
        _against("earthquake", "地震", "災害種別_地震(火災)"),
        _against("tsunami", "津波"),
        _against("fire", "大規模な火事"),
        _against("inland_flood", "内水氾濫"),
        _against("volcano", "火山現象"),
        Field(
            "also_shelter",
            "指定避難所との重複",
            FLAG,
            ("指定避難所との住所同一",),
            required=True,
            en="1 where people may also stay: a designated shelter",
            ja="指定避難所でもあれば1",
        ),
        Field("capacity", "想定収容人数", COUNT, ("収容人数", "capacity"), en="people"),
        Field(
            "area_served",
            "対象となる町会・自治会",
            TEXT,
            ("対象となる地区", "対象町会自治会"),
            en="neighbourhoods, with ; between them",
        ),
        facility.URL,
        *facility.IMAGE,
        *common.TAIL,
    ),
    listed="03",
    editions={"2020": "complete", "2023": "complete"},
    telling=r"避難場所|避難所",
)
