"""How long to wait and how much to take."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """Seconds, bytes and counts that no answer may pass.

    `read_s` is the longest silence, `total_s` the longest a whole answer may take, so that a
    server that sends one byte a second is not waited for. `bytes` are those after unpacking.
    `retry_after_s` caps what a server may ask for before it is asked again. `interval_s` lies
    between the starts of two requests to a host, more where PATIENCE_S asks for it; this
    machine itself needs none.
    """

    connect_s: float = 5
    read_s: float = 30
    total_s: float = 300
    bytes: int = 512 * 1024 * 1024
    redirects: int = 5
    retries: int = 3
    backoff_s: float = 0.5
    retry_after_s: float = 60
    interval_s: float = 0.5


# Hosts that ask for patience, with seconds between two requests. BODIK answers 403 for hours
# to those who do not have it.
PATIENCE_S = {"data.bodik.jp": 2.0, "wapi.bodik.jp": 2.0, "overpass-api.de": 2.0}
