"""Streets from GeoJSON lines, also one a line, and from what Overpass answers."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from civickit.core.errors import UnknownName, UnreadableTable
from civickit.tracks._streets_osm import from_elements
from civickit.tracks.streets import Network, Point, Segment, SegmentId, segment

MOST_BYTES = 512_000_000
NOT_DEGREES = "not in degrees"
_YES = {"yes", "true", "1", "1.0", "t", "y", "ft"}
_AGAINST = {"-1", "-1.0", "reverse", "tf"}
_ONE_WAY = ("one_way", "oneway", "oneWay", "ONEWAY", "ONE_WAY")
_NAME = ("name", "NAME", "street", "STREET", "street_name", "名称", "路線名")
_NAME_EN = ("name_en", "NAME_EN", "name:en")
_PRIORITY = ("priority", "PRIORITY", "優先度")


def read(path: Path, id_property: str) -> Network:
    """The network of a JSON file. Raises UnreadableTable, UnknownName."""
    told = _json(path)
    if isinstance(told, dict) and isinstance(told.get("elements"), list):
        return from_elements(told["elements"])
    features = [one for one in _features(told) if isinstance(one, dict)]
    if not any(_parts(one.get("geometry")) for one in features):
        raise _not_streets(path)
    _check_property(path, features, id_property)
    left_out: Counter[str] = Counter()
    segments = tuple(_segments(features, id_property, left_out))
    if not segments and left_out[NOT_DEGREES]:
        raise UnreadableTable(
            f"{path.name} has coordinates that are no degrees of longitude and latitude, in this "
            "order; export it as WGS84 (EPSG:4326)"
        )
    return Network(segments, dict(left_out))


def _features(told: Any) -> list[Any]:
    if isinstance(told, list):
        return told
    found = told.get("features") if told.get("type") == "FeatureCollection" else [told]
    return found if isinstance(found, list) else []


def _json(path: Path) -> Any:
    """What the file says: one value, or a list of those that stand on a line each."""
    content = _bytes(path)
    try:
        text = content.decode(json.detect_encoding(content))
    except UnicodeDecodeError:
        text = content.decode("cp932", "replace")
    try:
        try:
            told = json.loads(text)
        except json.JSONDecodeError:
            told = [
                json.loads(line) for line in text.replace("\x1e", "").splitlines() if line.strip()
            ]
    except (ValueError, RecursionError) as error:
        raise _not_streets(path) from error
    if not isinstance(told, dict | list):
        raise _not_streets(path)
    return told


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path) if packed else path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _not_streets(path) from error
    if len(content) > MOST_BYTES:
        raise UnreadableTable(f"{path.name} is larger than {MOST_BYTES:,} bytes; cut it to a city")
    return content


def _not_streets(path: Path) -> UnreadableTable:
    return UnreadableTable(
        f"{path.name} is no street network; give GeoJSON lines, Overpass JSON or an OSM file"
    )


def _check_property(path: Path, features: list[dict[str, Any]], name: str) -> None:
    """Raises UnknownName where no line has an id to be known by, UnreadableTable where it is none
    that can be used."""
    if any(_id(one, name) is not None for one in features):
        return
    known = {key for one in features for key in _properties(one)}
    wanted = name or "id"
    if wanted in known:
        raise UnreadableTable(
            f"{path.name} has {wanted!r}, but no number or text in it; name another: --id NAME"
        )
    raise UnknownName("property of the streets", wanted, known)


def _segments(
    features: list[dict[str, Any]], id_property: str, left_out: Counter[str]
) -> Iterator[Segment]:
    seen: set[tuple[SegmentId, tuple[Point, ...], bool]] = set()
    for one in features:
        id_ = _id(one, id_property)
        if id_ is None:
            left_out["without an id"] += 1
            continue
        parts = _parts(one.get("geometry"))
        if not parts:
            left_out["not a line"] += 1
        for part in parts:
            line = _line(part)
            made = _made(id_, line, _properties(one))
            if made is None:
                left_out["without a length" if line or not part else NOT_DEGREES] += 1
            elif (way := _as_drawn(made)) in seen:
                left_out["twice in the file"] += 1
            else:
                seen.add(way)
                yield made


def _made(id_: SegmentId, line: list[Point], about: Mapping[str, Any]) -> Segment | None:
    way = str(_first(about, _ONE_WAY)).strip().lower()
    against = way in _AGAINST
    return segment(
        id_,
        line[::-1] if against else line,
        one_way=against or way in _YES,
        priority=_whole(_first(about, _PRIORITY)),
        name=str(_first(about, _NAME)),
        name_en=str(_first(about, _NAME_EN)),
    )


def _as_drawn(one: Segment) -> tuple[SegmentId, tuple[Point, ...], bool]:
    """What two copies of one street have in common; either way round, if both may be driven."""
    line = one.line if one.one_way else min(one.line, one.line[::-1])
    return one.id, line, one.one_way


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def _id(feature: Mapping[str, Any], name: str) -> SegmentId | None:
    value = _named(_properties(feature), name or "id")
    if value is None and name in {"", "id"}:
        value = feature.get("id")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or value == "":
        return None
    return value if isinstance(value, str | int) else None


def _named(about: Mapping[str, Any], name: str) -> Any:
    """A property; `a.b` is b of a, where there is no property of that name."""
    if name in about:
        return about[name]
    first, dot, rest = name.partition(".")
    inner = about.get(first)
    return _named(inner, rest) if dot and isinstance(inner, dict) else None


def _first(about: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((about[name] for name in names if about.get(name) is not None), "")


def _whole(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _parts(geometry: Any) -> list[list[Any]]:
    """The coordinates of every line of a geometry."""
    if not isinstance(geometry, dict):
        return []
    kind, parts = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        inner = geometry.get("geometries")
        return [part for one in inner for part in _parts(one)] if isinstance(inner, list) else []
    if kind == "LineString":
        parts = [parts]
    elif kind != "MultiLineString":
        return []
    return [part for part in parts if isinstance(part, list)] if isinstance(parts, list) else []


def _line(part: list[Any]) -> list[Point]:
    """A line as (lat, lon); empty where a point of it is not on the globe."""
    line = [_point(one) for one in part]
    return [one for one in line if one] if all(line) else []


def _point(value: Any) -> Point | None:
    if not isinstance(value, list) or len(value) < 2:
        return None
    lon, lat = value[:2]
    for number in (lon, lat):
        if isinstance(number, bool) or not isinstance(number, int | float):
            return None
    return (float(lat), float(lon)) if -90 <= lat <= 90 and -180 <= lon <= 180 else None
