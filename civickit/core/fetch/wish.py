"""How an answer is to be taken."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from civickit.core.fetch.answer import Answer

Check = Callable[[Answer], object]
"""Raises SourceUnavailable or SourceChanged where an answer with a good status is an error."""


class Wish(NamedTuple):
    """`data`: a web page will not do. `allow`: statuses from 300 on that are answers."""

    data: bool
    allow: Collection[int] = ()
    check: Check | None = None
    progress: bool = False
