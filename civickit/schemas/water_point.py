"""消防水利施設一覧: hydrants, cisterns, and the other places fire engines take water from."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from civickit.schemas import _common as common
from civickit.schemas._forms import (
    BEARING,
    DATE,
    LINKED,
    NAME,
    TEXT,
    UNIT_M,
    UNIT_M3,
    UNIT_MM,
    measure,
    words,
)
from civickit.schemas._schema import Field, Form, Schema
from civickit.schemas._water_words import (
    GROUND,
    GROUND_WORDS,
    KIND_WORDS,
    PRIVATE,
    STANDARD_KINDS,
    STATE,
    STATE_WORDS,
    complete,
    kind_of,
)

__all__ = ["GROUND_WORDS", "KIND_WORDS", "STATE_WORDS", "WaterPoint", "schema"]


class WaterPoint(NamedTuple):
    """One place with water for firefighting. `lat`, `lon` in degrees on WGS84.

    The lid lies `pole_offset_m` metres from its sign pole, towards `pole_bearing_deg`
    (clockwise from north), so that it is found under snow.
    """

    key: str
    lat: float
    lon: float
    kind: str = "unknown"
    number: str = ""
    name: str = ""
    address: str = ""
    diameter_mm: float | None = None
    capacity_m3: float | None = None
    ground: str | None = None
    private: bool = False
    landmark: str = ""
    pole_bearing_deg: float | None = None
    pole_offset_m: float | None = None
    photo: str = ""
    state: str = "unconfirmed"
    surveyed: date | None = None
    note: str = ""
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
    name="water_point",
    title={"ja": "消防水利施設一覧", "en": "Water points for firefighting"},
    record=WaterPoint,
    complete=complete,
    kinds=KIND_WORDS,
    number="number",
    fields=(
        *common.HEAD,
        Field(
            "kind",
            "種別",
            Form(
                kind_of,
                STANDARD_KINDS.__getitem__,
                None,
                choices=(*filter(None, STANDARD_KINDS.values()), "私設消火栓"),
            ),
            (
                *("水利種別", "消防水利種別", "施設種別", "水利区分", "種類", "区分", "名称種別"),
                *("emergency", "kind", "type", "hydrant type", "category", "shubetsu", "syubetsu"),
            ),
            required=True,
        ),
        *common.ADDRESS_BLOCK,
        common.LAT,
        common.LON,
        Field(
            "diameter_mm",
            "口径",
            measure(UNIT_MM, 10, 2000),
            (
                *("口径(管径mm)", "管径", "本管口径", "配管口径", "配水管口径"),
                *("fire_hydrant:diameter", "diameter", "diameter mm", "main size"),
            ),
            unit="mm",
        ),
        common.NOTE,
        Field(
            "number",
            "番号",
            TEXT,
            (
                *("水利番号", "消火栓番号", "防火水槽番号", "施設番号", "管理番号", "整理番号"),
                *("number", "hydrant number", "ref", "title"),
            ),
            own=True,
        ),
        Field("name", "名称", NAME, ("施設名称", "施設名", "name"), own=True),
        Field(
            "capacity_m3",
            "容量",
            measure(UNIT_M3, 0.1, 10_000_000),
            (
                *("容量(m3)", "容積", "貯水量", "水量", "有効水量", "水槽容量"),
                *("water_volume", "water_tank:volume", "capacity", "volume", "capacity m3"),
            ),
            own=True,
            unit="m³",
        ),
        Field(
            "ground",
            "地上・地下",
            words(GROUND, lambda value: GROUND_WORDS[value]["ja"] if value else ""),
            (
                *("地上地下区分", "地上式・地下式", "設置形式", "形式", "型式", "構造"),
                *("fire_hydrant:type", "ground", "mounting"),
            ),
            own=True,
        ),
        Field(
            "private",
            "私設",
            words(PRIVATE, lambda value: "1" if value else "", False),
            ("公設私設", "公設・私設", "公私", "公私区分", "設置区分", "private", "ownership"),
            own=True,
        ),
        Field("landmark", "目印", NAME, ("目標物", "目標", "付近の目標", "landmark"), own=True),
        Field(
            "pole_bearing_deg",
            "標識からの方位",
            BEARING,
            ("pole bearing",),
            own=True,
            unit="°",
            en="which way from the sign pole the lid lies, clockwise from north",
        ),
        Field(
            "pole_offset_m",
            "標識からの距離",
            measure(UNIT_M, 0.01, 1000),
            ("pole offset",),
            own=True,
            unit="m",
            en="how far from the sign pole the lid lies",
        ),
        Field("photo", "写真", LINKED, ("画像", "画像1", "photo", "image"), own=True),
        Field(
            "state",
            "状態",
            words(STATE, lambda value: STATE_WORDS[value]["ja"], "unconfirmed"),
            ("使用可否", "使用状況", "状況", "status", "state", "condition"),
            own=True,
        ),
        Field(
            "surveyed",
            "調査日",
            DATE,
            (
                *(
                    "調査年月日",
                    "点検日",
                    "点検年月日",
                    "確認日",
                    "更新日",
                    "最終更新日",
                    "データ更新日",
                ),
                *("survey date", "surveyed", "inspected", "last inspected", "update", "updated"),
                *("last update", "date"),
            ),
            own=True,
        ),
        common.DOUBTS,
    ),
    listed="14",
    slug="fire_hydrant",
    editions={"2020": "complete", "2023": "complete"},
    telling=r"消火栓|消化栓|防火水[槽そ]|貯水槽|消防水利|fire.?hydrant|syoukasen|suisou",
)
