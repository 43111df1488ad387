"""Where a row lies: latitude and longitude out of two cells, however they were written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from math import isfinite

from civickit.core.coordinates import JAPAN, Area
from civickit.core.geo import parse_coordinate, tokyo_to_jgd2011
from civickit.core.text import clean

WORLD = Area(-90.0, -180.0, 90.0, 180.0)
SETTLED = Area(-60.0, -180.0, 80.0, 180.0)
WIDEN_DEG = 0.5
Pair = tuple[float, float]
OTHER = {"lat": "lon", "lon": "lat"}


class Refused(ValueError):
    """Two cells that give no position: `.reason`, and which field is to blame."""

    def __init__(self, reason: str, field: str) -> None:
        self.reason = reason
        self.field = field
        super().__init__(reason)


Position = tuple[float, float, str]
"""Degrees on WGS84, and the reason if the cells had to be mended, else ''."""


class Positions:
    """Reads positions the way this file writes them, learnt from a sample of its rows.

    `swapped`: every latitude of the file is a longitude and the other way round.
    """

    def __init__(self, sample: Iterable[tuple[str, str]], old_datum: bool = False) -> None:
        self.old_datum = old_datum
        written = [pair for pair in map(_numbers, sample) if pair]
        large = [pair for pair in written if not (WORLD.holds(*pair) or WORLD.holds(*pair[::-1]))]
        packed = all(any(JAPAN.holds(*one) for one in _all(_packed, pair)) for pair in large)
        self.packed = packed and len(large) * 2 > len(written)
        pairs = [pair for pair in written if pair not in large]
        pairs += [pair for one in large for pair in self._sure(one)]
        turned = sum(1 for pair in pairs if _is_turned(*pair))
        self.swapped = bool(pairs) and turned * 5 >= len(pairs) * 4
        if self.swapped:
            pairs = [(lon, lat) for lat, lon in pairs]
        at_home = [pair for pair in pairs if WORLD.holds(*pair) and 0.0 not in pair]
        in_japan = sum(1 for pair in at_home if JAPAN.holds(*pair))
        self.near = _around(at_home) if at_home else JAPAN
        self.usual = JAPAN if in_japan * 5 >= len(at_home) * 4 else self.near

    def _sure(self, pair: Pair) -> list[Pair]:
        """Numbers too large for degrees, as the one point of Japan that they can mean."""
        found = {other for _, other in self._other_readings(*pair) if JAPAN.holds(*other)}
        return list(found) if len(found) == 1 else []

    def read(self, lat_cell: str, lon_cell: str) -> Position:
        """The position of one row. Raises Refused."""
        if self.swapped:
            lat_cell, lon_cell = lon_cell, lat_cell
        try:
            lat, lon = float(lat_cell), float(lon_cell)
        except ValueError:
            lat, lon = self._degrees(lat_cell, "lat"), self._degrees(lon_cell, "lon")
        south, west, north, east = self.usual
        if south <= lat <= north and west <= lon <= east:
            return self._moved(lat, lon, "") if self.old_datum else (lat, lon, "")
        return self._unusual(lat, lon)

    def _degrees(self, cell: str, field: str) -> float:
        text = clean(cell).rstrip(",")
        field = OTHER[field] if self.swapped else field
        if not text:
            raise Refused("no_position", field)
        try:
            return float(text) if _is_plain(text) else parse_coordinate(text)
        except ValueError:
            raise Refused("not_a_coordinate", field) from None

    def _unusual(self, lat: float, lon: float) -> Position:
        """A position out of the usual: mended where one way of reading it lies near the rest."""
        for value, field in ((lat, "lat"), (lon, "lon")):
            if not isfinite(value):
                raise Refused("not_a_coordinate", field)
            if value == 0.0 and not self.near.holds(lat, lon):
                raise Refused("zero_position", field)
        found = {
            pair: reason
            for reason, pair in self._other_readings(lat, lon)
            if self.near.holds(*pair)
        }
        if len(found) == 1:
            (pair, reason) = next(iter(found.items()))
            return self._moved(*pair, reason)
        if not WORLD.holds(lat, lon):
            reason = "ambiguous_position" if found else "out_of_range"
            raise Refused(reason, "lat" if not -90 <= lat <= 90 else "lon")
        return self._moved(lat, lon, "")

    def _other_readings(self, lat: float, lon: float) -> list[tuple[str, Pair]]:
        """What two numbers may mean instead, and what would have happened to them."""
        packed = [("", pair) for pair in _all(_packed, (lat, lon))]
        if self.packed:
            return packed
        pointed = [("missing_point", pair) for pair in _all(_with_point, (lat, lon))]
        return [("swapped", (lon, lat)), *pointed, *packed]

    def _moved(self, lat: float, lon: float, reason: str) -> Position:
        if self.old_datum:
            lat, lon = tokyo_to_jgd2011(lat, lon)
        return lat, lon, reason


def _is_plain(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("+-").isdecimal()


def _is_turned(lat: float, lon: float) -> bool:
    """Where nobody lives, but somebody would if latitude and longitude changed places."""
    return not SETTLED.holds(lat, lon) and SETTLED.holds(lon, lat)


def _numbers(cells: tuple[str, str]) -> Pair | None:
    """The numbers of a sample row as they are written; None where a cell is no number."""
    try:
        lat, lon = (
            float(text) if _is_plain(text) else parse_coordinate(text) for text in map(clean, cells)
        )
    except ValueError:
        return None
    return lat, lon


def _all(reading: Callable[[float], Sequence[float]], pair: Pair) -> Iterable[Pair]:
    return product(reading(pair[0]), reading(pair[1]))


def _with_point(value: float) -> Sequence[float]:
    """A number too large for degrees, with a decimal point after its first two or three digits."""
    if abs(value) <= 180:
        return [value]
    digits = f"{abs(value):.0f}"
    sign = -1 if value < 0 else 1
    return [sign * float(f"{digits[:n]}.{digits[n:]}") for n in (1, 2, 3) if n < len(digits)]


def _packed(value: float) -> Sequence[float]:
    """A number too large for degrees, read as DDDMMSS.s."""
    if abs(value) <= 180:
        return [value]
    try:
        return [parse_coordinate(repr(value))]
    except ValueError:
        return []


def _around(pairs: Sequence[Pair]) -> Area:
    """The middle nine tenths of the points, widened by as much again."""
    lats = sorted(lat for lat, _ in pairs)
    lons = sorted(lon for _, lon in pairs)
    low, high = len(pairs) // 20, -1 - len(pairs) // 20
    high_lat, high_lon = lats[high], lons[high]
    tall = max(high_lat - lats[low], WIDEN_DEG)
    wide = max(high_lon - lons[low], WIDEN_DEG)
    return Area(lats[low] - tall, lons[low] - wide, high_lat + tall, high_lon + wide)
