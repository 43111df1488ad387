"""The words by which people find a water point when the ground is white."""

from __future__ import annotations

from civickit.town.chance import Chance
from civickit.town.places import PLACES
from civickit.town.plane import Point, bearing, distance

NEAR_M = 55
EIGHT = ("北", "北東", "東", "南東", "南", "南西", "西", "北西")

SHOPS = (
    "酒屋", "米屋", "床屋", "豆腐屋", "八百屋", "魚屋", "味噌蔵", "染物屋", "自転車屋", "薬局", "クリーニング店",
    "そば屋", "菓子店", "パン屋", "金物店", "畳店", "写真館", "電器店", "歯科医院", "接骨院", "理容店", "美容室",
    "ガソリンスタンド", "コイン精米所", "農機具店", "材木店", "石材店", "建具店", "旅館", "銭湯", "書店", "文具店",
    "学習塾", "駐車場", "月極駐車場", "空き地", "ごみ集積所", "バス停", "掲示板", "郵便ポスト", "火の見やぐら",
    "半鐘", "地蔵堂", "石碑", "道祖神", "土蔵", "板塀の家", "青い屋根の家", "三角屋根の家", "生け垣の家", "りんご畑",
    "柿の木", "杉の大木", "松の木", "用水の分水", "橋のたもと", "カーブミラー", "踏切警報機", "防火看板", "集会所",
)  # fmt: skip
RELATIONS = (
    "の角", "の向かい", "の前", "の西どなり", "の東どなり", "の裏", "の北側", "の南側", "の手前", "の入口わき",
)  # fmt: skip
DETAILS = (
    "", "", "", "、電柱の北", "、電柱の南", "、ブロック塀ぎわ", "、消雪パイプの脇", "、側溝のふた横", "、雪置き場の奥",
    "、街灯の下", "、歩道の車道寄り", "、赤い標識の下", "、玄関の左", "、車庫の右", "、カーブの内側",
)  # fmt: skip
GATES = ("の正門わき", "の駐車場入口", "の裏門", "の入口", "の看板の下", "の塀ぎわ")


def landmark(spot: Point, kind: str, chance: Chance) -> str:
    """What stands next to a place: a named place with its side, or a shop and a detail."""
    if kind in {"river", "pond"}:
        return chance.pick(("取水用の階段", "護岸の切れ目", "柵の扉", "水位標の横", "スロープの下"))
    close = [(distance(spot, place.spot), place.name, place) for place in PLACES]
    away, name, place = min(close)
    short = name.replace("雪野辺町立", "町立").replace("雪野辺", "")
    if away < 1:
        return f"{short}の敷地内"
    if away < NEAR_M:
        side = EIGHT[int((bearing(place.spot, spot) + 22.5) // 45) % 8]
        return f"{short}{chance.pick(GATES)}" if chance.yes(0.4) else f"{short}の{side}側"
    return chance.pick(SHOPS) + chance.pick(RELATIONS) + chance.pick(DETAILS)
