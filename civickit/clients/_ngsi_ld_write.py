"""Entities as NGSI-LD wants them written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from civickit.clients._ngsi_entity import NOT_ATTRIBUTES, VALUE_OF, Entity
from civickit.clients._ngsi_query import utc
from civickit.clients._point import is_geometry
from civickit.core.errors import InvalidRecord


def normalized_ld(entities: Iterable[Mapping[str, Any]]) -> list[Entity]:
    """Entities with full attributes, from plain values or attributes already full.

    Raises InvalidRecord for all faults at once, each under "id attribute".
    """
    made, faults = [], {}
    for entity in entities:
        full: Entity = {}
        name = str(entity.get("id", ""))
        if ":" not in name:
            faults[f"{name} id"] = "must be a URI, such as urn:ngsi-ld:WaterLevel:1"
        if not entity.get("type"):
            faults[f"{name} type"] = "is missing"
        if "@context" in entity:
            faults[f"{name} @context"] = "give it once: NgsiLd(…, context=…)"
        for key, value in entity.items():
            try:
                full[key] = value if key in NOT_ATTRIBUTES else _attribute(value)
            except ValueError as error:
                faults[f"{name} {key}"] = str(error)
        made.append(full)
    if faults:
        raise InvalidRecord(faults)
    return made


def _attribute(value: Any) -> Entity:
    if isinstance(value, dict) and VALUE_OF.get(str(value.get("type")), "") in value:
        return value
    if value is None:
        raise ValueError("None cannot be stored; leave the attribute out")
    if isinstance(value, datetime):
        return {"type": "Property", "value": {"@type": "DateTime", "@value": utc(value)}}
    return {"type": "GeoProperty" if is_geometry(value) else "Property", "value": value}
