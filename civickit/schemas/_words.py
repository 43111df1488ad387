"""What codes mean, in the three languages of the kit: doubts, and reasons of problems."""

from __future__ import annotations

import re
from collections.abc import Mapping

DOUBT_WORDS: dict[str, dict[str, str]] = {
    "repaired": {
        "ja": "壊れた行を直して読みました。元の資料と見比べてください。",
        "ja_easy": "こわれた データを なおしました。まちがいが あるかも しれません。",
        "en": "This row was broken and has been repaired. Compare it with the original.",
    },
    "shared_point": {
        "ja": "住所の違う施設が同じ座標にあります。位置は仮のものかもしれません。",
        "ja_easy": "じゅうしょは ちがうのに おなじ ばしょです。ばしょが ちがうかも しれません。",
        "en": "Places with different addresses share this position. It may be a stand-in.",
    },
    "far": {
        "ja": "同じ市町村のほかの施設から遠く離れています。座標の誤りかもしれません。",
        "ja_easy": "ほかの ものから とても とおいです。ばしょが ちがうかも しれません。",
        "en": "Far from everything else of its municipality. The position may be wrong.",
    },
    "outside": {
        "ja": "市町村や都道府県の範囲の外にあります。座標の誤りかもしれません。",
        "ja_easy": "まちの そとに あります。ばしょが ちがうかも しれません。",
        "en": "Outside the area of its municipality or prefecture. The position may be wrong.",
    },
    "duplicate": {
        "ja": "番号(なければ場所と住所)が同じ施設がほかにもあります。片方は誤りかもしれません。",
        "ja_easy": "おなじ ばんごうか おなじ ばしょの ものが ほかにも あります。",
        "en": "Another record has the same number, or the same place. One of them may be wrong.",
    },
    "old_survey": {
        "ja": "調査から5年以上たっています。今は変わっているかもしれません。",
        "ja_easy": "しらべてから 5ねん いじょう たちました。いまは ちがうかも しれません。",
        "en": "Surveyed more than five years ago. It may have changed.",
    },
    "old_datum": {
        "ja": "古い測地系(日本測地系)から変換した座標です。10メートルほどずれることがあります。",
        "ja_easy": "むかしの きまりから なおした ばしょです。10メートルくらい ちがいます。",
        "en": "Converted from the old Tokyo Datum. It may be some ten metres off.",
    },
}
LASTING_DOUBTS = frozenset({"repaired", "old_datum"})
"""Doubts that an exported table carries on, because its cells cannot show them any more."""

REASONS: dict[str, dict[str, str]] = {
    "torn_row": {
        "ja": "行の区切りが崩れていたので、ほかの行に合わせて直しました。原本と見比べてください。",
        "en": "The row was torn and was mended to fit the others. Compare it with the original.",
    },
    "ragged_row": {
        "ja": "列の数が見出しと違います。抜けたセルや余分なセルがないか見てください。",
        "en": "The row has more or fewer cells than the header. Look for a missing or extra cell.",
    },
    "no_position": {
        "ja": "緯度か経度が空です。地図で位置を調べて書き入れてください。",
        "en": "Latitude or longitude is empty. Find the place on a map and fill it in.",
    },
    "not_a_coordinate": {
        "ja": "緯度・経度として読めません。39.3130 か 39°18'46.8\" の形に直してください。",
        "en": "This is not a coordinate. Write it as 39.3130 or 39°18'46.8\".",
    },
    "zero_position": {
        "ja": "緯度か経度が0です。住所から位置を調べて書き直してください。",
        "en": "The position is 0. Find the place on a map and correct it.",
    },
    "out_of_range": {
        "ja": "緯度・経度の範囲(±90、±180)の外です。平面座標なら緯度経度に変換してください。",
        "en": "Outside ±90 and ±180 degrees. If these are map metres, convert them to degrees.",
    },
    "ambiguous_position": {
        "ja": "小数点の位置が決められません。小数点を入れ直してください。",
        "en": "It cannot be told where the decimal point belongs. Put it in.",
    },
    "swapped": {
        "ja": "緯度と経度が逆だったので入れ替えました。元の資料も直してください。",
        "en": "Latitude and longitude were swapped and were put right. Correct the original too.",
    },
    "missing_point": {
        "ja": "小数点が抜けていたので補いました。元の資料も直してください。",
        "en": "The decimal point was missing and was put in. Correct the original too.",
    },
    "unknown_kind": {
        "ja": "知らない種別の言葉です。「その他」として残し、元の言葉を備考に入れました。",
        "en": "Unknown word for a kind. Kept as 'other', with the word in the note.",
    },
    "unusable_value": {
        "ja": "この項目の値として読めません。元の文字を備考に残しました。",
        "en": "This cannot be read as a value of the column. The text was kept in the note.",
    },
    "no_name": {
        "ja": "名前がない行です。表の下の注記などなら消し、そうでなければ名前を入れてください。",
        "en": "This row has no name. Remove it if it is a remark below the table; else fill it in.",
    },
    "wrong_check_digit": {
        "ja": "検査用の数字が合いません。番号のどこかが違います。元の資料で確かめてください。",
        "en": "The check digit does not fit, so some digit is wrong. Look the number up again.",
    },
    "not_a_code": {
        "ja": "この番号の形ではありません。桁数を確かめてください。書かれたまま残しました。",
        "en": "This is not how the code is written. Count its digits. It was kept as it is.",
    },
    "unknown_code": {
        "ja": "コード一覧にないコードです。書かれたまま残しました。",
        "en": "The list of codes has no such code. It was kept as it is.",
    },
    "not_in_list": {
        "ja": "標準の選択肢にない言葉です。書かれたまま残しました。",
        "en": "This is none of the words the standard knows. It was kept as it is.",
    },
    "spreadsheet_number": {
        "ja": "表計算ソフトで桁が失われた番号です(1.23E+11 など)。元の番号を入れ直してください。",
        "en": "A number whose digits a spreadsheet has dropped (1.23E+11). Put the original back.",
    },
}

