"""Streets from OpenStreetMap: files by `osmium` (extra `tracks`), and the elements of Overpass.

A way is cut where others meet it: piece 2 of way 123 has the id `123/2`; a way that nobody cuts
keeps its number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from civickit.core.errors import MissingExtra, UnreadableTable
from civickit.tracks.streets import Network, Point, Segment, segment

_SUFFIXES = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
_ROADS = (
    "motorway trunk primary secondary tertiary unclassified residential living_street service "
    "road track motorway_link trunk_link primary_link secondary_link tertiary_link"
)
DRIVEN = frozenset(_ROADS.split())
_NOT_PLOWED = {"driveway", "parking_aisle", "drive-through"}
_PRIORITY = {
    **dict.fromkeys(("motorway", "trunk", "primary"), 1),
    **dict.fromkeys(("motorway_link", "trunk_link", "primary_link"), 1),
    **dict.fromkeys(("secondary", "tertiary", "secondary_link", "tertiary_link"), 2),
}


class Way(NamedTuple):
    """A way that vehicles use: its tags, its nodes by number, and where they are."""

    id: int
    tags: Mapping[str, str]
    nodes: Sequence[int]
    points: Sequence[Point]


def is_osm(path: Path) -> bool:
    return path.name.lower().endswith(_SUFFIXES)


def read(path: Path) -> Network:
    """The streets of an OSM file. Raises MissingExtra, UnreadableTable."""
    try:
        import osmium
    except ImportError:
        raise MissingExtra("OSM files", "tracks") from None
    ways: list[Way] = []
    try:
        reader = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
        for one in reader.with_locations().with_filter(osmium.filter.KeyFilter("highway")):
            if isinstance(one, osmium.osm.Way) and is_driven(tags := dict(one.tags)):
                ways += _located(one.id, tags, one.nodes)
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise UnreadableTable(f"{path.name} is no OSM file that can be read ({error})") from error
    return from_ways(ways)


def is_driven(tags: Mapping[str, str]) -> bool:
    """Whether plows come here: no paths, no private drives, no squares."""
    return (
        tags.get("highway") in DRIVEN
        and tags.get("area") != "yes"
        and tags.get("service") not in _NOT_PLOWED
        and tags.get("access") not in {"private", "no"}
    )


def _located(number: int, tags: Mapping[str, str], nodes: Any) -> Iterator[Way]:
    """The way where its nodes are in the file: an extract cuts ways at its border."""
    refs: list[int] = []
    points: list[Point] = []
    for node in nodes:
        if node.location.valid():
            refs.append(node.ref)
            points.append((node.lat, node.lon))
        elif refs:
            yield Way(number, tags, refs, points)
            refs, points = [], []
    if refs:
        yield Way(number, tags, refs, points)


def from_elements(elements: list[Any]) -> Network:
    """The streets of an Overpass answer: `out geom`, or ways with their nodes beside them."""
    dicts = [one for one in elements if isinstance(one, dict)]
    nodes = {one.get("id"): one for one in dicts if one.get("type") == "node"}
    left_out: Counter[str] = Counter()
    ways = []
    for one in dicts:
        tags = one.get("tags")
        if one.get("type") != "way" or not isinstance(tags, dict) or not is_driven(tags):
            continue
        found = _way(one, tags, nodes)
        if found is None:
            left_out["without a line"] += 1
        else:
            ways.append(found)
    return from_ways(ways, left_out)


def _way(element: Mapping[str, Any], tags: dict[str, Any], nodes: Mapping[Any, Any]) -> Way | None:
    refs = element.get("nodes")
    places = element.get("geometry")
    if not isinstance(places, list):
        places = [nodes.get(ref) for ref in refs] if isinstance(refs, list) else []
    points = [_place(one) for one in places]
    if not isinstance(refs, list) or len(refs) != len(points):
        refs = [hash(point) for point in points]
    kept = [(ref, point) for ref, point in zip(refs, points, strict=True) if point]
    number = element.get("id")
    if len(kept) < 2 or not isinstance(number, int):
        return None
    words = {str(key): str(value) for key, value in tags.items()}
    return Way(number, words, [ref for ref, _ in kept], [point for _, point in kept])


def _place(value: Any) -> Point | None:
    if not isinstance(value, dict):
        return None
    lat, lon = value.get("lat"), value.get("lon")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return None
    return (float(lat), float(lon)) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def from_ways(ways: Sequence[Way], left_out: Mapping[str, int] | None = None) -> Network:
    """The ways, cut where they meet."""
    uses = Counter(ref for way in ways for ref in way.nodes)
    segments = [made for way in ways for made in _cut(way, uses)]
    return Network(tuple(segments), dict(left_out or {}))


def _cut(way: Way, uses: Mapping[int, int]) -> Iterator[Segment]:
    inner = range(1, len(way.nodes) - 1)
    cuts = [0, *(i for i in inner if uses[way.nodes[i]] > 1), len(way.nodes) - 1]
    reverse = way.tags.get("oneway") == "-1"
    for number, (start, end) in enumerate(pairwise(cuts), 1):
        line = list(way.points[start : end + 1])
        made = segment(
            f"{way.id}/{number}" if len(cuts) > 2 else str(way.id),
            line[::-1] if reverse else line,
            one_way=reverse or _one_way(way.tags),
            priority=_PRIORITY.get(way.tags["highway"], 3),
            name=way.tags.get("name", ""),
            name_en=way.tags.get("name:en", ""),
        )
        if made is not None:
            yield made


def _one_way(tags: Mapping[str, str]) -> bool:
    said = tags.get("oneway")
    if said is None:
        return tags.get("junction") == "roundabout" or tags["highway"] in {
            "motorway",
            "motorway_link",
        }
    return said in {"yes", "true", "1"}
