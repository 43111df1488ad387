"""Which area or kind a cell means, by id or by name, and the keys of those without an id."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from civickit.calendars._native_table import Line
from civickit.core.text import clean, header_key

EVERYTHING = {"全地区", "全域", "すべて", "全て", "全部", "全種類", "all"}
_BETWEEN = re.compile(r"[、,;，；\n]+(?![^(（]*[)）])")
"""Not within brackets: `有害ごみ(乾電池、蛍光灯)` is one kind."""
_PLAIN_KEY = re.compile(r"(?!.*-(?:apart|evening|morning)$)[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
"""Safe in an address and as a name of a file; the endings say what is in a feed."""


class Names:
    """Keys by all the words they are called. `may_grow`: an unknown word becomes a new one."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.may_grow = False
        self.keys: dict[str, str] = {}
        """key: the name people read."""
        self._called: dict[str, list[str]] = {}
        self._within: dict[str, list[str]] = {}
        self._folded: set[str] = set()

    def add(self, key: str, words: Iterable[str]) -> None:
        """A new key and what it is called; the first word is shown."""
        words = [key, *words]
        self.keys[key] = words[1] if len(words) > 1 else key
        self._folded.add(key.casefold())
        for word in dict.fromkeys(map(header_key, words)):
            self._called.setdefault(word, []).append(key)

    def gather(self, key: str, groups: Iterable[str]) -> None:
        """A key that is meant as well wherever one of these groups is named."""
        for group in dict.fromkeys(map(header_key, groups)):
            self._within.setdefault(group, []).append(key)

    def taken(self, key: str) -> bool:
        """Whether a key is there already, in whatever case: file names may not know cases."""
        return key.casefold() in self._folded

    def named(self, word: str) -> list[str]:
        """All keys that are called so."""
        if word in self.keys:
            return [word]
        return self._called.get(header_key(word), [])

    def closest(self, word: str) -> str:
        """The name most like this one, '' where none is."""
        found = get_close_matches(word, [*self.keys.values(), *self.keys], n=1, cutoff=0.5)
        return found[0] if found else ""

    def wanted(self, line: Line, column: str, *, empty_is_all: bool) -> tuple[str, ...]:
        """The keys that a cell names; () after a finding that the row is refused."""
        cell = line.name(column)
        if header_key(cell) in EVERYTHING or (empty_is_all and not cell):
            return tuple(self.keys)
        parts = [cell] if self.named(cell) else [clean(p) for p in _BETWEEN.split(cell)]
        found = [key for part in parts if part for key in self._some(line, column, part)]
        return tuple(dict.fromkeys(found)) if found and all(found) else ()

    def _some(self, line: Line, column: str, word: str) -> Sequence[str]:
        """The key of that name; where there is none, those of the group called so."""
        group = self._within.get(header_key(word), ())
        return group if group and not self.named(word) else [self._one(line, column, word)]

    def _one(self, line: Line, column: str, word: str) -> str:
        known = self.named(word)
        if len(known) == 1:
            return known[0]
        if known:
            line.find("refused", f"which_{self.what}", column, name=word, ids=", ".join(known))
        elif self.may_grow:
            key = made_key(self.what, word, self)
            self.add(key, [word])
            return key
        else:
            close = self.closest(word)
            code = f"unknown_{self.what}" if close else f"no_{self.what}"
            line.find("refused", code, column, name=word, close=close)
        return ""


def is_plain(key: str) -> bool:
    """Whether a key may stand in an address as it is."""
    return _PLAIN_KEY.fullmatch(key) is not None


def made_key(what: str, word: str, names: Names) -> str:
    """A key for a word that is none: the same as long as the word is."""
    digest = hashlib.sha256(word.encode("utf-8", "replace")).hexdigest()
    return next(
        key for size in range(8, len(digest)) if not names.taken(key := f"{what[0]}{digest[:size]}")
    )
