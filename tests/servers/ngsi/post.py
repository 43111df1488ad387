"""Telling a subscriber, for real: a POST from this broker to its address."""

from __future__ import annotations

import json
import urllib.request
from typing import Any


def post(url: str, told: dict[str, Any], headers: dict[str, str]) -> str:
    """Send it; gives what went wrong, or ''."""
    content = {"Content-Type": "application/json; charset=utf-8", **headers}
    asked = urllib.request.Request(url, json.dumps(told).encode(), content, method="POST")
    try:
        with urllib.request.urlopen(asked, timeout=5):
            return ""
    except OSError as error:
        return str(error)
