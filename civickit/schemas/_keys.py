"""Keys that stay the same when a file is read again, and that fit into an address."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from civickit.schemas._schema import Schema


def slug(text: str) -> str:
    """A text as letters, digits and `-._~` only; different texts stay different.

    >>> slug("8-11"), slug("蒲田-251")
    ('8-11', '~E8~92~B2~E7~94~B0-251')
    """
    if text.isascii() and (text.isalnum() or text.replace("-", "").isalnum()):
        return text
    escaped = quote(text, safe="").replace("~", "%7E").replace("%", "~")
    return escaped if escaped.strip(".") else escaped.replace(".", "~2E")


def base_key(values: dict[str, Any], schema: Schema) -> str:
    """The ID, else the kind with its number, its position, or a digest of what names it."""
    if id_ := values.get("facility_id"):
        return slug(id_)
    kind = values.get("kind", schema.name)
    number = schema.number
    if number and values[number]:
        return f"{kind}-{slug(values[number])}"
    if values.get("lat") is None:
        named = "\x1f".join(str(values[name]) for name in schema.named_by)
        return f"{kind}-{blake2b(named.encode(), digest_size=8).hexdigest()}"
    return f"{kind}-at-{values['lat']:.6f}-{values['lon']:.6f}"


def is_positional(key: str) -> bool:
    return "-at-" in key


def told_apart(key: str, copy: int) -> str:
    """The key of the second, third … record that has a key already taken."""
    return key if copy == 1 else f"{key}~x{copy}"
