"""One simulated phone: what waits on it, and when it has a network."""

from __future__ import annotations

from math import inf
from random import Random

from civickit.live.simulator.phones import Login, Phone, Request, upload
from civickit.tracks.fixes import Fix

GAPS = 0.004
"""After how many of its fixes the network is gone for a while."""
GAP_S = (60.0, 240.0)
MOST_WAITING = 5_000
"""A phone keeps no more; the oldest go first."""
A_LIST = 500
A_BACKLOG = 30
"""What an app that sends one at a time would post for minutes is uploaded as a file."""


class Handset:
    """`silent_from`: from the next work after that time it sends nothing any more."""

    def __init__(
        self, login: Login, phone: Phone, chance: Random, silent_from: float = inf
    ) -> None:
        self.login, self.phone, self.chance = login, phone, chance
        self.silent_from = silent_from
        self.waiting: list[Fix] = []
        self._offline_until = -inf
        self._silent = False

    def take(self, fix: Fix) -> None:
        """The phone has seen where it is."""
        works = fix.speed_m_s and fix.state != "driving"
        self._silent = self._silent or bool(works and fix.fixed_at >= self.silent_from)
        if self._silent:
            return
        self.waiting.append(fix)
        del self.waiting[:-MOST_WAITING]
        if fix.fixed_at > self._offline_until and self.chance.random() < GAPS:
            self._offline_until = fix.fixed_at + self.chance.uniform(*GAP_S)

    def online(self, at: float) -> bool:
        return at >= self._offline_until

    def requests(self) -> list[Request]:
        """What it posts of what waits, the oldest first."""
        first = self.waiting[:A_LIST]
        backlog = self.phone.one_by_one and len(first) >= A_BACKLOG
        return (upload if backlog else self.phone.requests)(self.login, first)

    def sent(self, fixes: int) -> None:
        """So many of the oldest need not be sent again."""
        del self.waiting[:fixes]
