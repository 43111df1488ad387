"""Values become comparable; names stay as their owners write them."""

from __future__ import annotations

from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civickit.core.text import clean, clean_name, header_key


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("", ""),
        ("plain", "plain"),
        ("  two  words ", "two words"),
        ("tab\tand\r\nline", "tab and line"),
        ("\ufeff緯度", "緯度"),
        ("a\x00b\u200bc", "abc"),
        ("a\u00a0b", "a b"),
        ("会津　　太郎　", "会津 太郎"),
        ("７５㎜", "75mm"),
        ("㈱会津", "(株)会津"),
        ("ﾌﾟｰﾙ", "プール"),
        ("８－１１", "8-11"),
        ("8ー11", "8-11"),
        ("8ｰ11", "8-11"),
        ("8−11", "8-11"),
        ("8–11", "8-11"),
        ("1ー2ー3", "1-2-3"),
        ("Ａー１", "A-1"),
        ("Ａ―Ｂ", "A-B"),
        ("−140.5", "-140.5"),
        ("大町１丁目２－３", "大町1丁目2-3"),
        ("ア－１", "ア-1"),
        ("4月〜11月", "4月~11月"),
        ("９：００～１７：００", "9:00~17:00"),
    ],
)
def test_a_value_has_one_spelling(raw: str, value: str) -> None:
    assert clean(raw) == value


@pytest.mark.parametrize(
    "word", ["コーヒー", "消防センター", "タワー2号", "話―その続き", "らーめん"]
)
def test_long_vowels_and_bars_in_words_stay(word: str) -> None:
    assert clean(word) == word


@pytest.mark.parametrize("broken", ["センタ－", "センタ−", "ｾﾝﾀ－", "センタ‐"])
def test_a_hyphen_typed_for_a_long_vowel_is_mended(broken: str) -> None:
    assert clean(broken) == "センター"


def test_a_hyphen_between_katakana_in_ascii_is_left() -> None:
    assert clean("アイ-ウエ") == "アイ-ウエ"


@pytest.mark.parametrize(
    "name",
    [
        "会津　太郎",
        "８－１１",
        "㈱会津",
        "センタ－",
        "ﾌﾟｰﾙ",
        "4月〜11月",
        "葛\U000e0100城市",
        "神田",
        "﨑",
    ],
)
def test_a_name_keeps_width_dashes_and_old_forms(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("  市役所  本庁 ", "市役所 本庁"),
        ("会津　　太郎", "会津　太郎"),
        ("本庁\n別館", "本庁 別館"),
        ("\ufeff\ufa19田\x00", "\ufa19田"),
        ("か\u3099っこう", "がっこう"),
        ("\ufa19か\u3099", "\ufa19が"),
    ],
)
def test_a_name_loses_only_what_nobody_sees(raw: str, name: str) -> None:
    assert clean_name(raw) == name


@pytest.mark.parametrize(
    "header",
    ["緯度", " 緯度 ", "\ufeff緯度", '"緯度"', "緯　度", "［緯度］", "緯度：", "_緯度_"],
)
def test_headers_match_however_they_are_decorated(header: str) -> None:
    assert header_key(header) == "緯度"


def test_header_keys_ignore_width_case_and_brackets() -> None:
    assert header_key("所在地＿全国地方公共団体コード") == header_key(
        "所在地_全国地方公共団体コード"
    )
    assert header_key("ＮＯ．") == header_key("No") == "no"
    assert header_key("建物名等（方書）") == header_key("建物名等(方書)")
    assert header_key("データ") == "データ"


@given(st.text())
def test_cleaning_is_finished_after_one_pass(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once == once.strip()
    assert "  " not in once
    assert not any(ord(c) < 32 for c in once)


@given(st.text())
def test_cleaning_a_name_is_finished_after_one_pass(text: str) -> None:
    once = clean_name(text)
    assert clean_name(once) == once


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_is_only_trimmed(text: str) -> None:
    assert clean(text).replace(" ", "") == "".join(c for c in text if 32 < ord(c) < 127)


@given(st.text(alphabet=st.characters(min_codepoint=0x3040, max_codepoint=0x30FF)))
def test_names_are_composed(text: str) -> None:
    assert is_normalized("NFC", clean_name(text))


def test_what_is_clean_stays_as_it_is() -> None:
    every = (f"a{chr(code)}b" for code in range(0x10000) if not 0xD800 <= code < 0xE000)
    assert [text for text in every if clean(clean(text)) != clean(text)] == []
