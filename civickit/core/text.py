"""Text as it comes out of spreadsheets, made comparable without harming it."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import is_normalized, normalize

_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
# Ideographs with a code point of their own (U+FA19 for 神), which NFC would exchange.
_OWN_FORM = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")

_KATAKANA = "\u30a1-\u30fa\u30fc\uff66-\uff9f"
_ALNUM = "0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
_BROKEN_LONG_VOWEL = re.compile(f"(?<=[{_KATAKANA}])[－−‐](?![{_ALNUM}])")
_DASH = re.compile("[‐‑‒–−⁃﹣－\u207b\u208b\ufe31\ufe32]")
_DASH_BETWEEN = re.compile("(?<=[0-9A-Za-z])[—―─━ー](?=[0-9A-Za-z])")
_WAVE = re.compile("[〜∼〰∿]")
_DASHES_AND_WAVES = frozenset("‐‑‒–−⁃—―─━ー〜∼〰∿")
_NOT_WORD = re.compile(r"[\W_]+")


def clean(text: str) -> str:
    """A value: one width, one kind of space, dash and wave dash, nothing invisible.

    NFKC, so `７５㎜` becomes `75mm` and `㈱` becomes `(株)`. Hyphens and minus signs become `-`;
    the long bars (`ー`, `―`) only between digits and Latin letters, since elsewhere they are long
    vowels or punctuation; a hyphen standing in for a long vowel (`センタ－`) becomes `ー`. Wave
    dashes become `~`. For names use `clean_name`.
    """
    if text.isprintable() and "  " not in text:
        if text.isascii():
            return text.strip(" ")
        if _DASHES_AND_WAVES.isdisjoint(text) and is_normalized("NFKC", text):
            return text.strip(" ")
    return _mend(text)


@lru_cache(maxsize=4096)
def _mend(text: str) -> str:
    text = _INVISIBLE.sub("", text)
    if not text.isascii():
        text = _DASH.sub("-", _BROKEN_LONG_VOWEL.sub("ー", text))
        text = _DASH_BETWEEN.sub("-", normalize("NFKC", _WAVE.sub("~", text)))
    return _SPACES.sub(" ", text).strip(" ")


def clean_name(text: str) -> str:
    """A name as its owner writes it: width, dashes and old forms of characters are kept.

    Only invisible characters go, spaces are trimmed and collapsed, and a letter typed as letter
    plus mark (`か` + `゛`) becomes one.
    """
    if text.isprintable() and "  " not in text and is_normalized("NFC", text):
        return text.strip(" ")
    text = _SPACES.sub(_first_space, _INVISIBLE.sub("", text)).strip()
    if is_normalized("NFC", text):
        return text
    parts = _OWN_FORM.split(text)
    parts[::2] = [normalize("NFC", part) for part in parts[::2]]
    return "".join(parts)


def header_key(text: str) -> str:
    """What a column header says, for matching: letters and digits only, one width, lower case."""
    return _NOT_WORD.sub("", clean(text).casefold())


def _first_space(spaces: re.Match[str]) -> str:
    return "\u3000" if spaces[0][0] == "\u3000" else " "
