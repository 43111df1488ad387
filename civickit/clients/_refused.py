"""Requests that a server understood and did not take: its own words for the user."""

from __future__ import annotations

from typing import Any

from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Answer

# A query with a fault in it: the server says which.
ITS_OWN_WORDS = (400,)


def json_of(answer: Answer) -> Any:
    """The JSON of an answer. Raises SourceUnavailable with what the server objects to."""
    if answer.status < 400:
        return answer.json()
    try:
        said = answer.json()
    except SourceChanged:
        said = None
    message = said.get("message") if isinstance(said, dict) else None
    raise SourceUnavailable(
        f"{answer.url} refused the request: {message or answer.beginning()}",
        url=answer.url,
        status=answer.status,
    )
