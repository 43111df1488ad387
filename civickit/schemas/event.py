"""イベント一覧: what is on, when and where."""

from __future__ import annotations

from dataclasses import replace

from civickit.schemas import _common as common
from civickit.schemas import _facility as facility
from civickit.schemas._facility import TIME_OF_DAY
from civickit.schemas._forms import COUNT, DATE, NAME, TEXT
from civickit.schemas._schema import Field, Positioned, Schema, record_of

FIELDS = (
    *common.HEAD,
    Field("name", "イベント名", NAME, ("名称", "イベント名称", "タイトル", "name"), required=True),
    Field(
        "name_kana",
        "イベント名_カナ",
        NAME,
        ("名称_カナ",),
        required=True,
        en="reading of the name in katakana",
    ),
    Field("name_en", "イベント名_英語", NAME, ("イベント名_英字", "名称_英語", "名称_英字")),
    Field("starts", "開始日", DATE, ("開催日", "開催開始日"), required=True, en="first day"),
    Field("ends", "終了日", DATE, ("開催終了日",), required=True, en="last day"),
    Field("opens", "開始時間", TIME_OF_DAY, ("開始時刻", "開催時間"), required=True),
    Field("closes", "終了時間", TIME_OF_DAY, ("終了時刻",), required=True),
    Field("hours_note", "開始日時特記事項", TEXT, ("開催日時特記事項",), en="exceptions"),
    Field("description", "説明", TEXT, ("内容", "イベント内容", "概要"), required=True),
    *facility.FEE,
    *facility.OFFICE,
    Field("organiser", "主催者", NAME, ("主催",)),
    Field("place", "場所名称", NAME, ("会場", "開催場所", "場所"), required=True, en="the venue"),
    *(
        replace(one, aliases=tuple(word for word in one.aliases if word != "場所"))
        for one in common.required(common.ADDRESS_BLOCK, "address")
    ),
    common.LAT,
    common.LON,
    *facility.WAY,
    Field("capacity", "定員", COUNT, ("募集人数",), en="people"),
    Field("apply_until", "参加申込終了日", DATE, ("申込締切日",), en="last day to apply"),
    Field("apply_until_time", "参加申込終了時間", TIME_OF_DAY),
    Field("how_to_apply", "参加申込方法", TEXT, ("申込方法",)),
    facility.URL,
    *facility.IMAGE,
    *common.TAIL,
)
schema = Schema(
    name="event",
    title={"ja": "イベント一覧", "en": "Events"},
    record=record_of("Event", FIELDS),
    complete=facility.complete,
    fields=FIELDS,
    positioned=Positioned.WELCOME,
    named_by=("name", "starts", "opens", "place"),
    listed="12",
    editions={"2020": "complete", "2023": "observed"},
)
