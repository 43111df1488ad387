"""What `civickit check` says about a folder with a collection calendar."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "read_as": {
        "ja": "{folder} を「{format}」として読みました。",
        "en": "{folder} was read as: {format}.",
    },
    "native": {
        "ja": "このキットの収集カレンダー",
        "en": "a collection calendar in the kit's format",
    },
    "gomi5374": {"ja": "5374(ゴミナシ)", "en": "5374 (Gominashi)"},
    "there": {
        "ja": "地区 {areas}、種類 {kinds}、品目 {items}、お知らせ {notices}、"
        "範囲のある地区 {outlines}",
        "en": "Areas {areas}, kinds {kinds}, items {items}, notices {notices}, "
        "areas with an outline {outlines}",
    },
    "dates": {
        "ja": "収集日 {dates} 日({first} から {last} まで)",
        "en": "{dates} collection days from {first} to {last}",
    },
    "ends": {"ja": "データの終わり: {day}", "en": "The data ends on {day}"},
    "endless": {
        "ja": "データに終わりの日はありません。",
        "en": "The data goes on without an end.",
    },
    "read_cells": {"ja": "読んだセル", "en": "Cells read"},
    "read_rows": {"ja": "読んだ行", "en": "Rows read"},
    "kept": {"ja": "そのまま使える", "en": "Kept as they are"},
    "repaired": {"ja": "直して使う", "en": "Repaired"},
    "doubtful": {"ja": "使うが、確かめたい", "en": "Kept, but doubtful"},
    "refused": {"ja": "使えない", "en": "Refused"},
    "findings": {"ja": "見つかったこと", "en": "What was found"},
    "nothing": {"ja": "直すところはありません。", "en": "Nothing needs attention."},
    "line": {"ja": "{line} 行目", "en": "line {line}"},
    "column": {"ja": "{column} 列目", "en": "column {column}"},
    "header": {"ja": "「{header}」", "en": "{header!r}"},
    "cell": {"ja": "「{cell}」", "en": "{cell!r}"},
    "days": {"ja": "変わる日 {days} 日", "en": "{days} days change"},
    "more": {
        "ja": "ほかに {count} か所。--json ですべて見られます。",
        "en": "and {count} more places: --json has them all",
    },
    "more_sorts": {
        "ja": "ほかに {count} 種類あります。--json ですべて見られます。",
        "en": "And {count} more sorts: --json has them all.",
    },
    "diff": {
        "ja": "元の 5374 の表示と違う日: −{removed} 日 ＋{added} 日、{places} か所",
        "en": "Days that differ from what the original 5374 shows: −{removed} +{added}, "
        "in {places} places",
    },
    "shows_nothing": {
        "ja": "元のアプリは地区を 1 つも表示しないので、すべての日が違います。わけは上にあります。",
        "en": "The original shows no area at all, so every day differs; the reason is above.",
    },
    "same": {
        "ja": "元の 5374 の表示と同じ日です。",
        "en": "The days are those that the original 5374 shows.",
    },
    "ended": {
        "ja": "{today} より後の収集日がない地区: {areas}",
        "en": "Areas without a day after {today}: {areas}",
    },
    "ended_kinds": {
        "ja": "{today} より後の収集日がない種類: {kinds}。次の年度の日付を足してください。",
        "en": "Kinds without a day after {today}: {kinds}. Add the dates of the next year.",
    },
    "kind_in": {"ja": "{kind}({count} 地区)", "en": "{kind} (areas: {count})"},
    "closed_last": {
        "ja": "データにある最後の休みは {day} です。次の休みがあれば足してください。",
        "en": "The last day off in the data is {day}. If there is another one to come, add it.",
    },
    "unsure": {
        "ja": "データにない休みがあるかもしれない地区(センターが分からない、または文章だけにある): "
        "{areas}",
        "en": "Areas that may have closures which are not in the data (their centre is not known, "
        "or they are told in words alone): {areas}",
    },
    "and_more": {"ja": "ほか {count}", "en": "and {count} more"},
    "lost": {"ja": "5374 の形では表せないこと", "en": "What the 5374 files cannot say"},
    "next": {"ja": "次にすること", "en": "What to do next"},
    "next_refused": {
        "ja": "使えないところを元のファイルで直し、もう一度 check してください。",
        "en": "Correct what was refused in the files and check again.",
    },
    "next_doubts": {
        "ja": "確かめたいところを、行と列を見て確かめてください。",
        "en": "Look at the doubtful cells: line and column are given.",
    },
    "next_out": {
        "ja": "--out フォルダ で、直したものをこのキットの形で書き出せます。",
        "en": "--out FOLDER writes it, repaired, in the kit's own format.",
    },
    "next_run": {
        "ja": "civickit run garbage_calendar --data {folder} で見られます。",
        "en": "civickit run garbage_calendar --data {folder} shows it.",
    },
    "next_new": {
        "ja": "civickit new --data {folder} で、自分のまちのカレンダーを作れます。",
        "en": "civickit new --data {folder} makes a calendar of your own.",
    },
    "written": {"ja": "書き出しました: {files}", "en": "Written: {files}"},
}


def say(key: str, lang: str, **values: object) -> str:
    return WORDS[key][lang].format(**values)
