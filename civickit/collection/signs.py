"""How a kind is drawn: a shape, a colour and words, so that colour is never alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from civickit.calendars.city import Kind, text
from civickit.calendars.grid import OUTLINES, colours_of, shapes_of, short_words

SHORT = 6
"""So many half-width letters fit into a day of a month on a phone."""


class Sign(NamedTuple):
    """A kind as pages show it. `path` is drawn in a box of 100 by 100; `open`: not filled.

    `name` and `short` are words of the reader's language.
    """

    key: str
    path: str
    colour: str
    open: bool
    name: str
    short: str
    description: str


def signs_of(kinds: Iterable[Kind], lang: str) -> dict[str, Sign]:
    """Each kind's sign, by its key, the same as on the printed sheets."""
    kinds = tuple(kinds)
    shapes, colours, short = shapes_of(kinds), colours_of(kinds), short_words(kinds, lang, SHORT)
    return {
        kind.key: Sign(
            kind.key,
            _path(shapes[kind.key].removesuffix("-open")),
            colours[kind.key],
            shapes[kind.key].endswith("-open"),
            text(kind.names, lang) or kind.key,
            short[kind.key],
            text(kind.description, lang),
        )
        for kind in kinds
    }


@lru_cache
def _path(shape: str) -> str:
    corners = " ".join(f"{x:g} {y:g}" for x, y in OUTLINES[shape])
    return f"M{corners}z"
