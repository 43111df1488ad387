"""A street network as plain values, and the files it is read from.

A segment is what the municipality counts: its own id, its own priority. Junctions are found:
where ends meet, where lines share a vertex, and where an end touches another line.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from civickit.core.errors import UnreadableTable
from civickit.tracks._plane import length_m

Point = tuple[float, float]
"""(lat, lon)"""
SegmentId = str | int
"""As the file has it: a number stays a number."""


class Segment(NamedTuple):
    """One line of a street. `one_way`: it may only be driven from its first point to its last.

    Several segments may share an id: then they are parts of one street in every table.
    """

    id: SegmentId
    line: tuple[Point, ...]
    length_m: float
    one_way: bool = False
    priority: int | None = None
    name: str = ""
    name_en: str = ""


class Junction(NamedTuple):
    """A place where one can change segments, or where a street ends."""

    lat: float
    lon: float
    segments: tuple[int, ...]
    """Positions in `Network.segments`; a single one is a dead end."""


class Network(NamedTuple):
    """The segments in the order of the file, and what was left out: {why: how many}."""

    segments: tuple[Segment, ...]
    left_out: dict[str, int]

    def junctions(self) -> tuple[Junction, ...]:
        """Where the segments meet and end."""
        from civickit.tracks._junctions import junctions_of

        return junctions_of(self)

    def lengths(self) -> dict[SegmentId, float]:
        """Metres of each id, its parts together."""
        found: dict[SegmentId, float] = {}
        for one in self.segments:
            found[one.id] = found.get(one.id, 0.0) + one.length_m
        return found


def segment(
    id_: SegmentId,
    line: Sequence[Point],
    *,
    one_way: bool = False,
    priority: int | None = None,
    name: str = "",
    name_en: str = "",
) -> Segment | None:
    """A segment with its length on the ellipsoid; None for a line without any."""
    points = tuple(
        here for here, before in zip(line, [None, *line], strict=False) if here != before
    )
    metres = length_m(points)
    if metres < 0.01:
        return None
    return Segment(id_, points, metres, one_way, priority, name, name_en)


def read_streets(path: str | Path, id_property: str = "") -> Network:
    """The network in a file: GeoJSON lines, Overpass JSON, `.osm.pbf`, `.osm`; also gzipped.

    `id_property` names the property with the municipality's id; without it `id` is taken, of the
    properties or of the feature. OSM files have ids of their own. Raises UnreadableTable for a
    file without streets, UnknownName where no line has the property, MissingExtra for OSM files
    when `civickit[tracks]` is not there.
    """
    path = Path(path)
    if not path.is_file():
        raise UnreadableTable(f"{str(path)!r} is not a file; give a file of streets")
    network = _reader(path, id_property)
    if not network.segments:
        why = ", ".join(f"{count} {what}" for what, count in network.left_out.items())
        raise UnreadableTable(f"{path.name} holds no street ({why or 'no lines'})")
    return network


def _reader(path: Path, id_property: str) -> Network:
    from civickit.tracks import _streets_json, _streets_osm

    if _streets_osm.is_osm(path):
        return _streets_osm.read(path)
    return _streets_json.read(path, id_property)
