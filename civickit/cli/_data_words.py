"""What the commands that find and fetch data say, in Japanese and English."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "searched": {
        "ja": "「{words}」を {where} で探しました。",
        "en": "Searched {where} for: {words}.",
    },
    "also": {
        "ja": "同じものの別の言い方も: {words}",
        "en": "Other words for the same, too: {words}",
    },
    "comma": {"ja": "、", "en": ", "},
    "own": {"ja": "このキットの一覧", "en": "the kit's own list"},
    "found": {"ja": "{count} 件", "en": "{count} found"},
    "more": {
        "ja": "ほかに {count} 件あります。--limit で増やせます。",
        "en": "And {count} more: --limit shows more.",
    },
    "elsewhere": {
        "ja": "{place} のものは見つかりませんでした。ほかの場所のものです。",
        "en": "Nothing of {place} was found. These are of other places.",
    },
    "nothing": {"ja": "見つかりませんでした。", "en": "Nothing was found."},
    "try_words": {
        "ja": "短い言葉や別の言葉で試してください (例: 消火栓、AED、避難場所)。",
        "en": "Try shorter or other words, like 消火栓, AED, 避難場所.",
    },
    "try_place": {
        "ja": "--place を外すと、ほかの場所のものも探せます。",
        "en": "Without --place other places are searched, too.",
    },
    "try_city": {
        "ja": "市のカタログが分かれば --catalog URL で探せます。なければ市に尋ねてください。",
        "en": "If you know the city's own catalogue: --catalog URL. Else ask the city.",
    },
    "failed": {"ja": "答えなかったカタログ", "en": "Catalogues that did not answer"},
    "next": {"ja": "次にすること", "en": "What to do next"},
    "get_number": {
        "ja": "civickit get {number} で 1 件を取り込めます (番号は上のもの)。",
        "en": "civickit get {number} fetches one of these, by its number.",
    },
    "waiting": {"ja": "{done}/{all} のカタログが答えました", "en": "{done} of {all} answered"},
    "no_format": {"ja": "表がありません", "en": "no table"},
    "any_format": {"ja": "形式は不明", "en": "format not told"},
    "no_licence": {"ja": "ライセンス不明", "en": "licence not told"},
    "closed_licence": {"ja": "自由に使えません: {licence}", "en": "not open: {licence}"},
    "sure_position": {"ja": "座標あり", "en": "with positions"},
    "likely_position": {"ja": "座標あり?", "en": "positions?"},
    "place": {"ja": "場所が合う", "en": "of that place"},
    "which_place": {
        "ja": "「{place}」は {count} つあります。コードで選んでください:",
        "en": "{count} places are called {place!r}. Choose by code:",
    },
    "got": {"ja": "取り込みました: {title}", "en": "Fetched: {title}"},
    "chosen": {
        "ja": "{count} 個のファイルから {name} を選びました。ほかは --resource 番号 で選べます。",
        "en": "Of {count} files {name} was taken; --resource NUMBER takes another.",
    },
    "from": {"ja": "取得元: {url} ({when})", "en": "From: {url} ({when})"},
    "licence": {"ja": "ライセンス: {licence}", "en": "Licence: {licence}"},
    "check_licence": {
        "ja": "使う前にライセンスを確かめてください: {page}",
        "en": "See what the licence allows before you use it: {page}",
    },
    "attribution": {"ja": "出典の書き方: {text}", "en": "To be credited as: {text}"},
    "doubt": {"ja": "注意: {text}", "en": "Note: {text}"},
    "as_it_is": {
        "ja": "合う標準データセットがないので、元のまま置きました。--as で指定できます。",
        "en": "No standard dataset fits, so it was kept as it is; --as names one.",
    },
    "written": {"ja": "書き出しました: {files}", "en": "Written: {files}"},
    "run_app": {
        "ja": "civickit run {app} --data {file}",
        "en": "civickit run {app} --data {file}",
    },
    "check_it": {
        "ja": "civickit check {file} --as {schema} --html report.html",
        "en": "civickit check {file} --as {schema} --html report.html",
    },
    "checked": {"ja": "確認 {date}", "en": "checked {date}"},
    "doubted": {"ja": "未確認", "en": "not confirmed"},
    "way_km": {"ja": "{km} km", "en": "{km} km"},
    "no_sources": {"ja": "その条件の一覧はありません。", "en": "No source is like that."},
    "get_name": {
        "ja": "civickit get 名前 で取り込めます。",
        "en": "civickit get NAME fetches one of these.",
    },
    "saved": {
        "ja": "{answers} 個の答え ({size}) を {folder} に保存しました。",
        "en": "{answers} answers ({size}) were saved in {folder}.",
    },
    "replay": {
        "ja": "ほかの機械で: civickit snapshot use {folder}、そのあと --offline",
        "en": "Elsewhere: civickit snapshot use {folder}, then CIVICKIT_OFFLINE=1 or --offline.",
    },
    "used": {
        "ja": "{answers} 個の答え ({size}) を取り込みました。",
        "en": "{answers} answers ({size}) were taken over.",
    },
    "passed_over": {
        "ja": "{count} 個は同じか新しいものがすでにあります。",
        "en": "Of {count} the same or a newer copy was here already.",
    },
    "offline_now": {
        "ja": "CIVICKIT_OFFLINE=1 か --offline で、ネットワークなしに再生できます。",
        "en": "CIVICKIT_OFFLINE=1 or --offline replays them without a network.",
    },
}


def say(key: str, lang: str, **values: object) -> str:
    return WORDS[key][lang].format(**values)
