"""What is said about a city that is written as 5374 files. Merged into `findings.WORDS`."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "gomi_validity": {
        "ja": "5374 の形には、いつからいつまでという期間がありません。"
        "{last} までの日付を並べて書きました。",
        "en": "The 5374 form has no dates of validity; the days are listed up to {last}.",
    },
    "gomi_changes": {
        "ja": "5374 の形には、休み、追加、振替がありません。{last} までの日付を並べて書きました。",
        "en": "The 5374 form has no days off, extra or moved; the days are listed up to {last}.",
    },
    "gomi_closed": {
        "ja": "この休みの決まりは 5374 の形で書けません。{last} までの日付を並べて書きました。",
        "en": "The 5374 form cannot say these closures; the days are listed up to {last}.",
    },
    "gomi_rule": {
        "ja": "この収集日の決まりは 5374 の形で書けません。{last} までの日付を並べて書きました。",
        "en": "The 5374 form cannot say this rule; the days are listed up to {last}.",
    },
    "gomi_weeks_end": {
        "ja": "元の 5374 は隔週の日を 27 回までしか見せません。"
        "毎年、最初の日を書き直してください。",
        "en": "The original 5374 shows 27 days of every other week; write a new first day each "
        "year.",
    },
    "gomi_closures": {
        "ja": "元の 5374 は、施設「{name}」の休みのうち最後の行だけを使います。",
        "en": "Of the closures of {name} the original 5374 uses the last row only.",
    },
    "gomi_ids": {
        "ja": "地区と種類の番号は 5374 の形に書けません。この形から作り直すと番号が変わり、"
        "リンクと購読の登録が切れます。",
        "en": "Ids of areas and kinds have no place in the 5374 form; links and subscriptions to "
        "them end where a calendar is made from it.",
    },
    "gomi_languages": {
        "ja": "5374 の形には、ほかの言語({languages})を書くところがありません。",
        "en": "The 5374 form has no place for further languages ({languages}).",
    },
    "gomi_many_kinds": {
        "ja": "種類が {kinds} あります。元の 5374 では MaxDescription を増やしてください。",
        "en": "There are {kinds} kinds; raise MaxDescription in the original 5374.",
    },
    "gomi_many_remarks": {
        "ja": "備考が多すぎるので、「{text}」を書けませんでした。",
        "en": "There are too many remarks to write {text}.",
    },
    "gomi_search_words": {
        "ja": "地区のよみ、町名、郵便番号は 5374 の形に書けません。",
        "en": "Readings, towns and postal codes of areas have no place in the 5374 form.",
    },
    "gomi_item_words": {
        "ja": "品目の別名は 5374 の形に書けません。よみは最初の1字だけです。",
        "en": "Other words for things have no place in the 5374 form, and of readings only the "
        "first kana has.",
    },
    "gomi_item_kinds": {
        "ja": "種類のない品目は、元の 5374 では出ません。",
        "en": "The original 5374 does not show things without a kind.",
    },
    "gomi_notices": {
        "ja": "お知らせ {notices} 件は 5374 の形に書けません。",
        "en": "The 5374 form has no place for notices ({notices}).",
    },
    "gomi_commas": {
        "ja": "「,」は「、」に、改行は空白にしました。"
        "表計算が式とみる文字の前には「'」を付けました。",
        "en": "Commas became 、 and line ends spaces; texts that a spreadsheet would run have "
        "an apostrophe in front.",
    },
}
