"""Entities as brokers give them, and as plain values: {"id", "type", attribute: value}."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from civickit.clients._point import is_geometry, point_of
from civickit.clients._rows import Rows
from civickit.clients._shape import expect, member

Entity = dict[str, Any]

NOT_ATTRIBUTES = {"id", "type", "@context", "scope", "createdAt", "modifiedAt", "deletedAt"}
# Where each kind of NGSI-LD attribute keeps its value.
VALUE_OF = {
    "Property": "value",
    "GeoProperty": "value",
    "Relationship": "object",
    "LanguageProperty": "languageMap",
    "VocabProperty": "vocab",
    "JsonProperty": "json",
    "ListProperty": "valueList",
    "ListRelationship": "objectList",
}


def plain(given: Any, where: str) -> Entity:
    """An entity in any representation as plain values. Raises SourceChanged without an id."""
    entity = expect(given, dict, where)
    member(entity, "id", str, where)
    attributes = {name: value for name, value in entity.items() if name not in NOT_ATTRIBUTES}
    is_v2 = bool(attributes) and all(map(_is_v2, attributes.values()))
    return {
        name: value if name in NOT_ATTRIBUTES else _value(value, is_v2)
        for name, value in entity.items()
        if name != "@context"
    }


def _is_v2(attribute: Any) -> bool:
    """Whether this is an attribute of NGSI-v2 in full. Only where all are is the entity so:
    a value may itself be an object with a type and a value.
    """
    return isinstance(attribute, dict) and {"type", "value"} <= attribute.keys() <= {
        "type",
        "value",
        "metadata",
    }


def _value(attribute: Any, is_v2: bool) -> Any:
    """The value of an attribute; several instances of NGSI-LD (datasetId) become a list."""
    if isinstance(attribute, list) and attribute and all(map(_is_ld, attribute)):
        return [_value(one, False) for one in attribute]
    if is_v2:
        value = attribute["value"]
    elif _is_ld(attribute):
        value = attribute[VALUE_OF[attribute["type"]]]
    else:
        value = attribute
    return value["@value"] if isinstance(value, dict) and "@value" in value else value


def _is_ld(attribute: Any) -> bool:
    if not isinstance(attribute, dict) or not isinstance(attribute.get("type"), str):
        return False
    return VALUE_OF.get(attribute["type"], "") in attribute


def rows_of(entities: Iterable[Entity], location: str) -> Rows:
    """Entities as rows: id, type, every attribute that any of them has, lat, lon.

    A nested value becomes columns (`address.addressLocality`), what is nested deeper stays as
    it is. A location that is a point becomes lat and lon; any other stays in its own column.
    """
    rows = [_row(entity, location) for entity in entities]
    columns = dict.fromkeys(["id", "type"])
    for row in rows:
        columns.update(dict.fromkeys(row))
    for last in ("lat", "lon"):
        columns.pop(last, None)
    return Rows((*columns, "lat", "lon"), rows, len(rows))


def _row(entity: Entity, location: str) -> Entity:
    row: Entity = {}
    for name, value in entity.items():
        found = point_of(value) if name == location else None
        if found:
            row["lat"], row["lon"] = found
        else:
            row.update(_columns(name, value))
    return row


def _columns(name: str, value: Any) -> Mapping[str, Any]:
    if isinstance(value, dict) and value and not is_geometry(value):
        return {f"{name}.{inner}": one for inner, one in value.items()}
    return {name: value}
