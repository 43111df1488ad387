"""What a phone sends as fields: in the address, in a form, or as JSON."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from civickit.tracks.devices._decoder import Message

_MOST_FIELDS = 200


def fields(message: Message) -> dict[str, str]:
    """The fields of the address and of a form; of one given twice the first counts."""
    found: dict[str, str] = {}
    form = message.body.decode("utf-8", "replace") if "=" in _start(message.body) else ""
    for text in (message.query.partition("?")[2] or message.query, form):
        try:
            pairs = parse_qsl(text, keep_blank_values=False, max_num_fields=_MOST_FIELDS)
        except ValueError:
            continue
        for name, value in pairs:
            found.setdefault(name.strip().lower(), value.strip())
    return found


def _start(body: bytes) -> str:
    return body[:4_000].decode("ascii", "replace")


def first(found: dict[str, str], *names: str) -> str | None:
    return next((found[name] for name in names if found.get(name)), None)


def json_of(body: bytes) -> Any:
    """What a body says; None when it is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def sender(message: Message) -> str:
    """The id that a message itself names; '' for none."""
    if message.body.lstrip()[:1] == b"{":
        told = json_of(message.body)
        return str(told.get("device_id") or "") if isinstance(told, dict) else ""
    return first(fields(message), "id", "deviceid", "token") or ""
