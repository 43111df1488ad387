"""How a place looks in a list, before anybody has chosen a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

Fact = str | tuple[str, Mapping[str, str | float]]
"""Free text as the data has it, or the key of a text and the values that are filled in.

A value `bearing_deg` is said as {direction}, in the words of the reader's language.
"""


class Card(NamedTuple):
    """One place in a list, free of language: words are named by their key.

    `kind` is a key of `Look.kinds`, `state` one of `Look.states` or ''. A place that does not
    count is shown struck through, and the search goes on. `doubts` are codes with a text
    `doubt.<code>`; `checked` is an ISO date or ''.
    """

    kind: str
    name: str
    state: str = ""
    counts: bool = True
    facts: tuple[Fact, ...] = ()
    doubts: tuple[str, ...] = ()
    checked: str = ""
