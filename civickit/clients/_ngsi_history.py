"""What an attribute was, and when: as the history services of both versions tell it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from civickit.clients._ngsi_query import utc
from civickit.core.errors import InvalidRecord, SourceChanged


class Reading(NamedTuple):
    """One value of one attribute. `at` has a zone."""

    attribute: str
    at: datetime
    value: Any


def at(written: Any, where: str) -> datetime:
    """A time as brokers write it; without a zone it is UTC. Raises SourceChanged."""
    try:
        time = datetime.fromisoformat(written)
    except (TypeError, ValueError):
        raise SourceChanged(
            f"a time of {where} cannot be read", expected="an ISO time", found=repr(written)[:60]
        ) from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def asked(name: str, time: datetime | None) -> str | None:
    """A bound of a period, in UTC. Raises InvalidRecord without a zone."""
    if time is None:
        return None
    try:
        return utc(time)
    except ValueError as error:
        raise InvalidRecord({name: str(error)}) from None
