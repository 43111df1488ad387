"""The sheets' fonts: which letters they have, and how wide these are."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "fonts"
JAPANESE = "BIZ UDPGothic"
LATIN = "Noto Sans"
FILES: Mapping[str, str] = {
    JAPANESE: "biz-udpgothic-0.4.2/BIZUDPGothic-Regular.ttf",
    LATIN: "noto-sans-0.4.2/NotoSans-Regular.ttf",
}
"""Family -> file. Letters that the first one lacks are looked for in the second."""

MISSING = "〓"
"""What printers put where they have no letter."""


class Face(NamedTuple):
    """`widths`: letter -> its advance, in parts of the font size."""

    family: str
    widths: Mapping[str, float]


class Run(NamedTuple):
    """A text as it can be printed, in the faces in this order; `lacking`: what was replaced."""

    text: str
    families: tuple[str, ...]
    lacking: str


@cache
def faces() -> tuple[Face, ...]:
    return tuple(Face(family, _widths(FOLDER / path)) for family, path in FILES.items())


@lru_cache(16384)
def run_of(text: str, latin: bool = False) -> Run:
    """The text with every letter that no font has replaced by MISSING.

    The Latin font is the first one where `latin` is asked for, and for words that need it:
    half a word in another font is ugly.
    """
    japanese, more = (face.widths for face in faces())
    lacking = "".join(dict.fromkeys(c for c in text if c not in japanese and c not in more))
    for letter in lacking:
        text = text.replace(letter, MISSING)
    first = latin or any(c not in japanese for c in text)
    return Run(text, (LATIN, JAPANESE) if first else (JAPANESE,), lacking)


def width(text: str, families: tuple[str, ...], size: float) -> float:
    """How wide a run's text becomes, in the unit of `size`; kerning is not counted."""
    return size * _advance(text, families)


@lru_cache(16384)
def _advance(text: str, families: tuple[str, ...]) -> float:
    widths = [face.widths for family in families for face in faces() if face.family == family]
    return sum(next((one[c] for one in widths if c in one), 1.0) for c in text)


def _widths(path: Path) -> Mapping[str, float]:
    data = path.read_bytes()
    tables = {
        data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0]
        for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16)
    }
    (units,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
    (count,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
    advances = struct.unpack_from(f">{2 * count}H", data, tables[b"hmtx"])[::2]
    return {
        chr(code): advances[min(glyph, count - 1)] / units
        for code, glyph in _glyphs(data, tables[b"cmap"])
    }


def _glyphs(data: bytes, cmap: int) -> Iterator[tuple[int, int]]:
    """Code point and glyph of the font's table of the Unicode letters up to U+FFFF (format 4)."""
    (tables,) = struct.unpack_from(">H", data, cmap + 2)
    found = (struct.unpack_from(">HHI", data, cmap + 4 + 8 * n) for n in range(tables))
    at = cmap + next(offset for platform, kind, offset in found if (platform, kind) == (3, 1))
    (doubled,) = struct.unpack_from(">H", data, at + 6)
    segments = doubled // 2

    def column(start: int, kind: str = "H") -> tuple[int, ...]:
        return struct.unpack_from(f">{segments}{kind}", data, at + start)

    ends, starts = column(14), column(16 + doubled)
    deltas, offsets = column(16 + 2 * doubled, "h"), column(16 + 3 * doubled)
    for n, (first, last, delta, offset) in enumerate(
        zip(starts, ends, deltas, offsets, strict=True)
    ):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                place = at + 16 + 3 * doubled + 2 * n + offset + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", data, place)
            if glyph or not offset:
                yield code, (glyph + delta) & 0xFFFF
