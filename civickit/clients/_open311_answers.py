"""Answers of a GeoReport v2 server as plain values, whether they came as JSON or as XML.

Numbers stay text, so that a service code 001 or a long request id is what it was.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from civickit.core.errors import SourceChanged
from civickit.core.fetch import Answer

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LISTS = frozenset(
    {"services", "service_requests", "attributes", "values", "errors", "endpoints", "formats"}
)
# The samples of the specification itself show numbers with leading zeros, which JSON forbids.
STRING_OR_ZEROS = re.compile(r'"(?:[^"\\]|\\.)*"|(?<![\w.+-])0\d+(?![\w.])')


def plain(answer: Answer) -> Any:
    """Lists, dicts, texts, True, False and None. Raises SourceChanged where it is neither form."""
    content = answer.path.read_bytes()
    try:
        if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return _from_xml(content)
        return _from_json(answer.text())
    except (ValueError, RecursionError, SyntaxError):  # ParseError of XML is a SyntaxError
        raise SourceChanged(
            f"{answer.url} did not answer in GeoReport's JSON or XML",
            expected="JSON or XML",
            found=answer.beginning(),
        ) from None


def refusal(data: Any) -> str:
    """What an error list says: 'jurisdiction_id is missing (400)'; '' for anything else."""
    if not isinstance(data, list) or not data:
        return ""
    if not all(isinstance(one, dict) and "description" in one and "code" in one for one in data):
        return ""
    return "; ".join(f"{one['description']} ({one['code']})" for one in data)


def _from_json(written: str) -> Any:
    try:
        return json.loads(written, parse_int=str, parse_float=str)
    except ValueError:
        return json.loads(STRING_OR_ZEROS.sub(_quoted, written), parse_int=str, parse_float=str)


def _quoted(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith('"') else f'"{found[0]}"'


def _from_xml(content: bytes) -> Any:
    from defusedxml.ElementTree import fromstring

    return _of_element(fromstring(content))


def _of_element(element: Element) -> Any:
    said = (element.text or "").strip()
    name = _name(element)
    if len(element):
        if name in LISTS:
            return [_of_element(child) for child in element]
        return {_name(child): _of_element(child) for child in element}
    if name in LISTS and not said:
        return []
    return said or None


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
