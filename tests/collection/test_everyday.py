"""A city's list has its own words; people ask in theirs, in kana, in romaji, in English."""

from __future__ import annotations

from pathlib import Path

import pytest

from civickit.calendars.city import Item
from civickit.collection.everyday import BOOK, also_called
from civickit.collection.search import SLIP, Index, item_entry

NAMES = (
    *("乾電池(水銀)", "電池 充電式電池", "ボタン電池", "傘", "傘の骨(金属)"),
    *("照明器具のかさ(金属)", "ペットボトルのキャップ(容プラ)", "ダンボール", "携帯電話(金属)"),
    *(
        "食用油",
        "油（食用）のボトル",
        "おむつ（紙おむつ）",
        "テレビ台",
        "テレビブラウン管",
        "テレビ",
    ),
    *("ふとん70cm超える", "布団乾燥機", "革靴", "くつした", "そうじ機（掃除機）", "トレイ(食品)"),
    *("コンタクトレンズ", "ベンチ", "カセットテープ", "体温計 水銀式", "CD プレーヤー", "CD"),
    *("アルミ箔（台所用）", "花びん", "コンビニの箱", "衣類", "果物ナイフ"),
)
INDEX = Index([item_entry(Item({"ja": name}, "burn", "burn", {})) for name in NAMES])


def found(query: str) -> list[str]:
    """What is found, without guesses."""
    return [NAMES[hit.place] for hit in INDEX.find(query) if hit.level < SLIP]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        *[(one, "傘") for one in ("かさ", "カサ", "kasa", "umbrella", "ビニール傘")],
        *[(one, "乾電池(水銀)") for one in ("かんでんち", "kandenti", "battery", "アルカリ電池")],
        *[(one, "電池 充電式電池") for one in ("モバイルバッテリー", "power bank", "充電池")],
        *[
            (one, "携帯電話(金属)")
            for one in ("スマホ", "sumaho", "ｽﾏｰﾄﾌｫﾝ", "smartphone", "けいたい")
        ],
        *[
            (one, "ペットボトルのキャップ(容プラ)")
            for one in ("ペットボトルのふた", "petto botoru no huta")
        ],
        *[(one, "ダンボール") for one in ("段ボール", "だんぼーる", "danbooru", "cardboard")],
        *[
            (one, "食用油")
            for one in ("天ぷら油", "てんぷらあぶら", "tempura abura", "cooking oil")
        ],
        *[
            (one, "おむつ（紙おむつ）")
            for one in ("おむつ", "紙おむつ", "omutsu", "omutu", "diaper")
        ],
        *[(one, "テレビ") for one in ("家電", "kaden", "TV")],
        *[(one, "ふとん70cm超える") for one in ("布団", "ふとん", "huton")],
        *[(one, "革靴") for one in ("くつ", "靴", "kutsu")],
        *[(one, "そうじ機（掃除機）") for one in ("そうじき", "soujiki", "souziki")],
        *[(one, "トレイ(食品)") for one in ("トレー", "トレイ", "food tray")],
        *[(one, "体温計 水銀式") for one in ("体温計", "たいおんけい", "thermometer")],
        *[(one, "アルミ箔（台所用）") for one in ("アルミホイル", "arumihoiru", "aluminum foil")],
        *[(one, "花びん") for one in ("花瓶", "かびん", "vase")],
        *[(one, "CD") for one in ("CD", "ＣＤ", "コンパクトディスク")],
        *[("batteries", "乾電池(水銀)"), ("T-shirt", "衣類"), ("knives", "果物ナイフ")],
    ],
)
def test_everyday_words_lead_to_the_citys_word(typed: str, first: str) -> None:
    assert found(typed)[:1] == [first]


@pytest.mark.parametrize(
    ("typed", "not_meant"),
    [
        ("でんち", "ベンチ"),
        ("かさ", "カセットテープ"),
        ("kaden", "コンタクトレンズ"),
        ("瓶", "コンビニの箱"),
        ("家電", "テレビ台"),
    ],
)
def test_what_only_looks_alike_is_not_meant(typed: str, not_meant: str) -> None:
    assert not_meant not in [NAMES[hit.place] for hit in INDEX.find(typed)]


def test_what_is_made_for_a_thing_comes_after_the_thing() -> None:
    assert found("ふとん").index("ふとん70cm超える") < found("ふとん").index("布団乾燥機")
    assert found("umbrella")[:2] == ["傘", "傘の骨(金属)"]


def test_a_short_word_with_a_slip_is_not_the_beginning_of_any_other() -> None:
    """マスク is not nearly スクーター, nor nabe nearly バーベキュー."""
    index = Index(
        [item_entry(Item({"ja": one}, "", "", {})) for one in ("ですくとっぷ", "バーベキュー")]
    )
    assert index.find("ますく") == [] == index.find("nabe")


def test_every_line_of_the_book_has_words_and_none_twice() -> None:
    seen = set()
    for line in Path(BOOK).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            words = [word.strip() for word in line.replace(":", ",").split(",")]
            assert all(words), line
            assert len(words) == len(set(words)), line
            assert line not in seen
            seen.add(line)
    assert len(seen) > 200


def test_names_from_nowhere_are_left_alone() -> None:
    for name in ("", " ", "(", "()", "70cm", "zzz", "電" * 500, "\0", "𠮷野家の丼"):
        assert all(isinstance(word, str) for word in also_called(name))
    assert len(also_called("・".join(NAMES))) <= 40
