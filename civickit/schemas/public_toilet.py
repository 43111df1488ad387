"""公衆トイレ一覧: toilets for everybody, and for whom they are made."""

from __future__ import annotations

from civickit.schemas import _common as common
from civickit.schemas import _facility as facility
from civickit.schemas._facility import TIME_OF_DAY
from civickit.schemas._forms import COUNT, HAS, NAME, TEXT
from civickit.schemas._schema import Field, Schema, record_of


def _seats(name: str, header: str, *aliases: str) -> Field:
    return Field(name, header, COUNT, aliases, en="number of them")


def _equipped(name: str, what: str, en: str, *aliases: str) -> Field:
    return Field(name, f"{what}トイレ有無", HAS, aliases, required=True, en=en)


FIELDS = (
    *common.HEAD,
    *facility.NAMES,
    *common.required(common.ADDRESS_BLOCK, "address"),
    Field("place", "設置位置", NAME, ("設置場所詳細",), required=True, en="where in the building"),
    common.LAT,
    common.LON,
    *facility.HEIGHT,
    _seats("men", "男性トイレ総数", "男性トイレ便器総数"),
    _seats("men_urinals", "男性トイレ数（小便器）", "男性トイレ小便器数"),
    _seats("men_squat", "男性トイレ数（和式）", "男性トイレ和式大便器数"),
    _seats("men_seat", "男性トイレ数（洋式）", "男性トイレ洋式大便器数"),
    _seats("women", "女性トイレ総数", "女性トイレ便器総数"),
    _seats("women_squat", "女性トイレ数（和式）", "女性トイレ和式便器数"),
    _seats("women_seat", "女性トイレ数（洋式）", "女性トイレ洋式便器数"),
    _seats("anyone", "男女共用トイレ総数"),
    _seats("anyone_squat", "男女共用トイレ数（和式）"),
    _seats("anyone_seat", "男女共用トイレ数（洋式）"),
    *common.required(
        (_seats("accessible", "バリアフリートイレ数", "多機能トイレ数"),), "accessible"
    ),
    _equipped("wheelchair", "車椅子使用者用", "room for a wheelchair"),
    _equipped("baby", "乳幼児用設備設置", "a place to change a baby"),
    _equipped("ostomate", "オストメイト設置", "a basin for people with a stoma"),
    Field("opens", "利用開始時間", TIME_OF_DAY, ("開始時間",), en="time, like 09:30"),
    Field("closes", "利用終了時間", TIME_OF_DAY, ("終了時間",), en="time, like 17:15"),
    Field("hours_note", "利用可能時間特記事項", TEXT, ("利用可能日時特記事項", "利用可能時間")),
    *facility.IMAGE,
    *common.TAIL,
)
schema = Schema(
    name="public_toilet",
    title={"ja": "公衆トイレ一覧", "en": "Public toilets"},
    record=record_of("PublicToilet", FIELDS),
    complete=facility.complete,
    fields=FIELDS,
    listed="13",
    editions={"2020": "complete", "2023": "observed"},
    telling=r"トイレ|便所|toilet",
)
