"""Areas and things found by what a reader types: kanji, kana, romaji, a part, a slip of the finger.

static/search.js gives the same answers on a phone; tests/collection/test_search.py holds the two
together. Whatever is changed here is changed there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from civickit.collection._search_fold import (
    digits,
    plain,
    sound,
    sounds_otherwise,
    without_brackets,
)
from civickit.collection._search_slips import Key, edits_allowed, keys_of, slips
from civickit.collection.everyday import also_called

if TYPE_CHECKING:
    from civickit.calendars.city import Area, Item

EXACT, EXACT_OTHERWISE, BEGINS, CONTAINS, BEGINS_OTHERWISE, CONTAINS_OTHERWISE, SLIP = range(7)
"""How near a hit is, nearest first. "Otherwise": by a reading, a synonym, or how it sounds.
From SLIP on it is a guess at what was meant."""

LONGEST_QUERY, MOST_WORDS = 100, 6
_NOT = 99


class Entry(NamedTuple):
    """What a thing or an area is found by: its names in every language, and further words."""

    names: tuple[str, ...]
    words: tuple[str, ...] = ()


class Hit(NamedTuple):
    """The place of an entry among those given, and how near it is (0 is the same word)."""

    place: int
    level: int


class _Typed(NamedTuple):
    """A word as it was typed, folded, and how it sounds."""

    plain: str
    sound: str


class _Page:
    """The folded words of an entry, each between two line ends."""

    def __init__(self, entry: Entry) -> None:
        names = dict.fromkeys(key for text in entry.names for key in _keys(text))
        words = dict.fromkeys(key for text in entry.words for key in _keys(text))
        every = names | words
        sounds = dict.fromkeys(sound(key) for key in every if sounds_otherwise(key))
        self.names, self.words, self.sounds = map(_lines, (names, words, sounds))

    @cached_property
    def written(self) -> list[Key]:
        """The names and words one by one, as `slips` wants them."""
        return keys_of(self.names + self.words)

    @cached_property
    def heard(self) -> list[Key]:
        """How they sound, one by one."""
        return keys_of(self.sounds)


def _lines(keys: Iterable[str]) -> str:
    return "\n".join(("", *keys, ""))


class Index:
    """Finds entries. Equally near ones keep the order in which they were given."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._pages = [_Page(one) for one in entries]

    def find(self, query: str, limit: int = 50) -> list[Hit]:
        """The entries that hold every word of the query, nearest first, at most `limit`.

        Only where there is none: entries with a slip or two in what was typed.
        """
        ways = _ways(query)
        hits = self._hits(ways, _level) or self._hits(ways, _slip_level)
        return sorted(hits, key=lambda hit: hit.level)[: max(limit, 0)]

    def _hits(self, ways: list[list[_Typed]], level: Callable[[_Page, _Typed], int]) -> list[Hit]:
        found = (
            Hit(place, min(max(level(page, word) for word in words) for words in ways))
            for place, page in enumerate(self._pages if ways else ())
        )
        return [hit for hit in found if hit.level != _NOT]


def item_entry(item: Item) -> Entry:
    """What a thing is found by."""
    reading = () if is_heading(item.reading, item.names.values()) else (item.reading,)
    return Entry(tuple(item.names.values()), (*reading, *further_words(item)))


def further_words(item: Item) -> tuple[str, ...]:
    """The city's own synonyms, and what else people call a thing of this name."""
    called = (word for name in item.names.values() for word in also_called(name))
    return tuple(dict.fromkeys((*item.synonyms, *called)))


def area_entry(area: Area) -> Entry:
    """What an area is found by; its ward also together with its name and its towns."""
    wards = [(lang, ward) for lang, ward in area.group.items() if ward]
    names = [f"{ward} {area.names[lang]}" for lang, ward in wards if lang in area.names]
    towns = [f"{ward} {town}" for _, ward in wards[:1] for town in area.searched]
    return Entry((*area.names.values(), *names), (area.reading, *area.searched, *towns))


def is_heading(reading: str, names: Iterable[str]) -> bool:
    """Whether a "reading" is only the heading under which a list shows a thing: あ, か行."""
    folded = plain(reading)
    if not folded or folded.endswith("行"):
        return True
    return len(folded) < 2 and not any(len(plain(name)) == 1 for name in names)


def _keys(text: str) -> Iterator[str]:
    """The folded text, and that without what stands in brackets."""
    for key in (plain(text), plain(without_brackets(text))):
        if key:
            yield key


def _ways(query: str) -> list[list[_Typed]]:
    """What was typed as one word, and word by word."""
    words = [plain(word) for word in query[:LONGEST_QUERY].split()]
    words = [word for word in words if word][:MOST_WORDS]
    ways = [["".join(words)], words] if len(words) > 1 else [words]
    return [[_Typed(word, sound(word)) for word in way] for way in ways if way]


def _level(page: _Page, typed: _Typed) -> int:
    one, heard = typed
    whole, start = f"\n{one}\n", f"\n{one}"
    if whole in page.names:
        return EXACT
    if whole in page.words or (heard and f"\n{heard}\n" in page.sounds):
        return EXACT_OTHERWISE
    if start in page.names:
        return BEGINS
    if one in page.names:
        return CONTAINS
    if start in page.words or (heard and f"\n{heard}" in page.sounds):
        return BEGINS_OTHERWISE
    return CONTAINS_OTHERWISE if _is_inside(page, one, heard) else _NOT


def _is_inside(page: _Page, one: str, heard: str) -> bool:
    """A few digits inside a postal code mean nothing, one letter inside a sound neither."""
    if digits(one) == one:
        return False
    return one in page.words or (len(heard) > 1 and heard in page.sounds)


def _slip_level(page: _Page, typed: _Typed) -> int:
    """SLIP and more: one edit, one edit inside, two edits, two edits inside."""
    level = _level(page, typed)
    if level != _NOT or digits(typed.plain) == typed.plain:
        return level
    allowed = edits_allowed(typed.plain, len(typed.plain))  # a kana sounds like two letters
    written, heard = (
        slips(typed.plain, page.written, allowed),
        slips(typed.sound, page.heard, allowed),
    )
    return min(map(_slip, (written, heard)))


def _slip(how: int | None) -> int:
    return _NOT if how is None else SLIP + how
