"""文化財一覧: designated treasures, some of which have no place of their own."""

from __future__ import annotations

from civickit.schemas import _common as common
from civickit.schemas import _facility as facility
from civickit.schemas._forms import DATE, NAME, NUMBER, TEXT, choice
from civickit.schemas._schema import Field, Positioned, Schema, record_of

FIELDS = (
    *common.HEAD,
    *facility.NAMES,
    facility.COMMON_NAME,
    Field(
        "designation",
        "文化財分類",
        TEXT,
        ("指定区分", "分類"),
        required=True,
        en="designated by whom and as what, with ; between several",
    ),
    Field("category", "種類", choice("建造物", "美術工芸品", "芸能", "工芸技術", "その他")),
    Field("place", "場所名称", NAME, ("所在施設",), en="the building or site it is in"),
    *common.ADDRESS_BLOCK,
    common.LAT,
    common.LON,
    *facility.PHONES,
    *facility.CONTACTS,
    Field("quantity", "員数（数）", NUMBER, ("員数",), en="how many pieces"),
    Field("quantity_unit", "員数（単位）", TEXT),
    facility.CORPORATE,
    Field("owner", "所有者等", NAME, ("所有者", "管理者"), en="owner, keeper or society"),
    Field("designated", "文化財指定日", DATE, ("指定年月日", "指定日")),
    *facility.OPENING,
    *facility.IMAGE,
    Field("summary", "概要", TEXT),
    Field("summary_en", "概要_英語", TEXT),
    Field("description", "説明", TEXT),
    Field("description_en", "説明_英語", TEXT),
    facility.URL,
    *common.TAIL,
)
schema = Schema(
    name="cultural_property",
    title={"ja": "文化財一覧", "en": "Cultural properties"},
    record=record_of("CulturalProperty", FIELDS),
    complete=facility.complete,
    fields=FIELDS,
    positioned=Positioned.WELCOME,
    listed="02",
    editions={"2020": "complete", "2023": "observed"},
    telling=r"指定(?:重要|有形|無形|民俗|史跡|文化財|天然記念物)|重要文化財|登録有形文化財",
)
