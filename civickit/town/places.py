"""Named places: town hall, schools, parks, shrines, fire stations, depots and so on.

The place's ground is the street block it stands in; a place with a `clear_m` first has the
small streets within that distance taken away, so that a school does not straddle a road.
"""

from __future__ import annotations

from typing import NamedTuple

from civickit.town.plane import Point


class Place(NamedTuple):
    """A named place. `kind` is a word of `POI`; `clear_m` 0 is a building on a plot."""

    id: str
    kind: str
    name: str
    kana: str
    name_en: str
    spot: Point
    clear_m: float = 0
    shelter: int = 0  # people; 0: no evacuation place
    aed: str = ""  # where in the building; empty: none


POI = {
    "town_hall": "1303", "branch_office": "1304", "community": "", "fire_station": "1214",
    "fire_branch": "1215", "fire_team": "", "school": "1503", "junior_high": "1504",
    "high_school": "1505", "nursery": "", "park": "1003", "library": "", "hospital": "",
    "station": "3719", "shrine": "0701", "temple": "", "gym": "", "depot": "", "salt_store": "",
    "castle": "", "market": "", "pool": "", "waste": "", "post": "",
}  # fmt: skip

_TABLE = """
town_hall|雪野辺町役場|ユキノベマチヤクバ|Yukinobe Town Hall|-215,-120|0|0|1階正面玄関
library|雪野辺町立図書館|ユキノベチョウリツトショカン|Yukinobe Town Library|-330,-190|0|0|カウンター横
hospital|雪野辺町立病院|ユキノベチョウリツビョウイン|Yukinobe Town Hospital|-560,-480|60|0|救急入口
station|雪野辺駅|ユキノベエキ|Yukinobe Station|-806,12|0|0|改札口
post|雪野辺郵便局|ユキノベユウビンキョク|Yukinobe Post Office|-470,-60|0|0|
fire_station|雪野辺消防署|ユキノベショウボウショ|Yukinobe Fire Station|-30,-260|0|0|1階事務室前
fire_branch|雪野辺消防署川向分署|ユキノベショウボウショカワムコウブンショ|Kawamuko Fire Substation|930,-130|0|0|車庫横
fire_team|消防団第1分団屯所|ショウボウダンダイイチブンダントンショ|Volunteer Fire Team 1|210,330|0|0|
fire_team|消防団第2分団屯所|ショウボウダンダイニブンダントンショ|Volunteer Fire Team 2|-520,300|0|0|
fire_team|消防団第3分団屯所|ショウボウダンダイサンブンダントンショ|Volunteer Fire Team 3|-420,-420|0|0|
fire_team|消防団第4分団屯所|ショウボウダンダイヨンブンダントンショ|Volunteer Fire Team 4|250,-520|0|0|
fire_team|消防団第5分団屯所|ショウボウダンダイゴブンダントンショ|Volunteer Fire Team 5|-1060,-60|0|0|
fire_team|消防団第6分団屯所|ショウボウダンダイロクブンダントンショ|Volunteer Fire Team 6|980,210|0|0|
fire_team|消防団第7分団屯所|ショウボウダンダイナナブンダントンショ|Volunteer Fire Team 7|1330,-610|0|0|
fire_team|消防団第8分団屯所|ショウボウダンダイハチブンダントンショ|Volunteer Fire Team 8|-1290,1000|0|0|
castle|雪野辺城址公園|ユキノベジョウシコウエン|Yukinobe Castle Park|-130,300|0|3000|管理事務所
school|雪野辺第一小学校|ユキノベダイイチショウガッコウ|Yukinobe First Elementary School|-560,430|85|900|職員玄関
school|雪野辺第二小学校|ユキノベダイニショウガッコウ|Yukinobe Second Elementary School|380,-330|80|850|職員玄関
school|川向小学校|カワムコウショウガッコウ|Kawamuko Elementary School|930,60|80|700|職員玄関
school|若葉台小学校|ワカバダイショウガッコウ|Wakabadai Elementary School|-1130,-950|80|700|体育館入口
school|沢口分校|サワグチブンコウ|Sawaguchi Branch School|1500,-660|0|150|玄関
junior_high|雪野辺中学校|ユキノベチュウガッコウ|Yukinobe Junior High School|-1010,-330|90|1200|体育館入口
high_school|雪野辺高等学校|ユキノベコウトウガッコウ|Yukinobe High School|260,740|80|1100|事務室前
nursery|本町保育所|ホンチョウホイクショ|Honcho Nursery|400,250|0|0|玄関
nursery|駅西こども園|エキニシコドモエン|Eki-nishi Children's Centre|-1080,220|0|0|玄関
nursery|ひかり台こども園|ヒカリダイコドモエン|Hikaridai Children's Centre|1210,1060|0|0|玄関
nursery|南原保育所|ミナミハラホイクショ|Minamihara Nursery|300,-870|0|0|
gym|雪野辺町民体育館|ユキノベチョウミンタイイクカン|Yukinobe Town Gymnasium|-360,800|70|1500|ロビー
pool|雪野辺町民プール|ユキノベチョウミンプール|Yukinobe Town Pool|-210,760|0|0|監視員室
market|朝市広場|アサイチヒロバ|Morning Market Square|800,190|0|0|
community|本町公民館|ホンチョウコウミンカン|Honcho Community Centre|170,120|0|200|玄関
community|城内公民館|ジョウナイコウミンカン|Jonai Community Centre|-600,120|0|180|玄関
community|駅前コミュニティセンター|エキマエコミュニティセンター|Ekimae Community Centre|-560,-200|0|250|ロビー
community|寺町公民館|テラマチコウミンカン|Teramachi Community Centre|150,-600|0|180|玄関
community|駅西公民館|エキニシコウミンカン|Eki-nishi Community Centre|-1120,330|0|180|玄関
community|川向公民館|カワムコウコウミンカン|Kawamuko Community Centre|1020,-400|0|180|玄関
community|ひかり台集会所|ヒカリダイシュウカイジョ|Hikaridai Meeting House|1080,780|0|150|玄関
community|若葉台公民館|ワカバダイコウミンカン|Wakabadai Community Centre|-1300,-870|0|180|玄関
community|北原公民館|キタハラコウミンカン|Kitahara Community Centre|-130,1130|0|120|
community|南原公民館|ミナミハラコウミンカン|Minamihara Community Centre|80,-1150|0|120|
branch_office|沢口出張所|サワグチシュッチョウジョ|Sawaguchi Branch Office|1400,-740|0|120|事務室
branch_office|木下沢出張所|キノシタザワシュッチョウジョ|Kinoshitazawa Branch Office|-1370,1040|0|120|事務室
park|大橋たもと公園|オオハシタモトコウエン|Ohashi Riverside Park|500,-120|0|0|
park|紺屋川公園|コンヤガワコウエン|Kon'yagawa Park|480,440|45|400|
park|駅前広場公園|エキマエヒロバコウエン|Station Square Park|-700,-60|0|0|
park|南通り公園|ミナミドオリコウエン|Minami-dori Park|-320,-560|45|350|
park|駅西中央公園|エキニシチュウオウコウエン|Eki-nishi Central Park|-1010,120|40|450|
park|川向児童公園|カワムコウジドウコウエン|Kawamuko Children's Park|840,-420|35|250|
park|ひかり台の丘公園|ヒカリダイノオカコウエン|Hikaridai Hill Park|1165,895|0|400|
park|若葉台北公園|ワカバダイキタコウエン|Wakabadai North Park|-1290,-700|40|300|
park|若葉台南公園|ワカバダイミナミコウエン|Wakabadai South Park|-990,-1150|40|300|
park|工業団地緑地|コウギョウダンチリョクチ|Industrial Park Green|-250,1270|0|0|
park|沢口水辺公園|サワグチミズベコウエン|Sawaguchi Waterside Park|1180,-820|0|0|
shrine|雪野辺神社|ユキノベジンジャ|Yukinobe Shrine|-230,560|0|0|
shrine|川向稲荷神社|カワムコウイナリジンジャ|Kawamuko Inari Shrine|1050,-230|0|0|
shrine|沢口山神社|サワグチヤマジンジャ|Sawaguchi Mountain Shrine|1570,-560|0|0|
shrine|木下沢諏訪神社|キノシタザワスワジンジャ|Kinoshitazawa Suwa Shrine|-1330,1310|0|0|
temple|白雲寺|ハクウンジ|Hakuunji Temple|170,-420|0|0|
temple|深雪寺|シンセツジ|Shinsetsuji Temple|480,-520|0|0|
temple|松隣寺|ショウリンジ|Shorinji Temple|30,-640|0|0|
temple|川照寺|センショウジ|Senshoji Temple|830,300|0|0|
depot|中央除雪基地|チュウオウジョセツキチ|Central Plow Depot|-560,930|0|0|事務所
depot|南除雪基地|ミナミジョセツキチ|South Plow Depot|160,-1080|0|0|
depot|沢口除雪車庫|サワグチジョセツシャコ|Sawaguchi Plow Garage|1240,-560|0|0|
salt_store|北原凍結防止剤倉庫|キタハラトウケツボウシザイソウコ|Kitahara Salt Store|-430,1010|0|0|
salt_store|東街道凍結防止剤倉庫|ヒガシカイドウトウケツボウシザイソウコ|Higashi-kaido Salt Store|1280,-20|0|0|
waste|雪野辺クリーンセンター|ユキノベクリーンセンター|Yukinobe Clean Centre|-480,1290|0|0|受付
"""  # noqa: E501 - one place a line


def _read(table: str) -> tuple[Place, ...]:
    places = []
    for number, row in enumerate(table.split("\n")[1:-1], start=1):
        kind, name, kana, name_en, spot, clear, shelter, aed = row.split("|")
        x, y = (float(part) for part in spot.split(","))
        places.append(
            Place(
                f"P{number:03}", kind, name, kana, name_en, (x, y), float(clear), int(shelter), aed
            )
        )
    return tuple(places)


PLACES = _read(_TABLE)
