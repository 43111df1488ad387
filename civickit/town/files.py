"""How the town's files are written: compact GeoJSON, one feature a line, and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from civickit.town.plane import Line, Point, simplified, to_lat_lon

MUNICIPALITY_CODE = "990019"  # no prefecture has the number 99
PREFECTURE, TOWN = "架空県", "雪野辺町"
MUNICIPALITY = f"架空の{TOWN}"
DATE = "2026-11-01"
LICENCE = "CC0-1.0"
SHAPE_M = 1
LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
TITLE = {
    "ja": MUNICIPALITY,
    "ja_easy": "雪野辺町(ゆきのべまち) ほんとうには ない 町(まち)",
    "en": "Yukinobe, a fictional town",
}
NOTICE = {
    "ja": "これは架空の町「雪野辺町」のデータです。"
    "実在の町、道路、施設、消防水利とは関係ありません。",
    "ja_easy": "これは ほんとうには ない 町(まち)の データです。"
    "ほんとうの 火事(かじ)や 道(みち)には つかえません。",
    "en": "This is data of Yukinobe, a fictional town. "
    "It has nothing to do with any real town, street, facility or hydrant.",
}
NOTE = f"{NOTICE['ja']} {NOTICE['en']}"


def feature_collection(title: str, features: Iterable[Mapping[str, Any]]) -> bytes:
    """A GeoJSON file that says in its own head that it is fictional."""
    head = {
        "type": "FeatureCollection",
        "title": f"{title} (fictional)",
        "licence": LICENCE,
        "fictional": True,
        "note": NOTE,
        "date": DATE,
    }
    lines = ",\n".join(_compact(feature) for feature in features)
    return f'{_compact(head)[:-1]},"features":[\n{lines}\n]}}\n'.encode()


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def lon_lat(point: Point) -> list[float]:
    """A position in GeoJSON's order, six decimals."""
    lat, lon = to_lat_lon(point)
    return [lon, lat]


def line_feature(feature_id: str, line: Line, properties: Mapping[str, Any]) -> dict[str, Any]:
    """A LineString; points that change its shape by less than a metre are left out."""
    coordinates = [lon_lat(point) for point in simplified(line, SHAPE_M)]
    return _feature(feature_id, "LineString", coordinates, properties)


def area_feature(
    feature_id: str, rings: Sequence[Line], properties: Mapping[str, Any]
) -> dict[str, Any]:
    """A Polygon: its outer ring first, then holes."""
    coordinates = [[lon_lat(point) for point in [*ring, ring[0]]] for ring in rings]
    return _feature(feature_id, "Polygon", coordinates, properties)


def point_feature(feature_id: str, point: Point, properties: Mapping[str, Any]) -> dict[str, Any]:
    """A Point."""
    return _feature(feature_id, "Point", lon_lat(point), properties)


def _feature(
    feature_id: str, kind: str, coordinates: Any, properties: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": feature_id,
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def table(header: Sequence[str], rows: Iterable[Mapping[str, Any] | Sequence[Any]]) -> bytes:
    """A CSV file; rows are in the header's order, or name their columns."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        cells = [row.get(name, "") for name in header] if isinstance(row, Mapping) else row
        writer.writerow(cells)
    return text.getvalue().encode()


def json_file(value: Mapping[str, Any]) -> bytes:
    """A JSON file for people to read too."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
