"""What NGSI-v2 lets one write, and where: told before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from civickit.clients._ngsi_entity import Entity
from civickit.clients._ngsi_query import utc
from civickit.clients._point import is_geometry
from civickit.core.errors import InvalidRecord

FORBIDDEN = frozenset("<>\"'=;()")
FREE_TEXT = "TextUnrestricted"
_NAME = re.compile(r"[!-~]{1,256}", re.ASCII)
_NOT_IN_NAMES = FORBIDDEN | set("&?/#")
_LEVEL = re.compile(r"\w{1,50}", re.ASCII)


def service_of(service: str) -> str:
    """A Fiware-Service in lower case, as brokers take it. Raises InvalidRecord."""
    if service and not _LEVEL.fullmatch(service):
        why = f"{service!r} is not 1 to 50 letters a-z, digits or _"
        raise InvalidRecord({"service": why})
    return service.lower()


def check_path(service_path: str, *, writes: bool = False) -> None:
    """Raises InvalidRecord unless this can be a Fiware-ServicePath: /city/river, /city/#, or for
    reading up to ten of them with commas between.
    """
    paths = [path.strip() for path in service_path.split(",")]
    wrong = [path for path in paths if not _is_path(path, writes)]
    if wrong:
        why = (
            f"{wrong[0]!r} is not up to 10 levels of 1 to 50 letters a-z, digits or _: /city/river"
        )
        raise InvalidRecord({"service_path": why})
    if len(paths) > (1 if writes else 10):
        why = "has more than one path" if writes else "has more than 10 paths"
        raise InvalidRecord({"service_path": why})


def _is_path(path: str, writes: bool) -> bool:
    if path == "/":
        return True
    levels = path.removesuffix("/#").split("/") if not writes else path.split("/")
    if levels == [""]:
        return path == "/#"
    return levels[0] == "" and 1 < len(levels) <= 11 and all(map(_LEVEL.fullmatch, levels[1:]))


def normalized(entities: Iterable[Mapping[str, Any]], free_text: Collection[str]) -> list[Entity]:
    """Entities as NGSI-v2 wants them written, from plain values or attributes in full.

    Attributes named in `free_text` may hold any character. Raises InvalidRecord for all faults
    at once, each under "id attribute".
    """
    made, faults = [], {}
    for entity in entities:
        name = str(entity.get("id", ""))
        full: Entity = {"id": name, "type": entity.get("type", "Thing")}
        for key in ("id", "type"):
            if why := _bad_name(full[key]):
                faults[f"{name} {key}"] = why
        for attribute in [key for key in entity if key not in ("id", "type")]:
            full[attribute] = _attribute(entity[attribute], attribute in free_text)
            if why := _bad_name(attribute) or _bad_value(full[attribute]):
                faults[f"{name} {attribute}"] = why
        made.append(full)
    if faults:
        raise InvalidRecord(dict(sorted(faults.items())))
    return made


def _attribute(value: Any, free: bool) -> Entity:
    if (
        isinstance(value, dict)
        and "value" in value
        and value.keys() <= {"type", "value", "metadata"}
    ):
        return {**value, "type": FREE_TEXT} if free else value
    if isinstance(value, datetime):
        return {"type": "DateTime", "value": utc(value) if value.tzinfo else value}
    return {"type": FREE_TEXT if free else _type_of(value), "value": value}


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "Boolean"
    if isinstance(value, int | float):
        return "Number"
    if isinstance(value, str):
        return "Text"
    if value is None:
        return "None"
    return "geo:json" if is_geometry(value) else "StructuredValue"


def _bad_name(name: Any) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return f"{name!r} is not a name: 1 to 256 characters of ASCII without spaces"
    found = sorted(_NOT_IN_NAMES & set(name))
    return f"a name cannot have {' '.join(found)}" if found else ""


def _bad_value(attribute: Entity) -> str:
    if isinstance(attribute["value"], datetime):
        return f"{attribute['value'].isoformat()} has no time zone"
    if attribute.get("type") == FREE_TEXT:
        return ""
    found = bad_characters(attribute["value"])
    return f"has {' '.join(found)}, which brokers refuse; name it in free_text" if found else ""


def bad_characters(value: Any) -> list[str]:
    """The characters in a value, however deep, that NGSI-v2 refuses in a write."""
    return sorted(FORBIDDEN & set("".join(_texts(value))))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def check_plain(texts: Mapping[str, str]) -> None:
    """Raises InvalidRecord for texts, by name, with characters that NGSI-v2 refuses."""
    bad = {name: bad_characters(value) for name, value in texts.items()}
    faults = {name: f"cannot have {' '.join(found)}" for name, found in bad.items() if found}
    if faults:
        raise InvalidRecord(faults)
