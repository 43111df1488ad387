"""What is driven just now: a matcher for each device that sends, fed with its fixes as they come.

Only what people see at once comes from here. All that stays is counted from whole hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, select

from civickit.live._count_hour import StaleHour, fixes_between
from civickit.live._show import alias_text, by_street_and_direction
from civickit.live._street_rows import to_ms
from civickit.live.tables import aliases, storms
from civickit.tracks.coverage import HOUR_S, Cleared, Key, hour_needs
from civickit.tracks.fixes import Fix
from civickit.tracks.matching import Matcher, Run

if TYPE_CHECKING:
    from civickit.live.site import Site

LOOKED_BACK_S = 2 * HOUR_S
"""What is older is left to the count of hours."""
LOOK_EVERY_S = 10.0
"""A vehicle's way that is not settled yet is looked at so often."""
BATCH = 4_000
"""So many fixes are matched at a time: what is new must not wait for who has much to tell."""


class Sender(NamedTuple):
    """A device with stale hours: the first and the last of them, and when its last fix came."""

    device_id: int
    first_hour: int
    last_hour: int
    since_ms: int


class Way:
    """The way of one device: what is settled, and what is likely beyond that."""

    def __init__(self, site: Site, from_s: float) -> None:
        self.matcher = Matcher(site.streets)
        self.fed_until_s = from_s
        self.settled: list[Run] = []
        self.likely: list[Run] = []
        self.since_ms = -1
        """Of the sender when all its fixes had been fed."""
        self._looked_at_s = float("-inf")
        self._looked_until_s = from_s

    @property
    def looked(self) -> bool:
        """Whether `likely` is of all that was fed."""
        return self._looked_until_s == self.fed_until_s

    def feed(self, fixes: Sequence[Fix]) -> list[Run]:
        """The runs that are settled by these fixes."""
        new = [run for fix in fixes for run in self.matcher.push(fix)]
        self.settled += new
        self.fed_until_s = fixes[-1].fixed_at if fixes else self.fed_until_s
        return new

    def look(self, now_s: float) -> list[Run]:
        """The runs that are likely beyond those; nothing where that was asked a moment ago."""
        if self.looked or 0 <= now_s - self._looked_at_s < LOOK_EVERY_S:
            return []
        self._looked_at_s, self._looked_until_s = now_s, self.fed_until_s
        self.likely = self.matcher.ahead()
        return self.likely

    def forget(self, before_s: float) -> None:
        self.settled = [run for run in self.settled if run.ended_at >= before_s]


class LiveCount:
    """The ways of all that are on the way now."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._ways: dict[int, Way] = {}

    def look(self, stale: Sequence[StaleHour]) -> dict[Key, Cleared]:
        """What the new fixes say of the streets they are on, with what others just drove there."""
        now_s = self.site.now()
        new: list[Run] = []
        left = BATCH
        with self.site.storage.read() as connection:
            for sender in _senders(stale):
                way = self._way(sender, now_s)
                if way is None or (way.since_ms == sender.since_ms and way.looked):
                    continue
                found = self._fixes(connection, way, sender, left)
                left -= len(found)
                new += [*way.feed(found), *way.look(now_s)]
            numbers = _numbers(connection, now_s - LOOKED_BACK_S) if new else {}
        self._forget(now_s - LOOKED_BACK_S)
        return self._table(new, numbers)

    def _way(self, sender: Sender, now_s: float) -> Way | None:
        """None for who only tells of long ago."""
        oldest_s = now_s - LOOKED_BACK_S
        if sender.device_id not in self._ways and (sender.last_hour + 1) * HOUR_S > oldest_s:
            start_s = max(hour_needs(sender.first_hour)[0], oldest_s)
            self._ways[sender.device_id] = Way(self.site, start_s)
        return self._ways.get(sender.device_id)

    def _fixes(self, connection: Connection, way: Way, sender: Sender, most: int) -> list[Fix]:
        """Those that the way has not been fed yet, the first ones where there are too many."""
        if way.since_ms == sender.since_ms:
            return []
        start_s, end_s = way.fed_until_s + 0.001, (sender.last_hour + 2) * HOUR_S
        found = fixes_between(connection, sender.device_id, start_s, end_s)
        if len(found) <= most:
            way.since_ms = sender.since_ms
        return found[: max(0, most)]

    def _table(self, new: Sequence[Run], numbers: Mapping[int, int]) -> dict[Key, Cleared]:
        names = self.site.ledger.names
        streets = {names.names[run.segment][0] for run in new}
        signed = [
            (alias_text(numbers.get(device)), run)
            for device, way in self._ways.items()
            for run in (*way.settled, *way.likely)
            if names.names[run.segment][0] in streets
        ]
        return by_street_and_direction(names, signed)

    def _forget(self, before_s: float) -> None:
        for way in self._ways.values():
            way.forget(before_s)
        self._ways = {
            device: way for device, way in self._ways.items() if way.fed_until_s >= before_s
        }


def _senders(stale: Sequence[StaleHour]) -> list[Sender]:
    by_device: dict[int, list[StaleHour]] = {}
    for row in stale:
        by_device.setdefault(row.device_id, []).append(row)
    return [
        Sender(
            device, min(r.hour for r in of), max(r.hour for r in of), max(r.since_ms for r in of)
        )
        for device, of in by_device.items()
    ]


def _numbers(connection: Connection, since_s: float) -> dict[int, int]:
    """The alias of each device in its last storm since then."""
    asked = (
        select(aliases.c.device_id, aliases.c.number)
        .join(storms, storms.c.id == aliases.c.storm_id)
        .where(storms.c.last_ms >= to_ms(since_s))
        .order_by(storms.c.last_ms)
    )
    return {row.device_id: row.number for row in connection.execute(asked)}
