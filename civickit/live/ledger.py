"""When which street was cleared, as the public is told."""

from __future__ import annotations

from functools import cached_property
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from civickit.live._show import by_street_and_direction, signed_runs
from civickit.live._street_near import Near
from civickit.live._street_rows import Names
from civickit.live._street_tables import cleared, counter
from civickit.live.tables import storms
from civickit.tracks.coverage import Cleared
from civickit.tracks.streets import SegmentId

if TYPE_CHECKING:
    from civickit.live.site import Site

FRESH_S = 1.0
_ANY_SIMULATED = select(storms.c.id).where(storms.c.simulated).limit(1)
_ORDER = ("both", "forward", "backward")


Rows = dict[tuple[str, str], Cleared]
"""By the street's name in the storage and the direction."""


class Ledger:
    """When which street was cleared, as the public is told: one row a street, never going back.

    Read from the storage at most once a second, however many ask, and then only what has changed;
    while that cannot be read, what was read before stands.
    Where positions are public with a delay, so are streets: else they would tell where a plow is.
    The counter fills it. `last` of a street stays or grows; a claim that further counting does not
    bear out is taken back once it has been shown for some hours (`KEPT_S` of `_show`).
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self._lock = Lock()
        self._asked_at = float("-inf")
        self._of: tuple[int, str] | None = None
        self._edition = -1
        self._simulated = False
        self._rows: Rows = {}
        self._too_fresh: dict[tuple[str, str], list[Cleared]] = {}
        self._released = 0
        self._streets: list[Cleared] = []
        site.hub.listen("streets", lambda _told: self._look_again())

    def streets(self) -> list[Cleared]:
        """What is known of each street in the season, in the order of ids; direction `both`."""
        self._refresh()
        return self._streets

    def street(self, id_: SegmentId) -> list[Cleared]:
        """One street: `both` first, then its directions. Empty where nothing is known."""
        self._refresh()
        found = (self._rows.get((str(id_), direction)) for direction in _ORDER)
        return [one for one in found if one is not None]

    def near(
        self, lat: float, lon: float, radius_m: float = 100.0
    ) -> list[tuple[SegmentId, float]]:
        """The streets within the radius, nearest first, with their distance in metres."""
        return self.lines.streets(lat, lon, radius_m)

    @property
    def edition(self) -> str:
        """Changes with what `streets` gives; for ETags and files made once."""
        self._refresh()
        season, network = self._of or (0, "")
        return f"{season} {network} {self._edition} {self._released} {self._simulated}"

    @property
    def simulated(self) -> bool:
        """Whether simulated vehicles are among those that drove."""
        self._refresh()
        return self._simulated

    @cached_property
    def names(self) -> Names:
        """How the streets are called in the storage."""
        return Names(self.site.network)

    @cached_property
    def lines(self) -> Near:
        """The streets by where they lie."""
        return Near(self.site.network)

    def _look_again(self) -> None:
        self._asked_at = float("-inf")

    def _refresh(self) -> None:
        if monotonic() - self._asked_at < FRESH_S:
            return
        with self._lock:
            if monotonic() - self._asked_at < FRESH_S:  # somebody else has read meanwhile
                return
            self._asked_at = monotonic()
            try:
                self._read()
            except SQLAlchemyError:
                if self._of is None:
                    raise

    def _read(self) -> None:
        """What has changed since the last time; everything when season or network is another."""
        with self.site.storage.read() as connection:
            self._simulated = connection.scalar(_ANY_SIMULATED) is not None
            now = connection.execute(select(counter)).first()
            if now is None:
                return
            of = (now.season_ms, now.network)
            since = self._edition if of == self._of else -1
            if since == now.edition and not self._too_fresh:
                return
            new = cleared.c.edition > since, cleared.c.edition <= now.edition
            changed = connection.execute(select(cleared).where(*new)).all()
            if since < 0:
                self._too_fresh = {}
            rows = self._with(self._rows if since >= 0 else {}, changed)
            if since < 0 and self._too_fresh:
                rows |= self._before(connection, now.season_ms)
        released = self._release(rows)
        if since == now.edition and not released:
            return
        ordered = [row for (_, direction), row in rows.items() if direction == "both"]
        self._streets = sorted(ordered, key=lambda row: (isinstance(row.id, str), row.id))
        self._rows = rows
        # Last of all: who reads meanwhile must not keep the old streets under the new edition.
        self._of, self._edition = of, now.edition
        self._released += released

    @property
    def _public_until_s(self) -> float:
        delay_s = self.site.settings.delay_s
        return self.site.now() - delay_s if delay_s else float("inf")

    def _with(self, rows: Rows, changed: Any) -> Rows:
        """The rows with those that have changed; what is too fresh waits."""
        rows, until_s = dict(rows), self._public_until_s
        for row in changed:
            key, found = (row.street, row.direction), self.names.cleared(row)
            if found is not None and found.last > until_s:
                self._too_fresh.setdefault(key, []).append(found)
                continue
            self._too_fresh.pop(key, None)
            if found is None:
                rows.pop(key, None)
            else:
                rows[key] = found
        return rows

    def _release(self, rows: Rows) -> int:
        """Put what has waited for long enough into the rows; how much that was."""
        until_s, released = self._public_until_s, 0
        for key, waiting in self._too_fresh.items():
            while waiting and waiting[0].last <= until_s:
                rows[key] = waiting.pop(0)
                released += 1
        self._too_fresh = {key: waiting for key, waiting in self._too_fresh.items() if waiting}
        return released

    def _before(self, connection: Connection, season_ms: int) -> Rows:
        """What was known of these streets before what is too fresh: after a start."""
        streets = sorted({street for street, _ in self._too_fresh})
        signed = signed_runs(connection, self.names, season_ms, streets)
        old = [one for one in signed if one[1].ended_at <= self._public_until_s]
        found = by_street_and_direction(self.names, old)
        return {(str(id_), direction): row for (id_, direction), row in found.items()}