NOTES: dict[str, dict[str, str]] = {
    "table": {"ja": "{said}", "en": "{said}"},
    "comments": {
        "ja": "# で始まる行を {count} 行、説明とみて飛ばしました。",
        "en": "{count} lines that begin with # were left out as comments.",
    },
    "number_from": {
        "ja": "番号の列がないので、「{column}」にある番号を使いました。",
        "en": "There is no column of numbers; those in {column!r} were taken.",
    },
    "old_datum": {
        "ja": "日本測地系の座標を世界測地系に変換しました(誤差10メートルほど)。",
        "en": "Positions were converted from the old Tokyo Datum (10 m of error).",
    },
    "swapped_file": {
        "ja": "緯度と経度の列が全体で逆なので、入れ替えて読みました。見出しを直してください。",
        "en": "Latitude and longitude are the wrong way round in the whole file; they were read the"
        " right way. Correct the header.",
    },
    "old_survey": {
        "ja": "すべての行の調査日が {before} より前です。今は変わっているかもしれません。",
        "en": "Every row was surveyed before {before}. Things may have changed.",
    },
}


_TABLE_NOTES_JA = (
    (
        r"line (\d+) is above the rows and left out: (.*)",
        r"\1 行目は表の上の説明とみて飛ばしました: \2",
    ),
    (r"the table is (.*) in the archive (.*)", r"書庫 \2 の中の \1 を読みました"),
    (r"left aside in the archive: (.*)", r"書庫の中のほかのファイルは読んでいません: \1"),
    (r"(\d+) features have no position.*", r"\1 件の地物に位置がありません"),
    (
        r"(\d+) features are not points.*",
        r"\1 件の地物は点ではないので、頂点の平均を位置としました",
    ),
    (r"the file names its coordinate system: (.*)", r"ファイルに座標系の指定があります: \1"),
    (r"the last character of the file is cut off.*", "ファイルの最後の文字が切れています"),
    (r"(.*) cannot be decoded as (\S+),.*", r"\2 として読めない文字があり、\ufffd としました(\1)"),
)


def note_words(code: str, lang: str, **values: object) -> str:
    """What there is to say about a file, in 'ja', 'ja_easy' or 'en'."""
    said = _in(NOTES[code], lang).format(**values)
    return _table_note(said) if lang.startswith("ja") else said


def _table_note(said: str) -> str:
    """A sentence of `tables`, which speaks English only, in Japanese where there is one."""
    for english, japanese in _TABLE_NOTES_JA:
        if re.fullmatch(english, said, re.DOTALL):
            return re.sub(english, japanese, said, flags=re.DOTALL)
    return said


def reason_words(code: str, lang: str) -> str:
    """What a problem's code means and what to do about it, in 'ja', 'ja_easy' or 'en'."""
    return _in(REASONS[code], lang) if code in REASONS else code


def _in(words: Mapping[str, str], lang: str) -> str:
    """Easy Japanese falls back to Japanese."""
    return words.get(lang) or words.get(lang[:2]) or words["en"]
