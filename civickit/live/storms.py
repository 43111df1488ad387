"""Storms: times without a break of 12 hours in which somebody drove; and the aliases in them.

A storm that was told of stays: a late fix between two makes one of them longer, never both one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from secrets import SystemRandom
from typing import NamedTuple

from sqlalchemy import Connection, insert, text

from civickit.live.tables import aliases, storms

BREAK_MS = 12 * 3_600_000
FEWEST_NUMBERS = 99

_NEAR = text(
    "SELECT id, started_ms, last_ms, simulated FROM storms"
    " WHERE last_ms >= :oldest_ms AND started_ms <= :newest_ms"
)
_BEGAN = text("UPDATE storms SET started_ms = :ms WHERE id = :id AND started_ms > :ms")
_LASTED = text("UPDATE storms SET last_ms = :ms WHERE id = :id AND last_ms < :ms")
_NUMBERS = text(
    "SELECT aliases.storm_id, aliases.device_id, aliases.number FROM storms this JOIN storms"
    " ON storms.last_ms >= this.started_ms - :break_ms"
    " AND storms.started_ms <= this.last_ms + :break_ms"
    " JOIN aliases ON aliases.storm_id = storms.id WHERE this.id = :id"
)
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(1937010541)")  # a number of our own


class Storm(NamedTuple):
    """One storm as far as it is known; `simulated` ones are apart from real ones."""

    id: int
    started_ms: int
    last_ms: int
    simulated: bool

    def away_ms(self, at_ms: int) -> int:
        """How long before its begin or after its end a time is."""
        return max(0, self.started_ms - at_ms, at_ms - self.last_ms)


class Storms:
    """The storms around some times, for one transaction."""

    def __init__(self, connection: Connection, oldest_ms: int, newest_ms: int) -> None:
        self._connection = connection
        self._between = {"oldest_ms": oldest_ms - BREAK_MS, "newest_ms": newest_ms + BREAK_MS}
        self._there = self._read()
        self._known = dict(self._there)

    def at(self, at_ms: int, simulated: bool) -> int:
        """The id of the storm in which somebody drove then: found and made longer, or made."""
        storm = self._near(at_ms, simulated) or self._make(at_ms, simulated)
        if storm.away_ms(at_ms):
            self._known[storm.id] = storm._replace(
                started_ms=min(storm.started_ms, at_ms), last_ms=max(storm.last_ms, at_ms)
            )
        return storm.id

    def of(self, times: Sequence[int], simulated: bool) -> list[int]:
        """The ids of the storms of ascending times, the last one's last.

        Between two times of one storm all are of it, so not each of a long log is looked at.
        """
        if times[-1] - times[0] <= BREAK_MS:
            ends = [self.at(at_ms, simulated) for at_ms in (times[0], times[-1])]
            if len(times) <= 2 or ends[0] == ends[1]:
                return ends
        half = (len(times) + 1) // 2
        return [*self.of(times[:half], simulated), *self.of(times[half:], simulated)]

    def keep(self) -> None:
        """Write how long they are now; last of all, for other processes wait for these rows."""
        grown = [(self._there[id_], now) for id_, now in self._known.items()]
        began = [(now.id, now.started_ms) for was, now in grown if now.started_ms < was.started_ms]
        lasted = [(now.id, now.last_ms) for was, now in grown if now.last_ms > was.last_ms]
        for statement, changes in ((_BEGAN, began), (_LASTED, lasted)):
            if changes:
                rows = [{"id": id_, "ms": ms} for id_, ms in sorted(changes)]
                self._connection.execute(statement, rows)

    def _near(self, at_ms: int, simulated: bool) -> Storm | None:
        near = [
            one
            for one in self._known.values()
            if one.simulated == simulated and one.away_ms(at_ms) <= BREAK_MS
        ]
        return min(near, key=lambda one: (one.away_ms(at_ms), one.started_ms), default=None)

    def _make(self, at_ms: int, simulated: bool) -> Storm:
        alone(self._connection)
        self._there = self._read() | self._there
        self._known = self._there | self._known
        if there := self._near(at_ms, simulated):  # another process was first
            return there
        row = {"started_ms": at_ms, "last_ms": at_ms, "simulated": simulated}
        made = self._connection.execute(insert(storms).returning(storms.c.id), row).scalar_one()
        self._there[made] = self._known[made] = Storm(made, at_ms, at_ms, simulated)
        return self._known[made]

    def _read(self) -> dict[int, Storm]:
        found = self._connection.execute(_NEAR, self._between)
        return {id_: Storm(id_, began, last, bool(sim)) for id_, began, last, sim in found}


def alone(connection: Connection) -> None:
    """Until the end of the transaction nobody else makes storms and draws aliases."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        connection.execute(_ONE_AT_A_TIME)


def draw_aliases(connection: Connection, storm_id: int, device_ids: Collection[int]) -> None:
    """Give the devices numbers by chance in that storm; those that have one keep it.

    None has the number of one in a storm of the same time: a real and a simulated one share a map.
    """
    alone(connection)
    at = {"id": storm_id, "break_ms": BREAK_MS}
    given = {(one.storm_id, one.device_id): one.number for one in connection.execute(_NUMBERS, at)}
    missing = [id_ for id_ in device_ids if (storm_id, id_) not in given]
    most = FEWEST_NUMBERS
    while 2 * (len(given) + len(missing)) > most:
        most = most * 10 + 9
    free = sorted(set(range(1, most + 1)).difference(given.values()))
    drawn = SystemRandom().sample(free, len(missing))
    rows = [
        {"storm_id": storm_id, "device_id": id_, "number": number}
        for id_, number in zip(missing, drawn, strict=True)
    ]
    if rows:
        connection.execute(insert(aliases), rows)
