"""Areas and things in lists: searched, or under the headings by which people look them up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar
from unicodedata import normalize

from civickit.calendars.city import Area, Item, text
from civickit.collection import say
from civickit.collection._search_fold import plain
from civickit.collection.plan import Plan
from civickit.collection.search import SLIP, Index, area_entry, item_entry
from civickit.collection.site import Site
from civickit.web import params
from civickit.web.current import language, t

MOST_FOUND = 50
ALL_AT_ONCE = 300
"""Up to so many things a page shows all of them, else one heading at a time."""
FEW = 30
"""Up to so many areas need no headings."""
ROWS = {
    "あ": "あいうえおぁぃぅぇぉゔ",
    "か": "かきくけこがぎぐげごゕゖ",
    "さ": "さしすせそざじずぜぞ",
    "た": "たちつてとだぢづでどっ",
    "な": "なにぬねの",
    "は": "はひふへほばびぶべぼぱぴぷぺぽ",
    "ま": "まみむめも",
    "や": "やゆよゃゅょ",
    "ら": "らりるれろ",
    "わ": "わをんゐゑゎ",
}
LATIN, OTHER = "A-Z", "*"

T = TypeVar("T")


class Group(NamedTuple):
    """What stands under one heading."""

    title: str
    areas: list[Area]


class Thing(NamedTuple):
    """An item as a page shows it; `kind` is '' where it is none of the city's."""

    name: str
    kind: str
    kind_said: str
    note: str
    next_day: str = ""
    far: str = ""


def area_index(site: Site) -> Index:
    """Finds areas, by their place in the city."""
    return site.once("area index", lambda: Index(map(area_entry, site.city.areas)))


def item_index(site: Site) -> Index:
    """Finds things, by their place in the city."""
    return site.once("item index", lambda: Index(map(item_entry, site.city.items)))


def picked(site: Site, args: Mapping[str, str]) -> dict[str, Any]:
    """What the page to pick an area shows: what was found, else all areas under headings."""
    query = params.text(args, "q", "")
    areas = site.city.areas
    hits = area_index(site).find(query, MOST_FOUND) if query else []
    return {
        "query": query,
        "found": [areas[hit.place] for hit in hits],
        "guessed": bool(hits) and hits[0].level >= SLIP,
        "groups": _groups(areas),
    }


def _groups(areas: tuple[Area, ...]) -> list[Group]:
    """By ward where there are wards, by the first sound where that parts many, else together."""
    lang = language()
    if any(area.group for area in areas):
        return [Group(*one) for one in _by(areas, lambda area: text(area.group, lang)).items()]
    if len(areas) <= FEW:
        return [Group("", list(areas))]
    rows = _by(areas, lambda area: row_of(area.reading or text(area.names, "ja")))
    if len(rows.get(OTHER, ())) * 2 > len(areas):  # names in kanji without a reading
        return [Group("", list(areas))]
    return [Group(title, rows[title]) for title in (*ROWS, LATIN, OTHER) if title in rows]


def _by(things: Iterable[T], key: Any) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for one in things:
        found.setdefault(key(one), []).append(one)
    return found


def row_of(reading: str) -> str:
    """The heading of a reading: あ, か … わ, A-Z for Latin letters and digits, else *."""
    first = _hiragana(reading)[:1]
    for title, letters in ROWS.items():
        if first and first in letters:
            return title
    return LATIN if first.isascii() and first.isalnum() else OTHER


def _hiragana(reading: str) -> str:
    folded = normalize("NFKC", reading).strip()
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in folded)


def items_page(site: Site, args: Mapping[str, str]) -> dict[str, Any]:
    """What the page of things shows: what was found, else all of them or one heading's."""
    query, asked = params.text(args, "q", ""), params.text(args, "page", "")
    area = site.city.area(params.text(args, "area", ""))
    items, plan = site.city.items, site.plan(area) if area else None
    hits = item_index(site).find(query, MOST_FOUND) if query else []
    rows = {} if query else _rows(items, language())
    titles = list(rows)
    if len(items) > ALL_AT_ONCE and titles:
        chosen = asked if asked in rows else titles[0]
        rows = {chosen: rows[chosen]}
    return {
        "area": area,
        "query": query,
        "found": [_thing(site, items[hit.place], plan) for hit in hits],
        "guessed": bool(hits) and hits[0].level >= SLIP,
        "titles": titles,
        "rows": {
            title: [_thing(site, one, plan) for one in found] for title, found in rows.items()
        },
    }


def _rows(items: Sequence[Item], lang: str) -> dict[str, list[Item]]:
    """By the first sound, each row in the order of a dictionary; Latin names by their letter."""
    if sum(_latin(one, lang) != "" for one in items) * 2 > len(items):
        rows = _by(sorted(items, key=lambda one: _latin(one, lang)), lambda one: _letter(one, lang))
        return dict(sorted(rows.items(), key=lambda row: (row[0] == OTHER, row[0])))
    ordered = sorted(items, key=lambda one: (_hiragana(one.reading), text(one.names, "ja")))
    rows = _by(ordered, lambda one: row_of(one.reading or text(one.names, "ja")))
    return {title: rows[title] for title in (*ROWS, LATIN, OTHER) if title in rows}


def _latin(item: Item, lang: str) -> str:
    """The name in a language of Latin letters, folded; '' where it has none there."""
    name = "" if lang.startswith("ja") else plain(item.names.get(lang, ""))
    return name if name[:1].isascii() else ""


def _letter(item: Item, lang: str) -> str:
    first = _latin(item, lang)[:1]
    return first.upper() if first.isalpha() else OTHER


def _thing(site: Site, item: Item, plan: Plan | None) -> Thing:
    lang = language()
    kind = site.city.kind(item.kind)
    said = text(kind.names, lang) if kind else item.kind_said
    thing = Thing(text(item.names, lang), item.kind if kind else "", said, text(item.note, lang))
    day = plan.next_of(item.kind, site.today) if plan and kind else None
    if day is None:
        return thing
    return thing._replace(next_day=say.day(day, t), far=say.how_far(day, site.today, t))
