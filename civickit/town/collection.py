"""When the town collects what: the calendar as the files a town hall keeps in a spreadsheet.

All of it for the fiscal years 2026 and 2027, with a change in the middle of each, closures over
New Year, and a winter without garden waste.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from civickit.town import files
from civickit.town.addresses import KANJI
from civickit.town.collection_items import THINGS
from civickit.town.districts import DISTRICTS, District
from civickit.town.layers import COLLECTION_AREAS, collection_area_features

FIRST, LAST = "2026-04-01", "2028-03-31"
COMMENT = f"# {files.NOTICE['ja']} fictional"
EVERYWHERE = "全地区"
GROUPS = {"中央": ("Centre", "Centro"), "川東": ("East bank", "Margem leste"),
          "山手": ("Hillside", "Encosta")}  # fmt: skip
GROUP_OF = {letter: group for group, letters in (("中央", "ABC"), ("川東", "DE"), ("山手", "FG"))
            for letter in letters}  # fmt: skip
READINGS = {
    "A": "ほんちょう・じょうないちく", "B": "えきまえ・えきにしちく",
    "C": "てらまち・みなみはらちく",
    "D": "かわむこう・さわぐちちく", "E": "ひかりだいちく", "F": "わかばだいちく",
    "G": "きたはら・きのしたざわちく",
}  # fmt: skip
KINDS = (
    ("burnable", "燃やすごみ", "もやす ごみ", "Burnable waste", "Lixo queimável", "#b3261e",
     "生ごみ、汚れた紙、木や革のもの。町の指定袋に入れて、朝8時までに。",
     "Kitchen waste, dirty paper, wood, leather. In the town's bags, by 8 in the morning."),
    ("plastic", "プラスチック容器", "プラスチックの 入(い)れもの", "Plastic packaging",
     "Embalagens de plástico", "#0b6e4f",
     "プラマークのあるもの。すすいで透明な袋に。",
     "Whatever bears the プラ mark. Rinsed, in a clear bag."),
    ("paper", "古紙・古布", "紙(かみ)と 服(ふく)", "Paper and clothes", "Papel e roupas", "#7a4a00",
     "新聞、雑誌、段ボール、紙パック、衣類。種類ごとにしばる。",
     "Newspapers, magazines, cardboard, milk cartons, clothes. Tie each sort apart."),
    ("bottle", "びん・缶・ペットボトル", "びん・かん・ペットボトル",
     "Bottles, cans and PET bottles", "Garrafas, latas e PET", "#0b4a75",
     "すすいで、かごに入れる。", "Rinse them and put them into the crates."),
    ("nonburnable", "燃やさないごみ", "もやさない ごみ", "Non-burnable waste",
     "Lixo não queimável", "#4d4d52",
     "金属、陶器、ガラス、小さな家電。", "Metal, china, glass, small appliances."),
    ("hazardous", "有害ごみ", "あぶない ごみ", "Hazardous waste", "Lixo perigoso", "#8a1c6b",
     "電池、蛍光管、スプレー缶、ライター。ほかのごみと分ける。",
     "Batteries, fluorescent tubes, spray cans, lighters. Apart from everything else."),
    ("bulky", "粗大ごみ(予約制)", "大(おお)きい ごみ(電話(でんわ)で 予約(よやく))",
     "Bulky waste (by appointment)", "Lixo volumoso (com reserva)", "#5b3a8c",
     "3日前までに申し込む。50センチより大きいもの。",
     "Apply three days before. Things longer than 50 cm."),
    ("green", "枝・草", "木(き)の枝(えだ)・草(くさ)", "Garden waste", "Galhos e grama", "#3f6212",
     "4月から11月まで。土を落とす。", "From April to November. Shake the soil off."),
)  # fmt: skip
KIND_NAME = {kind[0]: kind[1] for kind in KINDS}
PLAN: dict[str, dict[str, str]] = {
    "A": {"burnable": "毎週 月・木", "plastic": "毎週 水", "paper": "第1・第3 火曜",
          "bottle": "第2・第4 火曜", "nonburnable": "第4 金曜", "green": "第1・第3 金曜"},
    "B": {"burnable": "毎週 月・木", "plastic": "毎週 水", "paper": "第2・第4 火曜",
          "bottle": "第1・第3 火曜", "nonburnable": "第2 金曜", "green": "第1・第3 金曜"},
    "C": {"burnable": "毎週 火・金", "plastic": "毎週 木", "paper": "第1・第3 月曜",
          "bottle": "第2・第4 月曜", "nonburnable": "第1 水曜", "green": "第2・第4 水曜"},
    "D": {"burnable": "毎週 火・金", "plastic": "毎週 木", "paper": "第2・第4 月曜",
          "bottle": "第1・第3 月曜", "nonburnable": "第3 水曜", "green": "第2・第4 水曜"},
    "E": {"burnable": "毎週 火・金", "plastic": "毎週 水", "paper": "第1・第3 木曜",
          "bottle": "第2・第4 木曜", "nonburnable": "第2 月曜", "green": "第1・第3 月曜"},
    "F": {"burnable": "毎週 月・木", "plastic": "毎週 金", "paper": "第2・第4 水曜",
          "bottle": "第1・第3 水曜", "nonburnable": "最終 火曜", "green": "第2・第4 火曜"},
    "G": {"burnable": "毎週 月・木", "plastic": "隔週 2026-04-03から", "paper": "第1 水曜",
          "bottle": "第3 水曜", "nonburnable": "第2 火曜", "green": "第4 土曜"},
}  # fmt: skip
HAZARDOUS = {  # every few months in the centre, every four weeks elsewhere
    "A": ("第1 金曜", "4、6、8、10、12、2"), "B": ("第1 金曜", "5、7、9、11、1、3"),
    "C": ("第3 水曜", "4、6、8、10、12、2"), "D": ("4週ごと 2026-04-08から", ""),
    "E": ("4週ごと 2026-04-10から", ""), "F": ("4週ごと 2026-04-17から", ""),
    "G": ("4週ごと 2026-04-24から", ""),
}  # fmt: skip
CHANGED = {  # (area, kind): the last day of the old rule, the new rule
    ("E", "plastic"): ("2026-09-30", "毎週 月"),
    ("F", "paper"): ("2027-06-30", "第1・第3 水曜"),
    ("F", "bottle"): ("2027-06-30", "第2・第4 水曜"),
}
GREEN_MONTHS = "4月～11月"
BULKY_WEEKDAY = {"中央": 5, "川東": 5, "山手": 6}
NEW_YEAR = ("年末年始の休み", "New Year holidays")
MOVED = (
    ("2026-12-31", "A;B;F;G", "burnable", "2026-12-30", *NEW_YEAR),
    ("2027-01-01", "C;D;E", "burnable", "2027-01-04", *NEW_YEAR),
    ("2027-12-31", "C;D;E", "burnable", "2027-12-29", *NEW_YEAR),
    ("2028-01-03", "A;B;F;G", "burnable", "2028-01-05", *NEW_YEAR),
    ("2026-11-03", "A;B", "paper;bottle", "2026-11-05", "文化の日", "Culture Day"),
)


def collection_files() -> dict[str, bytes]:
    """The files of the native format by their place in the pack."""
    made = {
        "areas.csv": _table(
            ("番号", "名称", "名称_en", "名称_pt", "よみ", "区域", "区域_en", "区域_pt",
             "郵便番号", "町名"), _areas()),
        "kinds.csv": _table(
            ("番号", "名称", "名称_ja_easy", "名称_en", "名称_pt", "色", "説明", "説明_en"), KINDS),
        "collection.csv": _table(
            ("地区", "種類", "収集日", "月", "開始日", "終了日", "備考"), _rules()),
        "exceptions.csv": _table(
            ("日付", "終了日", "地区", "種類", "変更", "振替日", "理由", "理由_en"), _exceptions()),
        "items.csv": _table(
            ("品名", "品名_en", "よみ", "種類", "出し方", "出し方_en", "別名"), _items()),
        "notices.csv": _table(
            ("開始日", "終了日", "地区", "お知らせ", "お知らせ_en"), _notices()),
    }  # fmt: skip
    made["areas.geojson"] = files.feature_collection(
        "架空の雪野辺町のごみ収集地区", collection_area_features()
    )
    return {f"collection/{name}": data for name, data in made.items()}


def _table(header: Sequence[str], rows: Any) -> bytes:
    return f"{COMMENT}\r\n".encode() + files.table(header, rows)


def _id(letter: str) -> str:
    return f"G-{letter}"


def _ids(letters: str) -> str:
    return "、".join(map(_id, letters.split(";")))


def _areas() -> Iterator[Sequence[str]]:
    for letter, ja, en, numbers in COLLECTION_AREAS:
        group = GROUP_OF[letter]
        parts = [one for one in DISTRICTS if one.number in numbers]
        yield (
            _id(letter), ja, en, en.replace(" and ", " e "), READINGS[letter],
            group, *GROUPS[group],
            "、".join(f"000-{one.number:04}" for one in parts),  # no post office has 000
            "、".join(town for one in parts for town in _towns(one)),
        )  # fmt: skip


def _towns(district: District) -> list[str]:
    if not district.chome:
        return [f"大字{district.name}"]
    return [f"{district.name}{KANJI[n]}丁目" for n in range(1, district.chome + 1)]


def _rules() -> Iterator[Sequence[str]]:
    for letter, plan in PLAN.items():
        for kind, rule in plan.items():
            yield from _rule(letter, kind, rule)
        rule, months = HAZARDOUS[letter]
        yield _id(letter), KIND_NAME["hazardous"], rule, months, FIRST, LAST, ""
        days = " ".join(map(str, _bulky(letter)))
        yield _id(letter), KIND_NAME["bulky"], days, "", FIRST, LAST, "電話で予約"


def _rule(letter: str, kind: str, rule: str) -> Iterator[Sequence[str]]:
    where, months = (_id(letter), KIND_NAME[kind]), GREEN_MONTHS if kind == "green" else ""
    if (letter, kind) not in CHANGED:
        yield *where, rule, months, FIRST, LAST, ""
        return
    until, new = CHANGED[letter, kind]
    following = date.fromisoformat(until) + timedelta(days=1)
    yield *where, rule, months, FIRST, until, ""
    yield *where, new, months, str(following), LAST, "曜日の変更"


def _bulky(letter: str) -> Iterator[date]:
    """A weekend day of every third month, another week for each area."""
    weekday, week = BULKY_WEEKDAY[GROUP_OF[letter]], ord(letter) % 4
    for number in range(ord(letter) % 3, 24, 3):
        year, month = divmod(2026 * 12 + 3 + number, 12)
        first = date(year, month + 1, 1)
        yield first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * week)


def _exceptions() -> Iterator[Sequence[str]]:
    for year in (2026, 2027):
        yield f"{year}-12-31", f"{year + 1}-01-03", "", "", "休み", "", *NEW_YEAR
    for day, letters, kinds, to, ja, en in MOVED:
        names = "、".join(KIND_NAME[kind] for kind in kinds.split(";"))
        yield day, "", _ids(letters), names, "振替", to, ja, en
    spring = ("春の大掃除", "Spring cleaning")
    for year in (2026, 2027):
        yield f"{year}-04-29", "", "", KIND_NAME["nonburnable"], "追加", "", *spring
    snow = ("除雪作業のため", "Snow clearing")
    yield "2027-02-03", "", _id("G"), KIND_NAME["paper"], "休み", "", *snow


def _items() -> Iterator[Sequence[str]]:
    for one in THINGS:
        kind = KIND_NAME.get(one.kind, "")
        yield (
            one.name, one.name_en, one.reading, kind, one.note, one.note_en,
            "、".join(one.synonyms.split()),
        )  # fmt: skip


def _notices() -> Iterator[Sequence[str]]:
    yield (
        "2026-11-01", "2027-01-03", "",
        "12月31日から1月3日までは収集しません。燃やすごみの振替日はカレンダーで確かめてください。",
        "No collection from 31 December to 3 January. The calendar has the days instead.",
    )  # fmt: skip
    yield (
        "2026-12-01", "2027-03-31", "",
        "雪の朝は収集が遅れることがあります。ごみは道路の除雪の前に出さないでください。",
        "Collection may be late on snowy mornings. Do not put bags out before the plow has been.",
    )  # fmt: skip
    yield (
        "2026-09-01", "2026-11-30", _id("E"),
        "10月からプラスチック容器の収集が水曜から月曜に変わりました。",
        "Since October plastic packaging is collected on Mondays, no longer on Wednesdays.",
    )  # fmt: skip
