"""When which street was cleared, as the public is told."""

from __future__ import annotations

from functools import cached_property
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from civickit.live._street_near import Near
from civickit.live._street_rows import Names
from civickit.live._street_tables import cleared, counter
from civickit.live.tables import storms
from civickit.tracks.coverage import Cleared
from civickit.tracks.streets import SegmentId

if TYPE_CHECKING:
    from civickit.live.site import Site

FRESH_S = 1.0
_NEWEST = select(storms.c.simulated).order_by(storms.c.last_ms.desc()).limit(1)
_ORDER = ("both", "forward", "backward")


class Ledger:
    """When which street was cleared, as the public is told: one row a street, never going back.

    Read from the storage at most once a second, however many ask, and then only what has changed;
    while that cannot be read, what was read before stands.
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
        self._rows: dict[tuple[str, str], Cleared] = {}
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
        return f"{season} {network} {self._edition} {self._simulated}"

    @property
    def simulated(self) -> bool:
        """Whether the storm that is, or was the last, is simulated."""
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
            self._simulated = bool(connection.execute(_NEWEST).scalar())
            now = connection.execute(select(counter)).first()
            if now is None:
                return
            of = (now.season_ms, now.network)
            since = self._edition if of == self._of else -1
            if since == now.edition:
                return
            changed = connection.execute(
                select(cleared).where(cleared.c.edition > since, cleared.c.edition <= now.edition)
            ).all()
        rows = self._rows if since >= 0 else {}
        self._rows = self._with(rows, changed)
        self._of, self._edition = of, now.edition
        ordered = [row for (_, direction), row in self._rows.items() if direction == "both"]
        self._streets = sorted(ordered, key=lambda row: (isinstance(row.id, str), row.id))

    def _with(
        self, rows: dict[tuple[str, str], Cleared], changed: Any
    ) -> dict[tuple[str, str], Cleared]:
        rows = dict(rows)
        for row in changed:
            found = self.names.cleared(row)
            if found is None:
                rows.pop((row.street, row.direction), None)
            else:
                rows[row.street, row.direction] = found
        return rows
