"""Positions that do not belong where the others of their municipality are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, hypot, radians

from civickit.core.coordinates import Area
from civickit.schemas._prefectures import BOXES

FEWEST = 8
SAMPLED = 20_000
SPREADS = 6.0
AT_LEAST_M = 5_000.0
GAP = 1.3
MARGIN_DEG = 0.1
METRES_A_DEGREE = 111_320.0


def misplaced(
    indices: Sequence[int], lats: Sequence[float], lons: Sequence[float], code: str
) -> Iterator[tuple[int, str]]:
    """(index, doubt) for each record of one municipality that is 'far' or 'outside'.

    `code` is its local government code, from which the prefecture is known, or ''.
    """
    ys, xs = [lats[i] for i in indices], [lons[i] for i in indices]
    areas = []
    if len(indices) >= FEWEST:
        town = Neighbourhood(ys, xs)
        far = town.far(ys, xs)
        yield from ((indices[at], "far") for at in far)
        if far:
            areas.append(town.area)
    prefecture = _prefecture(code)
    if prefecture and not _within(prefecture, ys, xs):
        areas.append(prefecture)
    if areas:
        for at, (lat, lon) in enumerate(zip(ys, xs, strict=True)):
            if not all(area.holds(lat, lon) for area in areas):
                yield indices[at], "outside"


def _within(area: Area, lats: Sequence[float], lons: Sequence[float]) -> bool:
    return area.holds(min(lats), min(lons)) and area.holds(max(lats), max(lons))


class Neighbourhood:
    """Where the records of one municipality usually lie.

    Everything is a median or a quantile, which a few wrong positions cannot move.
    """

    def __init__(self, lats: Sequence[float], lons: Sequence[float]) -> None:
        step = len(lats) // SAMPLED + 1
        ys, xs = sorted(lats[::step]), sorted(lons[::step])
        middle = len(ys) // 2
        self.lat, self.lon = ys[middle], xs[middle]
        self.metres_a_lon = METRES_A_DEGREE * cos(radians(self.lat))
        away = sorted(map(self._metres, lats[::step], lons[::step]))
        spread = sorted(abs(one - away[middle]) for one in away)[middle]
        self.usual_m = max(away[middle] + SPREADS * spread, AT_LEAST_M)
        self.area = _area(ys, xs)

    def _metres(self, lat: float, lon: float) -> float:
        return hypot((lat - self.lat) * METRES_A_DEGREE, (lon - self.lon) * self.metres_a_lon)

    def far(self, lats: Sequence[float], lons: Sequence[float]) -> list[int]:
        """Records beyond the usual distance and beyond a gap: a long valley is no mistake."""
        corners = ((f(lats), g(lons)) for f in (min, max) for g in (min, max))
        if all(self._metres(lat, lon) <= self.usual_m for lat, lon in corners):
            return []
        distances = map(self._metres, lats, lons)
        beyond = sorted((m, at) for at, m in enumerate(distances) if m > self.usual_m)
        edge = self.usual_m
        for position, (metres, _) in enumerate(beyond):
            if metres > edge * GAP:
                return [at for _, at in beyond[position:]]
            edge = metres
        return []


def _area(lats: Sequence[float], lons: Sequence[float]) -> Area:
    """The middle nine tenths, widened by half as much on each side."""
    cut = len(lats) // 20
    south, north, west, east = lats[cut], lats[-1 - cut], lons[cut], lons[-1 - cut]
    tall = (north - south) / 2 + MARGIN_DEG
    wide = (east - west) / 2 + MARGIN_DEG
    return Area(south - tall, west - wide, north + tall, east + wide)


def _prefecture(code: str) -> Area | None:
    found = BOXES.get(code[:2]) if len(code) in (5, 6) and code.isdecimal() else None
    return Area(*found[1:]) if found else None
