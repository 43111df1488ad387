"""The columns of the native format: what a clerk calls them, and what else they are read as."""

from __future__ import annotations

import re
from typing import NamedTuple

from civickit.core.text import clean, header_key

OWN = "ja"
"""The language of a column that names none."""


class Column(NamedTuple):
    """A column: its name in code, in Japanese and in English. `texts`: once per language."""

    key: str
    ja: str
    en: str
    meaning: str
    example: str = ""
    needed: bool = False
    texts: bool = False
    also: tuple[str, ...] = ()


AREA = ("エリア", "地域", "areas", "area id")
FILES: dict[str, tuple[Column, ...]] = {
    "areas": (
        Column("id", "番号", "id", "stays the same for ever: it is in links and feeds; letters, "
               "digits, `-`; a letter first: spreadsheets drop zeros in front", "A-1",
               also=("地区番号", "エリア番号", "area_id", "key")),
        Column("name", "名称", "name", "what people call it", "本町地区", True, True,
               also=("地区名", "地区", "エリア", "area")),
        Column("reading", "よみ", "reading", "in kana, for the search", "ほんちょうちく",
               also=("読み", "ふりがな", "フリガナ", "カナ", "名称_カナ", "kana")),
        Column("group", "区域", "group", "the ward or district above it", "中央区", texts=True,
               also=("区", "上位地区", "ward", "district")),
        Column("postal", "郵便番号", "postal_codes", "several with `、` between",
               "000-0001、000-0002", also=("postal_code", "zip")),
        Column("towns", "町名", "towns", "the towns in it, several with `、` between",
               "本町一丁目、本町二丁目", also=("町", "町字", "町丁目", "town")),
        Column("centre", "施設", "centre", "the centre that takes its waste, for closures",
               "北清掃センター", also=("センター", "処理施設", "center")),
        Column("remarks", "備考", "remarks", "shown to people there; a new line is a new remark",
               texts=True, also=("注意", "remark", "note", "notes")),
        Column("doubts", "データにない休み", "closures_missing", "`あり` where there are closures "
               "that these files do not have; people there are told so",
               also=("休みの漏れ", "closures missing")),
    ),
    "kinds": (
        Column("id", "番号", "id", "stays the same for ever; letters, digits, `-`", "burnable",
               also=("種類番号", "kind_id", "key")),
        Column("name", "名称", "name", "what people call it", "燃やすごみ", True, True,
               also=("種類", "分別", "kind")),
        Column("colour", "色", "colour", "`#rrggbb`", "#b3261e", also=("color", "カラー")),
        Column("description", "説明", "description", "what belongs to it", texts=True,
               also=("出し方",)),
    ),
    "collection": (
        Column("area", "地区", "area", "name or id; a ward for all its areas; several with `、` "
               "between; `全地区` for all", "A-1", True, also=AREA),
        Column("kind", "種類", "kind", "name or id; several with `、` between", "燃やすごみ", True,
               also=("分別", "ごみの種類", "kinds")),
        Column("days", "収集日", "days", "when, in the words below", "毎週 月・木", True,
               also=("曜日", "収集曜日", "rule", "when")),
        Column("months", "月", "months", "only in these months; empty: in all; of `4-11` "
               "spreadsheets make a day", "4月～11月", also=("収集月", "対象月", "month")),
        Column("first", "開始日", "from", "the rule holds from this day on", "2026-04-01",
               also=("いつから", "適用開始日", "valid_from", "first")),
        Column("last", "終了日", "until", "the rule holds until this day", "2027-03-31",
               also=("いつまで", "適用終了日", "valid_until", "to", "last")),
        Column("note", "備考", "note", "for yourselves; shown nowhere",
               also=("メモ", "notes", "remarks")),
    ),
    "exceptions": (
        Column("first", "日付", "date", "the day; of a closure the first one", "2026-12-31", True,
               also=("開始日", "from", "いつから", "day")),
        Column("last", "終了日", "until", "of a closure the last day", "2027-01-03",
               also=("いつまで", "to_day", "last")),
        Column("area", "地区", "area", "as in `collection.csv`; empty: all", also=AREA),
        Column("kind", "種類", "kind", "as in `collection.csv`; empty: all",
               also=("分別", "ごみの種類", "kinds")),
        Column("centre", "施設", "centre", "only areas with this centre",
               also=("センター", "処理施設", "center")),
        Column("change", "変更", "change", "what happens, in one of the words below", "振替", True,
               also=("内容", "変更内容", "what")),
        Column("to", "振替日", "to", "with `振替`: the day it moves to", "2026-12-30",
               also=("振替先", "変更後", "moved_to", "new_date")),
        Column("reason", "理由", "reason", "shown with the day", "年末年始の休み", texts=True,
               also=("備考", "why", "note")),
    ),
    "items": (
        Column("name", "品名", "name", "what people look for", "乾電池", True, True,
               also=("名称", "品目", "ごみの品目", "item")),
        Column("reading", "よみ", "reading", "in kana", "かんでんち",
               also=("読み", "ふりがな", "フリガナ", "カナ", "kana")),
        Column("kind", "種類", "kind", "name or id of a kind; empty: not collected", "有害ごみ",
               also=("分別", "ごみの種類", "分別区分")),
        Column("note", "出し方", "note", "how to put it out", "透明な袋に入れる。", texts=True,
               also=("備考", "注意", "注意点", "notes", "how")),
        Column("synonyms", "別名", "synonyms", "other words for it, in any language, with `、` "
               "between", "電池、バッテリー", also=("別称", "同義語", "synonym")),
    ),
    "notices": (
        Column("first", "開始日", "from", "shown from this day on", "2026-12-01",
               also=("表示開始", "いつから", "first")),
        Column("last", "終了日", "until", "shown until this day", "2027-01-03",
               also=("表示終了", "いつまで", "last")),
        Column("areas", "地区", "areas", "as in `collection.csv`; empty: all", also=("area",)),
        Column("text", "お知らせ", "text", "what everybody should know", needed=True, texts=True,
               also=("お知らせ内容", "内容", "notice")),
        Column("colour", "色", "colour", "`#rrggbb`", also=("color",)),
    ),
}  # fmt: skip
LANGUAGES = {
    "日本語": "ja", "やさしい日本語": "ja_easy", "英語": "en", "中国語": "zh", "韓国語": "ko",
    "ポルトガル語": "pt", "スペイン語": "es", "ベトナム語": "vi", "タガログ語": "tl",
    "フィリピノ語": "tl", "ネパール語": "ne", "タイ語": "th", "ロシア語": "ru",
    "インドネシア語": "id", "フランス語": "fr",
}  # fmt: skip
_WITH_LANGUAGE = re.compile(
    r"(.+?)[\s_:(\[-]+([a-z]{2,3}(?:[_-][a-z]{2,8})*)\s*[\])]?", re.IGNORECASE
)
_IN_WORDS = re.compile(rf"(.+?)[\s_:(\[-]*({'|'.join(sorted(LANGUAGES, key=len)[::-1])})[\])]?")


def _by_header(file: str) -> dict[str, Column]:
    return {
        header_key(name): column
        for column in FILES[file]
        for name in (column.ja, column.en, *column.also)
    }


BY_HEADER = {file: _by_header(file) for file in FILES}


def column_of(file: str, header: str) -> tuple[Column, str] | None:
    """Which column a header names, and in which language ('' where it does not say)."""
    known = BY_HEADER[file]
    plain = known.get(header_key(header))
    if plain:
        return plain, ""
    for pattern in (_IN_WORDS, _WITH_LANGUAGE):
        found = pattern.fullmatch(clean(header))
        if found and (column := known.get(header_key(found[1]))) and column.texts:
            code = LANGUAGES.get(found[2], found[2].lower().replace("-", "_"))
            return column, code
    return None
