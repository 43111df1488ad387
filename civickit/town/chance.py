"""Chance that falls the same way on every run and every Python."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Seeded choices built on `Random.random()` alone.

    Python promises that `random()` keeps its sequence for a seed; `choice`, `shuffle` and
    `sample` may change between versions, so they are not used.
    """

    def __init__(self, seed: int) -> None:
        self._next = Random(seed).random  # noqa: S311 - scenery, not secrets

    def between(self, low: float, high: float) -> float:
        """A number from `low` up to `high`."""
        return low + (high - low) * self._next()

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int((high - low + 1) * self._next())

    def yes(self, probability: float) -> bool:
        """True with this probability."""
        return self._next() < probability

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, all equally likely."""
        return options[int(len(options) * self._next())]

    def weighted(self, options: Sequence[tuple[T, float]]) -> T:
        """One of the options; each comes with its weight."""
        left = sum(weight for _, weight in options) * self._next()
        for option, weight in options:
            left -= weight
            if left < 0:
                return option
        return options[-1][0]
