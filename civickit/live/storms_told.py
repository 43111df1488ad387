"""The list of storms, with what was done in each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from civickit.live._history_points import Storm, all_storms, devices_of
from civickit.live._open_data import STEP_MS, Day, changed_ms, days_of
from civickit.live._playback import storm_runs
from civickit.live.feed import JSON, Once, to_json
from civickit.live.storms import BREAK_MS
from civickit.tracks.coverage import table
from civickit.tracks.streets import SegmentId
from civickit.web.compress import Packed

if TYPE_CHECKING:
    from civickit.live.site import Site


def edition(site: Site, days: Sequence[Day]) -> str:
    """Changes when the history does, but no more often than its end moves on."""
    from_ms, until_ms = days[0].from_ms, days[-1].until_ms
    changed = min(changed_ms(site, from_ms, until_ms), site.now_ms // STEP_MS * STEP_MS)
    return f"{until_ms} {changed} {site.network_version}"


class DaySums(NamedTuple):
    """What was done on one day of a storm; `worked` are the streets."""

    edition: str
    metres: float
    worked: frozenset[SegmentId]


class Storms:
    """`/storms.json`; the sums of a day are counted again only when something of it is new.

    250 plows drive a million runs a week: those of a long storm are never in memory at once.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self._sums: dict[int, tuple[str, dict[str, Any]]] = {}
        self._days: dict[tuple[int, date], DaySums] = {}
        self._once = Once()

    def packed(self) -> Packed:
        found = [(storm, days_of(self.site, storm)) for storm in all_storms(self.site)]
        public = [
            (storm, days, f"{edition(self.site, days)} {self._has_ended(storm)}")
            for storm, days in found
            if days
        ]
        together = " ".join(f"{storm.id} {new}" for storm, _, new in public)
        return self._once.get(together, JSON, lambda: to_json(self._file(public)))

    def _file(self, public: list[tuple[Storm, list[Day], str]]) -> dict[str, Any]:
        told = []
        for storm, days, new in public:
            if self._sums.get(storm.id, ("",))[0] != new:
                self._sums[storm.id] = new, self._summed(storm, days)
            told.append(self._sums[storm.id][1])
        return {"storms": told}

    def _has_ended(self, storm: Storm) -> bool:
        """Whether whoever drives now begins another."""
        return storm.last_ms + BREAK_MS < self.site.now_ms

    def _summed(self, storm: Storm, days: list[Day]) -> dict[str, Any]:
        sums = [self._of_day(one) for one in days]
        if ended := self._has_ended(storm):
            self._days = {of: one for of, one in self._days.items() if of[0] != storm.id}
        return {
            "id": storm.id,
            "from": storm.started_ms // 1000,
            "until": days[-1].until_ms // 1000,
            "simulated": storm.simulated,
            "ended": ended,
            "vehicles": len(devices_of(self.site, storm)),
            "km": round(sum(one.metres for one in sums) / 1000, 1),
            "streets_worked": len(frozenset[SegmentId]().union(*(one.worked for one in sums))),
            "days": [one.day.isoformat() for one in days],
        }

    def _of_day(self, day: Day) -> DaySums:
        of, new = (day.storm.id, day.day), edition(self.site, [day])
        if of not in self._days or self._days[of].edition != new:
            signed = storm_runs(self.site, [day])
            rows = table(self.site.network, signed, by_direction=False).values() if signed else ()
            worked = frozenset(row.id for row in rows if row.claim == "worked")
            metres = sum(run.end_m - run.start_m for _, run in signed)
            self._days[of] = DaySums(new, metres, worked)
        return self._days[of]
