"""DCAT written as JSON-LD, as plain objects: one shape, whatever it was written in.

Names lose their prefix or address (`dct:title` and `http://purl.org/dc/terms/title` are
`title`), references to other nodes are followed, and texts in several languages become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

LANGUAGES = ("ja", "en", "")
_PREFIX = re.compile(r"^(?:[A-Za-z][\w.-]*://.*[/#]|[A-Za-z][\w.-]*:)(?=[^/#:]+$)")


class Graph:
    """A document. `datasets()` are its datasets with what they refer to one `get` away."""

    def __init__(self, document: Any) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}
        self.all = [node for node in _nodes(document) if _is_described(node)]
        for node in self.all:
            if isinstance(name := node.get("@id"), str):
                self.nodes.setdefault(name, {}).update(node)

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        """Each node of a type once, as `Dataset`."""
        found = {
            str(node.get("@id", id(node))): self.nodes.get(str(node.get("@id")), node)
            for node in self.all
            if kind in map(local, as_list(node.get("@type")))
        }
        return list(found.values())

    def get(self, node: Any, *names: str) -> list[Any]:
        """The values of the first of the names that has any, with references followed."""
        told = {local(name): value for name, value in node.items()}
        for name in names:
            if values := [self._followed(value) for value in as_list(told.get(name))]:
                return values
        return []

    def text(self, node: Any, *names: str) -> str:
        """One text; in Japanese, else English, else no language, else whichever comes first."""
        return best_text(self.get(node, *names))

    def _followed(self, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(name := value.get("@id"), str):
            return self.nodes.get(name, value)
        return self.nodes.get(value, value) if isinstance(value, str) else value


def local(name: Any) -> str:
    """A name without its prefix or address.

    >>> local("dct:title"), local("http://www.w3.org/ns/dcat#Dataset"), local("@id")
    ('title', 'Dataset', '@id')
    """
    return _PREFIX.sub("", name) if isinstance(name, str) else ""


def as_list(value: Any) -> list[Any]:
    """One value or several, or an ordered list of JSON-LD, as a list."""
    if isinstance(value, dict) and "@list" in value:
        return as_list(value["@list"])
    return value if isinstance(value, list) else [] if value is None else [value]


def best_text(values: list[Any]) -> str:
    """One text of those in several languages. Nodes give their address."""
    told: dict[str, str] = {}
    for value in values:
        for language, words in _texts(value):
            told.setdefault(language, words)
    for language in LANGUAGES:
        if language in told:
            return told[language]
    return next(iter(told.values()), "")


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    """(language, text) for every text of a value: plain, tagged, or a map of languages."""
    if isinstance(value, dict) and "@value" in value:
        language = value.get("@language") or ""
        yield str(language).partition("-")[0].lower(), str(value["@value"])
    elif isinstance(value, dict) and isinstance(value.get("@id"), str):
        yield "", value["@id"]
    elif isinstance(value, dict):
        for language, words in value.items():
            for word in as_list(words):
                if isinstance(word, str) and not language.startswith("@") and ":" not in language:
                    yield language.partition("-")[0].lower(), word
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield "", str(value)


def _is_described(node: dict[str, Any]) -> bool:
    """Whether a node says something of itself, rather than only pointing to another."""
    return bool(node.keys() - {"@id"})


def _nodes(document: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document, in its order, however deep."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            yield value
            waiting += reversed([inner for name, inner in value.items() if name != "@context"])
