"""Where vehicles were, hour by hour: an hour of a storm that still goes on is read once, and then
kept as whole numbers. 250 plows that send each second write 900,000 rows an hour."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from civickit.live._history_points import STEP_S, Point, devices_of, points
from civickit.live._open_data import Day, archive_path, changed_ms, points_of
from civickit.live.feed import PLACES
from civickit.tracks.fixes import STATES

if TYPE_CHECKING:
    from civickit.live.site import Site

E5 = 100_000
"""Degrees are told in parts of so many: a metre."""
ORDER = ("unknown", *(state for state in STATES if state != "unknown"))
HOUR_MS = 3_600_000
MOST_HOURS = 36
"""Of 250 plows an hour takes some 1.5 MB."""
JOIN_S = 3 * STEP_S
"""A drive goes on over the full hour when its next position comes so soon."""

Spot = tuple[int, int, int, int]
"""Seconds since 1970, latitude and longitude in parts of E5, the place of the state in ORDER."""


class Drive(NamedTuple):
    """`numbers` are those of its spots, one after the other, seconds counted from `from_s`."""

    alias: int
    from_s: int
    numbers: array[int]

    def spots(self) -> Iterator[Spot]:
        told = iter(self.numbers)
        for seconds, lat, lon, state in zip(told, told, told, told, strict=True):
            yield self.from_s + seconds, lat, lon, state


class Hours:
    """The hours of one app's storms."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._kept: OrderedDict[tuple[int, ...], list[Drive]] = OrderedDict()

    def drives(self, day: Day) -> dict[int, list[list[Spot]]]:
        """By alias what it drove on a day, as far as it is public; not for two threads at once."""
        found: dict[int, list[list[Spot]]] = {}
        for drives in self._pieces(day):
            told: set[int] = set()
            for drive in drives:
                parts, spots = found.setdefault(drive.alias, []), list(drive.spots())
                is_first = drive.alias not in told
                told.add(drive.alias)
                if is_first and parts and spots[0][0] - parts[-1][-1][0] <= JOIN_S:
                    parts[-1] += spots
                else:
                    parts.append(spots)
        return found

    def _pieces(self, day: Day) -> Iterator[list[Drive]]:
        if archive_path(self._site, day).is_file():
            yield _drives(points_of(self._site, day), day.from_ms)
            return
        begin = day.from_ms
        while begin < day.until_ms:
            end = min((begin // HOUR_MS + 1) * HOUR_MS, day.until_ms)
            yield self._hour(day._replace(from_ms=begin, until_ms=end))
            begin = end

    def _hour(self, piece: Day) -> list[Drive]:
        """Read anew where late positions changed what was counted; without a counter, always."""
        changed = changed_ms(self._site, piece.from_ms, piece.until_ms - 1)
        key = (piece.storm.id, piece.from_ms, piece.until_ms, changed)
        found = self._kept.pop(key, None) if self._site.settings.cleared else None
        self._kept[key] = _drives(self._read(piece), piece.from_ms) if found is None else found
        while len(self._kept) > MOST_HOURS:
            self._kept.popitem(last=False)
        return self._kept[key]

    def _read(self, piece: Day) -> Iterator[Point]:
        for alias, device_id in devices_of(self._site, piece.storm):
            yield from points(self._site, alias, device_id, piece.from_ms, piece.until_ms)


def _drives(found: Iterable[Point], from_ms: int) -> list[Drive]:
    from_s = from_ms // 1000
    return [
        Drive(alias, from_s, _numbers(drive, from_s))
        for (alias, _), drive in groupby(found, key=lambda one: one[:2])
    ]


def _numbers(drive: Iterable[Point], from_s: int) -> array[int]:
    told = array("i")
    for one in drive:
        lat, lon = round(one.lat, PLACES), round(one.lon, PLACES)  # as in the kept file
        place = round(lat * E5), round(lon * E5), ORDER.index(one.state)
        told.extend((one.at_ms // 1000 - from_s, *place))
    return told
