"""Words of a person as a question to Solr, the search engine behind CKAN."""

from __future__ import annotations

import re

from civickit.core.text import clean

_SPECIAL = re.compile(r'([+\-&|!(){}\[\]^"~*?:\\/<>=])')

EVERYTHING = "*:*"


def split(words: str) -> list[str]:
    """The single words: `消火栓　位置` are two."""
    return clean(words).split()


def literal(word: str) -> str:
    """A word in which nothing is an operator of Solr's."""
    return _SPECIAL.sub(r"\\\1", word)


def anywhere(fields: tuple[str, ...], words: str) -> str:
    """A question that wants every word somewhere in the fields; '' for no words.

    Portals cut Japanese into words in three ways: not at all, letter by letter, or by twos. A
    part of a word (`*消火*`) is found with the first, the same letters in a row (`"消火"`) with
    the others, so both are asked for.
    """
    asked = []
    for word in map(literal, split(words)):
        forms = [f"{field}:{form}" for field in fields for form in (f'"{word}"', f"*{word}*")]
        asked.append(f"({' OR '.join(forms)})")
    return " AND ".join(asked)


def of_place(place_code: str) -> str:
    """Datasets of a municipality or prefecture, where names begin with its code: 072028_aed."""
    code = literal(clean(place_code))
    return f"(name:{code}* OR organization:{code}*)" if code else ""
