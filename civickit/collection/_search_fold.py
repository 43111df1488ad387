"""Text as it is compared: one script, one width, one case; and how it sounds, in one romaji.

static/search.js does the same. No pattern looks behind itself: older phones cannot.
"""

from __future__ import annotations

import re
from unicodedata import normalize

_BRACKETS = re.compile(r"[(（\[［【〔<＜].*?[)）\]］】〕>＞]", re.DOTALL)
_LATIN = re.compile("[\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f]+")
_MARKS = re.compile("[\u0300-\u036f]")
_DROPPED = re.compile(
    "[\\x00-/:-@\\[-`{-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u206f\u2190-\u2bff\u3000-\u3004"
    "\u3008-\u3020\u3030\u303d\u30a0\u30fb\ufe00-\ufe6f\ufeff]"
)
_DASH_OF_DIGITS = re.compile("([0-9])ー(?=[0-9])")
_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_VOICED_APART = re.compile("[\u3099\u309a]")
_SMALL_KE = re.compile("([\u4e00-\u9fff々])[けゖ]([\u4e00-\u9fff])")
_NUMBERED = re.compile("([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)丁目")
_NUMERALS = "一二三四五六七八九"
_HEARD = re.compile("[a-z\u3041-\u3096]")
_NOT_DIGIT = re.compile("[^0-9]")

_ROWS = (
    *(
        "a あいうえお",
        "k かきくけこ",
        "s さしすせそ",
        "t たちつてと",
        "n なにぬねの",
        "h はひふへほ",
    ),
    *("m まみむめも", "r らりるれろ", "g がぎぐげご", "z ざじずぜぞ", "d だ  でど", "b ばびぶべぼ"),
    *("p ぱぴぷぺぽ", "' ぁぃぅぇぉ"),
)
_SOUNDS = {
    ord(kana): ("" if row[0] == "a" else row[0]) + vowel
    for row in _ROWS
    for kana, vowel in zip(row[2:], "aiueo", strict=True)
    if kana != " "
} | str.maketrans(
    {"や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "ゐ": "i", "ゑ": "e", "を": "o", "ん": "n"}
    | {"ゃ": "'ya", "ゅ": "'yu", "ょ": "'yo", "ゎ": "wa", "っ": "*", "ー": "", "ゔ": "bu"}
    | {"ぢ": "zi", "づ": "zu", "ゕ": "ka", "ゖ": "ke"}
)
_RULES = [
    (re.compile(pattern), becomes)
    for pattern, becomes in (
        # kana written with a small one
        ("[ieu]'y", "y"),
        ("([td])[eo]'([iu])", r"\1\2"),
        ("i'e", "ye"),
        ("(^|[^b-df-hj-np-tv-z])u'([aieo])", r"\1w\2"),
        ("bu'([aieo])", r"b\1"),
        ("'", ""),
        # romaji of every school
        ("cch", "tch"),
        ("sh([aueo])", r"sy\1"),
        ("sh", "s"),
        ("ch([aueo])", r"ty\1"),
        ("ch", "t"),
        ("ts([aieo])", r"tu\1"),
        ("ts", "t"),
        ("j([aueo])", r"zy\1"),
        ("j", "z"),
        ("f([aieo])", r"hu\1"),
        ("f", "h"),
        ("v", "b"),
        ("l", "r"),
        ("dz", "z"),
        ("d([iu])", r"z\1"),
        ("wo", "o"),
        (r"\*([b-df-hj-np-tv-z])", r"\1\1"),
        (r"\*", ""),
        ("m([bpm])", r"n\1"),
        ("nn+", "n"),
        # long vowels
        ("oh([^aeiouy]|$)", r"o\1"),
        ("o[ou]+", "o"),
        ("e[ei]+", "e"),
        ("aa+", "a"),
        ("ii+", "i"),
        ("uu+", "u"),
    )
]


def plain(text: str) -> str:
    """Letters and digits only: hiragana for katakana, no accents, `1丁目` for `一丁目`."""
    text = normalize("NFKC", text).lower()
    text = _LATIN.sub(lambda run: _MARKS.sub("", normalize("NFD", run[0])), text)
    text = _DROPPED.sub("", text).replace("đ", "d").translate(_KATAKANA)
    if "ー" in text:
        text = _DASH_OF_DIGITS.sub(r"\1", text)
    if _VOICED_APART.search(text):
        text = normalize("NFC", text)
    if "丁目" in text:
        text = _NUMBERED.sub(_number, text)
    return _SMALL_KE.sub(r"\1が\2", text)


def _number(found: re.Match[str]) -> str:
    tens, ten, ones = (found[1], found[2], found[3]) if found[2] else ("", "", found[1] + found[3])
    if not ten:
        return "".join(str(_NUMERALS.index(one) + 1) for one in ones) + "丁目"
    number = 10 * (_NUMERALS.index(tens) + 1 if tens else 1)
    return f"{number + (_NUMERALS.index(ones) + 1 if ones else 0)}丁目"


def sound(folded: str) -> str:
    """How folded text sounds: one romaji for kana and Latin letters, without long vowels."""
    text = folded.translate(_SOUNDS)
    for pattern, becomes in _RULES:
        text = pattern.sub(becomes, text)
    return text


def sounds_otherwise(folded: str) -> bool:
    """Whether `sound` has anything to say: kanji and digits alone sound as they are written."""
    return bool(_HEARD.search(folded))


def without_brackets(text: str) -> str:
    """The text without what stands in brackets: `アイロン(電気)` is `アイロン`."""
    return _BRACKETS.sub("", text)


def digits(text: str) -> str:
    """The digits of a text, one after the other."""
    return _NOT_DIGIT.sub("", text)
