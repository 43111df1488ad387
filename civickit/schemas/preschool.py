"""子育て施設一覧: nurseries, kindergartens and what lies between them."""

from __future__ import annotations

from civickit.schemas import _common as common
from civickit.schemas import _facility as facility
from civickit.schemas._forms import COUNT, DATE, HAS, TEXT, choice
from civickit.schemas._schema import Field, Positioned, Schema, record_of

CATEGORIES = (
    *("公立幼稚園", "私立幼稚園", "認可公立保育所", "認可私立保育所", "認可外保育所"),
    *("認定こども園（幼保連携型）", "認定こども園（幼稚園型）", "認定こども園（保育所型）"),
    "認定こども園（地方裁量型）",
)
FIELDS = (
    *common.HEAD,
    *facility.NAMES,
    Field("category", "種別", choice(*CATEGORIES, closed=False), ("施設種別", "施設の種類")),
    *common.required(common.ADDRESS_BLOCK, "address"),
    common.LAT,
    common.LON,
    *facility.HEIGHT,
    *facility.WAY,
    *facility.PHONES,
    facility.FAX,
    *facility.CONTACTS,
    *facility.OWNER,
    Field("licensed", "認可等年月日", DATE, ("許可等年月日",), en="licensed or recognised on"),
    Field("capacity", "収容定員", COUNT, ("定員",), en="children"),
    Field("ages", "受入年齢", TEXT, en="from which age to which"),
    *facility.OPENING,
    Field("day_care", "一時預かりの有無", HAS, en="whether children may stay now and then"),
    Field("sick_care", "病児保育の有無", HAS, en="whether sick children are cared for"),
    facility.URL,
    *facility.IMAGE,
    *common.TAIL,
)
schema = Schema(
    name="preschool",
    title={"ja": "子育て施設一覧", "en": "Nurseries and kindergartens"},
    record=record_of("Preschool", FIELDS),
    complete=facility.complete,
    fields=FIELDS,
    positioned=Positioned.WELCOME,
    listed="05",
    editions={"2020": "complete", "2023": "observed"},
    telling=r"保育園|保育所|幼稚園|こども園|児童館|子育て支援",
)
