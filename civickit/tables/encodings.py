"""Which encoding a file is in, decided on the whole file, a chunk at a time."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable
from typing import NamedTuple

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# cp932 accepts many bytes of the others, so it comes last.
ENCODINGS = ("utf-8", "euc_jp", "cp932")
COUNTED = 1_000


class Decoding(NamedTuple):
    """The encoding of a file, and what has to be said about it."""

    encoding: str
    notes: list[str]


class _Trial:
    """One encoding tried on the file: how many places it cannot decode, at most `stop`."""

    def __init__(self, encoding: str, chunks: Iterable[bytes], stop: int) -> None:
        self.encoding = encoding
        self.stop = stop
        self.bad = 0
        self.wide = False
        self.cut = False
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        for chunk in chunks:
            self._feed(chunk)
            if self.bad >= stop:
                return
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            self.cut = True

    def _feed(self, chunk: bytes) -> None:
        while self.bad < self.stop:
            try:
                text = self._decoder.decode(chunk)
            except UnicodeDecodeError as error:
                chunk = error.object[error.end :]
                self._decoder.reset()
                self.bad += 1
            except UnicodeError:  # iso2022_jp on bytes that are none of it
                self.bad = self.stop
            else:
                self.wide = self.wide or not text.isascii()
                return

    @property
    def certain(self) -> bool:
        return self.bad == 0 and (self.wide or not self.cut)


def detect(head: bytes, chunks: Callable[[], Iterable[bytes]]) -> Decoding:
    """The encoding of a text file: byte order mark, UTF-16, then utf-8, euc_jp, cp932, strictly.

    When none of them decodes the whole file, the one with the fewest bad places is taken and
    a note says so. A last character that was cut off does not count against an encoding.
    """
    sure = _marked(head)
    if sure:
        trial = _Trial(sure, chunks(), COUNTED)
        return Decoding(sure, _notes(trial))
    shifted = ("iso2022_jp",) if b"\x1b$" in head else ()
    for encoding in shifted + ENCODINGS:
        trial = _Trial(encoding, chunks(), stop=1)
        if trial.certain:
            return Decoding(encoding, _notes(trial))
    trials = [_Trial(encoding, chunks(), COUNTED) for encoding in ENCODINGS]
    best = min(trials, key=lambda trial: trial.bad)
    return Decoding(best.encoding, _notes(best))


def _marked(head: bytes) -> str | None:
    """What the first bytes alone prove: a byte order mark, or UTF-16 text without one."""
    return next((name for bom, name in BOMS if head.startswith(bom)), None) or _utf16(head)


def _utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: delimiters, digits and line ends leave NUL in every other byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    if most == 0 or most * 20 < len(head) or least * 10 > most:
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    return None if _Trial(name, [head], stop=1).bad else name


def _notes(trial: _Trial) -> list[str]:
    notes = []
    if trial.bad:
        count = f"{trial.bad} places" if trial.bad < COUNTED else f"{COUNTED} places or more"
        notes.append(
            f"{count} cannot be decoded as {trial.encoding}, the nearest encoding; "
            "the sign \ufffd stands there"
        )
    if trial.cut:
        notes.append("the last character of the file is cut off; the sign \ufffd stands there")
    return notes
