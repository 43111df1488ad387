"""The town's places as the standard tables: public facilities, evacuation places, AEDs."""

from __future__ import annotations

from collections.abc import Iterator

from civickit.town import files
from civickit.town.addresses import House
from civickit.town.districts import district_of
from civickit.town.ground import Land
from civickit.town.places import POI, Place
from civickit.town.plane import to_lat_lon
from civickit.town.registers import address_text, nearest_house

Row = dict[str, str | int]

ADDRESS = (
    "所在地_全国地方公共団体コード", "町字ID", "所在地_連結表記", "所在地_都道府県",
    "所在地_市区町村", "所在地_町字",
    "所在地_番地以下", "建物名等(方書)", "緯度", "経度",
)  # fmt: skip
CONTACT = (
    "電話番号", "内線番号", "連絡先メールアドレス", "連絡先FormURL",
    "連絡先備考（その他、SNSなど）", "郵便番号",
)  # fmt: skip
FACILITY_HEADER = (
    "全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_英字",
    "POIコード", *ADDRESS, *CONTACT,
    "利用可能曜日", "開始時間", "終了時間", "URL", "備考",
)  # fmt: skip
EVACUATION_HEADER = (
    "全国地方公共団体コード", "ID", "名称", "名称_カナ", "名称_英字", *ADDRESS, "標高",
    *CONTACT, "市区町村コード",
    "地方公共団体名", "災害種別_洪水", "災害種別_崖崩れ、土石流及び地滑り", "災害種別_高潮",
    "災害種別_地震", "災害種別_津波",
    "災害種別_大規模な火事", "災害種別_内水氾濫", "災害種別_火山現象", "指定避難所との重複",
    "想定収容人数",
    "対象となる町会・自治会", "URL", "画像", "画像_ライセンス", "備考",
)  # fmt: skip
AED_HEADER = (
    "全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_英字",
    *ADDRESS, "高度の種別", "高度の値",
    "設置位置", *CONTACT, "法人番号", "団体名", "利用可能曜日", "開始時間", "終了時間",
    "利用可能日時特記事項",
    "小児対応設備の有無", "URL", "画像1", "画像1_ライセンス", "画像2", "画像2_ライセンス", "備考",
)  # fmt: skip
FLOODED = {3, 4, 6, 10}  # districts beside the lower river
OUTDOORS = {"park", "castle"}
ALWAYS_OPEN = {"fire_station", "fire_branch", "hospital", "station"}


def facility_files(land: Land, houses: list[House]) -> dict[str, bytes]:
    """The three tables by file name."""
    return {
        "places.csv": files.table(FACILITY_HEADER, _facilities(land, houses)),
        "evacuation_space.csv": files.table(EVACUATION_HEADER, _evacuation(land, houses)),
        "aed.csv": files.table(AED_HEADER, _aeds(land, houses)),
    }


def _facilities(land: Land, houses: list[House]) -> Iterator[Row]:
    for place in land.places:
        yield {**_common(place, houses), "POIコード": POI[place.kind], **_hours(place)}


def _evacuation(land: Land, houses: list[House]) -> Iterator[Row]:
    for place in land.places:
        if place.shelter:
            yield {
                **_common(place, houses),
                **_dangers(place),
                "市区町村コード": files.MUNICIPALITY_CODE,
                "指定避難所との重複": "" if place.kind in OUTDOORS else 1,
                "想定収容人数": place.shelter,
                "対象となる町会・自治会": _district_name(place),
            }


def _aeds(land: Land, houses: list[House]) -> Iterator[Row]:
    for place in land.places:
        if place.aed:
            yield {
                **_common(place, houses),
                "設置位置": place.aed,
                **_hours(place),
                "小児対応設備の有無": "有" if place.kind != "station" else "無",
            }


def _dangers(place: Place) -> Row:
    """What the place is safe from: parks not from the rain, low districts not from the river."""
    district = district_of(place.spot)
    dry = district is not None and district.number not in FLOODED
    under_roof = place.kind not in OUTDOORS
    return {
        "災害種別_洪水": 1 if dry and under_roof else "",
        "災害種別_崖崩れ、土石流及び地滑り": 1 if under_roof else "",
        "災害種別_地震": 1,
        "災害種別_大規模な火事": "" if under_roof else 1,
        "災害種別_内水氾濫": 1 if dry and under_roof else "",
    }


def _district_name(place: Place) -> str:
    district = district_of(place.spot)
    return f"{district.name}自治会" if district else ""


def _hours(place: Place) -> Row:
    if place.kind in OUTDOORS or place.kind in ALWAYS_OPEN:
        return {"利用可能曜日": "月火水木金土日", "開始時間": "00:00", "終了時間": "23:59"}
    return {"利用可能曜日": "月火水木金", "開始時間": "08:30", "終了時間": "17:15"}


def _common(place: Place, houses: list[House]) -> Row:
    house = nearest_house(houses, place.spot)
    lat, lon = to_lat_lon(place.spot)
    return {
        "全国地方公共団体コード": files.MUNICIPALITY_CODE,
        "ID": place.id,
        "地方公共団体名": files.MUNICIPALITY,
        "名称": place.name,
        "名称_カナ": place.kana,
        "名称_英字": place.name_en,
        "所在地_全国地方公共団体コード": files.MUNICIPALITY_CODE,
        "町字ID": house.town_id,
        "所在地_連結表記": address_text(house),
        "所在地_都道府県": files.PREFECTURE,
        "所在地_市区町村": files.TOWN,
        "所在地_町字": house.town,
        "所在地_番地以下": house.block,
        "緯度": f"{lat:.6f}",
        "経度": f"{lon:.6f}",
    }
