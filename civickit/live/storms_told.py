"""The list of storms, with what was done in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from civickit.live._history_points import Storm, all_storms, devices_of
from civickit.live._open_data import STEP_MS, Day, changed_ms, days_of
from civickit.live._playback import storm_runs
from civickit.live.feed import JSON, Once, to_json
from civickit.live.storms import BREAK_MS
from civickit.tracks.coverage import table
from civickit.web.compress import Packed

if TYPE_CHECKING:
    from civickit.live.site import Site


def edition(site: Site, days: Sequence[Day]) -> str:
    """Changes when the history does, but no more often than its end moves on."""
    from_ms, until_ms = days[0].from_ms, days[-1].until_ms
    changed = changed_ms(site, from_ms, until_ms) // STEP_MS
    return f"{until_ms} {changed} {site.network_version}"


class Storms:
    """`/storms.json`; the sums of a storm are counted again only when something of it is new."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._sums: dict[int, tuple[str, dict[str, Any]]] = {}
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
        signed = storm_runs(self.site, days)
        rows = table(self.site.network, signed, by_direction=False).values() if signed else ()
        return {
            "id": storm.id,
            "from": storm.started_ms // 1000,
            "until": days[-1].until_ms // 1000,
            "simulated": storm.simulated,
            "ended": self._has_ended(storm),
            "vehicles": len(devices_of(self.site, storm)),
            "km": round(sum(run.end_m - run.start_m for _, run in signed) / 1000, 1),
            "streets_worked": sum(row.claim == "worked" for row in rows),
            "days": [one.day.isoformat() for one in days],
        }
