"""A tracker of one's own: it says where it is, and anybody reads where all are."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen


def here(address: str, token: str, lat: float, lon: float, state: str) -> None:
    """Say where the vehicle is and what it does: plowing, salting or driving."""
    said = {"id": token, "timestamp": int(time.time()), "lat": lat, "lon": lon, "state": state}
    with urlopen(f"{address}/ingest/osmand?{urlencode(said)}", data=b"") as answer:
        assert answer.status == 200  # then it is kept, whatever happens to the server


def everybody(address: str) -> list[dict[str, Any]]:
    """Where all are that the public may see."""
    with urlopen(f"{address}/live.json") as answer:
        told = json.load(answer)
    return [dict(zip(told["fields"], one, strict=True)) for one in told["vehicles"]]
