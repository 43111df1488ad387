"""Telling a web page from data: portals that are closed answer with a page and say 200."""

from __future__ import annotations

import codecs
import html
import re

BEGINNING = 4096
PAGE = (b"<!doctype html", b"<html", b"<head", b"<body")
# Only where the server itself says text/html: data may begin like this too.
PIECE = re.compile(
    rb"<(title|meta|script|style|link|div|p|br|b|h[1-6]|center|font|form|!--)[\s>/-]"
)
TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)


def is_web_page(beginning: bytes, content_type: str = "") -> bool:
    """Whether a body begins as an HTML page does. What the server calls it is not enough."""
    start = beginning.removeprefix(codecs.BOM_UTF8)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = start.decode("utf-16", "replace").encode()
    start = start.lstrip().lower()
    while start.startswith((b"<!--", b"<?xml")):
        end = b"-->" if start.startswith(b"<!--") else b"?>"
        if end not in start:
            break
        start = start.partition(end)[2].lstrip()
    if start.startswith(PAGE):
        return True
    return content_type == "text/html" and PIECE.match(start) is not None


def title_of(beginning: bytes) -> str:
    """The title of a page, or '' where none can be read."""
    for encoding in ("utf-8", "cp932", "euc-jp"):
        text = codecs.getincrementaldecoder(encoding)("strict")
        try:
            found = TITLE.search(text.decode(beginning))
        except UnicodeDecodeError:
            continue
        return " ".join(html.unescape(found[1]).split())[:80] if found else ""
    return ""
