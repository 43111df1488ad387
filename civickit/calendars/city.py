"""A city's collection: its areas, what is collected there when, and how to throw things away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from heapq import merge
from typing import Literal, NamedTuple

from civickit.calendars import rules
from civickit.calendars.rules import Day, Schedule

Texts = Mapping[str, str]
"""The same words by language code (`ja`, `en`, `pt`); the first one is the city's own."""


class Kind(NamedTuple):
    """What is put out together: burnables, bottles. `colour` is `#rrggbb` or ''."""

    key: str
    names: Texts
    description: Texts
    colour: str = ""


class Area(NamedTuple):
    """Where everything is collected on the same days.

    `key` is short, ASCII and stays the same as long as the city calls the area the same.
    `group` is the ward or district above it, {} where there is none. `searched` are further
    words by which people find it: town names, postal codes. `schedules` is by kind.
    """

    key: str
    names: Texts
    group: Texts
    reading: str = ""
    searched: tuple[str, ...] = ()
    centre: str = ""
    remarks: tuple[Texts, ...] = ()
    doubts: tuple[str, ...] = ()
    schedules: Mapping[str, tuple[Schedule, ...]] = {}

    def days(self, kind: str, first: date, last: date) -> Iterator[Day]:
        """The days of one kind from `first` to `last`, in order, each once.

        Where several schedules name a day, the reason is that of the one listed first.
        """
        schedules = self.schedules.get(kind, ())
        streams = [rules.days(one, first, last) for one in schedules]
        if len(streams) == 1:
            yield from streams[0]
            return
        before: date | None = None
        for day in merge(*streams, key=lambda one: one.day):
            if day.day != before:
                before = day.day
                yield day

    def ends(self, kind: str | None = None) -> date | None:
        """The last day the data says anything about (for one kind, or for the last of all).

        None where it goes on without end, and where there is no day at all.
        """
        chosen = self.schedules.values() if kind is None else (self.schedules.get(kind, ()),)
        known = [rules.ends(one) for schedules in chosen for one in schedules]
        if None in known:
            return None
        last = max((one for one in known if one), default=date.min)
        return None if last == date.min else last


class Item(NamedTuple):
    """A thing to throw away. `kind` is the key of a kind, '' where `kind_said` is none of them."""

    names: Texts
    kind: str
    kind_said: str
    note: Texts
    reading: str = ""
    synonyms: tuple[str, ...] = ()


class Notice(NamedTuple):
    """What everybody (or these areas) should know from `first` to `last`."""

    text: Texts
    first: date | None = None
    last: date | None = None
    colour: str = ""
    areas: tuple[str, ...] = ()


Fate = Literal["repaired", "doubtful", "refused"]


class Finding(NamedTuple):
    """What is odd about one cell, row or file, and what was made of it.

    `code` is a key of `findings.WORDS`, `values` fill its words. `line` and `column` count from
    1, 0 where the whole file or row is meant. `cell` is word for word what stands there,
    `read_as` what it was taken for. `area` and `kind` are keys, '' where all of them are meant.
    `dates` is on how many days they differ from the strict reading of 5374 files, within
    the range that was compared; findings of one cell share the number.
    """

    fate: Fate
    code: str
    file: str
    line: int = 0
    column: int = 0
    header: str = ""
    cell: str = ""
    read_as: str = ""
    values: tuple[tuple[str, str | int], ...] = ()
    area: str = ""
    kind: str = ""
    dates: int = 0


class City(NamedTuple):
    """All that a city's files say. `version` is the beginning of the SHA-256 over the files.

    `counts` says how many cells of `area_days.csv` (rows in the native format) were read and what
    became of them, each once:
    {"read": …, "kept": …, "repaired": …, "doubtful": …, "refused": …}.
    """

    format: Literal["gomi5374", "native"]
    version: str
    areas: tuple[Area, ...]
    kinds: tuple[Kind, ...]
    items: tuple[Item, ...] = ()
    notices: tuple[Notice, ...] = ()
    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = {}
    languages: tuple[str, ...] = ("ja",)

    def area(self, key: str) -> Area | None:
        """The area of that key."""
        return next((one for one in self.areas if one.key == key), None)

    def kind(self, key: str) -> Kind | None:
        """The kind of that key."""
        return next((one for one in self.kinds if one.key == key), None)


def text(texts: Texts, lang: str) -> str:
    """The words in that language; else in ja for ja_easy, in English for others but ja.

    Where those lack too: the city's own; '' for none.
    """
    for one in (lang, lang.split("_")[0], "" if lang.startswith("ja") else "en"):
        if texts.get(one):
            return texts[one]
    return next(iter(texts.values()), "")
