"""What is kept of an answer besides its body, and how much of what is found on disk is believed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

Entry = dict[str, Any]
FIELDS = {
    "url": str,
    "final_url": str,
    "status": int,
    "headers": dict,
    "fetched_at": str,
    "sha256": str,
    "bytes": int,
}
DIGEST = re.compile(r"[0-9a-f]{64}")


def is_digest(given: object) -> bool:
    """Whether this is a SHA-256 in hex, and so never a path."""
    return isinstance(given, str) and DIGEST.fullmatch(given) is not None


def read_entry(told: object) -> Entry | None:
    """The entry, if it has the fields and types of one; anything further in it is left out."""
    if not isinstance(told, dict):
        return None
    entry = {name: told.get(name) for name in FIELDS}
    right = all(type(entry[name]) is kind for name, kind in FIELDS.items())
    return entry if right and _is_sensible(entry) else None


def _is_sensible(entry: Entry) -> bool:
    headers = entry["headers"].items()
    return (
        is_digest(entry["sha256"])
        and entry["bytes"] >= 0
        and all(isinstance(name, str) and isinstance(value, str) for name, value in headers)
        and _is_time(entry["fetched_at"])
    )


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).utcoffset() is not None
    except ValueError:
        return False
