"""The words by which people find a water point when the ground is white."""

from __future__ import annotations

from civickit.town.chance import Chance
from civickit.town.districts import district_of
from civickit.town.places import Place
from civickit.town.plane import bearing, distance
from civickit.town.water import VILLAGES, Source

NEAR_M = 50
EIGHT = ("北", "北東", "東", "南東", "南", "南西", "西", "北西")
BUILDINGS = (
    "酒屋", "米屋", "床屋", "豆腐屋", "八百屋", "魚屋", "味噌蔵", "染物屋", "自転車屋", "薬局",
    "クリーニング店", "そば屋",
    "菓子店", "パン屋", "金物店", "畳店", "写真館", "電器店", "歯科医院", "接骨院", "理容店",
    "美容室", "ガソリンスタンド",
    "農機具店", "材木店", "石材店", "建具店", "旅館", "銭湯", "書店", "文具店", "学習塾",
    "板塀の家", "青い屋根の家",
    "三角屋根の家", "生け垣の家", "土蔵",
)  # fmt: skip
FARM_BUILDINGS = (
    "農機具小屋", "コイン精米所", "土蔵", "曲がり屋", "青い屋根の家", "作業場", "直売所", "集荷場",
    "サイロ", "炭小屋",
    "茅葺きの家", "育苗ハウス",
)  # fmt: skip
THINGS = (
    "月極駐車場", "空き地", "ごみ集積所", "バス停", "掲示板", "郵便ポスト", "火の見やぐら",
    "地蔵堂", "石碑", "道祖神",
    "柿の木", "杉の大木", "松の木", "用水の分水", "カーブミラー", "防火看板", "自動販売機",
    "雪捨て場",
)  # fmt: skip
BESIDE_BUILDING = (
    "の角", "の向かい", "の前", "の西どなり", "の東どなり", "の裏", "の北側", "の南側",
    "の入口わき", "の車庫の前",
)  # fmt: skip
BESIDE_THING = ("の前", "のそば", "の向かい", "の手前", "の北側", "の南側")
DETAILS = (
    *[""] * 8, "、電柱の北", "、電柱の南", "、電柱の東", "、ブロック塀ぎわ", "、消雪パイプの脇",
    "、側溝のふた横",
    "、雪置き場の奥", "、街灯の下", "、歩道の車道寄り", "、赤い標識の下", "、カーブの内側",
)  # fmt: skip
GATES = ("の正門わき", "の駐車場入口", "の裏門", "の入口", "の看板の下", "の塀ぎわ")
BANKS = ("取水用の階段", "護岸の切れ目", "柵の扉", "水位標の横", "スロープの下")


def landmark(source: Source, places: list[Place], chance: Chance) -> str:
    """What stands next to a water point: a place of the town, or a house or thing of no name."""
    if source.at_place:
        return f"{_short(source.at_place)}の敷地内{chance.pick(DETAILS)}"
    if source.kind in {"river", "pond"}:
        return chance.pick(BANKS)
    away, place = min((distance(source.spot, place.spot), place) for place in places)
    if away < NEAR_M:
        turn = bearing(place.spot, source.spot)
        side = f"の{EIGHT[int((turn + 22.5) // 45) % 8]}側"
        return _short(place.name) + (chance.pick(GATES) if chance.yes(0.4) else side)
    if chance.yes(0.35):
        return chance.pick(THINGS) + chance.pick(BESIDE_THING) + chance.pick(DETAILS)
    district = district_of(source.spot)
    rural = district is not None and district.number in VILLAGES
    houses = FARM_BUILDINGS if rural else BUILDINGS
    return chance.pick(houses) + chance.pick(BESIDE_BUILDING) + chance.pick(DETAILS)


def _short(name: str) -> str:
    """A place's name as its neighbours say it."""
    return name.replace("雪野辺町立", "町立").replace("雪野辺町", "町").replace("雪野辺", "")
