"""Points, lines and areas as the plain data that the map's scripts draw. No folium needed.

Points travel in a compact form, the same inside a page and from an address of its own:
`{"kinds": {name: {"word", "shape", "color", "letter"}}, "points": [[lat, lon, kind, key,
name, further lines ...], ...]}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from civickit.core.errors import InvalidRecord

Layer = dict[str, Any]
Record = Mapping[str, Any]
SHAPES = ("circle", "square", "triangle", "diamond", "hexagon", "pentagon", "drop", "cross")
DECIMALS = 6  # of a degree: 0.1 m


class Kind(NamedTuple):
    """How one kind of point looks: its word, and a shape, a colour (#rrggbb) and a letter."""

    word: str
    shape: str = "circle"
    color: str = "#595959"
    letter: str = ""


def points_data(records: Iterable[Record], kinds: Mapping[str, Kind]) -> dict[str, Any]:
    """Records as the compact points document, ready to be embedded or served as JSON.

    A record has `lat`, `lon`, `kind`, `key` (unique), `name` and, if wanted, `lines`: a list
    of further texts for its popup. Raises InvalidRecord for a coordinate that is none, an
    unknown kind or an unknown shape.
    """
    for name, kind in kinds.items():
        if kind.shape not in SHAPES:
            raise InvalidRecord(
                {"shape": f"{kind.shape!r} of kind {name!r} is none of {', '.join(SHAPES)}"}
            )
    return {
        "kinds": {name: kind._asdict() for name, kind in kinds.items()},
        "points": [_point(record, kinds) for record in records],
    }


def _point(record: Record, kinds: Mapping[str, Kind]) -> list[Any]:
    kind = str(record.get("kind", ""))
    if kind not in kinds:
        raise InvalidRecord(
            {"kind": f"{kind!r} of point {record.get('key')!r} is none of {', '.join(kinds)}"}
        )
    return [
        _degrees(record, "lat", 90),
        _degrees(record, "lon", 180),
        kind,
        str(record.get("key", "")),
        str(record.get("name", "")),
        *map(str, record.get("lines", ())),
    ]


def _degrees(record: Record, field: str, most: int) -> float:
    value = record.get(field)
    if not isinstance(value, int | float) or not abs(value) <= most:  # NaN is not <= either
        told = f"{value!r} of point {record.get('key')!r}"
        raise InvalidRecord({field: f"{told} is not a number from -{most} to {most}"})
    return round(float(value), DECIMALS)


def points_layer(
    features: str | Mapping[str, Any] | Iterable[Record],
    kinds: Mapping[str, Kind] | None = None,
    *,
    name: str = "points",
    href: str | None = None,
    legend: bool = True,
) -> Layer:
    """A layer of points: from records, from a points document, or from an address that serves one.

    `href` is the address of a point's own page with `{key}` in it.
    """
    data: Any = features
    if not isinstance(features, str | Mapping):
        data = points_data(features, kinds or {})
    options: dict[str, Any] = {"legend": legend}
    if href is not None:
        options["href"] = href
    if isinstance(features, str) and kinds:
        options["kinds"] = {name: kind._asdict() for name, kind in kinds.items()}
    return {"type": "points", "name": name, "data": data, "options": options}


def lines_layer(
    geojson: str | Path | Mapping[str, Any],
    *,
    name: str = "lines",
    by: str = "class",
    label: str = "name",
    styles: Mapping[str, Mapping[str, Any]] | None = None,
) -> Layer:
    """A layer of lines from GeoJSON: a mapping, a file (Path), or an address (str).

    The property `by` says the class of a line: arterial, collector, residential, lane, path,
    rail, river, coast, or one of `styles` (`color`, `edge`, `width` in pixels at zoom 16,
    `dash`, `from`: its first zoom, `text`: the colour of its label). The property `label` is
    written along it from zoom 16.
    """
    return _shapes("lines", geojson, name, by, label, styles)


def areas_layer(
    geojson: str | Path | Mapping[str, Any],
    *,
    name: str = "areas",
    by: str = "class",
    label: str = "name",
    styles: Mapping[str, Mapping[str, Any]] | None = None,
) -> Layer:
    """A layer of areas from GeoJSON, as for lines; a style has also `fill`.

    Known classes: land (what lies around it is drawn as water), water, forest, park, grounds,
    school, junior_high, high_school, hospital, shrine, temple, railway, area.
    """
    return _shapes("areas", geojson, name, by, label, styles)


def _shapes(
    kind: str,
    geojson: str | Path | Mapping[str, Any],
    name: str,
    by: str,
    label: str,
    styles: Mapping[str, Mapping[str, Any]] | None,
) -> Layer:
    data: Any = geojson
    if isinstance(geojson, Path):
        data = json.loads(geojson.read_text("utf-8"))
    if isinstance(data, Mapping):
        data = _slim(data, (by, label))
    options = {"by": by, "label": label, "styles": {k: dict(v) for k, v in (styles or {}).items()}}
    return {"type": kind, "name": name, "data": data, "options": options}


def _slim(geojson: Mapping[str, Any], kept: tuple[str, ...]) -> dict[str, Any]:
    """Only what is drawn: other properties would make the page heavier and may be private."""
    features = geojson.get("features")
    if not isinstance(features, list):
        raise InvalidRecord({"geojson": "not a FeatureCollection: no list of features"})
    return {
        "features": [
            {
                "properties": {
                    key: value
                    for key, value in (feature.get("properties") or {}).items()
                    if key in kept
                },
                "geometry": feature.get("geometry"),
            }
            for feature in features
        ]
    }
