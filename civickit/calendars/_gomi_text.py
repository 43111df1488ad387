"""Words out of 5374 files: names, HTML as text, colours, keys."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container
from html import unescape

from civickit.core.text import clean_name

_BREAK = re.compile(r"<(?:br\s*/?|/(?:p|li|div|h[1-6]|tr))>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_COLOUR = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")


def plain_text(written: str) -> str:
    """A cell as text: `<br/>` breaks the line, other tags go, `&amp;` is `&`."""
    if "<" in written or "&" in written:
        written = unescape(_TAG.sub("", _BREAK.sub("\n", written)))
    lines = (clean_name(line) for line in written.replace("\r\n", "\n").split("\n"))
    return "\n".join(filter(None, lines))


def colour_of(written: str) -> str:
    """`#rrggbb` of `#1ab` or `11AABB`; '' for what is no colour."""
    found = _COLOUR.fullmatch(written.strip())
    if not found:
        return ""
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(one * 2 for one in digits))


def key_of(name: str, taken: Container[str]) -> str:
    """A short ASCII key that is always the same for the same name; `-2` for a second one."""
    start = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    number, key = 1, start
    while key in taken:
        number += 1
        key = f"{start}-{number}"
    return key


def language_of(words: str) -> str:
    """`ja` where there is any Japanese letter, else `en`."""
    return "ja" if _JAPANESE.search(words) or not words.strip(" ,\n") else "en"
