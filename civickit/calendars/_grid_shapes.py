"""What tells kinds apart on paper: a shape, which a photocopy keeps, and a colour."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from civickit.calendars.city import Kind

COLOURS = ("#d55e00", "#0072b2", "#009e73", "#e69f00", "#cc79a7", "#56b4e9", "#f0e442", "#7f7f7f")
"""Told apart by the colour-blind (Okabe and Ito); for kinds whose files name no colour."""


def shapes_of(kinds: Iterable[Kind]) -> dict[str, str]:
    """A shape for each kind, by its key: a name in OUTLINES, with `-open` where it is not filled.

    All differ up to 24 kinds, so that a photocopy and a colour-blind reader lose nothing.
    """
    names = (*OUTLINES, *(f"{name}-open" for name in OUTLINES))
    return {kind.key: names[n % len(names)] for n, kind in enumerate(kinds)}


def colours_of(kinds: Iterable[Kind]) -> dict[str, str]:
    """A colour `#rrggbb` for each kind, by its key: the city's own, else one of COLOURS."""
    return {
        kind.key: kind.colour if _is_colour(kind.colour) else COLOURS[n % len(COLOURS)]
        for n, kind in enumerate(kinds)
    }


def _is_colour(text: str) -> bool:
    digits = text[1:].lower()
    return text[:1] == "#" and len(digits) == 6 and set(digits) <= set("0123456789abcdef")


def _round(corners: int, *radii: float) -> tuple[tuple[float, float], ...]:
    """Points around the middle of a box of 100, the first at the top; `radii` take turns."""
    at = [(2 * math.pi * n / corners, radii[n % len(radii)]) for n in range(corners)]
    return tuple((round(50 + r * math.sin(a), 1), round(50 - r * math.cos(a), 1)) for a, r in at)


OUTLINES: Mapping[str, tuple[tuple[float, float], ...]] = {
    "circle": _round(36, 48),
    "square": ((7, 7), (93, 7), (93, 93), (7, 93)),
    "triangle": ((50, 4), (98, 94), (2, 94)),
    "diamond": ((50, 0), (100, 50), (50, 100), (0, 50)),
    "star": _round(10, 52, 22),
    "cross": (
        *((34, 3), (66, 3), (66, 34), (97, 34), (97, 66), (66, 66)),
        *((66, 97), (34, 97), (34, 66), (3, 66), (3, 34), (34, 34)),
    ),
    "down": ((2, 6), (98, 6), (50, 96)),
    "bar": ((0, 28), (100, 28), (100, 72), (0, 72)),
    "saltire": (
        *((22, 2), (50, 30), (78, 2), (98, 22), (70, 50), (98, 78)),
        *((78, 98), (50, 70), (22, 98), (2, 78), (30, 50), (2, 22)),
    ),
    "right": ((6, 2), (96, 50), (6, 98)),
    "half": ((2, 74), *_round(36, 48)[27:], *_round(36, 48)[:10], (98, 74)),
    "hourglass": ((6, 3), (94, 3), (60, 50), (94, 97), (6, 97), (40, 50)),
}
"""Each shape's corners (x, y) in a box of 100 by 100, y downwards, to be joined and closed."""
