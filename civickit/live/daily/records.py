"""A day in numbers. Times are ms since 1970.

What is paid for is rounded once, here: lengths to the metre, durations to the minute (told in
seconds). So every sum on the sheet is the sum of what is printed above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from civickit.tracks.streets import SegmentId

SURE = 0.8
"""What is less sure than that is marked."""
UNUSED_SHARE = 0.5
"""More fixes than that without a street are marked."""


class StreetDay(NamedTuple):
    """A street that a vehicle worked on. `worked_m` counts every pass, `passed_m` is what it drove
    there without working. `confidence` is of the work."""

    id: SegmentId
    name: str
    priority: int | None
    length_m: float
    worked_m: int
    passed_m: int
    first_ms: int
    last_ms: int
    passes: int
    confidence: float

    @property
    def doubtful(self) -> bool:
        return self.confidence < SURE


class VehicleDay(NamedTuple):
    """What one vehicle did.

    On duty is the time in which it sent without a gap of more than ten minutes, worked the part of
    that in which it plowed or salted at both ends of each step. Metres are on the streets of the
    network. `rest_m` is work on bits of streets too short to be listed. Of `driven_m`, `unsure_m`
    is matched with less than 0.8 confidence, of `unknown_m` nobody said what was done. `gaps` lie
    between the first fix and the last, `used` fixes said something about a street.
    """

    device: str
    contractor: str
    kind: str
    simulated: bool
    first_ms: int | None
    last_ms: int | None
    duty_s: int
    worked_s: int
    driven_m: int
    worked_m: int
    rest_m: int
    unsure_m: int
    unknown_m: int
    gaps: int
    gap_s: int
    fixes: int
    used: int
    streets: tuple[StreetDay, ...]

    @property
    def doubts(self) -> tuple[str, ...]:
        """What somebody should look at before paying; each is a text `daily_doubt_…`."""
        found = {
            "unsure": self.unsure_m > 0,
            "unknown_state": self.unknown_m > 0,
            "gaps": self.gaps > 0,
            "unused": self.used < self.fixes * UNUSED_SHARE,
        }
        return tuple(name for name, is_so in found.items() if is_so)


class Totals(NamedTuple):
    """The sums of some vehicles; a street counts for each vehicle that worked on it."""

    vehicles: int
    duty_s: int
    worked_s: int
    driven_m: int
    worked_m: int
    unsure_m: int
    streets: int
    fixes: int
    used: int


class Daily(NamedTuple):
    """The report. `day` is None for a span of another kind.

    `counted`: no fix waits to be counted. `changed_ms`: when its numbers last became others.
    `corrected_ms`: when the file of the night was replaced, None for the first one.
    """

    day: date | None
    from_ms: int
    until_ms: int
    zone: ZoneInfo
    title: Mapping[str, str]
    simulated: bool
    fictional: bool
    counted: bool
    changed_ms: int | None
    corrected_ms: int | None
    vehicles: tuple[VehicleDay, ...]

    def totals(self) -> Totals:
        return totals_of(self.vehicles)

    def only(self, *, contractor: str | None = None, device: str | None = None) -> Daily:
        """The report of one contractor, or of one vehicle."""
        chosen = (
            one
            for one in self.vehicles
            if contractor in (None, one.contractor) and device in (None, one.device)
        )
        return self._replace(vehicles=tuple(chosen))

    def contractors(self) -> list[tuple[str, Totals]]:
        """The sums of each contractor, by name; '' are the city's own."""
        names = sorted({one.contractor for one in self.vehicles})
        return [
            (name, totals_of(one for one in self.vehicles if one.contractor == name))
            for name in names
        ]


def totals_of(vehicles: Iterable[VehicleDay]) -> Totals:
    some = list(vehicles)
    return Totals(
        len(some),
        sum(one.duty_s for one in some),
        sum(one.worked_s for one in some),
        sum(one.driven_m for one in some),
        sum(one.worked_m for one in some),
        sum(one.unsure_m for one in some),
        sum(len(one.streets) for one in some),
        sum(one.fixes for one in some),
        sum(one.used for one in some),
    )
