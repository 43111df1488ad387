"""Rows of tables that know where things are: `lat` and `lon` as columns of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from civickit.clients._point import point_of

PLACE = ("lat", "lon")
Fill = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def located(columns: Sequence[str], points: Sequence[str]) -> tuple[tuple[str, ...], Fill]:
    """The columns with `lat` and `lon` behind them, and what fills these in a row.

    `points` are the columns that hold points. Where it is not one of them, or the table has
    columns of these names already, nothing is added.
    """
    if len(points) != 1 or set(PLACE) & set(columns):
        return tuple(columns), dict

    def fill(row: Mapping[str, Any]) -> Mapping[str, Any]:
        lat, lon = place_of(row.get(points[0])) or (None, None)
        return {**row, "lat": lat, "lon": lon}

    return (*columns, *PLACE), fill


def place_of(value: Any) -> tuple[float, float] | None:
    """(lat, lon) of a GeoJSON point or of an object with a latitude and a longitude."""
    if isinstance(value, Mapping) and "coordinates" not in value:
        lat = value.get("latitude", value.get("lat"))
        lon = value.get("longitude", value.get("lon"))
        value = {"type": "Point", "coordinates": [lon, lat]}
    return point_of(value)
