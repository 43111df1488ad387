"""What areas are called: ward and town in one cell, readings, towns in more columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from civickit.calendars._gomi_settings import Layout
from civickit.calendars._gomi_table import cell
from civickit.core.text import clean, clean_name
from civickit.tables.model import Row

_READING = re.compile("(.+?)[(\uff08]([\u3040-\u30ff\\s]+)[)\uff09]")
_HEADING = re.compile(r"([-\u2010-\u2015\u2500ー=*~■◆●○])\1+ *(.*?[^\W\d_].*?) *\1{2,}")
_SPACE = re.compile(r"[ \u3000]+")
_BETWEEN = re.compile("[、,・]")
AREAS_PER_WARD = 3
TOWNS_SHOWN = 3


class Named(NamedTuple):
    """An area's name as written, the ward above it, what is shown, and how it is read."""

    label: str
    group: str
    shown: str
    reading: str
    searched: tuple[str, ...]

    whole: str
    """The name with its ward, which no other area has unless the city gave two the same."""


class Namer:
    """Names the areas of a file, after a look at all of them."""

    def __init__(self, rows: Sequence[Row], layout: Layout, masters: Mapping[str, str]) -> None:
        self._layout = layout
        self._masters = masters
        labels = [clean_name(cell(row, layout.label)) for row in rows]
        self._two_levels = layout.group is None and has_two_levels(labels)
        self._times = Counter(labels)
        self._heading = ""

    def is_heading(self, row: Row) -> bool:
        """Whether a row is a heading for those below it: `―――国見町―――`."""
        found = _HEADING.fullmatch(clean(cell(row, self._layout.label)))
        if found:
            self._heading = found[2]
        return found is not None

    def named(self, row: Row) -> Named:
        """The names of a row; all are '' where it has none."""
        label = clean_name(cell(row, self._layout.label))
        group, shown = "", label
        if self._layout.group is not None:
            code = clean(cell(row, self._layout.group))
            group = self._masters.get(code, code)
        elif self._two_levels:
            group, *rest = _SPACE.split(label, maxsplit=1)
            shown = rest[0] if rest else label
            group = group if rest else ""
        group = group or self._heading
        found = _READING.fullmatch(shown)
        shown = found[1] if found else shown
        towns = [town for at in self._layout.towns for town in _towns(cell(row, at))]
        reading = clean_name(cell(row, self._layout.reading)) or (found[2].strip() if found else "")
        searched = dict.fromkeys(filter(None, (label if found or group else "", *towns)))
        whole = f"{group} {label}" if group not in label else label
        if towns and self._times[label] > 1:  # one area, apart by its towns
            shown, whole = _with_towns(shown, towns), f"{whole} {' '.join(towns)}"
        return Named(label, group, shown, reading, tuple(searched), whole)


def _towns(written: str) -> list[str]:
    """The towns of a cell: between commas, or between spaces where there are none."""
    found = _BETWEEN.split(written)
    return [*map(clean_name, found if len(found) > 1 else _SPACE.split(written))]


def _with_towns(name: str, towns: Sequence[str]) -> str:
    named = [town for town in towns if town]
    more = "…" if len(named) > TOWNS_SHOWN else ""
    return f"{name}({'・'.join(named[:TOWNS_SHOWN])}{more})"


def has_two_levels(labels: Sequence[str]) -> bool:
    """Whether all names are a ward, a space and a town: few wards, each with several towns."""
    filled = [label for label in labels if label]
    wards = Counter(label.split(" ", 1)[0].split("\u3000", 1)[0] for label in filled)
    if not filled or not all(_SPACE.search(label) for label in filled):
        return False
    return len(wards) * AREAS_PER_WARD <= len(filled)


def masters_of(rows: Sequence[Row]) -> dict[str, str]:
    """The names of districts by their keys, from `area_master.csv`."""
    return {clean(cell(row, 0)): clean_name(cell(row, 1)) for row in rows[1:] if cell(row, 1)}
