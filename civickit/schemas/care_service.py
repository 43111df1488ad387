"""介護サービス事業所一覧: who cares for older people, and how."""

from __future__ import annotations

from civickit.schemas import _common as common
from civickit.schemas import _facility as facility
from civickit.schemas._codes import NUMBER_TEXT
from civickit.schemas._forms import COUNT, NAME, TEXT
from civickit.schemas._schema import Field, Positioned, Schema, record_of

FIELDS = (
    *common.HEAD,
    Field(
        "name",
        "介護サービス事業所名称",
        NAME,
        ("名称", "事業所名", "事業所名称", "事業所の名称", "name"),
        required=True,
    ),
    Field(
        "name_kana",
        "介護サービス事業所名称_カナ",
        NAME,
        ("名称_カナ", "事業所名カナ", "事業所の名称_かな"),
        required=True,
        en="reading of the name in katakana",
    ),
    facility.NAME_EN,
    Field("service", "実施サービス", TEXT, ("サービスの種類", "サービス種別"), required=True),
    *common.required(common.ADDRESS_BLOCK, "address"),
    common.LAT,
    common.LON,
    *common.required(facility.PHONES, "phone"),
    facility.FAX,
    *facility.CONTACTS,
    facility.CORPORATE,
    Field("operator", "法人の名称", NAME, ("法人名", "団体名"), en="who runs it"),
    Field("office_number", "事業所番号", NUMBER_TEXT, en="the care insurance's number"),
    facility.DAYS_OPEN,
    Field("days_note", "利用可能曜日特記事項", TEXT, en="exceptions, such as holidays"),
    Field("capacity", "定員", COUNT, en="people"),
    facility.URL,
    *common.TAIL,
)
schema = Schema(
    name="care_service",
    title={"ja": "介護サービス事業所一覧", "en": "Care services for older people"},
    record=record_of("CareService", FIELDS),
    complete=facility.complete,
    fields=FIELDS,
    positioned=Positioned.WELCOME,
    listed="09",
    editions={"2020": "complete", "2023": "observed"},
    telling=r"訪問介護|通所介護|居宅介護|訪問看護|特別養護老人ホーム|介護老人",
)
