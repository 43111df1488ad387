"""What `civickit check` says, in Japanese and English."""

from __future__ import annotations

import os

WORDS: dict[str, dict[str, str]] = {
    "read_as": {
        "ja": "{source} を「{title}」として読みました。",
        "en": "{source} was read as: {title}.",
    },
    "taken_as": {
        "ja": "{name} とみて読みます({why})。違うときは --as 名前 で選んでください。",
        "en": "Taken as {name} because of {why}; --as NAME chooses another.",
    },
    "missing": {
        "ja": "標準では必須(◎)なのに空の列: {columns}",
        "en": "The standard requires these columns, but they are empty: {columns}",
    },
    "missing_in": {"ja": "{column}({count} 行)", "en": "{column} ({count} rows)"},
    "how": {
        "ja": "形式 {format}、文字コード {encoding}、見出し行{header}",
        "en": "Format {format}, encoding {encoding}, {header}",
    },
    "with_header": {"ja": "あり", "en": "with a header"},
    "without_header": {"ja": "なし", "en": "without a header"},
    "none": {"ja": "なし", "en": "none"},
    "columns": {"ja": "使った列", "en": "Columns used"},
    "unused": {"ja": "使わなかった列", "en": "Columns not used"},
    "unused_hint": {
        "ja": "使うときは --map 項目=列名",
        "en": "to use one: --map FIELD=COLUMN",
    },
    "rows": {"ja": "読んだ行", "en": "Rows read"},
    "kept": {"ja": "使える行", "en": "Rows kept"},
    "repaired": {"ja": "うち直した行", "en": "of these repaired"},
    "refused": {"ja": "使えない行", "en": "Rows refused"},
    "kinds": {"ja": "種別", "en": "Kinds"},
    "doubts": {"ja": "確かめたい点", "en": "Doubts"},
    "doubts_hint": {
        "ja": "行は使えますが、誤りかもしれません。",
        "en": "These rows are kept, but they may be wrong.",
    },
    "problems": {"ja": "問題のあった行", "en": "Problems"},
    "no_problems": {"ja": "問題のある行はありません。", "en": "No row has a problem."},
    "more": {
        "ja": "ほかに {count} 件あります。--json ですべて見られます。",
        "en": "And {count} more: --json lists them all.",
    },
    "line": {"ja": "{lines} 行目", "en": "line {lines}"},
    "and_others": {
        "ja": "{lines} ほか計 {count} 行",
        "en": "lines {lines} and others, {count} in all",
    },
    "action_repaired": {"ja": "直しました", "en": "repaired"},
    "action_refused": {"ja": "使えません", "en": "refused"},
    "action_kept": {"ja": "そのまま使います", "en": "kept"},
    "empty": {"ja": "(空)", "en": "(empty)"},
    "notes": {"ja": "ファイルについて", "en": "About the file"},
    "next": {"ja": "次にすること", "en": "What to do next"},
    "next_refused": {
        "ja": "使えない行を元の資料で直し、もう一度 check してください。"
        "--refused FILE でその行だけを書き出せます。",
        "en": "Correct the refused rows in the original and check again. "
        "--refused FILE writes just those rows.",
    },
    "next_empty": {
        "ja": "使える行がありません。緯度・経度の列を --map lat=列 --map lon=列 で教えてください。",
        "en": "No row can be used. See that the position's columns are right: "
        "--map lat=COLUMN --map lon=COLUMN.",
    },
    "next_doubts": {
        "ja": "確かめたい点のある行を、--html FILE の地図で見てください。",
        "en": "Look at the doubtful rows on the map that --html FILE makes.",
    },
    "next_doubts_here": {
        "ja": "確かめたい点のある記録を、下の地図と一覧で見てください。",
        "en": "Look at the doubtful records on the map and in the list below.",
    },
    "next_clean": {
        "ja": "--out FILE で標準の形の表を、--geojson FILE で地図用のファイルを書き出せます。",
        "en": "--out FILE writes the standard table, --geojson FILE a file for maps.",
    },
    "next_written": {"ja": "書き出しました: {files}", "en": "Written: {files}"},
    "records": {"ja": "確かめたい記録", "en": "Doubtful records"},
    "records_more": {
        "ja": "ほかに {count} 件あります。--out で書き出した表の「データの注意」にすべてあります。",
        "en": "And {count} more; all are in the column データの注意 of the table --out writes.",
    },
    "map": {"ja": "地図", "en": "Map"},
    "map_some": {
        "ja": "全 {count} 件のうち {shown} 件を載せました。確かめたい記録を先に入れています。",
        "en": "The map shows {shown} of {count} records, doubtful ones first.",
    },
    "table_line": {"ja": "行", "en": "Line"},
    "table_column": {"ja": "列", "en": "Column"},
    "table_value": {"ja": "値", "en": "Value"},
    "table_what": {"ja": "どうしたか", "en": "What happened"},
    "table_todo": {"ja": "説明", "en": "What it means"},
    "table_rows": {"ja": "行の数", "en": "Rows"},
    "table_name": {"ja": "名前", "en": "Name"},
    "table_place": {"ja": "緯度, 経度", "en": "Latitude, longitude"},
    "made_by": {
        "ja": "civickit {version} が作りました。このページは外部と通信しません。",
        "en": "Made by civickit {version}. This page asks nothing of the network.",
    },
}


def say(key: str, lang: str, **values: object) -> str:
    return WORDS[key][lang].format(**values)


def language_of_the_console() -> str:
    """'en' where the environment asks for a language that is not Japanese, else 'ja'."""
    wanted = next(
        (os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), ""
    )
    neutral = wanted.split(".")[0] in {"", "C", "POSIX"}
    return "ja" if neutral or wanted.startswith("ja") else "en"
