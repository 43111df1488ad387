"""What codes mean, in the three languages of the kit: doubts, and reasons of problems."""

from __future__ import annotations

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
        "ja": "同じ番号の施設がほかにもあります。番号か位置のどちらかが誤りかもしれません。",
        "ja_easy": "おなじ ばんごうの ものが ほかにも あります。",
        "en": "Another record has the same number. One of them may be wrong.",
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
