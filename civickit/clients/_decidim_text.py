"""Texts that people wrote in an editor, as plain text that is safe to show anywhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

BLOCKS = re.compile(
    "address|article|blockquote|br|d[dlt]|div|fig(caption|ure)|footer|form|h[1-6]|header|hr|li|main|"
    "nav|ol|p|pre|section|table|t[dhr]|ul"
)
UNSEEN = frozenset({"script", "style", "template"})
OPENS_A_TAG = re.compile(r"<(?=[A-Za-z/!?])")
TIMES_ESCAPED = 4
SPACES = re.compile(r"[^\S\n]+")
BLANK_LINES = re.compile(r" ?\n\s*")


def plain_text(written: str) -> str:
    """The text without any markup: a line for each block, nothing of scripts and styles.

    Texts that were escaped several times are read as often, and a `<` that could still open a
    tag is parted from what follows it.

    >>> plain_text("<p>公園に&nbsp;<b>水</b>を</p><p>3 &lt; 5</p><script>x()</script>")
    '公園に 水を\\n3 < 5'
    """
    text = written
    for _ in range(TIMES_ESCAPED):
        text = _read(text)
    return OPENS_A_TAG.sub("< ", text)


def _read(written: str) -> str:
    reader = _Reader()
    reader.feed(written)
    reader.close()
    text = SPACES.sub(" ", "".join(reader.parts))
    return BLANK_LINES.sub("\n", text).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's form
        if tag in UNSEEN:
            self._unseen.append(tag)
        if BLOCKS.fullmatch(tag):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        if BLOCKS.fullmatch(tag):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)
