"""Answers of the endpoint as they go over the wire: XML as GeoReport v2 names it, or JSON."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree.ElementTree import Element, tostring

ITEMS = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What the parts of a list are called."""
TYPES = {"json": "application/json", "xml": "text/xml"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(told: Any, root: str, form: str) -> bytes:
    """The body in a form of TYPES; `root` is the name of the outermost XML element."""
    if form == "json":
        return json.dumps(told, ensure_ascii=False).encode(errors="replace")
    body: bytes = tostring(_element(root, told), encoding="utf-8", xml_declaration=True)
    return body


def _element(name: str, told: Any) -> Element:
    made = Element(name)
    if isinstance(told, dict):
        made.extend(_element(key, value) for key, value in told.items())
    elif isinstance(told, list):
        made.extend(_element(ITEMS[name], one) for one in told)
    elif isinstance(told, bool):
        made.text = str(told).lower()
    elif told is not None:
        made.text = _NOT_XML.sub("\ufffd", str(told))
    return made
