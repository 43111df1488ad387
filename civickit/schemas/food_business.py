"""食品等営業許可・届出一覧: who may sell or serve food."""

from __future__ import annotations

from civickit.schemas import _common as common
from civickit.schemas import _facility as facility
from civickit.schemas._codes import NUMBER_TEXT
from civickit.schemas._forms import DATE, NAME, TEXT
from civickit.schemas._schema import Field, Positioned, Schema, record_of

FIELDS = (
    *common.HEAD,
    Field("name", "施設名称", NAME, ("名称", "屋号", "営業所名称", "営業所の名称", "name")),
    Field("name_kana", "施設名称_カナ", NAME, ("名称_カナ",), en="reading in katakana"),
    Field("name_en", "施設名称_英字", NAME, ("名称_英字", "名称_英語")),
    Field("business", "営業の種類", TEXT, ("業種", "営業種類"), en="kind of business by law"),
    Field("trade", "業態", TEXT, en="what it is like: a café, a bakery"),
    *common.ADDRESS_BLOCK,
    common.LAT,
    common.LON,
    facility.PHONE,
    *facility.CONTACTS,
    Field("operator", "法人名", NAME, ("法人の名称", "団体名", "営業者名"), en="who runs it"),
    facility.CORPORATE,
    Field("permit_number", "許可番号", NUMBER_TEXT, ("指令番号",)),
    Field("first_permitted", "初回許可年月日", DATE),
    Field("permitted", "許可年月日", DATE),
    Field("valid_from", "許可開始日", DATE),
    Field("valid_until", "許可満了日", DATE, ("有効期限",)),
    Field("closed", "廃業年月日", DATE),
    Field("application", "申請区分", TEXT, en="new, renewed, notified"),
    Field("conditions", "許可条件", TEXT),
    *common.TAIL,
)
schema = Schema(
    name="food_business",
    title={"ja": "食品等営業許可・届出一覧", "en": "Food business permits"},
    record=record_of("FoodBusiness", FIELDS),
    complete=facility.complete,
    fields=FIELDS,
    positioned=Positioned.WELCOME,
    named_by=("name", "address", "business", "permit_number"),
    listed="15",
    slug="food_business_all",
    editions={"2023": "observed"},
    telling=r"飲食店営業|菓子製造業|食肉販売業|喫茶店営業|魚介類販売業",
)
