"""Answers as they go over the wire: JSON, or XML with the element names of GeoReport v2."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

ITEMS = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
TYPES = {"json": "application/json", "xml": "text/xml"}


def written(data: Any, root: str, form: str) -> bytes:
    """The body. `root` is the name of the outermost XML element."""
    if form == "json":
        return json.dumps(data, ensure_ascii=False).encode()
    return ElementTree.tostring(element(root, data), encoding="utf-8", xml_declaration=True)


def element(name: str, data: Any) -> ElementTree.Element:
    made = ElementTree.Element(name)
    if isinstance(data, dict):
        made.extend(element(key, value) for key, value in data.items())
    elif isinstance(data, list):
        made.extend(element(ITEMS[name], one) for one in data)
    elif data is not None:
        made.text = str(data).lower() if isinstance(data, bool) else str(data)
    return made
