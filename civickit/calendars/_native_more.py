"""The rows of items.csv and notices.csv."""

from __future__ import annotations

from collections.abc import Iterator

from civickit.calendars._native_areas import colour_of, parts
from civickit.calendars._native_collection import is_refused, period_of
from civickit.calendars._native_names import Names
from civickit.calendars._native_table import Line
from civickit.calendars.city import Item, Notice


def read_items(lines: list[Line], kinds: Names) -> Iterator[Item]:
    """A thing for each good row; one whose kind is unknown keeps the words that stand there."""
    for line in lines:
        if is_refused(line):
            continue
        said = line.name("kind")
        keys = kinds.named(said) if said else []
        if said and len(keys) != 1:
            close = kinds.closest(said)
            code = "item_kind_unknown" if close else "item_kind_none"
            line.find("doubtful", code, "kind", name=said, close=close)
        yield Item(
            line.texts("name"),
            keys[0] if len(keys) == 1 else "",
            said,
            line.texts("note"),
            line.name("reading"),
            tuple(parts(line.name("synonyms"))),
        )


def read_notices(lines: list[Line], areas: Names) -> Iterator[Notice]:
    """A notice for each good row; no areas means all."""
    for line in lines:
        period = period_of(line)
        named = line.name("areas")
        wanted = areas.wanted(line, "areas", empty_is_all=True) if named else ()
        if period is None or is_refused(line):
            continue
        yield Notice(line.texts("text"), *period, colour_of(line), wanted)
