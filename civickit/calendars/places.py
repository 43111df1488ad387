"""Which area a place lies in, where a city brings the outlines of its areas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from civickit.calendars.city import City, Finding
from civickit.core.text import header_key

FILE = "areas.geojson"
MOST_BYTES = 32_000_000
MOST_POINTS = 1_000_000
NAMED_BY = ("id", "key", "番号", "area", "地区", "name", "名称")
Ring = tuple[tuple[float, float], ...]
"""(lat, lon) of each corner."""


class Outline(NamedTuple):
    """One polygon of an area: its rings (outline, then holes) and the box round it."""

    area: str
    rings: tuple[Ring, ...]
    south: float
    west: float
    north: float
    east: float


class Places(NamedTuple):
    """The outlines of a city's areas, and what is odd about the file."""

    outlines: tuple[Outline, ...] = ()
    findings: tuple[Finding, ...] = ()

    def area_at(self, lat: float, lon: float) -> str | None:
        """The key of the area at a place; None outside all of them."""
        for one in self.outlines:
            if one.south <= lat <= one.north and one.west <= lon <= one.east and _in(one, lat, lon):
                return one.area
        return None


def places_of(folder: Path, city: City) -> Places:
    """The outlines in `areas.geojson` of a folder, or of its `data`; none where there is no file.

    A polygon or multipolygon each, with the id or the name of its area as `id` of the feature or
    among its properties. Nothing in the file raises; what cannot be used is told.
    """
    path = next((one for one in (folder / FILE, folder / "data" / FILE) if one.is_file()), None)
    if path is None:
        return Places()
    try:
        features = _features(path)
    except (OSError, ValueError, RecursionError) as error:
        return Places((), (_said("refused", "outlines_unreadable", reason=str(error)[:200]),))
    return _read(features, _called(city))


def _features(path: Path) -> Sequence[Any]:
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES:,} bytes; leave corners out")
    found = json.loads(path.read_bytes().decode("utf-8-sig"))
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        raise ValueError("it is no FeatureCollection")
    return features


def _called(city: City) -> dict[str, str]:
    """Keys by id and name; a name that two areas share is none."""
    called: dict[str, str] = {}
    for area in city.areas:
        for word in dict.fromkeys(map(header_key, area.names.values())):
            called[word] = "" if word in called else area.key
    return called | {area.key: area.key for area in city.areas}


def _read(features: Sequence[Any], called: dict[str, str]) -> Places:
    outlines: list[Outline] = []
    findings: list[Finding] = []
    points = 0
    for number, feature in enumerate(features, start=1):
        key, said = _named(feature, called)
        if not key:
            findings.append(_said("doubtful", "outline_unknown", number, name=said))
            continue
        try:
            found = list(_outlines(key, feature["geometry"]))
        except (KeyError, TypeError, ValueError, IndexError, OverflowError):
            findings.append(_said("refused", "outline_broken", number, name=said))
            continue
        points += sum(len(ring) for one in found for ring in one.rings)
        if points > MOST_POINTS:
            return Places((), (_said("refused", "outlines_too_many", most=MOST_POINTS),))
        outlines += found
    return Places(tuple(outlines), tuple(findings))


def _named(feature: Any, called: dict[str, str]) -> tuple[str, str]:
    """The key of the area a feature names, and the first name it has."""
    feature = feature if isinstance(feature, dict) else {}
    properties = feature.get("properties")
    told = properties if isinstance(properties, dict) else {}
    names = [feature.get("id"), *(told.get(name) for name in NAMED_BY)]
    words = [str(name) for name in names if isinstance(name, str | int)]
    keys = (called.get(word) or called.get(header_key(word), "") for word in words)
    return next(filter(None, keys), ""), next(iter(words), "")


def _outlines(key: str, geometry: Any) -> Iterator[Outline]:
    if geometry["type"] not in {"Polygon", "MultiPolygon"}:
        raise ValueError("no polygon")
    parts = geometry["coordinates"]
    for part in parts if geometry["type"] == "MultiPolygon" else [parts]:
        rings = tuple(_ring(ring) for ring in part)
        lats, lons = [lat for lat, _ in rings[0]], [lon for _, lon in rings[0]]
        yield Outline(key, rings, min(lats), min(lons), max(lats), max(lons))


def _ring(positions: Any) -> Ring:
    ring = tuple((float(one[1]), float(one[0])) for one in positions)
    if len(ring) < 4 or not all(isfinite(lat) and isfinite(lon) for lat, lon in ring):
        raise ValueError("no ring")
    return ring


def _in(outline: Outline, lat: float, lon: float) -> bool:
    """Whether a line from the place to the east crosses the rings an odd number of times."""
    inside = False
    for ring in outline.rings:
        (a_lat, a_lon) = ring[-1]
        for b_lat, b_lon in ring:
            if (a_lat > lat) != (b_lat > lat) and lon < a_lon + (lat - a_lat) / (b_lat - a_lat) * (
                b_lon - a_lon
            ):
                inside = not inside
            a_lat, a_lon = b_lat, b_lon
    return inside


def _said(fate: Any, code: str, line: int = 0, **values: str | int) -> Finding:
    return Finding(fate, code, FILE, line, values=tuple(values.items()))
