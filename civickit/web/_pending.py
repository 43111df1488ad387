"""News that wait for somebody slower than those who tell them: few, whatever happens."""

from __future__ import annotations

from threading import Lock
from typing import Any

Told = dict[str, Any]
RESYNC = "resync"
"""The topic that says: you have missed something, read everything again."""
MOST_NEWS = 64
LONGEST_LIST = 2_000


class Pending:
    """The newest news, each once. Too many become one `resync`, which stands for all of them."""

    def __init__(self) -> None:
        self._news: dict[tuple[Any, ...], tuple[str, Told]] = {}
        self._lock = Lock()

    def __bool__(self) -> bool:
        return bool(self._news)

    def add(self, topic: str, told: Told) -> None:
        """News that differ only in their lists become one, with what is in either."""
        key = (topic, *(f"{name}={told[name]!r}" for name in told if not _is_list(told[name])))
        with self._lock:
            if (RESYNC,) in self._news:
                return
            before = self._news.get(key)
            self._news[key] = (topic, _joined(before[1], told) if before else told)
            if topic == RESYNC or self._too_many(key):
                self._news = {(RESYNC,): (RESYNC, {})}

    def take(self) -> list[tuple[str, Told]]:
        """What waits, the oldest first; it waits no longer."""
        with self._lock:
            taken, self._news = self._news, {}
        return list(taken.values())

    def _too_many(self, key: tuple[Any, ...]) -> bool:
        told = self._news[key][1]
        longest = max((len(value) for value in told.values() if _is_list(value)), default=0)
        return len(self._news) > MOST_NEWS or longest > LONGEST_LIST


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _joined(first: Told, second: Told) -> Told:
    return {
        name: list(dict.fromkeys([*first.get(name, ()), *value])) if _is_list(value) else value
        for name, value in second.items()
    }
