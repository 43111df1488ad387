"""Which hours are to be counted now: not with every fix, and not too late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from civickit.live._count_hour import StaleHour
from civickit.live.tables import stale_hours
from civickit.tracks.coverage import HOUR_S, hour_needs
from civickit.tracks.fixes import AHEAD_S

if TYPE_CHECKING:
    from civickit.live.site import Site

QUIET_S = 10.0
"""An hour that is over is counted once no fix of it has come for so long."""
QUIET_NOW_S = 120.0
"""The same for an hour that still lasts."""
LONGEST_S = 600.0
"""However many fixes come, an hour is counted so often at least."""
BACK_S = 60.0
"""What came so long after now came before the clock was set back."""


class Waiting:
    """The hours that wait, and for how long each has."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._since: dict[tuple[int, int], float] = {}

    def look(self) -> list[StaleHour]:
        """All that wait, the oldest hours first; not those of a clock that is hours ahead."""
        now_s = self.site.now()
        asked = select(stale_hours).where(stale_hours.c.hour <= (now_s + AHEAD_S) // HOUR_S)
        asked = asked.order_by(stale_hours.c.hour, stale_hours.c.device_id)
        with self.site.storage.read() as connection:
            found = [StaleHour(*row) for row in connection.execute(asked)]
        self._since = {one.key: self._since.get(one.key, now_s) for one in found}
        return found

    def ripe(self, stale: Sequence[StaleHour]) -> Iterator[StaleHour]:
        """Those of which no fix has come for a while, or that have waited for long."""
        now_s = self.site.now()
        for one in stale:
            over = now_s >= hour_needs(one.hour)[1]
            quiet_s = now_s - one.since_ms / 1000
            if _is_past(quiet_s, QUIET_S if over else QUIET_NOW_S) or _is_past(
                now_s - self._since[one.key], LONGEST_S
            ):
                yield one

    def counted(self, one: StaleHour) -> None:
        """If it waits on, it does so from now."""
        self._since.pop(one.key, None)


def _is_past(passed_s: float, enough_s: float) -> bool:
    return not -BACK_S <= passed_s < enough_s
