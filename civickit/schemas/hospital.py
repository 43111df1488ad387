"""医療機関一覧: hospitals and clinics, and when they see patients."""

from __future__ import annotations

from civickit.schemas import _common as common
from civickit.schemas import _facility as facility
from civickit.schemas._codes import NUMBER_TEXT
from civickit.schemas._facility import DAYS, TIME_OF_DAY
from civickit.schemas._forms import COUNT, NAME, TEXT, choice
from civickit.schemas._schema import Field, Positioned, Schema, record_of

FIELDS = (
    *common.HEAD,
    *facility.NAMES,
    Field(
        "category",
        "医療機関の種類",
        choice("病院", "有床診療所", "無床診療所"),
        required=True,
        en="hospital, clinic with beds or without",
    ),
    *common.required(common.ADDRESS_BLOCK, "address"),
    common.LAT,
    common.LON,
    *facility.PHONES,
    facility.FAX,
    *facility.CONTACTS,
    facility.CORPORATE,
    Field("operator", "法人の名称", NAME, ("団体名", "法人名"), en="who runs it"),
    Field("institution_code", "医療機関コード", NUMBER_TEXT, en="the health insurance's number"),
    Field("days", "診療曜日", DAYS, ("利用可能曜日",), required=True, en="weekdays joined"),
    Field("opens", "診療開始時間", TIME_OF_DAY, ("開始時間",), required=True),
    Field("closes", "診療終了時間", TIME_OF_DAY, ("終了時間",), required=True),
    Field("hours_note", "診療日時特記事項", TEXT, ("利用可能日時特記事項",)),
    Field("after_hours", "時間外における対応", TEXT),
    Field(
        "departments",
        "診療科目",
        TEXT,
        ("診療科",),
        required=True,
        en="departments, with ; between them",
    ),
    Field("beds", "病床数", COUNT, required=True),
    Field("disaster_base", "災害拠点分類", TEXT, en="what it is for in a disaster"),
    Field("status", "状況", TEXT, en="open, closed for a time"),
    *common.required((facility.URL,), "url"),
    *common.TAIL,
)
schema = Schema(
    name="hospital",
    title={"ja": "医療機関一覧", "en": "Hospitals and clinics"},
    record=record_of("Hospital", FIELDS),
    complete=facility.complete,
    fields=FIELDS,
    positioned=Positioned.WELCOME,
    listed="10",
    editions={"2020": "complete", "2023": "observed"},
)
