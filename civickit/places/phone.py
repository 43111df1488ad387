"""What a phone needs to do the server's part: places as fields of cells, and the words for them.

static/phone_say.js, phone_find.js and phone.js read what is made here: they find the nearest
places and write the same list as templates/places/_answer.html, where a site is only files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from civickit.core.geo import wind
from civickit.places import say
from civickit.places.card import Card, Fact
from civickit.places.look import Look
from civickit.places.nearby import Rules
from civickit.places.pages import SHAPES, VAGUE_M
from civickit.places.search import Book, fold
from civickit.web.languages import LANGUAGES, Languages

SAID = ("answer.", "doubt.", "fact.", "phone.", "points.doubted", "search.")
"""The beginnings of the texts that the phone says; a dataset's own words join them."""
WINDS = 8


class Frozen(NamedTuple):
    """A site without a server, and how much of it is there; `Site.frozen` of such a one.

    `cells` is the folder of cells below the home page. `whole`: few enough places for a page
    each and for one file that fills the map. `listed`: few enough for lists and a search file.
    """

    cells: str
    whole: bool
    listed: bool


class Fields:
    """Places as the fields of a cell, free of language.

    `labels` are, for each language, the names of the details met so far; a place's details
    name them by number.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self._numbers: dict[str, int] = {}
        self.labels: dict[str, list[str]] = {lang: [] for lang in LANGUAGES}

    def of(self, place: Any) -> list[Any]:
        """[key, kind, name, state, cannot be used, facts, doubts, checked, details]."""
        card = self._look.card(place)
        fields = [place.key, card.kind, card.name, card.state, int(not card.counts)]
        fields += [list(map(plain, card.facts)), list(card.doubts), card.checked]
        fields.append(self._details(place, card))
        while not fields[-1]:  # the key is never empty
            fields.pop()
        return fields

    def _details(self, place: Any, card: Card) -> list[Any]:
        """[number of the label, value, …] of what the card does not say already."""
        said: list[Any] = []
        for label, value in self._look.details(place, "ja"):
            if value != card.name and value not in card.facts:
                said += self._number(label, place), value
        return said

    def _number(self, label: str, place: Any) -> int:
        if label not in self._numbers:
            self._numbers[label] = len(self._numbers)
            at = [one for one, _ in self._look.details(place, "ja")].index(label)
            for lang, labels in self.labels.items():
                labels.append(list(self._look.details(place, lang))[at][0])
        return self._numbers[label]


def plain(fact: Fact) -> Any:
    """A fact as JSON holds it: a text, or [key, values]."""
    return fact if isinstance(fact, str) else [fact[0], dict(fact[1])]


def words(
    look: Look,
    rules: Rules,
    languages: Languages,
    lang: str,
    labels: Mapping[str, Sequence[str]],
    frozen: Frozen,
) -> dict[str, Any]:
    """All that the phone must know to say an answer in one language."""
    texts: dict[str, str] = {}
    for start in (*SAID, *look.texts(lang)):
        texts |= languages.starting(lang, start)
    kinds = {
        code: {"word": kind.word, "color": kind.color, "letter": kind.letter}
        | {"shape": kind.shape, "path": SHAPES[kind.shape]}
        for code, kind in look.kinds(lang).items()
    }
    return {
        "texts": texts,
        "kinds": kinds,
        "states": {code: list(state) for code, state in look.states(lang).items()},
        "winds": [wind(turn * 360 / WINDS, lang, points=WINDS) for turn in range(WINDS)],
        "labels": labels[lang],
        "rules": rules._asdict() | {"reach": rules.reach._asdict(), "vague_m": VAGUE_M},
        "whole": frozen.whole,
    }


def search_file(look: Look, points: Sequence[Any], starts: Book[Any]) -> dict[str, Any]:
    """What a search by words goes through: places to start from, and the points themselves.

    Each ends with its folded texts. Points are left out by giving none.
    """
    return {
        "starts": [
            [one.lat, one.lon, say.short(one.name), say.short(one.address), texts]
            for one, texts in starts.pages()
        ],
        "points": [_found(look, one) for one in points],
    }


def _found(look: Look, place: Any) -> list[Any]:
    texts = [fold(text) for text in look.searched(place) if text]
    card = look.card(place)
    said = list(map(plain, look.where(place)))
    return [place.lat, place.lon, place.key, card.kind, card.name, card.state, said, texts]
