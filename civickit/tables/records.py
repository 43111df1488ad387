"""Rows of a GeoJSON file or of a JSON list of objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import TextIOWrapper
from typing import Any

from civickit.core.errors import UnreadableTable
from civickit.core.text import clean_name
from civickit.tables.geometry import place_of
from civickit.tables.header import column_names
from civickit.tables.inputs import Input
from civickit.tables.json_stream import JsonText, NumberText
from civickit.tables.model import Limits, Problem, Row


class Records:
    """The objects of a JSON file as rows; a column for every key, in the order first seen.

    A feature of GeoJSON gives its properties, its id if it has one, and the columns lat and
    lon. The line of a row is the number of its record.
    """

    def __init__(self, source: Input, encoding: str, limits: Limits) -> None:
        self.source = source
        self.encoding = encoding
        self.limits = limits
        self.notes: list[str] = []
        self.keys: dict[str, None] = {}
        self.is_geojson = False
        self.has_ids = False
        self._crs: Any = None
        self._scan()
        self.header = self._header()

    def rows(self, told: dict[int, Problem]) -> Iterator[Row]:  # noqa: ARG002 - JSON needs no mending
        for line, record in enumerate(self._records(), start=1):
            try:
                yield Row(line, self._cells(record))
            except RecursionError as error:
                raise UnreadableTable(
                    f"record {line} of {self.source.name} is nested too deeply; export it as CSV"
                ) from error

    def sample(self) -> None:
        return None

    def _records(self) -> Iterator[dict[str, Any]]:
        with TextIOWrapper(self.source.open(), self.encoding, errors="replace") as stream:
            text = JsonText(stream, self.source.name, self.limits.max_cell_chars * 16)
            for number, record in enumerate(text.records(), start=1):
                yield self._checked(record, number)
            if not text.found_list:
                yield from self._without_list(text.outside)
            self._crs = text.outside.get("crs")

    def _without_list(self, outside: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Records of a file that has them under an unusual key, or is one feature alone."""
        if _is_feature(outside):
            yield outside
            return
        lists = [value for value in outside.values() if isinstance(value, list)]
        records = max(lists, key=len, default=None)
        if records is None:
            raise UnreadableTable(
                f"{self.source.name} has no list of records, only the keys "
                f"{', '.join(outside) or '(none)'}; give the part that is a list of objects"
            )
        for number, record in enumerate(records, start=1):
            yield self._checked(record, number)

    def _checked(self, record: Any, number: int) -> dict[str, Any]:
        if not isinstance(record, dict):
            raise UnreadableTable(
                f"record {number} of {self.source.name} is {str(record)[:40]!r}, not an object; "
                "a list of objects is expected"
            )
        return record

    def _scan(self) -> None:
        """One pass over the file: which keys there are, and what will have to be told."""
        spread = nowhere = 0
        for record in self._records():
            if _is_feature(record):
                self.is_geojson = True
                self.has_ids = self.has_ids or record.get("id") is not None
                place = place_of(record.get("geometry"))
                spread += place is not None and not place.exact
                nowhere += place is None
            self.keys.update(dict.fromkeys(_properties(record)))
            if len(self.keys) > self.limits.max_columns:
                raise UnreadableTable(
                    f"{self.source.name} has more than {self.limits.max_columns:,} different keys; "
                    "export it as CSV, or raise Limits.max_columns"
                )
        self._note(spread, nowhere)

    def _note(self, spread: int, nowhere: int) -> None:
        if spread:
            self.notes.append(
                f"{spread} features are not points; lat and lon are the mean of their vertices"
            )
        if nowhere and self.is_geojson:
            self.notes.append(f"{nowhere} features have no position; their lat and lon are empty")
        if self._crs:
            self.notes.append(f"the file names its coordinate system: {_text(self._crs)}")

    def _header(self) -> list[str]:
        names = [*self.keys]
        if self.has_ids:
            names.append("feature_id" if "id" in self.keys else "id")
        if self.is_geojson:
            taken = "lat" in self.keys or "lon" in self.keys
            names += ["geometry_lat", "geometry_lon"] if taken else ["lat", "lon"]
        return column_names(names, clean_name)

    def _cells(self, record: dict[str, Any]) -> list[str]:
        properties = _properties(record)
        cells = [_text(properties.get(key)) for key in self.keys]
        feature = _is_feature(record)
        if self.has_ids:
            cells.append(_text(record.get("id")) if feature else "")
        if self.is_geojson:
            place = place_of(record.get("geometry")) if feature else None
            cells += [place.lat, place.lon] if place else ["", ""]
        return cells


def _is_feature(record: dict[str, Any]) -> bool:
    return record.get("type") == "Feature" and "geometry" in record


def _properties(record: dict[str, Any]) -> dict[str, Any]:
    if not _is_feature(record):
        return record
    found = record.get("properties")
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    """The text of a JSON value: numbers as written, objects and lists as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, NumberText):
        return json.loads(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
